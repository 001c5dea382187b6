"""What a window was left with the last time."""

from app.services.keeping import kept
from app.services.open_chats import new_draft_key, new_parameters_key
from app.storage.conversations import ConversationStore

LAST_MODEL = "last_model"
OPEN_CHAT = "open_chat"


class LastTime:
    """Reads it step by step: what comes first is shown first. Every call may raise `StorageError`."""

    def __init__(self, store: ConversationStore, new_id: str) -> None:
        self._store = store
        self._new_id = new_id

    async def model(self) -> str:
        """The model that was chosen."""
        return await self._state(LAST_MODEL)

    async def new_chat(self) -> tuple[str, str]:
        """What was typed in the new chat, and what it asks of its model."""
        draft = await self._state(new_draft_key(self._new_id))
        return draft, await self._state(new_parameters_key(self._new_id))

    async def open_chat(self) -> str:
        """Id of the chat that was shown, empty for a new one."""
        return await self._state(OPEN_CHAT)

    async def _state(self, key: str) -> str:
        return await kept(self._store.get_state(key)) or ""
