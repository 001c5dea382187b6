"""Every recorded pull, push and create, and every odd course, through a real socket into the page."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap.program import Program
from app.domain.create import CreateJob, CreateRequest
from app.domain.transfer_row import TransferRow, TransferState
from app.domain.transfer_trouble import TroubleCode
from app.ui.transfers.content import TransfersContent
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import running_program, shown_texts, until
from tests.helpers.pulls import PULLS
from tests.helpers.recordings import Recording, every_recording
from tests.helpers.replies import Replay

RESTS = frozenset({TransferState.FAILED, TransferState.RETRYING})
COURSES = {
    "falling": None,
    "odd-counts": None,
    "no-completed": None,
    "late-total": None,
    "below-total": None,
    "tail": None,
    "replaced": None,
    "safetensors": None,
    "stuck": TroubleCode.SOURCE_LOST,
    "too-old": TroubleCode.SERVER_TOO_OLD,
    "unauthorized": TroubleCode.REGISTRY_SIGN_IN,
    "forbidden": TroubleCode.REGISTRY_FORBIDDEN,
    "limited": TroubleCode.REGISTRY_LIMIT,
    "disk-full": TroubleCode.DISK_FULL,
}
"""What each odd course ends with; None: well."""


async def opened(program: Program) -> TransfersContent:
    """The page, shown, with a server that answers."""
    await until(lambda: program.server.state.models, "the server")
    program.window.content.show_transfers_page()
    return program.window.content.transfers_page.content


async def settled(program: Program, name: str) -> TransferRow | None:
    """The row of a transfer that rests, None for one that is done."""

    def state() -> TransferState | None:
        return next((row.state for row in program.transfers.rows if row.name == name), None)

    await until(lambda: state() in RESTS or state() is None, f"the end of {name}")
    return next((row for row in program.transfers.rows if row.name == name), None)


def is_listed(content: TransfersContent, name: str) -> bool:
    """Whether what is over is shown."""
    return name in shown_texts(content.history)


def is_alone(content: TransfersContent, name: str) -> bool:
    """Whether one transfer is shown and no other."""
    return [card.row.name for card in content.cards if card.row] == [name]


def expected(recording: Recording) -> TransferState:
    """How a client that knows the contract takes this recording."""
    text = recording.lines[-1] if recording.lines else ""
    if recording.is_complete and '"success"' in text:
        return TransferState.DONE
    return TransferState.FAILED if '"error"' in text else TransferState.RETRYING


@pytest.mark.parametrize("kind", ["pull", "push", "create"])
async def test_every_recording_ends_as_it_did_and_is_told_in_words(
    loop: Any, tmp_path: Path, kind: str
) -> None:
    with every_recording(kind) as recordings, ThreadedOllamaServer() as server:
        async with running_program(tmp_path, server.url) as program:
            content = await opened(program)
            for at, recording in enumerate(recordings):
                name = f"127.0.0.1:5000/library/{kind}-{at}"
                server.script(f"/api/{kind}", Replay(recording))
                if kind == "create":
                    program.transfers.create(CreateJob(CreateRequest(name, from_="smol")))
                else:
                    getattr(program.transfers, kind)(name)
                row = await settled(program, name)
                wanted = expected(recording)
                assert (row.state if row else TransferState.DONE) is wanted, recording.name
                if row is not None:
                    await until(partial(is_alone, content, name), f"only {name} is shown")
                    [card] = content.cards
                    assert len(card.notice.text()) > 20, recording.name
                    assert card.step_buttons or row.trouble is not None
                    program.transfers.cancel(row.id)
                else:
                    await until(partial(is_listed, content, f"{kind}-{at}"), recording.name)
                    assert program.transfers.records[0].fraction == 1.0


async def test_every_odd_course_ends_as_it_should_and_is_told_in_words(loop: Any, tmp_path: Path) -> None:
    assert set(COURSES) == set(PULLS)
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path, server.url) as program:
            content = await opened(program)
            for name, course in PULLS.items():
                server.script("/api/pull", course.reply())
                program.transfers.pull(name)
                row = await settled(program, name)
                code = row.trouble.code if row is not None and row.trouble is not None else None
                assert code is COURSES[name], name
                if row is not None:
                    await until(partial(is_alone, content, name), f"only {name} is shown")
                    assert len(content.cards[0].notice.text()) > 40, name
                    program.transfers.cancel(row.id)
