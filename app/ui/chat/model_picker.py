"""The popup in which a model is chosen."""

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.domain.model_info import ModelSummary
from app.domain.server import ServerState
from app.ui.chat.empty_chat import STARTER_MODEL
from app.ui.server_words import server_name
from app.ui.theme.theme import Theme
from app.ui.widgets.label import Label
from app.ui.widgets.popup import Popup
from app.ui.words import size

_WIDTH_PX = 380
_LIST_PX = 320
_MODEL_ROLE = Qt.ItemDataRole.UserRole + 1
_SUBTITLE_ROLE = Qt.ItemDataRole.UserRole + 2
_LOADED_ROLE = Qt.ItemDataRole.UserRole + 3
_CHOSEN_ROLE = Qt.ItemDataRole.UserRole + 4
_PINNED_ROLE = Qt.ItemDataRole.UserRole + 5
_Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()


class _Models(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: list[ModelSummary] = []
        self._loaded: frozenset[str] = frozenset()
        self._pinned: frozenset[str] = frozenset()
        self._chosen = ""

    def show_rows(
        self, rows: list[ModelSummary], loaded: frozenset[str], chosen: str, pinned: frozenset[str]
    ) -> None:
        self.beginResetModel()
        self._rows, self._loaded, self._chosen, self._pinned = rows, loaded, chosen, pinned
        self.endResetModel()

    def name_at(self, row: int) -> str:
        return self._rows[row].name if 0 <= row < len(self._rows) else ""

    def row_of(self, name: str) -> int:
        return next((at for at, row in enumerate(self._rows) if row.name == name), -1)

    def _subtitle(self, model: ModelSummary) -> str:
        if model.name == STARTER_MODEL:
            tiny = self.tr("Tiny model for trying out")
            return f"{tiny} · {size(model.size_bytes)}" if model.size_bytes else tiny
        parts = [model.details.parameter_size, model.details.quantization_level]
        if model.size_bytes:
            parts.append(size(model.size_bytes))
        parts += [self._capability(word) for word in model.capabilities or ()]
        return " · ".join(part for part in parts if part)

    def _capability(self, word: str) -> str:
        known = {
            "vision": self.tr("sees images"),
            "tools": self.tr("uses tools"),
            "thinking": self.tr("thinks"),
        }
        return known.get(word, "")

    def rowCount(self, parent: _Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        model = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return model.name
        if role == _MODEL_ROLE:
            return model
        if role == _SUBTITLE_ROLE:
            return self._subtitle(model)
        if role == _LOADED_ROLE:
            return model.name in self._loaded
        if role == _CHOSEN_ROLE:
            return model.name == self._chosen
        if role == _PINNED_ROLE:
            return model.name in self._pinned
        if role == Qt.ItemDataRole.AccessibleTextRole:
            loaded = self.tr("loaded") if model.name in self._loaded else ""
            pinned = self.tr("pinned") if model.name in self._pinned else ""
            return ", ".join(part for part in (model.name, pinned, self._subtitle(model), loaded) if part)
        return None


class _Delegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        title = QFontMetrics(self._theme.font("ui_medium")).height()
        return QSize(200, max(46, title + QFontMetrics(self._theme.font("caption")).height() + 14))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        box = QRectF(option.rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            self._theme.paint_box(painter, box, 8, "tint")
        elif state & QStyle.StateFlag.State_MouseOver:
            self._theme.paint_box(painter, box, 8, "hover")
        title_font, caption_font = self._theme.font("ui_medium"), self._theme.font("caption")
        title, caption = QFontMetrics(title_font), QFontMetrics(caption_font)
        left, right = box.left() + 12, box.right() - 12
        top = box.top() + (box.height() - title.height() - caption.height() - 1) / 2
        if index.data(_CHOSEN_ROLE):
            self._theme.paint_icon(painter, "check", right - 16, box.center().y() - 8, 16, "accent_text")
            right -= 24
        if index.data(_PINNED_ROLE):
            self._theme.paint_icon(painter, "pin", right - 14, box.center().y() - 7, 14, "muted")
            right -= 22
        name = title.elidedText(str(index.data()), Qt.TextElideMode.ElideMiddle, int(right - left - 16))
        painter.setFont(title_font)
        painter.setPen(self._theme.color("text"))
        painter.drawText(QPointF(left, top + title.ascent()), name)
        if index.data(_LOADED_ROLE):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("success"))
            dot = QPointF(left + title.horizontalAdvance(name) + 10, top + title.height() / 2 + 0.5)
            painter.drawEllipse(dot, 3, 3)
        painter.setFont(caption_font)
        painter.setPen(self._theme.color("muted"))
        line = caption.elidedText(
            str(index.data(_SUBTITLE_ROLE)), Qt.TextElideMode.ElideRight, int(right - left)
        )
        painter.drawText(QPointF(left, top + title.height() + 1 + caption.ascent()), line)


class _Filter(QLineEdit):
    moved = Signal(int)
    picked = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.picked.emit()
        else:
            super().keyPressEvent(event)


class ModelPicker(Popup):
    """Type to filter, arrows to move, Enter picks, Esc closes."""

    toggled_by = "choose_model"

    model_picked = Signal(str)

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, window)
        self._state: ServerState | None = None
        self._chosen = ""
        self._pinned: tuple[str, ...] = ()
        self.filter_field = _Filter()
        self.filter_field.setPlaceholderText(self.tr("Filter models"))
        self.filter_field.setAccessibleName(self.tr("Filter models"))
        self._models = _Models(self)
        self.view = QListView()
        self.view.setModel(self._models)
        self.view.setItemDelegate(_Delegate(theme, self))
        self.view.setMouseTracking(True)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setAccessibleName(self.tr("Models"))
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._empty = Label(theme, "", color="muted", wrap=True)
        self._empty.setContentsMargins(12, 8, 12, 12)
        self.panel_layout.addWidget(self.filter_field)
        self.panel_layout.addWidget(self.view, 1)
        self.panel_layout.addWidget(self._empty)
        self.panel_layout.setSpacing(8)
        self.filter_field.textChanged.connect(self._on_filter_changed)
        self.filter_field.moved.connect(self._on_moved)
        self.filter_field.picked.connect(self._on_picked)
        self.view.clicked.connect(self._on_clicked)

    @property
    def empty_text(self) -> str:
        """What stands there when no model is listed."""
        return self._empty.text() if not self._empty.isHidden() else ""

    def names(self) -> tuple[str, ...]:
        """The models that are listed now."""
        return tuple(self._models.name_at(row) for row in range(self._models.rowCount()))

    def show_models(self, state: ServerState | None, chosen: str) -> None:
        """List the models of a server."""
        self._state, self._chosen = state, chosen
        self._fill()

    def set_pinned(self, names: tuple[str, ...]) -> None:
        """Take which models stand first."""
        self._pinned = names
        self._fill()

    def open_above(self, button: QWidget) -> None:
        """Open with the lower right corner of the panel over the button."""
        self.filter_field.clear()
        self._fill()
        window = self.host
        corner = button.mapTo(window, button.rect().topRight())
        row = self.view.itemDelegate().sizeHint(QStyleOptionViewItem(), _NONE).height()
        rows = min(_LIST_PX, self._models.rowCount() * row) if self._models.rowCount() else 40
        height = min(rows + 62, corner.y() - 16)
        width = min(_WIDTH_PX, window.width() - 32)
        left = max(16, corner.x() - width + 1)
        self.open_at(QRect(left, corner.y() - 8 - height, width, height))
        self.filter_field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _fill(self) -> None:
        state = self._state
        wanted = self.filter_field.text().strip().casefold()
        models = [model for model in state.models if model.can_chat] if state else []
        found = [model for model in models if wanted in model.name.casefold()]
        rows = sorted(found, key=self._is_below)
        loaded = frozenset(model.name for model in state.running) if state else frozenset()
        self._models.show_rows(rows, loaded, self._chosen, frozenset(self._pinned))
        row = max(0, self._models.row_of(self._chosen))
        self.view.setCurrentIndex(self._models.index(row))
        if wanted and models:
            text = self.tr("Nothing for “{text}”.").format(text=self.filter_field.text().strip())
        else:
            text = self.tr("No models on {server}.").format(server=server_name(state))
        self._empty.setText(text)
        self._empty.setVisible(not rows)
        self.view.setVisible(bool(rows))

    def _is_below(self, model: ModelSummary) -> bool:
        return model.name not in self._pinned

    @Slot(str)
    def _on_filter_changed(self, _text: str) -> None:
        self._fill()

    @Slot(int)
    def _on_moved(self, step: int) -> None:
        row = self.view.currentIndex().row() + step
        if 0 <= row < self._models.rowCount():
            self.view.setCurrentIndex(self._models.index(row))

    @Slot()
    def _on_picked(self) -> None:
        self._pick(self.view.currentIndex().row())

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self._pick(index.row())

    def _pick(self, row: int) -> None:
        name = self._models.name_at(row)
        if name:
            self.close_popup()
            self.model_picked.emit(name)
