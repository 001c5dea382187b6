"""Tabs with an underline, such as those of a page."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Signal, Slot
from PySide6.QtGui import QEnterEvent, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from app.ui.theme.theme import Theme
from app.ui.widgets.focus_ring import KeyboardFocus

_LEAST_PX = 32
_LINE_PX = 2


class _Tab(KeyboardFocus, QRadioButton):
    """One tab; a real radio button, painted as words over a line."""

    focus_radius = 6

    def __init__(self, theme: Theme, text: str, least_px: int) -> None:
        super().__init__()
        self._theme = theme
        self._least_px = least_px
        self._label = text
        self._count = ""
        self._hovered = False
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_count(self, count: str) -> None:
        """Show a number behind the words."""
        self._count = count
        self.setAccessibleName(f"{self._label} {count}".strip())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._theme.font("ui_medium"))
        count = metrics.horizontalAdvance(self._count) + 7 if self._count else 0
        width = metrics.horizontalAdvance(self._label) + count + 2
        return QSize(max(24, width), max(self._least_px, metrics.height() + 16))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:
        return True  # the whole tab, not only where the style would draw its circle

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = False
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        taken = self.isChecked()
        font = self._theme.font("ui_medium")
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(self._theme.color("text" if taken or self._hovered else "muted"))
        baseline = (self.height() - metrics.height()) // 2 + metrics.ascent()
        painter.drawText(0, baseline, self._label)
        if self._count:
            painter.setPen(self._theme.color("muted"))
            painter.drawText(metrics.horizontalAdvance(self._label) + 7, baseline, self._count)
        if taken:
            line = QRectF(0, self.height() - _LINE_PX, self.width(), _LINE_PX)
            painter.fillRect(line, self._theme.color("accent"))


class Tabs(QWidget):
    """Tab reaches the open one, the arrows open the next.

    Args:
        name: what is chosen, for a screen reader.
        tabs: (id, text) each.
        least_px: height; grows with the text size.
    """

    picked = Signal(str)  # id; only when a person took it

    def __init__(
        self,
        theme: Theme,
        name: str,
        tabs: Sequence[tuple[str, str]],
        least_px: int = _LEAST_PX,
        gap_px: int = 24,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._tabs: dict[str, _Tab] = {}
        self._least_px = least_px
        self._quiet = False
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(gap_px)
        for tab, text in tabs:
            self.add_tab(tab, text)
        self._group.idToggled.connect(self._on_toggled)
        theme.changed.connect(self._on_theme_changed)

    @property
    def tabs(self) -> dict[str, QRadioButton]:
        """The tabs by id."""
        return dict(self._tabs)

    @property
    def tab(self) -> str:
        """The id of the open one; empty when none is."""
        return next((each for each, tab in self._tabs.items() if tab.isChecked()), "")

    def add_tab(self, tab: str, text: str) -> None:
        """Add one at the end."""
        button = self._tabs[tab] = _Tab(self._theme, text, self._least_px)
        button.setAccessibleDescription(self.accessibleName())
        self._group.addButton(button, len(self._tabs) - 1)
        self._row.addWidget(button)

    def set_tab(self, tab: str) -> None:
        """Show which one is open; says nothing about it."""
        self._quiet = True
        self._tabs[tab].setChecked(True)
        self._quiet = False
        self.setFocusProxy(self._tabs[tab])

    def set_count(self, tab: str, count: str) -> None:
        """Show a number behind the words of a tab; empty for none."""
        self._tabs[tab].set_count(count)

    def set_shown(self, tab: str, is_shown: bool) -> None:
        """Show a tab or not."""
        self._tabs[tab].setVisible(is_shown)

    @Slot(int, bool)
    def _on_toggled(self, at: int, checked: bool) -> None:
        if checked and not self._quiet:
            tab = list(self._tabs)[at]
            self.setFocusProxy(self._tabs[tab])
            self.picked.emit(tab)

    @Slot()
    def _on_theme_changed(self) -> None:
        for tab in self._tabs.values():
            tab.updateGeometry()
        self.updateGeometry()
        self.update()
