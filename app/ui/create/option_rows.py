"""Parameters of a new model as rows, side by side where there is room."""

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from app.domain.model_draft import ModelDraft
from app.domain.model_facts import ModelFacts
from app.domain.options import OPTIONS, OptionKind
from app.domain.parameters import Parameters
from app.ui.parameters.changes import OptionChange
from app.ui.parameters.number_row import NumberRow
from app.ui.parameters.other_rows import OnOffRow, StopRow
from app.ui.theme.theme import Theme

_LEAST_PX = 250

OptionRow = NumberRow | OnOffRow | StopRow


class OptionRows(QWidget):
    """The rows of the parameters panel, for a draft."""

    edited = Signal(ModelDraft)

    def __init__(self, theme: Theme, names: tuple[str, ...], across: int) -> None:
        super().__init__()
        self._theme = theme
        self._across = across
        self._draft = ModelDraft()
        self.rows: dict[str, OptionRow] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        for name in names:
            self.rows[name] = self._make(name)
        self._arrange(1)

    def show_draft(self, draft: ModelDraft, facts: ModelFacts) -> None:
        """Show what was set, else what the source has."""
        self._draft = draft
        parameters = Parameters(options=draft.parameters)
        for row in self.rows.values():
            row.show_value(parameters, facts)

    def _make(self, name: str) -> OptionRow:
        spec = OPTIONS[name]
        row: OptionRow
        if spec.kind is OptionKind.BOOL:
            row = OnOffRow(self._theme, spec)
        elif spec.kind is OptionKind.STRINGS:
            row = StopRow(self._theme, spec)
        else:
            row = NumberRow(self._theme, spec, says_reload=False)
        row.change_wanted.connect(self._on_change_wanted)
        return row

    def _arrange(self, columns: int) -> None:
        for at, row in enumerate(self.rows.values()):
            self._grid.addWidget(row, at // columns, at % columns, Qt.AlignmentFlag.AlignTop)
        for column in range(self._across):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    @Slot(OptionChange)
    def _on_change_wanted(self, change: OptionChange) -> None:
        options = {name: value for name, value in self._draft.parameters.items() if name != change.name}
        if change.value is not None:
            options[change.name] = change.value
        self.edited.emit(replace(self._draft, parameters=options))

    def minimumSizeHint(self) -> QSize:
        # As narrow as one column: else two side by side could never become one again.
        widest = max(row.minimumSizeHint().width() for row in self.rows.values())
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        least = round(_LEAST_PX * self._theme.text_scale)
        self._arrange(max(1, min(self._across, self.width() // least)))
        super().resizeEvent(event)
