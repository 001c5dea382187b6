"""Every setting in the real window: changed by mouse and by keyboard, obeyed, there after a restart."""

import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.bootstrap.program import Program
from app.domain.server import Connection
from app.domain.setting import (
    ACCENT,
    CODE_FONT,
    COMPACT_LISTS,
    CONTRAST,
    ENTER_SENDS,
    KEEP_ALIVE,
    KEEP_THOUGHTS_OPEN,
    LOG_LEVEL,
    READING_WIDTH,
    READING_ZOOM,
    REDUCE_MOTION,
    SETTINGS,
    SHOW_SPEED,
    START_WITH,
    TEXT_SIZE,
    THEME,
    UI_FONT,
    Setting,
    SettingPage,
    Value,
)
from app.ui.chat.chat_list_model import CHAT_ROLE
from app.ui.theme.accents import ACCENTS
from app.ui.theme.theme import ContrastMode, Theme, ThemeMode
from app.ui.transcript.reply_turn import ReplyTurn
from app.wiring.settings import paned, served, themed
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import click, in_front, press, running_program, shown_texts, type_text, until
from tests.helpers.replies import Stream, delta, done
from tests.helpers.settings import pick_by_mouse, shown_row, step_by_keyboard

NOBODY = "http://127.0.0.1:9"
FONTS = ("DejaVu Sans Mono", "Menlo", "Consolas", "Liberation Mono", "Courier New")


@pytest.fixture(autouse=True)
def _look_as_before(qapp: QApplication) -> Iterator[None]:
    level = logging.getLogger().level
    yield
    logging.getLogger().setLevel(level)
    plain = Theme(qapp, ThemeMode.LIGHT)
    assert plain.look


def effect_theme(program: Program) -> Value:
    if program.window.theme.mode is ThemeMode.SYSTEM:
        return "system"
    assert program.window.theme.dark == (program.window.theme.mode is ThemeMode.DARK)
    canvas = program.window.grab().toImage().pixelColor(program.window.width() - 60, 300)
    assert (canvas.lightness() < 128) == program.window.theme.dark
    return program.window.theme.mode.value


def effect_text_size(program: Program) -> Value:
    base = program.window.theme.font("ui").pointSizeF()
    assert QApplication.font().pointSizeF() == pytest.approx(base)
    return round(program.window.theme.text_scale * 100)


def effect_reading_zoom(program: Program) -> Value:
    return program.window.chat_pane.zoom


def effect_contrast(program: Program) -> Value:
    theme = program.window.theme
    if theme.contrast is not ContrastMode.SYSTEM:
        assert theme.high_contrast == (theme.contrast is ContrastMode.HIGH)
    return theme.contrast.value


def effect_accent(program: Program) -> Value:
    colour = program.window.theme.color("accent").name().upper()
    return next((name for name, both in ACCENTS.items() if both[0]["accent"] == colour), "petrol")


def effect_motion(program: Program) -> Value:
    return program.window.theme.reduced_motion


def effect_speed(program: Program) -> Value:
    return program.window.theme.speed_shown


def effect_compact(program: Program) -> Value:
    return program.window.theme.compact_lists


def effect_ui_font(program: Program) -> Value:
    if not program.window.theme.bundled_font:
        return "system"
    assert QApplication.font().families() == ["Inter"]
    return "inter"


def effect_code_font(program: Program) -> Value:
    family = program.window.theme.font("code").families()[0]
    return "" if family == "JetBrains Mono" else family


def effect_reading_width(program: Program) -> Value:
    program.window.resize(1700, 800)
    program.window.show_chat_page()
    QApplication.sendPostedEvents()
    composer = program.window.chat_pane.composer
    composer.window().grab()  # lays out what is not seen yet
    return {600: "narrow", 744: "comfortable", 1040: "full"}[composer.width()]


def effect_thoughts(program: Program) -> Value:
    turns = [turn for turn in program.window.chat_pane.transcript.turns if isinstance(turn, ReplyTurn)]
    assert turns
    return all(turn.is_thought_open for turn in turns)


def effect_log_level(_program: Program) -> Value:
    return logging.getLevelName(logging.getLogger().level).lower()


def kept(folder: Path) -> Any:
    """What the file holds, save the place of the window."""
    entries = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
    return {key: value for key, value in entries.items() if not key.startswith("window.")}


async def opened_settings(program: Program) -> None:
    """Show the settings; arrow keys go to another option in an active window only."""
    await in_front(program.window)
    program.window.content.show_settings_page()


