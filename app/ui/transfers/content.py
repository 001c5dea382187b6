"""What the page of the transfers holds: cards in the order of the queue, then what is over."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.account import trusted_signin_url
from app.domain.transfer_row import TransferRecord, TransferRow, TransferState
from app.ui.theme.theme import Theme
from app.ui.transfers.cancel_question import CancelQuestion, wants_question
from app.ui.transfers.card import TransferCard
from app.ui.transfers.history_view import HistoryView
from app.ui.transfers.name_sheet import NameSheet
from app.ui.transfers.trouble_words import NextStep
from app.ui.widgets.button import Button
from app.ui.widgets.dropdown import Dropdown, Option
from app.ui.widgets.label import Label
from app.ui.widgets.page_scroll import PageScroll
from app.ui.widgets.surface import Line, Surface
from app.ui.widgets.tabs import Tabs

HEADER_PX = 56
_TABS_PX = 40
MOST_AT_ONCE = 4
_FRAME_MS = 16


class TransfersContent(Surface):
    """Cards keep their place and their open layers while their rows change."""

    pull_requested = Signal(str, bool)  # name, insecure
    push_requested = Signal(str, bool)
    pause_requested = Signal(str)  # id of a transfer, as in the next ones
    resume_requested = Signal(str)
    cancel_requested = Signal(str)
    insecure_requested = Signal(str)
    copy_requested = Signal(str)
    push_anyway_requested = Signal(str)
    sign_in_opened = Signal(str)
    move_requested = Signal(str, int)
    pause_all_requested = Signal()
    resume_all_requested = Signal()
    repeat_requested = Signal(str)  # id of a record, as in the next one
    forget_requested = Signal(str)
    clear_requested = Signal()
    at_once_requested = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "canvas")
        self._rows: tuple[TransferRow, ...] = ()
        self._pending: dict[str, TransferRow] = {}  # numbers that are shown with the next frames
        self._frames = QTimer(self, interval=_FRAME_MS)
        self._frames.timeout.connect(self._on_frame)
        self._records: tuple[TransferRecord, ...] = ()
        self._models: tuple[str, ...] = ()
        self.cards: list[TransferCard] = []
        self._pull_sheet: NameSheet | None = None
        self._push_sheet: NameSheet | None = None
        self._question: CancelQuestion | None = None
        tabs = (("active", self.tr("Active")), ("history", self.tr("History")))
        self.tabs = Tabs(theme, self.tr("What is shown"), tabs, least_px=_TABS_PX)
        self.tabs.set_option("active")
        self.at_once = Dropdown(theme, self.tr("How many at a time"), self._at_once_options)
        self.pause_all_button = Button(theme, self.tr("Pause all"), "pause")
        self.resume_all_button = Button(theme, self.tr("Resume all"), "play")
        self.push_button = Button(theme, self.tr("Push model"), "upload")
        self.pull_button = Button(theme, self.tr("Pull model"), "download", "primary")
        self.empty = Label(theme, "", "body", "muted", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.history = HistoryView(theme)
        self._lay_out()
        self._drop_line = Line(theme, parent=self._inner)
        self._drop_line.hide()
        self._connect()
        self.set_at_once(2)
        self._show_rest()

    @property
    def question(self) -> CancelQuestion:
        """The question before much is thrown away; made when it is first asked."""
        if self._question is None:
            self._question = CancelQuestion(self.theme, self.window())
            self._question.cancel_confirmed.connect(self.cancel_requested)
        return self._question

    @property
    def pull_sheet(self) -> NameSheet:
        """Asks for the name of a model to pull."""
        if self._pull_sheet is None:
            self._pull_sheet = NameSheet(self.theme, self.window(), is_push=False)
            self._pull_sheet.accepted.connect(self.pull_requested)
        return self._pull_sheet

    @property
    def push_sheet(self) -> NameSheet:
        """Asks which model to push."""
        if self._push_sheet is None:
            self._push_sheet = NameSheet(self.theme, self.window(), is_push=True)
            self._push_sheet.accepted.connect(self.push_requested)
        return self._push_sheet

    def set_rows(self, rows: tuple[TransferRow, ...]) -> None:
        """Show what is under way."""
        ids = [row.id for row in rows]
        if ids != [row.id for row in self._rows]:
            self._fit(ids)
            self.tabs.set_count("active", str(len(ids)) if ids else "")
        self._rows = rows
        for card, row in zip(self.cards, rows, strict=True):
            if card.row is None or not _only_moves(card.row, row):
                self._pending.pop(row.id, None)
                card.show_row(row)
            elif card.row != row:
                self._pending[row.id] = row
        if self._pending and not self._frames.isActive():
            self._frames.start()
        self._show_rest()

    @Slot()
    def _on_frame(self) -> None:
        """Show the numbers of one card, so that no frame has to paint them all."""
        transfer_id = next(iter(self._pending), None)
        if transfer_id is None:
            self._frames.stop()
            return
        row, card = self._pending.pop(transfer_id), self._card(transfer_id)
        if card is not None:
            card.show_row(row)

    def set_records(self, records: tuple[TransferRecord, ...]) -> None:
        """Show what is over."""
        self._records = records
        self.history.show_records(records)
        self._show_rest()

    def set_models(self, models: Sequence[str]) -> None:
        """Note what the server has: what can be pushed."""
        self._models = tuple(models)
        self.history.set_models(self._models)
        self.push_button.setEnabled(bool(models))
        self.push_button.setToolTip("" if models else self.tr("The server has no model to push"))

    def set_at_once(self, count: int) -> None:
        """Show how many run at a time."""
        self.at_once.set_option(str(count), self.tr("{count} at a time").format(count=count))

    def point_at(self, transfer_id: str) -> None:
        """Bring a transfer into view and give it the focus."""
        card = self._card(transfer_id)
        if card is not None:
            self.tabs.set_option("active")
            self._show_tab("active")
            self.scroll_area.ensureWidgetVisible(card)
            card.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        left = self._left = QHBoxLayout()
        left.setSpacing(24)
        left.addWidget(Label(self.theme, self.tr("Transfers"), "title"))
        left.addWidget(self.tabs)
        left.addStretch(1)
        self._tools = QHBoxLayout()
        self._tools.setSpacing(8)
        for widget in (
            self.at_once,
            self.pause_all_button,
            self.resume_all_button,
            self.push_button,
            self.pull_button,
        ):
            self._tools.addWidget(widget)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setContentsMargins(20, 0, 16, 0)
        self._head.setSpacing(8)
        self._head.addLayout(left, 1)
        self._head.addLayout(self._tools)
        head_box = QWidget()
        head_box.setMinimumHeight(HEADER_PX - 1)
        head_box.setLayout(self._head)
        self._list = QVBoxLayout()
        self._list.setSpacing(12)
        column = QVBoxLayout()
        column.setContentsMargins(24, 18, 24, 24)
        column.setSpacing(20)
        column.addLayout(self._list)
        column.addWidget(self.history)
        column.addWidget(self.empty, 1)
        column.addStretch(0)
        self._rest = QWidget()
        column.addWidget(self._rest, 1)
        self.scroll_area = PageScroll(column)
        self._inner = self.scroll_area.inside
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(head_box)
        whole.addWidget(Line(self.theme))
        whole.addWidget(self.scroll_area, 1)

    def _connect(self) -> None:
        self.tabs.picked.connect(self._show_tab)
        self.at_once.picked.connect(self._on_at_once)
        self.pause_all_button.clicked.connect(self.pause_all_requested)
        self.resume_all_button.clicked.connect(self.resume_all_requested)
        self.pull_button.clicked.connect(self.ask_for_pull)
        self.push_button.clicked.connect(self.ask_for_push)
        self.history.repeat_requested.connect(self.repeat_requested)
        self.history.forget_requested.connect(self.forget_requested)
        self.history.clear_requested.connect(self.clear_requested)

    @Slot()
    def ask_for_pull(self) -> None:
        """Ask for a name."""
        self.pull_sheet.open_with(self._models)

    @Slot()
    def ask_for_push(self) -> None:
        """Ask which model, where there is one."""
        if self._models:
            self.push_sheet.open_with(self._models)

    def _fit(self, ids: list[str]) -> None:
        """Keep the cards of rows that are still there, in the new order."""
        old = {card.row.id: card for card in self.cards if card.row is not None}
        focused = next((at for at, card in enumerate(self.cards) if _holds_focus(card)), None)
        had_focus = self.cards[focused] if focused is not None else None
        self.cards = [old.pop(each) if each in old else self._make_card() for each in ids]
        for at, card in enumerate(self.cards):
            if self._list.indexOf(card) != at:
                self._list.insertWidget(at, card)
                card.setVisible(self.tabs.option == "active")  # at once: it may get the focus
        if had_focus is not None and had_focus not in self.cards:
            after = self.cards[min(focused or 0, len(self.cards) - 1)] if self.cards else self.pull_button
            after.setFocus(Qt.FocusReason.TabFocusReason)
        for card in old.values():
            self._list.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._order_tabs()

    def _order_tabs(self) -> None:
        """Tab goes through the cards as they stand, whatever order they were made in."""
        chain = [each for card in self.cards for each in card.tab_stops]
        for one, other in pairwise(chain):
            QWidget.setTabOrder(one, other)

    def _make_card(self) -> TransferCard:
        card = TransferCard(self.theme)
        card.pause_requested.connect(self.pause_requested)
        card.cancel_requested.connect(self._on_cancel)
        card.step_requested.connect(self._on_step)
        card.move_requested.connect(self._on_move)
        card.neighbour_requested.connect(self._on_neighbour)
        card.dragged.connect(self._on_dragged)
        card.dropped.connect(self._on_dropped)
        return card

    def _card(self, transfer_id: str) -> TransferCard | None:
        return next((card for card in self.cards if card.row and card.row.id == transfer_id), None)

    def _show_rest(self) -> None:
        is_history = self.tabs.option == "history"
        paused = sum(row.state is TransferState.PAUSED for row in self._rows)
        can_pause = any(row.can_pause for row in self._rows)
        _show(self.pause_all_button, can_pause)
        _show(self.resume_all_button, paused > 1 or (paused > 0 and not can_pause))
        is_empty = not self._records if is_history else not self._rows
        text = self.tr("Nothing was transferred yet.") if is_history else self.tr("Nothing is moving.")
        if self.empty.text() != text:
            self.empty.setText(text)
        _show(self.empty, is_empty)
        _show(self._rest, not is_empty)
        self._arrange()

    @Slot(str)
    def _show_tab(self, tab: str) -> None:
        for card in self.cards:
            card.setVisible(tab == "active")
        self.history.show_many(tab == "history")
        self._show_rest()

    @Slot()
    def _arrange(self) -> None:
        wanted = self._left.sizeHint().width() + self._tools.sizeHint().width() + 52
        narrow = wanted > self.width()
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._head.direction() != direction:
            self._head.setDirection(direction)
            self._head.setContentsMargins(20, 0, 16, 10 if narrow else 0)
            self._tools.setAlignment(Qt.AlignmentFlag.AlignLeft if narrow else Qt.AlignmentFlag.AlignRight)

    def _at_once_options(self) -> list[Option]:
        return [
            (str(count), self.tr("{count} at a time").format(count=count))
            for count in range(1, MOST_AT_ONCE + 1)
        ]

    @Slot(str)
    def _on_at_once(self, option: str) -> None:
        self.at_once_requested.emit(int(option))

    @Slot(str)
    def _on_cancel(self, transfer_id: str) -> None:
        card = self._card(transfer_id)
        if card is None or card.row is None:
            return
        if wants_question(card.row):
            self.question.ask_about(card.row)
        else:
            self.cancel_requested.emit(transfer_id)

    @Slot(str, str)
    def _on_step(self, transfer_id: str, step: str) -> None:
        card = self._card(transfer_id)
        trouble = card.row.trouble if card is not None and card.row is not None else None
        if step == NextStep.SIGN_IN and trouble is not None:
            if url := trusted_signin_url(trouble.signin_url):
                QDesktopServices.openUrl(QUrl(url))
                self.sign_in_opened.emit(transfer_id)
            return
        wish = {
            NextStep.INSECURE: self.insecure_requested,
            NextStep.COPY: self.copy_requested,
            NextStep.PUSH_ANYWAY: self.push_anyway_requested,
        }.get(NextStep(step), self.resume_requested)
        wish.emit(transfer_id)

    @Slot(str, int)
    def _on_move(self, transfer_id: str, step: int) -> None:
        at = next((at for at, row in enumerate(self._rows) if row.id == transfer_id), None)
        if at is not None and 0 <= at + step < len(self._rows):
            self.move_requested.emit(transfer_id, at + step)

    @Slot(str, int)
    def _on_neighbour(self, transfer_id: str, step: int) -> None:
        at = next((at for at, row in enumerate(self._rows) if row.id == transfer_id), 0) + step
        if 0 <= at < len(self.cards):
            self.cards[at].setFocus(Qt.FocusReason.TabFocusReason)
            self.scroll_area.ensureWidgetVisible(self.cards[at])

    def _gap_at(self, place: QPoint) -> int:
        """Before which card a thing dropped there would come."""
        y = self._inner.mapFromGlobal(place).y()
        return sum(card.geometry().center().y() < y for card in self.cards)

    @Slot(str, QPoint)
    def _on_dragged(self, _transfer_id: str, place: QPoint) -> None:
        gap = self._gap_at(place)
        below = self.cards[gap].geometry().top() if gap < len(self.cards) else None
        y = below - 7 if below is not None else self.cards[-1].geometry().bottom() + 6
        self._drop_line.setGeometry(self.cards[0].x(), y, self.cards[0].width(), 1)
        self._drop_line.raise_()
        self._drop_line.show()

    @Slot(str, QPoint)
    def _on_dropped(self, transfer_id: str, place: QPoint) -> None:
        self._drop_line.hide()
        at = next((at for at, row in enumerate(self._rows) if row.id == transfer_id), None)
        gap = self._gap_at(place)
        if at is not None:
            target = gap - 1 if gap > at else gap
            if target != at:
                self.move_requested.emit(transfer_id, target)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()  # words or their size have changed
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()


def _only_moves(before: TransferRow, after: TransferRow) -> bool:
    """Whether a transfer goes on as it did, with other numbers."""
    return all(
        getattr(before, name) == getattr(after, name) for name in ("state", "trouble", "name", "insecure")
    )


def _show(widget: QWidget, is_wanted: bool) -> None:
    if widget.isHidden() is is_wanted:
        widget.setVisible(is_wanted)


def _holds_focus(card: TransferCard) -> bool:
    focus = card.window().focusWidget()
    return focus is not None and (card is focus or card.isAncestorOf(focus))
