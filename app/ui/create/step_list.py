"""The steps at the left of the wizard: done, current, open."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.domain.model_draft import DraftStep
from app.ui.create.words import step_text
from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role
from app.ui.widgets.painted_button import PaintedButton

_DISC_PX = 24


class StepButton(PaintedButton):
    """A disc with a number or a check mark, and the name of the step."""

    focus_radius = 8

    def __init__(self, theme: Theme, step: DraftStep, number: int) -> None:
        super().__init__()
        self._theme = theme
        self.step = step
        self._number = number
        self._is_done = self._is_current = False
        self.setText(step_text(step))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme_changed)

    def show_state(self, is_done: bool, is_current: bool, is_reachable: bool) -> None:
        """Show how the step stands."""
        self._is_done, self._is_current = is_done, is_current
        self.setEnabled(is_reachable)
        words = self.tr("{step}, current step") if is_current else self.tr("{step}, done")
        name = words.format(step=self.text()) if is_current or is_done else self.text()
        self.setAccessibleName(name)
        self.update()

    @Slot()
    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._theme.font("ui_strong"))
        return QSize(_DISC_PX + 14 + metrics.horizontalAdvance(self.text()), max(32, metrics.height() + 12))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        disc = QRectF(0, (self.height() - _DISC_PX) / 2, _DISC_PX, _DISC_PX)
        fill: Role | None = "accent" if self._is_current else "tint" if self._is_done else None
        border: Role | None = None if fill else "control"
        self._theme.paint_box(painter, disc, _DISC_PX / 2, fill, border)
        if self._is_done and not self._is_current:
            self._theme.paint_icon(painter, "check", disc.x() + 5, disc.y() + 5, 14, "accent_text")
        else:
            painter.setFont(self._theme.font("micro"))
            painter.setPen(self._theme.color("on_accent" if self._is_current else "muted"))
            painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(self._number))
        painter.setFont(self._theme.font("ui_strong" if self._is_current else "ui"))
        painter.setPen(self._theme.color("text" if self._is_current or self._is_done else "muted"))
        box = QRectF(_DISC_PX + 10, 0, self.width() - _DISC_PX - 10, self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self.text())


class StepList(QWidget):
    """A click leads to a step that was reached."""

    step_requested = Signal(DraftStep)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Steps"))
        self.buttons = {
            step: StepButton(theme, step, number) for number, step in enumerate(DraftStep, start=1)
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for button in self.buttons.values():
            column.addWidget(button)
            button.clicked.connect(self._on_clicked)

    def show_steps(self, current: DraftStep, reached: DraftStep, is_locked: bool) -> None:
        """Show where one is; `is_locked`: the work has begun, so nothing can be changed any more."""
        order = list(DraftStep)
        for at, (step, button) in enumerate(self.buttons.items()):
            is_done = at < order.index(reached) or (at < order.index(current))
            can_go = at <= order.index(reached) and (not is_locked or step is current)
            button.show_state(is_done and step is not current, step is current, can_go)

    @Slot()
    def _on_clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, StepButton):
            self.step_requested.emit(sender.step)
