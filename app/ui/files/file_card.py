"""A file in the bubble of its message."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.domain.context import estimated_tokens
from app.domain.conversation import Attachment
from app.ui.files.file_words import about_tokens, file_size, icon_of
from app.ui.theme.theme import Theme
from app.ui.widgets.painted_button import PaintedButton

_NAME_MOST_PX = 240
_PAD_PX = 8
_ICON_PX = 14
_GAP_PX = 6


class FileCard(PaintedButton):
    """Kind, name and size; a click or Enter shows the text that was sent."""

    opened = Signal(Attachment)
    focus_radius = 6

    def __init__(self, theme: Theme, attachment: Attachment, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.attachment = attachment
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        tokens = about_tokens(estimated_tokens(attachment.sent_bytes))
        facts = f"{attachment.name}, {self._size}" + (f", {tokens}" if attachment.sent_bytes else "")
        self.setAccessibleName(self.tr("File {facts}").format(facts=facts))
        self.setToolTip(facts)
        self.clicked.connect(self._on_clicked)

    @property
    def _size(self) -> str:
        return file_size(self.attachment.size_bytes)

    def _shown_name(self) -> str:
        metrics = QFontMetrics(self._theme.font("caption_medium"))
        most = round(_NAME_MOST_PX * max(1.0, self._theme.text_scale))
        return metrics.elidedText(self.attachment.name, Qt.TextElideMode.ElideMiddle, most)

    @Slot()
    def _on_clicked(self) -> None:
        self.opened.emit(self.attachment)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._theme.font("caption"))
        name = QFontMetrics(self._theme.font("caption_medium")).horizontalAdvance(self._shown_name())
        width = _PAD_PX + _ICON_PX + 2 * _GAP_PX + name + metrics.horizontalAdvance(self._size) + _PAD_PX + 4
        return QSize(width, max(28, metrics.height() + 8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._theme.paint_box(painter, QRectF(self.rect()), 6, "press" if self.isDown() else "chip", "border")
        icon = icon_of(self.attachment.name, self.attachment.media_type)
        middle = (self.height() - _ICON_PX) / 2
        self._theme.paint_icon(painter, icon, _PAD_PX, middle, _ICON_PX, "muted")
        size = QFontMetrics(self._theme.font("caption")).horizontalAdvance(self._size)
        left = _PAD_PX + _ICON_PX + _GAP_PX
        room = self.width() - left - _GAP_PX - size - _PAD_PX - 2
        painter.setFont(self._theme.font("caption_medium"))
        painter.setPen(self._theme.color("text"))
        name = QFontMetrics(painter.font()).elidedText(
            self.attachment.name, Qt.TextElideMode.ElideMiddle, room
        )
        painter.drawText(QRectF(left, 0, room + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, name)
        painter.setFont(self._theme.font("caption"))
        painter.setPen(self._theme.color("muted"))
        right = QRectF(self.width() - _PAD_PX - size - 2, 0, size + 2, self.height())
        painter.drawText(right, Qt.AlignmentFlag.AlignVCenter, self._size)
