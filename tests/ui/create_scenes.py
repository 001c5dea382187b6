"""States of the making of models, for pictures and for the walk through all states."""

from dataclasses import replace

from PySide6.QtWidgets import QApplication

from app.domain.blob import BlobPhase
from app.domain.chat import ChatMessage
from app.domain.create_events import BaseModel, TransferNews
from app.domain.gguf import GgufFault
from app.domain.model_draft import DraftFile, DraftSource, DraftStep, GgufFacts, ModelDraft
from app.domain.model_info import ModelDetails, ModelShow
from app.domain.transfer_row import (
    TransferKind,
    TransferPart,
    TransferRow,
    TransferServer,
    TransferState,
)
from app.ui.create.content import CreateContent
from app.ui.main_window import MainWindow
from tests.ui import samples

GB = 1_000_000_000
FACTS = GgufFacts("llama", 8_030_261_248, "Q8_0", 8192, "{% for message in messages %}")
FILE = DraftFile("/home/ada/garden-helper-q8.gguf", "garden-helper-q8.gguf", int(2.01 * GB), FACTS)
DRAFT = ModelDraft(
    DraftSource.GGUF,
    files=(FILE,),
    system="You are a patient gardening adviser for a cool, wet climate. Ask for the region first.",
    parameters={"temperature": 0.7, "num_ctx": 8192, "stop": ("<|im_end|>",)},
    name="garden-helper",
)


def _open(window: MainWindow, draft: ModelDraft, step: DraftStep) -> CreateContent:
    window.status_strip.set_server(samples.ready())
    window.content.make_model()
    pane = window.content.create_pane
    pane.set_server(samples.ready())
    pane.content.wizard.set_draft(draft, step)
    QApplication.sendPostedEvents()  # what grew moves what is below in the turn after
    return pane.content


def create_source(window: MainWindow) -> None:
    """The first step."""
    _open(window, ModelDraft(), DraftStep.SOURCE)


def create_base(window: MainWindow) -> None:
    """A model of the server, described."""
    content = _open(window, ModelDraft(base="qwen3:8b"), DraftStep.FILES)
    details = ModelDetails(family="qwen3", parameter_size="8.2B", quantization_level="Q4_K_M")
    content.wizard.show_base(BaseModel("qwen3:8b", ModelShow(details, system="You are kind.")))


def create_files(window: MainWindow) -> None:
    """Parts of a split file, one of them damaged, one missing."""
    name = "A-Model-With-A-Long-Name-{:05}-of-00003.gguf"
    parts = tuple(DraftFile(f"/home/ada/{name.format(n)}", name.format(n), 4 * GB, FACTS) for n in (1, 3))
    damaged = replace(parts[1], fault=GgufFault.CUT_SHORT, size_bytes=GB, least_bytes=4 * GB)
    _open(window, ModelDraft(DraftSource.GGUF, files=(parts[0], damaged)), DraftStep.FILES)


def create_behaviour(window: MainWindow) -> None:
    """The step with most fields."""
    content = _open(window, DRAFT, DraftStep.BEHAVIOUR)
    content.wizard.behaviour.system.edit.setFocus()


def create_more(window: MainWindow) -> None:
    """All that is seldom wanted."""
    turns = (ChatMessage("user", "When do I sow peas?"), ChatMessage("assistant", "Where do you live?"))
    draft = replace(DRAFT, messages=turns, licenses=("MIT",), quantize="q4_K_M", requires="0.14.0")
    content = _open(window, draft, DraftStep.BEHAVIOUR)
    content.wizard.behaviour.more.click()
    content.wizard.behaviour.more_options.click()
    QApplication.sendPostedEvents()  # as above


def create_name(window: MainWindow) -> None:
    """A name that is taken."""
    _open(window, replace(DRAFT, name="qwen3:8b"), DraftStep.NAME)


def create_running(window: MainWindow) -> None:
    """A file on its way."""
    content = _open(window, DRAFT, DraftStep.CREATE)
    part = TransferPart(FILE.name, GB, FILE.size_bytes, is_current=True)
    row = TransferRow(
        samples.hex_id(1),
        TransferKind.CREATE,
        "garden-helper:latest",
        TransferServer(samples.ADDRESS),
        TransferState.RUNNING,
        step=BlobPhase.SENDING,
        done_bytes=GB,
        total_bytes=FILE.size_bytes,
        fraction=0.49,
        speed_bytes_per_s=24_800_000.0,
        parts=(part,),
        file_number=1,
        file_count=1,
    )
    content.wizard.show_news(TransferNews(row))
    QApplication.sendPostedEvents()  # as above


def create_done(window: MainWindow) -> None:
    """It is ready."""
    create_running(window)
    wizard = window.content.create_pane.content.wizard
    row = wizard.creating.card.row if wizard.creating.card else None
    assert row is not None
    wizard.show_news(TransferNews(replace(row, state=TransferState.DONE, fraction=1.0)))
    QApplication.sendPostedEvents()  # as above


def modelfile_sheet(window: MainWindow) -> None:
    """The Modelfile with a line that is wrong."""
    content = _open(window, DRAFT, DraftStep.BEHAVIOUR)
    content.wizard.modelfile_button.click()
    edit = content.sheet.box.edit
    edit.setPlainText(edit.toPlainText() + "PARAMETER top_k many\n# the end\nMESSAGE user Hello\n")


def overwrite_question(window: MainWindow) -> None:
    """Asked before a model is replaced."""
    content = _open(window, replace(DRAFT, name="qwen3:8b"), DraftStep.CREATE)
    content.wizard.next_button.click()


SCENES = (
    create_source, create_base, create_files, create_behaviour, create_more, create_name, create_running,
    create_done, modelfile_sheet, overwrite_question,
)  # fmt: skip
