"""How much of the context the next message takes, and where the history was probably cut."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.domain.attachment import DraftImages
from app.domain.context import (
    IMAGE_TOKENS,
    ContextLimit,
    ContextUse,
    Reckoning,
    TokenRates,
    first_seen,
    limit_of,
    reckoned,
)
from app.domain.conversation import ChatView
from app.domain.history_size import HistorySize
from app.domain.model_facts import ModelFacts, is_blind
from app.domain.next_message import NextMessage
from app.services.attachments import AttachmentService
from app.services.model_choice import ModelChoice
from app.services.open_chats import ShownChat
from app.services.server import ServerService
from app.services.server_models import ServerModels

LOOK_AFTER_MS = 120
"""Typing is counted when it rests this long."""


class ContextService(QObject):
    """Looks at the shown chat after anything that may change the numbers."""

    use_changed = Signal(ContextUse)
    rates_changed = Signal(TokenRates)
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
        self._models = ServerModels(server)
        self._choice = choice
        self._attachments = attachments
        self._facts = ModelFacts()
        self._typed_bytes = 0
        self._waiting_bytes = 0
        self._history = HistorySize()
        self._reckoning = Reckoning()
        self._is_blind = False
        self._reckoned_for: tuple[object, ...] = ()
        self._image_tokens: dict[str, int] = {}  # by model: what the last images took
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.look_now)
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
            self._timer.start(LOOK_AFTER_MS)

    def close(self) -> None:
        """Count no more."""
        self._timer.stop()

    @Slot(DraftImages)
    def _on_draft_changed(self, _draft: DraftImages) -> None:
        self.look()

    @Slot()
    def look_now(self) -> None:
        """Tell what the next message takes, or measure a part of a chat that is long and new here."""
        view, model = self._shown.view, self._choice.name
        messages = view.messages if view else ()
        if messages is not self._history.messages:
            self._history.take(messages)
            self._reckoned_for = ()
        if not self._history.is_measured and not self._history.measure_some():
            self._timer.start(0)  # the window comes first
            return
        asked = self._shown.parameters
        self._is_blind = is_blind(model, self._models.summary_of(model), self._facts)
        self._reckon(model, asked.system)
        limit = limit_of(
            asked.sendable_options.get("num_ctx"), model, self._facts, self._server.state.running
        )
        self.use_changed.emit(self._use(limit))

    def _reckon(self, model: str, system: str) -> None:
        """Look at the messages where they, or what they are reckoned for, have changed: not while typing."""
        reckoned_for = model, system, self._is_blind
        if self._reckoned_for == reckoned_for:
            return
        is_new = not self._reckoned_for
        self._reckoned_for = reckoned_for
        before, seen = self._reckoning.rates, self._image_tokens.get(model, 0)
        self._reckoning = reckoned(
            self._history, model, image_tokens=seen, is_blind=self._is_blind, system=system
        )
        rates = self._reckoning.rates
        self._image_tokens[model] = rates.image_tokens
        if rates != before:
            self.rates_changed.emit(rates)
        if is_new:
            self.first_seen_changed.emit(first_seen(self._history.messages))

    def _use(self, limit: ContextLimit | None) -> ContextUse:
        """With what is typed and what waits for a reply to end, and their files."""
        known, chat_id = self._reckoning, self._shown.id
        files = (*self._attachments.held_of(chat_id), *self._attachments.draft_of(chat_id))
        size_bytes = self._waiting_bytes + self._typed_bytes + sum(file.sent_bytes for file in files)
        images = 0 if self._is_blind else sum(file.is_image for file in files)
        draft = known.rates.tokens(size_bytes, images, 1) if files or size_bytes else 0
        is_unknown = (known.images or images) and not known.rates.image_tokens
        return ContextUse(known.counted, known.guessed + draft, limit, IMAGE_TOKENS if is_unknown else 0)
