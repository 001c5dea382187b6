"""The event loop of a measurement of the whole program."""

from PySide6.QtCore import QAbstractEventDispatcher, QCoreApplication

from app.bootstrap.garbage import MainThreadGarbage
from app.bootstrap.loop import EventLoop


def program_loop(app: QCoreApplication) -> EventLoop:
    """As the program has it: garbage is collected between its events, never in the thread of a request."""
    MainThreadGarbage(app).follow(QAbstractEventDispatcher.instance())
    return EventLoop(app)
