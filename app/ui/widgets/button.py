"""The button: primary, of a deed that cannot be undone, plain, quiet or just an icon."""

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme.fonts import FontRole
from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role
from app.ui.widgets.fading import Fading
from app.ui.widgets.painted_button import PaintedButton
from app.ui.words import with_keys

_PALE = 0.6
Kind = Literal["primary", "danger", "plain", "quiet", "icon"]


class Button(Fading, PaintedButton):
    """A push button.

    Args:
        text: shown, save for kind "icon", where it is the accessible name and the tooltip.
        icon: name of a Lucide icon, or empty.
        height_px: least height; grows with the text size.
    """

    focus_radius = 8

    def __init__(
        self,
        theme: Theme,
        text: str,
        icon: str = "",
        kind: Kind = "plain",
        height_px: int = 32,
        icon_px: int = 16,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kind = kind
        self._icon = icon
        self._height_px = height_px
        self._icon_px = icon_px
        self._label = ""
        self._busy = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_label(text)
        theme.changed.connect(self._on_theme_changed)

    @property
    def icon_name(self) -> str:
        """The Lucide name of the icon."""
        return self._icon

    def set_label(self, text: str, icon: str | None = None) -> None:
        """Change the text and, when given, the icon."""
        self._label = "" if self._kind == "icon" else text
        self._icon = self._icon if icon is None else icon
        self.setText("")  # what `label` says; with "&" before a letter only while a sheet lends it one
        self.setAccessibleName(text)
        if self._kind == "icon":
            self.setToolTip(text)
        self.updateGeometry()
        self.update()

    def set_keys(self, keys: str) -> None:
        """Name the keys that do the same in the tooltip; empty: there are none."""
        self.setToolTip(with_keys(self.accessibleName(), keys))

    def set_kind(self, kind: Kind) -> None:
        """Change how it looks; not to or from icon-only."""
        if kind != self._kind:
            self._kind = kind
            self.updateGeometry()
            self.update()

    @property
    def is_busy(self) -> bool:
        """Whether what it began still goes on."""
        return self._busy

    def set_busy(self, busy: bool) -> None:
        """Look disabled and do nothing, but keep the focus.

        Of a disabled button Qt gives the focus to the next one, which a second Enter would then press.
        """
        if busy != self._busy:
            self._busy = busy
            self.blockSignals(busy)
            self.update()

    @property
    def label(self) -> str:
        """The text that is painted; empty for an icon-only button."""
        return self._label

    def text_fits(self) -> bool:
        """Whether the label is painted whole."""
        return not self._label or self.width() >= self.sizeHint().width()

    @Slot()
    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()

    def _font_role(self) -> FontRole:
        return "ui_strong" if self._kind in ("primary", "danger") else "ui_medium"

    def _colors(self) -> tuple[Role | None, Role | None, Role]:
        """Fill, border and ink for the present state."""
        down, hover = self.isDown(), self._hovered
        if self._busy or not self.isEnabled():
            return ("fill", None, "faint") if self._kind not in ("quiet", "icon") else (None, None, "faint")
        if self._kind == "primary":
            return ("accent_hover" if hover or down else "accent"), None, "on_accent"
        if self._kind == "danger":
            return "danger", "text" if hover or down else None, "on_accent"
        if self._kind == "plain":
            return ("press" if down else "hover" if hover else "raised"), "border", "text"
        return ("press" if down else "hover" if hover else None), None, "text" if hover else "muted"

    def before_hover(self) -> None:
        """Begin to fade from here."""
        self.fade(self._theme, self._colors()[0])

    def painter(self) -> QPainter:
        """For `paintEvent`: paler in high contrast, where all edges are alike, while it cannot be pressed."""
        painter = QPainter(self)
        if self._theme.high_contrast and (self._busy or not self.isEnabled()):
            painter.setOpacity(_PALE)
        return painter

    def _mnemonic_flag(self) -> Qt.TextFlag:
        # The first screen has no sheet, so it needs no QStyle.
        from PySide6.QtWidgets import QStyle

        underlines = self.style().styleHint(QStyle.StyleHint.SH_UnderlineShortcut, None, self)
        return Qt.TextFlag.TextShowMnemonic if underlines else Qt.TextFlag.TextHideMnemonic

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._theme.font(self._font_role()))
        height = max(self._height_px, metrics.height() + 10)
        if self._kind == "icon":
            return QSize(height, height)
        icon = self._icon_px + (7 if self._label else 0) if self._icon else 0
        pad = 12 if self._height_px >= 32 else 10
        return QSize(2 * pad + icon + metrics.horizontalAdvance(self._label) + 1, height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paint_ground(self, painter: QPainter) -> None:
        """Paint what is behind the text, for the present state."""
        fill, border, _ = self._colors()
        if self.fading is not None:
            edge = self._theme.color(border) if border else None
            mixed = self.faded(self._theme, fill)
            self._theme.look.paint_box(painter, QRectF(self.rect()), self.focus_radius, mixed, edge, 1.0)
        elif fill or border:
            self._theme.paint_box(painter, QRectF(self.rect()), self.focus_radius, fill, border)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = self.painter()
        self.paint_ground(painter)
        ink = self._colors()[2]
        font = self._theme.font(self._font_role())
        advance = QFontMetrics(font).horizontalAdvance(self._label)
        gap = 7 if self._label and self._icon else 0
        width = (self._icon_px if self._icon else 0) + gap + advance
        left = (self.width() - width) / 2
        if self._icon:
            top = (self.height() - self._icon_px) / 2
            self._theme.paint_icon(painter, self._icon, left, top, self._icon_px, ink)
            left += self._icon_px + gap
        if self._label:
            painter.setFont(font)
            painter.setPen(self._theme.color(ink))
            box = QRectF(left, 0, advance + 2, self.height())
            if marked := self.text():
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | self._mnemonic_flag(), marked)
            else:
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self._label)
