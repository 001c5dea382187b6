"""Notes of a reply: where the mark of one leads, where its end leads back to, and what it says."""

from bisect import bisect_left

from PySide6.QtCore import QCoreApplication

from app.markup.links import normal_label
from app.markup.runs import RunKind, Runs
from app.markup.text import MarkdownText
from app.markup.tree import Container, Leaf, containers_of
from app.ui.transcript.block_focus import Stop
from app.ui.transcript.message_text import leaf_runs
from app.ui.transcript.positions import Position
from app.ui.transcript.pressed import Pressed
from app.ui.transcript.reading_order import blocks_of
from app.ui.transcript.reply_turn import ReplyTurn
from app.ui.transcript.run_text import said_text, shown_text
from app.ui.transcript.turn import Turn
from app.ui.transcript.turn_list import TurnList

_SAID_CHARS = 300


def note_name(pressed: Pressed) -> str:
    """What a mark or the end of a note is called."""
    if pressed.run.kind is RunKind.NOTE_END:
        return QCoreApplication.translate("Transcript", "Back to the text")
    return QCoreApplication.translate("Transcript", "Note {number}").format(number=pressed.run.text)


def note_words(turn: Turn | None, pressed: Pressed) -> str:
    """What the note says that a mark leads to, the beginning of it; empty for the end of a note."""
    text = _text_of(turn)
    if text is None or pressed.run.kind is RunKind.NOTE_END:
        return ""
    number = _leaf_of_note(text, pressed.run.source)
    note = text.footnotes.get(normal_label(pressed.run.source))
    said: list[str] = []
    for leaf in text.leaves[number or 0 :]:
        if note is None or number is None or note not in containers_of(leaf):
            break
        words = ["".join(map(said_text, runs)) for runs in _cells(text, leaf)]
        said.append(", ".join(words) or leaf.text)
        if sum(map(len, said)) > _SAID_CHARS:
            break
    whole = " ".join(" ".join(said).split())
    return whole if len(whole) <= _SAID_CHARS else f"{whole[:_SAID_CHARS]}\u2026"


def note_target(turns: TurnList, pressed: Pressed, first: int) -> tuple[Position, int, Stop] | None:
    """Where a mark or the end of a note leads; None: nowhere, for what it led to is gone.

    Args:
        first: number of the leaf from which on a mark is looked for, else in the whole message.

    Returns:
        The characters that are to be in view, and what the keyboard stands on then.
    """
    at = turns.find(pressed.message_id)
    turn = turns.turn(at) if at is not None else None
    text, label = _text_of(turn), pressed.run.source
    if at is None or turn is None or text is None:
        return None
    if pressed.run.kind is RunKind.FOOTNOTE:
        note = _leaf_of_note(text, label)
        if note is None:
            return None
        return Position(at, note, 0), 0, Stop(pressed.message_id, _block_of(turn, note))
    found = _mark(text, label, first) or _mark(text, label, 0)
    if found is None:
        return None
    leaf, offset, mark = found
    inside = turn.part_of_leaf(leaf)[1]
    alike = sum(
        each == mark
        for above in text.leaves[leaf - inside : leaf]
        for runs in _cells(text, above)
        for each in (Pressed(run, run.text) for run in runs)
    )
    stop = Stop(
        pressed.message_id, _block_of(turn, leaf), link=mark.of_message(pressed.message_id), alike=alike
    )
    return Position(at, leaf, offset), offset + len(mark.text), stop


def _text_of(turn: Turn | None) -> MarkdownText | None:
    return turn.flow.text if isinstance(turn, ReplyTurn) and turn.flow is not None else None


def _block_of(turn: Turn, leaf: int) -> int:
    """The number, among the blocks of a message, of the one that holds a leaf, or of the last before it."""
    number, _ = turn.part_of_leaf(leaf)
    return max(0, sum(each <= number for each in blocks_of(turn)) - 1)


def _leaf_of_note(text: MarkdownText, label: str) -> int | None:
    """The number of the first leaf of a note."""
    node: Container | Leaf | None = text.footnotes.get(normal_label(label))
    while isinstance(node, Container):
        node = node.children[0] if node.children else None
    return bisect_left(text.leaves, node.id, key=_id_of) if node is not None else None


def _id_of(leaf: Leaf) -> int:
    return leaf.id


def _mark(text: MarkdownText, label: str, first: int) -> tuple[int, int, Pressed] | None:
    """The first mark of a note from a leaf on: the leaf, the offset in its words, and the mark."""
    for number in range(first, len(text.leaves)):
        leaf = text.leaves[number]
        if not any("[^" in line for line in leaf.lines):
            continue
        offset = 0
        for runs in _cells(text, leaf):
            for run in runs:
                if run.kind is RunKind.FOOTNOTE and run.source == label and run.link is None:
                    return number, offset, Pressed(run, run.text)
                offset += len(shown_text(run))
            offset += 1
    return None


def _cells(text: MarkdownText, leaf: Leaf) -> tuple[Runs, ...]:
    """The runs of a leaf, of a row cell by cell."""
    return text.cell_runs(leaf) if leaf.cells else (leaf_runs(text, leaf),)
