"""What a message holds for those who do not point: its blocks, and what can be pressed in them, in order."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QAbstractButton, QWidget
from shiboken6 import isValid

from app.markup.runs import RunKind
from app.ui.transcript.block_part import BlockPart
from app.ui.transcript.code_part import CodePart
from app.ui.transcript.formula_part import FormulaPart
from app.ui.transcript.part import Part
from app.ui.transcript.picture_part import PicturePart
from app.ui.transcript.plain_part import PlainPart
from app.ui.transcript.pressed import Pressed
from app.ui.transcript.run_text import said_text, shown_text
from app.ui.transcript.simple_parts import EmptyPart
from app.ui.transcript.speech_turn import SpeechTurn
from app.ui.transcript.table_part import TablePart
from app.ui.transcript.text_part import TextPart
from app.ui.transcript.turn import Turn
from app.ui.transcript.widget_part import WidgetPart

_BULLET = "•"


def blocks_of(turn: Turn) -> list[int]:
    """The numbers of the parts that hold text; of a turn that has parts."""
    return [number for number, part in enumerate(turn.parts) if _is_block(part)]


def block_text(part: Part) -> str:
    """All that stands in a block, with the markers before it; a line for each line of code and each row."""
    if isinstance(part, FormulaPart):
        from app.ui.transcript.spoken_formula import spoken  # with the first formula that is read

        return spoken(part.tex)
    text = "\n".join(_leaf_words(part, leaf) for leaf in range(part.leaf_count))
    if isinstance(part, TextPart):
        marks = [marker.text or _BULLET for marker in part.setting.markers if marker.checked is None]
        return " ".join([*marks, text])
    return text


def _leaf_words(part: Part, leaf: int) -> str:
    rows = part.leaf_runs(leaf)
    if not any(run.kind is RunKind.MATH for runs in rows for run in runs):
        if any(said_text(run) != shown_text(run) for runs in rows for run in runs):
            return ", ".join("".join(map(said_text, runs)) for runs in rows)
        text = part.leaf_text(leaf)
        return text.replace("\t", ", ") if isinstance(part, TablePart) else text
    from app.ui.transcript.spoken_formula import spoken  # as above

    return ", ".join(
        "".join(spoken(run.text) if run.kind is RunKind.MATH else said_text(run) for run in runs)
        for runs in rows
    )


def first_words(turn: Turn, letters: int) -> str:
    """What a message begins with, thoughts and all but so many letters left out."""
    if not turn.parts:
        return " ".join(turn.message.content[:letters].split())
    found = ""
    for number in blocks_of(turn):
        if turn.leaf_number(number, 0) >= 0:
            found = f"{found} {block_text(turn.parts[number])}".strip()
        if len(found) > letters:
            return f"{found[:letters]}…"
    return found


def widgets_of(turn: Turn, number: int) -> list[QWidget]:
    """The widgets of a part that are there now, top to bottom."""
    part = turn.parts[number]
    found: list[QWidget | None] = []
    if isinstance(part, WidgetPart):
        found = [part.widget]
    elif isinstance(part, CodePart):
        found = [part.header, part.more_button]
    elif isinstance(part, PicturePart):
        found = [part.card, part.shown]
    elif isinstance(part, FormulaPart):
        found = [part.copy_widget]
    if isinstance(part, BlockPart):
        found.append(part.side_bar)
    if number == 0 and isinstance(turn, SpeechTurn):
        found.append(turn.pictures)
    return [widget for widget in found if widget is not None and isValid(widget)]


def controls_in(widget: QWidget) -> list[QWidget]:
    """What the keyboard reaches in a widget, in the order in which it stands there."""
    inside = [widget, *widget.findChildren(QWidget)]
    return [each for each in inside if can_have_focus(each)]


def buttons_in(widget: QWidget) -> list[QAbstractButton]:
    """The buttons in a widget that are not hidden, also those that cannot be pressed now."""
    inside = [widget, *widget.findChildren(QAbstractButton)]
    return [each for each in inside if isinstance(each, QAbstractButton) and not each.isHidden()]


def can_have_focus(widget: QWidget) -> bool:
    """Whether Tab may stop at a widget."""
    takes = widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value
    return bool(takes) and widget.isVisible() and widget.isEnabled()


def links_in(part: Part) -> list[Pressed]:
    """The links and images of a block that is laid out."""
    return [pressed for pressed in part.pressable() if not pressed.is_math]


def boxes_of(part: Part, wanted: Pressed, before: int = 0) -> list[QRectF]:
    """Where a link or image stands in its part, one rectangle a line.

    Args:
        before: how many that are alike stand before it.
    """
    for leaf in range(part.leaf_count):
        text = part.leaf_text(leaf)
        at = text.find(wanted.text) if wanted.text else -1
        while at >= 0:
            boxes = part.rectangles(leaf, at, at + len(wanted.text))
            if boxes and part.pressed_at(boxes[0].center()) == wanted:
                if not before:
                    return boxes
                before -= 1
            at = text.find(wanted.text, at + 1)
    return []


def _is_block(part: Part) -> bool:
    if isinstance(part, PlainPart):
        return bool(part.text.strip())
    return isinstance(part, TextPart | CodePart | TablePart | FormulaPart) and not isinstance(part, EmptyPart)
