"""What is wrong with the window as a whole: one thing at a time, above the pages, the next after it."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication

from app.domain.failure import Failure
from app.ui.failure_text import detail_text, failure_text
from app.ui.theme.theme import Theme
from app.ui.widgets.notice import Notice


class WindowNotices(QObject):
    """Nothing that was said is painted over by what comes after it; the same trouble is said once."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._shown: Failure | None = None
        self._waiting: list[Failure] = []
        self.notice = Notice(theme, "warning", radius=0, inline=True)
        self.notice.hide()
        self.notice.action_triggered.connect(self._on_action)

    def add(self, failure: Failure) -> None:
        """Say it, now or when what is said already was dismissed."""
        if self._shown is None or self._shown.code is failure.code:
            self._show(failure)
            return
        self._waiting = [each for each in self._waiting if each.code is not failure.code]
        self._waiting.append(failure)
        self._show(self._shown)

    def _show(self, failure: Failure) -> None:
        self._shown = failure
        words = failure_text(failure)
        self.notice.set_tone("warning", "triangle-alert")
        self.notice.set_texts(words.title, words.explanation)
        count = len(self._waiting)
        dismiss = self.tr("Dismiss, {count} more").format(count=count) if count else self.tr("Dismiss")
        details = [("copy", self.tr("Copy details"), "copy")] if failure.detail else []
        self.notice.set_actions([*details, ("dismiss", dismiss, "")])
        self.notice.show()

    @Slot(str)
    def _on_action(self, action: str) -> None:
        if action == "copy" and self._shown is not None:
            QGuiApplication.clipboard().setText(detail_text(self._shown))
            return
        self._shown = None
        if self._waiting:
            self._show(self._waiting.pop(0))
        else:
            self.notice.hide()
