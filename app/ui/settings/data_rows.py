"""The rows about chats in files: export, import, backup, restore."""

from PySide6.QtCore import QCoreApplication

from app.ui.actions.actions import Actions
from app.ui.settings.row import Row
from app.ui.settings.section import Section
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button


def _tr(text: str) -> str:
    return QCoreApplication.translate("settings", text)


def add_data(section: Section, theme: Theme, actions: Actions) -> None:
    """Offer the commands; each asks before it does anything."""
    group = section.add_group(_tr("Your data"))
    for command, name, text, verb, icon in (
        (
            "export_all",
            _tr("Export all chats"),
            _tr("As Markdown, HTML, PDF, text, or JSON that loses nothing"),
            _tr("Export…"),
            "upload",
        ),
        (
            "import_chats",
            _tr("Import chats"),
            _tr("From Arriero's JSON and from exports of ChatGPT, Claude and Open WebUI"),
            _tr("Import…"),
            "download",
        ),
        (
            "back_up",
            _tr("Back up everything"),
            _tr("Chats, images, settings and servers in one file, without tokens and passwords"),
            _tr("Back up…"),
            "hard-drive",
        ),
        (
            "restore",
            _tr("Restore a backup"),
            _tr("What is here now is kept in a folder of its own"),
            _tr("Restore…"),
            "history",
        ),
    ):
        if command in actions.commands:
            button = Button(theme, verb, icon, height_px=30)
            button.clicked.connect(actions.action(command).trigger)
            row = Row(theme, name, text, button)
            row.add_keywords(verb)
            group.add(row)
