"""How full the context of the model is, beside the model, and what that means."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.domain.context import ContextUse
from app.ui.files.file_words import about_tokens, limit_count, short_count
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button

if TYPE_CHECKING:
    from app.ui.chat.context_popup import ContextPopup

_PAD_PX = 8
_ICON_PX = 14
_HEIGHT_PX = 32


class ContextMeter(Button):
    """A click explains; not there before anything is known."""

    parameters_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "", "", "quiet", _HEIGHT_PX, parent=parent)
        self._use = ContextUse()
        self._is_cut = False
        self._popup: ContextPopup | None = None
        self.clicked.connect(self._on_clicked)
        self.hide()

    @property
    def use(self) -> ContextUse:
        """What is shown."""
        return self._use

    @property
    def popup(self) -> "ContextPopup":
        """What a click opens; made when it is first wanted."""
        if self._popup is None:
            # Most runs never open it.
            from app.ui.chat.context_popup import ContextPopup

            self._popup = ContextPopup(self._theme, self.window())
            self._popup.parameters_requested.connect(self.parameters_requested)
        return self._popup

    @Slot(ContextUse)
    def set_use(self, use: ContextUse) -> None:
        """Show how much the next message takes, and of how much."""
        if use == self._use:
            return
        self._use = use
        self.setVisible(bool(use.tokens))
        if use.limit is None:
            about = about_tokens(use.tokens)
            self.set_label(about)
            name = self.tr("Context: {about}. How much fits is not known before the model is loaded")
            name = name.format(about=about)
        else:
            self.set_label(f"{short_count(use.tokens)} / {limit_count(use.limit.tokens)}")
            name = self.tr("Context: about {tokens} of {limit} tokens").format(
                tokens=short_count(use.tokens), limit=limit_count(use.limit.tokens)
            )
        if use.is_over:
            name += ". " + self.tr("The oldest messages will be left out")
        elif use.is_tight:
            name += ". " + self.tr("It is nearly full")
        self.setAccessibleName(name)
        self.setToolTip(name)
        if self._popup is not None and self._popup.isVisible():
            self._popup.show_use(use, self._is_cut)

    @Slot(str)
    def set_first_seen(self, message_id: str) -> None:
        """Note whether the last reply was probably made without the beginning of the chat."""
        self._is_cut = bool(message_id)

    @Slot()
    def _on_clicked(self) -> None:
        self.popup.show_use(self._use, self._is_cut)
        self.popup.open_above(self)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._theme.font("caption_medium"))
        icon = _ICON_PX + 4 if self._use.is_tight else 0
        width = metrics.horizontalAdvance(self.label) + icon + 2 * _PAD_PX
        return QSize(width, max(_HEIGHT_PX, metrics.height() + 10))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._hovered or self.isDown():
            self._theme.paint_box(painter, QRectF(self.rect()), 8, "press" if self.isDown() else "hover")
        left = float(_PAD_PX)
        ink = "warning" if self._use.is_tight else "muted"
        if self._use.is_tight:
            middle = (self.height() - _ICON_PX) / 2
            self._theme.paint_icon(painter, "triangle-alert", left, middle, _ICON_PX, "warning")
            left += _ICON_PX + 4
        painter.setFont(self._theme.font("caption_medium"))
        painter.setPen(self._theme.color(ink))  # type: ignore[arg-type]
        box = QRectF(left, 0, self.width() - left, self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self.label)
