"""Images through the whole program: chosen, dropped, pasted, sent, shown, looked at."""

import base64
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.bootstrap.program import Program
from app.domain.server import Connection
from app.ui.images.desk import ImageDesk
from app.ui.transcript.speech_turn import SpeechTurn
from tests.helpers.images import encoded, picture, written
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import click, in_front, press, running_program, shown_texts, type_text, until
from tests.helpers.replies import Stream, done, refuse

MIDDLE = QPoint(400, 300)
SEEING, BLIND = "gemma3:4b", "smol:latest"


async def connected(program: Program, model: str = SEEING) -> ImageDesk:
    await until(
        lambda: program.chat.model and program.server.state.connection is Connection.READY, "connected"
    )
    await in_front(program.window)
    program.window.chat_pane.model_picked.emit(model)
    await until(lambda: program.chat.model == model, "the model is chosen")
    return program.window.chat_pane.images.desk


def chips(desk: ImageDesk) -> list[str]:
    """The names on the chips whose images are read."""
    return [chip.name for chip in desk.tray.row.chips if chip.attachment is not None]


async def choose(program: Program, *files: Path) -> None:
    """Click the button and choose in the dialog."""
    click(program.window.chat_pane.composer.attach_button)
    dialog = program.window.chat_pane.images.desk.dialog
    assert dialog is not None
    assert dialog.isVisible()
    dialog.filesSelected.emit([str(file) for file in files])
    dialog.reject()
    await in_front(program.window)


def files_mime(*files: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    return mime


def drop(program: Program, mime: QMimeData, place: QPoint = MIDDLE) -> None:
    """Drag something over the window, see where to drop it, drop it."""
    over = program.window.content
    flags = Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(over, QDragEnterEvent(place, *flags))
    hint = program.window.chat_pane.images.desk.drop_hint
    assert hint is not None
    assert hint.isVisible()
    assert hint.size() == over.size()
    # What Qt does when the pointer moves next: the hint lies under it now.
    QApplication.sendEvent(over, QDragLeaveEvent())
    QApplication.sendEvent(hint, QDragEnterEvent(place, *flags))
    assert hint.isVisible()
    QApplication.sendEvent(hint, QDropEvent(QPointF(place), *flags))
    assert not hint.isVisible()


async def send(program: Program, text: str) -> None:
    edit = program.window.chat_pane.composer.edit
    type_text(edit, text)
    press(edit, Qt.Key.Key_Return)


def sent_images(server: ThreadedOllamaServer) -> list[QImage]:
    message = server.requests_to("/api/chat")[-1].json["messages"][-1]
    return [QImage.fromData(base64.b64decode(image)) for image in message.get("images", [])]


def thumbnails(program: Program) -> list[Any]:
    turns = program.window.chat_pane.transcript.turns
    return [
        t
        for turn in turns
        if isinstance(turn, SpeechTurn) and turn.pictures
        for t in turn.pictures.thumbnails
    ]


async def test_chosen_images_are_sent_shown_and_there_after_a_restart(loop: Any, tmp_path: Path) -> None:
    one = written(tmp_path / "one.png", encoded(picture(), b"PNG"))
    two = written(tmp_path / "two.jpg", encoded(picture(4000, 3000), b"JPEG"))
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([done("Two pictures.")]))
        async with running_program(tmp_path / "data", server.url) as program:
            desk = await connected(program)
            await choose(program, one, two)
            await until(lambda: chips(desk) == ["one.png", "two.jpg"], "both are read")
            await send(program, "What is this?")
            await until(lambda: "Two pictures." in shown_texts(program.window.chat_pane.transcript), "answer")
            sizes = [(image.width(), image.height()) for image in sent_images(server)]
            assert sizes == [(320, 200), (2048, 1536)]
            assert [thumbnail.attachment.name for thumbnail in thumbnails(program)] == ["one.png", "two.jpg"]
            assert not desk.tray.row.chips
        async with running_program(tmp_path / "data", server.url) as program:
            await until(lambda: len(thumbnails(program)) == 2, "the message is there")
            await until(lambda: all(t.is_read for t in thumbnails(program)), "its pictures are")


