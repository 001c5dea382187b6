"""What a row of the queue says of itself."""

import pytest

from app.domain.blob import BlobPhase
from app.domain.transfer import Phase
from app.domain.transfer_row import ACTIVE, Step, TransferKind, TransferRow, TransferServer, TransferState

SERVER = TransferServer("http://127.0.0.1:11434")


def row(
    state: TransferState, kind: TransferKind = TransferKind.PULL, step: Step | None = None
) -> TransferRow:
    return TransferRow("1", kind, "smol", SERVER, state, step=step)


@pytest.mark.parametrize("state", TransferState)
def test_what_goes_on_can_be_paused_and_what_rests_can_be_resumed(state: TransferState) -> None:
    assert row(state).can_pause is row(state).is_active is (state in ACTIVE)
    assert row(state).can_resume is (state in (TransferState.PAUSED, TransferState.FAILED))


@pytest.mark.parametrize(
    ("step", "can"),
    [(None, True), (BlobPhase.SENDING, True), (Phase.QUANTIZING, False), (Phase.WRITING, False)],
)
def test_a_create_is_paused_only_while_nothing_of_the_servers_work_is_lost(
    step: Step | None, can: bool
) -> None:
    assert row(TransferState.RUNNING, TransferKind.CREATE, step).can_pause is can
