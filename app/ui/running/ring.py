"""The ring around the time a model has left."""

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy

from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role

_LEAST_PX = 66
_WIDTH_PX = 4.0
_TOP = 90 * 16  # Qt counts sixteenths of a degree, anticlockwise from three o'clock


class Ring(QLabel):
    """An arc that gets shorter around one or two short lines or an icon. A label, for screen readers."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._share = 1.0
        self._role: Role = "accent"
        self._line = self._below = self._icon = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme_changed)

    @property
    def share(self) -> float:
        """How much of the arc is drawn, 0 to 1."""
        return self._share

    @property
    def role(self) -> Role:
        """The colour of the arc."""
        return self._role

    def show_value(
        self, share: float, role: Role, line: str, below: str = "", icon: str = "", name: str = ""
    ) -> None:
        """Show a share of the time; `name` says it to a screen reader."""
        self._share, self._role = max(0.0, min(1.0, share)), role
        self._line, self._below, self._icon = line, below, icon
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.updateGeometry()
        self.update()

    @Slot()
    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        strong = QFontMetrics(self._theme.font("ui_strong"))
        side = max(_LEAST_PX, strong.horizontalAdvance(self._line) + 24, round(strong.height() * 3.2))
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = _WIDTH_PX / 2 + 1
        box = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        painter.setPen(QPen(self._theme.color("press"), _WIDTH_PX))
        painter.drawEllipse(box)
        pen = QPen(self._theme.color(self._role), _WIDTH_PX)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        if self._share >= 1:
            painter.drawEllipse(box)
        elif self._share > 0:
            painter.drawArc(box, _TOP, -round(self._share * 360 * 16))
        self._paint_words(painter)

    def _paint_words(self, painter: QPainter) -> None:
        middle = QRectF(self.rect()).center()
        if self._icon:
            self._theme.paint_icon(painter, self._icon, middle.x() - 12, middle.y() - 12, 24, self._role)
            return
        strong, small = self._theme.font("ui_strong"), self._theme.font("micro")
        height = QFontMetrics(strong).height()
        below = QFontMetrics(small).height() if self._below else 0
        top = middle.y() - (height + below) / 2
        painter.setFont(strong)
        inks: dict[Role, Role] = {"warning": "warning", "control": "faint"}
        painter.setPen(self._theme.color(inks.get(self._role, "text")))
        where = QRectF(0, top, self.width(), height)
        painter.drawText(where, Qt.AlignmentFlag.AlignCenter, self._line)
        if self._below:
            painter.setFont(small)
            painter.setPen(self._theme.color("muted"))
            painter.drawText(
                QRectF(0, top + height, self.width(), below), Qt.AlignmentFlag.AlignCenter, self._below
            )
