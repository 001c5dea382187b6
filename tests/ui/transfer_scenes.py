"""States of the page of the transfers, for pictures and for the walk through all looks."""

from datetime import UTC, datetime, timedelta

from app.domain.blob import BlobPhase
from app.domain.failure import Failure, FailureCode
from app.domain.transfer import Phase, Stall
from app.domain.transfer_row import (
    TransferKind,
    TransferPart,
    TransferRecord,
    TransferRow,
    TransferServer,
    TransferState,
)
from app.domain.transfer_trouble import Trouble, TroubleCode
from app.ui.main_window import MainWindow
from tests.ui import samples

LOCAL = TransferServer(samples.ADDRESS, "", "local")
GB = 1_000_000_000
LAYERS = (
    TransferPart("sha256:" + "e8ad13eff07a" + "0" * 52, 3_470_000_000, 8_140_000_000, is_current=True),
    TransferPart("sha256:" + "e0a42594d802" + "0" * 52, 358, 358, is_done=True),
    TransferPart("sha256:" + "dd084c7d92a3" + "0" * 52, 8_400, 8_400, is_done=True),
    TransferPart("sha256:" + "3116c5225075" + "0" * 52, 0, 77),
)
PULL = TransferRow(
    "p1", TransferKind.PULL, "gemma3:12b", LOCAL, TransferState.RUNNING, False, Phase.PULLING,
    "pulling e8ad13eff07a", 3_480_000_000, 8_150_000_000, 0.427, 24_800_000.0, 188.0, parts=LAYERS,
)  # fmt: skip
PUSH = TransferRow(
    "p2", TransferKind.PUSH, "herder/garden-helper:v2", LOCAL, TransferState.RUNNING, False, Phase.PUSHING,
    "pushing 5a5a5a5a5a5a", 1_620_000_000, 2_010_000_000, 0.81, 6_100_000.0, 64.0, parts=LAYERS[:1],
)  # fmt: skip
FULL = TransferRow(
    "p3", TransferKind.PULL, "deepseek-r1:14b", LOCAL, TransferState.FAILED, False, Phase.PULLING,
    "", 6 * GB, 9 * GB, 0.67, parts=LAYERS[:1],
    trouble=Trouble(TroubleCode.DISK_FULL, "write /models: no space left on device"),
)  # fmt: skip
WAITING = TransferRow("p4", TransferKind.PULL, "llama3.2:3b", LOCAL, TransferState.WAITING)
INTERRUPTED = TransferRow(
    "p5", TransferKind.PULL, "qwen3:30b", LOCAL, TransferState.PAUSED, False, None, "",
    4 * GB, 18 * GB, 0.22, was_interrupted=True,
)  # fmt: skip
STALLED = TransferRow(
    "p6", TransferKind.PULL, "hf.co/bartowski/a-model-with-a-very-long-name-that-does-not-fit-at-all-GGUF:Q4",
    TransferServer("http://studio.example:11434", "Studio"), TransferState.RUNNING, True, Phase.PULLING,
    "pulling b1b1b1b1b1b1", 79_200_000, GB, 0.079, 0.0, None, Stall.REPEATING, 23.0,
)  # fmt: skip
LOST = TransferRow(
    "p7", TransferKind.PULL, "phi4:14b", LOCAL, TransferState.RETRYING, False, Phase.PULLING, "",
    2 * GB, 9 * GB, 0.22, retry_in_s=8.0,
    trouble=Trouble(TroubleCode.FAILURE, "", Failure(FailureCode.CONNECTION_LOST, samples.ADDRESS)),
)  # fmt: skip
CREATE = TransferRow(
    "p8", TransferKind.CREATE, "garden-helper:v3", LOCAL, TransferState.RUNNING, False, BlobPhase.SENDING,
    "", GB, 2 * GB, 0.5, 180_000_000.0, 6.0, file_number=1, file_count=2,
    parts=(
        TransferPart("garden-00001-of-00002.gguf", GB, 2 * GB, True),
        TransferPart("garden-00002-of-00002.gguf", 0, GB),
    ),
)  # fmt: skip
NOT_SIGNED_IN = TransferRow(
    "p9", TransferKind.PUSH, "herder/pirate:latest", LOCAL, TransferState.FAILED,
    trouble=Trouble(TroubleCode.NOT_SIGNED_IN, signin_url="https://ollama.com/connect?name=herder&key=abc"),
)  # fmt: skip


def records() -> tuple[TransferRecord, ...]:
    """What is over: done, made, given up, failed."""
    now = datetime.now(UTC)
    kinds = TransferKind
    return (
        TransferRecord(
            "r1", kinds.PULL, "qwen3:8b", LOCAL, TransferState.DONE, now, 211.0, 5_200_000_000, 1.0, 25.2e6
        ),
        TransferRecord(
            "r2", kinds.CREATE, "garden-helper:v2", LOCAL, TransferState.DONE, now, 48.0, 2_010_000_000, 1.0
        ),
        TransferRecord(
            "r3", kinds.PULL, "mixtral:8x7b", LOCAL, TransferState.CANCELLED, now - timedelta(days=1), 90.0,
            26_400_000_000, 0.12, 35e6,
        ),
        TransferRecord(
            "r4", kinds.PUSH, "herder/pirate", LOCAL, TransferState.FAILED, now - timedelta(days=9), 2.0
        ),
    )  # fmt: skip


def _tell(window: MainWindow, rows: tuple[TransferRow, ...], over: tuple[TransferRecord, ...] = ()) -> None:
    window.content.set_server(samples.ready())
    window.status_strip.set_server(samples.ready())
    page = window.content.transfers_page
    page.set_server(samples.ready())
    window.content.show_transfers_page()
    page.set_rows(rows)
    page.set_records(over)
    window.content.transfers_watch.set_rows(rows)


def transfers(window: MainWindow) -> None:
    """A pull with its layers, a push, a full disk, and what is over."""
    _tell(window, (PULL, PUSH, FULL), records())
    window.content.transfers_page.content.cards[0].toggle_parts()


def transfers_trouble(window: MainWindow) -> None:
    """Everything that is not as it should be."""
    _tell(window, (STALLED, LOST, NOT_SIGNED_IN, INTERRUPTED, WAITING))


def transfers_create(window: MainWindow) -> None:
    """Files on their way to the server."""
    _tell(window, (CREATE, WAITING))
    window.content.transfers_page.content.cards[0].toggle_parts()


def transfers_empty(window: MainWindow) -> None:
    """Nothing is moving and nothing was."""
    _tell(window, ())


def transfers_history(window: MainWindow) -> None:
    """What is over, all of it."""
    _tell(window, (), records() * 8)
    window.content.transfers_page.content.tabs.buttons["history"].click()


def transfers_pull(window: MainWindow) -> None:
    """A name with a registry of one's own is typed."""
    _tell(window, ())
    content = window.content.transfers_page.content
    content.ask_for_pull()
    content.pull_sheet.field.setText("127.0.0.1:5000/library/smol")


def transfers_quit(window: MainWindow) -> None:
    """The program is to end while something moves."""
    _tell(window, (PULL, PUSH))
    window.content.quit_question.ask_about(1, 2)


SCENES = (
    transfers, transfers_trouble, transfers_create, transfers_empty, transfers_history, transfers_pull,
    transfers_quit,
)  # fmt: skip
