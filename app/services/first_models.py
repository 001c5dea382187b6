"""Three models to begin with, for a server that has none."""

import asyncio
import os
import sys
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot

from app.api.hosts import is_here
from app.api.threads import in_thread
from app.domain.account import ModelRecommendations
from app.domain.failure import Failure
from app.domain.server import Connection, ServerKind, ServerState
from app.domain.server_profile import FirstModels, ModelSuggestion
from app.services.tasks import TaskOwner

HOW_MANY = 3
_GROWTH = 1.25
_REST_BYTES = 1_000_000_000
"""A running model takes about a quarter more than its file, and the computer wants some for itself."""


class FirstModelsService(QObject):
    """Tells its suggestions as soon as a server turns out to have no model to chat with."""

    suggested = Signal(FirstModels)
    failed = Signal(Failure)

    def __init__(self) -> None:
        super().__init__()
        self._address = ""
        self._tasks = TaskOwner(self.failed.emit)

    @Slot(ServerState)
    def set_server(self, state: ServerState) -> None:
        """Note what the server has."""
        is_empty = state.connection is Connection.READY and not state.can_chat
        if is_empty and state.kind is ServerKind.OLLAMA and state.address != self._address:
            self._address = state.address
            self._tasks.spawn(self._suggest(state.address), name="suggest models")

    async def aclose(self) -> None:
        """End what runs."""
        await self._tasks.aclose()

    async def _suggest(self, address: str) -> None:
        # Nobody who has a model needs the list.
        from app.api.recommendations import built_in_recommendations

        recommended = await in_thread(built_in_recommendations, "recommendations")
        memory_bytes = await asyncio.to_thread(memory_of_this_computer) if is_here(address) else None
        self.suggested.emit(suggestions(recommended, memory_bytes))


def suggestions(recommended: ModelRecommendations, memory_bytes: int | None) -> FirstModels:
    """Three of the models, smallest first: the largest ones that fit; without knowing, the smallest ones."""
    models = sorted(
        (
            ModelSuggestion(
                model.model,
                model.description,
                model.download_bytes,
                _fits(model.download_bytes, memory_bytes),
            )
            for model in recommended.models
            if model.download_bytes
        ),
        key=_size,
    )
    fitting = [model for model in models if model.fits]
    chosen: Sequence[ModelSuggestion] = fitting[-HOW_MANY:] if len(fitting) >= HOW_MANY else models[:HOW_MANY]
    return FirstModels(tuple(chosen), recommended.as_of, memory_bytes)


def memory_of_this_computer() -> int | None:
    """Its main memory in bytes, None where the system does not say."""
    if sys.platform == "win32":
        return _windows_memory()
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return None


def _windows_memory() -> int | None:
    """Source: Windows API, `GetPhysicallyInstalledSystemMemory`, in KiB."""
    import ctypes  # only Windows needs it here

    size_kib = ctypes.c_ulonglong()
    library = getattr(ctypes, "windll", None)
    if library is None or not library.kernel32.GetPhysicallyInstalledSystemMemory(ctypes.byref(size_kib)):
        return None
    return size_kib.value * 1024


def _fits(size_bytes: int, memory_bytes: int | None) -> bool | None:
    return None if memory_bytes is None else size_bytes * _GROWTH + _REST_BYTES <= memory_bytes


def _size(model: ModelSuggestion) -> int:
    return model.size_bytes
