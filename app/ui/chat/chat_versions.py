"""What is done with the versions of the open chat's messages: by their footers, the menu and the keyboard."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.conversation import Chat, ChatView, Message, MessageEdit
from app.domain.versions import RetryWish
from app.ui.chat.composer import Composer

if TYPE_CHECKING:
    from app.ui.chat.turn_menu import TurnMenu
    from app.ui.theme.theme import Theme
    from app.ui.transcript.view import Transcript


_NEXT, _EDIT = "next", "edit"  # no ids: what waits and what is dropped have none


class ChatVersions(QObject):
    """Wishes go out as signals; `told` has words for a short message."""

    retry_requested = Signal(RetryWish)
    edit_requested = Signal(str, str)  # message id, its other words
    edit_typed = Signal(str, str)  # as above, not to be sent yet; both empty: nothing is edited any more
    go_on_requested = Signal(str)  # message id, as in the next ones
    branch_requested = Signal(str)
    delete_requested = Signal(str)
    undelete_requested = Signal(str)
    edit_returned = Signal(str, MessageEdit)  # chat id, of one that is not shown, and what was dropped there
    next_undelete_requested = Signal()  # the message that waited
    step_requested = Signal(str, int)  # -1: the version before, 1: the next one
    told = Signal(str)
    deleted_told = Signal(str)  # words for a short message with Undo

    def __init__(self, theme: "Theme", composer: Composer, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._composer = composer
        self._pane = parent
        self._transcript: Transcript | None = None
        self._menu: TurnMenu | None = None
        self._models: tuple[str, ...] = ()
        self._is_temporary = False
        self._chat_id = ""
        self._edited_id = ""
        self._is_entered = False  # another chat than before, and not shown yet
        self._deleted_id = ""
        self._dropped = "", MessageEdit("", "")  # in which chat, and what
        composer.edit_submitted.connect(self._on_edit_submitted)
        composer.edit_typed.connect(self._on_edit_typed)
        composer.edit_cancelled.connect(self._on_edit_cancelled)
        composer.next_remove_requested.connect(self._on_next_removed)
        composer.refused.connect(self.told)

    @property
    def is_temporary(self) -> bool:
        """Whether nothing of the shown chat is kept."""
        return self._is_temporary

    def watch(self, transcript: "Transcript") -> None:
        """Take the messages, once there are any."""
        self._transcript = transcript
        transcript.turn_wished.connect(self._on_turn_wished)

    def set_models(self, names: tuple[str, ...]) -> None:
        """Which models could reply."""
        self._models = names

    def enter(self, chat: Chat | None) -> None:
        """Another chat is about to be shown, or the same one anew."""
        self._is_temporary = chat is not None and chat.is_temporary
        chat_id = chat.id if chat is not None else ""
        if chat_id != self._chat_id:
            self._chat_id = chat_id
            self._edited_id = ""
            self._is_entered = True
            self._composer.leave_edit()  # it is kept with its chat

    def show_edit(self, view: ChatView) -> None:
        """A chat is shown: go on with what was being edited there; without its message the words stay."""
        edit = view.edit if self._is_entered else None  # else it is one of another window
        self._is_entered = False
        if self._composer.is_editing:
            edit = MessageEdit(self._edited_id, self._composer.text)
        if edit is not None:
            self._go_on_with(edit, view.messages)

    @Slot(MessageEdit)
    def restore_edit(self, edit: MessageEdit) -> None:
        """Other words for a message were not sent: they are in the field again."""
        if self._transcript is not None:
            self._go_on_with(edit, self._transcript.turns.messages)

    def _go_on_with(self, edit: MessageEdit, messages: Iterable[Message]) -> None:
        edited = next((message for message in messages if message.id == edit.message_id), None)
        if edited is None:
            self._composer.leave_edit()
            self._composer.add_to_draft(edit.text)
            self.edit_typed.emit("", "")
            self.told.emit(
                self.tr("The message that was edited is not shown now. Its new words are kept below.")
            )
        elif self._edited_id != edit.message_id or not self._composer.is_editing:
            self._edited_id = edit.message_id
            self._composer.begin_edit(edit.text, has_files=bool(edited.attachments))

    @property
    def menu(self) -> "TurnMenu":
        """What else can be done with a message; made when it is first wanted."""
        if self._menu is None:
            # As the transcript.
            from app.ui.chat.turn_menu import TurnMenu

            self._menu = TurnMenu(self._theme, self._pane)
            self._menu.chosen.connect(self._on_turn_wished)
            self._menu.retry_chosen.connect(self.retry_requested)
        return self._menu

    @property
    def has_fork(self) -> bool:
        """Whether any message of the open chat has several versions."""
        return self._transcript is not None and self._transcript.fork_in_view() is not None

    def step(self, step: int) -> None:
        """Show the version before or after, of the message with the focus or else the last in view."""
        fork = self._transcript.fork_in_view() if self._transcript is not None else None
        if fork is None:
            self.told.emit(self.tr("There is no other version here"))
        elif self._is_running:
            self._tell_running()
        elif not fork.beside(step):
            self.told.emit(
                self.tr("This is the first version") if step < 0 else self.tr("This is the last version")
            )
        else:
            self.step_requested.emit(fork.message_id, step)

    def edit_last(self) -> None:
        """Edit the person's last message."""
        if self._transcript is not None:
            own = [message for message in self._transcript.turns.messages if message.role == "user"]
            if own:
                self._edit(own[-1].id)

    @Slot(str)
    def tell_deleted(self, message_id: str) -> None:
        """A version is in the trash: offer the way back."""
        self._deleted_id = message_id
        self.deleted_told.emit(self.tr("Moved to the trash"))

    def undo_delete(self) -> None:
        """Bring back what was deleted last: a version, the message that waited, other words for a message."""
        deleted_id, self._deleted_id = self._deleted_id, ""
        chat_id, dropped = self._dropped
        if deleted_id == _NEXT:
            self.next_undelete_requested.emit()
        elif deleted_id == _EDIT and chat_id == self._chat_id:
            self._composer.end_edit()  # of another message: Undo is offered for it in its turn
            self.restore_edit(dropped)
        elif deleted_id == _EDIT:
            self.edit_returned.emit(chat_id, dropped)
        elif deleted_id:
            self.undelete_requested.emit(deleted_id)

    @property
    def _is_running(self) -> bool:
        return self._transcript is not None and self._transcript.running_turn is not None

    def _tell_running(self) -> None:
        self.told.emit(self.tr("A reply is being written: stop it first, or wait for its end"))

    def _edit(self, message_id: str) -> None:
        turn = self._transcript.turn(message_id) if self._transcript is not None else None
        if turn is not None:
            self._edited_id = message_id
            self._composer.begin_edit(turn.message.content, has_files=bool(turn.message.attachments))

    @Slot(str, str)
    def _on_turn_wished(self, wish: str, message_id: str) -> None:
        if wish == "menu":
            self._open_menu(message_id)
        elif wish == "branch":
            if self._is_temporary:
                self.told.emit(self.tr("A temporary chat cannot be copied: nothing of it is kept"))
            else:
                self.branch_requested.emit(message_id)
        elif self._is_running:
            self._tell_running()
        elif wish == "edit":
            self._edit(message_id)
        elif wish == "go_on":
            self.go_on_requested.emit(message_id)
        elif wish == "delete":
            self.delete_requested.emit(message_id)
        else:
            self.step_requested.emit(message_id, 1 if wish == "forth" else -1)

    def _open_menu(self, message_id: str) -> None:
        transcript = self._transcript
        turn = transcript.turn(message_id) if transcript is not None else None
        footer = getattr(turn, "footer", None)
        if transcript is None or turn is None or footer is None:
            return
        self.menu.show_for(
            turn.message,
            self._models,
            has_versions=transcript.fork_of(message_id) is not None,
            is_last=transcript.is_last(message_id),
            at=footer.more_button,
        )

    @Slot(str)
    def _on_edit_submitted(self, text: str) -> None:
        self.edit_requested.emit(self._edited_id, text)

    @Slot(str)
    def _on_edit_typed(self, text: str) -> None:
        self.edit_typed.emit(self._edited_id, text)

    @Slot()
    def _on_next_removed(self) -> None:
        self._deleted_id = _NEXT
        self.deleted_told.emit(self.tr("The message that was to be sent next was removed"))

    @Slot(str)
    def _on_edit_cancelled(self, text: str) -> None:
        self.edit_typed.emit("", "")
        turn = self._transcript.turn(self._edited_id) if self._transcript is not None else None
        if turn is not None and text.strip() not in ("", turn.message.content.strip()):
            self._deleted_id = _EDIT
            self._dropped = self._chat_id, MessageEdit(self._edited_id, text)
            self.deleted_told.emit(self.tr("The new words were dropped"))
