"""The one question before the program ends: something is still under way."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from app.ui.widgets.sheet import Sheet

_WIDTH_PX = 440


class QuitQuestion(Sheet):
    """Esc, a click beside it or Cancel keep the program; nothing waits meanwhile."""

    quit_requested = Signal()

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, window, "")
        self.setAccessibleName(self.tr("Quit Arriero?"))
        self._title = Label(theme, "", "heading", wrap=True)
        self._text = Label(theme, self.tr("What has arrived is saved."), color="muted", wrap=True)
        self.cancel_button = Button(theme, self.tr("Cancel"))
        self.quit_button = Button(theme, self.tr("Stop and quit"), kind="primary")
        self.cancel_button.clicked.connect(self._on_cancel)
        self.quit_button.clicked.connect(self._on_quit)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.cancel_button)
        row.addWidget(self.quit_button)
        column = self.panel_layout
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addSpacing(8)
        column.addLayout(row)

    def ask(self, replies: int, transfers: int = 0) -> None:
        """Show the question in a window that can be seen; `replies` are being written."""
        window = self.host.window()
        if window.isMinimized():
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        one, many = self.tr("A reply is being written"), self.tr("{count} replies are being written")
        title, text = (
            one if replies == 1 else many.format(count=replies),
            self.tr("What has arrived is saved."),
        )
        if transfers:
            one, many = self.tr("A transfer is under way"), self.tr("{count} transfers are under way")
            told = one if transfers == 1 else many.format(count=transfers)
            both = self.tr("{replies}. {transfers}")
            title = both.format(replies=title, transfers=told) if replies else told
            resume = self.tr("What has arrived is kept; transfers can be resumed at the next start.")
            text = resume
        self._title.setText(title)
        self._text.setText(text)
        if not self.isVisible():
            self.open_sheet()
        self.cancel_button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def wanted_size(self) -> QSize:
        return QSize(round(_WIDTH_PX * max(1.0, self.theme.text_scale)), self.panel.sizeHint().height())

    @Slot()
    def _on_cancel(self) -> None:
        self.close_popup()

    @Slot()
    def _on_quit(self) -> None:
        self.close_popup()
        self.quit_requested.emit()
