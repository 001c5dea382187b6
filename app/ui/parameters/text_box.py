"""A box for text that grows with it."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QPalette, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from app.ui.theme.fonts import FontRole
from app.ui.theme.theme import Theme
from app.ui.widgets.surface import Surface


class GrowingEdit(QPlainTextEdit):
    """As many lines high as it has, within bounds; Tab leaves it."""

    focus_changed = Signal(bool)

    def __init__(self, theme: Theme, font: FontRole, least_lines: int, most_lines: int) -> None:
        super().__init__()
        self._theme = theme
        self._role: FontRole = font
        self._least, self._most = least_lines, most_lines
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(self._on_size_changed)
        self._restyle()
        theme.changed.connect(self._restyle)

    def show_text(self, text: str) -> None:
        """Show a text; the cursor stays where it is when nothing changes."""
        if text != self.toPlainText():
            self.blockSignals(True)
            self.setPlainText(text)
            self.blockSignals(False)
            self._on_size_changed()

    def wanted_height(self) -> int:
        """Height for the lines there are, within the bounds."""
        lines = max(self._least, min(self._most, int(self.document().size().height())))
        return lines * self.fontMetrics().lineSpacing() + 2

    @Slot()
    def _on_size_changed(self) -> None:
        scrolls = self.document().size().height() > self._most
        off, needed = Qt.ScrollBarPolicy.ScrollBarAlwaysOff, Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setVerticalScrollBarPolicy(needed if scrolls else off)
        self.updateGeometry()

    @Slot()
    def _restyle(self) -> None:
        self.setFont(self._theme.font(self._role))
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Text, self._theme.color("text"))
        palette.setColor(QPalette.ColorRole.PlaceholderText, self._theme.color("muted"))
        self.setPalette(palette)
        self._on_size_changed()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            # A style sheet gives back the palette of its first day when something above gets another parent.
            now = self.palette().color(QPalette.ColorRole.Text)
            if now != self._theme.color("text"):
                self._restyle()

    def sizeHint(self) -> QSize:
        return QSize(120, self.wanted_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.wanted_height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit(False)


class TextBox(Surface):
    """The edit in a field with round corners.

    Args:
        name: for a screen reader.
    """

    def __init__(
        self,
        theme: Theme,
        name: str,
        font: FontRole = "ui",
        least_lines: int = 3,
        most_lines: int = 12,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, "field", "border", 8, parent)
        self._has_fault = False
        self._has_focus = False
        self.edit = GrowingEdit(theme, font, least_lines, most_lines)
        self.edit.setAccessibleName(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 4, 7)
        column.addWidget(self.edit)
        self.setFocusProxy(self.edit)
        self.edit.focus_changed.connect(self._on_focus_changed)

    def set_fault(self, has_fault: bool) -> None:
        """Mark the box, or no longer."""
        self._has_fault = has_fault
        self._show_border()

    @Slot(bool)
    def _on_focus_changed(self, has_focus: bool) -> None:
        self._has_focus = has_focus
        self._show_border()

    def _show_border(self) -> None:
        self.set_border("danger" if self._has_fault else "accent" if self._has_focus else "border")
