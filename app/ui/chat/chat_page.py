"""The chat list beside the open chat; below 1040 px the list is a drawer over it."""

from PySide6.QtCore import QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.chat.chat_list import ChatListPane
from app.ui.chat.chat_pane import ChatPane
from app.ui.parameters.side import ParametersSide
from app.ui.parameters.side_splitter import SideSplitter
from app.ui.theme.theme import Theme
from app.ui.widgets.splitter import Splitter
from app.ui.widgets.tab_order import put_at

LIST_PX = 256
LIST_NARROW_PX = 228
LIST_LEAST_PX = 200
LIST_MOST_PX = 360


class _Drawer(QWidget):
    """Holds the list over the chat; a click beside it or Esc closes it."""

    def __init__(self, page: "ChatPage", theme: Theme) -> None:
        super().__init__(page)
        self._page = page
        self._theme = theme
        self.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._page.close_drawer()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._page.close_drawer()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        scrim = QColor("#000000") if self._theme.dark else QColor("#101418")
        scrim.setAlphaF(0.6 if self._theme.dark else 0.4)
        QPainter(self).fillRect(event.rect(), scrim)


def _band(width: int) -> int:
    """0: the list is a drawer, 1: the list is narrow, 2: there is room for everything."""
    return (width >= 1040) + (width >= 1240)


class ChatPage(QWidget):
    """Places list and chat; passes nothing between them."""

    list_changed = Signal()  # a person made the list wider, narrower, or hid it

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chat_list = ChatListPane(theme)
        self.chat_pane = ChatPane(theme)
        self.parameters = ParametersSide(theme)
        self._beside = SideSplitter(theme, self.chat_pane, self.parameters)
        self.chat_list.setMinimumWidth(LIST_LEAST_PX)
        self.chat_list.setMaximumWidth(LIST_MOST_PX)
        self._splitter = Splitter(self.tr("Width of the list of chats"))
        self._splitter.addWidget(self.chat_list)
        self._splitter.addWidget(self._beside)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([LIST_PX, 10_000])
        self._drawer = _Drawer(self, theme)
        self._width = 1280  # until the window says how wide it is
        self._narrow = False
        self._list_wanted = True
        self._list_px = LIST_PX
        self._splitter.splitterMoved.connect(self._on_splitter_moved)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._splitter)
        put_at(self.chat_pane.header, (self._splitter.handle(1),))
        self.chat_pane.list_requested.connect(self.toggle_list)
        self.chat_pane.parameters_requested.connect(self.parameters.toggle)
        self.chat_pane.system_prompt_requested.connect(self.parameters.edit_system_prompt)
        self._beside.covered_changed.connect(self.chat_pane.set_covered)
        self.parameters.open_changed.connect(self._on_parameters_open_changed)
        self.chat_list.chat_selected.connect(self.close_drawer)
        self.chat_list.new_chat_requested.connect(self.close_drawer)

    @property
    def narrow(self) -> bool:
        """Whether the list is a drawer."""
        return self._narrow

    @property
    def drawer_open(self) -> bool:
        """Whether the drawer is over the chat."""
        return not self._drawer.isHidden()

    def set_window_width(self, width: int) -> None:
        """Arrange for a window of that width."""
        band, self._width = _band(self._width), width
        self._narrow = _band(width) == 0
        self._beside.set_window_width(width)
        if _band(width) != band:
            self._arrange()

    @property
    def list_px(self) -> int:
        """How wide the list is where there is room for it."""
        return self._list_px

    @property
    def list_wanted(self) -> bool:
        """Whether the list is shown where there is room for it."""
        return self._list_wanted

    def set_list(self, width_px: int, is_wanted: bool) -> None:
        """Restore the width of the list (0: the usual one) and whether it is shown."""
        self._list_px = max(LIST_LEAST_PX, min(LIST_MOST_PX, width_px or LIST_PX))
        self._list_wanted = is_wanted
        self._arrange()

    @property
    def regions(self) -> list[QWidget]:
        """What F6 goes round here: the list, the transcript, the message, the parameters."""
        chat_list, pane = self.chat_list, self.chat_pane
        regions: list[QWidget] = []
        if chat_list.isVisible():
            regions.append(chat_list.view if chat_list.view.isVisible() else chat_list.filter_field)
        if pane.transcript_shown:
            regions.append(pane.transcript)
        side = [self.parameters.panel.presets.dropdown] if self.parameters.is_open else []
        return [*regions, pane.composer.edit, *side]

    @Slot()
    def toggle_list(self) -> None:
        """Show or hide the list."""
        if not self._narrow:
            self._list_wanted = not self._list_wanted
            self.chat_list.setVisible(self._list_wanted)
            self.chat_pane.header.list_button.setVisible(not self._list_wanted)
            self.list_changed.emit()
        elif self.drawer_open:
            self.close_drawer()
        else:
            self._place_drawer()
            self._drawer.show()
            self._drawer.raise_()
            self.chat_list.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def close_parameters(self) -> bool:
        """Close the parameters; False when they are not open."""
        return self.parameters.close_panel()

    @Slot()
    def close_drawer(self) -> None:
        """Close the drawer, if the list is one."""
        if self._narrow and self.drawer_open:
            self._drawer.hide()
            self.chat_pane.focus_composer()

    def _arrange(self) -> None:
        self._drawer.hide()
        if self._narrow:
            self.chat_list.setParent(self._drawer)
            self.chat_list.show()
        else:
            self._splitter.insertWidget(0, self.chat_list)
            width = self._list_px if _band(self._width) == 2 else min(self._list_px, LIST_NARROW_PX)
            self._splitter.setSizes([width, 10_000])
            self.chat_list.setVisible(self._list_wanted)
        self.chat_pane.header.list_button.setVisible(self._narrow or not self._list_wanted)

    @Slot(bool)
    def _on_parameters_open_changed(self, is_open: bool) -> None:
        self.chat_pane.show_parameters_open(is_open)
        if not is_open and self.parameters.had_focus:
            self.chat_pane.focus_composer()

    @Slot()
    def _on_splitter_moved(self) -> None:
        self._list_px = self.chat_list.width()
        self.list_changed.emit()

    def _place_drawer(self) -> None:
        self._drawer.setGeometry(QRect(QPoint(0, 0), self.size()))
        self.chat_list.setGeometry(0, 0, LIST_PX, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._narrow and self.drawer_open:
            self._place_drawer()
