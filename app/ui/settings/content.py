"""What the settings show: the list at the left, the rows of one page or of a search at the right."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.setting import SETTINGS, SettingChange, SettingPage, SettingValues
from app.ui.actions.actions import Actions
from app.ui.settings.controls import SettingRow
from app.ui.settings.data_rows import add_data
from app.ui.settings.facts import ProgramFacts
from app.ui.settings.key_rows import KeyRows
from app.ui.settings.page_list import PageList
from app.ui.settings.row import Row
from app.ui.settings.section import Section
from app.ui.settings.server_rows import ServerRows
from app.ui.settings.storage_rows import StorageRows
from app.ui.settings.texts import group_text
from app.ui.settings.told import add_about, add_log_and_data, add_privacy
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from app.ui.widgets.surface import Line, Surface

PAGE_PX = 720
_GUTTER_PX = 24


class SettingsContent(Surface):
    """Only one page is shown; a search shows what matches on all of them, a little later where that is still
    to be made.
    """

    change_requested = Signal(SettingChange)
    reset_requested = Signal(str)  # key

    def __init__(
        self, theme: Theme, values: SettingValues, facts: ProgramFacts, actions: Actions | None
    ) -> None:
        super().__init__(theme, "canvas")
        self._page = SettingPage.APPEARANCE
        self.rows: dict[str, SettingRow] = {}
        self.sections = {page: Section(theme, page) for page in SettingPage}
        self.page_list = PageList(theme)
        self._nothing = Label(theme, "", "body", "muted", wrap=True)
        self._clear = Button(theme, self.tr("Clear the search"))
        self._scroll = QScrollArea()
        self._lay_out()  # first: whatever changes its place later is styled again with all that is in it
        self._add_rows(values, facts)
        self.servers = ServerRows(theme, self.sections[SettingPage.SERVERS])
        self.storage = StorageRows(theme, self.sections[SettingPage.MODELS], facts.data_dir)
        self.keys: KeyRows | None = None
        if actions is not None:
            add_data(self.sections[SettingPage.MODELS], theme, actions)
            self.keys = KeyRows(theme, self.sections[SettingPage.KEYBOARD], actions)
            self.keys.notice_shown.connect(self._on_notice_shown)
        for section in self.sections.values():
            section.filled.connect(self._on_filled)
        self.page_list.page_selected.connect(self.show_page)
        self.page_list.search_changed.connect(self._on_search_changed)
        self.page_list.search_left.connect(self._on_search_left)
        self._clear.clicked.connect(self._on_clear)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus_changed)
        self.show_page(SettingPage.GENERAL)

    @property
    def page(self) -> SettingPage | None:
        """The page that is open; None while results of a search are shown."""
        return None if self._words() else self._page

    @property
    def empty_text(self) -> str:
        """What stands there when a search found nothing."""
        return "" if self._nothing.isHidden() else self._nothing.text()

    def shown_rows(self) -> list[Row]:
        """The rows that are shown now, top to bottom."""
        sections = [section for section in self.sections.values() if not section.isHidden()]
        groups = [group for section in sections for group in section.groups if not group.isHidden()]
        return [row for group in groups for row in group.rows if not row.isHidden()]

    def show_value(self, change: SettingChange) -> None:
        """Show what a setting holds now."""
        self.rows[change.key].show_value(change.value)

    @Slot(SettingPage)
    def show_page(self, page: SettingPage) -> None:
        """Open a page; a search ends with it."""
        self._page = page
        self.page_list.search_field.clear()
        self._show()
        self._scroll.verticalScrollBar().setValue(0)

    def focus_first(self) -> None:
        """Put the focus on the first control that is shown."""
        for row in self.shown_rows():
            if row.control is not None:
                row.control.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return

    def _add_rows(self, values: SettingValues, facts: ProgramFacts) -> None:
        for setting in SETTINGS:
            section, title = self.sections[setting.page], group_text(setting.group)
            if not section.groups or section.groups[-1].title.text() != title:
                section.add_group(title)
            row = self.rows[setting.key] = SettingRow(self.theme, setting)
            row.show_value(values.value(setting.key))
            row.change_requested.connect(self.change_requested)
            row.reset_requested.connect(self._on_reset_requested)
            section.groups[-1].add(row)
        add_privacy(self.sections[SettingPage.PRIVACY], self.theme)
        add_log_and_data(self.sections[SettingPage.ADVANCED], self.theme, facts)
        add_about(self.sections[SettingPage.ABOUT], self.theme, facts)

    def _lay_out(self) -> None:
        middle = QWidget()
        middle.setMaximumWidth(PAGE_PX)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(28)
        for section in self.sections.values():
            column.addWidget(section)
        empty = QVBoxLayout()
        empty.setSpacing(12)
        empty.addWidget(self._nothing)
        empty.addWidget(self._clear)
        column.addLayout(empty)
        column.addStretch(1)
        inner = QWidget()
        self._across = QHBoxLayout(inner)
        self._across.addStretch(1)
        self._across.addWidget(middle, 1000)
        self._across.addStretch(1)
        self._keep_centre(bar_px=0)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inner)
        inner.setAutoFillBackground(False)
        self._scroll.viewport().setAutoFillBackground(False)
        self._scroll.verticalScrollBar().installEventFilter(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.page_list)
        row.addWidget(Line(self.theme, vertical=True))
        row.addWidget(self._scroll, 1)

    def _keep_centre(self, bar_px: int) -> None:
        """Nothing moves sideways when the scroll bar comes or goes."""
        self._across.setContentsMargins(_GUTTER_PX + bar_px, 21, _GUTTER_PX, 32)

    def _words(self) -> tuple[str, ...]:
        return tuple(self.page_list.search_field.text().lower().split())

    def _show(self) -> None:
        words = self._words()
        for page, section in self.sections.items():
            if words or page is self._page:
                section.fill()
        is_whole = all(section.is_whole for section in self.sections.values())
        # A row that comes while its page is searched is not searched yet.
        found = {page: section.search(words) and section.is_whole for page, section in self.sections.items()}
        for page, section in self.sections.items():
            section.setVisible(found[page] if words else page is self._page)
        text = self.page_list.search_field.text().strip()
        self._nothing.setText(self.tr("Nothing for “{text}”.").format(text=text))
        for part in (self._nothing, self._clear):
            part.setVisible(bool(words) and is_whole and not any(found.values()))
        self.page_list.show_page(None if words else self._page)

    @Slot()
    def _on_filled(self) -> None:
        if self._words():
            self._show()

    @Slot(str)
    def _on_search_changed(self, _text: str) -> None:
        self._show()
        self._scroll.verticalScrollBar().setValue(0)

    @Slot()
    def _on_search_left(self) -> None:
        self.focus_first()

    @Slot()
    def _on_clear(self) -> None:
        self.page_list.search_field.clear()
        self.page_list.search_field.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_notice_shown(self) -> None:
        if self.keys is not None:
            # It has its place only after the row has grown.
            QTimer.singleShot(0, self.keys.wishes.notice, self._show_notice)

    @Slot()
    def _show_notice(self) -> None:
        if self.keys is not None:
            self._across.activate()
            self._scroll.ensureWidgetVisible(self.keys.wishes.notice, 0, 40)

    @Slot()
    def _on_reset_requested(self) -> None:
        row = self.sender()
        if isinstance(row, SettingRow):
            self.reset_requested.emit(row.setting.key)

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, _old: QWidget | None, _new: QWidget | None) -> None:
        if self.isVisible():
            for section in self.sections.values():
                section.show_resets()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            shown = event.type() == QEvent.Type.Show
            self._keep_centre(self._scroll.verticalScrollBar().sizeHint().width() if shown else 0)
        return False
