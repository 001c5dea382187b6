"""A label whose numbers change several times a second."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QFontMetrics

from app.ui.theme.fonts import FontRole
from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role
from app.ui.widgets.label import Label


class TickLabel(Label):
    """As wide as its text, and hidden without one.

    Its size is fixed in between: a QLabel lays out the whole page anew with each text otherwise, even where
    the figures are all of one width.
    """

    def __init__(self, theme: Theme, font: FontRole = "figures", color: Role = "text") -> None:
        super().__init__(theme, "", font, color)
        self._least_px = 0
        self.hide()
        theme.changed.connect(self._measure)

    def set_least_width(self, width_px: int) -> None:
        """Be at least so wide, for a column."""
        self._least_px = width_px
        self._measure()

    def show_text(self, text: str) -> None:
        """Show a text; nothing for an empty one."""
        if text == self.text():
            return
        was_shown = bool(self.text())
        if text:
            self._fit(text)
            self.setText(text)
        else:
            self.clear()
        if was_shown is not bool(text):
            self.setVisible(bool(text))

    @Slot()
    def _measure(self) -> None:
        self._fit(self.text())

    def _fit(self, text: str) -> None:
        metrics = QFontMetrics(self.font())
        width, height = max(metrics.horizontalAdvance(text) + 2, self._least_px), metrics.height() + 2
        if (width, height) != (self.width(), self.height()):
            self.setFixedSize(width, height)
