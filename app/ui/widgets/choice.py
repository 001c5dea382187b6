"""One of a few options in a row: what tabs and segments have in common."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from app.ui.theme.theme import Theme
from app.ui.widgets.focus_ring import KeyboardFocus


class Option(KeyboardFocus, QRadioButton):
    """A real radio button, painted by who inherits."""

    focus_radius = 6

    def __init__(self, theme: Theme, text: str, least_px: int) -> None:
        super().__init__()
        self._theme = theme
        self._label = text
        self._least_px = least_px
        self._hovered = False
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:
        return True  # all of it, not only where the style would draw its circle

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = False
        self.update()
        super().leaveEvent(event)


OptionT = TypeVar("OptionT", bound=Option)


class Choice(QWidget, Generic[OptionT]):
    """Tab reaches the option that is taken, the arrows take the next.

    Args:
        name: what is chosen, for a screen reader.
        options: (id, button) each.
    """

    picked = Signal(str)  # id; only when a person took it

    def __init__(
        self,
        theme: Theme,
        name: str,
        options: Sequence[tuple[str, OptionT]],
        gap_px: int,
        edge_px: int,
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._quiet = False
        self._buttons = dict(options)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(edge_px, edge_px, edge_px, edge_px)
        row.setSpacing(gap_px)
        for at, button in enumerate(self._buttons.values()):
            button.setAccessibleDescription(name)
            self._group.addButton(button, at)
            row.addWidget(button)
        self._group.idToggled.connect(self._on_toggled)
        theme.changed.connect(self._on_theme_changed)

    @property
    def buttons(self) -> dict[str, OptionT]:
        """The options by id."""
        return dict(self._buttons)

    @property
    def option(self) -> str:
        """The id of the one that is taken; empty when none is."""
        return next((each for each, button in self._buttons.items() if button.isChecked()), "")

    def set_option(self, option: str) -> None:
        """Show which option is taken; says nothing about it."""
        self._quiet = True
        self._buttons[option].setChecked(True)
        self._quiet = False
        self._lead_to(option)

    def _lead_to(self, option: str) -> None:
        """Let Tab reach this option only; Qt would do so once one of them has had the focus."""
        for each, button in self._buttons.items():
            policy = Qt.FocusPolicy.StrongFocus if each == option else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(policy)
        self.setFocusProxy(self._buttons[option])

    @Slot(int, bool)
    def _on_toggled(self, at: int, checked: bool) -> None:
        if checked and not self._quiet:
            option = list(self._buttons)[at]
            self._lead_to(option)
            self.picked.emit(option)

    @Slot()
    def _on_theme_changed(self) -> None:
        for button in self._buttons.values():
            button.updateGeometry()
        self.updateGeometry()
        self.update()
