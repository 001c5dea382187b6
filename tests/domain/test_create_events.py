"""What is told while a model is made up: what a base and a transfer mean for the wizard."""

import pytest

from app.domain.create_events import BaseModel, TransferNews
from app.domain.failure import Failure, FailureCode
from app.domain.gpu import GpuMemory
from app.domain.model_info import ModelShow
from app.domain.transfer_row import TransferKind, TransferRow, TransferServer, TransferState


@pytest.mark.parametrize(
    ("base", "is_missing"),
    [
        (BaseModel("x", ModelShow()), False),
        (BaseModel("x", failure=Failure(FailureCode.MODEL_NOT_FOUND, status=404)), True),
        (BaseModel("x", failure=Failure(FailureCode.SERVER_REFUSED)), False),
    ],
)
def test_only_a_base_that_is_not_there_is_pulled(base: BaseModel, is_missing: bool) -> None:
    assert base.is_missing is is_missing


@pytest.mark.parametrize(
    ("state", "is_given_up"),
    [(TransferState.RUNNING, False), (TransferState.FAILED, False), (TransferState.CANCELLED, True)],
)
def test_a_cancelled_transfer_is_given_up(state: TransferState, is_given_up: bool) -> None:
    row = TransferRow("1", TransferKind.CREATE, "x", TransferServer("http://127.0.0.1:11434"), state)
    assert TransferNews(row).is_given_up is is_given_up
    assert TransferNews(None).is_given_up


def test_what_is_free_on_a_card_is_never_less_than_nothing() -> None:
    assert GpuMemory(("A card",), 16, 10).free_bytes == 6
    assert GpuMemory(("A card",), 16, 20).free_bytes == 0
