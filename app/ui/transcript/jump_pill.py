""" "Jump to latest", over the end of the transcript; a dot says that the reply was finished meanwhile."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPixmap

from app.ui.transcript.block_part import place
from app.ui.widgets.button import Button
from app.ui.widgets.surface import Shadow

_SHADOW = 10
_PAD = 13
_TEXT_LEFT = 32
_BELOW_PX = 4


class JumpPill(Button):
    """A button with a shadow around it.

    It is a child of what scrolls: Qt paints anew all of a widget that scrolls under something of another.
    """

    focus_radius = 16
    has_news = False
    _shadow: Shadow | None = None  # text moves below it all the time
    _box: QPixmap | None = None
    _hint: QSize | None = None  # as it is asked for with every turn of the wheel

    def set_news(self, has_news: bool) -> None:
        """Show the dot, or not."""
        if has_news != self.has_news:
            self.has_news = has_news
            words = (
                self.tr("Jump to latest, the reply is finished") if has_news else self.tr("Jump to latest")
            )
            self.setAccessibleName(words)
            self.update()

    def stand(self, width: int, height: int) -> None:
        """Lie at the foot of something so wide and high, in the middle, over all that is in it."""
        hint = self.sizeHint()
        left, top = (width - hint.width()) // 2, height - hint.height() - _BELOW_PX
        place(self, left, top, hint.width(), hint.height())
        self.raise_()

    def _painted_box(self, box: QRectF) -> QPixmap:
        """The box with its shadow: it is painted anew with every turn of the wheel."""
        ratio = self.devicePixelRatioF()
        size = self.size() * ratio
        if self._box is None or self._box.size() != size or self._box.devicePixelRatio() != ratio:
            if self._shadow is None:
                self._shadow = Shadow(_SHADOW, 0.05)
            self._box = QPixmap(size)
            self._box.setDevicePixelRatio(ratio)
            self._box.fill(Qt.GlobalColor.transparent)
            with QPainter(self._box) as painter:
                self._shadow.paint(painter, box, box.height() / 2)
                self._theme.paint_box(painter, box, box.height() / 2, "raised", "border")
        return self._box

    def updateGeometry(self) -> None:
        self._hint = self._box = None  # the theme may be another one
        super().updateGeometry()

    def sizeHint(self) -> QSize:
        if self._hint is None:
            self._hint = self._whole()
        return self._hint

    def _whole(self) -> QSize:
        text = QFontMetrics(self._theme.font("ui_medium")).horizontalAdvance(self.label)
        return QSize(_TEXT_LEFT + text + 1 + _PAD + 2 * _SHADOW, super().sizeHint().height() + 2 * _SHADOW)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(_SHADOW, _SHADOW, -_SHADOW, -_SHADOW)
        painter.drawPixmap(QPointF(), self._painted_box(box))
        middle = box.center().y()
        self._theme.paint_icon(painter, "arrow-down", box.left() + _PAD, middle - 7, 14, "accent_text")
        if self.has_news:
            dot = QRectF(box.left() + 22, middle - 9, 7, 7)
            self._theme.paint_box(painter, dot, 3.5, "accent")
        painter.setFont(self._theme.font("ui_medium"))
        painter.setPen(self._theme.color("text"))
        painter.drawText(box.adjusted(_TEXT_LEFT, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.label)
