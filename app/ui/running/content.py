"""What the page of the running models holds. Made when it is first shown."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.failure import FailureCode
from app.domain.gpu import GpuMemory
from app.domain.running import FOR_EVER, GoneModel, LoadedModel, LoadWish, RunningTrouble, RunningView
from app.domain.server import Connection, ServerKind, ServerState
from app.ui.failure_text import short_cause
from app.ui.running import words
from app.ui.running.card import RunningCard
from app.ui.running.gpu_panel import GpuPanel
from app.ui.running.load_sheet import LoadSheet
from app.ui.running.rows import GoneRow, LoadingRow
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from app.ui.widgets.notice import Notice
from app.ui.widgets.page_scroll import PageScroll
from app.ui.widgets.question import Question
from app.ui.widgets.surface import Line, Surface

W = TypeVar("W", RunningCard, LoadingRow, GoneRow)
HEADER_PX = 56
_TWO_COLUMNS_PX = 900
_AROUND_CARDS_PX = 24 + 16 + 24
"""Margins of the page, the gap between two cards."""
_TICK_MS = 1000


class RunningContent(Surface):
    """Cards for what is in memory, rows for what is coming and what has gone."""

    keep_requested = Signal(str)  # name, as in the next ones
    keep_for_requested = Signal(str, float)  # seconds
    unload_requested = Signal(str)
    load_requested = Signal(LoadWish)
    cancel_load_requested = Signal(str)
    chat_requested = Signal(str)
    smaller_context_requested = Signal(LoadWish)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "canvas")
        self._view = RunningView()
        self._state: ServerState | None = None
        self._asked = ""  # the model whose unloading is asked about; empty: all
        self.cards: list[RunningCard] = []
        self.loading_rows: list[LoadingRow] = []
        self.gone_rows: list[GoneRow] = []
        self._sheet: LoadSheet | None = None
        self._question: Question | None = None
        self.age = Label(theme, "", "caption", "muted")
        self.unload_all_button = Button(theme, self.tr("Unload all"), "eject")
        self.load_button = Button(theme, self.tr("Load model"), "play", "primary")
        self.trouble = Notice(theme, "danger")
        self.trouble.hide()
        self.gpu = GpuPanel(theme)
        self.gpu.hide()
        self._rest = QWidget()  # below the last card
        self.empty = Label(theme, "", "ui", "muted", wrap=True)
        self.empty.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._ticker = QTimer(self, interval=_TICK_MS)
        self._lay_out()
        self._connect()
        self._show()

    @property
    def sheet(self) -> LoadSheet:
        """The sheet with the options; made when it is first wanted."""
        if self._sheet is None:
            self._sheet = LoadSheet(self.theme, self.window())
            self._sheet.load_requested.connect(self.load_requested)
        return self._sheet

    @property
    def question(self) -> Question:
        """The question before a reply loses its model; made when it is first wanted."""
        if self._question is None:
            self._question = Question(self.theme, self.window(), self.tr("Keep it"))
            self._question.confirmed.connect(self._on_unload_confirmed)
        return self._question

    def set_view(self, view: RunningView) -> None:
        """Show what is in memory."""
        self._view = view
        self._show()

    def set_server(self, state: ServerState) -> None:
        """Note what can be loaded, and what models can do."""
        self._state = state
        self._show()

    def show_gpu(self, gpu: GpuMemory | None) -> None:
        """Show the memory of the graphics cards, where it is known."""
        self.gpu.setVisible(gpu is not None)
        if gpu is not None:
            self.gpu.show_memory(gpu, self._view.loaded)

    def show_trouble(self, trouble: RunningTrouble) -> None:
        """Say what did not come about."""
        failure = trouble.failure
        title = (
            self.tr("{model} could not be loaded or changed") if trouble.model else self.tr("A fault of ours")
        )
        cause = failure.detail if failure.code is FailureCode.API_ERROR else ""
        self.trouble.set_texts(title.format(model=trouble.model), cause or short_cause(failure))
        self.trouble.set_actions([("dismiss", self.tr("Dismiss"), "")])
        self.trouble.show()

    @Slot()
    def open_sheet(self, model: str = "") -> None:
        """Ask which model to load."""
        names = [each.name for each in self._state.models] if self._state else []
        if names and self.load_button.isEnabled():
            self.sheet.open_with(names, model)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(20, 0, 16, 0)
        head.setSpacing(8)
        head.addWidget(Label(self.theme, self.tr("Running models"), "title"))
        head.addStretch(1)
        head.addWidget(self.age)
        head.addWidget(self.unload_all_button)
        head.addWidget(self.load_button)
        head_box = QWidget()
        head_box.setMinimumHeight(HEADER_PX - 1)
        head_box.setLayout(head)
        self._grid = QGridLayout()
        self._grid.setSpacing(16)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(12)
        column = QVBoxLayout()
        column.setContentsMargins(24, 20, 24, 24)
        column.setSpacing(16)
        column.addWidget(self.trouble)
        column.addWidget(self.gpu)
        column.addLayout(self._grid)
        column.addLayout(self._rows)
        column.addWidget(self.empty, 1)
        column.addWidget(self._rest, 1)
        self.scroll_area = PageScroll(column)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(head_box)
        whole.addWidget(Line(self.theme))
        whole.addWidget(self.scroll_area, 1)

    def _connect(self) -> None:
        self.load_button.clicked.connect(self.open_sheet)
        self.unload_all_button.clicked.connect(self._on_unload_all)
        self.trouble.action_triggered.connect(self._on_trouble_dismissed)
        self._ticker.timeout.connect(self._tick)

    def _show(self) -> None:
        view, now = self._view, datetime.now(UTC)
        is_live = self._is_live
        self.cards = self._matched(self.cards, [each.name for each in view.loaded], self._make_card)
        for card, model in zip(self.cards, view.loaded, strict=True):
            others = any(each.vram_bytes for each in view.loaded if each is not model)
            is_engine = self._state is not None and self._state.kind is ServerKind.ENGINE
            advice = words.advice(model, others, is_engine)
            card.show_model(model, now, advice, self._capabilities(model), is_live)
        loads = [each.wish.model for each in view.loading]
        self.loading_rows = self._matched(self.loading_rows, loads, self._make_loading_row)
        for row, loading in zip(self.loading_rows, view.loading, strict=True):
            row.show_loading(loading, now)
        left = [each.running.name for each in view.gone]
        self.gone_rows = self._matched(self.gone_rows, left, self._make_gone_row)
        for gone_row, gone in zip(self.gone_rows, view.gone, strict=True):
            gone_row.show_gone(gone, is_live)
        self.unload_all_button.setVisible(len(view.loaded) > 1)
        self.unload_all_button.setEnabled(is_live)
        self.load_button.setEnabled(is_live and bool(self._state and self._state.models))
        self._show_empty()
        self._arrange()
        self._tick()
        self._run_ticker()

    def _show_empty(self) -> None:
        view, state = self._view, self._state
        is_empty = not view.loaded and not view.loading and not view.gone
        self.empty.setVisible(is_empty)
        self._rest.setVisible(not is_empty)
        if view.is_known:
            self.empty.setText(self.tr("No model is loaded. The first message loads one."))
        elif state is not None and state.connection is Connection.FAILED:
            self.empty.setText(self.tr("The server does not answer, so nobody knows what is loaded."))
        else:
            self.empty.setText(self.tr("Asking the server…"))

    @property
    def _is_live(self) -> bool:
        ready = self._state is not None and self._state.connection is Connection.READY
        return ready and self._view.lost_at is None

    def _capabilities(self, model: LoadedModel) -> tuple[str, ...]:
        listed = self._state.models if self._state else ()
        return next((each.capabilities or () for each in listed if each.name == model.name), ())

    def _matched(self, shown: list[W], models: list[str], make: Callable[[], W]) -> list[W]:
        """One for each model, in their order; each keeps its own: a press may already be on its way to it."""
        there = {widget.model_name: widget for widget in shown}
        matched = [there.pop(model) if model in there else make() for model in models]
        focused = self.window().focusWidget()
        for widget in there.values():
            if focused is not None and widget.isAncestorOf(focused):
                # Else Qt gives it to the next one, where a second press would unload another model.
                by_keys = getattr(focused, "focus_visible", False)
                reason = Qt.FocusReason.TabFocusReason if by_keys else Qt.FocusReason.OtherFocusReason
                self.load_button.setFocus(reason)
            widget.hide()
            widget.deleteLater()
        return matched

    def _make_card(self) -> RunningCard:
        card = RunningCard(self.theme)
        card.keep_requested.connect(self.keep_requested)
        card.keep_for_requested.connect(self.keep_for_requested)
        card.unload_requested.connect(self._on_unload)
        card.chat_requested.connect(self.chat_requested)
        card.advice_taken.connect(self._on_advice_taken)
        return card

    def _make_loading_row(self) -> LoadingRow:
        row = LoadingRow(self.theme)
        row.cancel_requested.connect(self.cancel_load_requested)
        return row

    def _make_gone_row(self) -> GoneRow:
        row = GoneRow(self.theme)
        row.load_requested.connect(self._on_load_again)
        return row

    def _arrange(self) -> None:
        widest = max((card.minimumSizeHint().width() for card in self.cards), default=0)
        room = max(_TWO_COLUMNS_PX * self.theme.text_scale, 2 * widest + _AROUND_CARDS_PX)
        columns = 2 if self.width() >= room else 1
        for at, card in enumerate(self.cards):
            self._grid.addWidget(card, at // columns, at % columns)
        for at, row in enumerate((*self.loading_rows, *self.gone_rows)):
            if self._rows.indexOf(row) != at:
                self._rows.insertWidget(at, row)
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    @Slot()
    def _tick(self) -> None:
        now = datetime.now(UTC)
        lost_at = self._view.lost_at
        if lost_at is not None:
            span = words.span_words(now - lost_at)
            self.age.setText(self.tr("Server lost {time} ago · last known values").format(time=span))
        else:
            self.age.setText(self.tr("Updates every 2 s") if self._is_live else "")
        for card in self.cards:
            if lost_at is None:
                card.tick(now)
        for row in self.loading_rows:
            row.tick(now)

    def _run_ticker(self) -> None:
        counts = bool(self._view.loaded or self._view.loading or self._view.lost_at)
        if counts and self.isVisible():
            self._ticker.start()
        else:
            self._ticker.stop()

    @Slot(str)
    def _on_unload(self, model: str) -> None:
        self._ask_unload(model, [each for each in self._view.loaded if each.name == model])

    @Slot()
    def _on_unload_all(self) -> None:
        self._ask_unload("", list(self._view.loaded))

    def _ask_unload(self, model: str, loaded: list[LoadedModel]) -> None:
        self._asked = model
        busy = [each.name for each in loaded if each.is_replying]
        if not busy:
            self._on_unload_confirmed()
            return
        title = self.tr("{model} is writing a reply").format(model=busy[0])
        text = self.tr("The reply is written to its end; then the model leaves the memory.")
        self.question.ask(title, text, self.tr("Unload it then"))

    @Slot()
    def _on_unload_confirmed(self) -> None:
        for each in self._view.loaded:
            if self._asked in ("", each.name):
                self.unload_requested.emit(each.name)

    @Slot(str, str)
    def _on_advice_taken(self, name: str, action: str) -> None:
        model = next((each for each in self._view.loaded if each.name == name), None)
        if model is None:
            return
        keep_alive = FOR_EVER if model.running.expires_at is None else round(model.keep_s)
        smaller = model.smaller_context
        if action == "shrink" and smaller is not None:
            self.smaller_context_requested.emit(LoadWish(name, {"num_ctx": smaller}, keep_alive))
            return
        others = [each.name for each in self._view.loaded if each is not model]
        for other in [*(others if action == "make_room" else ()), name]:
            self.unload_requested.emit(other)
        context = model.running.context_length
        self.load_requested.emit(LoadWish(name, {"num_ctx": context} if context else {}, keep_alive))

    @Slot(GoneModel)
    def _on_load_again(self, gone: GoneModel) -> None:
        context = gone.running.context_length
        self.load_requested.emit(LoadWish(gone.running.name, {"num_ctx": context} if context else {}))

    @Slot(str)
    def _on_trouble_dismissed(self, _action: str) -> None:
        self.trouble.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tick()
        self._run_ticker()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._ticker.stop()
