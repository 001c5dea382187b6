"""The strip at the foot: which server, which model is loaded, how much memory, how long it stays."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFontMetrics, QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.domain.model_info import RunningModel
from app.domain.server import Connection, ServerKind, ServerState
from app.ui.failure_text import short_cause
from app.ui.server_words import server_name
from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role
from app.ui.widgets.icon_view import IconView
from app.ui.widgets.label import ElidedLabel, Label
from app.ui.widgets.painted_button import PaintedButton
from app.ui.widgets.surface import Line, Surface
from app.ui.words import countdown, size

if TYPE_CHECKING:
    from app.ui.strip_target import StripTarget

STRIP_PX = 28
_TICK_MS = 1000
_LEAST_MODEL_PX = 90
"""With less than that for it, what is loaded says nothing: the page of the running models has it."""
_AROUND_MODEL_PX = 80


class _Dot(QWidget):
    """The colour of the connection; the words beside it say the same."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._role: Role = "faint"
        self.setFixedSize(8, 12)

    def set_role(self, role: Role) -> None:
        self._role = role
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._theme.paint_box(QPainter(self), QRectF(1, 3, 6, 6), 3, self._role)


class CommandsButton(PaintedButton):
    """The keys of the palette and the word "Commands"; opens it."""

    focus_radius = 6

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._keys = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Commands"))
        self.setToolTip(self.tr("Find a command, model or chat"))
        theme.changed.connect(self._on_theme_changed)

    def set_keys(self, keys: str) -> None:
        """Show the keys that open the palette; empty: none."""
        self._keys = keys
        self.setAccessibleDescription(keys)
        self.updateGeometry()
        self.update()

    def text_fits(self) -> bool:
        """Whether the words are painted whole."""
        return self.width() >= self.sizeHint().width()

    @property
    def label(self) -> str:
        """What is painted."""
        return f"{self._keys}  {self.tr('Commands')}".strip()

    @Slot()
    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._theme.font("caption"))
        return QSize(metrics.horizontalAdvance(self.label) + 13, max(24, metrics.height() + 6))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._hovered or self.isDown():
            fill: Role = "press" if self.isDown() else "hover"
            self._theme.paint_box(painter, QRectF(self.rect()), 6, fill)
        painter.setFont(self._theme.font("caption"))
        painter.setPen(self._theme.color("muted"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.label)


class StatusStrip(Surface):
    """One label per fact."""

    commands_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "side", parent=parent)
        self.setAccessibleName(self.tr("Status"))
        self._state: ServerState | None = None
        self._entries: list[QWidget] = []
        self._target: StripTarget | None = None
        self._line = Line(theme, parent=self)
        self._dot = _Dot(theme)
        self.server_label = Label(theme, "", "caption", "muted")
        self._part = Line(theme, vertical=True)
        self._part.setFixedHeight(14)
        self._icon = IconView(theme, "cpu")
        self.model_label = ElidedLabel(theme, "", "figures", "muted")
        self.commands_button = CommandsButton(theme)
        self.commands_button.clicked.connect(self.commands_requested)
        self._ticker = QTimer(self, interval=_TICK_MS)
        self._ticker.timeout.connect(self._show_model)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(15, 1, 9, 0)
        row.setSpacing(6)
        row.addWidget(self._dot)
        row.addWidget(self.server_label)
        row.addSpacing(6)
        row.addWidget(self._part)
        row.addSpacing(2)
        row.addWidget(self._icon)
        row.addWidget(self.model_label, 1)
        row.addStretch(0)
        row.addWidget(self.commands_button)
        self.setMinimumHeight(STRIP_PX)
        self._show()

    @Slot(ServerState)
    def set_server(self, state: ServerState) -> None:
        """Show the state of a server."""
        self._state = state
        self._show()

    def add_entry(self, entry: QWidget) -> None:
        """Take another fact, left of the commands."""
        self._row.insertWidget(self._row.indexOf(self.commands_button), entry)
        self._entries.append(entry)
        entry.installEventFilter(self)

    @property
    def target(self) -> str:
        """Where the link leads that is pointed at; empty: none is."""
        return self._target.whole_text if self._target is not None and not self._target.isHidden() else ""

    @Slot(str)
    def show_target(self, address: str) -> None:
        """Say where a link leads, in place of server and model; empty: they come back soon."""
        if self._target is None:
            if not address:
                return
            from app.ui.strip_target import StripTarget  # with the first link

            self._target = StripTarget(self.theme)
            self._target.over.connect(self._show)
            self._row.insertWidget(0, self._target, 1)
        self._target.tell(address)
        self._show()

    def ticking(self) -> bool:
        """Whether the time to unload is being counted down."""
        return self._ticker.isActive()

    def _show(self) -> None:
        role, text = self._server_words()
        self._dot.set_role(role)
        self.server_label.setText(text)
        for part in (self._dot, self.server_label):
            part.setHidden(bool(self.target))
        self._show_model()
        self._run_ticker()

    def _server_words(self) -> tuple[Role, str]:
        state = self._state
        if state is None:
            return "faint", self.tr("Looking for a server…")
        name = server_name(state)
        if state.connection is Connection.LOOKING:
            return "faint", self.tr("{server} · looking…").format(server=name)
        if state.connection is Connection.STARTING:
            return "warning", self.tr("{server} · starting…").format(server=name)
        if state.connection is Connection.FAILED:
            cause = short_cause(state.failure) if state.failure else self.tr("not answering")
            return "danger", f"{name} · {cause}"
        if state.kind is ServerKind.ENGINE:
            return "success", name
        version = f" {state.version}" if state.version else ""
        return "success", f"{name} · Ollama{version}"

    @Slot()
    def _show_model(self) -> None:
        state = self._state
        running = state.running if state and state.connection is Connection.READY else ()
        for part in (self._part, self._icon, self.model_label):
            has_room = not self.target and self._model_room_px() >= _LEAST_MODEL_PX
            part.setVisible(bool(running) and has_room)
        if running:
            self.model_label.set_whole_text(self._model_words(running))

    def _model_room_px(self) -> int:
        """How much is left for what is loaded beside what comes before it."""
        others = [self.server_label, self.commands_button]
        others += [entry for entry in self._entries if not entry.isHidden()]
        return self.width() - _AROUND_MODEL_PX - sum(each.sizeHint().width() + 6 for each in others)

    def _model_words(self, running: tuple[RunningModel, ...]) -> str:
        first = running[0]
        parts = [self.tr("{model} loaded").format(model=first.name)]
        if first.size_vram_bytes:
            parts.append(self.tr("{size} VRAM").format(size=size(first.size_vram_bytes)))
        elif first.size_bytes:
            parts.append(self.tr("{size} memory").format(size=size(first.size_bytes)))
        if first.expires_at is not None:
            left = first.expires_at - datetime.now(UTC)
            if left.days < 365:
                parts.append(self.tr("unloads in {time}").format(time=countdown(left)))
        if len(running) > 1:
            parts.append(self.tr("{count} more loaded").format(count=len(running) - 1))
        return " · ".join(parts)

    def _run_ticker(self) -> None:
        state = self._state
        ready = state is not None and state.connection is Connection.READY
        counts = ready and any(model.expires_at is not None for model in state.running)  # type: ignore[union-attr]
        if counts and self.isVisible():
            self._ticker.start()
        else:
            self._ticker.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Resize):
            self._show_model()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_model()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._run_ticker()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._ticker.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self._line.setGeometry(0, 0, self.width(), 1)
