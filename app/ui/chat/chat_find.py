"""Find in the open chat: its bar is made when it is first wanted."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QWidget

from app.ui.widgets.focus_back import FocusBack

if TYPE_CHECKING:
    from app.ui.chat.find_bar import FindBar
    from app.ui.theme.theme import Theme
    from app.ui.transcript.view import Transcript


class ChatFind(QObject):
    """Between the bar and the messages; remembers where the keyboard was."""

    def __init__(self, theme: "Theme", pane: QWidget, place_bar: Callable[[QWidget], None]) -> None:
        """Make nothing yet.

        Args:
            place_bar: gives the bar its place above the messages.
        """
        super().__init__(pane)
        self._theme = theme
        self._pane = pane
        self._place_bar = place_bar
        self._transcript: Transcript | None = None
        self._before = FocusBack(None)
        self._next_keys = self._back_keys = ""
        self.bar: FindBar | None = None

    def set_next_keys(self, keys: str) -> None:
        """Name the keys that go to the next place; empty: there are none."""
        self._next_keys = keys
        if self.bar is not None:
            self.bar.next_button.set_keys(keys)

    def set_back_keys(self, keys: str) -> None:
        """Name the keys that go to the place before; empty: there are none."""
        self._back_keys = keys
        if self.bar is not None:
            self.bar.back_button.set_keys(keys)

    @property
    def is_open(self) -> bool:
        """Whether the bar is there."""
        return self.bar is not None and not self.bar.isHidden()

    def watch(self, transcript: "Transcript") -> None:
        """Take the messages, once there are any."""
        self._transcript = transcript
        transcript.finding.changed.connect(self._on_changed)

    @Slot()
    def open(self) -> None:
        """Show the bar with the keyboard in it; one line that is selected is what is looked for."""
        if self._transcript is None:
            return
        bar = self._made_bar()
        focus = self._pane.window().focusWidget()
        if not self.is_open or (focus is not None and not bar.isAncestorOf(focus)):
            self._before = FocusBack(focus)
        bar.show()
        selected = self._transcript.selected_line
        if selected:
            bar.field.setText(selected)
        bar.field.selectAll()
        bar.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._look()

    @Slot()
    def go_next(self) -> None:
        """Go to the next place, or open the bar."""
        self._step(1)

    @Slot()
    def go_back(self) -> None:
        """Go to the place before, or open the bar."""
        self._step(-1)

    @Slot()
    def close(self) -> bool:
        """Put the bar away and the keyboard where it was; False where there is no bar."""
        if self.bar is None or not self.is_open:
            return False
        focus = self._pane.window().focusWidget()
        had_focus = focus is not None and self.bar.isAncestorOf(focus)
        self.bar.hide()
        if self._transcript is not None:
            self._transcript.finding.stop()
            if had_focus and not self._before.give(Qt.FocusReason.OtherFocusReason):
                self._transcript.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _made_bar(self) -> "FindBar":
        if self.bar is None:
            from app.ui.chat.find_bar import FindBar  # many runs never look for anything

            self.bar = FindBar(self._theme)
            self.bar.hide()
            self._place_bar(self.bar)
            self.set_next_keys(self._next_keys)
            self.set_back_keys(self._back_keys)
            self.bar.words_changed.connect(self._look)
            self.bar.step_requested.connect(self._step)
            self.bar.close_requested.connect(self.close)
        return self.bar

    @Slot()
    def _look(self) -> None:
        if self._transcript is not None and self.bar is not None:
            words, match_case = self.bar.field.text(), self.bar.case_button.isChecked()
            self._transcript.finding.find(words, match_case=match_case)

    @Slot(int)
    def _step(self, step: int) -> None:
        if self._transcript is None:
            return
        if self.is_open:
            self._transcript.finding.go(step)
        else:
            self.open()

    @Slot()
    def _on_changed(self) -> None:
        if self._transcript is not None and self.bar is not None and self.is_open:
            finding = self._transcript.finding
            self.bar.show_count(
                finding.place, finding.count, is_looking=finding.is_looking, went_round=finding.went_round
            )
