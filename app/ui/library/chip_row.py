"""What a model can do, as chips."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.ui.library.library_words import can_text
from app.ui.theme.theme import Theme
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.label import Chip


class ChipRow(QWidget):
    """What a model can do, in words with an icon."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._chips: list[tuple[str, str]] = []
        self._flow = FlowLayout(self)

    def show_chips(self, chips: Sequence[tuple[str, str]]) -> None:
        """Show these: (icon, text) each."""
        if list(chips) == self._chips:
            return
        self._chips = list(chips)
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for icon, text in chips:
            chip = Chip(self._theme, text, icon)
            chip.setToolTip(can_text(text))
            chip.setAccessibleName(can_text(text))
            self._flow.addWidget(chip)
        self.setVisible(bool(chips))
        self.updateGeometry()
