"""What an export asks before: the format, and whether thoughts are in it."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.exchange import ExportFormat
from app.ui.export.words import format_help, format_name, tr
from app.ui.theme.theme import Theme
from app.ui.widgets.label import Label
from app.ui.widgets.segmented import Segmented
from app.ui.widgets.switch import Switch


class ExportOptions(QWidget):
    """Remembers what was taken last while the program runs."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.format = ExportFormat.MARKDOWN
        self.formats = Segmented(
            theme, tr("Format"), tuple((kind.value, format_name(kind)) for kind in ExportFormat)
        )
        self.help = Label(theme, "", "caption", "muted", wrap=True)
        self.thoughts = Switch(theme, tr("With thoughts"))
        self.thoughts.setChecked(True)
        self._thoughts_row = QWidget()
        row = QHBoxLayout(self._thoughts_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Label(theme, tr("With thoughts")), 1)
        row.addWidget(self.thoughts)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.formats, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.help)
        column.addWidget(self._thoughts_row)
        self.formats.picked.connect(self._on_picked)
        self._show()

    def _show(self) -> None:
        self.formats.set_option(self.format.value)
        self.help.setText(format_help(self.format))
        # In JSON there is everything.
        self._thoughts_row.setVisible(self.format is not ExportFormat.JSON)

    @Slot(str)
    def _on_picked(self, option: str) -> None:
        self.format = ExportFormat(option)
        self._show()
        self.changed.emit()
