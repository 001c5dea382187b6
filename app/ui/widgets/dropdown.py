"""A button that shows the option that is taken and opens the list of all."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QFontMetrics,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.popup import Popup

Option = tuple[str, str]
"""Id and text."""

_MOST_TEXT_PX = 240
_LEAST_TEXT_PX = 96
_MOST_LIST_PX = 360
_ID_ROLE = Qt.ItemDataRole.UserRole + 1


class _Rows(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.taken = ""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, max(32, QFontMetrics(self._theme.font("ui")).height() + 12))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        shown: Any = option  # the stubs do not name the fields of QStyleOption
        box = QRectF(shown.rect)
        if shown.state & QStyle.StateFlag.State_Selected:
            self._theme.paint_box(painter, box, 6, "tint")
        elif shown.state & QStyle.StateFlag.State_MouseOver:
            self._theme.paint_box(painter, box, 6, "hover")
        if index.data(_ID_ROLE) == self.taken:
            self._theme.paint_icon(
                painter, "check", box.right() - 26, box.center().y() - 8, 16, "accent_text"
            )
        font = self._theme.font("ui")
        painter.setFont(font)
        painter.setPen(self._theme.color("text"))
        room = box.adjusted(10, 0, -34, 0)
        text = QFontMetrics(font).elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)


class _List(QListView):
    """Enter and Space take the current row."""

    taken = Signal(QModelIndex)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.taken.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class OptionList(Popup):
    """The list: arrows move, letters jump, Enter takes, Esc closes."""

    picked = Signal(str)  # id

    def __init__(self, theme: Theme, name: str, window: QWidget) -> None:
        super().__init__(theme, window)
        self.view = _List()
        self._rows = _Rows(theme, self)
        self._model = QStandardItemModel(self)
        self.view.setModel(self._model)
        self.view.setItemDelegate(self._rows)
        self.view.setMouseTracking(True)
        self.view.setAccessibleName(name)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.panel_layout.setContentsMargins(4, 4, 4, 4)
        self.panel_layout.addWidget(self.view)
        self.view.clicked.connect(self._on_taken)
        self.view.taken.connect(self._on_taken)

    def open_below(self, button: QWidget, options: Sequence[Option], taken: str) -> None:
        """Open under the button, or over it where there is more room."""
        self._rows.taken = taken
        self._model.clear()
        for option, text in options:
            item = QStandardItem(text)
            item.setData(option, _ID_ROLE)
            self._model.appendRow(item)
        metrics = QFontMetrics(self.theme.font("ui"))
        widest = max((metrics.horizontalAdvance(text) for _, text in options), default=0)
        width = min(max(button.width(), widest + 60), self.host.width() - 32)
        row = self._rows.sizeHint(QStyleOptionViewItem(), QModelIndex()).height()
        place = QRect(button.mapTo(self.host, button.rect().topLeft()), button.size())
        below, above = self.host.height() - place.bottom() - 20, place.top() - 20
        wanted = min(_MOST_LIST_PX, row * len(options) + 8)
        height = min(wanted, max(below, above))
        top = place.bottom() + 5 if wanted <= below or below >= above else place.top() - 4 - height
        left = max(16, min(place.right() + 1 - width, self.host.width() - width - 16))
        self.open_at(QRect(left, top, width, height))
        at = next((at for at, (option, _) in enumerate(options) if option == taken), 0)
        self.view.setCurrentIndex(self._model.index(at, 0))
        self.view.setFocus(Qt.FocusReason.PopupFocusReason)

    @Slot(QModelIndex)
    def _on_taken(self, index: QModelIndex) -> None:
        option = index.data(_ID_ROLE)
        if option is not None:
            self.close_popup()
            self.picked.emit(option)


class Dropdown(Button):
    """One of many options.

    Args:
        name: what is chosen, for a screen reader.
        options: gives all options; asked each time the list opens.
    """

    picked = Signal(str)  # id; only when a person took it

    def __init__(
        self,
        theme: Theme,
        name: str,
        options: Callable[[], Sequence[Option]],
        height_px: int = 32,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, "", "", "plain", height_px, parent=parent)
        self._name = name
        self._options = options
        self._taken = ""
        self._list: OptionList | None = None
        self.clicked.connect(self._on_clicked)

    @property
    def option_list(self) -> OptionList:
        """The list; made when it is first wanted."""
        if self._list is None:
            self._list = OptionList(self._theme, self._name, self.window())
            self._list.picked.connect(self.picked)
            self.destroyed.connect(self._list.deleteLater)  # it belongs to the window
        return self._list

    @property
    def options(self) -> Sequence[Option]:
        """What could be taken now."""
        return self._options()

    def set_option(self, option: str, text: str) -> None:
        """Show which option is taken; says nothing about it."""
        self._taken = option
        self.set_label(text)
        self.setAccessibleName(self.tr("{name}: {option}").format(name=self._name, option=text))

    @Slot()
    def _on_clicked(self) -> None:
        self.option_list.open_below(self, self._options(), self._taken)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._theme.font("ui_medium"))
        most = round(_MOST_TEXT_PX * self._theme.text_scale)
        text = max(_LEAST_TEXT_PX, min(most, metrics.horizontalAdvance(self.label) + 1))
        return QSize(10 + text + 24 + 10, max(self._height_px, metrics.height() + 10))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._list is not None:
            self._list.close_popup()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = self.painter()
        down, hover = self.isDown(), self._hovered
        able = self.isEnabled()
        fill = "fill" if not able else "press" if down else "hover" if hover else "field"
        self._theme.paint_box(painter, QRectF(self.rect()), 8, fill, "border" if able else None)  # type: ignore[arg-type]
        font = self._theme.font("ui_medium")
        painter.setFont(font)
        painter.setPen(self._theme.color("text" if able else "faint"))
        room = QRectF(self.rect()).adjusted(10, 0, -34, 0)
        text = QFontMetrics(font).elidedText(self.label, Qt.TextElideMode.ElideRight, int(room.width()) + 1)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        top = (self.height() - 14) / 2
        self._theme.paint_icon(painter, "chevron-down", self.width() - 24, top, 14, "muted")
