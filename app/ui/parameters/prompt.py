"""The system prompt: a box that grows, and a large sheet for long ones; the same sheet for schemas."""

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.model_facts import ModelFacts
from app.domain.parameters import NO_PARAMETERS, Parameters
from app.ui.parameters.text_box import TextBox
from app.ui.theme.fonts import FontRole
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from app.ui.widgets.sheet import Sheet

_SHEET_PX = (680, 480)
_LINES = 20


class TextSheet(Sheet):
    """A large box over the window; what is written in it is written in the small box at once."""

    def __init__(
        self, theme: Theme, window: QWidget, title: str, box: TextBox, font: FontRole = "ui"
    ) -> None:
        super().__init__(theme, window, title)
        self._small = box
        self.box = TextBox(theme, title, font, 6, _LINES)
        self.box.edit.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.done_button = Button(theme, self.tr("Done"), kind="primary")
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.done_button)
        column = self.panel_layout
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(Label(theme, title, "heading"))
        column.addWidget(self.box, 1)
        column.addLayout(foot)
        self.done_button.clicked.connect(self.close_popup)
        self.box.edit.textChanged.connect(self._on_text_changed)

    def open_with_text(self) -> None:
        """Open with the text of the small box."""
        self.box.edit.show_text(self._small.edit.toPlainText())
        self.open_sheet()
        self.box.edit.setFocus(Qt.FocusReason.PopupFocusReason)
        self.box.edit.moveCursor(self.box.edit.textCursor().MoveOperation.End)

    def wanted_size(self) -> QSize:
        hint = super().wanted_size()
        return QSize(max(_SHEET_PX[0], hint.width()), max(_SHEET_PX[1], hint.height()))

    @Slot()
    def _on_text_changed(self) -> None:
        self._small.edit.setPlainText(self.box.edit.toPlainText())


class PromptSection(QWidget):
    """Empty: the model's own system prompt holds, and stands there in muted letters."""

    parameters_wanted = Signal(Parameters)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._parameters = NO_PARAMETERS
        self._sheet: TextSheet | None = None
        self.large_button = Button(
            theme, self.tr("Edit the system prompt large"), "square-pen", "icon", 26, 16
        )
        self.box = TextBox(theme, self.tr("System prompt"), "ui", 3, 10)
        head = QHBoxLayout()
        head.addWidget(Label(theme, self.tr("System prompt"), "caption_medium", "muted"))
        head.addStretch(1)
        head.addWidget(self.large_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.box)
        self.large_button.clicked.connect(self.open_sheet)
        self.box.edit.textChanged.connect(self._on_text_changed)

    @property
    def sheet(self) -> TextSheet:
        """The large editor; made when it is first wanted."""
        if self._sheet is None:
            self._sheet = TextSheet(self._theme, self.window(), self.tr("System prompt"), self.box, "body")
        return self._sheet

    def show_value(self, parameters: Parameters, facts: ModelFacts) -> None:
        """Show what holds now."""
        self._parameters = parameters
        self.box.edit.show_text(parameters.system)
        own = " ".join(facts.system.split())
        usual = self.tr("The model's own: {text}").format(text=own) if own else self.tr("None")
        self.box.edit.setPlaceholderText(usual)

    @Slot()
    def open_sheet(self) -> None:
        """Open the large editor."""
        self.sheet.open_with_text()

    @Slot()
    def _on_text_changed(self) -> None:
        text = self.box.edit.toPlainText()
        self.parameters_wanted.emit(replace(self._parameters, system=text if text.strip() else ""))
