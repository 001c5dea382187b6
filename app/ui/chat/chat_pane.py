"""The open chat: header, transcript and composer."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from app.domain.conversation import Chat, ChatView, Message, ReplyGrowth
from app.domain.model_facts import ModelFacts
from app.domain.parameters import Parameters
from app.domain.server import ServerState
from app.ui.chat.chat_find import ChatFind
from app.ui.chat.chat_header import ChatHeader
from app.ui.chat.chat_versions import ChatVersions
from app.ui.chat.composer import Composer
from app.ui.chat.empty_chat import EmptyChat
from app.ui.chat.image_gate import ImageGate
from app.ui.chat.pane_tab_order import PaneTabOrder
from app.ui.chat.reply_images import ReplyImages
from app.ui.chat.reply_links import ReplyLinks
from app.ui.server_words import server_name
from app.ui.theme.theme import Theme
from app.ui.transcript.reading_column import LEAST_MARGIN_PX, READING_PX, reading_column
from app.ui.widgets.surface import Surface

if TYPE_CHECKING:
    from app.domain.search import SearchHit
    from app.ui.chat.model_picker import ModelPicker
    from app.ui.transcript.reply_turn import ReplyTurn
    from app.ui.transcript.view import Transcript

_FOOT_PX = 16


class ChatPane(Surface):
    """Shows one chat; what a person wants goes out as signals, what happened comes in through slots."""

    send_requested = Signal(str)  # text of the message
    stop_requested = Signal()
    retry_requested = Signal(str)  # id of the reply to write again
    model_picked = Signal(str)  # model name
    draft_changed = Signal(str)  # what is in the composer
    rename_requested = Signal(str, str)  # chat id, new title
    server_page_requested = Signal()
    list_requested = Signal()
    parameters_requested = Signal()
    system_prompt_requested = Signal()
    parameters_wanted = Signal(Parameters)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "canvas", parent=parent)
        self._chat: Chat | None = None
        self._model = ""
        self._server: ServerState | None = None
        self._picker: ModelPicker | None = None
        self._pinned: tuple[str, ...] = ()
        self._transcript: Transcript | None = None
        self._reading_px = READING_PX
        self._covered_px = 0
        self._thoughts_open = False
        self._zoom = 1.0
        self.header = ChatHeader(theme)
        self.empty = EmptyChat(theme)
        self.composer = Composer(theme)
        self.images = ImageGate(theme, self.composer, self)
        self.links = ReplyLinks(theme, self)
        self.reply_images = ReplyImages(theme, self)
        self.links.image_wanted.connect(self.reply_images.want)
        self.versions = ChatVersions(theme, self.composer, self)
        self._sought: SearchHit | None = None
        self._stack = QStackedLayout()
        self._foot = QVBoxLayout()
        self._foot.addWidget(self.composer)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(self._stack, 1)
        self._stack.addWidget(self.empty)  # a layout without a widget would show it as a window
        column.addLayout(self._foot)
        self._tab_order = PaneTabOrder(column, self.header, self._stack, self.composer)
        self.finder = ChatFind(theme, self, self._tab_order.add_bar)
        self._connect()
        self.show_new_chat()

    def add_banner(self, banner: QWidget) -> None:
        """Give a line of the window its place: between the header and the messages."""
        self._column.insertWidget(1, banner)

    @property
    def chat_id(self) -> str:
        """The open chat, or empty for a new one."""
        return self._chat.id if self._chat else ""

    @property
    def transcript(self) -> "Transcript":
        """The messages; made with the first one: what draws them is large, and a new chat has none."""
        if self._transcript is None:
            from app.ui.transcript.view import Transcript  # as said above

            self._transcript = Transcript(self.theme)
            self._transcript.set_reading_width(self._reading_px)
            self._transcript.set_thoughts_open(self._thoughts_open)
            self._transcript.set_zoom(self._zoom)
            self._transcript.retry_requested.connect(self.retry_requested)
            self.versions.watch(self._transcript)
            self.links.watch(self._transcript)
            self._transcript.set_reply_pictures(self.reply_images)
            self.reply_images.changed.connect(self._transcript.reply_pictures_changed)
            self.finder.watch(self._transcript)
            self._transcript.action_requested.connect(self._on_action_requested)
            self._stack.addWidget(self._transcript)
            self._tab_order.watch(self._transcript)
        return self._transcript

    @property
    def is_running(self) -> bool:
        """Whether a reply is being written in this chat."""
        return self._transcript is not None and self._transcript.running_turn is not None

    @property
    def last_reply(self) -> "ReplyTurn | None":
        """The reply that the chat ends with."""
        return self._transcript.last_reply if self._transcript is not None else None

    @property
    def transcript_shown(self) -> bool:
        """Whether there are messages in the chat."""
        return self._stack.currentWidget() is not self.empty

    @property
    def model(self) -> str:
        """Name of the model that will answer next."""
        return self._model

    @property
    def picker(self) -> "ModelPicker":
        """The popup of the models; made when it is first wanted."""
        if self._picker is None:
            from app.ui.chat.model_picker import ModelPicker  # as the transcript

            self._picker = ModelPicker(self.theme, self.window())
            self._picker.model_picked.connect(self.model_picked)
            self._picker.set_pinned(self._pinned)
            self._picker.show_models(self._server, self._model)
        return self._picker

    @Slot(ChatView)
    def show_chat(self, view: ChatView) -> None:
        """Show a chat with its messages, or the same chat in another version; its draft in the composer."""
        if not (is_same := view.chat.id == self.chat_id):
            self.header.end_edit()
        self._chat = view.chat
        self.images.set_messages(view.chat.id, view.messages)
        self._show_title(view.chat)
        self.versions.enter(view.chat)
        self._show_messages(view)
        prompts = (message.content for message in reversed(view.messages) if message.role == "user")
        self.composer.set_last_prompt(next(prompts, ""))
        if not is_same:  # what is being typed stays
            self.composer.set_draft(view.chat.draft)
        self.versions.show_edit(view)
        sought, self._sought = self._sought, None
        if sought is not None and sought.message_id == view.anchor_id:
            self.finder.close()
            self.transcript.show_message(view.anchor_id, sought.words, in_thought=sought.is_in_thought)
            self.transcript.setFocus(Qt.FocusReason.OtherFocusReason)
        self.composer.set_running(self.is_running)

    def seek(self, hit: "SearchHit") -> None:
        """Go to that message when its chat is shown next, and mark what was found in it."""
        self._sought = hit

    @Slot()
    def show_new_chat(self) -> None:
        """Show the empty state; nothing is kept of it until the first message is sent."""
        self.header.end_edit()
        self._chat = None
        self.images.set_messages("", ())
        self._show_title(None)
        self.versions.enter(None)
        self._show_messages(None)
        self.composer.set_draft("")
        self.composer.set_running(self.is_running)

    @Slot(Chat)
    def update_chat(self, chat: Chat) -> None:
        """Take a new title of the open chat; other chats are none of this pane's business."""
        if self._chat is not None and chat.id == self._chat.id:
            self._chat = chat
            self._show_title(chat)

    @Slot(Message)
    def add_message(self, message: Message) -> None:
        """Add a message to the end of the open chat."""
        if self._chat is not None and message.chat_id != self._chat.id:
            return
        self.images.add_message(message)
        self.images.equip(self.transcript)
        self._stack.setCurrentWidget(self.transcript)
        self.transcript.add_message(message)
        self.composer.set_running(self.is_running)

    @Slot(ReplyGrowth)
    def grow_reply(self, growth: ReplyGrowth) -> None:
        """Add to the reply that is being written, where it is one of this chat."""
        if self._transcript is not None:
            self._transcript.grow_reply(growth)

    @Slot(Message)
    def finish_reply(self, message: Message) -> None:
        """Show how a reply of this chat ended: complete, stopped or failed."""
        if self._transcript is not None:
            self._transcript.finish_reply(message)
            self.composer.set_running(self.is_running)

    @Slot(ServerState)
    def set_server(self, state: ServerState) -> None:
        """Take the models of the server."""
        self._server = state
        self.images.set_model(state, self._model)
        self.versions.set_models(tuple(model.name for model in state.models))
        self.empty.set_model(self._model, server_name(state))
        if self._picker is not None:
            self._picker.show_models(state, self._model)

    @Slot(str)
    def set_model(self, name: str) -> None:
        """Show the model that will answer next."""
        self._model = name
        self.composer.set_model(name)
        self.images.set_model(self._server, name)
        self.empty.set_model(name, server_name(self._server))
        if self._picker is not None:
            self._picker.show_models(self._server, name)

    def set_pinned_models(self, names: tuple[str, ...]) -> None:
        """Let these models stand first where one is picked."""
        self._pinned = names
        if self._picker is not None:
            self._picker.set_pinned(names)

    @Slot(Parameters)
    def set_parameters(self, parameters: Parameters) -> None:
        """Show what of the parameters the header and the composer show."""
        self.header.set_has_system_prompt(bool(parameters.system))
        self.composer.thinking_button.set_parameters(parameters)

    @Slot(ModelFacts)
    def set_model_facts(self, facts: ModelFacts) -> None:
        """Offer what the model can do."""
        self.composer.thinking_button.set_facts(facts)
        self.images.set_facts(facts)

    @Slot(int)
    def set_covered(self, covered_px: int) -> None:
        """Keep the composer clear of what lies over the right edge."""
        self._covered_px = covered_px
        self._place_foot()

    def show_parameters_open(self, is_open: bool) -> None:
        """Mark the buttons of the panel."""
        self.header.parameters_button.setChecked(is_open)
        self.composer.parameters_button.setChecked(is_open)

    @Slot(str)
    def set_draft(self, text: str) -> None:
        """Put a kept draft into the composer."""
        self.composer.set_draft(text)

    @Slot(bool, str)
    def set_sending_allowed(self, allowed: bool, reason: str = "") -> None:
        """Whether Send works; `reason` is a `FailureCode` value, "looking" or "starting"."""
        self.composer.set_sending_allowed(allowed, reason)

    def set_reading_width(self, most_px: int) -> None:
        """Set the width of replies and composer where there is room for it."""
        self._reading_px = most_px
        if self._transcript is not None:
            self._transcript.set_reading_width(most_px)
        self._place_foot()

    @Slot(str)
    def set_first_seen(self, message_id: str) -> None:
        """Mark in the messages what the model was probably not given any more."""
        if self._transcript is not None:
            self._transcript.set_first_seen(message_id)

    @property
    def zoom(self) -> int:
        """The size of what is read, in percent."""
        return round(self._zoom * 100)

    def set_zoom(self, percent: int) -> None:
        """Set the size of what is read, in percent; also of messages to come."""
        self._zoom = percent / 100
        if self._transcript is not None:
            self._transcript.set_zoom(self._zoom)

    def set_thoughts_open(self, are_open: bool) -> None:
        """Open all thoughts, or fold them; also those to come."""
        self._thoughts_open = are_open
        if self._transcript is not None:
            self._transcript.set_thoughts_open(are_open)

    def set_enter_sends(self, sends: bool) -> None:
        """Let Enter send, or Ctrl+Enter."""
        self.composer.set_enter_sends(sends)

    @Slot()
    def focus_composer(self) -> None:
        """Put the cursor into the message."""
        self.composer.edit.setFocus()

    def type_into_message(self, event: QKeyEvent) -> None:
        """Put the cursor into the message and let the key have its effect there."""
        self.focus_composer()
        QCoreApplication.sendEvent(self.composer.edit, event)

    @Slot()
    def open_model_picker(self) -> None:
        """Open the list of models, or close it."""
        if self.picker.isVisible():
            self.picker.close_popup()
        else:
            self.picker.open_above(self.composer.model_button)

    @Slot()
    def rename(self) -> None:
        """Edit the title in the header."""
        self.header.edit_title()

    @Slot()
    def stop(self) -> bool:
        """Ask to stop the running reply; False when there is none."""
        if not self.is_running:
            return False
        self.stop_requested.emit()
        return True

    def _connect(self) -> None:
        self.composer.send_requested.connect(self.send_requested)
        self.composer.stop_requested.connect(self.stop_requested)
        self.composer.draft_changed.connect(self.draft_changed)
        self.images.model_picked.connect(self.model_picked)
        self.composer.model_menu_requested.connect(self.open_model_picker)
        self.header.rename_requested.connect(self._on_title_edited)
        self.header.list_requested.connect(self.list_requested)
        self.header.parameters_button.clicked.connect(self.parameters_requested)
        self.header.system_prompt_chip.clicked.connect(self.system_prompt_requested)
        self.composer.parameters_button.clicked.connect(self.parameters_requested)
        self.composer.thinking_button.parameters_wanted.connect(self.parameters_wanted)

    def _show_title(self, chat: Chat | None) -> None:
        is_temporary = chat is not None and chat.is_temporary
        unnamed = self.tr("Temporary chat") if is_temporary else self.tr("New chat")
        title = chat.title if chat is not None else ""
        self.header.set_title(title or unnamed, renamable=chat is not None and not is_temporary)
        self.header.set_temporary(is_temporary)
        self.empty.set_temporary(is_temporary)

    def _show_messages(self, view: ChatView | None) -> None:
        messages = view.messages if view is not None else ()
        if view is not None and messages:
            self.images.equip(self.transcript)
            self.transcript.set_messages(messages, self.chat_id, view.forks, view.anchor_id)
        elif self._transcript is not None:
            self.transcript.set_messages((), self.chat_id)
        self._stack.setCurrentWidget(self.transcript if messages else self.empty)

    @Slot(str)
    def _on_title_edited(self, title: str) -> None:
        if self._chat is not None:
            self.rename_requested.emit(self._chat.id, title)

    @Slot(str)
    def _on_action_requested(self, action: str) -> None:
        if action == "choose_model":
            self.open_model_picker()
        else:
            self.server_page_requested.emit()

    def _place_foot(self) -> None:
        left, width = reading_column(self.width(), self._reading_px)
        covered = self._covered_px + LEAST_MARGIN_PX if self._covered_px else 0
        right = max(self.width() - left - width, covered)
        self._foot.setContentsMargins(left, 0, right, _FOOT_PX)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape or not self.finder.close():
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_foot()
        super().resizeEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        self._tab_order.put()
        return super().focusNextPrevChild(forward)