Look = tuple[Setting[Any], Value, Value, Callable[[Program], Value]]
"""A setting, what is picked by mouse, what one key press then makes of it, what can be seen."""
APART: list[list[Look]] = [
    [
        (THEME, "light", "dark", effect_theme),
        (CONTRAST, "normal", "high", effect_contrast),
        (REDUCE_MOTION, True, False, effect_motion),
        (SHOW_SPEED, False, True, effect_speed),
        (READING_WIDTH, "narrow", "comfortable", effect_reading_width),
        (LOG_LEVEL, "info", "debug", effect_log_level),
    ],
    [
        (ACCENT, "blue", "violet", effect_accent),  # high contrast has none
        (COMPACT_LISTS, True, False, effect_compact),
        (UI_FONT, "inter", "inter", effect_ui_font),
        (READING_WIDTH, "full", "full", effect_reading_width),
    ],
    [
        (TEXT_SIZE, 150, 150, effect_text_size),  # columns are wider then
        (READING_ZOOM, 150, 160, effect_reading_zoom),
    ],
    [(TEXT_SIZE, 115, 120, effect_text_size)],
]
"""What one program can show at a time: none of a group hides another."""


@pytest.mark.parametrize("looks", APART, ids=lambda looks: "+".join(look[0].key for look in looks))
async def test_settings_are_obeyed_at_once_and_kept(loop: Any, tmp_path: Path, looks: list[Look]) -> None:
    async with running_program(tmp_path, NOBODY) as program:
        page = program.window.settings_page
        for setting, by_mouse, by_key, effect in looks:
            await opened_settings(program)
            pick_by_mouse(shown_row(page, setting), by_mouse)
            assert (program.settings.get(setting), effect(program)) == (by_mouse, by_mouse), setting.key
            await opened_settings(program)
            step_by_keyboard(shown_row(page, setting))
            assert (program.settings.get(setting), effect(program)) == (by_key, by_key), setting.key
    async with running_program(tmp_path, NOBODY) as program:
        assert [effect(program) for *_, effect in looks] == [by_key for _, _, by_key, _ in looks]
        for setting, _, _, effect in looks:
            await opened_settings(program)
            row = shown_row(program.window.settings_page, setting)
            row.reset_button.click()
            default = setting.default
            assert (program.settings.get(setting), effect(program)) == (default, default), setting.key
    assert kept(tmp_path) == {}


async def test_a_code_font_is_taken_and_kept(loop: Any, tmp_path: Path) -> None:
    font = next((font for font in FONTS if font in QFontDatabase.families()), "")
    if not font:
        pytest.skip("no second font of fixed pitch is installed")
    async with running_program(tmp_path, NOBODY) as program:
        await opened_settings(program)
        pick_by_mouse(shown_row(program.window.settings_page, CODE_FONT), font)
        assert effect_code_font(program) == font
    async with running_program(tmp_path, NOBODY) as program:
        assert effect_code_font(program) == font
        await opened_settings(program)
        row = shown_row(program.window.settings_page, CODE_FONT)
        assert font in row.control.accessibleName()  # type: ignore[union-attr]
        step_by_keyboard(row)
        assert effect_code_font(program) == program.settings.get(CODE_FONT)


async def connected(program: Program) -> None:
    await until(
        lambda: program.chat.model and program.server.state.connection is Connection.READY, "connected"
    )


async def test_ctrl_enter_sends_where_enter_does_not(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([done("One.")]), Stream([done("Two.")]))
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            await opened_settings(program)
            pick_by_mouse(shown_row(program.window.settings_page, ENTER_SENDS), False)
            program.window.show_chat_page()
            edit = program.window.chat_pane.composer.edit
            type_text(edit, "first")
            press(edit, Qt.Key.Key_Return)
            type_text(edit, "second")
            assert edit.toPlainText() == "first\nsecond"
            assert "Ctrl+Enter" in program.window.chat_pane.composer.send_button.toolTip()
            QTest.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
            await until(lambda: "One." in shown_texts(program.window.chat_pane.transcript), "the reply")
            assert server.requests_to("/api/chat")[0].json["messages"][0]["content"] == "first\nsecond"
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            await until(lambda: "One." in shown_texts(program.window.chat_pane.transcript), "the chat again")
            assert not program.window.chat_pane.composer.edit.enter_sends
            await opened_settings(program)
            step_by_keyboard(shown_row(program.window.settings_page, ENTER_SENDS))
            program.window.show_chat_page()
            edit = program.window.chat_pane.composer.edit
            type_text(edit, "third")
            press(edit, Qt.Key.Key_Return)
            await until(lambda: len(server.requests_to("/api/chat")) == 2, "Enter sends again")
            await until(lambda: "Two." in shown_texts(program.window.chat_pane.transcript), "the reply")


