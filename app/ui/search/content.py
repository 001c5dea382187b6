"""Search over all chats: a field, filters, and what was found in its context."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListView, QVBoxLayout, QWidget

from app.domain.conversation import Folder
from app.domain.failure import Failure
from app.domain.search import SearchHit, SearchHits, SearchWish
from app.ui.failure_text import failure_text
from app.ui.search.filter_row import FilterRow
from app.ui.search.hit_delegate import HitDelegate
from app.ui.search.hit_model import HitModel
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from app.ui.widgets.notice import Notice
from app.ui.widgets.search_field import SearchField
from app.ui.widgets.surface import Surface

_TYPING_MS = 40
_SLOW_MS = 250
_COLUMN_PX = 860


class _Field(SearchField):
    """Up and Down move in what was found, Enter opens it."""

    moved = Signal(QKeyEvent)
    opened = Signal()
    closed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key
        if event.key() in (key.Key_Down, key.Key_Up, key.Key_PageDown, key.Key_PageUp):
            self.moved.emit(event)
        elif event.key() in (key.Key_Return, key.Key_Enter):
            self.opened.emit()
        elif event.key() == key.Key_Escape and not self.text():
            self.closed.emit()
        else:
            super().keyPressEvent(event)


class _Hits(QListView):
    """Enter opens; letters go on with the search."""

    open_requested = Signal()
    typed = Signal(QKeyEvent)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_requested.emit()
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Backspace) or (
            event.text().isprintable() and event.text().strip()
        ):
            self.typed.emit(event)
        else:
            super().keyPressEvent(event)


class SearchContent(Surface):
    """What is wanted goes out as signals; what was found comes in through slots."""

    search_requested = Signal(SearchWish)
    more_requested = Signal()
    cancel_requested = Signal()
    hit_chosen = Signal(SearchHit)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "canvas", parent=parent)
        self.field = _Field(theme, self.tr("Search all chats"))
        self.filters = FilterRow(theme)
        self.model = HitModel(self)
        self.view = _Hits()
        self._delegate = HitDelegate(theme, self.view)
        self.state = Label(theme, "", color="muted", wrap=True)
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.count = Label(theme, "", "caption", "muted")
        self.trouble = Notice(theme, "danger")
        self.back_button = Button(theme, self.tr("Back to the chat (Esc)"), "x", "icon", icon_px=18)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._slow = QTimer(self, singleShot=True, interval=_SLOW_MS)
        self._set_up_view()
        self._lay_out()
        self._connect()
        self._tell_begin()

    @property
    def regions(self) -> list[QWidget]:
        """What F6 goes round here."""
        found = [self.view] if self.view.isVisible() else []
        return [self.field, self.filters.dropdowns["model"], *found]

    @property
    def wish(self) -> SearchWish:
        """What is searched for now."""
        return SearchWish(self.field.text(), self.filters.filter, self.filters.order)

    def focus_first(self) -> None:
        """Put the cursor into the field, what is in it selected."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    @Slot(tuple)
    def set_folders(self, folders: tuple[Folder, ...]) -> None:
        """Offer the folders."""
        self.filters.set_folders(folders)

    def set_models(self, names: Sequence[str]) -> None:
        """Offer the models that have written in some chat."""
        self.filters.set_models(names)

    @Slot(SearchHits)
    def show_found(self, hits: SearchHits) -> None:
        """Show the first page."""
        self._slow.stop()
        self.trouble.hide()
        self.model.set_hits(hits)
        has_any = bool(hits.hits)
        self.view.setVisible(has_any)
        self.state.setVisible(not has_any)
        if has_any:
            self.view.setCurrentIndex(self.model.index(0))
            self.view.scrollToTop()
        else:
            self._tell_nothing()
        self._tell_count(hits.unindexed)

    @Slot(SearchHits)
    def show_more(self, hits: SearchHits) -> None:
        """Show the next page below."""
        self.model.add_hits(hits)
        self._tell_count(hits.unindexed)

    @Slot(Failure)
    def show_failure(self, failure: Failure) -> None:
        """Say why nothing could be searched."""
        self._slow.stop()
        words = failure_text(failure)
        self.trouble.set_texts(self.tr("The search did not end"), words.title)
        self.trouble.set_actions([("again", self.tr("Search again"), "rotate-cw")])
        self.trouble.show()

    def _set_up_view(self) -> None:
        view = self.view
        view.setModel(self.model)
        view.setItemDelegate(self._delegate)
        view.setUniformItemSizes(True)
        view.setMouseTracking(True)
        view.setAccessibleName(self.tr("What was found"))
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.hide()

    def _lay_out(self) -> None:
        self.trouble.hide()
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Label(self.theme, self.tr("Search"), "title"), 1)
        head.addWidget(self.count)
        head.addWidget(self.back_button)
        self.state.setAlignment(Qt.AlignmentFlag.AlignTop)
        inner = QWidget()
        inner.setMaximumWidth(_COLUMN_PX)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.field)
        column.addWidget(self.filters)
        column.addWidget(self.trouble)
        column.addWidget(self.state, 1)
        column.addWidget(self.view, 1)
        around = QHBoxLayout(self)
        around.setContentsMargins(24, 12, 24, 0)
        around.addStretch(1)
        around.addWidget(inner, 100)
        around.addStretch(1)

    def _connect(self) -> None:
        self.field.textChanged.connect(self._on_wish_changed)
        self.filters.changed.connect(self._on_filters_changed)
        self.field.moved.connect(self._on_moved)
        self.field.opened.connect(self._on_opened)
        self.field.closed.connect(self.closed)
        self.back_button.clicked.connect(self.closed)
        self.view.open_requested.connect(self._on_opened)
        self.view.typed.connect(self._on_typed)
        self.view.clicked.connect(self._on_clicked)
        self.model.more_wanted.connect(self.more_requested)
        self.trouble.action_triggered.connect(self._on_again)
        self._typing.timeout.connect(self._ask)
        self._slow.timeout.connect(self._on_slow)

    def _ask(self) -> None:
        wish = self.wish
        if not wish.text.strip() and not self.filters.is_set:
            self._slow.stop()
            self.cancel_requested.emit()
            self._tell_begin()
            return
        self._slow.start()
        self.search_requested.emit(wish)

    def _tell_begin(self) -> None:
        self.view.hide()
        self.trouble.hide()
        self.count.setText("")
        self.state.setText(
            self.tr(
                "Finds words in messages, thoughts, titles and file names, on all versions."
                "\n\n“two words” finds them side by side, -word leaves out what has it."
                "\nDeleted chats are found again when they are restored; temporary chats never are."
            )
        )
        self.state.show()

    def _tell_nothing(self) -> None:
        text = self.field.text().strip()
        words = self.tr("Nothing for “{text}”.").format(text=text) if text else self.tr("No such message.")
        if self.filters.is_set:
            words += "\n" + self.tr("Some messages are filtered out.")
        self.state.setText(words)

    def _tell_count(self, unindexed: int) -> None:
        count = self.model.rowCount()
        words = ""
        if self.model.has_more:
            words = self.tr("more than {count}").format(count=count)
        elif count:
            words = self.tr("1 found") if count == 1 else self.tr("{count} found").format(count=count)
        if unindexed:
            more = self.tr("{count} messages are still being prepared").format(count=unindexed)
            words = " · ".join(part for part in (words, more) if part)
        self.count.setText(words)

    @Slot()
    def _on_wish_changed(self) -> None:
        self._typing.start()

    @Slot()
    def _on_filters_changed(self) -> None:
        self._ask()

    @Slot()
    def _on_slow(self) -> None:
        self.count.setText(self.tr("Searching…"))

    @Slot(str)
    def _on_again(self, _action: str) -> None:
        self.trouble.hide()
        self._ask()

    @Slot(QKeyEvent)
    def _on_moved(self, event: QKeyEvent) -> None:
        if self.view.isVisible():
            QCoreApplication.sendEvent(self.view, event)

    @Slot(QKeyEvent)
    def _on_typed(self, event: QKeyEvent) -> None:
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        if event.key() != Qt.Key.Key_Escape:
            QCoreApplication.sendEvent(self.field, event)

    @Slot()
    def _on_opened(self) -> None:
        self._open(self.view.currentIndex())

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self._open(index)

    def _open(self, index: QModelIndex) -> None:
        hit = self.model.hit(index)
        if hit is not None and self.view.isVisible():
            self.hit_chosen.emit(hit)

    @Slot()
    def _on_theme_changed(self) -> None:
        # Connected by the surface, once: of two connections Qt for Python ends only one with the widget.
        super()._on_theme_changed()
        self.view.scheduleDelayedItemsLayout()
        self.view.viewport().update()
