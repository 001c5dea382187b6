"""How far a test went: one line for each step, and what is wrong at the one that failed."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.server_profile import ProbeStep, ServerReport
from app.ui.failure_text import failure_text
from app.ui.servers.report_words import failed_step_text, latency_text, step_text
from app.ui.theme.theme import Theme
from app.ui.widgets.icon_view import IconView
from app.ui.widgets.label import Label
from app.ui.widgets.notice import Notice


class _Step(QWidget):
    def __init__(self, theme: Theme, step: ProbeStep) -> None:
        super().__init__()
        self.step = step
        self._good = IconView(theme, "check", 16, "success")
        self._bad = IconView(theme, "circle-alert", 16, "danger")
        self.label = Label(theme, step_text(step), "ui")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._good)
        row.addWidget(self._bad)
        row.addWidget(self.label, 1)

    def show_outcome(self, is_good: bool, text: str) -> None:
        self._good.setVisible(is_good)
        self._bad.setVisible(not is_good)
        self.label.setText(text)
        self.label.set_color("text" if is_good else "danger")


class TestResult(QWidget):
    """Steps that were not reached are not shown."""

    __test__ = False  # pytest takes every class of this name for one of its own

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._failed: ProbeStep | None = None
        self.steps = [_Step(theme, step) for step in ProbeStep]
        self.notice = Notice(theme, "danger")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for step in self.steps:
            column.addWidget(step)
        column.addSpacing(2)
        column.addWidget(self.notice)
        self.hide()

    @property
    def failed(self) -> ProbeStep | None:
        """The step that is shown as failed."""
        return None if self.isHidden() else self._failed

    def show_report(self, report: ServerReport) -> None:
        """Show how a test went."""
        self._failed = report.failed_step
        is_reached = True
        for line in self.steps:
            is_bad = line.step is report.failed_step
            is_shown = is_reached and (report.has_tls or line.step is not ProbeStep.TLS or is_bad)
            line.setVisible(is_shown)
            line.show_outcome(not is_bad, self._words(line.step, report))
            is_reached = is_reached and not is_bad
        self.notice.setVisible(report.failure is not None)
        if report.failure is not None:
            words = failure_text(report.failure)
            self.notice.set_texts(words.title, words.explanation)
        self.show()

    def _words(self, step: ProbeStep, report: ServerReport) -> str:
        if step is ProbeStep.VERSION and report.failed_step is None:
            text = self.tr("Ollama {version}, answers in {time}")
            return text.format(version=report.version, time=latency_text(report.latency_ms))
        return failed_step_text(step) if step is report.failed_step else step_text(step)
