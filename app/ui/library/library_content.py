"""The page of the models: tabs, the list beside the detail, questions, how actions ended."""

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.domain.catalogue import Catalogue, Memory
from app.domain.library import LibraryAction, LibraryLook, LibraryResult, LibraryView, ModelDetail
from app.domain.server_profile import FirstModels
from app.ui.library.detail_pane import DetailPane
from app.ui.library.get_pane import GetPane
from app.ui.library.installed_pane import InstalledPane
from app.ui.library.library_head import LibraryHead
from app.ui.library.library_words import tr
from app.ui.library.questions import Questions
from app.ui.library.result_notice import ResultNotice
from app.ui.theme.theme import Theme
from app.ui.widgets.surface import Surface

DETAIL_PX = 400
_DETAIL_LEAST_PX = 300
_BESIDE_PX = 960
_KEEP_DELAY_MS = 400


class LibraryContent(Surface):
    """What a person wants goes out through signals; what is known comes in through slots."""

    look_changed = Signal(LibraryLook)
    facts_wanted = Signal(tuple)
    detail_wanted = Signal(str)  # name, or empty: none is open
    everything_wanted = Signal()
    chat_requested = Signal(str)  # name, as in the next ones
    load_requested = Signal(str)
    unload_requested = Signal(str)
    push_requested = Signal(str)
    copy_requested = Signal(str, str)
    rename_requested = Signal(str, str)
    delete_requested = Signal(tuple)
    delete_plan_wanted = Signal(tuple)
    pull_requested = Signal(str, bool)
    transfers_requested = Signal()  # the page on which a pull is seen
    check_requested = Signal(tuple)  # names; empty: all
    retry_requested = Signal()
    create_requested = Signal(str)  # the model to begin from, or empty

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "canvas", parent=parent)
        self._view: LibraryView | None = None
        self._create: QWidget | None = None
        self._open_name = ""
        self._select_next = ""  # a model that is about to be listed
        self._is_over = False
        self._has_picked = False  # a tab: what was kept comes too late then
        self._detail_px = DETAIL_PX
        self.head = LibraryHead(theme)
        self.tabs = self.head.tabs
        self.details_button, self.check_button = self.head.details_button, self.head.check_button
        self.update_all_button, self.pull_button = self.head.update_all_button, self.head.pull_button
        self.result = ResultNotice(theme)
        self.installed = InstalledPane(theme)
        self.detail = DetailPane(theme)
        self.get = GetPane(theme)
        self.questions = Questions(theme, self)
        self._splitter = QSplitter()
        self._pages = QStackedWidget()
        self._keep_timer = QTimer(self, singleShot=True, interval=_KEEP_DELAY_MS)
        self._lay_out()
        self._connect()
        self.show_tab("installed")

    @property
    def regions(self) -> list[QWidget]:
        """What F6 goes round here."""
        tab = self.tabs.option
        head: list[QWidget] = [self.tabs.buttons[tab]]
        if tab == "get":
            return [*head, self.get.box.field, self.get.list]
        if tab == "create" and self._create is not None:
            return [*head, self._create]
        detail = [self.detail.chat_button] if self.detail.isVisible() else []
        return [*head, self.installed.bar.field, self.installed.view, *detail]

    def set_create_tab(self, widget: QWidget) -> None:
        """Take the widget of the tab in which models are made; the tab is there from now on."""
        self._create = widget
        self._pages.addWidget(widget)
        self.head.show_create(widget)
        self.detail.set_can_create(True)
        self.installed.waiting.set_can_create(True)

    def show_tab(self, tab: str) -> None:
        """Open a tab."""
        if tab not in self.tabs.buttons or (tab == "create" and self._create is None):
            tab = "installed"
        self.tabs.set_option(tab)
        page: QWidget = self._splitter if tab == "installed" else self.get
        self._pages.setCurrentWidget(self._create if tab == "create" and self._create is not None else page)
        is_installed = tab == "installed"
        self.check_button.setVisible(is_installed)
        self.pull_button.setVisible(is_installed)
        self._show_update_all()
        self._show_details_button()

    def open_pull(self, name: str = "") -> None:
        """Go where models are pulled by name."""
        self._on_tab_picked("get")
        self.get.box.offer(name)

    def open_create(self) -> None:
        """Go where models are made."""
        self._on_tab_picked("create")

    def focus_first(self) -> None:
        """Put the focus where one would begin."""
        if self.tabs.option == "get":
            self.get.box.offer("")
        elif self.tabs.option == "installed":
            self.installed.focus_list()

    def show_look(self, look: LibraryLook) -> None:
        """Show the page as it was left."""
        if look.detail_px:
            self._detail_px = max(_DETAIL_LEAST_PX, look.detail_px)
            self._place_detail()
        self.installed.show_look(look)
        if not self._has_picked:
            self.show_tab(look.tab)

    def show_view(self, view: LibraryView) -> None:
        """Show the installed models."""
        self._view = view
        self.installed.show_view(view)
        self.get.show_view(view)
        self.tabs.set_count("installed", str(len(view.rows)) if view.rows else "")
        row = view.row(self._select_next) if self._select_next else None
        if row is not None:
            self._select_next = ""
            self.installed.select(row.name)
        row = view.row(self._open_name) if self._open_name else None
        if row is None and self._open_name:
            self._open_detail("")
        self.detail.set_model(row)
        self._show_update_all()

    def show_detail(self, detail: ModelDetail) -> None:
        """Show what `show` told."""
        self.detail.show_detail(detail)

    def show_begun(self, action: LibraryAction, names: tuple[str, ...]) -> None:
        """Say what is being done."""
        self.detail.set_busy(action.value, names)

    def show_result(self, result: LibraryResult) -> None:
        """Say how an action ended."""
        self.detail.set_busy("", ())
        self.result.tell_result(result)
        if result.action in (LibraryAction.COPY, LibraryAction.RENAME) and result.other and result.done:
            self._select_next = result.other

    def show_checking(self, is_running: bool) -> None:
        """Say whether registries are being asked."""
        self.check_button.set_busy(is_running)
        self.check_button.set_label(tr("Checking…") if is_running else tr("Check for updates"))

    def show_progress(self, asked: int, of: int) -> None:
        """Say how many were asked."""
        self.check_button.set_label(tr("Checking {count} of {all}").format(count=asked, all=of))

    def set_catalogue(self, catalogue: Catalogue) -> None:
        """Show the bundled list."""
        self.get.set_catalogue(catalogue)

    def set_memory(self, memory: Memory) -> None:
        """Take what models have to fit into."""
        self.get.set_memory(memory)

    def set_suggestions(self, models: FirstModels) -> None:
        """Take the models to begin with."""
        self.installed.waiting.set_suggestions(models)

    def _lay_out(self) -> None:
        self.detail.setMinimumWidth(_DETAIL_LEAST_PX)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.installed)
        self._splitter.addWidget(self.detail)
        self._splitter.setStretchFactor(0, 1)
        self._pages.addWidget(self._splitter)
        self._pages.addWidget(self.get)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.result)
        column.addWidget(self._pages, 1)
        self._place_detail()

    def _connect(self) -> None:
        self.tabs.picked.connect(self._on_tab_picked)
        self.pull_button.clicked.connect(self._on_pull)
        self.check_button.clicked.connect(self._on_check)
        self.update_all_button.clicked.connect(self._on_update_all)
        self.details_button.clicked.connect(self._on_details)
        self.result.transfers_requested.connect(self.transfers_requested)
        installed, detail = self.installed, self.detail
        installed.look_changed.connect(self.look_changed)
        installed.facts_wanted.connect(self.facts_wanted)
        installed.selection_changed.connect(self._on_selection_changed)
        installed.action_requested.connect(self._on_action)
        installed.details_requested.connect(self._on_details)
        installed.retry_requested.connect(self.retry_requested)
        installed.create_requested.connect(self._on_create)
        installed.get_requested.connect(self._on_pull)
        detail.action_requested.connect(self._on_action)
        detail.retry_requested.connect(self.detail_wanted)
        detail.everything_requested.connect(self.everything_wanted)
        detail.close_requested.connect(self._on_detail_closed)
        self.get.pull_requested.connect(self._on_pull_requested)
        self.get.chat_requested.connect(self.chat_requested)
        self.get.show_requested.connect(self._on_show_requested)
        self.questions.copy_requested.connect(self.copy_requested)
        self.questions.rename_requested.connect(self.rename_requested)
        self.questions.delete_requested.connect(self.delete_requested)
        self._splitter.splitterMoved.connect(self._on_splitter_moved)
        self._keep_timer.timeout.connect(self._on_keep_due)
        self.theme.changed.connect(self._on_restyled)

    def _open_detail(self, name: str) -> None:
        if name != self._open_name:
            self._open_name = name
            self.detail.set_model(self._view.row(name) if self._view and name else None)
            self.detail_wanted.emit(name)
        self._place_detail()

    def _place_detail(self) -> None:
        """Beside the list where there is room, else over it when it was asked for."""
        is_beside = self.width() >= _BESIDE_PX * max(1.0, self.theme.text_scale)
        self.detail.set_closable(not is_beside)
        if is_beside and self.detail.parent() is not self._splitter:
            if self._is_over:
                self._is_over = False
                self.questions.detail_sheet.close_popup()
            self._splitter.addWidget(self.detail)
        elif not is_beside and self.detail.parent() is self._splitter:
            self.questions.detail_sheet.panel_layout.addWidget(self.detail)
        has_model = bool(self._open_name)
        self.detail.setVisible(has_model)
        if is_beside and has_model:
            px = round(self._detail_px * max(1.0, self.theme.text_scale))
            self._splitter.setSizes([max(1, self.width() - px), px])
        self._show_details_button()

    def _show_details_button(self) -> None:
        is_over = self.detail.parent() is not self._splitter
        self.details_button.setVisible(is_over and bool(self._open_name) and self.tabs.option == "installed")
        self.head.arrange()

    def _show_update_all(self) -> None:
        has_updates = self._view is not None and any(row.newer_digest for row in self._view.rows)
        self.update_all_button.setVisible(has_updates and self.tabs.option == "installed")

    @Slot()
    def _on_restyled(self) -> None:
        self._place_detail()
        self.head.arrange()

    @Slot(str)
    def _on_tab_picked(self, tab: str) -> None:
        self._has_picked = True
        self.show_tab(tab)
        self._place_detail()
        look = replace(self.installed.look, tab=tab)
        self.installed.show_look(look)
        self.look_changed.emit(look)

    @Slot(tuple)
    def _on_selection_changed(self, names: tuple[str, ...]) -> None:
        if names:
            self._open_detail(names[0])

    @Slot()
    def _on_details(self) -> None:
        if not self._open_name:
            return
        if self.detail.parent() is self._splitter:
            self.detail.chat_button.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        self._is_over = True
        self.questions.detail_sheet.open_sheet()
        self.detail.close_button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def _on_detail_closed(self) -> None:
        self._is_over = False
        self.questions.detail_sheet.close_popup()

    @Slot(str, tuple)
    def _on_action(self, action: str, names: tuple[str, ...]) -> None:
        if self._is_over and action not in ("load", "unload", "check"):
            self._on_detail_closed()
        rows = self._view.rows if self._view else ()
        match action:
            case "copy" | "rename":
                self.questions.ask_name(names[0], [row.name for row in rows], action == "rename")
            case "delete":
                self.delete_plan_wanted.emit(names)
            case "pull" | "update":
                self.result.tell_pull(names)
                for name in names:
                    self.pull_requested.emit(name, False)
            case "check":
                self.check_requested.emit(names)
            case "create":
                self.create_requested.emit(names[0])
            case "chat":
                self.chat_requested.emit(names[0])
            case "load":
                self.load_requested.emit(names[0])
            case "unload":
                self.unload_requested.emit(names[0])
            case "push":
                self.push_requested.emit(names[0])

    @Slot()
    def _on_pull(self) -> None:
        self.open_pull()

    @Slot()
    def _on_check(self) -> None:
        self.check_requested.emit(())

    @Slot()
    def _on_update_all(self) -> None:
        rows = self._view.rows if self._view else ()
        self._on_action("update", tuple(row.name for row in rows if row.newer_digest))

    @Slot()
    def _on_create(self) -> None:
        self.create_requested.emit("")

    @Slot(str)
    def _on_show_requested(self, name: str) -> None:
        row = self._view.row(name) if self._view else None
        if row is not None:
            self._on_tab_picked("installed")
            self.installed.select(row.name)
            self.installed.focus_list()

    @Slot(str, bool)
    def _on_pull_requested(self, name: str, insecure: bool) -> None:
        self.result.tell_pull((name,))
        self.pull_requested.emit(name, insecure)

    @Slot()
    def _on_splitter_moved(self) -> None:
        self._detail_px = round(self.detail.width() / max(1.0, self.theme.text_scale))
        self._keep_timer.start()

    @Slot()
    def _on_keep_due(self) -> None:
        look = replace(self.installed.look, detail_px=self._detail_px)
        self.installed.show_look(look)
        self.look_changed.emit(look)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._keep_timer.isActive():  # it may be the program that ends
            self._keep_timer.stop()
            self._on_keep_due()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_detail()
        self.head.arrange()
