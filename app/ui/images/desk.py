"""Everything about files in one chat pane: what is attached, what hinders it, what is looked at."""

from dataclasses import replace
from itertools import chain, count

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.attached_text import FileFault, FileTold, FileWish, can_be_typed
from app.domain.attachment import (
    SENT_EDGE_PX,
    DraftImages,
    ImageFault,
    ImageTrouble,
    PreparedImage,
    StoredFile,
)
from app.domain.conversation import Attachment, Message
from app.domain.ids import new_id
from app.domain.model_facts import ModelFacts, is_blind
from app.domain.model_name import same_model
from app.domain.server import ServerState
from app.ui.files.text_sheet import TextSheet
from app.ui.images.arrivals import Arrival, Arrivals
from app.ui.images.chips import ImageChip
from app.ui.images.draft_chips import DraftChips
from app.ui.images.drop_hint import DropHint
from app.ui.images.kinds import ENDINGS
from app.ui.images.pictures import Pictures
from app.ui.images.reading import Source
from app.ui.images.sources import of_files, of_mime
from app.ui.images.tray import ImageTray, Trouble, sentence_of
from app.ui.images.viewer import Viewer
from app.ui.images.worker import ImageWorker, ReadingDone
from app.ui.theme.theme import Theme
from app.ui.widgets.announce import announce
from app.ui.widgets.file_dialog import FileDialog


