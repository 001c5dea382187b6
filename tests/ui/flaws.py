"""What can be seen to be wrong with a window, from its widgets' own measures: nothing is compared by eye."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QFontMetrics, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QRadioButton,
    QScrollArea,
    QStyle,
    QStyleOptionFrame,
    QWidget,
)
from shiboken6 import isValid

from app.ui.images.viewer import Viewer
from app.ui.main_window import MainWindow
from app.ui.theme.tokens import contrast
from app.ui.widgets.key_caps import KeyCaps
from app.ui.widgets.label import Chip, ElidedLabel
from app.ui.widgets.sheet import Sheet

SMALLEST_PX = 24
LEAST_CONTRAST = 4.5
_FEW = 40
_ROUGH = 0.15
"""What smoothed letters may lose of the contrast of their colour."""
_SAYS_NOTHING = frozenset(
    {
        QAccessible.Role.NoRole,
        QAccessible.Role.Client,
        QAccessible.Role.Pane,
        QAccessible.Role.Grouping,
        QAccessible.Role.Window,
    }
)


def shown(window: QWidget, *kinds: type[QWidget]) -> Iterator[QWidget]:
    """The visible widgets of some kinds."""
    return (
        widget for widget in window.findChildren(QWidget) if isinstance(widget, kinds) and widget.isVisible()
    )


def controls(window: QWidget) -> list[QWidget]:
    """What a person can focus or click."""
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QAbstractItemView, QAbstractSlider)
    return [
        widget
        for widget in shown(window, QWidget)
        if (isinstance(widget, kinds) and not is_part_of_scroll_bar(widget))
        or widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]


def is_part_of_scroll_bar(widget: QWidget) -> bool:
    """Scroll bars are neither named nor reached by Tab: the keys of what they scroll do it."""
    return widget.inherits("QScrollBar")


def told(widget: QWidget) -> str:
    """A widget in a finding."""
    kind = type(widget).__name__
    text = getattr(widget, "label", "") or (widget.text() if isinstance(widget, QLabel | QLineEdit) else "")
    return f"{kind} {(widget.accessibleName() or text)[:60]!r} {widget.width()}x{widget.height()}"


def nameless(window: QWidget) -> list[str]:
    """Controls and painted parts that a screen reader cannot name, or not by their kind, or without value."""
    found = []
    for widget in {*controls(window), *shown(window, Chip, KeyCaps)}:
        interface = QAccessible.queryAccessibleInterface(widget)
        if not interface.text(QAccessible.Text.Name):
            found.append(f"no name: {told(widget)}")
        is_leaf = not widget.findChildren(QWidget)  # of what holds others, these are told
        if is_leaf and interface.role() in _SAYS_NOTHING:
            found.append(f"role {interface.role().name}: {told(widget)}")
        checked = isinstance(widget, QAbstractButton) and widget.isChecked()
        if bool(interface.state().checked) is not checked:
            found.append(f"state not told: {told(widget)}")
    for widget in shown(window, QAbstractSlider, QProgressBar):
        assert isinstance(widget, QAbstractSlider | QProgressBar)
        is_open = widget.minimum() == widget.maximum()  # it only says that something goes on
        if not is_open and not widget.minimum() <= widget.value() <= widget.maximum():
            found.append(f"no value: {told(widget)}")  # a new bar has none until it gets one
    return found


def _wanted_by_tab(window: QWidget) -> set[QWidget]:
    """What Tab should reach: all that is shown and takes it; under a sheet, only what is in it."""
    sheets = [each for kind in (Sheet, Viewer) for each in window.findChildren(kind) if each.isVisible()]
    inside: QWidget = sheets[-1] if sheets else window
    return {
        widget
        for widget in inside.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and widget.isEnabled()
        and not (isinstance(widget, QRadioButton) and not widget.isChecked())  # the arrows go to the others
        and widget.focusProxy() is None
    }


LINKS = 60
"""Tab also stops at links and blocks of a chat, which are no widgets; more than any scene has."""


def walked_by_tab(window: QWidget) -> tuple[list[str], bool]:
    """The controls that Tab does not reach, and whether it comes round."""
    missing, seen = _wanted_by_tab(window), []
    for _ in range(2 * len(missing) + LINKS):
        QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Tab)
        QTest.qWait(0)  # what came into view takes its place in the order
        seen.append(window.focusWidget())
        missing.discard(seen[-1])
        if not missing and seen[-1] in seen[:-1]:
            break
    left = [told(widget) for widget in missing if isValid(widget) and widget.isVisible()]
    return left, seen[-1] in seen[:-1]


def small(window: QWidget) -> list[str]:
    """What is hard to hit."""
    found = [
        f"small: {told(button)}"
        for button in shown(window, QAbstractButton, QAbstractSlider)
        if min(button.width(), button.height()) < SMALLEST_PX and not is_part_of_scroll_bar(button)
    ]
    for view in shown(window, QAbstractItemView):
        assert isinstance(view, QAbstractItemView)
        model = view.model()
        indexes = [model.index(row, 0) for row in range(min(40, model.rowCount()))] if model else []
        for index in indexes:
            height = view.visualRect(index).height()
            if index.flags() & Qt.ItemFlag.ItemIsSelectable and 0 < height < SMALLEST_PX:
                found.append(f"small row: {told(view)} {index.data()!r} {height}")
    return found


def _label_is_cut(label: QLabel) -> bool:
    if not label.text():
        return False
    if isinstance(label, ElidedLabel):
        return label.text() in ("…", "") or label.height() < label.fontMetrics().height()
    if label.wordWrap():
        return label.height() < label.heightForWidth(label.width())
    metrics = label.fontMetrics()
    return label.width() < metrics.horizontalAdvance(label.text()) or label.height() < metrics.height()


def _field_is_cut(field: QLineEdit) -> bool:
    option = QStyleOptionFrame()
    field.initStyleOption(option)
    room = field.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, field)
    room = room.marginsRemoved(field.textMargins())
    metrics = QFontMetrics(field.font())
    hint = 0 if field.text() else metrics.horizontalAdvance(field.placeholderText())
    return room.height() < metrics.height() or room.width() < hint


def cut(window: QWidget) -> list[str]:
    """Words that have less room than they need."""
    found = []
    for widget in shown(window, QWidget):
        fits = getattr(widget, "text_fits", None)
        if fits is not None and not fits():
            found.append(f"cut: {told(widget)} wants {widget.sizeHint().width()}")
        elif isinstance(widget, QLabel) and _label_is_cut(widget):
            found.append(f"cut: {told(widget)} wants {widget.heightForWidth(widget.width())}")
        elif isinstance(widget, QLineEdit) and _field_is_cut(widget):
            found.append(f"cut: {told(widget)} hint {widget.placeholderText()!r}")
    return found


def clipped(window: QWidget) -> list[str]:
    """Controls and words that stick out of what holds them, where nobody can scroll to them."""
    found = []
    for widget in {*controls(window), *shown(window, QLabel)}:
        rect, inside = QRect(widget.rect()), widget
        while inside is not window and (parent := inside.parentWidget()) is not None:
            rect.translate(inside.pos())
            holder = parent.parentWidget()
            if isinstance(holder, QAbstractScrollArea) and parent is holder.viewport():
                rect = rect.intersected(parent.rect()) if _scrolls(holder, rect) else rect
            if rect.isEmpty():
                break
            if not parent.rect().contains(rect):
                found.append(f"clipped by {told(parent)}: {told(widget)}")
                break
            inside = parent
    return found


def _scrolls(area: QAbstractScrollArea, rect: QRect) -> bool:
    """Whether a person can bring a rectangle of the viewport into view."""
    down = rect.top() >= 0 and rect.bottom() < area.viewport().height()
    across = rect.left() >= 0 and rect.right() < area.viewport().width()
    bars = area.verticalScrollBar(), area.horizontalScrollBar()
    return (down or bars[0].maximum() > 0) and (across or bars[1].maximum() > 0)


def overlapping(window: QWidget) -> list[str]:
    """Neighbours of one layout that lie over each other."""
    found = []
    kinds = (QAbstractButton, QLabel, QLineEdit, QAbstractSlider)
    by_parent: dict[QWidget, list[QWidget]] = {}
    for widget in shown(window, *kinds):
        parent = widget.parentWidget()
        layout = parent.layout() if parent is not None else None
        is_laid_out = layout is not None and _holds(layout, widget)
        if parent is not None and is_laid_out and not (isinstance(widget, QLabel) and not widget.text()):
            by_parent.setdefault(parent, []).append(widget)
    for siblings in by_parent.values():
        found += [
            f"over each other: {told(one)} and {told(other)}"
            for one, other in combinations(siblings, 2)
            if one.geometry().intersects(other.geometry())
        ]
    return found


def _holds(layout: object, widget: QWidget) -> bool:
    items = (layout.itemAt(at) for at in range(layout.count()))  # type: ignore[attr-defined]
    return any(item.widget() is widget or (item.layout() and _holds(item.layout(), widget)) for item in items)


def scrolled_sideways(window: MainWindow) -> list[str]:
    """Lists and pages that are wider than their place; code, tables and logs may be."""
    pane = window.chat_pane
    transcript = pane.transcript if pane.transcript_shown else None
    return [
        f"scrolls sideways: {told(area)}"
        for area in shown(window, QScrollArea, QAbstractItemView)
        if isinstance(area, QAbstractScrollArea)
        and area.horizontalScrollBar().maximum() > 0
        and not (transcript is not None and transcript.isAncestorOf(area))
    ]


def measured(window: MainWindow) -> list[str]:
    """What is wrong with the sizes and places of what is shown."""
    found = {flaw for check in (small, cut, clipped, overlapping) for flaw in check(window)}
    return sorted(found | set(scrolled_sideways(window)))


def faint(window: MainWindow) -> list[str]:
    """Words that do not stand out from what is drawn around them."""
    image = window.grab().toImage()
    found = []
    for widget in shown(window, QLabel, QAbstractButton):
        middle = widget.mapTo(window, widget.rect().center())
        text = widget.text() if isinstance(widget, QLabel) else getattr(widget, "label", "")
        if not text or not widget.isEnabled() or window.childAt(middle) is not widget:
            continue
        room = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
        ratio = strongest(image, room)
        if ratio < LEAST_CONTRAST - _ROUGH:
            found.append(f"faint, {ratio:.2f}: {told(widget)}")
    return found


def strongest(image: QImage, room: QRect) -> float:
    """The contrast of the ground of a part of a picture with what stands out most on it."""
    ratio = image.devicePixelRatio()
    names = _counted(image.copy(QRect(room.topLeft() * ratio, room.size() * ratio)))
    ground = names.most_common(1)[0][0]
    return max(contrast(name, ground) for name in names)


def _counted(image: QImage) -> Counter[str]:
    """How many points of a picture have which colour, "#RRGGBB"."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    counted = Counter(memoryview(plain.constBits()).cast("I").tolist())
    return Counter({f"#{value & 0xFFFFFF:06X}": count for value, count in counted.items()})


def colours(image: QImage) -> set[str]:
    """The colours of a picture but those of a few smoothed edges only."""
    return {name for name, count in _counted(image).items() if count > _FEW}


def differences(one: QImage, other: QImage) -> Iterable[tuple[int, int]]:
    """Where two pictures of the same size differ, at most 20 points."""
    found = 0
    for y in range(one.height()):
        if one.copy(0, y, one.width(), 1) == other.copy(0, y, other.width(), 1):
            continue
        for x in range(one.width()):
            if one.pixel(x, y) != other.pixel(x, y):
                yield x, y
                found += 1
                break
        if found >= 20:
            return
