"""The layers or files of one transfer, each with a bar of its own, and the steps of a create."""

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

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
_NAME_PX = 180
_AMOUNT_PX = 132
_SPARE_AFTER_MS = 60


class PartsView(QWidget):
    """Made when a person first opens it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._lines: list[_PartLine] = []
        self._spare: _PartLine | None = None
        self._spare_timer = QTimer(self, singleShot=True, interval=_SPARE_AFTER_MS)
        self._spare_timer.timeout.connect(self._on_spare_due)
        self._steps = Label(theme, "", "caption", "muted", wrap=True)
        self._steps.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._empty = Label(theme, self.tr("The server has not named any layer yet."), "caption", "muted")
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnMinimumWidth(1, _NAME_PX)
        self._grid.setColumnMinimumWidth(3, _AMOUNT_PX)
        self._grid.setColumnStretch(2, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(10)
        column.addWidget(Line(theme))
        column.addLayout(self._grid)
        column.addWidget(self._empty)
        column.addWidget(self._steps)

    @property
    def lines(self) -> "list[_PartLine]":
        """What is shown, in order."""
        return self._lines

    def show_row(self, row: TransferRow) -> None:
        """Show how the parts stand."""
        while len(self._lines) > len(row.parts):
            self._lines.pop().remove(self._grid)
            self._drop_spare()  # it stands where the next line would not
        while len(self._lines) < len(row.parts):
            self._lines.append(self._spare or self._make_line())
            self._lines[-1].set_shown(True)
            self._spare = None
            self._spare_timer.start()
        for line, part in zip(self._lines, row.parts, strict=True):
            line.show_part(part, row)
        told: list[str] = []
        for status in row.steps:
            words = status_step_text(status, phase_of(status))
            if not told or told[-1] != words:
                told.append(words)
        text = " · ".join(told)
        if self._steps.text() != text:
            self._steps.setText(text)
        for label, is_wanted in ((self._steps, bool(told)), (self._empty, not row.parts and not told)):
            if label.isHidden() is is_wanted:
                label.setVisible(is_wanted)

    def _make_line(self) -> "_PartLine":
        return _PartLine(self._theme, self._grid, len(self._lines))

    def _drop_spare(self) -> None:
        self._spare_timer.stop()
        if self._spare is not None:
            self._spare.remove(self._grid)
            self._spare = None

    @Slot()
    def _on_spare_due(self) -> None:
        """The line of the next layer, made while nothing moves: the frame that shows it has enough to do."""
        if self._spare is None:
            self._spare = self._make_line()


class _PartLine:
    """The cells of one part in the grid."""

    def __init__(self, theme: Theme, grid: QGridLayout, at: int) -> None:
        self.icon = StateIcon(theme)
        self.name = ElidedLabel(theme, "", "code", "muted")
        self.bar = TransferBar(theme, 4)
        self.amount = TickLabel(theme, color="muted")
        self.amount.set_least_width(round(_AMOUNT_PX * theme.text_scale))
        self.amount.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for column, widget in enumerate((self.icon, self.name, self.bar, self.amount)):
            grid.addWidget(
                widget, at, column, Qt.AlignmentFlag.AlignVCenter if column != 1 else Qt.AlignmentFlag(0)
            )

        self._cells: tuple[QWidget, ...] = (self.icon, self.name, self.bar)
        self.set_shown(False)

    def set_shown(self, is_shown: bool) -> None:
        for widget in self._cells:  # the amount shows itself when there is one
            widget.setVisible(is_shown)

    def remove(self, grid: QGridLayout) -> None:
        for widget in (*self._cells, self.amount):
            grid.removeWidget(widget)
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
