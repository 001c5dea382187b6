"""The pages of the settings about servers, models, storage and keys, in the real window."""

import base64
import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from app.bootstrap.program import Program
from app.domain.setting import IMAGE_SIZE, SettingPage
from app.services.storage_use import StorageUseService
from app.ui.settings.key_rows import KeyRows
from app.ui.settings.storage_rows import StorageRows
from app.wiring.storage_use import wire_storage_use
from tests.helpers.images import encoded, picture, written
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import click, in_front, press, running_program, shown_texts, type_text, until
from tests.helpers.replies import Answer, Stream, done
from tests.helpers.settings import pick_by_mouse, shown_row

NOBODY = "http://127.0.0.1:9"
KEY, CTRL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


async def opened(program: Program, page: SettingPage) -> None:
    """Show one page of the settings."""
    await in_front(program.window)
    program.window.content.show_settings_page()
    program.window.settings_page.content.show_page(page)


async def opened_keys(program: Program) -> KeyRows:
    await opened(program, SettingPage.KEYBOARD)
    content = program.window.settings_page.content
    await until(lambda: content.sections[SettingPage.KEYBOARD].is_whole, "the shortcuts are listed")
    keys = content.keys
    assert keys is not None
    await until(keys.reset_button.isVisible, "the last row has its place")
    return keys


async def opened_storage(program: Program) -> StorageRows:
    await opened(program, SettingPage.MODELS)
    return program.window.settings_page.content.storage


