"""Pull and push: progress, pausing and going on, what is refused; and the account behind them."""

from contextlib import aclosing
from itertools import pairwise

import pytest

from tests.conformance.driver import Driver, Refusal, Step, until_refused
from tests.conformance.target import Case


async def pulled(server: Driver, model: str) -> list[Step]:
    return [step async for step in server.pull_steps(model)]


async def skip_if_installed(case: Case, server: Driver) -> str:
    """The name to pull; nothing that somebody has installed is touched."""
    if case.target.pull_name in {row.name for row in await server.tags()}:
        pytest.skip(f"{case.target.pull_name} is installed on {case.target.name}")
    return case.target.pull_name


async def test_a_pull_tells_its_steps(case: Case) -> None:
    case.needs("pull", "tags")
    async with case.driver() as server:
        name = await skip_if_installed(case, server)
        case.made.append(name)
        steps = await pulled(server, name)
        again = await pulled(server, name)
        assert name in {row.name for row in await server.tags()}
    assert steps[0].status == "pulling manifest"
    assert [step.status for step in steps[-3:]] == ["verifying sha256 digest", "writing manifest", "success"]
    layers = [step for step in steps if step.digest]
    assert all(step.status == f"pulling {step.digest[7:19]}" for step in layers)
    for one, next_one in pairwise(layers):
        assert one.digest != next_one.digest or one.completed <= next_one.completed
    cached = [step for step in again if step.digest]
    assert len({step.digest for step in cached}) == len(cached)
    assert all(step.completed == step.total for step in cached)


async def test_a_paused_pull_goes_on_where_it_was(case: Case) -> None:
    case.needs("pull", "tags")
    async with case.driver() as server:
        name = await skip_if_installed(case, server)
        case.made.append(name)
        had = Step("")
        async with aclosing(server.pull_steps(name)) as steps:
            async for step in steps:
                had = step
                if step.completed > 1_000_000:
                    break
        assert name not in {row.name for row in await server.tags()}
        rest = [step for step in await pulled(server, name) if step.digest == had.digest]
    assert rest[0].completed >= had.completed > 0
    assert rest[-1].completed == rest[-1].total == had.total


async def test_an_unknown_model_fails_after_the_pull_began(case: Case) -> None:
    case.needs("pull")
    async with case.driver() as server:
        steps, refusal = await until_refused(server.pull_steps("arriero-conformance/no-such-model"))
    assert steps == ["pulling manifest"]
    assert (refusal.status, refusal.text) == (None, "pull model manifest: file does not exist")


async def test_a_bad_name_is_refused_before(case: Case) -> None:
    case.needs("pull")
    async with case.driver() as server:
        with pytest.raises(Refusal) as caught:
            await pulled(server, "bad name!")
    assert (caught.value.status, caught.value.text) == (400, "invalid model name")


async def test_a_push_tells_its_steps(case: Case) -> None:
    case.needs("push", "copy")
    case.made.append(case.target.push_name)
    async with case.driver() as server:
        await server.copy(case.model(), case.target.push_name)
        steps = [step async for step in server.push_steps(case.target.push_name)]
        again = [step async for step in server.push_steps(case.target.push_name)]
    assert steps[0].status == "retrieving manifest"
    assert [step.status for step in steps[-2:]] == ["pushing manifest", "success"]
    layers = {step.digest: step for step in steps if step.digest}
    assert all(step.completed == step.total for step in layers.values())
    assert len(again) == len(layers) + 3


async def test_a_push_of_nothing_fails_after_it_began(case: Case) -> None:
    case.needs("push")
    async with case.driver() as server:
        steps, refusal = await until_refused(server.push_steps("arriero-conformance/no-such-model"))
    assert steps == ["retrieving manifest", "couldn't retrieve manifest"]
    assert refusal.status is None


async def test_the_account_is_told_or_refused(case: Case) -> None:
    case.needs("me")
    async with case.driver() as server:
        try:
            assert await server.account_name()
        except Refusal as refusal:
            # Nobody is signed in, or the server cannot find out, or it is too old to know.
            if refusal.status not in (401, 404, 503):
                raise


async def test_the_cloud_is_on_or_off(case: Case) -> None:
    case.needs("status")
    async with case.driver() as server:
        assert await server.cloud_is_off() in (True, False)


async def test_some_models_are_recommended(case: Case) -> None:
    case.needs("recommendations")
    async with case.driver() as server:
        assert await server.recommended()
