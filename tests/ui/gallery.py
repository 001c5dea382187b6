"""Saves pictures of the window in its states: `python -m tests.ui.gallery FOLDER [name part]`."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from app.domain.setting import TEXT_SIZE, SettingChange, SettingPage
from app.markup.lexers import lexer_of
from app.ui.main_window import MainWindow
from app.ui.settings.facts import ProgramFacts
from app.ui.theme.theme import Theme, ThemeMode
from tests.helpers.settings import search_all, show_whole
from tests.ui import (
    create_scenes,
    data_scenes,
    image_scenes,
    library_scenes,
    reply_scenes,
    running_scenes,
    samples,
    server_scenes,
    settings_scenes,
    tool_scenes,
    transfer_scenes,
)

SETTLE_MS = 250
"""Time for the slices in which code is coloured."""
lexer_of("python")  # its making takes time as well, in a thread


def _chat(window: MainWindow) -> None:
    window.chat_list.set_chats(samples.chats())
    window.chat_list.set_current(samples.hex_id(1))
    window.chat_pane.set_server(samples.ready())
    window.status_strip.set_server(samples.ready())
    window.chat_pane.set_model(samples.MODEL)
    window.chat_pane.set_sending_allowed(True, "")


def empty(window: MainWindow) -> None:
    """The first start with a server."""
    _chat(window)
    window.chat_list.set_chats(())
    window.chat_list.set_current("")


def start(window: MainWindow) -> None:
    """Before anything is known."""


def chat_top(window: MainWindow) -> None:
    """The beginning of a long reply."""
    _chat(window)
    window.chat_pane.show_chat(samples.finished_view())
    window.chat_pane.set_draft("Now size it for 350 req/s and show the trade-off between cost and p99.")
    window.chat_pane.transcript.setFocus()
    bar = window.chat_pane.transcript.verticalScrollBar()
    bar.triggerAction(bar.SliderAction.SliderToMinimum)


def chat_end(window: MainWindow) -> None:
    """The end of a long reply."""
    _chat(window)
    window.chat_pane.show_chat(samples.finished_view())
    window.chat_list.set_running(frozenset({samples.hex_id(4)}))


def streaming(window: MainWindow) -> None:
    """Open thought, open code."""
    _chat(window)
    window.chat_pane.show_chat(samples.writing_view())
    window.chat_pane.grow_reply(samples.thinking_growth())
    turn = window.chat_pane.transcript.running_turn
    assert turn is not None
    assert turn.thought_row is not None
    turn.thought_row.click()
    window.chat_pane.grow_reply(samples.writing_growth(samples.OPEN_REPLY))
    window.chat_pane.set_draft("You can type the next message while the reply is written.")


def loading(window: MainWindow) -> None:
    """Nothing has come yet."""
    _chat(window)
    view = samples.writing_view()
    window.chat_pane.show_chat(view)
    growth = samples.ReplyGrowth(view.chat.id, view.messages[1].id, samples.ReplyPhase.LOADING, elapsed_s=3.2)
    window.chat_pane.grow_reply(growth)


def failed(window: MainWindow) -> None:
    """A lost connection in the middle of a reply."""
    _chat(window)
    window.chat_list.set_current(samples.hex_id(4))
    window.chat_pane.show_chat(samples.failed_view())
    window.chat_pane.set_server(samples.refused())
    window.status_strip.set_server(samples.refused())
    window.chat_pane.set_sending_allowed(False, "server_refused")
    window.chat_pane.set_draft("What does the red wire connect to?")


def connect(window: MainWindow) -> None:
    """No server; Ollama and the engine are there."""
    state = samples.refused(ollama_path="/usr/bin/ollama", engine_available=True)
    window.connect_page.set_server(state)
    window.status_strip.set_server(state)
    window.show_connect_page()


def connect_engine(window: MainWindow) -> None:
    """No server, no Ollama; the engine is there."""
    state = samples.refused(engine_available=True)
    window.connect_page.set_server(state)
    window.status_strip.set_server(state)
    window.show_connect_page()


def picker(window: MainWindow) -> None:
    """The list of models."""
    chat_end(window)
    window.chat_pane.open_model_picker()


def toast_and_notice(window: MainWindow) -> None:
    """The two short messages of the window."""
    chat_end(window)
    window.show_notice(
        samples.Failure(samples.FailureCode.DATABASE_SET_ASIDE, detail="chats.damaged-1.sqlite")
    )
    window.chat_list.delete_requested.emit(samples.hex_id(2))


def palette(window: MainWindow) -> None:
    """What three letters find."""
    chat_end(window)
    window.set_server(samples.ready())
    window.content.commands.open_palette()
    window.content.commands.palette.field.setText("mod")


def palette_untyped(window: MainWindow) -> None:
    """The palette as it opens."""
    chat_end(window)
    window.set_server(samples.ready())
    window.content.commands.open_palette()


def shortcuts(window: MainWindow) -> None:
    """The list of shortcuts, with a question about keys that are taken."""
    chat_end(window)
    window.content.commands.actions.run("shortcuts")
    window.content.commands.shortcut_sheet.list.rows["pin_chat"].recorded.emit("pin_chat", "Ctrl+B")


def settings(window: MainWindow) -> None:
    """The page with most controls, one value changed."""
    chat_end(window)
    window.settings_page.set_facts(
        ProgramFacts("/home/ada/.local/share/arriero", "/home/ada/arriero.log", (("Arriero", "0.1.0"),))
    )
    window.settings_page.show_value(SettingChange(TEXT_SIZE.key, round(window.theme.text_scale * 100)))
    window.content.show_settings_page()
    window.settings_page.content.show_page(SettingPage.APPEARANCE)


def settings_search(window: MainWindow) -> None:
    """Rows of several pages, what matches marked."""
    settings(window)
    search_all(window.settings_page, "open")


def settings_about(window: MainWindow) -> None:
    """A page longer than the window."""
    settings(window)
    show_whole(window.settings_page, SettingPage.ABOUT)


Scene = Callable[[MainWindow], None]
SCENES: tuple[Scene, ...] = (
    start, empty, chat_top, chat_end, streaming, loading, failed, connect, connect_engine, picker,
    toast_and_notice, palette, palette_untyped, shortcuts,
    settings, settings_search, settings_about, *settings_scenes.SCENES,
    *server_scenes.SCENES, *image_scenes.SCENES, *reply_scenes.SCENES,
    *tool_scenes.SCENES,
    *running_scenes.SCENES, *transfer_scenes.SCENES, *create_scenes.SCENES, *library_scenes.SCENES,
    *data_scenes.SCENES,
)  # fmt: skip
SIZES = ((1280, 800, 1), (880, 560, 1), (1280, 800, 2))


def wait_ms(time_ms: int) -> None:
    """Let the event loop run."""
    loop = QEventLoop()
    QTimer.singleShot(time_ms, loop.quit)
    loop.exec()


def picture(window: MainWindow, ratio: float) -> QPixmap:
    """The window as it is painted at a device pixel ratio."""
    pixmap = QPixmap(window.size() * ratio)
    pixmap.setDevicePixelRatio(ratio)
    window.render(pixmap)
    return pixmap


def main(folder: Path, part: str) -> None:
    """Save every picture whose name contains `part`."""
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication(["gallery"])
    theme = Theme(app)
    for mode in (ThemeMode.LIGHT, ThemeMode.DARK):
        theme.set_mode(mode)
        for scene in SCENES:
            for width, height, ratio in SIZES:
                name = f"{scene.__name__}-{mode}-{width}x{height}@{ratio}.png"
                if part not in name:
                    continue
                window = MainWindow(theme)
                window.resize(width, height)
                window.show()
                window.show_content()
                wait_ms(0)
                scene(window)
                wait_ms(SETTLE_MS)
                picture(window, ratio).save(str(folder / name))
                window.hide()
                window.deleteLater()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
