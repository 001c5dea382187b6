"""Bringing the window to the front because a person asked for it elsewhere."""

import os

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def come_forward(window: QWidget, token: str) -> None:
    """Show the window above the others.

    Args:
        token: what the desktop gave to the program that the person started; without it a desktop may only
            mark the window. Qt for Wayland takes it from the environment, once.
    """
    if token:
        os.environ["XDG_ACTIVATION_TOKEN"] = token
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
