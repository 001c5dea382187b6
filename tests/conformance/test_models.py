"""Models: listing, describing, copying, deleting, making; blobs and embeddings."""

import hashlib
import math
import re
from pathlib import Path

import pytest

from tests.conformance.driver import Driver, Refusal, Step, until_refused
from tests.conformance.target import Case

UNKNOWN = "no-such-model"


async def names(server: Driver) -> set[str]:
    return {row.name for row in await server.tags()}


async def made(server: Driver, model: str, **fields: object) -> list[Step]:
    """The steps of a creation."""
    return [step async for step in server.create_steps(model, **fields)]


async def test_the_version_is_a_version(case: Case) -> None:
    case.needs("version")
    async with case.driver() as server:
        assert re.match(r"\d+\.\d+\.\d+", await server.version())


async def test_tags_list_what_is_installed(case: Case) -> None:
    case.needs("tags")
    async with case.driver() as server:
        rows = {row.name: row for row in await server.tags()}
    row = rows[case.model()]
    assert all(":" in name for name in rows)
    assert re.fullmatch("[0-9a-f]{64}", row.digest)
    assert row.size_bytes > 1_000_000
    assert row.family
    assert row.modified_at is not None
    assert row.modified_at.tzinfo is not None


async def test_show_describes_a_model(case: Case) -> None:
    case.needs("show")
    async with case.driver() as server:
        shown = await server.show(case.model())
    assert "completion" in shown.capabilities
    assert shown.context_length > 0
    assert "FROM " in shown.modelfile
    assert shown.family


async def test_names_are_found_in_any_case_and_without_latest(case: Case) -> None:
    case.needs("show")
    model = case.model()
    async with case.driver() as server:
        expected = await server.show(model)
        assert (await server.show(model.upper())).family == expected.family
        if model.endswith(":latest"):
            assert (await server.show(model.removesuffix(":latest"))).family == expected.family


async def test_an_unknown_model_is_404(case: Case) -> None:
    case.needs("show")
    async with case.driver() as server:
        with pytest.raises(Refusal) as caught:
            await server.show(UNKNOWN)
    assert caught.value.status == 404
    assert UNKNOWN in caught.value.text


async def test_a_bad_name_is_400(case: Case) -> None:
    case.needs("show")
    async with case.driver() as server:
        with pytest.raises(Refusal) as caught:
            await server.show("bad name!")
    assert (caught.value.status, caught.value.text) == (400, "invalid model name")


async def test_a_copy_is_the_same_model_until_it_is_deleted(case: Case) -> None:
    case.needs("copy", "delete", "tags")
    name = case.new_name()
    async with case.driver() as server:
        await server.copy(case.model(), name)
        await server.copy(case.model(), name)  # an existing destination is overwritten
        rows = {row.name: row for row in await server.tags()}
        assert rows[f"{name}:latest"].digest == rows[case.model()].digest
        await server.delete(name)
        assert f"{name}:latest" not in await names(server)
        with pytest.raises(Refusal) as caught:
            await server.delete(name)
    assert (caught.value.status, caught.value.text) == (404, f"model '{name}' not found")


async def test_copying_what_is_not_there(case: Case) -> None:
    case.needs("copy")
    async with case.driver() as server:
        with pytest.raises(Refusal) as unknown:
            await server.copy(UNKNOWN, case.new_name())
        with pytest.raises(Refusal) as bad:
            await server.copy(case.model(), "bad name!")
    assert (unknown.value.status, unknown.value.text) == (404, f'model "{UNKNOWN}" not found')
    assert (bad.value.status, bad.value.text) == (400, 'destination "bad name!" is invalid')


async def test_a_model_made_from_another(case: Case) -> None:
    case.needs("create", "show", "tags")
    name = case.new_name()
    async with case.driver() as server:
        steps = await made(
            server, name, from_=case.model(), system="Talk like a pirate.", parameters={"seed": 7}
        )
        shown = await server.show(name)
        assert f"{name}:latest" in await names(server)
    statuses = [step.status for step in steps]
    assert statuses[-2:] == ["writing manifest", "success"]
    assert all(re.match("(using existing|creating new) layer sha256:", text) for text in statuses[:-2])
    assert "SYSTEM Talk like a pirate." in shown.modelfile
    assert re.search(r"^seed +7$", shown.parameters, re.MULTILINE)