async def test_thoughts_are_open_and_models_stay_as_long_as_wanted(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        reply = [delta(thinking="Let me see."), delta("42"), done()]
        server.script("/api/chat", Stream(reply), Stream(reply), Stream(reply))
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            edit, page = program.window.chat_pane.composer.edit, program.window.settings_page

            async def ask(text: str, replies: int) -> None:
                program.window.show_chat_page()
                type_text(edit, text)
                press(edit, Qt.Key.Key_Return)
                transcript = program.window.chat_pane.transcript
                await until(lambda: len(transcript.turns) == 2 * replies, "the reply")
                await until(lambda: transcript.running_turn is None, "its end")

            await ask("Folded?", 1)
            assert not effect_thoughts(program)
            assert "keep_alive" not in server.requests_to("/api/chat")[0].json
            await opened_settings(program)
            pick_by_mouse(shown_row(page, KEEP_THOUGHTS_OPEN), True)
            pick_by_mouse(shown_row(page, KEEP_ALIVE), "30m")
            assert effect_thoughts(program)
            await ask("Open?", 2)
            assert effect_thoughts(program)
            assert server.requests_to("/api/chat")[1].json["keep_alive"] == "30m"
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            await until(lambda: program.window.chat_pane.transcript.turns, "the chat is open again")
            assert effect_thoughts(program)
            edit, page = program.window.chat_pane.composer.edit, program.window.settings_page
            await opened_settings(program)
            step_by_keyboard(shown_row(page, KEEP_THOUGHTS_OPEN))
            for _ in range(3):
                step_by_keyboard(shown_row(page, KEEP_ALIVE))
            assert program.settings.get(KEEP_ALIVE) == "forever"
            assert not effect_thoughts(program)
            await ask("For ever?", 3)
            assert server.requests_to("/api/chat")[2].json["keep_alive"] == -1


async def test_a_start_with_a_new_chat(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([done("Kept.")]))
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            edit = program.window.chat_pane.composer.edit
            type_text(edit, "Keep me")
            press(edit, Qt.Key.Key_Return)
            await until(lambda: "Kept." in shown_texts(program.window.chat_pane.transcript), "the reply")
            await opened_settings(program)
            step_by_keyboard(shown_row(program.window.settings_page, START_WITH))
            assert program.settings.get(START_WITH) == "new_chat"
        async with running_program(tmp_path, server.url) as program:
            rows = program.window.chat_list.model
            await until(lambda: rows.rowCount() > 1, "the chat is listed")
            assert program.chat.is_new
            await opened_settings(program)
            pick_by_mouse(shown_row(program.window.settings_page, START_WITH), "last_chat")
            program.chat.open_chat(rows.index(1).data(CHAT_ROLE).id)
            await until(lambda: not program.chat.is_new, "the chat is open")
        async with running_program(tmp_path, server.url) as program:
            await until(lambda: not program.chat.is_new, "the chat is open again")


async def test_a_damaged_file_is_told_in_the_window_and_nothing_else_is_hurt(
    loop: Any, tmp_path: Path
) -> None:
    (tmp_path / "settings.json").write_text("{ damaged", encoding="utf-8")
    async with running_program(tmp_path, NOBODY) as program:
        notice = program.window.content.notice
        await until(notice.isVisible, "the notice")
        assert "settings is damaged" in notice.title
        assert "settings-damaged-1.json" in notice.text
    assert (tmp_path / "settings-damaged-1.json").read_text(encoding="utf-8") == "{ damaged"


async def test_a_value_that_cannot_be_is_told_and_left_in_the_file(loop: Any, tmp_path: Path) -> None:
    content = {"appearance.text_size": 9000, "appearance.theme": "dark", "from.later": {"a": [1]}}
    (tmp_path / "settings.json").write_text(json.dumps(content), encoding="utf-8")
    async with running_program(tmp_path, NOBODY) as program:
        assert "appearance.text_size" in program.window.content.notice.text
        assert effect_text_size(program) == 100
        assert effect_theme(program) == "dark"
        await opened_settings(program)
        pick_by_mouse(shown_row(program.window.settings_page, KEEP_THOUGHTS_OPEN), True)
    assert kept(tmp_path) == {**content, "chat.keep_thoughts_open": True}


async def test_every_setting_is_obeyed_by_something(loop: Any, tmp_path: Path) -> None:
    async with running_program(tmp_path, NOBODY) as program:
        obeyed = {
            *themed(program.window.theme),
            *paned(program.window),
            *served(program.chat, program.parameters, program.transfers, str),
        }
    assert obeyed == {setting.key for setting in SETTINGS}


async def test_the_page_is_opened_by_key_and_by_mouse(loop: Any, tmp_path: Path) -> None:
    async with running_program(tmp_path, NOBODY) as program:
        window = program.window
        await in_front(window)
        QTest.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
        assert window.settings_page.isVisible()
        assert window.content.rail.settings_button.isChecked()
        window.show_chat_page()
        assert not window.settings_page.isVisible()
        click(window.content.rail.settings_button)
        assert window.settings_page.isVisible()
        window.settings_page.content.show_page(SettingPage.ABOUT)
        words = shown_texts(window.settings_page)
        for name in ("Arriero", "Python", "Qt", "PySide6", "SQLite"):
            assert name in words
        window.settings_page.content.show_page(SettingPage.ADVANCED)
        assert str(tmp_path) in shown_texts(window.settings_page)


async def test_a_server_that_answers_leads_nobody_away_from_the_settings(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path, NOBODY) as program:
            await until(program.window.connect_page.isVisible, "the connect page is shown")
            click(program.window.content.rail.settings_button)
            program.server.connect_to(server.url)
            await connected(program)
            wanted = program.window.content._follower.chat_page_wanted
            seen: list[bool] = []
            wanted.connect(lambda: seen.append(True))
            await until(lambda: seen, "the chats would be shown")
            assert program.window.settings_page.isVisible()
