"""The tab with models that could be pulled: by name, or from the bundled list."""

from dataclasses import replace

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QContextMenuEvent, QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QMenu,
    QStackedWidget,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.catalogue import Catalogue, Memory
from app.domain.library import LibraryView
from app.ui.library.catalogue_delegate import CatalogueDelegate
from app.ui.library.catalogue_model import CatalogueFilter, CatalogueModel, chosen_words
from app.ui.library.library_words import day_text, tr
from app.ui.library.pull_box import PullBox
from app.ui.theme.theme import Theme
from app.ui.widgets.announce import announce
from app.ui.widgets.button import Button
from app.ui.widgets.dropdown import Dropdown, Option
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.label import Chip, Label
from app.ui.widgets.ring_by_keys import RingedList
from app.ui.widgets.search_field import SearchField
from app.ui.widgets.segmented import Segmented
from app.ui.widgets.switch import Switch
from app.ui.words import ENTER, size

_CARD_PX = 330
_RIGHT_PX = 24
_GB = 1_000_000_000
_SIZES_GB = (2, 5, 10, 20, 50)


class CatalogueList(RingedList):
    """Arrows go from card to card, + and - choose the size, Enter does what the button does."""

    stepped = Signal(int)
    entered = Signal()
    menu_requested = Signal(QPoint)  # on the screen

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.delegate = CatalogueDelegate(theme, self)
        self.setItemDelegate(self.delegate)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setTabKeyNavigation(False)
        self.setAccessibleName(tr("Bundled list of models"))
        self.setAccessibleDescription(tr("Plus and minus choose the size, {key} pulls").format(key=ENTER))
        theme.changed.connect(self.arrange)

    @Slot()
    def arrange(self) -> None:
        """Put as many cards beside each other as there is room for."""
        room = max(200, self.viewport().width() - 1)
        count = max(1, room // _CARD_PX)
        self.delegate.card_px = room // count
        self.setGridSize(self.delegate.sizeHint(QStyleOptionViewItem(), QModelIndex()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.setCurrentIndex(self.model().index(0, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() in ("+", "-"):
            self.stepped.emit(1 if event.text() == "+" else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        point = event.pos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            point = self.visualRect(self.currentIndex()).center()
        self.menu_requested.emit(self.viewport().mapToGlobal(point))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()


class GetPane(QWidget):
    """Every pull is a wish; the list never needs the network."""

    pull_requested = Signal(str, bool)  # name, without encryption
    chat_requested = Signal(str)  # name
    show_requested = Signal(str)  # name

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._filter = CatalogueFilter()
        self._memory = Memory()
        self.box = PullBox(theme)
        self.model = CatalogueModel(self)
        self.field = SearchField(theme, tr("Search the list"))
        self.capability = Segmented(theme, tr("Capability"), _capabilities())
        self.sizes = Dropdown(theme, tr("Size"), _sizes)
        self.fitting = Switch(theme, tr("Hide sizes that do not fit"))
        self._fitting_text = Label(theme, "", color="muted")
        self.list = CatalogueList(theme)
        self.list.setModel(self.model)
        self.as_of = Chip(theme, "")
        keys = tr("{key} pulls, + and - choose the size").format(key=ENTER)
        self._keys = Label(theme, keys, "caption", "muted")
        self._nothing = Label(
            theme, tr("Nothing in the list. Pull by name works for any model."), color="muted"
        )
        self.clear_button = Button(theme, tr("Clear the filter"))
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()
        self.capability.set_option("")
        self.sizes.set_option("0", tr("Any size"))
        self.set_memory(Memory())

    def show_view(self, view: LibraryView) -> None:
        """Note what is installed and whether the server is there."""
        self.box.show_view(view)
        self.model.set_installed(view.rows)

    def set_catalogue(self, catalogue: Catalogue) -> None:
        """Show the list, and how old it is."""
        self.model.set_catalogue(catalogue)
        self.as_of.setText(tr("Bundled list of {day}").format(day=day_text(catalogue.as_of)))
        self.as_of.setAccessibleName(self.as_of.text())
        self.as_of.setToolTip(tr("Comes with Arriero, made from public sources; it is not fetched."))
        self.as_of.updateGeometry()
        self._show_page()

    def set_memory(self, memory: Memory) -> None:
        """Take what models have to fit into."""
        self._memory = memory
        self.model.set_memory(memory)
        most = memory.ram_bytes + (memory.gpu_bytes or 0)
        words = tr("Hide sizes that do not fit in {size} of memory").format(size=size(most))
        self._fitting_text.setText(words)
        self.fitting.setAccessibleName(words)
        for part in (self.fitting, self._fitting_text):
            part.setVisible(most > 0)
        self._show_page()

    def _lay_out(self) -> None:
        filters = QWidget()
        flow = FlowLayout(filters, 10, pushes_last=1)
        flow.setContentsMargins(0, 0, _RIGHT_PX, 0)
        self.field.setFixedWidth(220)
        fitting = QWidget()
        row = QHBoxLayout(fitting)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(8)
        row.addWidget(self._fitting_text)
        row.addWidget(self.fitting)
        for part in (self.field, self.capability, self.sizes, fitting):
            flow.addWidget(part)
        empty = QWidget()
        column = QVBoxLayout(empty)
        column.setContentsMargins(0, 16, 0, 0)
        column.addWidget(self._nothing)
        column.addWidget(self.clear_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self._pages.addWidget(self.list)
        self._pages.addWidget(empty)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, _RIGHT_PX, 0)
        foot.addWidget(self.as_of)
        foot.addStretch(1)
        foot.addWidget(self._keys)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 18, 0, 10)  # the bar of the list is at the edge of the page
        whole.setSpacing(14)
        boxed = QHBoxLayout()
        boxed.setContentsMargins(0, 0, _RIGHT_PX, 0)
        boxed.addWidget(self.box)
        whole.addLayout(boxed)
        whole.addWidget(filters)
        whole.addWidget(self._pages, 1)
        whole.addLayout(foot)

    def _connect(self) -> None:
        self.box.pull_requested.connect(self.pull_requested)
        self.field.textChanged.connect(self._on_text_changed)
        self.field.left.connect(self._on_field_left)
        self.capability.picked.connect(self._on_capability_picked)
        self.sizes.picked.connect(self._on_size_picked)
        self.fitting.toggled.connect(self._on_fitting_toggled)
        self.clear_button.clicked.connect(self._on_clear)
        self.list.stepped.connect(self._on_stepped)
        self.list.entered.connect(self._on_entered)
        self.list.menu_requested.connect(self._on_menu_requested)
        self.list.delegate.size_chosen.connect(self.model.choose)
        self.list.delegate.button_clicked.connect(self._on_button)

    def _change(self, wanted: CatalogueFilter) -> None:
        self._filter = wanted
        self.model.set_filter(wanted)
        self._show_page()

    def _show_page(self) -> None:
        self._pages.setCurrentIndex(0 if self.model.rowCount() else 1)

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        self._change(replace(self._filter, text=text))

    @Slot()
    def _on_field_left(self) -> None:
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(str)
    def _on_capability_picked(self, capability: str) -> None:
        self._change(replace(self._filter, capability=capability))

    @Slot(str)
    def _on_size_picked(self, option: str) -> None:
        self.sizes.set_option(option, dict(_sizes())[option])
        self._change(replace(self._filter, most_bytes=int(option) * _GB))

    @Slot(bool)
    def _on_fitting_toggled(self, is_on: bool) -> None:
        self._change(replace(self._filter, only_fitting=is_on))

    @Slot()
    def _on_clear(self) -> None:
        self.capability.set_option("")
        self.sizes.set_option("0", tr("Any size"))
        self.fitting.setChecked(False)
        self.field.clear()
        self._change(CatalogueFilter())
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(int)
    def _on_stepped(self, step: int) -> None:
        card = self.model.card_at(self.list.currentIndex())
        if card is None:
            return
        tags = [chip.tag for chip in card.chips]
        at = max(0, min(len(tags) - 1, tags.index(card.chosen.tag) + step))
        self.model.choose(card.family.name, tags[at])
        announce(self.list, chosen_words(card.chips[at]))

    @Slot()
    def _on_entered(self) -> None:
        card = self.model.card_at(self.list.currentIndex())
        if card is not None:
            self._on_button(card.family.name, card.chosen.tag)

    @Slot(str, str)
    def _on_button(self, family: str, tag: str) -> None:
        card = next((card for card in self.model.cards if card.family.name == family), None)
        if card is None:
            return
        name = card.family.model(tag)
        if not card.chosen.is_installed:
            self.pull_requested.emit(name, False)
        elif "embedding" in card.family.capabilities:
            self.show_requested.emit(name)
        else:
            self.chat_requested.emit(name)

    @Slot(QPoint)
    def _on_menu_requested(self, point: QPoint) -> None:
        card = self.model.card_at(self.list.currentIndex())
        if card is None:
            return
        menu = QMenu(self)
        menu.setAccessibleName(card.family.name)
        for chip in card.chips:
            action = QAction(chosen_words(chip), menu)
            action.setCheckable(True)
            action.setChecked(chip.is_chosen)
            action.setData((card.family.name, chip.tag))
            menu.addAction(action)
        menu.triggered.connect(self._on_menu_triggered)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(point)

    @Slot(QAction)
    def _on_menu_triggered(self, action: QAction) -> None:
        name, tag = action.data()
        self.model.choose(name, tag)


def _capabilities() -> tuple[Option, ...]:
    return (
        ("", tr("All")),
        ("vision", tr("Vision")),
        ("tools", tr("Tools")),
        ("thinking", tr("Thinking")),
        ("embedding", tr("Embedding")),
    )


def _sizes() -> list[Option]:
    most = tr("Up to {size}")
    return [("0", tr("Any size")), *((str(each), most.format(size=f"{each} GB")) for each in _SIZES_GB)]
