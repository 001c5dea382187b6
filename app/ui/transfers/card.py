"""One transfer: what it is, how far it is, what can be done with it."""

import time
from itertools import pairwise

from PySide6.QtCore import QEvent, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.transfer_row import ACTIVE, TransferRow, TransferState
from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role
from app.ui.transfers import words
from app.ui.transfers.bar import TransferBar
from app.ui.transfers.parts_view import PartsView
from app.ui.transfers.tick_label import TickLabel
from app.ui.transfers.trouble_words import NextStep, TroubleText, step_words, trouble_text
from app.ui.widgets.button import Button
from app.ui.widgets.focus_ring import KeyboardFocus
from app.ui.widgets.label import Chip, ElidedLabel, Label
from app.ui.widgets.state_icon import StateIcon
from app.ui.widgets.surface import Surface

_STEPS: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_RADIUS = 12
_SPEED_EVERY_S = 1.0
_ETA_JUMP = 0.15
_LEAST_ETA_JUMP_S = 5.0


class TransferCard(KeyboardFocus, Surface):
    """Space pauses and goes on, Delete cancels, Enter opens the layers, Alt with arrows moves it."""

    pause_requested = Signal(str)  # id of the transfer, as in the next ones
    cancel_requested = Signal(str)
    step_requested = Signal(str, str)  # and a NextStep
    move_requested = Signal(str, int)  # by so many places
    neighbour_requested = Signal(str, int)  # the focus is to go so many cards on
    dragged = Signal(str, QPoint)  # by hand, to a place on the screen
    dropped = Signal(str, QPoint)

    focus_radius = _RADIUS

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "raised", "border", _RADIUS)
        self._row: TransferRow | None = None
        self._steps: tuple[tuple[NextStep, str], ...] = ()
        self._shown_speed: str = ""
        self._speed_at_s = 0.0
        self._eta_s: float | None = None
        self._pressed_at: QPoint | None = None
        self._is_dragged = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # Qt then moves a card by its pixels, and paints of one that has grown only what is new.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_StaticContents)
        self.icon = StateIcon(theme, 18)
        self.name = ElidedLabel(theme, "", "heading")
        self.kind_chip = Chip(theme, "")
        self.state_chip = Chip(theme, "", color="muted")
        self.trouble_chip = Chip(theme, self.tr("Stopped"), color="danger", fill="danger_tint")
        self.insecure_chip = Chip(
            theme, self.tr("Not encrypted"), "triangle-alert", "warning", "warning_tint"
        )
        self.percent = TickLabel(theme, "heading")
        self.pause_button = Button(theme, "", "pause", "icon", 32)
        self.cancel_button = Button(theme, "", "x", "icon", 32)
        self.parts_button = Button(theme, "", "chevron-down", "icon", 32)
        self.bar = TransferBar(theme, 8)
        self.amount = TickLabel(theme)
        self.speed = TickLabel(theme, color="muted")
        self.eta = TickLabel(theme, color="muted")
        self.step = ElidedLabel(theme, "", "caption", "muted")
        self.place = ElidedLabel(theme, "", "caption", "muted")
        self.place.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.notice = Label(theme, "", "ui", "muted", wrap=True)
        self.notice.hide()
        self.parts: PartsView | None = None
        self._step_buttons: list[Button] = []
        self._lay_out()
        self.pause_button.clicked.connect(self._on_pause)
        self.cancel_button.clicked.connect(self._on_cancel)
        self.parts_button.clicked.connect(self.toggle_parts)

    @property
    def row(self) -> TransferRow | None:
        """What is shown."""
        return self._row

    @property
    def step_buttons(self) -> tuple[Button, ...]:
        """The offers of a transfer that rests, in order."""
        return tuple(self._step_buttons)

    @property
    def tab_stops(self) -> tuple[QWidget, ...]:
        """What Tab reaches here, in order."""
        return (self, *self._step_buttons, self.pause_button, self.cancel_button, self.parts_button)

    def show_row(self, row: TransferRow) -> None:
        """Show how the transfer stands."""
        before, self._row = self._row, row
        held = next(
            (button for button in (*self._step_buttons, self.pause_button) if button.hasFocus()), None
        )
        trouble = trouble_text(row) if row.state is TransferState.FAILED else TroubleText("", ())
        if before is None or (before.state, before.name, before.trouble) != (
            row.state,
            row.name,
            row.trouble,
        ):
            self._show_state(row, trouble)
        self._show_numbers(row)
        _set(self.notice, trouble.text or words.notice_text(row))
        if self.pause_button.isHidden() is row.can_pause:
            self.pause_button.setVisible(row.can_pause)
        if held is not None and held.isHidden():
            self._hand_on_focus(held.focus_visible)
        if self.parts is not None and not self.parts.isHidden():
            self.parts.show_row(row)
        self._name(row, before)

    @Slot()
    def toggle_parts(self) -> None:
        """Open or close the layers."""
        if self._row is None:
            return
        is_open = self.parts is None or self.parts.isHidden()
        if self.parts is None:
            self.parts = PartsView(self.theme)
            self._column.addWidget(self.parts)
        self.parts.setVisible(is_open)
        if is_open:
            self.parts.show_row(self._row)
        self._name_parts_button(is_open)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(7)
        head.addWidget(self.icon)
        head.addWidget(self.name)
        for chip in (self.kind_chip, self.state_chip, self.trouble_chip, self.insecure_chip):
            head.addWidget(chip)
        head.addStretch(1)
        head.addWidget(self.percent)
        head.addSpacing(6)
        self._offers = QHBoxLayout()
        self._offers.setSpacing(8)
        head.addLayout(self._offers)
        for button in (self.pause_button, self.cancel_button, self.parts_button):
            head.addWidget(button)
        facts = QHBoxLayout()
        facts.setSpacing(17)
        for label in (self.amount, self.speed, self.eta):
            facts.addWidget(label)
        facts.addWidget(self.step, 1)
        facts.addWidget(self.place)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(15, 11, 11, 12)
        self._column.setSpacing(8)
        self._column.addLayout(head)
        self._column.addWidget(self.bar)
        self._column.addLayout(facts)
        self._column.addWidget(self.notice)

    def _show_state(self, row: TransferRow, trouble: TroubleText) -> None:
        """What changes seldom: icon, chips, buttons."""
        has_failed = row.state is TransferState.FAILED
        rests = row.state not in ACTIVE
        ink: Role = "danger" if has_failed else "muted" if rests else "accent_text"
        self.icon.show_icon("circle-alert" if has_failed else words.kind_icon(row.kind), ink)
        self.name.set_whole_text(row.name)
        self.kind_chip.setText(words.kind_text(row.kind))
        self.state_chip.setText(words.state_text(row))
        self.state_chip.setVisible(bool(self.state_chip.text()) and not has_failed)
        self.trouble_chip.setVisible(has_failed)
        self.insecure_chip.setVisible(row.insecure)
        self.percent.set_color("muted" if rests else "text")
        self.notice.set_color("text" if has_failed else "muted")
        self.place.set_whole_text(words.place_text(row))
        model = row.name
        self.pause_button.set_label(self.tr("Pause {transfer}").format(transfer=words.named(row)))
        self.cancel_button.set_label(self.tr("Cancel {transfer}").format(transfer=words.named(row)))
        self._name_parts_button(self.parts is not None and not self.parts.isHidden())
        steps = trouble.steps
        if row.state is TransferState.PAUSED:
            steps = (NextStep.RESUME,)
        elif row.state is TransferState.RETRYING:
            steps = (NextStep.RETRY,)
        self._show_offers(tuple((step, step_words(step, row)[0]) for step in steps), row, model)

    def _show_offers(self, steps: tuple[tuple[NextStep, str], ...], row: TransferRow, model: str) -> None:
        if steps == self._steps:
            return
        self._steps = steps
        for button in self._step_buttons:
            self._offers.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._step_buttons = []
        for step, text in steps:
            button = Button(self.theme, text, step_words(step, row)[1], "plain", 28)
            button.setProperty("step", step.value)
            button.setAccessibleName(self.tr("{step}: {model}").format(step=text, model=model))
            button.clicked.connect(self._on_step)
            self._step_buttons.append(button)
            self._offers.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
            button.show()  # at once: it may get the focus
        for one, other in pairwise(self.tab_stops):
            QWidget.setTabOrder(one, other)

    def _hand_on_focus(self, by_keyboard: bool) -> None:
        """What takes the place of a button gets its focus; left to Qt that would be Cancel."""
        instead = (button for button in (*self._step_buttons, self.pause_button) if not button.isHidden())
        reason = Qt.FocusReason.TabFocusReason if by_keyboard else Qt.FocusReason.OtherFocusReason
        next(instead, self).setFocus(reason)

    def _show_numbers(self, row: TransferRow) -> None:
        has_failed, rests = row.state is TransferState.FAILED, row.state not in ACTIVE
        is_waiting = row.state is TransferState.WAITING and not row.done_bytes
        role: Role = "danger" if has_failed else "control" if rests else "accent"
        self.bar.show_fraction(row.fraction, role)
        self.percent.show_text("" if row.fraction is None or is_waiting else words.percent_text(row.fraction))
        self.amount.show_text("" if is_waiting else words.amount_text(row.done_bytes, row.total_bytes))
        now_s = time.monotonic()
        if row.speed_bytes_per_s is None:
            self._shown_speed, self._eta_s = "", None
        elif not self._shown_speed or now_s - self._speed_at_s >= _SPEED_EVERY_S:
            self._shown_speed, self._speed_at_s = words.speed_text(row.speed_bytes_per_s), now_s
        if row.eta_s is None:
            self._eta_s = None
        elif self._eta_s is None or abs(row.eta_s - self._eta_s) > max(
            _LEAST_ETA_JUMP_S, _ETA_JUMP * self._eta_s
        ):
            self._eta_s = row.eta_s
        self.speed.show_text(self._shown_speed)
        self.eta.show_text("" if self._eta_s is None else words.eta_text(self._eta_s))
        step = words.step_text(row)
        if self.step.whole_text != step:
            self.step.set_whole_text(step)

    def _name(self, row: TransferRow, before: TransferRow | None) -> None:
        """What a screen reader says of the card; told anew only when it would sound different."""
        percent = "" if row.fraction is None else words.percent_text(row.fraction)
        if before is not None and before.state is row.state and self.bar.accessibleName() == row.name:
            was = "" if before.fraction is None else words.percent_text(before.fraction)
            if was == percent:
                return
        kind, state = words.kind_text(row.kind), words.state_text(row)
        self.setAccessibleName(", ".join(part for part in (row.name, kind, state, percent) if part))
        self.setAccessibleDescription(self.notice.text())
        self.bar.setAccessibleName(row.name)

    def _name_parts_button(self, is_open: bool) -> None:
        text = self.tr("Hide the layers of {model}") if is_open else self.tr("Show the layers of {model}")
        name = self._row.name if self._row else ""
        self.parts_button.set_label(text.format(model=name), "chevron-up" if is_open else "chevron-down")

    @Slot()
    def _on_pause(self) -> None:
        if self._row is not None:
            self.pause_requested.emit(self._row.id)

    @Slot()
    def _on_cancel(self) -> None:
        if self._row is not None:
            self.cancel_requested.emit(self._row.id)

    @Slot()
    def _on_step(self) -> None:
        button = self.sender()
        if button is not None and self._row is not None:
            self.step_requested.emit(self._row.id, button.property("step"))

    def _pause_or_go_on(self) -> None:
        if self._row is None:
            return
        if self._row.can_pause and self._row.state is not TransferState.RETRYING:
            self.pause_requested.emit(self._row.id)
        elif self._steps:
            self.step_requested.emit(self._row.id, self._steps[0][0].value)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            has_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            event.setAccepted(has_alt and event.key() in _STEPS)  # else the way from message to message
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, key = self._row, event.key()
        step = _STEPS.get(key, 0)
        if row is None or not self.hasFocus():
            super().keyPressEvent(event)
        elif step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.move_requested.emit(row.id, step)
        elif step:
            self.neighbour_requested.emit(row.id, step)
        elif key == Qt.Key.Key_Space:
            self._pause_or_go_on()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.cancel_requested.emit(row.id)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.toggle_parts()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.globalPosition().toPoint()
        super().mousePressEvent(event)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        here = event.globalPosition().toPoint()
        if self._pressed_at is not None and self._row is not None:
            is_far = abs(here.y() - self._pressed_at.y()) > 8
            if self._is_dragged or is_far:
                self._is_dragged = True
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self.dragged.emit(self._row.id, here)
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._is_dragged and self._row is not None:
            self.dropped.emit(self._row.id, event.globalPosition().toPoint())
        self._pressed_at, self._is_dragged = None, False
        self.unsetCursor()
        super().mouseReleaseEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != self.width():
            self.update()
            return
        for height in (event.oldSize().height(), self.height()):  # where its lower edge was, and is
            self.update(0, height - _RADIUS, self.width(), _RADIUS)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), self.theme.color("canvas"))  # seen outside of its corners
        super().paintEvent(event)


def _set(label: Label, text: str) -> None:
    if label.text() != text:
        label.setText(text)
        label.setVisible(bool(text))
