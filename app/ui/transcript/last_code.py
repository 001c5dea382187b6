"""The last code block of a reply, for the clipboard."""

from app.markup.dialect import REPLY
from app.markup.parser import BlockParser
from app.markup.tree import Code, Leaf, walk
from app.ui.transcript.code_part import CodePart
from app.ui.transcript.reply_turn import ReplyTurn


def last_code(reply: ReplyTurn) -> str:
    """The lines of it, without the fences; empty where the reply has none."""
    if reply.flow is None:  # it is not laid out: nobody has scrolled there yet
        return last_code_in(reply.message.content)
    parts = reversed(reply.flow.parts)
    return next((part.text for part in parts if isinstance(part, CodePart)), "")


def last_code_in(text: str) -> str:
    """As above, of the Markdown of a reply."""
    parser = BlockParser(REPLY)
    parser.feed(text)
    parser.finish()
    blocks = [node for node, begins in walk(parser.root) if begins and isinstance(node, Code)]
    lines = blocks[-1].children if blocks else []
    return "\n".join(line.text for line in lines if isinstance(line, Leaf))
