"""The making of models in the real window: files, and the way through the steps."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.bootstrap.program import Program
from app.domain.server import Connection
from app.ui.create.content import CreateContent
from app.ui.create.wizard import Wizard
from tests.engine.gguf_files import small_model
from tests.helpers.program import click, in_front, until

CONTROL = Qt.KeyboardModifier.ControlModifier
WEIGHTS_BYTES = 300_000


def model_file(path: Path, size_bytes: int = WEIGHTS_BYTES) -> Path:
    """A file with the header of a whole model; its weights are a hole."""
    with path.open("wb") as file:
        file.write(small_model())
        file.truncate(max(size_bytes, file.tell()))
    return path


async def opened(program: Program) -> CreateContent:
    """The wizard, opened by its command."""
    await until(lambda: program.server.state.connection is Connection.READY, "connected")
    await in_front(program.window)
    assert program.create is None, "nothing of it is made before it is wanted"
    program.window.content.commands.actions.run("create_model")
    content = program.window.content.create_pane.content
    await until(lambda: content.wizard.source.isVisible(), "the first step")
    return content


async def begin(wizard: Wizard) -> None:
    """Click on Create, which waits for a server that answers."""
    await until(wizard.next_button.isEnabled, "the server answers")
    click(wizard.next_button)


async def go_on(wizard: Wizard) -> None:
    """Ctrl+Enter, wherever the focus is."""
    await in_front(wizard.window())
    focus = wizard.window().focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_Return, CONTROL)


async def choose(wizard: Wizard, *files: Path) -> None:
    """Choose in the dialog and wait until the headers are read."""
    before = _files(wizard)
    click(wizard.files.choose_button)
    dialog = wizard.files.dialog
    assert dialog is not None
    dialog.filesSelected.emit([str(file) for file in files])
    dialog.reject()
    await until(lambda: _files(wizard) != before, "the files are looked at")


def _files(wizard: Wizard) -> tuple[object, ...]:
    """What a draft knows of files; the rest may change by itself, with the models that are told."""
    draft = wizard.draft
    return draft.files, draft.folder_files, draft.adapter_files, draft.draft_model_files
