"""One sheet for everything that takes a while with a file: what it is, how far it is, what came of it."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.domain.exchange import Progress
from app.domain.failure import Failure
from app.ui.export.words import tr
from app.ui.failure_text import failure_text
from app.ui.theme.theme import Theme
from app.ui.transfers.bar import TransferBar
from app.ui.widgets.announce import announce
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from app.ui.widgets.notice import Notice
from app.ui.widgets.sheet import Sheet

_WIDTH_PX = 520
_MOST_LINES_PX = 220


class DataSheet(Sheet):
    """Esc, a click beside it or its first button leave it; while something runs they end that.

    Attributes:
        options: what is asked before; above the foot.
    """

    go_requested = Signal()  # the button that does it
    left = Signal()  # nothing more is wanted

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, window, "")
        self.title = Label(theme, "", "heading", wrap=True)
        self.text = Label(theme, "", color="muted", wrap=True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bar = TransferBar(theme, 6)
        self.notice = Notice(theme, "danger")
        self.lines = Label(theme, "", color="muted", wrap=True)
        self.lines.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._scroll = QScrollArea()
        self._scroll.setWidget(self.lines)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        self.lines.setAutoFillBackground(False)
        self.options = QVBoxLayout()
        self.options.setSpacing(10)
        self._options = QWidget()
        self._options.setLayout(self.options)
        self.options.setContentsMargins(0, 4, 0, 4)
        self.leave_button = Button(theme, tr("Cancel"))
        self.go_button = Button(theme, "", kind="primary")
        self.leave_button.clicked.connect(self._on_leave)
        self.go_button.clicked.connect(self.go_requested)
        column = self.panel_layout
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        for widget in (self.title, self.text, self._options, self.bar, self.notice, self._scroll):
            column.addWidget(widget)
        self.add_answers(self.leave_button, self.go_button)

    def ask(self, title: str, text: str, go: str, lines: tuple[str, ...] = (), leave: str = "") -> None:
        """Show what would be done; `go` is the verb on the button that does it, empty: nothing to be done."""
        self._show(title, text, lines, is_running=False)
        self._set_buttons(leave or (tr("Cancel") if go else tr("Close")), go)

    def run(self, title: str, text: str) -> None:
        """Show that something runs."""
        self._show(title, text, (), is_running=True)
        self.bar.show_fraction(None)
        self.bar.setAccessibleName(title)
        self._set_buttons(tr("Cancel"), "")

    def finish(self, title: str, text: str, lines: tuple[str, ...] = (), go: str = "") -> None:
        """Show what came of it; `go`: a further step."""
        self._show(title, text, lines, is_running=False)
        self._set_buttons(tr("Close"), go)
        announce(self, f"{title}. {text}")

    @Slot(Progress)
    def show_progress(self, progress: Progress) -> None:
        """Show how far it is."""
        if not self.bar.isHidden() and progress.total:
            self.bar.show_fraction(min(1.0, progress.done / progress.total))

    def show_failure(self, title: str, failure: Failure, go: str) -> None:
        """Show why it did not work; `go` tries again."""
        words = failure_text(failure)
        self._show(title, "", (), is_running=False)
        self.notice.set_texts(words.title, words.explanation)
        self.notice.show()
        self._set_buttons(tr("Close"), go)
        self.replace_panel()
        announce(self, f"{words.title}. {words.explanation}")

    def set_options_shown(self, shown: bool) -> None:
        """Show what can be chosen, or not."""
        self._options.setVisible(shown)
        if self.isVisible():
            self.replace_panel()

    def wanted_size(self) -> QSize:
        width = round(_WIDTH_PX * max(1.0, self.theme.text_scale))
        # As high as its words are at this width; they are cut nowhere and stand close together.
        room = min(width, self.host.width() - 32)
        return QSize(width, self.panel_layout.totalHeightForWidth(room))

    def _show(self, title: str, text: str, lines: tuple[str, ...], *, is_running: bool) -> None:
        self.setAccessibleName(title)
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self.notice.hide()
        self.bar.setVisible(is_running)
        self._options.hide()
        self.lines.setText("\n".join(f"• {line}" for line in lines))
        self._scroll.setVisible(bool(lines))
        if lines:
            width = self.wanted_size().width() - 2 * 24 - 16
            height = min(_MOST_LINES_PX, self.lines.heightForWidth(width) + 6)
            self._scroll.setFixedHeight(height)
            self._scroll.setAccessibleName(tr("Left out"))

    def _set_buttons(self, leave: str, go: str) -> None:
        self.leave_button.set_label(leave)
        self.go_button.set_label(go)
        self.go_button.setVisible(bool(go))
        if self.isVisible():
            self.replace_panel()
        else:
            self.open_sheet()
        (self.go_button if go else self.leave_button).setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_leave(self) -> None:
        self.close_popup()

    def close_popup(self) -> None:
        """Close, and tell it."""
        if self.isVisible():
            super().close_popup()
            self.left.emit()
