"""A bug in a slot or an override of Qt: the program lives, and it is logged and told."""

import os
import subprocess
import sys
from pathlib import Path

from app.bootstrap.log_file import FILE_NAME

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import sys
import threading
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from app.bootstrap.options import Options
from app.bootstrap.start import run
from tests.helpers.program import until


class Broken(QWidget):
    painted = pressed = asked = 0

    def paintEvent(self, event):
        self.painted += 1
        painter = QPainter(self)
        painter.save()
        self._draw(painter)

    def keyPressEvent(self, event):
        self.pressed += 1
        raise KeyError("pressed")

    def event(self, event):
        return super().event(event)

    def sizeHint(self):
        self.asked += 1
        raise ValueError("asked")

    @Slot()
    def slot(self):
        raise LookupError("called")

    def _draw(self, painter):
        try:
            raise OSError("a brush")
        except OSError as error:
            raise RuntimeError("painted") from error


class Unlucky:
    def __del__(self):
        raise ArithmeticError("freed")


def thread():
    raise EOFError("in a thread")


async def body(program):
    window = program.window
    broken = Broken(window.content)
    broken.setGeometry(40, 40, 60, 60)
    broken.show()
    key = QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a"
    for number in range(1, 11):
        broken.update()
        QCoreApplication.postEvent(broken, QKeyEvent(*key))
        QTimer.singleShot(0, broken, broken.slot)
        await until(lambda: min(broken.painted, broken.pressed) >= number, "painted and pressed")
    layout = window.content.layout()
    layout.addWidget(broken)
    await until(lambda: broken.asked, "asked for its size")
    layout.removeWidget(broken)
    Unlucky()
    running = threading.Thread(target=thread)
    running.start()
    running.join()
    notice = window.content.notice
    await until(notice.isVisible, "it is told")
    print("told:", notice.title)
    broken.deleteLater()
    await until(lambda: window.grab().width() == window.width(), "the window paints on")
    return 0


code = run(Options(server="http://127.0.0.1:9", data_dir=Path(sys.argv[1])), body)
print("ended:", code)
"""
ERRORS = {
    "RuntimeError": "painted",
    "OSError": "a brush",
    "KeyError": "pressed",
    "ValueError": "asked",
    "LookupError": "called",
    "ArithmeticError": "freed",
    "EOFError": "in a thread",
}


def test_the_program_lives_on_and_tells(tmp_path: Path) -> None:
    surroundings = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path)],
        cwd=ROOT,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    assert ended.stdout.splitlines() == ["told: Something in Arriero went wrong", "ended: 0"]
    log = (tmp_path / FILE_NAME).read_text(encoding="utf-8")
    for name, words in ERRORS.items():
        lines = [line for line in log.splitlines() if line.startswith(f"{name}: ") and words in line]
        assert len(lines) == 1, f"{name} is not logged once"
