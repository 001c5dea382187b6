"""A panel over the dimmed window that keeps the keyboard until it is closed."""

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QHideEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QDialogButtonBox, QWidget

from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.mnemonics import with_mnemonics
from app.ui.widgets.popup import Popup
from app.ui.widgets.tab_order import shown_in_order

_EDGE_PX = 16


class Sheet(Popup):
    """Esc or a click beside it closes it, Tab stays in it, Alt with a letter presses a button; it moves with
    the window.

    Args:
        name: what it is, for a screen reader.
        top_px: how far below the top of the window it begins; None: in the middle.
    """

    gives_way = False
    width_px = 0
    """How wide the panel would like to be in usual text; 0: as wide as what is on it."""

    def __init__(self, theme: Theme, window: QWidget, name: str, top_px: int | None = None) -> None:
        super().__init__(theme, window)
        self._top_px = top_px
        self.setAccessibleName(name)
        self.panel.installEventFilter(self)
        theme.changed.connect(self._on_theme_changed)

    def wanted_size(self) -> QSize:
        """How large the panel would like to be."""
        size = self.panel.sizeHint()
        if self.width_px:
            scaled = round(self.width_px * max(1.0, self.theme.text_scale))
            size.setWidth(max(scaled, self.panel.minimumSizeHint().width()))
        return size

    def open_sheet(self) -> None:
        """Show the panel."""
        self.open_at(self._place())
        self._share_letters()

    def add_answers(self, leave: Button, do: Button) -> None:
        """Add a foot with what leaves everything as it is and what does it, in the order of the system."""
        box = QDialogButtonBox()
        box.addButton(leave, QDialogButtonBox.ButtonRole.RejectRole)
        box.addButton(do, QDialogButtonBox.ButtonRole.AcceptRole)
        self.panel_layout.addSpacing(8)
        self.panel_layout.addWidget(box)

    @Slot()
    def replace_panel(self) -> None:
        """Give the panel the place it should have now."""
        self.setGeometry(self.host.rect())
        self.panel.setGeometry(self._place())
        self.update()

    @Slot()
    def _on_theme_changed(self) -> None:
        if self.isVisible():
            # What is on the panel learns of it after the panel.
            QTimer.singleShot(0, self, self.replace_panel)

    def _place(self) -> QRect:
        room, wanted = self.host.size(), self.wanted_size()
        width = min(wanted.width(), room.width() - 2 * _EDGE_PX)
        height = wanted.height()
        if (layout := self.panel.layout()) is not None and layout.hasHeightForWidth():
            height = max(height, layout.totalHeightForWidth(width))
        top = self._top_px if self._top_px is not None else max(_EDGE_PX, (room.height() - height) // 3)
        height = min(height, room.height() - top - _EDGE_PX)
        return QRect((room.width() - width) // 2, top, width, height)

    def _share_letters(self) -> None:
        """Give each button of the sheet in front a letter; of two with the same one Qt presses neither."""
        directly = Qt.FindChildOption.FindDirectChildrenOnly
        shown = [each for each in self.host.findChildren(Sheet, options=directly) if each.isVisible()]
        for sheet in shown:
            buttons = [each for each in sheet.panel.findChildren(Button) if _takes_letter(each)]
            texts = [each.label for each in buttons]
            marked = with_mnemonics(texts) if sheet is shown[-1] else [""] * len(texts)
            for button, text in zip(buttons, marked, strict=True):
                button.setText(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self.isVisible():
            return False
        if watched is self.panel:
            if event.type() == QEvent.Type.LayoutRequest:
                self._share_letters()  # other buttons, or other words on them
        elif event.type() == QEvent.Type.Resize:
            self.replace_panel()
        return False

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._share_letters()

    def focusNextPrevChild(self, forward: bool) -> bool:
        here, order = QApplication.focusWidget(), shown_in_order(self.panel)
        if order:
            at = order.index(here) if here in order else -1 if forward else 0
            target = order[(at + (1 if forward else -1)) % len(order)]
            target.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        event.accept()  # nothing below is to be clicked

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        scrim = QColor("#000000") if self.theme.dark else QColor("#101418")
        scrim.setAlphaF(0.6 if self.theme.dark else 0.4)
        painter.fillRect(event.rect(), scrim)
        painter.end()
        super().paintEvent(event)


def _takes_letter(button: Button) -> bool:
    """A list has rows without number, which the arrows reach."""
    above = button.parentWidget()
    while above is not None and not isinstance(above, QAbstractScrollArea | Sheet):
        above = above.parentWidget()
    return bool(button.label) and button.isVisible() and isinstance(above, Sheet)
