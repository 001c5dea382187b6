"""The layers or files of one transfer, each with a bar of its own, and the steps of a create."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QVBoxLayout, QWidget

from app.domain.transfer import phase_of
from app.domain.transfer_row import TransferKind, TransferPart, TransferRow, TransferState
from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role
from app.ui.transfers.bar import TransferBar
from app.ui.transfers.tick_label import TickLabel
from app.ui.transfers.words import amount_text, exact_size, status_step_text
from app.ui.widgets.label import ElidedLabel, Label
from app.ui.widgets.state_icon import StateIcon
from app.ui.widgets.surface import Line

_DIGEST_CHARS = 12
_ICON_PX = 16
_BAR_PX = 4
_NAME_PX = 180
_MOST_NAME_SHARE = 0.4
_AMOUNT_PX = 132
_GAP_PX = 10
_LINE_GAP_PX = 8
_SPARE_AFTER_MS = 60


class PartsView(QWidget):
    """Made when a person first opens it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._parts = _PartLines(theme)
        self._steps = Label(theme, "", "caption", "muted", wrap=True)
        self._steps.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._empty = Label(theme, self.tr("The server has not named any layer yet."), "caption", "muted")
        self.setAttribute(Qt.WidgetAttribute.WA_StaticContents)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(10)
        column.addWidget(Line(theme))
        column.addWidget(self._parts)
        column.addWidget(self._empty)
        column.addWidget(self._steps)

    @property
    def lines(self) -> "list[_PartLine]":
        """What is shown, in order."""
        return self._parts.lines

    def show_row(self, row: TransferRow) -> None:
        """Show how the parts stand."""
        self._parts.show_row(row)
        told: list[str] = []
        for status in row.steps:
            words = status_step_text(status, phase_of(status))
            if not told or told[-1] != words:
                told.append(words)
        text = " · ".join(told)
        if self._steps.text() != text:
            self._steps.setText(text)
        shown = ((self._parts, bool(row.parts)), (self._steps, bool(told)))
        for widget, is_wanted in (*shown, (self._empty, not row.parts and not told)):
            if widget.isHidden() is is_wanted:
                widget.setVisible(is_wanted)


class _PartLines(QWidget):
    """Lines below each other, placed by hand: a new one moves none of those that are there.

    A layout would place every line of the card anew with each cell of the new one.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.lines: list[_PartLine] = []
        self._spare: _PartLine | None = None
        self._spare_timer = QTimer(self, singleShot=True, interval=_SPARE_AFTER_MS)
        self._spare_timer.timeout.connect(self._on_spare_due)
        self._name_px = self._amount_px = 0
        self.setAttribute(Qt.WidgetAttribute.WA_StaticContents)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_row(self, row: TransferRow) -> None:
        """Show how the parts stand."""
        before = len(self.lines)
        while len(self.lines) > len(row.parts):
            self.lines.pop().remove()
        while len(self.lines) < len(row.parts):
            self.lines.append(self._spare or _PartLine(self._theme, self))
            self._spare = None
            self._spare_timer.start()
        self._place(before)  # an amount shows itself with its text
        for line, part in zip(self.lines, row.parts, strict=True):
            line.show_part(part, row)
        self._place(before)
        for line in self.lines[before:]:
            line.show()
        if len(self.lines) != before:
            self.updateGeometry()

    def _place(self, first: int) -> None:
        """Give the lines from `first` on their places; all of them, where a column has another width."""
        names = max((line.name.sizeHint().width() for line in self.lines), default=0)
        most_px = max(_NAME_PX, int(self.width() * _MOST_NAME_SHARE))
        name_px = max(_NAME_PX, min(names, most_px))
        amount_px = max((line.amount.width() for line in self.lines), default=0)
        if (name_px, amount_px) != (self._name_px, self._amount_px):
            self._name_px, self._amount_px, first = name_px, amount_px, 0
        for at, line in enumerate(self.lines[first:], first):
            middle = at * self._pitch_px + (self._pitch_px - _LINE_GAP_PX) // 2
            name_x = _ICON_PX + _GAP_PX
            bar_x = name_x + name_px + _GAP_PX
            amount_x = self.width() - amount_px
            self._put(line.icon, 0, middle, _ICON_PX, _ICON_PX)
            self._put(line.name, name_x, middle, name_px, line.name.sizeHint().height())
            self._put(line.bar, bar_x, middle, max(amount_x - _GAP_PX - bar_x, 0), _BAR_PX)
            self._put(line.amount, amount_x, middle, amount_px, line.amount.height())

    @property
    def _pitch_px(self) -> int:
        highest = max((line.name.sizeHint().height() for line in self.lines[:1]), default=0)
        return max(highest, _ICON_PX) + _LINE_GAP_PX

    def _put(self, cell: QWidget, x: int, middle: int, width: int, height: int) -> None:
        place = QRect(x, middle - height // 2, width, height)
        cell.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), place))

    @Slot()
    def _on_spare_due(self) -> None:
        """The line of the next layer, made while nothing moves: the frame that shows it has enough to do."""
        if self._spare is None:
            self._spare = _PartLine(self._theme, self)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a cell has another size, or another font
            self._place(0)
            self.updateGeometry()
        return super().event(event)

    def sizeHint(self) -> QSize:
        return QSize(0, len(self.lines) * self._pitch_px - _LINE_GAP_PX)

    def minimumSizeHint(self) -> QSize:
        least_px = _ICON_PX + self._name_px + 24 + self._amount_px + 3 * _GAP_PX
        return QSize(least_px, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != self.width():
            self._place(0)


class _PartLine:
    """The cells of one part."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        self.icon = StateIcon(theme, _ICON_PX)
        self.name = ElidedLabel(theme, "", "code", "muted")
        self.bar = TransferBar(theme, _BAR_PX)
        self.amount = TickLabel(theme, color="muted")
        self.amount.set_least_width(round(_AMOUNT_PX * theme.text_scale))
        self.amount.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._cells = (self.icon, self.name, self.bar, self.amount)
        for widget in self._cells:
            widget.setParent(parent)

    def show(self) -> None:
        for widget in self._cells[:-1]:  # the amount shows itself when there is one
            widget.show()

    def remove(self) -> None:
        for widget in self._cells:
            widget.hide()
            widget.deleteLater()

    def show_part(self, part: TransferPart, row: TransferRow) -> None:
        is_layer = row.kind is not TransferKind.CREATE or part.name.startswith("sha256:")
        name = part.name.partition(":")[2][:_DIGEST_CHARS] if is_layer else part.name
        if self.name.whole_text != name:
            self.name.set_whole_text(name)
            self.bar.setAccessibleName(name)
        icon, role = _mark(part, row)
        self.icon.show_icon(icon, role)
        fraction = part.done_bytes / part.total_bytes if part.total_bytes else None
        done: Role = (
            "success" if part.is_done else "danger" if row.state is TransferState.FAILED else "accent"
        )
        self.bar.show_fraction(fraction, done)
        amount = (
            exact_size(part.total_bytes) if part.is_done else amount_text(part.done_bytes, part.total_bytes)
        )
        self.amount.show_text(amount)


def _mark(part: TransferPart, row: TransferRow) -> tuple[str, Role]:
    if part.is_done:
        return "circle-check", "success"
    if part.is_current and row.state is TransferState.RUNNING:
        return ("arrow-down" if row.kind is TransferKind.PULL else "arrow-up"), "accent_text"
    return "clock", "faint"
