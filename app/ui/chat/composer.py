"""The box below the transcript: the next message, the model, Send or Stop."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.next_message import NextMessage, joined
from app.ui.chat.context_meter import ContextMeter
from app.ui.chat.prompt_edit import PromptEdit
from app.ui.failure_text import sending_reason_text
from app.ui.parameters.thinking_button import ThinkingButton
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.surface import Surface
from app.ui.widgets.toggle_button import ToggleButton
from app.ui.words import ENTER, native_keys, with_keys

if TYPE_CHECKING:
    from app.ui.chat.edit_strip import EditStrip
    from app.ui.chat.next_strip import NextStrip

_SEND_PX = 32
_MODEL_MOST_PX = 260


class ModelButton(Button):
    """Shows the chosen model; opens the picker."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "", "", "plain", parent=parent)
        self.set_model("")

    def set_model(self, name: str) -> None:
        """Show the name of a model, or that there is none."""
        self.set_label(name or self.tr("No model"))
        self.setAccessibleName(self.tr("Model: {name}").format(name=name or self.tr("none")))

    def set_keys(self, keys: str) -> None:
        self.setToolTip(with_keys(self.tr("Choose a model"), keys))

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._theme.font("ui_strong"))
        text = min(_MODEL_MOST_PX, metrics.horizontalAdvance(self.label))
        return QSize(text + 1 + 9 + 8 + 14 + 11, max(_SEND_PX, metrics.height() + 10))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        fill, border, ink = self._colors()
        self._theme.paint_box(painter, QRectF(self.rect()), 8, fill, border)
        font = self._theme.font("ui_strong")
        painter.setFont(font)
        painter.setPen(self._theme.color(ink))
        space = self.width() - 9 - 8 - 14 - 10
        text = QFontMetrics(font).elidedText(self.label, Qt.TextElideMode.ElideMiddle, space)
        painter.drawText(QRectF(9, 0, space + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, text)
        top = (self.height() - 14) / 2
        self._theme.paint_icon(painter, "chevron-down", self.width() - 22, top, 14, "muted")


class SendButton(Button):
    """An arrow that sends; a square, in the colour of text, that stops."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "", "arrow-up", "icon", _SEND_PX, 18, parent)
        self._stops = False
        self.enter_sends = True
        self.show_send(allowed=False, reason="")

    @property
    def stops(self) -> bool:
        """Whether a click stops the reply."""
        return self._stops

    def show_send(self, allowed: bool, reason: str) -> None:
        """Be the Send button; where it is greyed, `reason` is its tooltip."""
        self._stops = False
        self.setEnabled(allowed)
        self.set_label(self.tr("Send"))
        keys = native_keys(ENTER if self.enter_sends else f"Ctrl+{ENTER}")
        self.setToolTip(with_keys(self.tr("Send"), keys) if allowed else reason)
        self.setAccessibleDescription("" if allowed else reason)

    def show_stop(self) -> None:
        """Be the Stop button."""
        self._stops = True
        self.setEnabled(True)
        self.set_label(self.tr("Stop the reply"))
        self.setToolTip(self.tr("Stop and keep what is written (Esc)"))
        self.setAccessibleDescription("")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = self.painter()
        box = QRectF(self.rect())
        if self._stops:
            self._theme.paint_box(painter, box, 8, "text")
            self._theme.paint_box(
                painter, QRectF(box.center().x() - 5, box.center().y() - 5, 10, 10), 2, "canvas"
            )
            return
        enabled = self.isEnabled()
        fill = "chip" if not enabled else "accent_hover" if self._hovered or self.isDown() else "accent"
        self._theme.paint_box(painter, box, 8, fill)  # type: ignore[arg-type]
        ink = "on_accent" if enabled else "faint"
        left, top = (self.width() - 18) / 2, (self.height() - 18) / 2
        self._theme.paint_icon(painter, "arrow-up", left, top, 18, ink)  # type: ignore[arg-type]


class Composer(Surface):
    """Says what is wanted; whether it may be sent is told from outside."""

    send_requested = Signal(str)
    edit_submitted = Signal(str)  # the other words for the message that is being edited
    edit_typed = Signal(str)  # those that are not sent yet
    edit_cancelled = Signal(str)  # and what they were
    refused = Signal(str)  # in words, why Enter sends nothing
    stop_requested = Signal()
    draft_changed = Signal(str)
    model_menu_requested = Signal()
    next_edit_requested = Signal()
    next_remove_requested = Signal()
    next_send_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "raised", "border", 14, parent)
        self._allowed = False
        self._reason = "looking"
        self._running = False
        self._last_prompt = ""
        self._quiet = False
        self._strip: EditStrip | None = None
        self._next: NextStrip | None = None
        self._set_aside = ""  # the draft, while a sent message is edited
        self._edited_has_files = False
        self._has_images = False
        self._hindrance = ""  # why the images cannot be sent, in words
        self.edit = PromptEdit(theme)
        self.edit.setPlaceholderText(self.tr("Write a message"))
        self.edit.setAccessibleName(self.tr("Message"))
        self.thinking_button = ThinkingButton(theme)
        self.parameters_button = ToggleButton(theme, self.tr("Parameters"), "sliders-horizontal", 18)
        self.model_button = ModelButton(theme)
        self.send_button = SendButton(theme)
        self.meter = ContextMeter(theme)
        self.attach_button = Button(theme, self.tr("Attach files"), "paperclip", "icon", _SEND_PX, 18)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.attach_button)
        row.addWidget(self.thinking_button)
        row.addWidget(self.parameters_button)
        row.addStretch(1)
        row.addWidget(self.meter)
        row.addWidget(self.model_button)
        row.addWidget(self.send_button)
        text = QVBoxLayout()
        text.setContentsMargins(7, 0, 7, 0)
        text.addWidget(self.edit)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(9, 12, 9, 8)
        column.setSpacing(8)
        column.addLayout(text)
        column.addLayout(row)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        for button in (self.attach_button, self.thinking_button, self.parameters_button):
            button.setCursor(Qt.CursorShape.ArrowCursor)
        for button in (self.meter, self.model_button, self.send_button):
            button.setCursor(Qt.CursorShape.ArrowCursor)
        self.edit.submitted.connect(self._on_submitted)
        self.edit.recall_requested.connect(self._on_recall)
        self.edit.textChanged.connect(self._on_text_changed)
        self.model_button.clicked.connect(self.model_menu_requested)
        self.send_button.clicked.connect(self._on_send_clicked)
        self._show_send()

    @property
    def text(self) -> str:
        """The draft."""
        return self.edit.toPlainText()

    def set_tray(self, tray: QWidget) -> None:
        """Show something right above the message."""
        self._column.insertWidget(self._column.count() - 2, tray)

    @Slot(bool, str)
    def set_images(self, has_images: bool, hindrance: str) -> None:
        """Whether there is something to send beside the text, and in words what keeps it from being sent."""
        self._has_images, self._hindrance = has_images, hindrance
        if self._strip is not None:
            self._strip.set_files_wait(has_images)
        self._show_send()

    @property
    def next_strip(self) -> "NextStrip | None":
        """What waits for the reply to end; None before the first time."""
        return self._next

    @property
    def has_next(self) -> bool:
        """Whether a message waits for the reply to end."""
        return self._next is not None and not self._next.isHidden()

    def take_back_next(self) -> bool:
        """Ask for what waits back into the field; False when nothing does."""
        if self.has_next:
            self.next_edit_requested.emit()
            return True
        return False

    @Slot(NextMessage)
    def show_next(self, message: NextMessage) -> None:
        """Show what is sent when the reply has ended, or that nothing is."""
        if self._next is None:
            if not message.is_there:
                return
            # Most runs never have one.
            from app.ui.chat.next_strip import NextStrip

            self._next = NextStrip(self.theme)
            self._next.edit_requested.connect(self.next_edit_requested)
            self._next.remove_requested.connect(self.next_remove_requested)
            self._next.send_requested.connect(self.next_send_requested)
            self._column.insertWidget(0, self._next)
        had_focus = self._next.isAncestorOf(self._next.window().focusWidget() or self)
        self._next.show_message(message)
        if had_focus and self._next.isHidden():
            self.edit.setFocus()

    @property
    def is_editing(self) -> bool:
        """Whether a message that was sent is being put in other words."""
        return self._strip is not None and not self._strip.isHidden()

    def begin_edit(self, text: str, *, has_files: bool = False) -> None:
        """Put a sent message into the field; the draft comes back after it, its own files stay with it."""
        if self._strip is None:
            # Most runs edit nothing.
            from app.ui.chat.edit_strip import EditStrip

            self._strip = EditStrip(self.theme)
            self._strip.cancelled.connect(self.end_edit)
            self._column.insertWidget(0, self._strip)
            self._strip.hide()
        self._strip.set_files_wait(self._has_images)
        self._edited_has_files = has_files
        if not self.is_editing:
            self._set_aside = self.text
        self._strip.show()
        self._put(text)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edit_typed.emit(text)

    @Slot()
    def end_edit(self) -> None:
        """Leave the sent message as it is and give the draft back."""
        if self.is_editing:
            text = self.text
            self.leave_edit()
            self.edit_cancelled.emit(text)

    def leave_edit(self) -> None:
        """Give the draft back; what becomes of the other words is known to whoever calls."""
        if self._strip is not None and self.is_editing:
            self._strip.hide()
            self._put(self._set_aside)

    def add_to_draft(self, text: str) -> None:
        """Put words below those of the draft, and have both kept."""
        self.edit.setPlainText(joined(self.text, text))
        self.edit.moveCursor(self.edit.textCursor().MoveOperation.End)

    def set_draft(self, text: str) -> None:
        """Put a kept draft into the field; says nothing about it."""
        if self.is_editing:
            self._set_aside = text
        else:
            self._put(text)

    def _put(self, text: str) -> None:
        if text == self.text:
            return
        self._quiet = True
        self.edit.setPlainText(text)
        self.edit.moveCursor(self.edit.textCursor().MoveOperation.End)
        self._quiet = False
        self._show_send()

    def set_last_prompt(self, text: str) -> None:
        """What Up recalls."""
        self._last_prompt = text

    def set_sending_allowed(self, allowed: bool, reason: str) -> None:
        """Whether anything may be sent at all, else the code of the reason."""
        self._allowed = allowed
        self._reason = reason
        self._show_send()

    def set_running(self, running: bool) -> None:
        """Whether a reply is being written in this chat."""
        self._running = running
        self._show_send()

    def set_enter_sends(self, sends: bool) -> None:
        """Let Enter send, or Ctrl+Enter."""
        self.edit.set_enter_sends(sends)
        self.send_button.enter_sends = sends
        self._show_send()

    def set_model(self, name: str) -> None:
        """Show the chosen model."""
        self.model_button.set_model(name)

    def _show_send(self) -> None:
        if self._running:
            self.send_button.show_stop()
            return
        reason = self._why_not_send()
        self.send_button.show_send(not reason, reason)

    def _why_not_send(self) -> str:
        editing = self.is_editing
        hindrance = "" if editing else self._hindrance
        reason = sending_reason_text(self._reason) if not self._allowed else hindrance
        has_files = self._edited_has_files if editing else self._has_images
        if not reason and not has_files and not self.text.strip():
            return self.tr("Write a message first")
        return reason

    @Slot()
    def _on_submitted(self) -> None:
        # Enter never stops a reply: a second press of it would then undo the first.
        text = self.text.strip()
        if reason := self._why_not_send():
            if text or self._has_images:
                self.refused.emit(reason)
            return
        if self._running and self.is_editing:
            self.refused.emit(self.tr("A reply is being written: stop it first, or wait for its end"))
            return
        self._last_prompt = text or self._last_prompt
        if self.is_editing:
            self.leave_edit()
            self.edit_submitted.emit(text)
            return
        self.edit.clear()
        self.send_requested.emit(text)

    @Slot()
    def _on_send_clicked(self) -> None:
        if self._running:
            self.stop_requested.emit()
        else:
            self._on_submitted()

    @Slot()
    def _on_recall(self) -> None:
        if self._last_prompt:
            self.edit.insert_text(self._last_prompt)  # in place of it, what was deleted could not be undone

    @Slot()
    def _on_text_changed(self) -> None:
        self._show_send()
        if not self._quiet:
            (self.edit_typed if self.is_editing else self.draft_changed).emit(self.text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.is_editing and not self._running:
            self.end_edit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.edit.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)