class ImageDesk(QObject):
    """Reads what is attached, shows the draft's images, and says before sending what would not work."""

    prepared = Signal(PreparedImage)
    file_attached = Signal(FileWish)  # one that is no image, or a long paste
    text_wanted = Signal(str)  # SHA-256
    text_pasted = Signal(str)  # a long paste that is to be text after all
    remove_requested = Signal(str)  # id of a draft's image
    restore_requested = Signal(str)  # id of one that was removed
    undo_offered = Signal(str)  # what was removed, in words
    save_requested = Signal(str, str)  # SHA-256, path
    model_picked = Signal(str)
    dropped = Signal()
    sending_changed = Signal(bool, str)  # whether there are images; in words, why they cannot be sent now
    announced = Signal(str)  # what a screen reader was told
    done = Signal()  # the person goes on writing

    def __init__(self, theme: Theme, pane: QWidget) -> None:
        super().__init__(pane)
        self._theme = theme
        self._pane = pane
        self._chat_id = ""
        self._paste = ("", "")  # the last long paste: id and text
        self._taken_out: list[str] = []  # ids: what Undo brings back
        self._draft = DraftImages("")
        self._sent: tuple[Attachment, ...] = ()  # the images of the chat's messages
        self._troubles: list[Trouble] = []
        self._told = 0  # how many of them are shown
        self._server: ServerState | None = None
        self._model = ""
        self._sent_edge_px = SENT_EDGE_PX
        self._facts = ModelFacts()
        self._hint: DropHint | None = None
        self._viewer: Viewer | None = None
        self._sheet: TextSheet | None = None
        self.dialog: QFileDialog | None = None
        self.worker = ImageWorker(self)
        self.arrivals = Arrivals()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._refresh)
        self.pictures = Pictures(self.worker, self)
        self.tray = ImageTray(theme)
        self.chips = DraftChips(theme, self.pictures, self.tray.row, self)
        self.chips.remove_requested.connect(self._on_chip_removed)
        self.chips.opened.connect(self._on_opened)
        self.worker.reading_done.connect(self._on_reading_done)
        self.pictures.opened.connect(self._on_opened)
        self.tray.model_picked.connect(self.model_picked)
        self.tray.remove_all_requested.connect(self.remove_all_images)
        self.tray.as_text_requested.connect(self._on_as_text_requested)

    @property
    def viewer(self) -> Viewer:
        """The overlay that shows one image; made when it is first wanted."""
        if self._viewer is None:
            self._viewer = Viewer(self._theme, self.pictures, self._pane.window())
            self._viewer.save_requested.connect(self.save_requested)
        return self._viewer

    @property
    def sheet(self) -> TextSheet:
        """The overlay that shows the text of one file; made when it is first wanted."""
        if self._sheet is None:
            self._sheet = TextSheet(self._theme, self._pane.window())
            self._sheet.file_wanted.connect(self.text_wanted)
            self._sheet.save_requested.connect(self.save_requested)
        return self._sheet

    @property
    def drop_hint(self) -> DropHint | None:
        """What covers the window while something is dragged over it; None before the first time."""
        return self._hint

    def choose_files(self) -> None:
        """Open the system's dialog."""
        dialog = FileDialog(self._pane, self.tr("Attach files"), "attach")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        patterns = " ".join(f"*.{ending}" for ending in ENDINGS)
        images = self.tr("Images ({patterns})").format(patterns=patterns)
        dialog.setNameFilters([self.tr("All files (*)"), images])
        dialog.filesSelected.connect(self.attach_files)
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()

    @Slot(list)
    def attach_files(self, paths: list[str]) -> None:
        """Attach files that a person chose."""
        self._attach(of_files(paths))

    @Slot(QMimeData)
    def attach_mime(self, mime: QMimeData) -> None:
        """Attach what was pasted or dropped."""
        self._attach(of_mime(mime))

    def attach_paste(self, text: str) -> None:
        """Attach a long text; said, and undone with one press."""
        name, now_ns = self._free_name(self.tr("Pasted text.txt")), self.arrivals.now_ns()
        wish = FileWish(new_id(), self._chat_id, name, text=text, attached_at_ns=now_ns)
        self.tell(())
        self._paste = wish.id, text
        self.arrivals.add(Arrival(wish.id, wish.chat_id, name, "", now_ns))
        self.file_attached.emit(wish)
        self.tray.show_paste(len(text), can_stay_text=can_be_typed(text))
        self._announce(self.tray.paste.text)
        self._refresh()

    def take_told(self, told: FileTold) -> None:
        """Say why a file is not attached, or what to know of one that is."""
        if isinstance(told.trouble.fault, FileFault):
            self.arrivals.end(told.id)
        self._take_trouble(told.chat_id, told.trouble)
        self._refresh_soon()

    def take_file(self, file: StoredFile) -> None:
        """Take a stored file that was wanted."""
        if self._sheet is None or not self._sheet.take_file(file):
            self.pictures.take_file(file)

    def set_chat(self, chat_id: str) -> None:
        """Another chat is shown; its draft follows."""
        if chat_id != self._chat_id:
            self._chat_id = chat_id
            if self._draft.chat_id != chat_id:  # it may have been told first
                self._draft = DraftImages(chat_id)
            self.tell(())
            self.tray.hide_paste()
            self._refresh()

    def set_messages(self, messages: list[Message]) -> None:
        """Take the messages that have images."""
        files = (attachment for message in messages for attachment in message.attachments)
        self._sent = tuple(file for file in files if file.is_image)
        self._refresh()

    def set_draft(self, draft: DraftImages) -> None:
        """Take the images of the message that is not sent yet."""
        if draft.chat_id == self._chat_id and len(draft.images) < len(self._draft.images):
            self.tell(())
        self._draft = draft
        for image in draft.images:
            self.arrivals.end(image.id, is_attached=image.id != self._paste[0])  # a paste was told before
        self._refresh_soon()

    def forget(self, image_id: str) -> None:
        """It was read, but could not be kept."""
        self.arrivals.end(image_id)
        self._refresh_soon()

    def set_model(self, server: ServerState | None, model: str, facts: ModelFacts) -> None:
        """Take what answers next, and what else could."""
        self._server, self._model, self._facts = server, model, facts
        self._refresh()

    def set_sent_edge(self, edge_px: int) -> None:
        """Make what is sent of an image no larger; counts for those that are attached from now on."""
        self._sent_edge_px = edge_px

    def remove_last(self) -> None:
        """Take out the image that was attached last."""
        if self.tray.row.chips:
            self._on_chip_removed(self.tray.row.chips[-1].image_id)

    def undo_remove(self) -> None:
        """Have back what a person took out last."""
        for image_id in reversed(self._taken_out):
            self.restore_requested.emit(image_id)
        self._taken_out = []

    @Slot()
    def remove_all_images(self) -> None:
        """Take out every image of the draft."""
        chips = [chip for chip in self.tray.row.chips if chip.attachment is None or chip.attachment.is_image]
        self._offer_undo(chips)
        for chip in chips:
            self._remove(chip.image_id)
        self.done.emit()

    def show_drop_hint(self, over: QWidget) -> None:
        """Say where to drop."""
        if self._hint is None:
            self._hint = DropHint(self._theme, over)
            self._hint.dropped.connect(self._on_dropped)
        self._hint.show_hint()

    def hide_drop_hint(self) -> None:
        """The drag has left."""
        if self._hint is not None:
            self._hint.hide()

    def tell(self, troubles: tuple[Trouble, ...]) -> None:
        """Say what could not be attached; nothing takes back what was said."""
        self._troubles = list(troubles)
        self._told = len(troubles)
        self.tray.show_troubles(self._troubles)
        if troubles:
            self._announce(sentence_of(troubles[-1]))

    def _take_trouble(self, chat_id: str, trouble: Trouble) -> None:
        if chat_id == self._chat_id:
            self._troubles.append(trouble)
            self._announce(sentence_of(trouble))

    def _announce(self, text: str) -> None:
        announce(self._pane, text)
        self.announced.emit(text)

    def close(self) -> None:
        """End the thread."""
        self._soon.stop()
        self.chips.close()
        self.worker.close()

    def _attach(self, sources: list[Source]) -> None:
        self.tell(())
        for source in sources:
            name = source.name if source.path else self._free_name(source.name)
            arrival = Arrival(new_id(), self._chat_id, name, source.path, self.arrivals.now_ns())
            self.arrivals.add(arrival)
            self.worker.read(arrival.id, replace(source, name=name), self._sent_edge_px)
        self._refresh()
        self.done.emit()

    def _free_name(self, name: str) -> str:
        """A name for what has none of its own, which no other file of the message has."""
        taken = self.chips.names
        stem, _, ending = name.rpartition(".")
        others = (f"{stem} {number}.{ending}" for number in count(2))
        return next(each for each in chain((name,), others) if each not in taken)

    def _refresh_soon(self) -> None:
        """Show at once what comes alone or last, and what comes with many once in a turn of the loop."""
        if not self.arrivals:
            self._refresh()
        elif not self._soon.isActive():
            self._soon.start()

    @Slot()
    def _refresh(self) -> None:
        """Show what the draft holds now, and whether it can be sent."""
        self._soon.stop()
        if self._told < len(self._troubles):
            self._told = len(self._troubles)
            self.tray.show_troubles(self._troubles)
        if names := self.arrivals.take_attached():
            one, more = self.tr("{name} is attached"), self.tr("{count} files are attached")
            self._announce((one if len(names) == 1 else more).format(name=names[0], count=len(names)))
        drafted = self._draft.images if self._draft.chat_id == self._chat_id else ()
        reading = self.arrivals.of(self._chat_id)
        self.chips.show(drafted, reading)
        ids = {image.id for image in drafted} | {arrival.id for arrival in reading}
        if self._paste[0] and self._paste[0] not in ids:
            self._paste = "", ""
            self.tray.hide_paste()
        hindrance = self.tr("A file is still being read") if reading else ""
        images = sum(image.attachment.is_image for image in drafted)
        if self._is_blind and (images or self._sent):
            if images:
                self.tray.show_blind(self._model, self._seeing_model(), images)
                hindrance = self.tr("{model} cannot see images").format(model=self._model)
            else:
                self.tray.show_history_unseen(self._model)
        else:
            self.tray.hide_sight()
        self.tray.show_or_hide()
        self.sending_changed.emit(bool(drafted or reading), hindrance)

    @property
    def _is_blind(self) -> bool:
        models = self._server.models if self._server else ()
        summary = next((model for model in models if same_model(model.name, self._model)), None)
        return is_blind(self._model, summary, self._facts)

    def _seeing_model(self) -> str:
        """A model that can see and chat: one that is loaded, else the first; empty without any."""
        if self._server is None:
            return ""
        names = [m.name for m in self._server.models if "vision" in (m.capabilities or ()) and m.can_chat]
        loaded = {model.name for model in self._server.running}
        return next((name for name in names if name in loaded), names[0] if names else "")

    @Slot(ReadingDone)
    def _on_reading_done(self, done: ReadingDone) -> None:
        self.worker.forget(done.id)
        arrival = self.arrivals.get(done.id)
        if arrival is None:  # taken out meanwhile
            return
        id_, chat_id, name, at_ns = arrival.id, arrival.chat_id, arrival.name, arrival.attached_at_ns
        trouble = done.trouble
        if trouble is not None and trouble.fault is ImageFault.NOT_AN_IMAGE and arrival.path:
            self.file_attached.emit(FileWish(id_, chat_id, name, arrival.path, attached_at_ns=at_ns))
            return
        if done.reading is None:
            self.arrivals.end(id_)
        else:
            kind, original, sent = done.reading.media_type, done.reading.original, done.reading.sent
            self.prepared.emit(PreparedImage(id_, chat_id, name, kind, original, sent, at_ns))
            if done.reading.is_first_frame:
                trouble = ImageTrouble(ImageFault.FIRST_FRAME_ONLY, name)
        if trouble is not None:
            self._take_trouble(chat_id, trouble)
        self._refresh_soon()

    @Slot(str)
    def _on_chip_removed(self, image_id: str) -> None:
        self._offer_undo([chip for chip in self.tray.row.chips if chip.image_id == image_id])
        self._remove(image_id)

    def _offer_undo(self, chips: list[ImageChip]) -> None:
        stored = [chip for chip in chips if chip.attachment is not None]
        if stored:
            self._taken_out = [chip.image_id for chip in stored]
            one, more = self.tr("{name} was removed"), self.tr("{count} images were removed")
            told = one.format(name=stored[0].name) if len(stored) == 1 else more.format(count=len(stored))
            self.undo_offered.emit(told)

    def _remove(self, image_id: str) -> None:
        chips = self.tray.row.chips
        at = next((at for at, chip in enumerate(chips) if chip.image_id == image_id), 0)
        had_focus = bool(chips) and chips[at].hasFocus()
        if self.arrivals.end(image_id):
            self.worker.forget(image_id)
            self._refresh()
        self.remove_requested.emit(image_id)
        if had_focus:
            if left := self.tray.row.chips:
                left[min(at, len(left) - 1)].setFocus()
            else:
                self.done.emit()

    @Slot(Attachment)
    def _on_opened(self, attachment: Attachment) -> None:
        if not attachment.is_image:
            self.sheet.show_file(attachment)
            return
        drafted = tuple(image.attachment for image in self._draft.images if image.attachment.is_image)
        shown = self._sent if attachment in self._sent else drafted
        self.viewer.open_viewer(shown, shown.index(attachment) if attachment in shown else 0)

    @Slot()
    def _on_as_text_requested(self) -> None:
        paste_id, text = self._paste
        self._paste = "", ""
        self._remove(paste_id)
        self.text_pasted.emit(text)

    @Slot(QMimeData)
    def _on_dropped(self, mime: QMimeData) -> None:
        self.dropped.emit()
        self.attach_mime(mime)