def record(keys: KeyRows, command: str, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    """Give a command other keys, by keyboard alone."""
    button = keys.rows[command].keys_button
    button.setFocus()
    press(button, KEY.Key_Return)
    assert button.recording
    QTest.keyClick(button, key, modifiers)


async def test_a_shortcut_is_changed_works_and_is_there_after_a_restart(loop: Any, tmp_path: Path) -> None:
    async with running_program(tmp_path, NOBODY) as program:
        keys = await opened_keys(program)
        record(keys, "new_chat", KEY.Key_J, CTRL | SHIFT)
        assert "Ctrl+Shift+J" in keys.rows["new_chat"].keys_button.accessibleName()
        QTest.keyClick(program.window, KEY.Key_J, CTRL | SHIFT)
        assert program.window.content.chat_page_shown
    kept = json.loads((tmp_path / "settings.json").read_text(encoding="utf-8"))
    assert kept["keyboard.new_chat"] == "Ctrl+Shift+J"
    async with running_program(tmp_path, NOBODY) as program:
        keys = await opened_keys(program)
        QTest.keyClick(program.window, KEY.Key_N, CTRL)
        assert not program.window.content.chat_page_shown
        reset = keys.rows["new_chat"].reset_button
        assert reset.isVisible()
        reset.setFocus(Qt.FocusReason.TabFocusReason)
        press(reset, KEY.Key_Space)
        assert not reset.isVisible()
        QTest.keyClick(program.window, KEY.Key_N, CTRL)
        assert program.window.content.chat_page_shown


async def test_a_conflict_stands_below_its_row_and_the_answer_holds(loop: Any, tmp_path: Path) -> None:
    async with running_program(tmp_path, NOBODY) as program:
        keys, actions = await opened_keys(program), program.window.content.commands.actions
        notice, row = keys.wishes.notice, keys.rows["toggle_parameters"]
        record(keys, "toggle_parameters", KEY.Key_N, CTRL)
        assert notice.text == "Ctrl+N is used for “New chat”."
        assert row.isAncestorOf(notice)
        await until(lambda: not notice.buttons[1].visibleRegion().isEmpty(), "the question can be seen")
        click(notice.buttons[1])
        assert not notice.isVisible()
        assert actions.keys("new_chat") == "Ctrl+N"
        record(keys, "toggle_parameters", KEY.Key_N, CTRL)
        press(notice.buttons[0], KEY.Key_Space)
        assert (actions.keys("new_chat"), actions.keys("toggle_parameters")) == ("", "Ctrl+N")
        assert program.window.focusWidget() is row.keys_button
        click(keys.reset_button)
        assert (actions.keys("new_chat"), actions.keys("toggle_parameters")) == ("Ctrl+N", "Ctrl+.")


async def test_shortcuts_are_found_by_their_name_and_their_keys(loop: Any, tmp_path: Path) -> None:
    async with running_program(tmp_path, NOBODY) as program:
        await opened_keys(program)
        content = program.window.settings_page.content
        for typed, found in (("full screen", "Full screen"), ("ctrl+l", "Write a message"), ("esc", "Stop")):
            content.page_list.search_field.setText(typed)
            names = [row.name.text() for row in content.shown_rows()]
            assert any(name.startswith(found) for name in names), (typed, names)
        content.page_list.search_field.setText("ctrl+shift+f12")
        assert content.shown_rows() == []


async def test_models_and_data_folder_are_measured(loop: Any, tmp_path: Path) -> None:
    models = tmp_path / "models"
    (models / "blobs").mkdir(parents=True)
    data = tmp_path / "data"
    with ThreadedOllamaServer() as server:
        shown = {"details": {}, "model_info": {}, "modelfile": f"FROM {models}/blobs/sha256-{'a' * 64}\n"}
        server.script("/api/show", *(Answer(shown) for _ in range(4)))
        async with running_program(data, server.url) as program:
            await until(lambda: program.server.state.models, "the models are listed")
            rows = await opened_storage(program)
            await until(lambda: str(models) in rows.models.help.text(), "the folder of the models")
            assert rows.models.button.isVisible()
            count = len(program.server.state.models)
            assert rows.models.help.text().startswith(f"{count} models on Local")
            assert str(data) in rows.data.help.text()
            assert "Being measured" not in shown_texts(program.window.settings_page)
            (data / "large").write_bytes(b"x" * 7_000_000)
            program.window.show_chat_page()
            await opened_storage(program)
            await until(lambda: "7\xa0MB" in rows.data.help.text(), "grown")
    async with running_program(tmp_path / "other", NOBODY) as program:
        rows = await opened_storage(program)
        await until(lambda: "no server" in rows.models.help.text(), "nothing is made up")
        assert not rows.models.button.isVisible()


def put_unused(data: Path) -> Path:
    """A file that no message has."""
    file = data / "attachments" / "ab" / ("ab" + "0" * 62)
    file.parent.mkdir(parents=True, exist_ok=True)
    return written(file, b"x" * 5000)


async def test_unused_attachments_are_removed_and_used_ones_stay(loop: Any, tmp_path: Path) -> None:
    image = written(tmp_path / "one.png", encoded(picture(), b"PNG"))
    data = tmp_path / "data"
    with ThreadedOllamaServer() as server:
        async with running_program(data, server.url) as program:
            await until(lambda: program.chat.model, "connected")
            desk = program.window.chat_pane.images.desk
            desk.attach_files([str(image)])
            await until(lambda: [c for c in desk.tray.row.chips if c.attachment is not None], "attached")
            unused = put_unused(data)
            program.storage_use = StorageUseService(program.chat._store, program.server, data, 0.0)
            wire_storage_use(program.window, program.storage_use)
            rows = await opened_storage(program)
            words = rows.attachments.help
            await until(lambda: "unused: 1 (5\xa0kB)" in words.text(), "counted")
            assert words.text().startswith("2 files, ")
            click(rows.remove_button)
            await until(lambda: "unused: none" in words.text(), "removed")
            assert words.text().startswith("1 file, ")
            assert not unused.exists()
            assert not rows.remove_button.isEnabled()
            assert len(list((data / "attachments").glob("*/*"))) >= 1


async def test_images_are_sent_as_large_as_wanted(loop: Any, tmp_path: Path) -> None:
    image = written(tmp_path / "wide.png", encoded(picture(3000, 600), b"PNG"))
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", *(Stream([done("Seen.")]) for _ in range(2)))
        async with running_program(tmp_path / "data", server.url) as program:
            await until(lambda: program.chat.model, "connected")
            program.window.chat_pane.model_picked.emit("gemma3:4b")
            desk, edit = program.window.chat_pane.images.desk, program.window.chat_pane.composer.edit
            for number, (size, width) in enumerate((("1024", 1024), ("whole", 3000)), 1):
                await opened(program, SettingPage.MODELS)
                pick_by_mouse(shown_row(program.window.settings_page, IMAGE_SIZE), size)
                program.window.show_chat_page()
                desk.attach_files([str(image)])
                await until(lambda: [c for c in desk.tray.row.chips if c.attachment is not None], "read")
                type_text(edit, "What?")
                press(edit, KEY.Key_Return)
                await until(lambda n=number: len(server.requests_to("/api/chat")) == n, "sent")  # type: ignore[misc]
                sent = server.requests_to("/api/chat")[-1].json["messages"][-1]["images"][0]
                assert QImage.fromData(base64.b64decode(sent)).width() == width
                await until(lambda: not program.window.chat_pane.is_running, "the reply has ended")
                await until(lambda: not desk.tray.row.chips, "the draft is empty")


async def test_the_server_to_begin_with_is_chosen_in_the_settings(loop: Any, tmp_path: Path) -> None:
    entries = [
        {"id": "local", "address": "http://127.0.0.1:9"},
        {"id": "studio", "name": "Studio", "address": "http://127.0.0.1:10"},
    ]
    file = written(tmp_path / "servers.json", json.dumps({"default": "local", "servers": entries}).encode())
    async with running_program(tmp_path, NOBODY) as program:
        await opened(program, SettingPage.SERVERS)
        rows = program.window.settings_page.content.servers
        press(rows.default, KEY.Key_Return)
        press(rows.default.option_list.view, KEY.Key_Down)
        press(rows.default.option_list.view, KEY.Key_Return)
        assert rows.default.label == "Studio"
        click(rows.open_button)
        assert program.window.content.servers_page.isVisible()
    assert json.loads(file.read_text(encoding="utf-8"))["default"] == "studio"
    async with running_program(tmp_path) as program:
        assert program.server.state.address == "http://127.0.0.1:10"
