"""The palette: type a few letters, Enter runs what fits."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLineEdit, QListView, QWidget

from app.ui.palette.entries import Contents, Entry, Kind, search, search_further
from app.ui.palette.further import further_entries
from app.ui.palette.rows import PaletteDelegate, PaletteRows
from app.ui.theme.theme import Theme
from app.ui.widgets.announce import announce
from app.ui.widgets.icon_view import IconView
from app.ui.widgets.key_caps import KeyCaps
from app.ui.widgets.label import Label
from app.ui.widgets.sheet import Sheet
from app.ui.widgets.surface import Line
from app.ui.words import ENTER, native_keys

WIDTH_PX = 620
TOP_PX = 84
_MOST_ROWS = 8
_MOST_RECENT = 20


class PaletteField(QLineEdit):
    """What is looked for; the arrows move in the list below."""

    moved = Signal(int)
    taken = Signal()
    further_wanted = Signal()
    back_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.can_go_back = False

    def event(self, event: QEvent) -> bool:
        # Here, before Qt takes Tab to go on with.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            is_back = event.key() == Qt.Key.Key_Escape or (
                event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Backtab) and not self.text()
            )
            if is_back and self.can_go_back:
                self.back_wanted.emit()
                return True
            if event.key() == Qt.Key.Key_Tab:
                self.further_wanted.emit()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit()
        else:
            super().keyPressEvent(event)


class _Foot(QWidget):
    """Which keys do what; its lower corners are those of the panel."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        row = QHBoxLayout(self)
        row.setContentsMargins(15, 9, 15, 9)
        row.setSpacing(6)
        for keys, text in (
            ("↑+↓", self.tr("move")),
            (native_keys(ENTER), self.tr("run")),
            (native_keys("Tab"), self.tr("more")),
            ("?", self.tr("help")),
        ):
            row.addWidget(KeyCaps(theme, keys))
            row.addWidget(Label(theme, text, "caption", "muted"))
            row.addSpacing(6)
        row.addStretch(1)
        row.addWidget(KeyCaps(theme, native_keys("Esc")))
        row.addWidget(Label(theme, self.tr("close"), "caption", "muted"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        path = QPainterPath()
        path.addRoundedRect(box.adjusted(1, -12, -1, -1), 11, 11)
        painter.setClipRect(box)
        painter.fillPath(path, self._theme.color("side"))


class Palette(Sheet):
    """Commands, models and chats; what it lists is asked for each time it opens."""

    gives_way = True
    toggled_by = "commands"

    command_chosen = Signal(str)  # command id
    model_chosen = Signal(str)  # model name
    chat_chosen = Signal(str)  # chat id
    further_chosen = Signal(str, str, str)  # kind and id of a row, what to do with it

    def __init__(self, theme: Theme, window: QWidget, contents: Callable[[], Contents]) -> None:
        super().__init__(theme, window, "", TOP_PX)
        self.setAccessibleName(self.tr("Commands, models and chats"))
        self._ask = contents
        self._contents = Contents()
        self._recent: list[tuple[Kind, str]] = []
        self._further: Entry | None = None  # the row whose actions are listed
        self._typed = ""  # before those were listed
        self.field = PaletteField()
        self.field.setProperty("kind", "bare")
        self.field.setPlaceholderText(self.tr("Find a command, model or chat"))
        self.field.setAccessibleName(self.tr("Find a command, model or chat"))
        self._rows = PaletteRows(self)
        self.view = QListView()
        self.view.setModel(self._rows)
        self.view.setItemDelegate(PaletteDelegate(theme, self))
        self.view.setMouseTracking(True)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setAccessibleName(self.tr("What was found"))
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._nothing = Label(theme, "", color="muted", wrap=True)
        self._nothing.setContentsMargins(21, 14, 21, 14)
        self._foot = _Foot(theme)
        self._lay_out()
        self.field.textChanged.connect(self._on_typed)
        self.field.moved.connect(self._on_moved)
        self.field.taken.connect(self._on_taken)
        self.field.further_wanted.connect(self._on_further_wanted)
        self.field.back_wanted.connect(self._on_back_wanted)
        self.view.clicked.connect(self._on_clicked)

    def names(self) -> tuple[str, ...]:
        """The texts of all rows, headings too."""
        return tuple(str(self._rows.index(row).data()) for row in range(self._rows.rowCount()))

    @property
    def current_name(self) -> str:
        """The text of the current row."""
        return str(self.view.currentIndex().data() or "")

    def open_palette(self) -> None:
        """Open with an empty field."""
        self._contents = self._ask()
        self._set_further(None)
        self.field.clear()
        self._fill("")
        self.open_sheet()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def wanted_size(self) -> QSize:
        head = max(54, self.field.sizeHint().height() + 22)
        heights = [self.view.sizeHintForRow(row) for row in range(self._rows.rowCount())]
        headings = sum(1 for row in range(len(heights)) if self._rows.found(row) is None)
        shown = heights[: _MOST_ROWS + min(headings, 3)]
        body = sum(shown) + 12 if heights else self._nothing.sizeHint().height()
        wide = round(WIDTH_PX * max(1.0, self.theme.text_scale))
        return QSize(wide, head + body + self._foot.sizeHint().height() + 2)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(20, 11, 19, 11)
        head.setSpacing(11)
        head.addWidget(IconView(self.theme, "search", 16))
        head.addWidget(self.field, 1)
        head.addWidget(Label(self.theme, self.tr("Chats and models are searched too"), "caption", "muted"))
        column = self.panel_layout
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(Line(self.theme))
        column.addSpacing(6)
        column.addWidget(self.view, 1)
        column.addWidget(self._nothing, 1)
        column.addSpacing(6)
        column.addWidget(Line(self.theme))
        column.addWidget(self._foot)

    def _fill(self, typed: str) -> None:
        if self._further is not None:
            actions = further_entries(self._further, self._contents)
            rows = search_further(self._further, actions, typed)
        else:
            rows = search(self._contents, typed, self._recent)
        self._rows.show_rows(rows)
        self._nothing.setText(self.tr("Nothing for “{text}”.").format(text=typed.strip()))
        self._nothing.setVisible(not rows)
        self.view.setVisible(bool(rows))
        self._go_to(self._rows.next_row(-1, 1))
        self.view.scrollToTop()

    def _go_to(self, row: int) -> None:
        self.view.setCurrentIndex(self._rows.index(row))
        if row >= 0 and self.isVisible():
            spoken = self._rows.index(row).data(Qt.ItemDataRole.AccessibleTextRole)
            announce(self.field, str(spoken))

    def _set_further(self, entry: Entry | None) -> None:
        self._further = entry
        self.field.can_go_back = entry is not None

    def _refill(self, typed: str) -> None:
        if self.field.text() == typed:
            self._on_typed(typed)
        else:
            self.field.setText(typed)

    @Slot()
    def _on_further_wanted(self) -> None:
        found = self._rows.found(self.view.currentIndex().row())
        if self._further is None and found is not None and further_entries(found.entry, self._contents):
            self._typed = self.field.text()
            self._set_further(found.entry)
            self._refill("")

    @Slot()
    def _on_back_wanted(self) -> None:
        entry = self._further
        self._set_further(None)
        self._refill(self._typed)
        row = self._rows.row_of(entry) if entry is not None else -1
        if row >= 0:
            self._go_to(row)

    @Slot(str)
    def _on_typed(self, typed: str) -> None:
        self._fill(typed)
        if self.isVisible():
            self.replace_panel()

    @Slot(int)
    def _on_moved(self, step: int) -> None:
        row = self._rows.next_row(self.view.currentIndex().row(), step)
        self._go_to(row)
        if row == self._rows.next_row(-1, 1):
            self.view.scrollToTop()  # its heading too

    @Slot()
    def _on_taken(self) -> None:
        self._take(self.view.currentIndex().row())

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self._take(index.row())

    def _take(self, row: int) -> None:
        found = self._rows.found(row)
        if found is None or found.entry.reason:
            return
        entry = found.entry
        if entry.kind == "prefix":
            self.field.setText(entry.id)
            return
        action, of = "run", self._further
        if entry.kind == "further" and of is not None:
            action, entry = entry.id, of
        key = (entry.kind, entry.id)
        self._recent = [key, *(each for each in self._recent if each != key)][:_MOST_RECENT]
        self.close_popup()
        if action != "run":
            self.further_chosen.emit(entry.kind, entry.id, action)
            return
        chosen = {"command": self.command_chosen, "model": self.model_chosen, "chat": self.chat_chosen}
        chosen[entry.kind].emit(entry.id)
