"""The menus: a menu bar where the system has one for all programs, else one menu behind one button."""

import sys
from itertools import groupby

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu, QMenuBar, QWidget

from app.ui.actions.actions import Actions
from app.ui.actions.table import COMMANDS, command_text, in_menus, menu_text
from app.ui.widgets.mnemonics import with_mnemonics

HAS_MENU_BAR = sys.platform == "darwin"
"""Elsewhere a bar would stand over the calm window; the one menu holds the same."""

_ROLES = {
    "settings": QAction.MenuRole.PreferencesRole,
    "quit": QAction.MenuRole.QuitRole,
    "about": QAction.MenuRole.AboutRole,
}


def fill_menus(menus: QMenu | QMenuBar, actions: Actions, marked: bool = not HAS_MENU_BAR) -> None:
    """Add a menu for each group of commands.

    Args:
        marked: underline the letter that opens a menu or runs an entry; macOS has no such letters.
    """
    groups = in_menus()
    titles = [menu_text(name) for name, _ in groups]
    for title, (_, commands) in zip(with_mnemonics(titles) if marked else titles, groups, strict=True):
        menu = menus.addMenu(title)
        there = [command for command in commands if command in actions.commands]
        for at, (_, section) in enumerate(groupby(there, _section)):
            if at:
                menu.addSeparator()
            for command in section:
                action = actions.action(command)
                # Qt would guess from the words, which are translated.
                action.setMenuRole(_ROLES.get(command, QAction.MenuRole.NoRole))
                menu.addAction(action)
        if marked:
            texts = with_mnemonics([command_text(each) for each in there])
            for command, text in zip(there, texts, strict=True):
                actions.action(command).setText(text)
        menu.aboutToShow.connect(actions.mark_what_can_run)
        menu.aboutToHide.connect(actions.enable_all)


def add_menu_bar(window: QMainWindow, actions: Actions) -> QMenuBar:
    """Give the window the menu bar that macOS shows at the top of the screen."""
    bar = window.menuBar()
    fill_menus(bar, actions)
    return bar


class OneMenu:
    """All commands behind one button; made when it is first opened."""

    def __init__(self, actions: Actions, button: QWidget) -> None:
        self._actions = actions
        self._button = button
        self._menu: QMenu | None = None

    @property
    def menu(self) -> QMenu:
        """The menu."""
        if self._menu is None:
            self._menu = QMenu(self._button)
            fill_menus(self._menu, self._actions)
        return self._menu

    def open(self) -> None:
        """Open the menu at the right of the button, its foot at the button's."""
        foot = self._button.mapToGlobal(self._button.rect().bottomRight())
        self.menu.popup(foot - QPoint(-4, self.menu.sizeHint().height() - 1))
        first = next((action for action in self.menu.actions() if action.menu()), None)
        if first is not None:
            self.menu.setActiveAction(first)


def _section(command: str) -> int:
    return COMMANDS[command].section
