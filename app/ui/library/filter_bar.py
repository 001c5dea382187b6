"""The line above the installed models: filter, capability, order, columns, table or cards."""

from dataclasses import replace

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtGui import QAction, QFontMetrics
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.library import COLUMNS, LibraryLook
from app.ui.library.library_words import CAPABILITY_ICONS, can_text, column_text, tr
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.dropdown import Dropdown, Option
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.search_field import SearchField
from app.ui.widgets.segmented import Segmented

_FIELD_PX = 250
_UP, _DOWN = "up", "down"
_DESCENDING_FIRST = frozenset({"parameters", "size", "context", "capabilities", "modified"})


def turned(look: LibraryLook, column: str) -> LibraryLook:
    """The look sorted by a column; the other way round where it is sorted by it already."""
    if look.sort == column:
        return replace(look, descending=not look.descending)
    return replace(look, sort=column, descending=column in _DESCENDING_FIRST)


class FilterBar(QWidget):
    """Every change comes out as a whole new look."""

    look_changed = Signal(LibraryLook)
    left = Signal()  # into what was found

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._look = LibraryLook()
        self.field = SearchField(theme, tr("Filter by name, family or tag"))
        self.capability = Dropdown(theme, tr("Capability"), self._capabilities)
        self.order = Dropdown(theme, tr("Order"), self._orders)
        self.columns_button = Button(theme, tr("Columns"), "columns-3", "icon", 32)
        self.views = Segmented(theme, tr("Show as"), (("table", tr("Table")), ("cards", tr("Cards"))))
        flow = FlowLayout(self, 8, pushes_last=2)
        flow.setContentsMargins(20, 10, 16, 6)
        for part in (self.field, self.capability, self.order, self.columns_button, self.views):
            flow.addWidget(part)
        theme.changed.connect(self._restyle)
        self._restyle()
        self.field.textEdited.connect(self._on_text_edited)
        self.field.textChanged.connect(self._on_text_changed)
        self.field.left.connect(self.left)
        self.capability.picked.connect(self._on_capability_picked)
        self.order.picked.connect(self._on_order_picked)
        self.views.picked.connect(self._on_view_picked)
        self.columns_button.clicked.connect(self._on_columns)
        self.show_look(self._look)

    @Slot()
    def _restyle(self) -> None:
        words = QFontMetrics(self._theme.font("ui")).horizontalAdvance(self.field.placeholderText())
        self.field.setFixedWidth(max(_FIELD_PX, words + 64))

    def show_look(self, look: LibraryLook) -> None:
        """Show what holds."""
        self._look = look
        if self.field.text() != look.text:
            self.field.setText(look.text)
        words = can_text(look.capability) if look.capability else tr("Any capability")
        self.capability.set_option(look.capability, words[:1].upper() + words[1:])
        self.order.set_option(look.sort, tr("Sort: {column}").format(column=column_text(look.sort, True)))
        self.views.set_option("cards" if look.cards else "table")
        self.columns_button.setVisible(not look.cards)

    def open_columns(self, point: QPoint) -> None:
        """Offer the columns at a point of the screen."""
        self.columns_menu().popup(point)

    def columns_menu(self) -> QMenu:
        """The list of columns; it is gone once it was closed."""
        menu = QMenu(self)
        menu.setAccessibleName(tr("Columns"))
        for column in COLUMNS[1:]:
            action = QAction(column_text(column, True), menu)
            action.setCheckable(True)
            action.setChecked(column in self._look.columns)
            action.setData(column)
            menu.addAction(action)
        menu.triggered.connect(self._on_column_triggered)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _capabilities(self) -> list[Option]:
        known = [(each, can_text(each)) for each in ("completion", *CAPABILITY_ICONS)]
        return [("", tr("Any capability")), *((each, text[:1].upper() + text[1:]) for each, text in known)]

    def _orders(self) -> list[Option]:
        columns = [(column, column_text(column, True)) for column in COLUMNS]
        return [*columns, (_UP, tr("Ascending")), (_DOWN, tr("Descending"))]

    def _change(self, look: LibraryLook) -> None:
        self.show_look(look)
        self.look_changed.emit(look)

    @Slot(str)
    def _on_text_edited(self, text: str) -> None:
        self._change(replace(self._look, text=text[:200]))

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        # Esc clears the field without an edit.
        if not text and self._look.text:
            self._change(replace(self._look, text=""))

    @Slot(str)
    def _on_capability_picked(self, capability: str) -> None:
        self._change(replace(self._look, capability=capability))

    @Slot(str)
    def _on_order_picked(self, option: str) -> None:
        if option in (_UP, _DOWN):
            self._change(replace(self._look, descending=option == _DOWN))
        elif option != self._look.sort:
            self._change(turned(self._look, option))

    @Slot(str)
    def _on_view_picked(self, option: str) -> None:
        self._change(replace(self._look, cards=option == "cards"))

    @Slot()
    def _on_columns(self) -> None:
        button = self.columns_button
        self.open_columns(button.mapToGlobal(button.rect().bottomLeft()))

    @Slot(QAction)
    def _on_column_triggered(self, action: QAction) -> None:
        column = str(action.data())
        chosen = {*self._look.columns} ^ {column}
        self._change(replace(self._look, columns=tuple(each for each in COLUMNS if each in chosen)))
