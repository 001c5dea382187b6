"""How much of the context the next message takes, and where the history was probably cut."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.domain.attachment import DraftImages
from app.domain.context import (
    IMAGE_TOKENS,
    MESSAGE_TOKENS,
    ContextUse,
    estimated_tokens,
    first_seen,
    limit_of,
    tokens_factor,
    use_of,
)
from app.domain.conversation import ChatView, Message
from app.domain.model_facts import ModelFacts
from app.domain.next_message import NextMessage
from app.services.attachments import AttachmentService
from app.services.model_choice import ModelChoice
from app.services.open_chats import ShownChat
from app.services.server import ServerService

LOOK_AFTER_MS = 120
"""Typing is counted when it rests this long."""


class ContextService(QObject):
    """Looks at the shown chat after anything that may change the numbers."""

    use_changed = Signal(ContextUse)
    factor_changed = Signal(float)  # see `tokens_factor`
    first_seen_changed = Signal(str)  # id of the first message that the model saw; empty: it saw all

    def __init__(
        self,
        shown: ShownChat,
        server: ServerService,
        choice: ModelChoice,
        attachments: AttachmentService,
    ) -> None:
        super().__init__()
        self._shown = shown
        self._server = server
        self._choice = choice
        self._attachments = attachments
        self._facts = ModelFacts()
        self._typed_bytes = 0
        self._waiting_bytes = 0
        self._messages: tuple[Message, ...] | None = None
        self._factor = 1.0
        self._timer = QTimer(self, singleShot=True, interval=LOOK_AFTER_MS)
        self._timer.timeout.connect(self._on_timeout)
        choice.model_changed.connect(self.look)
        server.state_changed.connect(self.look)
        attachments.draft_changed.connect(self._on_draft_changed)

    @Slot(str)
    def take_typed(self, text: str) -> None:
        """Note what is in the composer."""
        self._typed_bytes = len(text.encode("utf-8", "surrogatepass"))
        self.look()

    @Slot(NextMessage)
    def take_waiting(self, message: NextMessage) -> None:
        """Note what is sent when the reply has ended."""
        self._waiting_bytes = len(message.text.encode("utf-8", "surrogatepass"))
        self.look()

    @Slot(ModelFacts)
    def take_facts(self, facts: ModelFacts) -> None:
        """Note what the server tells of the model."""
        self._facts = facts
        self.look()

    @Slot(ChatView)
    def take_view(self, view: ChatView) -> None:
        """Another chat is shown, with its draft."""
        self.take_typed(view.chat.draft)

    @Slot()
    def take_new(self) -> None:
        """An empty chat is shown."""
        self.take_typed("")

    @Slot()
    def look(self) -> None:
        """Count soon."""
        if not self._timer.isActive():
            self._timer.start()

    def close(self) -> None:
        """Count no more."""
        self._timer.stop()

    @Slot(DraftImages)
    def _on_draft_changed(self, _draft: DraftImages) -> None:
        self.look()

    @Slot()
    def _on_timeout(self) -> None:
        view, model = self._shown.view, self._choice.name
        messages = view.messages if view else ()
        factor = tokens_factor(messages, model)
        if factor != self._factor:
            self._factor = factor
            self.factor_changed.emit(factor)
        asked = self._shown.parameters
        limit = limit_of(
            asked.sendable_options.get("num_ctx"), model, self._facts, self._server.state.running
        )
        draft = self._draft_tokens(factor)
        self.use_changed.emit(use_of(messages, draft, limit, model=model, system=asked.system))
        if messages is not self._messages:
            self._messages = messages
            self.first_seen_changed.emit(first_seen(messages))

    def _draft_tokens(self, factor: float) -> int:
        """Of what is typed and what waits for a reply to end, with their files."""
        chat_id = self._shown.id
        files = (*self._attachments.held_of(chat_id), *self._attachments.draft_of(chat_id))
        size_bytes = self._waiting_bytes + self._typed_bytes + sum(file.sent_bytes for file in files)
        if not files and not size_bytes:
            return 0
        images = sum(file.is_image for file in files)
        return estimated_tokens(size_bytes, factor) + images * IMAGE_TOKENS + MESSAGE_TOKENS
