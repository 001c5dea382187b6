"""An icon that is on or off, such as the one of a panel."""

from PySide6.QtWidgets import QWidget

from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role
from app.ui.widgets.button import Button


class ToggleButton(Button):
    """Tinted while it is on; a click is a wish, `setChecked` says what holds.

    Args:
        name: of what is on or off; also the tooltip.
    """

    def __init__(
        self, theme: Theme, name: str, icon: str, icon_px: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, name, icon, "icon", 32, icon_px, parent)
        self.setCheckable(True)

    def nextCheckState(self) -> None:
        """Stay as it is: what holds is told from outside."""

    def _colors(self) -> tuple[Role | None, Role | None, Role]:
        if self.isChecked() and self.isEnabled():
            return ("sel" if self._hovered or self.isDown() else "tint"), None, "accent_text"
        return super()._colors()
