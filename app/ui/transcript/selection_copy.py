"""What is selected, in the forms that a clipboard takes; made in small steps, for it may be a whole chat."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.conversation import Message
from app.markup.inline import Inline
from app.markup.text import MarkdownText
from app.markup.tree import Kind, Leaf
from app.ui.transcript.copy_html import CopyHtml
from app.ui.transcript.copy_markdown import blocks_markdown, without_blank_end
from app.ui.transcript.message_text import (
    call_blocks,
    copied_words,
    leaf_words,
    parsing,
    plain_lines,
    shown_text_of,
)
from app.ui.transcript.plain_part import split_lines
from app.ui.transcript.positions import CALL_LEAF, THOUGHT_LEAF
from app.ui.transcript.reply_turn import ReplyTurn
from app.ui.transcript.selecting import Selecting, Within
from app.ui.transcript.setting import setting_of
from app.ui.transcript.turn import Turn
from app.ui.transcript.turn_list import TurnList

_BLOCK_GAP_PX = 6  # leaves that stand further apart are parted by an empty line
_MESSAGE_GAP = "\n\n"


@dataclass(frozen=True, slots=True)
class Copied:
    """One selection in every form."""

    plain: str
    html: str
    markdown: str


@dataclass(slots=True)
class _Piece:
    """A message of which some is selected."""

    message: Message
    within: Within
    flow: MarkdownText | None  # of a reply that is being written: what is shown of it now
    thought: bool  # what was thought is shown
    calls: list[tuple[int, list[str]]]  # lines of calls of tools, with the number of the first as a leaf


def copy_steps(turns: TurnList, selecting: Selecting) -> Iterator[Copied | None]:
    """Make copies of what is selected now; the last step gives them."""
    stretch = selecting.stretch
    pieces = []
    if stretch is not None:
        for at in range(stretch[0].message, min(stretch[1].message, len(turns) - 1) + 1):
            within = selecting.within(at)
            if within is not None:
                pieces.append(_piece(turns.peek(at), within))
            if len(pieces) % 200 == 199:
                yield None
    yield from _Copying(pieces).steps()


def selected_copy(turns: TurnList, selecting: Selecting) -> Copied:
    """The same at once."""
    found = [copied for copied in copy_steps(turns, selecting) if copied is not None]
    return found[0]


def message_steps(turn: Turn) -> Iterator[Copied | None]:
    """Make copies of a whole message."""
    everything: Within = ((THOUGHT_LEAF, 0), (1 << 60, 1 << 60))
    piece = _piece(turn, everything)
    piece.calls = call_blocks(turn.message)  # also folded ones: they are part of what was said
    yield from _Copying([piece]).steps()


def _piece(turn: Turn, within: Within) -> _Piece:
    if not isinstance(turn, ReplyTurn):
        return _Piece(turn.message, within, None, False, [])
    calls = turn.cards.shown_lines if turn.cards is not None else []
    flow = turn.flow.text if turn.running and turn.flow is not None else None
    return _Piece(turn.message, within, flow, turn.shows_thought, calls)


class _Copying:
    def __init__(self, pieces: list[_Piece]) -> None:
        self._pieces = pieces
        self._inline = Inline()
        self._html = CopyHtml()
        self._plain: list[str] = []
        self._markdown: list[str] = []

    def steps(self) -> Iterator[Copied | None]:
        for piece in self._pieces:
            self._html.end_message()
            if piece.message.role == "user":
                self._lines(plain_lines(piece.message), 0, piece.within)
            else:
                if piece.thought and piece.within[0][0] < CALL_LEAF:
                    self._lines(split_lines(piece.message.thinking), THOUGHT_LEAF, piece.within)
                for first_leaf, lines in piece.calls:
                    self._lines(lines, first_leaf, piece.within, is_code=True)
                if piece.within[1][0] >= 0:
                    yield from self._reply(piece)
            yield None
        plain, markdown = _MESSAGE_GAP.join(self._plain), _MESSAGE_GAP.join(self._markdown)
        yield Copied(plain, self._html.text(), markdown)

    def _lines(self, lines: list[str], first_leaf: int, within: Within, *, is_code: bool = False) -> None:
        (first, start), (last, end) = within
        begin, stop = max(0, first - first_leaf), min(len(lines) - 1, last - first_leaf)
        if begin > stop:
            return
        chosen = lines[begin : stop + 1]
        whole = without_blank_end(chosen)
        if last - first_leaf == stop:
            chosen[-1] = chosen[-1][:end]
        if first - first_leaf == begin:
            chosen[0] = chosen[0][start:]
        self._plain.append("\n".join(chosen))
        if is_code:
            self._html.add_code(chosen)
            whole = ["```json", *whole, "```"]
        else:
            self._html.add_lines(chosen)
        self._markdown.append("\n".join(whole))

    def _reply(self, piece: _Piece) -> Iterator[None]:
        text = piece.flow
        if text is None:
            for read in parsing(shown_text_of(piece.message), self._inline):
                if read is None:
                    yield None
                text = read
        assert text is not None
        (first, start), (last, end) = piece.within
        begin, stop = max(0, first), min(last, len(text.leaves) - 1)
        if begin > stop:
            return
        words: list[str] = []
        for number in range(begin, stop + 1):
            leaf = text.leaves[number]
            whole = leaf_words(text, leaf)
            one = min(len(whole), start) if number == first else 0
            other = min(len(whole), end) if number == last else len(whole)
            above = text.leaves[number - 1] if number else None
            if words and leaf.kind is not Kind.RULE:
                words.append(_separator(leaf, above))
            # A line within a cell would end its row.
            line_end = " " if leaf.kind is Kind.ROW else "\n"
            said = copied_words(text, leaf, one, other).replace("\u2028", line_end)
            words.append(("" if one else markers(leaf, above)) + said)
            self._html.add_leaf(text, leaf, one, other)
            if number % 20 == 19:
                yield None
        self._plain.append("".join(words))
        self._markdown.append(blocks_markdown(shown_text_of(piece.message), text, begin, stop))


def _separator(leaf: Leaf, above: Leaf | None) -> str:
    if above is not None and leaf.parent is above.parent and leaf.kind is above.kind and _is_row(leaf):
        return "\n"
    return "\n\n" if setting_of(leaf, above).gap > _BLOCK_GAP_PX else "\n"


def _is_row(leaf: Leaf) -> bool:
    return leaf.kind.value in ("row", "code line")


def markers(leaf: Leaf, above: Leaf | None) -> str:
    """The bullets, numbers and boxes that stand before a leaf, as text."""
    found = setting_of(leaf, above).markers
    if not found:
        return ""
    signs = ("\u2022" if each.checked is None else "\u2611" if each.checked else "\u2610" for each in found)
    words = [each.text or sign for each, sign in zip(found, signs, strict=True)]
    return "  " * max(0, found[0].level - 1) + " ".join(words) + " "
