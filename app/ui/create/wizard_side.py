"""The left of the wizard: what is made, the steps, and when the server gets anything of it."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.model_draft import DraftSource
from app.ui.create.step_list import StepList
from app.ui.create.words import source_text
from app.ui.theme.theme import Theme
from app.ui.widgets.label import Label

_WIDTH_PX = 216
_MOST_GROWTH = 1.25
"""With large letters the fields at the right need the room more."""


class WizardSide(QWidget):
    """As wide as its steps need."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.steps = StepList(theme)
        self._subtitle = Label(theme, "", "ui", "muted", wrap=True)
        promise = self.tr("Nothing is written to the server before step 5.")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 16, 24)
        column.setSpacing(2)
        column.addWidget(Label(theme, self.tr("Create model"), "title", wrap=True))
        column.addWidget(self._subtitle)
        column.addSpacing(14)
        column.addWidget(self.steps)
        column.addStretch(1)
        column.addWidget(Label(theme, promise, "caption", "muted", wrap=True))
        self.setFixedWidth(round(_WIDTH_PX * max(1.0, min(theme.text_scale, _MOST_GROWTH))))

    def show_source(self, source: DraftSource) -> None:
        """Say what the model is made of."""
        self._subtitle.setText(source_text(source))