async def test_drop_and_paste_attach_and_other_things_are_refused(loop: Any, tmp_path: Path) -> None:
    good = written(tmp_path / "good.png", encoded(picture(), b"PNG"))
    text = written(tmp_path / "notes.txt", b"Only words.")
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path / "data", server.url) as program:
            desk = await connected(program)
            drop(program, files_mime(good, text, tmp_path))
            await until(lambda: sorted(chips(desk)) == ["good.png", "notes.txt"], "both are attached")
            await until(lambda: "is a folder" in desk.tray.trouble.text, "the rest is told")
            notes = next(chip for chip in desk.tray.row.chips if chip.name == "notes.txt")
            press(notes, Qt.Key.Key_Delete)
            assert chips(desk) == ["good.png"]
            clipboard, edit = QGuiApplication.clipboard(), program.window.chat_pane.composer.edit
            clipboard.setImage(picture())
            edit.setFocus()
            QTest.keyClick(edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
            await until(lambda: chips(desk) == ["good.png", "Pasted image.png"], "the paste is attached")
            assert not desk.tray.trouble.isVisible()
            clipboard.setMimeData(files_mime(good))
            QTest.keyClick(edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
            await until(lambda: len(chips(desk)) == 3, "a copied file is attached")
            clipboard.setText("words")
            QTest.keyClick(edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
            assert edit.toPlainText() == "words"


@pytest.mark.parametrize("pane", ["list", "composer", "transcript", "panel"])
async def test_an_image_can_be_dropped_on_every_pane(loop: Any, tmp_path: Path, pane: str) -> None:
    good = written(tmp_path / "good.png", encoded(picture(), b"PNG"))
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path / "data", server.url) as program:
            desk = await connected(program)
            content = program.window.content
            content.commands.actions.run("toggle_parameters")
            parts: dict[str, QWidget] = {
                "list": program.window.chat_list,
                "composer": program.window.chat_pane.composer,
                "transcript": program.window.chat_pane,
                "panel": content.chat_page.parameters.panel,
            }
            part = parts[pane]
            assert part.isVisible()
            place = part.mapTo(content, part.rect().center())
            under = content.childAt(place)
            while under is not None and not under.acceptDrops():
                under = under.parentWidget()
            assert under is content, "Qt gives the drag to the window, over whichever pane"
            drop(program, files_mime(good), place)
            await until(lambda: chips(desk) == ["good.png"], "it is attached")


async def test_a_drop_before_the_pointer_moves_on_is_not_lost(loop: Any, tmp_path: Path) -> None:
    good = written(tmp_path / "good.png", encoded(picture(), b"PNG"))
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path / "data", server.url) as program:
            desk = await connected(program)
            over, mime = program.window.content, files_mime(good)
            flags = Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
            QApplication.sendEvent(over, QDragEnterEvent(MIDDLE, *flags))
            let_go = QDropEvent(QPointF(MIDDLE), *flags)
            QApplication.sendEvent(over, let_go)
            assert let_go.isAccepted()
            assert desk.drop_hint is not None
            assert not desk.drop_hint.isVisible()
            await until(lambda: chips(desk) == ["good.png"], "it is attached")


async def test_images_are_taken_out_by_keys_and_by_the_cross(loop: Any, tmp_path: Path) -> None:
    files = [written(tmp_path / f"{name}.png", encoded(picture(), b"PNG")) for name in "abc"]
    with ThreadedOllamaServer() as server:
        async with running_program(tmp_path / "data", server.url) as program:
            desk = await connected(program)
            await choose(program, *files)
            await until(lambda: len(chips(desk)) == 3, "all are read")
            edit = program.window.chat_pane.composer.edit
            press(edit, Qt.Key.Key_Backspace)
            assert chips(desk) == ["a.png", "b.png"]
            desk.tray.row.chips[0].setFocus(Qt.FocusReason.TabFocusReason)
            press(desk.tray.row.chips[0], Qt.Key.Key_Delete)
            assert chips(desk) == ["b.png"]
            assert desk.tray.row.chips[0].hasFocus()
            click(desk.tray.row.chips[0].close_button)
            assert chips(desk) == []
            assert not desk.tray.isVisible()
            toast = program.window.content.toast
            await until(toast.isVisible, "Undo is offered")
            assert toast.text == "b.png was removed"
            click(toast.button)
            assert chips(desk) == ["b.png"]
        async with running_program(tmp_path / "data", server.url) as program:
            desk = program.window.chat_pane.images.desk
            await until(lambda: chips(desk) == ["b.png"], "it is in the draft again")


async def test_a_draft_keeps_its_images_over_a_switch_and_a_restart(loop: Any, tmp_path: Path) -> None:
    image = written(tmp_path / "kept.png", encoded(picture(), b"PNG"))
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([done("ok")]))
        async with running_program(tmp_path / "data", server.url) as program:
            desk = await connected(program)
            await send(program, "A chat")
            await until(lambda: "ok" in shown_texts(program.window.chat_pane.transcript), "a chat is there")
            await choose(program, image)
            await until(lambda: chips(desk) == ["kept.png"], "the image is read")
            chat_id = program.window.chat_pane.chat_id
            program.window.content.start_new_chat()
            await until(lambda: not desk.tray.row.chips, "a new chat has none")
            program.window.chat_list.chat_selected.emit(chat_id)
            await until(lambda: chips(desk) == ["kept.png"], "it is back")
        async with running_program(tmp_path / "data", server.url) as program:
            desk = await connected(program)
            await until(lambda: chips(desk) == ["kept.png"], "it is there after a restart")


