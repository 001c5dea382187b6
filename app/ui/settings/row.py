"""One row: name, one line of help, a control at the right, and Reset where the value was changed."""

from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.settings.match_label import MatchLabel
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button

ROW_PX = 60
COMPACT_PX = 44
_PAD_X = 16
_LARGE = 1.25
_LEAST_TEXT_PX = 190
_MOST_BESIDE = 30
"""Letters of a help that stands beside the name."""


class ResetButton(Button):
    """There for the keyboard at any time, painted while the pointer or the focus is in its row."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(theme, "", "", "quiet", 28)
        self._shown = False
        self.set_label(self.tr("Reset"))
        self.setAccessibleName(self.tr("Reset {setting}").format(setting=name))

    @property
    def painted(self) -> bool:
        """Whether it can be seen."""
        return self._shown

    def set_painted(self, shown: bool) -> None:
        """Be seen or not; either way it can be reached and pressed."""
        if shown != self._shown:
            self._shown = shown
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._shown:
            super().paintEvent(event)


class Row(QWidget):
    """Grows with its text; the control goes below the text where it is narrow.

    Args:
        control: at the right; it gets name and help for a screen reader.
        compact: name and help on one line.
    """

    reset_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        name: str,
        help_text: str,
        control: QWidget | None = None,
        compact: bool = False,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._hovered = False
        self.has_line = False  # a hairline above
        self.name = MatchLabel(theme, name, "ui_medium")
        self.help = MatchLabel(theme, help_text, "caption", "muted")
        self.control = control
        self.reset_button = ResetButton(theme, name)
        self.reset_button.hide()
        self._keywords = " ".join((name, help_text)).lower()
        self._more_keywords: tuple[str, ...] = ()
        self.setAccessibleName(name)
        self.setAccessibleDescription(help_text)
        self.setMinimumHeight(COMPACT_PX if compact else ROW_PX)
        self._texts = QBoxLayout(
            QBoxLayout.Direction.LeftToRight if compact else QBoxLayout.Direction.TopToBottom
        )
        self._lay_out(compact)
        if compact:
            self._stack_texts()
            theme.changed.connect(self._stack_texts)
        if control is not None and not control.accessibleDescription():
            control.setAccessibleDescription(help_text)
        self.reset_button.clicked.connect(self.reset_requested)

    def add_keywords(self, *words: str) -> None:
        """Let the row also be found by these words, which it does not show as its name or help."""
        self._more_keywords += words
        self._keywords = " ".join((self._keywords, *words)).lower()

    def set_keywords(self, *words: str) -> None:
        """Let the row be found by these words only."""
        self._keywords = " ".join(words).lower()

    def set_help(self, text: str) -> None:
        """Show another line of help."""
        if text != self.help.text():
            self.help.setText(text)
            self.help.setVisible(bool(text))
            self.set_keywords(self.name.text(), text, *self._more_keywords)
            self.setAccessibleDescription(text)
            if self.control is not None:
                self.control.setAccessibleDescription(text)

    def search(self, words: tuple[str, ...], found_above: str = "") -> bool:
        """Mark the words and tell whether all of them are in this row, or in the titles above it."""
        where = f"{self._keywords} {found_above}"
        matches = all(word in where for word in words)
        for label in (self.name, self.help):
            label.set_words(words if matches else ())
        self.setVisible(matches)
        return matches

    def set_changed(self, changed: bool) -> None:
        """Offer Reset, or no longer."""
        had_focus, by_keyboard = self.reset_button.hasFocus(), self.reset_button.focus_visible
        if had_focus and not changed and self.control is not None:
            reason = Qt.FocusReason.ShortcutFocusReason if by_keyboard else Qt.FocusReason.OtherFocusReason
            self.control.setFocus(reason)
        self.reset_button.setVisible(changed)

    @Slot()
    def show_reset(self) -> None:
        """Paint Reset while the pointer or the focus is here."""
        focus = QApplication.focusWidget()
        inside = focus is not None and self.isAncestorOf(focus)
        self.reset_button.set_painted(self._hovered or inside)

    @property
    def _is_short(self) -> bool:
        return len(self.help.text()) <= _MOST_BESIDE

    def _lay_out(self, compact: bool) -> None:
        self._texts.setSpacing(1)
        if not compact:
            self._texts.addStretch(1)
        for label in (self.name, self.help):
            self._texts.addWidget(label, 1 if compact and label is self.name else 0)
            if not label.text():
                label.hide()  # never shown here: without a parent yet it would be a window
        if not compact:
            self._texts.addStretch(1)
        if compact and self._is_short:
            self.help.setWordWrap(False)  # where both do not fit, the name breaks its line
        self._tools = QHBoxLayout()
        self._tools.setSpacing(12)
        self._tools.addWidget(self.reset_button, 0, Qt.AlignmentFlag.AlignVCenter)
        if self.control is not None:
            self._tools.addWidget(self.control, 0, Qt.AlignmentFlag.AlignVCenter)
        self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._across.setContentsMargins(_PAD_X, 8, _PAD_X, 8)
        self._across.setSpacing(12)
        self._across.addLayout(self._texts, 1)
        self._across.addLayout(self._tools)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addLayout(self._across, 1)

    @Slot()
    def _stack_texts(self) -> None:
        """Large words go below each other, so that the page can be narrow; so do many."""
        is_stacked = self._theme.text_scale > _LARGE or not self._is_short
        direction = QBoxLayout.Direction.TopToBottom if is_stacked else QBoxLayout.Direction.LeftToRight
        self._texts.setDirection(direction)
        self._texts.setSpacing(1 if is_stacked else 12)

    def _arrange(self) -> None:
        """Beside each other where the text keeps enough room, else the control below it."""
        if self.control is None:
            return
        room = self.width() - 2 * _PAD_X - self.control.sizeHint().width() - 12
        narrow = room < _LEAST_TEXT_PX * self._theme.text_scale
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._across.direction() != direction:
            self._across.setDirection(direction)
            self._across.setSpacing(6 if narrow else 12)
            side = Qt.AlignmentFlag.AlignLeft if narrow else Qt.AlignmentFlag.AlignRight
            self._across.setAlignment(self._tools, side)
            # Reset is mostly unseen: below the text its room would push the control in.
            backward, forward = QBoxLayout.Direction.RightToLeft, QBoxLayout.Direction.LeftToRight
            self._tools.setDirection(backward if narrow else forward)
            self._lead_tab(self.control, narrow)

    def _lead_tab(self, control: QWidget, is_below: bool) -> None:
        """Let Tab go as the eye does: Reset stands before the control, or behind it where it is below."""
        parts = [part for part in (control, *control.findChildren(QWidget)) if part.focusPolicy().value]
        order = [*parts, self.reset_button] if is_below else [self.reset_button, *parts]
        for one, other in pairwise(order):
            QWidget.setTabOrder(one, other)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        self.show_reset()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = False
        self.show_reset()
        super().leaveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.has_line:
            QPainter(self).fillRect(0, 0, self.width(), 1, self._theme.color("border"))
