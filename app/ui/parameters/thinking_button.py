"""The button of the composer that lets the model think, or not."""

from dataclasses import replace

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from app.domain.chat import Think
from app.domain.model_facts import ON_OFF, ModelFacts
from app.domain.parameters import NO_PARAMETERS, Parameters
from app.ui.parameters import texts
from app.ui.theme.theme import Theme
from app.ui.widgets.toggle_button import ToggleButton

_EDGE_PX = 8
_GAP_PX = 7


class ThinkingButton(ToggleButton):
    """There only for a model that can think; a press goes on to its next way of thinking.

    A level stands beside the icon, whose tint only tells on from off.
    """

    parameters_wanted = Signal(Parameters)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "", "brain", 18, parent)
        self._parameters = NO_PARAMETERS
        self._facts = ModelFacts()
        self.clicked.connect(self._on_clicked)
        self._show()

    def set_parameters(self, parameters: Parameters) -> None:
        """Show what the chat asks."""
        self._parameters = parameters
        self._show()

    def set_facts(self, facts: ModelFacts) -> None:
        """Offer what the model can do."""
        self._facts = facts
        self._show()

    @property
    def _think(self) -> Think:
        """How the model thinks now; a wish it does not know counts for what it makes of it."""
        facts, asked = self._facts, self._parameters.think
        if asked is None or asked in facts.think_choices:
            return facts.default_think if asked is None else asked
        return facts.default_think if asked or not facts.can_think else facts.think_choices[0]

    def _show(self) -> None:
        self.setVisible(self._facts.can_think)
        think = self._think
        self.setChecked(think is not False)
        name = self.tr("Thinking: {choice}").format(choice=texts.think_text(think).lower())
        self.set_label(name)
        self._label = texts.think_text(think) if isinstance(think, str) else ""
        self.updateGeometry()

    @Slot()
    def _on_clicked(self) -> None:
        choices = self._facts.think_choices or ON_OFF
        think = choices[(choices.index(self._think) + 1) % len(choices)]
        wanted = None if think == self._facts.default_think else think
        self.parameters_wanted.emit(replace(self._parameters, think=wanted))

    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        if self._label:
            words = QFontMetrics(self._theme.font(self._font_role())).horizontalAdvance(self._label)
            size.setWidth(_EDGE_PX + self._icon_px + _GAP_PX + words + _EDGE_PX)
        return size
