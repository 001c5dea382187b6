"""The tab of the installed models: filter, table or cards, what stands there instead, the foot."""

from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import QItemSelection, QModelIndex, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.domain.library import LibraryLook, LibraryRow, LibraryState, LibraryView
from app.ui.failure_text import short_cause
from app.ui.library.filter_bar import FilterBar, turned
from app.ui.library.foot import Foot
from app.ui.library.library_words import age_text, can_text, tr
from app.ui.library.row_menu import add_row_actions
from app.ui.library.rows_model import LibraryFilter, LibraryModel
from app.ui.library.table import ModelTable
from app.ui.library.view_keys import ModelViewKeys
from app.ui.library.waiting import Waiting
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from app.ui.widgets.notice import Notice

FACTS_DELAY_MS = 60
AGES_EVERY_MS = 60_000
_NARROW_PX = 640


class InstalledPane(QWidget):
    """Shows the view it is given in the look it is given; everything a person wants is a wish."""

    look_changed = Signal(LibraryLook)
    facts_wanted = Signal(tuple)  # names in view
    selection_changed = Signal(tuple)  # names, the one the keyboard is on first
    action_requested = Signal(str, tuple)  # id of `row_menu.ACTIONS`, names
    details_requested = Signal()
    retry_requested = Signal()
    create_requested = Signal()
    get_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view: LibraryView | None = None
        self._look = LibraryLook()
        self._told: tuple[str, ...] = ()
        self.model = LibraryModel(self)
        self.rows = LibraryFilter(self.model, self)
        self.bar = FilterBar(theme)
        self.table = ModelTable(theme, self.rows)
        self._cards: ModelViewKeys | None = None
        self.waiting = Waiting(theme)
        self.stale = Notice(theme, "warning", radius=0, inline=True)
        self.stale.hide()
        self._selected = Label(theme, "", "ui_medium")
        self.delete_button = Button(theme, tr("Delete…"), "trash-2", height_px=28)
        self.update_button = Button(theme, tr("Update"), "arrow-up", height_px=28)
        self.clear_button = Button(theme, tr("Clear selection"), kind="quiet", height_px=28)
        self.foot = Foot(theme)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self.waiting)
        self._facts_timer = QTimer(self, singleShot=True, interval=FACTS_DELAY_MS)
        self._ages_timer = QTimer(self, interval=AGES_EVERY_MS)
        self._lay_out()
        self._connect()

    @property
    def look(self) -> LibraryLook:
        """How the list is shown."""
        return self._look

    @property
    def view(self) -> ModelViewKeys:
        """The table or the cards."""
        return self.cards if self._look.cards else self.table

    @property
    def cards(self) -> ModelViewKeys:
        """The cards; made when they are first wanted."""
        if self._cards is None:
            # Most people stay with the table.
            from app.ui.library.cards import ModelCards

            self._cards = cards = ModelCards(self._theme, self.rows)
            cards.setSelectionModel(self.table.selectionModel())
            self._pages.addWidget(cards)
            self._connect_view(cards)
        return self._cards

    def selected(self) -> tuple[LibraryRow, ...]:
        """The selected models in the order of the list."""
        ranges = self.table.selectionModel().selection()
        numbers = {at for each in ranges for at in range(each.top(), each.bottom() + 1)}  # type: ignore[attr-defined]
        rows = (self.rows.row_at(self.rows.index(at, 0)) for at in sorted(numbers))
        return tuple(row for row in rows if row is not None)

    def show_view(self, view: LibraryView) -> None:
        """Show other rows."""
        self._view = view
        self.model.set_rows(view.rows)
        self._show_columns()
        self.foot.show_view(view)
        is_stale = view.state is LibraryState.STALE
        for each in (self.table, self._cards):
            if each is not None:
                each.delegate.is_stale = is_stale
                each.viewport().update()
        if is_stale:
            self._show_stale(view)
        self.stale.setVisible(is_stale)
        self._show_page()
        self._facts_timer.start()

    def show_look(self, look: LibraryLook) -> None:
        """Show the list in another way; says nothing about it."""
        self._look = look
        self.bar.show_look(look)
        self.rows.set_filter(look.text, look.capability)
        self.model.order_by(look.sort, look.descending)
        self.table.header.set_order(look.sort, look.descending)
        self._show_columns()
        self._show_page()
        self._facts_timer.start()

    def select(self, name: str) -> None:
        """Put the keyboard on a model."""
        index = self.rows.index_of(name)
        if index.isValid():
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)

    def focus_list(self) -> None:
        """Put the focus where the models are."""
        target: QWidget = self.view if self._pages.currentWidget() is self.view else self.bar.field
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _lay_out(self) -> None:
        chosen = self._chosen = QWidget()
        row = QHBoxLayout(chosen)
        row.setContentsMargins(20, 4, 16, 4)
        row.setSpacing(8)
        row.addWidget(self._selected)
        row.addStretch(1)
        for button in (self.update_button, self.delete_button, self.clear_button):
            row.addWidget(button)
        chosen.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.stale)
        column.addWidget(self.bar)
        column.addWidget(self._chosen)
        column.addWidget(self._pages, 1)
        column.addWidget(self.foot)

    def _connect(self) -> None:
        self.bar.look_changed.connect(self._on_look_changed)
        self.bar.left.connect(self.focus_list)
        self.table.sort_requested.connect(self._on_sort_requested)
        self.table.header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.header.customContextMenuRequested.connect(self._on_header_menu)
        self._connect_view(self.table)
        self.table.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.table.selectionModel().currentRowChanged.connect(self._on_current_changed)
        self.waiting.retry_requested.connect(self.retry_requested)
        self.waiting.create_requested.connect(self.create_requested)
        self.waiting.get_requested.connect(self.get_requested)
        self.waiting.pull_requested.connect(self._on_pick_pulled)
        self.waiting.clear_requested.connect(self._on_clear_filter)
        self.stale.action_triggered.connect(self._on_stale_action)
        self.delete_button.clicked.connect(self._on_delete)
        self.update_button.clicked.connect(self._on_update_selected)
        self.clear_button.clicked.connect(self._on_clear_selection)
        self._facts_timer.timeout.connect(self._on_facts_due)
        self._ages_timer.timeout.connect(self.model.retell_ages)

    def _connect_view(self, view: ModelViewKeys) -> None:
        view.opened.connect(self._on_opened)
        view.details_requested.connect(self.details_requested)
        view.name_requested.connect(self._on_name_requested)
        view.delete_requested.connect(self._on_delete)
        view.pin_requested.connect(self._on_pin)
        view.menu_requested.connect(self._on_menu_requested)
        view.seen_changed.connect(self._facts_timer.start)
        view.delegate.update_requested.connect(self._on_update_requested)

    def _show_columns(self) -> None:
        has_updates = any(row.newer_digest for row in self.model.rows)
        self.table.show_columns(self._look.columns, has_updates)

    def _show_page(self) -> None:
        if self._view is None:
            return
        has_rows = self.rows.rowCount() > 0
        if not has_rows:
            words = [
                self._look.text.strip(),
                can_text(self._look.capability) if self._look.capability else "",
            ]
            self.waiting.show_view(self._view, ", ".join(word for word in words if word))
        page: QWidget = self.view if has_rows else self.waiting
        before = self._pages.currentWidget()
        if page is not before:
            had_focus = before is not None and before.hasFocus()
            self._pages.setCurrentWidget(page)
            if had_focus:
                page.setFocus(Qt.FocusReason.OtherFocusReason)
        self.foot.setVisible(bool(self._view.rows))

    def _show_stale(self, view: LibraryView) -> None:
        seen = age_text(view.seen_at, datetime.now(UTC))
        cause = short_cause(view.failure) if view.failure else tr("not connected")
        self.stale.set_texts(
            tr("The server is not answering ({cause}).").format(cause=cause),
            tr("These are the models as they were {age}.").format(age=seen) if seen else "",
        )
        self.stale.set_actions([("retry", tr("Retry"), "refresh-cw")])

    def _change_look(self, look: LibraryLook) -> None:
        self.show_look(look)
        self.look_changed.emit(look)

    @Slot(LibraryLook)
    def _on_look_changed(self, look: LibraryLook) -> None:
        self._change_look(replace(look, tab=self._look.tab, detail_px=self._look.detail_px))

    @Slot(str)
    def _on_sort_requested(self, column: str) -> None:
        self._change_look(turned(self._look, column))

    @Slot(QPoint)
    def _on_header_menu(self, point: QPoint) -> None:
        self.bar.open_columns(self.table.header.mapToGlobal(point))

    @Slot()
    def _on_clear_filter(self) -> None:
        self._change_look(replace(self._look, text="", capability=""))
        self.bar.field.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(QItemSelection, QItemSelection)
    def _on_selection_changed(self, _new: QItemSelection, _old: QItemSelection) -> None:
        self._tell_selection()

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, _new: QModelIndex, _old: QModelIndex) -> None:
        self._tell_selection()

    def _tell_selection(self) -> None:
        rows = self.selected()
        current = self.view.current_row()
        names = tuple(row.name for row in rows)
        if current is not None and current.name in names:
            names = (current.name, *(name for name in names if name != current.name))
        self._chosen.setVisible(len(names) > 1)
        self._selected.setText(tr("{count} selected").format(count=len(names)))
        self.update_button.setVisible(any(row.newer_digest for row in rows))
        if names != self._told:
            self._told = names
            self.selection_changed.emit(names)

    @Slot()
    def _on_clear_selection(self) -> None:
        index = self.view.currentIndex()
        self.table.clearSelection()
        self.view.setCurrentIndex(index)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str)
    def _on_opened(self, name: str) -> None:
        self.action_requested.emit("chat", (name,))

    @Slot(str)
    def _on_name_requested(self, name: str) -> None:
        self.action_requested.emit("copy", (name,))

    @Slot()
    def _on_delete(self) -> None:
        names = tuple(row.name for row in self.selected())
        if names:
            self.action_requested.emit("delete", names)

    @Slot()
    def _on_update_selected(self) -> None:
        self.action_requested.emit("update", tuple(row.name for row in self.selected() if row.newer_digest))

    @Slot()
    def _on_pin(self) -> None:
        names = tuple(row.name for row in self.selected())
        if names:
            self.action_requested.emit("pin", names)

    @Slot(str)
    def _on_update_requested(self, name: str) -> None:
        self.action_requested.emit("update", (name,))

    @Slot(str)
    def _on_pick_pulled(self, name: str) -> None:
        self.action_requested.emit("pull", (name,))

    @Slot(QPoint)
    def _on_menu_requested(self, point: QPoint) -> None:
        rows = self.selected()
        if not rows:
            return
        menu = QMenu(self)
        add_row_actions(menu, self._theme, rows)
        menu.triggered.connect(self._on_menu_triggered)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(point)

    @Slot(QAction)
    def _on_menu_triggered(self, action: QAction) -> None:
        self.action_requested.emit(str(action.data()), tuple(row.name for row in self.selected()))

    @Slot(str)
    def _on_stale_action(self, _action: str) -> None:
        self.retry_requested.emit()

    @Slot()
    def _on_facts_due(self) -> None:
        if not self.isVisible():
            return
        names = self.view.seen_names()
        if self._look.capability or self._look.sort in ("context", "capabilities"):
            # What is not known yet may belong among what is seen.
            names = (*names, *(row.name for row in self.model.rows))
        if names:
            self.facts_wanted.emit(names)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.model.retell_ages()
        self._ages_timer.start()
        self._facts_timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._ages_timer.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.waiting.set_narrow(self.width() < _NARROW_PX * self._theme.text_scale)
