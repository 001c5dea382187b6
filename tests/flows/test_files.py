"""Text, code and PDF files through the whole program: attached, told in tokens, sent, shown, read again."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from app.bootstrap.program import Program
from app.ui.files.file_card import FileCard
from app.ui.transcript.speech_turn import SpeechTurn
from tests.flows.test_images import chips, choose, connected, drop, files_mime, send
from tests.helpers.images import encoded, picture, written
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.pdfs import pdf
from tests.helpers.program import click, in_front, press, running_program, shown_texts, until
from tests.helpers.replies import Stream, done

NO_BREAK = "\N{NO-BREAK SPACE}"
CODE = "def admit(rho):\n    return rho < 0.88\n"


def cards(program: Program) -> list[FileCard]:
    turns = program.window.chat_pane.transcript.turns
    return [
        card
        for turn in turns
        if isinstance(turn, SpeechTurn) and turn.pictures
        for card in turn.pictures.cards
    ]


async def test_files_are_sent_as_text_with_their_names_and_can_be_read_later(
    loop: Any, tmp_path: Path
) -> None:
    code = written(tmp_path / "gateway.py", CODE.encode())
    paper = written(tmp_path / "paper.pdf", pdf(["Llamas eat hay."]))
    photo = written(tmp_path / "photo.png", encoded(picture(), b"PNG"))
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([done("Read.")]), Stream([done("Again.")]))
        async with running_program(tmp_path / "data", server.url) as program:
            desk = await connected(program)
            await choose(program, code, paper, photo)
            await until(lambda: len(chips(desk)) == 3, "all are read")
            chip = next(chip for chip in desk.tray.row.chips if chip.name == "gateway.py")
            assert chip.accessibleName().replace(NO_BREAK, " ") == "gateway.py, 38 B · about 10 tokens"
            chip.click()
            await until(lambda: desk.sheet.edit.toPlainText() == CODE, "its text is shown")
            press(desk.sheet, Qt.Key.Key_Escape)
            await send(program, "What are these?")
            await until(lambda: "Read." in shown_texts(program.window.chat_pane.transcript), "the answer")
            message = server.requests_to("/api/chat")[-1].json["messages"][-1]
            assert f'File "gateway.py":\n```\n{CODE}```' in message["content"]
            assert 'File "paper.pdf":\n```\nLlamas eat hay.\n```' in message["content"]
            assert message["content"].endswith("\n\nWhat are these?")
            assert len(message["images"]) == 1
            assert not desk.tray.row.chips
        code.unlink()
        async with running_program(tmp_path / "data", server.url) as program:
            await until(lambda: len(cards(program)) == 2, "the files are in the bubble")
            await in_front(program.window)
            by_name = {card.attachment.name: card for card in cards(program)}
            click(by_name["paper.pdf"])
            sheet = program.window.chat_pane.images.desk.sheet
            await until(lambda: sheet.edit.toPlainText() == "Llamas eat hay.", "its text is kept")
            press(sheet, Qt.Key.Key_Escape)
            await until(lambda: program.chat.model, "a model")
            await send(program, "And now?")
            await until(lambda: len(server.requests_to("/api/chat")) == 2, "the history is sent")
            assert CODE in server.requests_to("/api/chat")[-1].json["messages"][0]["content"]


async def test_what_cannot_be_read_is_said_and_drafts_keep_their_files(loop: Any, tmp_path: Path) -> None:
    good = written(tmp_path / "notes.md", "größer".encode("latin-1"))
    report = written(tmp_path / "report.docx", b"PK\x03\x04")
    program_file = written(tmp_path / "program", b"\x7fELF\0\0")
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path / "data", server.url) as program:
            desk = await connected(program)
            drop(program, files_mime(good, report, program_file, tmp_path))
            await until(lambda: chips(desk) == ["notes.md"], "the text is attached")
            await until(lambda: not desk.arrivals, "all are read")
            told = desk.tray.trouble.text
            for words in (
                "report.docx is a DOCX document, which cannot be read here. Save it as PDF or text.",
                "program is neither an image, nor text, nor a PDF.",
                f"{tmp_path.name} is a folder. Attach the files in it instead.",
                "notes.md is not in UTF-8 and was read as Latin-1.",
            ):
                assert words in told, told
            assert program.window.chat_pane.composer.send_button.isEnabled()
        async with running_program(tmp_path / "data", server.url) as program:
            desk = await connected(program)
            await until(lambda: chips(desk) == ["notes.md"], "the draft has its file")
            edit = program.window.chat_pane.composer.edit
            press(edit, Qt.Key.Key_Backspace)
            assert not chips(desk)


async def test_a_long_paste_becomes_a_file_or_stays_text(loop: Any, tmp_path: Path) -> None:
    log = "\n".join(f"line {number}" for number in range(300))
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path / "data", server.url) as program:
            desk = await connected(program)
            edit = program.window.chat_pane.composer.edit
            edit.setFocus()
            QGuiApplication.clipboard().setText(log)
            QTest.keyClick(edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
            await until(lambda: chips(desk) == ["Pasted text.txt"], "it is a file")
            assert edit.toPlainText() == ""
            assert "attached as a file" in desk.tray.paste.text
            click(desk.tray.paste.buttons[0])
            assert edit.toPlainText() == log
            assert not chips(desk)
            assert not desk.tray.paste.isVisible()
            assert edit.height() < 12 * edit.fontMetrics().lineSpacing()
