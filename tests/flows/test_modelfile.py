"""Modelfiles in the real window: opened, written, used, saved."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest

from app.domain.model_draft import DraftSource
from tests.helpers.making import model_file, opened
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import click, press, running_program, shown_texts, until


async def test_a_modelfile_is_opened_edited_used_and_saved(loop: Any, tmp_path: Path) -> None:
    model_file(tmp_path / "weights.gguf")
    given = tmp_path / "Modelfile"
    given.write_text('FROM ./weights.gguf\nSYSTEM """One\ntwo"""\nPARAMETER stop "<|x|>"\nPARAMETER stop y\n')
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path / "data", server.url) as program:
            content = await opened(program)
            wizard = content.wizard
            click(wizard.source.modelfile_button)
            sheet = content.sheet
            assert sheet.isVisible()
            click(sheet.open_button)
            assert sheet.dialog is not None
            sheet.dialog.fileSelected.emit(str(given))
            sheet.dialog.reject()
            await until(lambda: "weights.gguf" in sheet.box.edit.toPlainText(), "the file is open")
            sheet.box.edit.appendPlainText("PARAMETER temperature warm")
            assert "Line 7: temperature" in shown_texts(sheet)
            assert not sheet.use_button.isEnabled()
            text = sheet.box.edit.toPlainText().replace("warm", "0.5")
            sheet.box.edit.setPlainText(text)
            assert "Nothing is wrong with it." in shown_texts(sheet)
            press(sheet, Qt.Key.Key_Escape)
            click(wizard.modelfile_button)
            assert sheet.box.edit.toPlainText() == text, "what was typed is still there"
            click(sheet.use_button)
            await until(lambda: wizard.draft.source is DraftSource.GGUF, "it fills in the steps")
            assert wizard.draft.parameters == {"stop": ("<|x|>", "y"), "temperature": 0.5}
            assert wizard.draft.system == "One\ntwo"
            click(wizard.modelfile_button)
            click(sheet.save_button)
            sheet.dialog.fileSelected.emit(str(tmp_path / "nowhere" / "Saved"))
            sheet.dialog.reject()
            await until(lambda: "could not be written: Saved." in shown_texts(sheet), "what went wrong")
            click(sheet.save_button)
            sheet.dialog.fileSelected.emit(str(tmp_path / "Saved"))
            sheet.dialog.reject()
            await until(lambda: "Saved as Saved." in shown_texts(sheet), "saved")
            saved = (tmp_path / "Saved").read_text(encoding="utf-8")
            assert f"FROM {tmp_path / 'weights.gguf'}\n" in saved
            assert 'SYSTEM """One\ntwo"""\n' in saved
            press(sheet, Qt.Key.Key_Escape)
            assert not server.requests_to("/api/create")


async def test_a_modelfile_being_written_outlives_the_program(loop: Any, tmp_path: Path) -> None:
    model_file(tmp_path / "weights.gguf")
    given = tmp_path / "Modelfile"
    given.write_text("FROM ./weights.gguf\n")
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path / "data", server.url) as program:
            content = await opened(program)
            click(content.wizard.source.modelfile_button)
            click(content.sheet.open_button)
            assert content.sheet.dialog is not None
            content.sheet.dialog.fileSelected.emit(str(given))
            content.sheet.dialog.reject()
            edit = content.sheet.box.edit
            await until(lambda: "weights.gguf" in edit.toPlainText(), "the file is open")
            edit.moveCursor(QTextCursor.MoveOperation.End)
            QTest.keyClicks(edit, "SYSTEM Be kind.")
        async with running_program(tmp_path / "data", server.url) as program:
            content = await opened(program)
            click(content.wizard.modelfile_button)
            edit = content.sheet.box.edit
            await until(lambda: edit.toPlainText().endswith("SYSTEM Be kind."), "what was typed is there")
            click(content.sheet.use_button)
            await until(lambda: content.wizard.draft.system == "Be kind.", "it fills in the steps")
            assert [each.fault for each in content.wizard.draft.files] == [None], "found beside the file"
        async with running_program(tmp_path / "data", server.url) as program:
            content = await opened(program)
            await until(lambda: content.wizard.draft.system == "Be kind.", "in the steps by now")
            click(content.wizard.modelfile_button)
            assert content.sheet.anew_button.isHidden(), "the text is that of the steps"
