"""How the first transfer stands, at the foot of the window; a click opens the page."""

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from app.domain.transfer_row import ACTIVE, TransferRow, TransferState
from app.ui.theme.theme import Theme
from app.ui.transfers import words
from app.ui.widgets.painted_button import PaintedButton

_MOST_TEXT_PX = 260
_STEP_PX = 24
_BAR_PX = 72


class StripEntry(PaintedButton):
    """An icon, a line of text and a thin bar; hidden while nothing moves."""

    focus_radius = 6

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._icon = "download"
        self._fraction: float | None = None
        self._width_px = 0
        self._label = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme_changed)
        self.hide()

    @property
    def label(self) -> str:
        """What is painted, before it is cut."""
        return self._label

    def show_rows(self, rows: tuple[TransferRow, ...]) -> None:
        """Show the first transfer that runs, and how many more go on by themselves."""
        active = [row for row in rows if row.state in ACTIVE]
        if not active:
            self.hide()
            return
        row = next((each for each in active if each.state is TransferState.RUNNING), active[0])
        label, fraction = _label(row, len(active) - 1), row.fraction
        if (label, fraction) != (self._label, self._fraction):
            self._label, self._fraction, self._icon = label, fraction, words.kind_icon(row.kind)
            self.setAccessibleName(self.tr("Transfers: {text}").format(text=label))
            self.setToolTip(label)
            self._measure()
            self.update()
        self.show()

    def _measure(self) -> None:
        """In steps, so that the strip is not laid out with every digit."""
        wanted = QFontMetrics(self._theme.font("figures")).horizontalAdvance(self._label) + 2
        width = min(-(-wanted // _STEP_PX) * _STEP_PX, round(_MOST_TEXT_PX * self._theme.text_scale))
        if width != self._width_px:
            self._width_px = width
            self.updateGeometry()

    @Slot()
    def _on_theme_changed(self) -> None:
        self._measure()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._theme.font("figures"))
        return QSize(6 + 14 + 7 + self._width_px + 8 + _BAR_PX + 6, max(24, metrics.height() + 6))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        if self._hovered or self.isDown():
            theme.paint_box(painter, QRectF(self.rect()), 6, "press" if self.isDown() else "hover")
        middle = self.height() / 2
        theme.paint_icon(painter, self._icon, 6, middle - 7, 14, "muted")
        font = theme.font("figures")
        painter.setFont(font)
        painter.setPen(theme.color("muted"))
        room = QRectF(27, 0, self._width_px, self.height())
        text = QFontMetrics(font).elidedText(self._label, Qt.TextElideMode.ElideMiddle, self._width_px)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        track = QRectF(room.right() + 8, middle - 2, _BAR_PX, 4)
        theme.paint_box(painter, track, 2, "press")
        if self._fraction:
            painter.setClipRect(QRectF(track.x(), track.y(), max(track.width() * self._fraction, 4), 4))
            theme.paint_box(painter, track, 2, "accent")


def _label(row: TransferRow, more: int) -> str:
    parts = [row.name]
    if row.fraction is not None:
        parts[0] += f" {words.percent_text(row.fraction)}"
    if row.speed_bytes_per_s:
        parts.append(words.speed_text(row.speed_bytes_per_s))
    elif told := words.state_text(row) or words.step_text(row):
        parts.append(told)
    if more:
        parts.append(words.more_text(more))
    return " · ".join(parts)