async def test_a_model_that_cannot_see_is_told_before_sending(loop: Any, tmp_path: Path) -> None:
    image = written(tmp_path / "wire.png", encoded(picture(), b"PNG"))
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([done("Red.")]))
        async with running_program(tmp_path / "data", server.url) as program:
            desk = await connected(program, BLIND)
            composer = program.window.chat_pane.composer
            await choose(program, image)
            await until(lambda: desk.tray.sight.isVisible() and chips(desk), "it is told")
            assert desk.tray.sight.title == "smol:latest cannot see images."
            assert desk.tray.sight.text == "Switch the model or remove the image."
            await send(program, "What does the red wire connect to?")
            assert composer.text == "What does the red wire connect to?"
            assert not composer.send_button.isEnabled()
            assert composer.send_button.toolTip() == "smol:latest cannot see images"
            use, remove = desk.tray.sight.buttons
            assert (use.label, remove.label) == ("Use gemma3:4b", "Remove image")
            click(use)
            await until(lambda: program.chat.model == SEEING, "the model is another one")
            assert not desk.tray.sight.isVisible()
            press(composer.edit, Qt.Key.Key_Return)
            await until(lambda: "Red." in shown_texts(program.window.chat_pane.transcript), "the answer")
            assert len(sent_images(server)) == 1
            program.window.chat_pane.model_picked.emit(BLIND)
            await until(
                lambda: "Those of this chat are not sent" in desk.tray.sight.text, "the history is told"
            )