async def test_a_model_of_nothing_is_refused(case: Case) -> None:
    case.needs("create")
    async with case.driver() as server:
        with pytest.raises(Refusal) as caught:
            await made(server, case.new_name())
    assert (caught.value.status, caught.value.text) == (400, "neither 'from' or 'files' was specified")


async def test_a_bad_template_is_refused(case: Case) -> None:
    case.needs("create")
    async with case.driver() as server:
        with pytest.raises(Refusal) as caught:
            await made(server, case.new_name(), from_=case.model(), template="{{ .Prompt ")
    assert caught.value.status == 400
    assert caught.value.text.startswith("template error: ")


async def test_a_file_is_uploaded_once(case: Case, tmp_path: Path) -> None:
    case.needs("blobs", "has_blob")
    path = tmp_path / "text.gguf"
    path.write_text(case.new_name())
    digest = f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    async with case.driver() as server:
        assert not await server.has_blob(digest)
        assert await server.upload(path) == digest
        assert await server.has_blob(digest)
        assert await server.upload(path) == digest


async def test_a_bad_digest_is_refused(case: Case) -> None:
    case.needs("blobs", "has_blob")
    async with case.driver() as server:
        with pytest.raises(Refusal) as caught:
            await server.has_blob("sha256:xyz")
    assert caught.value.status == 400


async def test_a_file_that_is_no_model_fails_after_it_began(case: Case, tmp_path: Path) -> None:
    case.needs("blobs", "create")
    path = tmp_path / "text.gguf"
    path.write_text(f"{case.new_name()} is only text")
    async with case.driver() as server:
        digest = await server.upload(path)
        job = server.create_steps(case.new_name(), files={"text.gguf": digest})
        steps, refusal = await until_refused(job)
    assert steps == ["parsing GGUF"]
    assert (refusal.status, refusal.text) == (None, "supplied file was not in GGUF format")


async def test_a_model_made_of_a_file_and_quantized(case: Case, tmp_path: Path) -> None:
    case.needs("blobs", "create")
    if not case.target.is_scripted:
        pytest.skip("only the scripted server takes a made-up file for a model")
    path = tmp_path / "model.gguf"
    path.write_bytes(b"GGUF" + bytes(1000))
    name = case.new_name()
    async with case.driver() as server:
        digest = await server.upload(path)
        steps = await made(server, name, files={"model.gguf": digest}, quantize="q4_K_M")
        (row,) = [row for row in await server.tags() if row.name == f"{name}:latest"]
    measured = [step for step in steps if step.status == "quantizing F16 model to Q4_K_M"]
    assert measured[-1].completed == measured[-1].total > 0
    assert {step.digest for step in measured} == {"0" * 19}
    assert steps[-1].status == "success"
    assert row.quantization == "Q4_K_M"


async def test_texts_become_vectors_of_unit_length(case: Case) -> None:
    case.needs("embed")
    model = case.model("embedding")
    async with case.driver() as server:
        matrix = await server.embed(model, ["Why is the sky blue?", "Why is the grass green?"])
        (alone,) = await server.embed(model, "Why is the sky blue?")
        assert await server.embed(model, []) == []
    assert len(matrix) == 2
    assert len(matrix[0]) == len(matrix[1]) > 8
    assert all(math.isclose(math.hypot(*row), 1, rel_tol=1e-3) for row in matrix)
    assert sum(one * other for one, other in zip(matrix[0], alone, strict=True)) > 0.99


async def test_a_vector_is_cut_and_made_unit_length_again(case: Case) -> None:
    case.needs("embed")
    async with case.driver() as server:
        (row,) = await server.embed(case.model("embedding"), "Why is the sky blue?", dimensions=8)
    assert len(row) == 8
    assert math.isclose(math.hypot(*row), 1, rel_tol=1e-3)


async def test_the_old_way_to_embed(case: Case) -> None:
    case.needs("embeddings")
    model = case.model("embedding")
    async with case.driver() as server:
        assert len(await server.embeddings(model, "Why is the sky blue?")) > 8
        assert await server.embeddings(model, "") == []


async def test_embedding_with_an_unknown_model(case: Case) -> None:
    case.needs("embed", "embeddings")
    text = f'model "{UNKNOWN}" not found, try pulling it first'
    async with case.driver() as server:
        with pytest.raises(Refusal) as caught:
            await server.embed(UNKNOWN, "x")
        with pytest.raises(Refusal) as old:
            await server.embeddings(UNKNOWN, "x")
    assert (caught.value.status, caught.value.text) == (old.value.status, old.value.text) == (404, text)
