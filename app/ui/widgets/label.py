"""Labels in the fonts and colours of the theme, whole or elided, and chips."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.ui.theme.fonts import FontRole
from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role
from app.ui.words import plain_tip


class Label(QLabel):
    """Plain text in one font and colour role; never parsed as rich text."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        font: FontRole = "ui",
        color: Role = "text",
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._font_role = font
        self._color_role = color
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setText(text)
        self._restyle()
        theme.changed.connect(self._restyle)

    def set_color(self, role: Role) -> None:
        """Change the colour role."""
        if role != self._color_role:
            self._color_role = role
            self._restyle()

    @Slot()
    def _restyle(self) -> None:
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, self._theme.color(self._color_role))
        self.setPalette(palette)
        self.setFont(self._theme.font(self._font_role))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            # A style sheet gives back the palette of its first day when something above gets another parent.
            now = self.palette().color(QPalette.ColorRole.WindowText)
            if now != self._theme.color(self._color_role):
                self._restyle()


class ElidedLabel(Label):
    """One line that is cut with an ellipsis; the whole text is the tooltip and the accessible name."""

    elide_mode = Qt.TextElideMode.ElideRight

    def __init__(self, theme: Theme, text: str = "", font: FontRole = "ui", color: Role = "text") -> None:
        super().__init__(theme, "", font, color)
        self._whole = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_whole_text(text)

    @property
    def whole_text(self) -> str:
        """The text before it was cut."""
        return self._whole

    def set_whole_text(self, text: str) -> None:
        """Show a text, cut to the width there is."""
        self._whole = " ".join(text.split())
        self.setAccessibleName(self._whole)
        self.updateGeometry()
        self._elide()

    def _elide(self) -> None:
        shown = QFontMetrics(self.font()).elidedText(self._whole, self.elide_mode, self.width())
        self.setToolTip(plain_tip(self._whole) if shown != self._whole else "")
        super().setText(shown)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(self._whole) + 2, metrics.height() + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, QFontMetrics(self.font()).height() + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()


class Chip(QLabel):
    """A small rounded mark with an optional icon."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        icon: str = "",
        color: Role = "muted",
        fill: Role = "chip",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self._color_role = color
        self._fill = fill
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setText(text)
        self._on_theme_changed()
        theme.changed.connect(self._on_theme_changed)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.setFont(self._theme.font("micro"))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._theme.font("micro"))
        icon = 12 + 5 if self._icon else 0
        return QSize(metrics.horizontalAdvance(self.text()) + icon + 17, max(20, metrics.height() + 6))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._theme.paint_box(painter, QRectF(self.rect()), 6, self._fill)
        left = 8
        if self._icon:
            self._theme.paint_icon(painter, self._icon, left, (self.height() - 12) / 2, 12, self._color_role)
            left += 17
        painter.setFont(self._theme.font("micro"))
        painter.setPen(self._theme.color(self._color_role))
        box = QRectF(left, 0, self.width() - left - 8, self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self.text())
