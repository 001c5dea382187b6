"""The detail of one model: what it is, what can be done with it, everything the server tells of it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.domain.failure import Failure
from app.domain.library import LibraryRow, ModelDetail
from app.domain.model_info import ModelShow
from app.ui.failure_text import failure_text
from app.ui.library.chip_row import ChipRow
from app.ui.library.detail_overview import Overview
from app.ui.library.library_words import CAPABILITY_ICONS, context_text, tr
from app.ui.library.metadata_view import MetadataView
from app.ui.library.row_menu import add_row_actions, possible
from app.ui.library.text_card import TextCard
from app.ui.library.waiting import Skeleton
from app.ui.theme.theme import Theme
from app.ui.widgets.below import menu_place
from app.ui.widgets.button import Button
from app.ui.widgets.dropdown import Dropdown, Option
from app.ui.widgets.label import ElidedLabel
from app.ui.widgets.notice import Notice
from app.ui.widgets.surface import Line, Surface
from app.ui.widgets.tabs import Tabs

_TABS = ("overview", "template", "licence", "metadata", "modelfile")


def _tab_texts() -> list[Option]:
    return [
        ("overview", tr("Overview")),
        ("template", tr("Template")),
        ("licence", tr("Licence")),
        ("metadata", tr("Metadata")),
        ("modelfile", tr("Modelfile")),
    ]


class DetailPane(Surface):
    """Shows the row at once, and what `show` tells when it is there."""

    action_requested = Signal(str, tuple)  # id of `row_menu.ACTIONS`, names
    retry_requested = Signal(str)  # name
    everything_requested = Signal()
    close_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "side", parent=parent)
        self._row: LibraryRow | None = None
        self._detail = ModelDetail("")
        self._busy: str = ""
        self._can_create = False
        self.name = ElidedLabel(theme, "", "title")
        self.more_button = Button(theme, tr("More actions"), "ellipsis", "icon", 28)
        self.close_button = Button(theme, tr("Close the detail"), "x", "icon", 28)
        self.chips = ChipRow(theme)
        self.chat_button = Button(theme, tr("Chat"), "message-square", "primary")
        self.load_button = Button(theme, tr("Load"), "play")
        self.copy_button = Button(theme, tr("Copy"), "copy")
        self.delete_button = Button(theme, tr("Delete"), "trash-2", "icon")
        self.update_notice = Notice(theme, "info", inline=True)
        self.update_notice.set_tone("info", "arrow-up")
        self.failure_notice = Notice(theme, "danger")
        self.tabs = Tabs(theme, tr("Parts of the detail"), _tab_texts(), gap_px=14)
        self.tab_list = Dropdown(theme, tr("Part of the detail"), _tab_texts)
        self.overview = Overview(theme)
        self.template = TextCard(theme, tr("Template"), "file-code", fills=True)
        self.licence = TextCard(theme, tr("Licence"), "file-text", is_code=False, fills=True)
        self.metadata = MetadataView(theme)
        self.modelfile = TextCard(theme, tr("Modelfile"), "file-code", fills=True)
        self.skeleton = Skeleton(theme, 32)
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()
        self._open_tab("overview")
        self.set_model(None)

    @property
    def row(self) -> LibraryRow | None:
        """The model that is shown."""
        return self._row

    @property
    def told(self) -> ModelDetail:
        """What `show` told last."""
        return self._detail

    def set_can_create(self, can_create: bool) -> None:
        """Whether a new model can be made here."""
        self._can_create = can_create

    def set_closable(self, is_closable: bool) -> None:
        """Whether it lies over the list and needs a way back."""
        self.close_button.setVisible(is_closable)
        self.set_fill("raised" if is_closable else "side")

    def set_model(self, row: LibraryRow | None) -> None:
        """Show another model, or what changed of this one."""
        if row is None or self._row is None or row.name != self._row.name:
            self._busy = ""
        self._row = row
        if row is None:
            return
        self.name.set_whole_text(row.name)
        self.chips.show_chips(self._chip_texts(row))
        self.chat_button.setVisible(possible("chat", [row], False))
        is_loading = self._busy == "load"
        text = tr("Loading…") if is_loading else tr("Unload") if row.is_loaded else tr("Load")
        self.load_button.set_label(text, "power" if row.is_loaded else "play")
        self.load_button.setVisible(not row.is_cloud)
        self.load_button.set_busy(is_loading)
        self.update_notice.set_texts(
            tr("A newer build is available ({digest}).").format(digest=row.newer_digest[:6]), ""
        )
        self.update_notice.set_actions([("update", tr("Update"), "")])
        self.update_notice.setVisible(bool(row.newer_digest))
        self._show_content()

    def show_detail(self, detail: ModelDetail) -> None:
        """Show what `show` told of the model."""
        self._detail = detail
        self._show_content()

    def set_busy(self, action: str, names: Sequence[str]) -> None:
        """Note that an action runs on these models, or, with an empty id, that none does any more."""
        if self._row is not None and (not action or self._row.name in names):
            self._busy = action
            self.set_model(self._row)

    def _chip_texts(self, row: LibraryRow) -> list[tuple[str, str]]:
        chips = [("", tr("loaded"))] if row.is_loaded else []
        if row.is_pinned:
            chips.append(("pin", tr("pinned")))
        if row.is_cloud:
            chips.append(("cloud", tr("cloud")))
        chips += [(CAPABILITY_ICONS.get(each, "message-square"), each) for each in row.capabilities or ()]
        context = context_text(row.context_length)
        return [*chips, ("", tr("{count} context").format(count=context))] if context else chips

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.name, 1)
        head.addWidget(self.more_button)
        head.addWidget(self.close_button)
        actions = QHBoxLayout()
        actions.setSpacing(8)
        for button in (self.chat_button, self.load_button, self.copy_button):
            actions.addWidget(button)
        actions.addStretch(1)
        actions.addWidget(self.delete_button)
        scroll = self._scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.overview)
        self.overview.setAutoFillBackground(False)
        scroll.viewport().setAutoFillBackground(False)
        for page in (scroll, self.template, self.licence, self.metadata, self.modelfile, self.skeleton):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 16, 16)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.chips)
        column.addLayout(actions)
        column.addWidget(self.update_notice)
        column.addWidget(self.failure_notice)
        tabs = QVBoxLayout()
        tabs.setSpacing(0)
        tabs.addWidget(self.tabs)
        tabs.addWidget(self.tab_list, 0, Qt.AlignmentFlag.AlignLeft)
        tabs.addWidget(Line(self.theme))
        tabs.addWidget(self._pages, 1)
        column.addLayout(tabs, 1)

    def _connect(self) -> None:
        self.chat_button.clicked.connect(self._on_chat)
        self.load_button.clicked.connect(self._on_load)
        self.copy_button.clicked.connect(self._on_copy)
        self.delete_button.clicked.connect(self._on_delete)
        self.more_button.clicked.connect(self._on_more)
        self.close_button.clicked.connect(self.close_requested)
        self.tabs.picked.connect(self._open_tab)
        self.tab_list.picked.connect(self._open_tab)
        self.metadata.everything_requested.connect(self.everything_requested)
        self.update_notice.action_triggered.connect(self._on_update)
        self.failure_notice.action_triggered.connect(self._on_retry)

    def _show_content(self) -> None:
        row, detail = self._row, self._detail
        if row is None:
            return
        is_ours = detail.name == row.name
        failure = detail.failure if is_ours else None
        self.failure_notice.setVisible(failure is not None)
        if failure is not None:
            self._show_failure(failure)
        show = detail.show if is_ours else None
        self.overview.show_model(row, detail if is_ours else ModelDetail(row.name))
        if show is not None:
            self.skeleton.end()
        elif failure is None:
            self.skeleton.begin()
        self._show_page()

    def _show_page(self) -> None:
        tab = self.tabs.option
        has_show = self._row is not None and self._detail.name == self._row.name and self._detail.show
        at = _TABS.index(tab) if has_show or tab == "overview" else len(_TABS)
        if has_show and self._detail.show is not None:
            self._fill_tab(tab, self._detail.show)
        self._pages.setCurrentIndex(at)

    def _fill_tab(self, tab: str, show: ModelShow) -> None:
        """Only the tab that is open: licences can have a hundred kilobytes, metadata thousands of keys."""
        match tab:
            case "template":
                self.template.set_text(show.template or tr("It has no template."))
            case "licence":
                self.licence.set_text(show.license or tr("It says nothing of its licence."))
            case "modelfile":
                self.modelfile.set_text(show.modelfile)
            case "metadata":
                self.metadata.show_metadata(show, self._detail.has_everything)

    def _show_failure(self, failure: Failure) -> None:
        words = failure_text(failure)
        self.failure_notice.set_texts(words.title, tr("What the list tells of it is shown below."))
        self.failure_notice.set_actions([("retry", tr("Retry"), "refresh-cw")])

    def _ask(self, action: str) -> None:
        if self._row is not None:
            self.action_requested.emit(action, (self._row.name,))

    @Slot(str)
    def _open_tab(self, tab: str) -> None:
        self.tabs.set_option(tab)
        self.tab_list.set_option(tab, dict(_tab_texts())[tab])
        self._show_page()

    @Slot()
    def _on_chat(self) -> None:
        self._ask("chat")

    @Slot()
    def _on_load(self) -> None:
        self._ask("unload" if self._row is not None and self._row.is_loaded else "load")

    @Slot()
    def _on_copy(self) -> None:
        self._ask("copy")

    @Slot()
    def _on_delete(self) -> None:
        self._ask("delete")

    @Slot(str)
    def _on_update(self, _action: str) -> None:
        self._ask("update")

    @Slot(str)
    def _on_retry(self, _action: str) -> None:
        if self._row is not None:
            self.retry_requested.emit(self._row.name)

    @Slot()
    def _on_more(self) -> None:
        if self._row is None:
            return
        menu = QMenu(self)
        add_row_actions(menu, self.theme, [self._row], self._can_create)
        menu.triggered.connect(self._on_menu_triggered)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(menu_place(menu, self.more_button))

    @Slot(QAction)
    def _on_menu_triggered(self, action: QAction) -> None:
        self._ask(str(action.data()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.close_button.isHidden():
            self.close_requested.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fits = self.tabs.sizeHint().width() <= self.width() - 36
        self.tabs.setVisible(fits)
        self.tab_list.setVisible(not fits)
