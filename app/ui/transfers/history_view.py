"""What is over: one line each, newest first, with a way to do it again."""

from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSpacerItem, QVBoxLayout, QWidget

from app.domain.model_name import same_model
from app.domain.transfer_row import TransferKind, TransferRecord, TransferState
from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role
from app.ui.transfers import words
from app.ui.widgets.button import Button
from app.ui.widgets.label import ElidedLabel, Label
from app.ui.widgets.question import Question
from app.ui.widgets.state_icon import StateIcon
from app.ui.widgets.surface import Line, Surface

FEW = 5
_MORE = 25
_NARROW_PX = 940
_GAP_PX = 10
_OUTCOME_PX, _AMOUNT_PX, _COURSE_PX, _WHEN_PX = 124, 72, 190, 112


class HistoryLine(QWidget):
    """One transfer that is over."""

    repeat_requested = Signal(str)  # id of the record, as in the next one
    forget_requested = Signal(str)

    def __init__(self, theme: Theme, record: TransferRecord, now: datetime) -> None:
        super().__init__()
        self.record = record
        self._theme = theme
        icon, role = _mark(record)
        mark = StateIcon(theme)
        mark.show_icon(icon, role)
        self.name = ElidedLabel(theme, record.name, "ui_medium")
        self.outcome = ElidedLabel(theme, words.outcome_text(record), "caption", "muted")
        amount = words.exact_size(record.size_bytes) if record.size_bytes else ""
        self.amount = Label(theme, amount, "figures", "muted")
        self.amount.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.course = ElidedLabel(theme, words.course_text(record), "figures", "muted")
        self.when = Label(theme, words.when_text(record.ended_at, now), "caption", "muted")
        all_words = {
            TransferKind.PULL: self.tr("Pull again"),
            TransferKind.PUSH: self.tr("Push again"),
            TransferKind.CREATE: self.tr("Create again"),
        }
        again = all_words[record.kind]
        self.when.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.again_button = Button(theme, again, "rotate-cw", "quiet", 28)
        self.again_button.setAccessibleName(self.tr("{step}: {model}").format(step=again, model=record.name))
        if record.kind is TransferKind.CREATE and record.job is None:
            self.again_button.hide()  # of an earlier version, which did not keep it
        self.forget_button = Button(
            theme, self.tr("Remove {model} from the history").format(model=record.name), "x", "icon", 28, 14
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(15, 6, 7, 6)
        row.setSpacing(_GAP_PX)
        row.addWidget(mark)
        row.addWidget(self.name, 1)
        for label in (self.outcome, self.amount, self.course):
            row.addWidget(label)
        row.addWidget(self.again_button)
        self._gap = QSpacerItem(0, 0)
        row.addSpacerItem(self._gap)
        row.addWidget(self.when)
        row.addWidget(self.forget_button)
        parts = (record.name, self.outcome.whole_text, amount, self.course.whole_text, self.when.text())
        self.setAccessibleName(", ".join(part for part in parts if part))
        self._again_words = again, *all_words.values()
        self._measure()
        theme.changed.connect(self._measure)
        self.again_button.clicked.connect(self._on_again)
        self.forget_button.clicked.connect(self._on_forget)

    def set_narrow(self, is_narrow: bool) -> None:
        """Leave out what is least wanted."""
        self.course.setVisible(not is_narrow)
        self.amount.setVisible(not is_narrow)

    @Slot()
    def _measure(self) -> None:
        """Let what is alike stand below each other in all lines."""
        scale = self._theme.text_scale
        for label, width in (
            (self.outcome, _OUTCOME_PX),
            (self.amount, _AMOUNT_PX),
            (self.course, _COURSE_PX),
        ):
            label.setFixedWidth(round(width * scale))
        self.when.setMinimumWidth(round(_WHEN_PX * scale))
        metrics = QFontMetrics(self._theme.font("ui_medium"))
        again, *others = (metrics.horizontalAdvance(text) for text in self._again_words)
        width = self.again_button.sizeHint().width() + max(others) - again
        self.again_button.setFixedWidth(width)
        if self.again_button.isHidden():
            self._gap.changeSize(width + _GAP_PX, 0)

    @Slot()
    def _on_again(self) -> None:
        self.repeat_requested.emit(self.record.id)

    @Slot()
    def _on_forget(self) -> None:
        self.forget_requested.emit(self.record.id)


class HistoryView(QWidget):
    """A heading and the lines; some at first, more on request."""

    repeat_requested = Signal(str)
    forget_requested = Signal(str)
    clear_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._records: tuple[TransferRecord, ...] = ()
        self._shown = FEW
        self._models: tuple[str, ...] = ()
        self._question: Question | None = None
        self._asked_for = ""
        self.lines: list[HistoryLine] = []
        self._rules: list[Line] = []
        self.title = Label(theme, self.tr("Recent"), "heading")
        self.clear_button = Button(theme, self.tr("Clear history"), "", "quiet", 28)
        self.more_button = Button(theme, self.tr("Show more"), "chevron-down", "quiet", 28)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.clear_button)
        self._box = Surface(theme, "raised", "border", 12)
        self._rows = QVBoxLayout(self._box)
        self._rows.setContentsMargins(1, 1, 1, 1)
        self._rows.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self._box)
        column.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.clear_button.clicked.connect(self.clear_requested)
        self.more_button.clicked.connect(self._on_more)

    @property
    def question(self) -> Question:
        """Asked before a model is replaced; made when it is first wanted."""
        if self._question is None:
            self._question = Question(self._theme, self.window(), self.tr("Keep it"))
            self._question.confirmed.connect(self._on_confirmed)
        return self._question

    def set_models(self, models: tuple[str, ...]) -> None:
        """Note what the server has: what making again would replace."""
        self._models = models

    def show_records(self, records: tuple[TransferRecord, ...]) -> None:
        """Show what is over."""
        self._records = records
        self._show()

    def show_many(self, many: bool) -> None:
        """Show a page of them, or only the newest few."""
        self.title.setText(self.tr("History") if many else self.tr("Recent"))
        self._shown = max(self._shown, _MORE) if many else FEW
        self._show()

    def _show(self) -> None:
        wanted = self._records[: self._shown]
        if [line.record for line in self.lines] != list(wanted):
            self._make(wanted)
        self.setVisible(bool(self._records))
        self.more_button.setVisible(len(self._records) > self._shown)

    def _make(self, records: tuple[TransferRecord, ...]) -> None:
        has_focus = any(line.isAncestorOf(focus) for line in self.lines if (focus := self.focusWidget()))
        for old in (*self.lines, *self._rules):
            self._rows.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.lines, self._rules = [], []
        now = datetime.now(UTC)
        for record in records:
            if self.lines:
                self._rules.append(Line(self._theme))
                self._rows.addWidget(self._rules[-1])
            line = HistoryLine(self._theme, record, now)
            line.repeat_requested.connect(self._on_repeat)
            line.forget_requested.connect(self.forget_requested)
            line.set_narrow(self.width() < _NARROW_PX * self._theme.text_scale)
            self.lines.append(line)
            self._rows.addWidget(line)
        if has_focus and self.lines:
            self.lines[0].forget_button.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot(str)
    def _on_repeat(self, record_id: str) -> None:
        record = next(each for each in self._records if each.id == record_id)
        is_create = record.kind is TransferKind.CREATE
        if is_create and any(same_model(record.name, name) for name in self._models):
            self._asked_for = record_id
            title = self.tr("Replace {model}?").format(model=record.name)
            text = self.tr("The server has a model of this name. Creating replaces it; chats stay readable.")
            self.question.ask(title, text, self.tr("Replace it"), destroys=True)
        else:
            self.repeat_requested.emit(record_id)

    @Slot()
    def _on_confirmed(self) -> None:
        self.repeat_requested.emit(self._asked_for)

    @Slot()
    def _on_more(self) -> None:
        self._shown += _MORE
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for line in self.lines:
            line.set_narrow(self.width() < _NARROW_PX * self._theme.text_scale)


def _mark(record: TransferRecord) -> tuple[str, Role]:
    if record.outcome is TransferState.DONE:
        return "circle-check", "success"
    if record.outcome is TransferState.FAILED:
        return "circle-alert", "danger"
    return "circle-slash", "muted"
