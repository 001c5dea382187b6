"""The way of files in and out of the chat pane. What shows and reads them is loaded with the first one."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Signal, Slot
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtWidgets import QWidget

from app.domain.attached_text import FileTold, FileWish, can_be_typed
from app.domain.attachment import SENT_EDGE_PX, DraftImages, PreparedImage, StoredFile
from app.domain.context import TokenRates
from app.domain.conversation import Message
from app.domain.model_facts import ModelFacts
from app.domain.server import ServerState
from app.ui.chat.attachable import is_dragged_image
from app.ui.chat.composer import Composer
from app.ui.theme.theme import Theme

if TYPE_CHECKING:
    from app.ui.images.desk import ImageDesk
    from app.ui.transcript.view import Transcript


class ImageGate(QObject):
    """Wishes about files out, what became of them in."""

    prepared = Signal(PreparedImage)
    file_attached = Signal(FileWish)  # one that is no image, or a long paste
    draft_changed = Signal(DraftImages)
    remove_requested = Signal(str)  # id of a draft's image
    restore_requested = Signal(str)  # id of one that was removed
    undo_offered = Signal(str)  # what was removed, in words; `undo_remove` takes it back
    file_wanted = Signal(str)  # SHA-256
    save_requested = Signal(str, str)  # SHA-256, path
    model_picked = Signal(str)  # one that can see
    dropped = Signal()

    def __init__(self, theme: Theme, composer: Composer, pane: QWidget) -> None:
        super().__init__(pane)
        self._theme = theme
        self._composer = composer
        self._pane = pane
        self._desk: ImageDesk | None = None
        self._chat_id = ""
        self._messages: list[Message] = []  # those with images
        self._server: ServerState | None = None
        self._model = ""
        self._sent_edge_px = SENT_EDGE_PX
        self._facts = ModelFacts()
        self._rates = TokenRates()
        composer.attach_button.clicked.connect(self.choose_files)
        composer.edit.mime_pasted.connect(self.attach)
        composer.edit.long_pasted.connect(self._on_long_pasted)
        composer.edit.removal_requested.connect(self._on_removal_requested)

    @property
    def desk(self) -> "ImageDesk":
        """Everything that deals with images; made when it is first wanted."""
        if self._desk is None:
            from app.ui.images.desk import ImageDesk  # as said above

            self._desk = desk = ImageDesk(self._theme, self._pane)
            self._composer.set_tray(desk.tray)
            desk.sending_changed.connect(self._composer.set_images)
            desk.done.connect(self._composer.edit.setFocus)
            desk.prepared.connect(self.prepared)
            desk.file_attached.connect(self.file_attached)
            desk.text_wanted.connect(self.file_wanted)
            desk.text_pasted.connect(self._composer.edit.insert_text)
            desk.remove_requested.connect(self.remove_requested)
            desk.restore_requested.connect(self.restore_requested)
            desk.undo_offered.connect(self.undo_offered)
            desk.save_requested.connect(self.save_requested)
            desk.model_picked.connect(self.model_picked)
            desk.dropped.connect(self.dropped)
            desk.pictures.file_wanted.connect(self.file_wanted)
            desk.set_sent_edge(self._sent_edge_px)
            desk.set_model(self._server, self._model, self._facts)
            desk.chips.set_token_rates(self._rates)
            desk.set_chat(self._chat_id)
        return self._desk

    @Slot()
    def choose_files(self) -> None:
        """Ask for files to attach."""
        self.desk.choose_files()

    @Slot(QMimeData)
    def attach(self, mime: QMimeData) -> None:
        """Attach what was pasted or dropped."""
        self.desk.attach_mime(mime)

    @Slot(DraftImages)
    def set_draft(self, draft: DraftImages) -> None:
        """Show the images of the message that is not sent yet."""
        if draft.images or self._desk is not None:
            self.desk.set_draft(draft)
        self.draft_changed.emit(draft)

    @Slot(str)
    def forget(self, image_id: str) -> None:
        """An image could not be kept."""
        self.desk.forget(image_id)

    @Slot(StoredFile)
    def take_file(self, file: StoredFile) -> None:
        """Take a file that was wanted."""
        self.desk.take_file(file)

    def undo_remove(self) -> None:
        """Have back what was taken out last."""
        self.desk.undo_remove()

    @Slot(FileTold)
    def take_told(self, told: FileTold) -> None:
        """Say what became of a file."""
        self.desk.take_told(told)

    @Slot(TokenRates)
    def set_token_rates(self, rates: TokenRates) -> None:
        """Estimate tokens as the model that answers next was seen to count."""
        self._rates = rates
        if self._desk is not None:
            self._desk.chips.set_token_rates(rates)

    def set_model(self, server: ServerState | None, model: str) -> None:
        """Take what answers next, and what else could."""
        self._server, self._model = server, model
        self._tell_model()

    def set_facts(self, facts: ModelFacts) -> None:
        """Take what the server tells of the model by itself."""
        self._facts = facts
        self._tell_model()

    def set_sent_edge(self, edge_px: int) -> None:
        """Make what is sent of an image no larger; counts for those that are attached from now on."""
        self._sent_edge_px = edge_px
        if self._desk is not None:
            self._desk.set_sent_edge(edge_px)

    def set_messages(self, chat_id: str, messages: tuple[Message, ...]) -> None:
        """Another chat is about to be shown."""
        self._chat_id = chat_id
        self._messages = [message for message in messages if message.attachments]
        if self._desk is not None or self._messages:
            self.desk.set_chat(chat_id)
            self.desk.set_messages(self._messages)

    def add_message(self, message: Message) -> None:
        """A message is about to be shown at the end."""
        if message.attachments:
            self._messages.append(message)
            self.desk.set_messages(self._messages)

    def equip(self, transcript: "Transcript") -> None:
        """Let the transcript show pictures, where it has any."""
        if self._messages:
            transcript.set_pictures(self.desk.pictures)

    def take_drag(self, event: QDragEnterEvent, over: QWidget) -> None:
        """Say where to drop, or leave the drag alone."""
        if is_dragged_image(event.mimeData()):
            event.acceptProposedAction()
            self.desk.show_drop_hint(over)

    def end_drag(self) -> None:
        """The drag has left."""
        if self._desk is not None:
            self._desk.hide_drop_hint()

    @property
    def is_reading(self) -> bool:
        """Whether a file is on its way into a draft."""
        return self._desk is not None and bool(self._desk.arrivals)

    def close(self) -> None:
        """End the thread; after this nothing is read."""
        if self._desk is not None:
            self._desk.close()

    def _tell_model(self) -> None:
        if self._desk is not None:
            self._desk.set_model(self._server, self._model, self._facts)

    @Slot(str)
    def _on_long_pasted(self, text: str) -> None:
        if self._composer.is_editing and can_be_typed(text):  # a file would go with the next message
            self._composer.edit.insert_text(text)
        else:
            self.desk.attach_paste(text)

    @Slot()
    def _on_removal_requested(self) -> None:
        if self._desk is not None:
            self._desk.remove_last()
