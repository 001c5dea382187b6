"""Parameters in the real window: what is set by key and mouse is what the server gets, and nothing else."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.domain.options import OPTIONS, OptionKind
from app.domain.parameters import Parameters, Preset
from app.ui.parameters.number_row import NumberRow
from app.ui.parameters.other_rows import OnOffRow, StopRow
from app.ui.widgets.segmented import Segmented
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.parameters import CTRL, answer, choose, number, opened, opened_again, pick, sent, write
from tests.helpers.program import click, press, running_program, shown_texts, type_text, until
from tests.helpers.replies import Stream, done, refuse


async def test_the_panel_opens_by_key_and_icons_and_is_there_again(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path, server.url) as program:
            panel = await opened(program)
            pane = program.window.chat_pane
            side = program.window.chat_page.parameters
            assert panel.presets.dropdown.hasFocus()
            assert pane.header.parameters_button.isChecked()
            press(panel.presets.dropdown, Qt.Key.Key_Escape)
            assert not side.isVisible()
            assert pane.composer.edit.hasFocus()
            click(pane.header.parameters_button)
            assert side.isVisible()
            click(pane.composer.parameters_button)
            assert not side.isVisible()
            click(pane.composer.parameters_button)
            click(panel.close_button)
            assert not side.isVisible()
            click(pane.header.parameters_button)
        async with running_program(tmp_path, server.url) as program:
            side = program.window.chat_page.parameters
            await until(side.isVisible, "the panel is open again")
            assert program.window.chat_pane.composer.parameters_button.isChecked()


async def test_nothing_is_sent_before_something_is_changed(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        answer(server, 1)
        async with running_program(tmp_path, server.url) as program:
            panel = await opened(program)
            click(panel.more)
            assert await sent(program, server) == {}


VALUES = {
    "temperature": ("0,4", 0.4),
    "top_p": ("0.95", 0.95),
    "top_k": ("20", 20),
    "min_p": ("0.05", 0.05),
    "typical_p": ("0.7", 0.7),
    "repeat_penalty": ("1.3", 1.3),
    "repeat_last_n": ("-1", -1),
    "presence_penalty": ("-0.5", -0.5),
    "frequency_penalty": ("0.5", 0.5),
    "seed": ("42", 42),
    "num_ctx": ("8192", 8192),
    "num_predict": ("-2", -2),
    "num_keep": ("24", 24),
    "num_batch": ("256", 256),
    "num_gpu": ("0", 0),
    "main_gpu": ("1", 1),
    "num_thread": ("4", 4),
    "draft_num_predict": ("8", 8),
}


async def test_every_option_is_sent_as_it_is_set_and_not_when_it_is_set_back(
    loop: Any, tmp_path: Path
) -> None:
    with ThreadedOllamaServer() as server:
        answer(server, 2)
        async with running_program(tmp_path, server.url) as program:
            panel = await opened(program)
            click(panel.more)
            assert set(panel.rows) == set(OPTIONS)
            expected: dict[str, Any] = {}
            for name, row in panel.rows.items():
                if isinstance(row, NumberRow):
                    text, expected[name] = VALUES[name]
                    write(row.field, text)
                elif isinstance(row, OnOffRow):
                    pick(row.dropdown, "Off")
                    expected[name] = False
                elif isinstance(row, StopRow):
                    type_text(row.box.edit, "END")
                    QTest.keyClick(row.box.edit, Qt.Key.Key_Return)
                    type_text(row.box.edit, "\\n\\n")
                    expected[name] = ["END", "\n\n"]
            assert await sent(program, server) == {"options": expected}
            assert panel.more.note == f"{len(OPTIONS) - 5} changed"
            for row in panel.rows.values():
                if isinstance(row, OnOffRow):
                    pick(row.dropdown, "Automatic")
                else:
                    press(row.chip, Qt.Key.Key_Space)
            assert await sent(program, server) == {}
            assert panel.more.note == ""


async def test_the_slider_goes_by_keys_and_a_double_click_sets_it_back(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        answer(server, 2)
        async with running_program(tmp_path, server.url) as program:
            row = number(await opened(program), "top_k")
            slider = row.slider
            assert slider is not None
            assert row.field.text() == "40"
            steps = [
                (Qt.Key.Key_Right, "41"),
                (Qt.Key.Key_PageUp, "51"),
                (Qt.Key.Key_Left, "50"),
                (Qt.Key.Key_PageDown, "40"),
                (Qt.Key.Key_Home, "0"),
                (Qt.Key.Key_End, "200"),
            ]
            for key, shown in steps:
                press(slider, key)
                assert row.field.text() == shown
            assert row.chip.isVisible()
            assert await sent(program, server) == {"options": {"top_k": 200}}
            QTest.mouseDClick(slider, Qt.MouseButton.LeftButton)
            assert not row.chip.isVisible()
            assert row.field.text() == "40"
            QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 2, 12))
            assert program.chat.parameters.options == {"top_k": 100}
            press(row.field, Qt.Key.Key_Up)
            press(row.field, Qt.Key.Key_PageDown)
            assert program.chat.parameters.options == {"top_k": 91}
            write(row.field, "40")
            assert program.chat.parameters.options == {}, "the default is not sent"


async def test_a_value_out_of_bounds_is_told_and_not_taken(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        answer(server, 1)
        async with running_program(tmp_path, server.url) as program:
            panel = await opened(program)
            row = number(panel, "temperature")
            for text in ("3", "-1", "warm", "nan"):
                write(row.field, text)
                assert row.fault.text() == "Write a number from 0 to 2. 0.80 still holds."
                assert row.field.property("fault")
            press(row.field, Qt.Key.Key_Escape)
            assert (row.field.text(), row.fault.isVisible()) == ("0.80", False)
            write(number(panel, "num_predict").field, "0")
            assert "no limit" in number(panel, "num_predict").fault.text()
            assert await sent(program, server) == {}


async def test_what_a_preset_holds_out_of_bounds_is_shown_and_not_sent(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        answer(server, 1)
        async with running_program(tmp_path, server.url) as program:
            odd = Parameters(options={"temperature": 9.0, "top_k": 7}, keep_alive="1d")
            panel = await opened(program)
            program.parameters.keep_preset(Preset("Odd", odd))
            pick(panel.presets.dropdown, "Odd")
            row = number(panel, "temperature")
            assert row.field.text() == "9.00"
            assert "It is not sent." in row.fault.text()
            assert "It is not sent." in panel.keep.fault.text()
            assert await sent(program, server) == {"options": {"top_k": 7}}


async def test_system_prompt_thinking_format_and_time_go_out(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        answer(server, 3, "[]")
        async with running_program(tmp_path, server.url) as program:
            panel = await opened(program, "thinker:latest")
            composer, header = program.window.chat_pane.composer, program.window.chat_pane.header
            type_text(panel.prompt.box.edit, "Be brief.")
            assert header.system_prompt_chip.isVisible()
            assert isinstance(panel.thinking.control, Segmented)
            segments = panel.thinking.control.buttons
            assert segments["on"].isChecked()
            click(segments["off"])
            assert not composer.thinking_button.isChecked()
            pick(panel.format.dropdown, "JSON")
            pick(panel.keep.dropdown, "10 minutes")
            assert await sent(program, server) == {
                "system": "Be brief.",
                "think": False,
                "format": "json",
                "keep_alive": "10m",
            }
            click(composer.thinking_button)
            assert segments["on"].isChecked()
            pick(panel.format.dropdown, "Text")
            pick(panel.keep.dropdown, "Other time…")
            write(panel.keep.field, "1d")
            assert "1h30m" in panel.keep.fault.text()
            write(panel.keep.field, "1h30m")
            assert await sent(program, server) == {"system": "Be brief.", "keep_alive": "1h30m"}
            click(header.system_prompt_chip)
            sheet = panel.prompt.sheet
            assert sheet.isVisible()
            type_text(sheet.box.edit, " And kind.")
            press(sheet.box.edit, Qt.Key.Key_Escape)
            assert not sheet.isVisible()
            pick(panel.keep.dropdown, "For ever")
            assert await sent(program, server) == {"system": "Be brief. And kind.", "keep_alive": -1}
            program.chat.pick_model("smol:latest")
            await until(lambda: not composer.thinking_button.isVisible(), "smol cannot think")
            assert not panel.thinking.isVisible()


async def test_a_schema_is_checked_before_it_is_sent_and_the_reply_after(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        server.script(
            "/api/chat", Stream([done('{"a": "x"}')]), Stream([done('{"a": 1} \n\n')]), Stream([done("{")])
        )
        async with running_program(tmp_path, server.url) as program:
            panel = await opened(program)
            edit = panel.format.box.edit
            pick(panel.format.dropdown, "JSON schema")
            assert edit.hasFocus()
            edit.insertPlainText('{"type": "object",\n "properties": }')
            assert "Line 2, column 16" in panel.format.fault.text()
            assert program.chat.parameters.format is None
            edit.selectAll()
            schema = {"type": "object", "properties": {"a": {"type": "integer"}}}
            edit.insertPlainText('{"type": "object", "properties": {"a": {"type": "integer"}}}')
            assert not panel.format.fault.isVisible()
            assert await sent(program, server) == {"format": schema}
            transcript = program.window.chat_pane.transcript
            notice = transcript.turns[-1].notice
            assert notice.title == "The reply was not valid JSON for your schema"
            assert "$.a" in notice.text
            assert '"x"' in shown_texts(transcript), "the text is kept"
            click(next(button for button in notice.buttons if button.accessibleName() == "Retry"))
            await until(lambda: '{"a": 1}' in shown_texts(transcript), "the second reply")
            await until(lambda: transcript.running_turn is None, "its end")
            assert transcript.turns[-1].notice is None
            pick(panel.format.dropdown, "JSON")
            assert (await sent(program, server))["format"] == "json"
            assert "line 1, column 2" in transcript.turns[-1].notice.text


async def test_presets_are_saved_renamed_deleted_and_brought_back(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        answer(server, 1)
        async with running_program(tmp_path, server.url) as program:
            panel = await opened(program)
            presets, toast = panel.presets, program.window.content.toast
            write(number(panel, "temperature").field, "0.2")
            assert presets.dropdown.label == "None (edited)"
            choose(panel, "Save as a new preset…")
            write(presets.name_field, "Precise")
            assert presets.dropdown.label == "Precise"
            write(number(panel, "top_k").field, "5")
            assert presets.dropdown.label == "Precise (edited)"
            choose(panel, "Save as a new preset…")
            write(presets.name_field, "Precise")
            assert "of that name" in presets.fault.text()
            press(presets.name_field, Qt.Key.Key_Escape)
            assert program.window.chat_page.parameters.isVisible()
            click(panel.reset_button)
            assert program.chat.parameters.options == {"temperature": 0.2}
            click(toast.button)
            assert program.chat.parameters.options == {"temperature": 0.2, "top_k": 5}
            choose(panel, "Save the changes in “Precise”")
            choose(panel, "Rename “Precise”…")
            write(presets.name_field, "Exact")
            assert presets.dropdown.label == "Exact"
            assert await sent(program, server) == {"options": {"temperature": 0.2, "top_k": 5}}
            program.chat.new_chat()
            assert presets.dropdown.label == "None"
            pick(presets.dropdown, "Exact")
            assert number(panel, "top_k").field.text() == "5"
            choose(panel, "Delete “Exact”")
            assert presets.dropdown.label == "None (edited)"
            click(toast.button)
            assert presets.dropdown.label == "Exact"
            pick(presets.dropdown, "None")
            assert program.chat.parameters == Parameters()
        async with running_program(tmp_path, server.url) as program:
            await until(lambda: program.parameters.presets, "the presets are there again")
            assert [preset.name for preset in program.parameters.presets] == ["Exact"]


async def test_every_chat_has_its_own_and_they_come_back(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        answer(server, 2)
        async with running_program(tmp_path, server.url) as program:
            panel = await opened(program)
            write(number(panel, "top_k").field, "7")
            await sent(program, server)
            first = program.window.chat_pane.chat_id
            QTest.keyClick(program.window, Qt.Key.Key_N, CTRL)
            await until(lambda: program.chat.is_new, "a new chat")
            assert number(panel, "top_k").field.text() == "40"
            assert await sent(program, server) == {}
            program.chat.open_chat(first)
            await until(lambda: program.window.chat_pane.chat_id == first, "the first chat")
            assert number(panel, "top_k").field.text() == "7"
        async with running_program(tmp_path, server.url) as program:
            panel = await opened_again(program)
            await until(lambda: number(panel, "top_k").field.text() == "7", "its value is there again")


async def test_unknown_options_are_sent_and_the_preview_shows_it_all(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        answer(server, 2)
        async with running_program(tmp_path, server.url) as program:
            panel = await opened(program)
            click(panel.others)
            for name, value in (
                ("mirostat", "2"),
                ("note", "a b"),
                ("list", '["x"]'),
                ("top_k", "1"),
                ("o", "{}"),
            ):
                click(panel.other_options.add_button)
                pair = panel.other_options.pairs[-1]
                type_text(pair.name, name)
                type_text(pair.value, value)
            faults = [pair.fault.text() for pair in panel.other_options.pairs]
            assert faults[:3] == ["", "", ""]
            assert "own control" in faults[3]
            assert "Write a number" in faults[4]
            options = {"mirostat": 2, "note": "a b", "list": ["x"]}
            assert await sent(program, server) == {"options": options}
            click(panel.request)
            assert '"mirostat": 2' in panel.request_box.edit.toPlainText()
            click(panel.other_options.pairs[0].remove_button)
            assert "mirostat" not in panel.request_box.edit.toPlainText()
            options.pop("mirostat")
            assert await sent(program, server) == {"options": options}


@pytest.mark.parametrize(("width", "is_over"), [(1280, False), (1239, True), (1000, True), (880, True)])
async def test_the_panel_lies_beside_the_chat_or_over_it(
    loop: Any, tmp_path: Path, width: int, is_over: bool
) -> None:
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path, server.url) as program:
            program.window.resize(width, 700)
            panel = await opened(program)
            pane, composer = program.window.chat_pane, program.window.chat_pane.composer
            await until(lambda: panel.width() == 296, "the panel has its width")
            edge = panel.mapTo(program.window, QPoint(0, 0)).x()
            assert edge + panel.width() == width
            right = pane.mapTo(program.window, QPoint(pane.width(), 0)).x()
            assert (right > edge) == is_over
            await until(
                lambda: composer.mapTo(program.window, QPoint(composer.width(), 0)).x() <= edge,
                "Send is free",
            )
            write(number(panel, "top_p").field, "0.5")
            assert program.chat.parameters.options == {"top_p": 0.5}


async def test_a_server_that_tells_no_defaults_leaves_the_panel_usable(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        answer(server, 1)
        server.script("/api/show", *[refuse(500, "no")] * 20)
        async with running_program(tmp_path, server.url) as program:
            await until(lambda: program.chat.model, "a model is chosen")
            click(program.window.chat_pane.header.parameters_button)
            panel = program.window.chat_page.parameters.panel
            await until(lambda: panel.unknown.isVisible(), "it is told calmly")
            assert number(panel, "temperature").field.placeholderText() == "Default"
            write(number(panel, "temperature").field, "0.8")
            assert await sent(program, server) == {"options": {"temperature": 0.8}}


def test_every_number_is_tried() -> None:
    numbers = (OptionKind.INT, OptionKind.FLOAT)
    assert set(VALUES) == {name for name, spec in OPTIONS.items() if spec.kind in numbers}
