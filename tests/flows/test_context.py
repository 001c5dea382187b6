"""The context meter and the mark of what was left out, in the whole program."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from app.domain.context import ContextUse
from tests.flows.test_images import connected
from tests.flows.test_next_message import said, write
from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.program import click, press, running_program, type_text, until
from tests.helpers.replies import Gate, Stream, delta, done


def counted(text: str, prompt: int, tokens: int) -> Stream:
    return Stream([done(text, prompt_eval_count=prompt, eval_count=tokens)])


async def test_the_meter_counts_warns_explains_and_the_cut_is_marked(loop: Any, tmp_path: Path) -> None:
    with ThreadedOllamaServer() as server:
        server.script(
            "/api/chat",
            counted("One. " * 100, 110, 120),
            counted("Two. " * 100, 350, 120),
            counted("Three. " * 100, 380, 120),
        )
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            pane = program.window.chat_pane
            meter = pane.composer.meter
            assert not meter.isVisible()
            type_text(pane.composer.edit, "word " * 100)
            await until(lambda: meter.use.guessed, "the draft is estimated")
            press(pane.composer.edit, Qt.Key.Key_Return)
            await until(lambda: meter.use.counted == 230, "the server counted")
            before = program.chat.parameters
            options = {**before.options, "num_ctx": 512}
            program.chat.set_parameters(type(before)(options=options))
            await until(lambda: meter.label.endswith(" / 512"), "the limit of the chat")
            await write(program, "word " * 90)
            await until(lambda: meter.use.counted == 470, "counted again")
            assert meter.use.is_tight
            assert "nearly full" in meter.accessibleName()
            assert pane.transcript.accessibleDescription() == ""
            await write(program, "word " * 90)
            await until(lambda: "Three." in said(program), "the third reply")
            await until(pane.transcript.accessibleDescription, "the mark")
            assert "no longer sees" in pane.transcript.accessibleDescription()
            click(meter)
            assert meter.popup.isVisible()
            assert "without the messages above the line" in meter.popup.text.text()
            assert "The context length of this chat is set to 512." in meter.popup.text.text()
            press(meter.popup.parameters_button, Qt.Key.Key_Escape)
            assert not meter.popup.isVisible()


async def test_what_waits_for_the_reply_to_end_is_counted(loop: Any, tmp_path: Path) -> None:
    gate = Gate()
    with ThreadedOllamaServer() as server:
        server.script("/api/chat", Stream([delta("Half"), gate, done()]), counted("Two.", 300, 10))
        async with running_program(tmp_path, server.url) as program:
            await connected(program)
            meter, composer = program.window.chat_pane.composer.meter, program.window.chat_pane.composer
            await write(program, "First")
            await until(lambda: "Half" in said(program), "the reply has begun")
            await until(lambda: 0 < meter.use.tokens < 60, "one short message")
            composer.edit.setPlainText("word " * 200)
            await until(lambda: meter.use.tokens > 250, "what is typed counts")
            press(composer.edit, Qt.Key.Key_Return)
            assert composer.has_next
            composer.edit.setPlainText("word " * 100)
            await until(lambda: meter.use.tokens > 375, "what waits and what is typed")
            composer.edit.clear()
            gate.open()
            await until(lambda: meter.use == ContextUse(310, 0, meter.use.limit), "nothing waits any more")
