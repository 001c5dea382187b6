"""What else can be done with a row of the palette: the list that Tab opens."""

from PySide6.QtCore import QCoreApplication

from app.ui.palette.entries import Contents, Entry


def _tr(text: str) -> str:
    return QCoreApplication.translate("Palette", text)


def further_entries(entry: Entry, contents: Contents) -> tuple[Entry, ...]:
    """The actions of a row; the first is what Enter does. A row that only narrows the search has none."""
    if entry.kind == "command":
        run = _further("run", _tr("Run"), "corner-down-left", entry.reason)
        if entry.has_own_keys:
            return run, _further("keys", _tr("Change its keys…"), "keyboard")
        return (run,)
    if entry.kind == "model":
        return (
            _further("run", _tr("Use in this chat"), "corner-down-left"),
            _further("new_chat", _tr("Start a new chat with it"), "square-pen"),
            _further("copy", _tr("Copy its name"), "copy"),
        )
    if entry.kind == "chat":
        chat = next((each for each in contents.chats if each.id == entry.id), None)
        pin = _tr("Unpin") if chat is not None and chat.pinned else _tr("Pin")
        return (
            _further("run", _tr("Open"), "corner-down-left"),
            _further("pin", pin, "pin"),
            _further("copy", _tr("Copy its title"), "copy"),
            _further("delete", _tr("Delete"), "trash-2"),
        )
    return ()


def _further(action: str, text: str, icon: str, reason: str = "") -> Entry:
    return Entry("further", action, text, icon=icon, reason=reason)
