"""The rows that no setting stands behind: what is contacted, folders, versions, licences."""

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtGui import QGuiApplication

from app.ui.settings.facts import ProgramFacts
from app.ui.settings.licence_row import LicenceRow
from app.ui.settings.licences import licences
from app.ui.settings.open_row import OpenRow
from app.ui.settings.row import Row
from app.ui.settings.section import Group, Section
from app.ui.theme.theme import Theme
from app.ui.widgets.copy_button import CopyButton


def _tr(text: str) -> str:
    return QCoreApplication.translate("settings", text)


class CopyRow(Row):
    """Copies a text."""

    def __init__(self, theme: Theme, name: str, help_text: str, text: str) -> None:
        self._text = text
        self.button = CopyButton(theme, _tr("Copy"), kind="plain", height_px=30)
        super().__init__(theme, name, help_text, self.button)
        self.button.clicked.connect(self._on_clicked)

    @Slot()
    def _on_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        self.button.say_copied()


def _tell(group: Group, theme: Theme, *told: tuple[str, str]) -> None:
    """Add a row for each name with its words."""
    for name, words in told:
        group.add(Row(theme, name, words))


def _add_kept(section: Section, theme: Theme) -> None:
    """Tell what is kept of chats, and where."""
    kept = section.add_group(_tr("What is kept of your chats"))
    _tell(
        kept,
        theme,
        (
            _tr("Chats"),
            _tr(
                "Every message with all its versions, drafts, folders and tags are in one database in the"
                " data folder; attached files lie beside it. Only your account can read them."
            ),
        ),
        (
            _tr("Search"),
            _tr("Its words are in the same database and never leave this computer."),
        ),
        (
            _tr("Trash"),
            _tr(
                "Deleted chats and versions stay for 30 days. Emptying the trash removes their words and"
                " files too, and asks about older copies of the database, made before an update."
            ),
        ),
        (
            _tr("Temporary chats"),
            _tr("They are in memory only: no message, draft, image or word of them is written to the disk."),
        ),
    )


def add_privacy(section: Section, theme: Theme) -> None:
    """Tell every address that is ever contacted, and what stays here."""
    _add_kept(section, theme)
    contacted = section.add_group(_tr("Addresses that are contacted"))
    _tell(
        contacted,
        theme,
        (
            _tr("The server that you choose"),
            _tr("Your messages and the names of models go to it, and to no other server."),
        ),
        (
            _tr("Links that you click"),
            _tr("Your browser opens them. Arriero itself fetches nothing that a reply names on its own."),
        ),
        (
            _tr("Images in replies that you ask for"),
            _tr(
                "An image on another host is loaded only after you have seen its whole address and said so,"
                " and never from this computer or the network around it."
            ),
        ),
        (
            _tr("The registry that the name of a model says"),
            _tr(
                "registry.ollama.ai, hf.co or another: only when you look for newer models, or have switched"
                " that on. It learns the names of installed models that were not made here from others."
            ),
        ),
        (
            "ollama.com",
            _tr("Only when you click “Open the page” to get Ollama; your browser opens it."),
        ),
    )
    here = section.add_group(_tr("What stays on this computer"))
    _tell(
        here,
        theme,
        (
            _tr("Chats, settings and the log"),
            _tr("They are in the data folder (see Advanced), readable by your account only."),
        ),
        (
            _tr("No account, no statistics, no search for updates"),
            _tr("Arriero sends nothing of its own to anybody."),
        ),
    )


def add_log_and_data(section: Section, theme: Theme, facts: ProgramFacts) -> None:
    """Offer the log and the data folder."""
    if not facts.data_dir:
        return
    log = section.groups[-1]
    data = section.add_group(_tr("Data"))
    for group, name, path, button, icon in (
        (log, _tr("Log file"), facts.log_file, _tr("Open log"), "file-text"),
        (data, _tr("Data folder"), facts.data_dir, _tr("Open folder"), "folder-open"),
    ):
        row = OpenRow(theme, name, path, button, icon)
        row.set_path(path)
        group.add(row)


def add_about(section: Section, theme: Theme, facts: ProgramFacts) -> None:
    """Tell versions, where it was tried, and licences."""
    if facts.versions:
        versions = section.add_group(_tr("Versions"))
        for name, version in facts.versions:
            versions.add(Row(theme, name, version, compact=True))
        text = "\n".join(f"{name} {version}" for name, version in facts.versions)
        versions.add(CopyRow(theme, _tr("For a report"), _tr("All versions as text"), text))
    here = section.add_group(_tr("Installation"))
    _tell(
        here,
        theme,
        (
            _tr("Where Arriero was tried"),
            _tr(
                "Debian 12 on x86-64, in an X window. On Wayland, other Linux systems, ARM, Windows and macOS"
                " it has not been tried yet."
            ),
        ),
        (
            _tr("A newer version"),
            _tr(
                "Install it over this one. Chats, settings and models stay in the data folder, also when"
                " Arriero is removed."
            ),
        ),
    )
    section.fill_later(_add_licences(section, theme))


def _add_licences(section: Section, theme: Theme) -> Iterator[None]:
    found = licences()
    yield
    listed = section.add_group(_tr("Licences"))
    for licence in found:
        listed.add(LicenceRow(theme, licence))
        yield
