"""The first step: what the model is made of."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.domain.model_draft import DraftSource, ModelDraft
from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role
from app.ui.widgets.painted_button import PaintedButton

_ICON_PX = 20
_PAD_PX = 14


class SourceButton(PaintedButton):
    """A card with an icon, a name and a line about it."""

    focus_radius = 10

    def __init__(self, theme: Theme, icon: str, text: str, hint: str) -> None:
        super().__init__()
        self._theme = theme
        self._icon = icon
        self._hint = hint
        self.setText(text)
        self.setCheckable(True)
        self.setAccessibleName(text)
        self.setAccessibleDescription(hint)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme_changed)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()

    def nextCheckState(self) -> None:
        """A click is a wish; the wizard marks what is taken."""

    def sizeHint(self) -> QSize:
        return QSize(260, self.heightForWidth(400))

    def heightForWidth(self, width: int) -> int:
        title = QFontMetrics(self._theme.font("ui_strong")).height()
        room = width - _ICON_PX - 3 * _PAD_PX
        flags = Qt.TextFlag.TextWordWrap
        metrics = QFontMetrics(self._theme.font("caption"))
        hint = metrics.boundingRect(0, 0, max(60, room), 1000, flags, self._hint).height()
        return max(56, title + hint + 2 * 10 + 2)

    def hasHeightForWidth(self) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        is_taken = self.isChecked()
        fill: Role = "tint" if is_taken else "hover" if self.underMouse() else "field"
        edge: Role = "accent" if is_taken else "border"
        self._theme.paint_box(painter, QRectF(self.rect()), 10, fill, edge, 2.0 if is_taken else 1.0)
        ink: Role = "accent_text" if is_taken else "muted"
        self._theme.paint_icon(painter, self._icon, _PAD_PX, 14, _ICON_PX, ink)
        left = 2 * _PAD_PX + _ICON_PX
        room = self.width() - left - _PAD_PX
        font = self._theme.font("ui_strong")
        painter.setFont(font)
        painter.setPen(self._theme.color("text"))
        high = QFontMetrics(font).height()
        painter.drawText(QRectF(left, 10, room, high), Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.setFont(self._theme.font("caption"))
        painter.setPen(self._theme.color("muted"))
        below = QRectF(left, 10 + high + 2, room, self.height() - high - 20)
        painter.drawText(below, int(Qt.TextFlag.TextWordWrap), self._hint)


class SourceStep(QWidget):
    """Four ways to begin; the Modelfile fills in all the others."""

    source_picked = Signal(DraftSource)
    modelfile_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        rows = (
            (
                DraftSource.MODEL,
                "boxes",
                self.tr("A model of this server"),
                self.tr("With another system prompt, other parameters or examples. It takes no space."),
            ),
            (
                DraftSource.GGUF,
                "file-box",
                self.tr("A GGUF file"),
                self.tr("One file, or all parts of a split one, also with a projector for images."),
            ),
            (
                DraftSource.SAFETENSORS,
                "folder-open",
                self.tr("A safetensors folder"),
                self.tr("As models are published; the server converts them, which takes a while."),
            ),
        )
        self.buttons: dict[DraftSource, SourceButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for source, icon, text, hint in rows:
            button = self.buttons[source] = SourceButton(theme, icon, text, hint)
            button.clicked.connect(self._on_clicked)
            column.addWidget(button)
        self.modelfile_button = SourceButton(
            theme,
            "file-code",
            self.tr("A Modelfile"),
            self.tr("Open or write one. It is checked, and fills in all the steps."),
        )
        self.modelfile_button.clicked.connect(self.modelfile_requested)
        column.addWidget(self.modelfile_button)
        column.addStretch(1)

    @property
    def first(self) -> QWidget:
        """Where the keyboard begins."""
        return next((each for each in self.buttons.values() if each.isChecked()), self.modelfile_button)

    def show_draft(self, draft: ModelDraft) -> None:
        """Mark what is taken."""
        for source, button in self.buttons.items():
            button.setChecked(source is draft.source)

    @Slot()
    def _on_clicked(self) -> None:
        sender = self.sender()
        for source, button in self.buttons.items():
            if button is sender:
                self.source_picked.emit(source)
