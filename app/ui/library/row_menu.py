"""The actions of installed models in a menu."""

from collections.abc import Sequence

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from app.domain.library import LibraryRow
from app.ui.failure_kinds import QT_TRANSLATE_NOOP
from app.ui.library.library_words import tr
from app.ui.theme.theme import Theme
from app.ui.words import ENTER

ACTIONS: dict[str, tuple[str, str, str]] = {
    "chat": (QT_TRANSLATE_NOOP("library", "Chat"), "message-square", ENTER),
    "load": (QT_TRANSLATE_NOOP("library", "Load"), "play", ""),
    "unload": (QT_TRANSLATE_NOOP("library", "Unload"), "power", ""),
    "pin": (QT_TRANSLATE_NOOP("library", "Pin"), "pin", "Ctrl+D"),
    "unpin": (QT_TRANSLATE_NOOP("library", "Unpin"), "pin", "Ctrl+D"),
    "update": (QT_TRANSLATE_NOOP("library", "Update"), "arrow-up", ""),
    "check": (QT_TRANSLATE_NOOP("library", "Look for a newer build"), "refresh-cw", ""),
    "copy": (QT_TRANSLATE_NOOP("library", "Copy…"), "copy", "F2"),
    "rename": (QT_TRANSLATE_NOOP("library", "Rename…"), "pencil", ""),
    "create": (QT_TRANSLATE_NOOP("library", "Make a new model from it…"), "plus", ""),
    "push": (QT_TRANSLATE_NOOP("library", "Push…"), "upload", ""),
    "delete": (QT_TRANSLATE_NOOP("library", "Delete…"), "trash-2", "Del"),
}
"""Words, icon and key by id, in the order of the menu."""
_FOR_MANY = frozenset({"pin", "unpin", "update", "check", "delete"})
_LINE_BEFORE = frozenset({"pin", "unpin", "update", "copy", "create", "delete"})


def possible(action: str, rows: Sequence[LibraryRow], can_create: bool) -> bool:
    """Whether an action makes sense for these models."""
    if not rows or (len(rows) > 1 and action not in _FOR_MANY):
        return False
    first = rows[0]
    if action == "chat":
        return first.capabilities is None or "completion" in first.capabilities
    if action == "load":
        return not first.is_loaded and not first.is_cloud
    if action == "unload":
        return first.is_loaded
    if action in ("pin", "unpin"):
        return all(row.is_pinned for row in rows) is (action == "unpin")
    if action == "update":
        return any(row.newer_digest for row in rows)
    if action == "check":
        return any(not row.is_cloud and not row.parent for row in rows)
    return action != "create" or can_create


def add_row_actions(menu: QMenu, theme: Theme, rows: Sequence[LibraryRow], can_create: bool = True) -> None:
    """Fill a menu with what can be done with these models; the id of an action is its data."""
    for action, (text, icon, keys) in ACTIONS.items():
        if not possible(action, rows, can_create):
            continue
        if action in _LINE_BEFORE and menu.actions():
            menu.addSeparator()
        entry = QAction(theme.icon(icon), tr(text), menu)
        entry.setData(action)
        entry.setShortcut(QKeySequence(keys))  # the list obeys them; here they are only shown
        entry.setShortcutVisibleInContextMenu(True)
        menu.addAction(entry)
