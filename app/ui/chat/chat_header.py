"""The title of the open chat; a click or F2 renames it."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.focus_ring import KeyboardFocus
from app.ui.widgets.label import Chip, ElidedLabel
from app.ui.widgets.surface import Line, Surface
from app.ui.widgets.toggle_button import ToggleButton

HEADER_PX = 52


class _Title(KeyboardFocus, ElidedLabel):
    edit_requested = Signal()
    focus_radius = 6

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edit_requested.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.edit_requested.emit()


class _TitleEdit(QLineEdit):
    cancelled = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)


class _ChipButton(Button):
    """A chip that can be pressed."""

    focus_radius = 6

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._theme.font("micro"))
        return QSize(metrics.horizontalAdvance(self.label) + 12 + 5 + 17, max(26, metrics.height() + 8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = self._theme.font("micro")
        height = max(20, QFontMetrics(font).height() + 6)
        chip = QRectF(0, (self.height() - height) / 2, self.width(), height)
        self._theme.paint_box(painter, chip, 6, "press" if self._hovered else "chip")
        self._theme.paint_icon(painter, self.icon_name, 8, (self.height() - 12) / 2, 12, "muted")
        painter.setFont(font)
        painter.setPen(self._theme.color("muted"))
        painter.drawText(chip.adjusted(25, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.label)


class ChatHeader(Surface):
    """52 px with the title, and at narrow widths the button that shows the list."""

    rename_requested = Signal(str)  # new title
    title_changed = Signal(str)
    list_requested = Signal()
    export_requested = Signal()
    menu_requested = Signal()  # what else is done with the chat

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "canvas", parent=parent)
        self.setMinimumHeight(HEADER_PX)
        self._renamable = False
        self._chat_buttons: tuple[Button, Button] | None = None
        self.list_button = Button(theme, self.tr("Show chats"), "panel-left", "icon", icon_px=18)
        self.list_button.hide()
        self.list_button.clicked.connect(self.list_requested)
        self.title = _Title(theme, "", "heading")
        self.title.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.title.edit_requested.connect(self.edit_title)
        self.title_edit = _TitleEdit()
        self.title_edit.setProperty("kind", "inline")
        self.title_edit.setAccessibleName(self.tr("Title of the chat"))
        self.title_edit.setMaxLength(200)
        self.title_edit.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.title_edit.hide()
        self.title_edit.cancelled.connect(self._on_cancelled)
        self.title_edit.editingFinished.connect(self.end_edit)
        self.temporary_chip = Chip(theme, self.tr("Temporary"), "eye-off", "warning", "warning_tint")
        self.temporary_chip.setToolTip(self.tr("Nothing of this chat is kept; it is gone when you leave it"))
        self.temporary_chip.hide()
        self.system_prompt_chip = _ChipButton(theme, self.tr("System prompt"), "file-text", height_px=26)
        self.system_prompt_chip.setAccessibleName(self.tr("Edit the system prompt"))
        self.system_prompt_chip.hide()
        self.parameters_button = ToggleButton(theme, self.tr("Parameters"), "panel-right", 18)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 16, 1)
        row.setSpacing(8)
        row.addWidget(self.list_button)
        row.addWidget(self.title, 0)
        row.addWidget(self.title_edit, 1)
        row.addWidget(self.temporary_chip)
        row.addStretch(0)
        row.addWidget(self.system_prompt_chip)
        row.addWidget(self.parameters_button)
        self._line = Line(theme, parent=self)

    @property
    def chat_buttons(self) -> tuple[Button, Button]:
        """Export, and the menu of the chat; made with the first chat that is kept."""
        if self._chat_buttons is None:
            export = Button(self.theme, self.tr("Export the chat…"), "upload", "icon", icon_px=18)
            more = Button(self.theme, self.tr("More for this chat"), "ellipsis", "icon", icon_px=18)
            export.clicked.connect(self.export_requested)
            more.clicked.connect(self.menu_requested)
            self._row.insertWidget(self._row.indexOf(self.parameters_button), export)
            self._row.addWidget(more)
            QWidget.setTabOrder(self.system_prompt_chip, export)
            QWidget.setTabOrder(export, self.parameters_button)
            QWidget.setTabOrder(self.parameters_button, more)
            self._chat_buttons = export, more
        return self._chat_buttons

    def set_title(self, text: str, renamable: bool) -> None:
        """Show a title; what can be renamed is kept, and can be exported and so on."""
        self._renamable = renamable
        if renamable or self._chat_buttons is not None:
            for button in self.chat_buttons:
                button.setVisible(renamable)
        self.title.set_whole_text(text)
        self.title_changed.emit(text)
        self.title.setCursor(Qt.CursorShape.IBeamCursor if renamable else Qt.CursorShape.ArrowCursor)

    def set_temporary(self, is_temporary: bool) -> None:
        """Mark a chat of which nothing is kept."""
        self.temporary_chip.setVisible(is_temporary)

    def set_has_system_prompt(self, has_one: bool) -> None:
        """Say that the chat has a system prompt, or nothing."""
        self.system_prompt_chip.setVisible(has_one)

    @Slot()
    def edit_title(self) -> None:
        """Turn the title into a field."""
        if not self._renamable or not self.title_edit.isHidden():
            return
        self.title_edit.setText(self.title.whole_text)
        self.title.hide()
        self.title_edit.show()
        self.title_edit.selectAll()
        self.title_edit.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_cancelled(self) -> None:
        self.title_edit.setText(self.title.whole_text)
        self._close_edit()

    @Slot()
    def end_edit(self) -> None:
        """Take what is typed as the title; before another chat is shown, as it belongs to this one."""
        if self.title_edit.isHidden():
            return
        title = " ".join(self.title_edit.text().split())
        changed = bool(title) and title != self.title.whole_text
        self._close_edit()
        if changed:
            self.rename_requested.emit(title)

    def _close_edit(self) -> None:
        had_focus = self.title_edit.hasFocus()
        self.title_edit.hide()
        self.title.show()
        if had_focus:
            self.title.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        self._line.setGeometry(0, self.height() - 1, self.width(), 1)
        super().resizeEvent(event)
