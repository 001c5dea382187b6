"""The page of the keyboard: every command with its keys, each of which can be others."""

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.actions.actions import Actions
from app.ui.actions.table import FIXED_KEYS, command_text, in_menus, menu_text
from app.ui.settings.row import Row
from app.ui.settings.section import Section
from app.ui.shortcuts.key_button import KeyButton
from app.ui.shortcuts.key_wishes import KeyWishes, has_usual_keys
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.key_caps import KeyCaps
from app.ui.words import native_keys


def _tr(text: str) -> str:
    return QCoreApplication.translate("settings", text)


class KeyRow(Row):
    """One command; found by its name and by its keys."""

    recorded = Signal(str, str)  # command, keys
    refused = Signal(str)  # command
    usual_requested = Signal(str)  # command

    def __init__(self, theme: Theme, command: str) -> None:
        self.command = command
        self._name = command_text(command)
        self.keys_button = KeyButton(theme, self._name)
        super().__init__(theme, self._name, "", self.keys_button, compact=True)
        self.keys_button.recorded.connect(self._on_recorded)
        self.keys_button.refused.connect(self._on_refused)
        self.reset_requested.connect(self._on_reset_requested)

    def show_keys(self, shown: str, is_usual: bool) -> None:
        """Show the keys there are now."""
        self.keys_button.show_keys(shown)
        self.set_keywords(self._name, shown)
        self.set_changed(not is_usual)

    @Slot(str)
    def _on_recorded(self, keys: str) -> None:
        self.recorded.emit(self.command, keys)

    @Slot()
    def _on_refused(self) -> None:
        self.refused.emit(self.command)

    @Slot()
    def _on_reset_requested(self) -> None:
        self.usual_requested.emit(self.command)


class KeyRows(QObject):
    """The rows, under the titles of the menus; a question stands below the row that it is about."""

    keys_requested = Signal(str, str)  # command, its keys from now on; empty: none
    notice_shown = Signal()

    def __init__(self, theme: Theme, section: Section, actions: Actions) -> None:
        super().__init__(section)
        self._actions = actions
        self.wishes = KeyWishes(theme, actions, self)
        self._below = QWidget()  # of one row at a time
        below = QVBoxLayout(self._below)
        below.setContentsMargins(8, 0, 8, 8)
        below.addWidget(self.wishes.notice)
        self.rows: dict[str, KeyRow] = {}
        self.reset_button = Button(theme, _tr("Reset all"), "rotate-ccw", height_px=30)
        self.reset_button.clicked.connect(self._on_reset_all)
        self.wishes.keys_requested.connect(self.keys_requested)
        self.wishes.said.connect(self._on_said)
        self.wishes.silenced.connect(self._on_silenced)
        self.wishes.answered.connect(self._on_answered)
        actions.keys_changed.connect(self._show_keys)
        section.fill_later(self._add_rows(theme, section))

    def _add_rows(self, theme: Theme, section: Section) -> Iterator[None]:
        for menu, commands in in_menus():
            there = [command for command in commands if command in self._actions.commands]
            group = section.add_group(menu_text(menu)) if there else None
            for command in there:
                assert group is not None
                group.add(self._make_row(theme, command))
                yield
        every = section.add_group(_tr("All shortcuts"))
        every.add(Row(theme, _tr("Usual keys"), _tr("Give every command its usual keys"), self.reset_button))

    def _make_row(self, theme: Theme, command: str) -> Row:
        if command in FIXED_KEYS:
            keys = native_keys(FIXED_KEYS[command])
            fixed = Row(theme, command_text(command), "", KeyCaps(theme, keys), compact=True)
            fixed.add_keywords(keys)
            return fixed
        row = self.rows[command] = KeyRow(theme, command)
        row.recorded.connect(self.wishes.take)
        row.refused.connect(self.wishes.refuse)
        row.usual_requested.connect(self.wishes.reset)
        self._show_keys_of(row)
        return row

    def _show_keys_of(self, row: KeyRow) -> None:
        row.show_keys(self._actions.shown_keys(row.command), has_usual_keys(self._actions, row.command))

    @Slot()
    def _show_keys(self) -> None:
        for row in self.rows.values():
            self._show_keys_of(row)

    @Slot()
    def _on_reset_all(self) -> None:
        self.wishes.reset_all()

    @Slot(str)
    def _on_said(self, command: str) -> None:
        self.rows[command].column.addWidget(self._below)
        self._below.show()
        self.notice_shown.emit()

    @Slot()
    def _on_silenced(self) -> None:
        self._below.hide()

    @Slot(str)
    def _on_answered(self, command: str) -> None:
        self.rows[command].keys_button.setFocus(Qt.FocusReason.ShortcutFocusReason)
