"""A theme for the run and a window for the test."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from app.ui.theme.theme import ContrastMode, Theme, ThemeMode
from tests.conftest import skip_or_fail


@pytest.fixture(scope="session")
def _theme(qapp: QApplication) -> Theme:
    return Theme(qapp, ThemeMode.LIGHT)


@pytest.fixture
def theme(_theme: Theme) -> Iterator[Theme]:
    """The theme, light, at 100 % and without fading colours; so again after the test."""
    _theme.set_reduced_motion(True)
    yield _theme
    _theme.set_contrast(ContrastMode.SYSTEM)
    _theme.set_reduced_motion(True)
    _theme.set_mode(ThemeMode.LIGHT)
    _theme.set_text_scale(1.0)
    _theme.set_compact_lists(False)
    _theme.set_speed_shown(True)


@pytest.fixture
def window(theme: Theme, qtbot: QtBot) -> Iterator[MainWindow]:
    """The window with its panes, on the screen and active."""
    window = MainWindow(theme)
    window.show_content()
    with qtbot.waitSignal(window.content_painted):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield window
    window.chat_pane.links.close()  # as at the end of the program: formulas may be under way
    window.hide()
    window.deleteLater()


class Opener(QObject):
    """Stands where the desktop would open an address."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    @Slot(QUrl)
    def open_url(self, url: QUrl) -> None:
        """Note the address."""
        self.addresses.append(url.toString())


@pytest.fixture
def opened() -> Iterator[list[str]]:
    """The addresses that the desktop was asked to open; none of them is."""
    opener = Opener()
    schemes = ("http", "https", "mailto", "file", "javascript", "data", "")
    for scheme in schemes:
        QDesktopServices.setUrlHandler(scheme, opener, "open_url")
    yield opener.addresses
    for scheme in schemes:
        QDesktopServices.unsetUrlHandler(scheme)


@pytest.fixture
def bus_address() -> Iterator[str]:
    """The address of a private message bus."""
    from tests.helpers.session_bus import BusMissing, session_bus  # with D-Bus, which most tests do not need

    try:
        with session_bus() as address:
            yield address
    except BusMissing as error:
        skip_or_fail(str(error))
