"""A transfer where it was asked for: a thin bar and a line or two of words."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.transfer_row import TransferRow, TransferState
from app.ui.theme.theme import Theme
from app.ui.transfers import words
from app.ui.transfers.bar import TransferBar
from app.ui.transfers.trouble_words import NextStep, step_words, trouble_text
from app.ui.widgets.label import Label


class ProgressInPlace(QWidget):
    """Follows one row."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.bar = TransferBar(theme, 6)
        self.words = Label(theme, "", "figures", "muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.bar)
        column.addWidget(self.words)

    def show_row(self, row: TransferRow) -> None:
        """Show how it stands."""
        has_failed = row.state is TransferState.FAILED
        self.bar.show_fraction(row.fraction, "danger" if has_failed else "accent")
        self.bar.setAccessibleName(row.name)
        text = trouble_text(row).text if has_failed else _line(row)
        if self.words.text() != text:
            self.words.setText(text)
            self.words.set_color("text" if has_failed else "muted")
        self.show()


def way_on(row: TransferRow) -> tuple[str, str]:
    """The words and the icon of the button for a transfer that rests: the step that its trouble names."""
    begins_anew = row.state is TransferState.FAILED and NextStep.RESUME not in trouble_text(row).steps
    return step_words(NextStep.RETRY if begins_anew else NextStep.RESUME, row)


def _line(row: TransferRow) -> str:
    if notice := words.notice_text(row):
        return notice
    parts = [
        words.state_text(row) or words.step_text(row),
        words.amount_text(row.done_bytes, row.total_bytes),
    ]
    if row.speed_bytes_per_s:
        parts.append(words.speed_text(row.speed_bytes_per_s))
    if row.eta_s is not None:
        parts.append(words.eta_text(row.eta_s))
    return " · ".join(part for part in parts if part)
