"""The services of the library on a real store and a real server, without a window."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from app.domain.library import LibraryState, LibraryView
from app.services.library import LibraryService
from app.services.library_actions import LibraryActions
from app.services.library_updates import LibraryUpdates
from tests.helpers.services import Heard, Services, choice_of, heard, services


@dataclass
class Library:
    """What stands behind the page, and what it told."""

    services: Services
    library: LibraryService
    actions: LibraryActions
    updates: LibraryUpdates
    views: Heard

    async def until_names(self, *names: str) -> LibraryView:
        """Wait until exactly these models are listed."""
        wanted = set(names)

        def holds(view: LibraryView) -> bool:
            return view.state is LibraryState.READY and {row.name for row in view.rows} == wanted

        if not holds(self.library.view):
            self.views.values.clear()
            await self.views.until(holds)
        return self.library.view


@asynccontextmanager
async def library_services(data_dir: Path, url: str) -> AsyncIterator[Library]:
    """Build and start the services; wait for the first list; close them in the program's order."""
    async with services(data_dir, choice_of(url)) as it:
        library = LibraryService(it.store, it.server, it.chats)
        actions = LibraryActions(library, it.server)
        updates = LibraryUpdates(it.store, library)
        views = heard(library.library_changed)
        try:
            library.start()
            it.server.start()
            await views.until(_is_known)
            yield Library(it, library, actions, updates, views)
        finally:
            await updates.aclose()
            await actions.aclose()
            await library.aclose()


def _is_known(view: LibraryView) -> bool:
    return view.state in (LibraryState.READY, LibraryState.FAILED)