async def test_what_an_image_takes_is_told_once_the_server_has_counted_one(loop: Any, tmp_path: Path) -> None:
    image = written(tmp_path / "wire.png", encoded(picture(), b"PNG"))
    words = "What does the red wire connect to?"
    with ThreadedOllamaServer() as server:
        counted = 8 + -(-len(words) // 4) + 256
        server.script("/api/chat", Stream([done("Red.", prompt_eval_count=counted, eval_count=2)]))
        async with running_program(tmp_path / "data", server.url) as program:
            desk = await connected(program)
            meter = program.window.chat_pane.composer.meter
            await choose(program, image)
            await until(lambda: chips(desk) == ["wire.png"], "the image is read")
            assert "tokens not known yet" in shown_texts(desk.tray)
            await until(lambda: meter.use.image_tokens == 768, "it is reckoned as servers do")
            await until(lambda: "320 by 200 pixels" in desk.tray.row.chips[0].toolTip(), "its size is told")
            await send(program, words)
            await until(lambda: meter.use.counted == counted + 2, "the server has counted")
            await choose(program, image)
            await until(lambda: "about 256 tokens" in shown_texts(desk.tray), "it is known now")
            await until(lambda: meter.use.guessed == 256 + 8, "and counted so")
            assert meter.use.image_tokens == 0


async def test_without_any_model_that_sees_only_removing_is_offered(loop: Any, tmp_path: Path) -> None:
    image = written(tmp_path / "wire.png", encoded(picture(), b"PNG"))
    with ThreadedOllamaServer() as server:
        server.state.models[:] = [m for m in server.state.models if "vision" not in m.capabilities]
        async with running_program(tmp_path / "data", server.url) as program:
            desk = await connected(program, BLIND)
            await choose(program, image)
            await until(lambda: desk.tray.sight.isVisible() and chips(desk), "it is told")
            assert [button.label for button in desk.tray.sight.buttons] == ["Remove image"]
            click(desk.tray.sight.buttons[0])
            assert chips(desk) == []
            assert not desk.tray.isVisible()


async def test_the_viewer_is_driven_by_keys(loop: Any, tmp_path: Path) -> None:
    files = [written(tmp_path / f"{name}.png", encoded(picture(1200, 900), b"PNG")) for name in "ab"]
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([done("Nice.")]))
        async with running_program(tmp_path / "data", server.url) as program:
            desk = await connected(program)
            await choose(program, *files)
            await until(lambda: len(chips(desk)) == 2, "both are read")
            await send(program, "Look")
            await until(lambda: len(thumbnails(program)) == 2, "they are in the bubble")
            first = thumbnails(program)[0]
            first.setFocus(Qt.FocusReason.TabFocusReason)
            press(first, Qt.Key.Key_Space)
            viewer = desk.viewer
            await until(lambda: viewer.is_read, "the image is shown")
            assert viewer.hasFocus()
            assert viewer.shown is not None
            fitted = viewer.zoom
            press(viewer, Qt.Key.Key_Plus)
            press(viewer, Qt.Key.Key_Plus)
            assert viewer.zoom > fitted
            press(viewer, Qt.Key.Key_Down)
            assert viewer.offset.y() < 0
            press(viewer, Qt.Key.Key_0)
            assert (viewer.zoom, viewer.offset) == (fitted, QPointF())
            press(viewer, Qt.Key.Key_Right)
            await until(lambda: viewer.is_read and viewer.shown.name == "b.png", "the next one")
            click(viewer.buttons["copy"])
            assert QGuiApplication.clipboard().image().size() == picture(1200, 900).size()
            click(viewer.buttons["save"])
            assert viewer.dialog is not None
            viewer.dialog.fileSelected.emit(str(tmp_path / "copy.png"))
            viewer.dialog.reject()
            original, copy = files[1].read_bytes(), tmp_path / "copy.png"
            await until(lambda: copy.exists() and copy.read_bytes() == original, "the file itself is saved")
            await in_front(program.window)
            press(viewer, Qt.Key.Key_Escape)
            assert not viewer.isVisible()
            assert first.hasFocus()


@pytest.mark.parametrize(
    "text",
    [
        "Failed to create new sequence: this model is missing data required for image input",
        '{"error":{"code":500,"message":"image input is not supported - hint: mmproj","type":"x"}}',
    ],
)
async def test_a_refusal_of_the_server_is_told_beside_the_message(
    loop: Any, tmp_path: Path, text: str
) -> None:
    image = written(tmp_path / "wire.png", encoded(picture(), b"PNG"))
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", refuse(500, text))
        async with running_program(tmp_path / "data", server.url) as program:
            desk = await connected(program)
            await choose(program, image)
            await until(lambda: chips(desk), "the image is read")
            await send(program, "What is this?")
            transcript = program.window.chat_pane.transcript
            await until(lambda: "image input" in shown_texts(transcript), "the reason is told")
            assert "{" not in shown_texts(transcript)
            assert thumbnails(program)
