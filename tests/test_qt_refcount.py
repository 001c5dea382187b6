"""Qt calls that return nothing leave None alone.

PySide6 6.12.0 on Python 3.11 loses one reference to None with each such call, and the program aborts after
some thousands; that is why the versions in pyproject.toml end before it.
"""

import sys

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

CALLS = 500
SLACK = 50
"""The interpreter itself takes and drops some references meanwhile."""


def test_void_calls_keep_the_reference_count_of_none(qapp: QApplication) -> None:
    widget = QWidget()
    child = QObject(widget)
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        widget.update()
        child.setObjectName("child")
    after = sys.getrefcount(None)
    assert abs(after - before) < SLACK
