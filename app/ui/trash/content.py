"""The trash: what was deleted in the last thirty days, and the ways back and out."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.domain.conversation import Chat
from app.domain.failure import Failure
from app.domain.trash import Emptied, OldCopies, TrashItem, TrashKind
from app.ui.failure_text import failure_text
from app.ui.theme.theme import Theme
from app.ui.trash.trash_delegate import TrashDelegate
from app.ui.trash.trash_model import TrashModel, title_words
from app.ui.widgets.announce import announce
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from app.ui.widgets.list_page import ListPage
from app.ui.widgets.notice import Notice
from app.ui.widgets.question import Question
from app.ui.widgets.ring_by_keys import RingedList
from app.ui.words import size

_TITLE_CHARS = 60


def _cut(title: str) -> str:
    return title if len(title) <= _TITLE_CHARS else title[:_TITLE_CHARS].rstrip() + "…"


class _Items(RingedList):
    """Enter restores, Delete removes."""

    restore_requested = Signal()
    remove_requested = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.restore_requested.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_requested.emit()
        else:
            super().keyPressEvent(event)


class TrashContent(ListPage):
    """What is wanted goes out as signals; what holds comes in through slots."""

    opened = Signal()  # somebody looks: `set_items` is to follow
    restore_requested = Signal(str)  # item id, as in the next one
    remove_requested = Signal(str)
    empty_requested = Signal()
    copies_removal_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self.view = _Items()
        super().__init__(theme, self.view, parent)
        self._is_busy = False
        self._is_read = False
        self._asked = ""  # what the open question is about
        self._question: Question | None = None
        self.model = TrashModel(self)
        self.restore_button = Button(theme, self.tr("Restore"), "rotate-ccw")
        self.remove_button = Button(theme, self.tr("Delete for ever…"), "trash-2")
        self.empty_button = Button(theme, self.tr("Empty the trash…"))
        words = self.tr("Deleted chats and versions stay here for 30 days, then they go by themselves.")
        self.explanation = Label(theme, words, color="muted", wrap=True)
        self.state.setText(self.tr("Looking…"))
        self.notice = Notice(theme, "info")
        self.notice.hide()
        self._set_up_list(self.model, TrashDelegate(theme, self.view), self.tr("Trash"))
        buttons = [self.restore_button, self.remove_button, self.empty_button]
        self._lay_out(self.tr("Trash"), buttons, [self.explanation, self.notice])
        self._connect()
        self._show_buttons()

    @property
    def question(self) -> Question:
        """What is asked before something goes for good; made when it is first asked."""
        if self._question is None:
            self._question = Question(self.theme, self.window(), self.tr("Keep"))
            self._question.confirmed.connect(self._on_confirmed)
        return self._question

    @property
    def regions(self) -> list[QWidget]:
        """What F6 goes round here."""
        return [self.view if self.view.isVisible() else self.back_button]

    def focus_first(self) -> None:
        """Put the focus where the keyboard begins."""
        self.regions[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(tuple)
    def set_items(self, items: tuple[TrashItem, ...]) -> None:
        """Show what is in the trash."""
        row = max(0, self.view.currentIndex().row())
        had_focus = self.view.hasFocus() or self.back_button.hasFocus()
        self._is_read = True
        self.model.set_items(items)
        self._show_listed(bool(items))
        self.state.setText(self.tr("The trash is empty."))
        if items:
            self.view.setCurrentIndex(self.model.index(min(row, len(items) - 1)))
        if had_focus:
            self.focus_first()
        self._show_buttons()

    @Slot(bool)
    def set_busy(self, is_busy: bool) -> None:
        """Whether something is being removed for good."""
        self._is_busy = is_busy
        self._show_buttons()

    @Slot(Emptied)
    def tell_emptied(self, told: Emptied) -> None:
        """Say what went and what stays elsewhere."""
        one, many = self.tr("1 item is gone"), self.tr("{count} items are gone")
        what = one if told.items == 1 else many.format(count=told.items)
        offers = [("copies", self.tr("Remove the older copies…"), "trash-2")] if told.copies.count else []
        self._tell(what, self._rest(told), offers)

    @Slot(Chat)
    def tell_chat_restored(self, chat: Chat) -> None:
        """Say where a chat is now."""
        title = chat.title or self.tr("Untitled chat")
        self._tell(self.tr("“{title}” is back in the list of chats").format(title=_cut(title)))

    @Slot()
    def tell_version_restored(self) -> None:
        """Say where a version is now."""
        self._tell(self.tr("The version is back in its chat, which is open now"))

    @Slot(OldCopies)
    def tell_copies_removed(self, copies: OldCopies) -> None:
        """Say that the older copies went too."""
        one, many = self.tr("1 older copy is gone, {size}"), self.tr("{count} older copies are gone, {size}")
        words = one if copies.count == 1 else many
        self._tell(words.format(count=copies.count, size=size(copies.size_bytes)))

    @Slot(Failure)
    def show_failure(self, failure: Failure) -> None:
        """Say what did not work; everything that is listed is still there."""
        words = failure_text(failure)
        self._tell_trouble(words.title, words.explanation, self.tr("Look again"))
        if not self._is_read:
            self.state.hide()

    def _tell(self, words: str, rest: str = "", offers: Sequence[tuple[str, str, str]] = ()) -> None:
        self.notice.set_texts(words, rest)
        self.notice.set_actions(offers)
        self.notice.show()
        announce(self, words)

    def _rest(self, told: Emptied) -> str:
        parts = [self.tr("Their words are out of the search, and files that only they used are removed.")]
        if told.copies.count:
            one, many = (
                self.tr(
                    "1 older copy of all chats ({size}), made before an update or of a damaged file, may "
                    "still hold them."
                ),
                self.tr(
                    "{count} older copies of all chats ({size}), made before an update or of a damaged "
                    "file, may still hold them."
                ),
            )
            words = one if told.copies.count == 1 else many
            parts.append(words.format(count=told.copies.count, size=size(told.copies.size_bytes)))
        parts.append(self.tr("What you exported or backed up yourself stays."))
        return " ".join(parts)

    def _connect(self) -> None:
        self.restore_button.clicked.connect(self._on_restore)
        self.remove_button.clicked.connect(self._on_remove)
        self.empty_button.clicked.connect(self._on_empty)
        self.view.restore_requested.connect(self._on_restore)
        self.view.remove_requested.connect(self._on_remove)
        self.view.doubleClicked.connect(self._on_double_clicked)
        self.view.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.notice.action_triggered.connect(self._on_notice_action)

    def _show_buttons(self) -> None:
        has_one = self.model.item(self.view.currentIndex()) is not None
        self.restore_button.setEnabled(has_one and not self._is_busy)
        self.remove_button.setEnabled(has_one and not self._is_busy)
        self.empty_button.setEnabled(self.model.rowCount() > 0 and not self._is_busy)
        self.empty_button.set_label(
            self.tr("Emptying…") if self._is_busy else self.tr("Empty the trash…"),
        )

    @Slot()
    def _on_restore(self) -> None:
        item = self.model.item(self.view.currentIndex())
        if item is not None and not self._is_busy:
            self.restore_requested.emit(item.id)

    @Slot(QModelIndex)
    def _on_double_clicked(self, _index: QModelIndex) -> None:
        self._on_restore()

    @Slot()
    def _on_remove(self) -> None:
        item = self.model.item(self.view.currentIndex())
        if item is None or self._is_busy:
            return
        self._asked = item.id
        name = _cut(title_words(item))
        what = self.tr("The chat and its files")
        if item.kind is TrashKind.VERSION:
            what = self.tr("This version and its files")
        text = self.tr("{what} cannot be brought back after this.").format(what=what)
        title = self.tr("Delete “{name}” for ever?").format(name=name)
        self.question.ask(title, text, self.tr("Delete for ever"), destroys=True)

    @Slot()
    def _on_empty(self) -> None:
        self._asked = "all"
        count = self.model.rowCount()
        one, many = self.tr("Delete 1 item for ever?"), self.tr("Delete {count} items for ever?")
        text = self.tr(
            "Their messages, words in the search and files go for good. Chats that are not in the trash, "
            "exports and backups you made stay; older copies of all chats are asked about after this."
        )
        title = one if count == 1 else many.format(count=count)
        self.question.ask(title, text, self.tr("Empty the trash"), destroys=True)

    @Slot(str)
    def _on_notice_action(self, _action: str) -> None:
        self._asked = "copies"
        text = self.tr(
            "They are whole copies of all your chats, kept in case an update or a repair went wrong. "
            "Without them there is no way back from such trouble."
        )
        self.question.ask(
            self.tr("Remove the older copies?"), text, self.tr("Remove the copies"), destroys=True
        )

    @Slot()
    def _on_confirmed(self) -> None:
        asked, self._asked = self._asked, ""
        if asked == "all":
            self.empty_requested.emit()
        elif asked == "copies":
            self.copies_removal_requested.emit()
        elif asked:
            self.remove_requested.emit(asked)

    def _try_again(self) -> None:
        self.opened.emit()

    @Slot(QItemSelection, QItemSelection)
    def _on_selection_changed(self, _now: QItemSelection, _before: QItemSelection) -> None:
        self._show_buttons()
