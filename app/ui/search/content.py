"""Search over all chats: a field, filters, and what was found in its context."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.domain.conversation import Folder
from app.domain.failure import Failure
from app.domain.search import SearchHit, SearchHits, SearchWish
from app.ui.failure_text import failure_text
from app.ui.search.filter_row import FilterRow
from app.ui.search.hit_delegate import HitDelegate
from app.ui.search.hit_model import HitModel
from app.ui.theme.theme import Theme
from app.ui.widgets.label import Label
from app.ui.widgets.list_page import ListPage
from app.ui.widgets.ring_by_keys import RingedList
from app.ui.widgets.search_field import SearchField

_TYPING_MS = 40
_SLOW_MS = 250


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


class _Hits(RingedList):
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


class SearchContent(ListPage):
    """What is wanted goes out as signals; what was found comes in through slots."""

    search_requested = Signal(SearchWish)
    more_requested = Signal()
    cancel_requested = Signal()
    hit_chosen = Signal(SearchHit)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self.view = _Hits()
        super().__init__(theme, self.view, parent)
        self.field = _Field(theme, self.tr("Search all chats"))
        self.filters = FilterRow(theme)
        self.model = HitModel(self)
        self.count = Label(theme, "", "caption", "muted")
        self._shown: SearchWish | None = None  # what is listed was found for it
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._slow = QTimer(self, singleShot=True, interval=_SLOW_MS)
        self._set_up_list(self.model, HitDelegate(theme, self.view), self.tr("What was found"))
        self._lay_out(self.tr("Search"), [self.count], [self.field, self.filters])
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

    def look_again(self) -> None:
        """Search for the same: what was found before may be deleted by now."""
        if self.wish.text.strip() or self.filters.is_set:
            self._ask()

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
        row = max(0, self.view.currentIndex().row()) if hits.wish == self._shown else 0
        self._shown = hits.wish
        self.model.set_hits(hits)
        self._show_listed(bool(hits.hits))
        if hits.hits:
            self.view.setCurrentIndex(self.model.index(min(row, len(hits.hits) - 1)))
            if not row:
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
        self._tell_trouble(self.tr("The search did not end"), words.title, self.tr("Search again"))

    def _connect(self) -> None:
        self.field.textChanged.connect(self._on_wish_changed)
        self.filters.changed.connect(self._on_filters_changed)
        self.field.moved.connect(self._on_moved)
        self.field.opened.connect(self._on_opened)
        self.field.closed.connect(self.closed)
        self.view.open_requested.connect(self._on_opened)
        self.view.typed.connect(self._on_typed)
        self.view.clicked.connect(self._on_clicked)
        self.model.more_wanted.connect(self.more_requested)
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
        self._show_listed(False)
        self.trouble.hide()
        self.count.setText("")
        self.state.setText(
            self.tr(
                "Finds words in messages, thoughts, titles and file names, on all versions."
                "\n\n“two words” finds them side by side, -word leaves out what has it."
                "\nDeleted chats are found again when they are restored; temporary chats never are."
            )
        )

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
            one, many = (
                self.tr("1 message is still being prepared"),
                self.tr("{count} messages are still being prepared"),
            )
            more = one if unindexed == 1 else many.format(count=unindexed)
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

    def _try_again(self) -> None:
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
