"""The line above a code block: its language, Wrap and Copy."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.ui.theme.theme import Theme
from app.ui.transcript.canvas import Spare
from app.ui.transcript.language_button import LanguageButton
from app.ui.widgets.button import Button
from app.ui.widgets.copy_button import CopyButton

_LEFT_PX = 3
_NARROW_PX = 260


class CodeHeader(Spare):
    """Lies over the top of its block, which paints the box."""

    copy_requested = Signal()
    wrap_requested = Signal()
    language_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.language_button = LanguageButton(theme, self)
        self.wrap_button = Button(theme, self.tr("Wrap"), "corner-down-left", "quiet", 28, parent=self)
        self.wrap_button.setCheckable(True)
        self.wrap_button.setAccessibleName(self.tr("Wrap long lines"))
        self.copy_button = CopyButton(theme, self.tr("Copy code"), self.tr("Copy"), "quiet", 28, parent=self)
        for button in (self.language_button, self.wrap_button, self.copy_button):
            button.setMouseTracking(True)  # as the header: the canvas hears where the pointer is
        self.copy_button.clicked.connect(self._on_copy)
        self.copy_button.relabelled.connect(self._place)
        self.wrap_button.clicked.connect(self.wrap_requested)
        self.language_button.clicked.connect(self.language_requested)

    def show_code(self, title: str, *, wraps: bool) -> None:
        """Lie over a block."""
        self.set_title(title)
        self.wrap_button.setChecked(wraps)

    def release(self) -> bool:
        self.copy_requested.disconnect()
        self.wrap_requested.disconnect()
        self.language_requested.disconnect()
        self.copy_button.rest()
        return True

    def set_title(self, title: str) -> None:
        """Show another language; empty: it is not known."""
        if title != self.language_button.title:
            self.language_button.show_language(title)
            self._place()

    @Slot()
    def _on_copy(self) -> None:
        self.copy_requested.emit()
        self.copy_button.say_copied()

    @Slot()
    def _place(self) -> None:
        hint = self.copy_button.sizeHint()
        left, top = self.width() - hint.width() - 6, (self.height() - 1 - hint.height()) // 2
        self.copy_button.setGeometry(left, top, hint.width(), hint.height())
        hint = self.wrap_button.sizeHint()
        left -= hint.width() + 4
        self.wrap_button.setGeometry(left, top, hint.width(), hint.height())
        wraps = self.width() >= _NARROW_PX
        self.wrap_button.setVisible(wraps)
        room = (left if wraps else self.copy_button.x()) - _LEFT_PX - 4
        hint = self.language_button.sizeHint()
        self.language_button.setGeometry(_LEFT_PX, top, max(0, min(room, hint.width())), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()
