"""What is asked over the page (a new name, whether to delete), and the detail where it has no room."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QSize, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.library import DeletePlan
from app.ui.library.delete_question import DeleteQuestion
from app.ui.library.library_words import tr
from app.ui.library.name_sheet import NameSheet
from app.ui.theme.theme import Theme
from app.ui.widgets.sheet import Sheet

_DETAIL_PX = 440


class DetailSheet(Sheet):
    """Holds the detail while the window is narrow."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, window, tr("Detail"), top_px=24)
        self.panel_layout.setContentsMargins(8, 8, 8, 8)

    def wanted_size(self) -> QSize:
        return QSize(round(_DETAIL_PX * max(1.0, self.theme.text_scale)), self.host.height())


class Questions(QObject):
    """Makes each sheet when it is first wanted: they belong to the window, which is there by then."""

    copy_requested = Signal(str, str)
    rename_requested = Signal(str, str)
    delete_requested = Signal(tuple)

    def __init__(self, theme: Theme, page: QWidget) -> None:
        super().__init__(page)
        self._theme = theme
        self._page = page
        self._name: NameSheet | None = None
        self._delete: DeleteQuestion | None = None
        self._detail: DetailSheet | None = None

    @property
    def name_sheet(self) -> NameSheet:
        """The question for a new name."""
        if self._name is None:
            self._name = NameSheet(self._theme, self._page.window())
            self._name.copy_requested.connect(self.copy_requested)
            self._name.rename_requested.connect(self.rename_requested)
        return self._name

    @property
    def delete_question(self) -> DeleteQuestion:
        """The question before models are deleted."""
        if self._delete is None:
            self._delete = DeleteQuestion(self._theme, self._page.window())
            self._delete.delete_requested.connect(self.delete_requested)
        return self._delete

    @property
    def detail_sheet(self) -> DetailSheet:
        """Where the detail is while the window is narrow."""
        if self._detail is None:
            self._detail = DetailSheet(self._theme, self._page.window())
        return self._detail

    def ask_name(self, source: str, names: Sequence[str], renames: bool) -> None:
        """Ask for a new name."""
        self.name_sheet.ask(source, names, renames)

    @Slot(DeletePlan)
    def show_plan(self, plan: DeletePlan) -> None:
        """Ask before models are deleted, or tell more about what is asked."""
        self.delete_question.show_plan(plan)
