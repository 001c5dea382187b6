"""The list of shortcuts over the window."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui.actions.actions import Actions
from app.ui.shortcuts.shortcut_list import ShortcutList
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from app.ui.widgets.sheet import Sheet
from app.ui.widgets.surface import Line

_SIZE = QSize(620, 640)


class ShortcutSheet(Sheet):
    """Enter on keys records others; Esc closes."""

    gives_way = True

    keys_requested = Signal(str, str)  # command, its keys from now on; empty: none

    def __init__(self, theme: Theme, window: QWidget, actions: Actions) -> None:
        super().__init__(theme, window, "")
        self.setAccessibleName(self.tr("Keyboard shortcuts"))
        self.list = ShortcutList(theme, actions)
        self.list.wishes.keys_requested.connect(self.keys_requested)
        self._reset = Button(theme, self.tr("Reset all"), kind="quiet")
        self._reset.clicked.connect(self._on_reset)
        self.close_button = Button(theme, self.tr("Close"))
        self.close_button.clicked.connect(self._on_close)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self.list)
        self.list.setAutoFillBackground(False)
        self._lay_out()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus_changed)

    def open_shortcuts(self, command: str = "") -> None:
        """Open with the keys of a command in focus, or at the top."""
        self.open_sheet()
        self._scroll.verticalScrollBar().setValue(0)
        row = self.list.rows.get(command) or next(iter(self.list.rows.values()))
        row.keys_button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def wanted_size(self) -> QSize:
        scale = max(1.0, self.theme.text_scale)
        return QSize(round(_SIZE.width() * scale), round(_SIZE.height() * scale))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(20, 14, 14, 12)
        head.addWidget(Label(self.theme, self.tr("Keyboard shortcuts"), "heading"), 1)
        head.addWidget(self._reset)
        head.addWidget(self.close_button)
        notice = QVBoxLayout()
        notice.setContentsMargins(12, 8, 12, 0)
        notice.addWidget(self.list.wishes.notice)
        column = self.panel_layout
        column.setContentsMargins(1, 1, 1, 8)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(Line(self.theme))
        column.addLayout(notice)
        column.addWidget(self._scroll, 1)

    @Slot()
    def _on_reset(self) -> None:
        self.list.wishes.reset_all()

    @Slot()
    def _on_close(self) -> None:
        self.close_popup()

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self.list.isAncestorOf(new):
            self._scroll.ensureWidgetVisible(new, 0, 40)
