"""Another program from which files are dragged: `python -m tests.helpers.drag_source LOG FILE...`.

A button at the left top of the screen; pressing it drags them. What comes of it is written to LOG, one
word a line: "shown", "dragged", "welcome" (whoever is below would take them), then "dropped" or "refused".
"""

import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl, Slot
from PySide6.QtGui import QDrag, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

SIDE_PX = 60


class Source(QWidget):
    """Dragged from with the left button."""

    def __init__(self, log: Path, files: list[Path]) -> None:
        super().__init__()
        self._log = log
        self._files = files
        self.setGeometry(0, 0, SIDE_PX, SIDE_PX)

    def _tell(self, word: str) -> None:
        with self._log.open("a", encoding="utf-8") as log:
            log.write(f"{word}\n")

    @Slot(Qt.DropAction)
    def _on_action_changed(self, action: Qt.DropAction) -> None:
        if action == Qt.DropAction.CopyAction:
            self._tell("welcome")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(file)) for file in self._files])
        drag = QDrag(self)
        drag.setMimeData(mime)
        drag.actionChanged.connect(self._on_action_changed)
        self._tell("dragged")
        done = drag.exec(Qt.DropAction.CopyAction)
        self._tell("dropped" if done == Qt.DropAction.CopyAction else "refused")

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._log.exists():
            self._tell("shown")


if __name__ == "__main__":
    application = QApplication(sys.argv[:1])
    source = Source(Path(sys.argv[1]), [Path(each) for each in sys.argv[2:]])
    source.show()
    sys.exit(application.exec())
