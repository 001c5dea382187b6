"""Search, trash, exports, imports and backups in their states, for pictures and every look."""

from datetime import UTC, datetime, timedelta

from app.domain.conversation import Folder
from app.domain.exchange import (
    BackupFacts,
    Exported,
    ImportKind,
    ImportPreview,
    Progress,
    Skipped,
    SkipReason,
)
from app.domain.failure import Failure, FailureCode
from app.domain.search import HitPlace, SearchHit, SearchHits, SearchWish
from app.domain.trash import Emptied, OldCopies, TrashItem, TrashKind
from app.ui.export.desk import DataDesk
from app.ui.main_window import MainWindow
from app.ui.search.content import SearchContent
from app.ui.trash.content import TrashContent
from tests.ui import samples

NOW = datetime.now(UTC)
LONG = "A title that goes on and on about the heights at which llamas live in the Andes"


def _hit(
    hours: int, title: str, place: HitPlace, snippet: str, word: str, is_shown: bool = True
) -> SearchHit:
    at = snippet.lower().find(word)
    marks = ((at, at + len(word)),) if at >= 0 else ()
    role = "user" if hours % 3 == 0 else "assistant"
    model = "" if role == "user" else "qwen3:8b"
    when = NOW - timedelta(hours=hours)
    return SearchHit(
        f"{hours:032x}", f"{hours:032x}", title, place, snippet, marks, when, role, model, is_shown, (word,)
    )


HITS = (
    _hit(1, "Queueing theory for the API gateway", HitPlace.CONTENT,
         "The queue grows with the square of how close you are to full: above 85 % every burst is still "
         "being drained when the next one arrives, and a longer queue only hides that.", "queue"),
    _hit(3, "Incident summary", HitPlace.CONTENT, "why is the queue so long?", "queue"),
    _hit(5, LONG, HitPlace.THINKING, "First look at the queue, then " + "and so on " * 12, "queue"),
    _hit(30, "Reading a wiring diagram", HitPlace.FILE, "queue.png, wiring.pdf", "queue"),
    _hit(700, "Queue of the bakery", HitPlace.TITLE, "Queue of the bakery", "queue"),
    _hit(900, "Garden planner notes", HitPlace.CONTENT, "a queue of seedlings", "queue", is_shown=False),
)  # fmt: skip


def _search(window: MainWindow, text: str) -> SearchContent:
    window.chat_list.set_chats(samples.chats())
    window.chat_list.set_folders((Folder("f" * 32, "Work and other things"),))
    window.set_server(samples.ready())
    window.content.show_search_page()
    content = window.content.chat_pages.search
    content.field.setText(text)
    return content


def search_begun(window: MainWindow) -> None:
    """Nothing is typed yet."""
    _search(window, "")


def search_found(window: MainWindow) -> None:
    """Hits of every kind, more to come, some not prepared yet."""
    content = _search(window, "queue")
    content.show_found(SearchHits(SearchWish("queue"), HITS, next_before=1, unindexed=1204))


def search_nothing(window: MainWindow) -> None:
    """Nothing for it, with a filter."""
    content = _search(window, "vicuña")
    content.filters.dropdowns["role"].picked.emit("user")
    content.show_found(SearchHits(SearchWish("vicuña"), ()))


def search_failed(window: MainWindow) -> None:
    """It did not end; what was found before stays."""
    search_found(window)
    window.content.chat_pages.search.show_failure(Failure(FailureCode.DATABASE_UNREACHABLE))


def _trash(window: MainWindow, *items: TrashItem) -> TrashContent:
    window.chat_list.set_chats(samples.chats())
    window.set_server(samples.ready())
    window.content.show_trash_page()
    content = window.content.chat_pages.trash
    content.set_items(items)
    return content


def _deleted(number: int, title: str, excerpt: str = "") -> TrashItem:
    kind = TrashKind.VERSION if excerpt else TrashKind.CHAT
    when = NOW - timedelta(days=number * 7, hours=1)
    return TrashItem(kind, f"{number:032x}", "c" * 32, title, excerpt, when, 1 + number * 12)


def trash_filled(window: MainWindow) -> None:
    """Chats and a version, one of them about to go."""
    _trash(
        window,
        _deleted(0, "Queueing theory for the API gateway"),
        _deleted(1, "Incident summary", "The first answer, which I did not " + "like so much " * 20),
        _deleted(2, LONG * 2),
        _deleted(5, ""),
    )


def trash_emptied(window: MainWindow) -> None:
    """What went, and that older copies stay."""
    content = _trash(window)
    content.tell_emptied(Emptied(4, 3, OldCopies(2, 48_200_000)))


def trash_asks(window: MainWindow) -> None:
    """Before everything goes for good."""
    trash_filled(window)
    window.content.chat_pages.trash.empty_button.click()


def trash_failed(window: MainWindow) -> None:
    """One could not be brought back."""
    trash_filled(window)
    window.content.chat_pages.trash.show_failure(Failure(FailureCode.DISK_FULL))


def _desk(window: MainWindow) -> DataDesk:
    window.chat_list.set_chats(samples.chats())
    window.chat_list.set_current(samples.hex_id(1))
    window.set_server(samples.ready())
    window.chat_pane.show_chat(samples.finished_view())
    return window.content.data_desk


def export_asked(window: MainWindow) -> None:
    """Which format."""
    _desk(window).export_chats((samples.hex_id(1),), "Queueing theory for the API gateway")


def export_runs(window: MainWindow) -> None:
    """On its way."""
    desk = _desk(window)
    desk.sheet.run("Exporting…", "chats.zip")
    desk.show_progress(Progress(3, 7))


def export_ended(window: MainWindow) -> None:
    """What was written, with files that were missing."""
    name = LONG.replace(" ", "-")
    _desk(window).show_exported(Exported(f"/home/ada/Documents/{name}.zip", 1204, 81_000_000, 2))


def import_previewed(window: MainWindow) -> None:
    """What is in a file, and what of it is left out."""
    skipped = tuple(Skipped(reason, 1 + at * 70, (LONG, "Other")) for at, reason in enumerate(SkipReason))
    path = "/home/ada/Downloads/conversations.json"
    seen = ImportPreview(path, ImportKind.CHATGPT, 1204, 53_210, 88, NOW - timedelta(days=900), NOW, skipped)
    _desk(window).show_preview(seen)


def backup_told(window: MainWindow) -> None:
    """Before a backup takes the place of everything."""
    when = NOW - timedelta(days=3)
    facts = BackupFacts("/media/ada/Disk/arriero.zip", when, "0.1.0", 1204, 53_210, 88, 812_000_000)
    _desk(window).show_backup(facts)


SCENES = (
    search_begun, search_found, search_nothing, search_failed,
    trash_filled, trash_emptied, trash_asks, trash_failed,
    export_asked, export_runs, export_ended, import_previewed, backup_told,
)  # fmt: skip
