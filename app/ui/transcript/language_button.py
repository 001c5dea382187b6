"""The name of the language above a code block, which opens the menu of languages."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button

_PAD_PX = 10
_ICON_PX = 14
_GAP_PX = 6
_CHEVRON_PX = 12
_AROUND_PX = 2 * _PAD_PX + _ICON_PX + 2 * _GAP_PX + _CHEVRON_PX


class LanguageButton(Button):
    """As much of the name as there is room for."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, "", "file-code", "quiet", 28, _ICON_PX, parent)
        self._title = ""
        self.show_language("")

    def show_language(self, title: str) -> None:
        """Name a language; empty: it is not known."""
        self._title = title
        self.set_label(title or self.tr("Code"))
        named = self.tr("Language of the code: {language}").format(language=title)
        self.setAccessibleName(named if title else self.tr("Language of the code: none given"))

    @property
    def title(self) -> str:
        """The language that is named."""
        return self._title

    def text_fits(self) -> bool:
        return True  # what does not is cut with an ellipsis

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._theme.font("ui_medium"))
        text_px = metrics.horizontalAdvance(self.label) + 1
        return QSize(_AROUND_PX + text_px, max(28, metrics.height() + 10))

    def _paint_content(self, painter: QPainter) -> None:
        theme, ink = self._theme, self._colors()[2]
        theme.paint_icon(painter, self.icon_name, _PAD_PX, (self.height() - _ICON_PX) / 2, _ICON_PX, ink)
        font = theme.font("ui_medium")
        painter.setFont(font)
        painter.setPen(theme.color(ink))
        room = self.width() - _AROUND_PX
        shown = QFontMetrics(font).elidedText(self.label, Qt.TextElideMode.ElideRight, room + 1)
        left = _PAD_PX + _ICON_PX + _GAP_PX
        painter.drawText(QRectF(left, 0, room + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, shown)
        left = self.width() - _PAD_PX - _CHEVRON_PX
        top = (self.height() - _CHEVRON_PX) / 2
        theme.paint_icon(painter, "chevron-down", left, top, _CHEVRON_PX, ink)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = self.painter()
        self.paint_ground(painter)
        self._paint_content(painter)
