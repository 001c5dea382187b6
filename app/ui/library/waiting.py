"""What stands where the list will be: skeleton rows while it is read, a failure, no models, no match."""

from PySide6.QtCore import QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.library import LibraryState, LibraryView
from app.domain.server_profile import FirstModels
from app.ui.failure_text import failure_text
from app.ui.library.library_words import day_text, tr
from app.ui.library.row_delegate import ROW_PX
from app.ui.server_words import server_name
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from app.ui.widgets.notice import Notice
from app.ui.widgets.surface import Surface
from app.ui.words import size

SKELETON_AFTER_MS = 150
_ROWS = (0.42, 0.31, 0.36, 0.27, 0.38, 0.3)


class Skeleton(QWidget):
    """Grey bars where words will be, seen only where the wait is long enough to be one."""

    def __init__(self, theme: Theme, row_px: int = ROW_PX, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._row_px = row_px
        self._is_due = False
        self._timer = QTimer(self, singleShot=True, interval=SKELETON_AFTER_MS)
        self._timer.timeout.connect(self._on_due)
        self.setAccessibleName(tr("Loading"))

    @property
    def is_due(self) -> bool:
        """Whether it is drawn."""
        return self._is_due

    def begin(self) -> None:
        """Wait for the moment from which it is worth drawing."""
        if not self._timer.isActive() and not self._is_due:
            self._timer.start()

    def end(self) -> None:
        """What was waited for is there."""
        self._timer.stop()
        self._is_due = False

    @Slot()
    def _on_due(self) -> None:
        self._is_due = True
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._is_due:
            return
        painter = QPainter(self)
        for at, share in enumerate(_ROWS):
            top = at * self._row_px + (self._row_px - 12) / 2
            width = share * self.width()
            self._theme.paint_box(painter, QRectF(20, top, width, 12), 6, "press")
            self._theme.paint_box(painter, QRectF(self.width() * 0.6, top, 90, 12), 6, "press")


class _Pick(Surface):
    """One model to begin with."""

    pull_requested = Signal(str)

    def __init__(self, theme: Theme, name: str, description: str, size_bytes: int) -> None:
        super().__init__(theme, "raised", "border", 12)
        self._name = name
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(4)
        column.addWidget(Label(theme, name, "heading", wrap=True))
        column.addWidget(Label(theme, description, color="muted", wrap=True))
        words = tr("{size} to download").format(size=size(size_bytes))
        column.addWidget(Label(theme, words, "caption", "muted", wrap=True))
        column.addStretch(1)
        column.addSpacing(8)
        self.button = Button(theme, tr("Pull"), "download", height_px=28)
        self.button.setAccessibleName(tr("Pull {name}, {size}").format(name=name, size=size(size_bytes)))
        self.button.clicked.connect(self._on_clicked)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)

    @Slot()
    def _on_clicked(self) -> None:
        self.pull_requested.emit(self._name)


class Waiting(QScrollArea):
    """One of four states; which one follows from the view and from what the filter lets through."""

    retry_requested = Signal()
    pull_requested = Signal(str)  # name
    get_requested = Signal()
    create_requested = Signal()
    clear_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._can_create = False
        self.skeleton = Skeleton(theme)
        self.notice = Notice(theme, "danger")
        self.notice.action_triggered.connect(self._on_notice_action)
        self._title = Label(theme, "", "heading", wrap=True)
        self._text = Label(theme, "", color="muted", wrap=True)
        self._picks: list[_Pick] = []
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(12)
        self._sizes = Label(theme, "", "caption", "muted", wrap=True)
        self.get_button = Button(theme, tr("More models"), "download")
        self.import_button = Button(theme, tr("Import GGUF…"), "upload")
        self.clear_button = Button(theme, tr("Clear the filter"))
        self.get_button.clicked.connect(self.get_requested)
        self.import_button.clicked.connect(self.create_requested)
        self.clear_button.clicked.connect(self.clear_requested)
        buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        buttons.setSpacing(8)
        for button in (self.get_button, self.import_button, self.clear_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(self.notice)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addLayout(self._row)
        column.addWidget(self._sizes)
        column.addLayout(buttons)
        column.addWidget(self.skeleton, 1)
        column.addStretch(1)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inner)
        inner.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    @property
    def picks(self) -> tuple[_Pick, ...]:
        """The models to begin with."""
        return tuple(self._picks)

    @property
    def title(self) -> str:
        """The strong line, where there is one."""
        return self._title.text() if not self._title.isHidden() else ""

    def set_can_create(self, can_create: bool) -> None:
        """Whether a model can be made from a file here."""
        self._can_create = can_create

    def set_suggestions(self, models: FirstModels) -> None:
        """Show these models where there is none."""
        for pick in self._picks:
            self._row.removeWidget(pick)
            pick.deleteLater()
        self._picks = []
        for model in models.suggestions:
            pick = _Pick(self._theme, model.name, model.description, model.size_bytes)
            pick.pull_requested.connect(self.pull_requested)
            self._picks.append(pick)
            self._row.addWidget(pick, 1)
            pick.setVisible(not self._sizes.isHidden())  # in its place only: before it would be a window
        self._sizes.setText(tr("Sizes as of {day}.").format(day=day_text(models.as_of)))

    def show_view(self, view: LibraryView, filtered: str) -> None:
        """Show what there is instead of rows.

        Args:
            filtered: the filter that lets nothing through, as a person reads it; empty where there is none.
        """
        is_loading = view.state is LibraryState.LOADING
        is_failed = view.state is LibraryState.FAILED
        is_empty = not view.rows and not is_loading and not is_failed
        if is_loading:
            self.skeleton.begin()
        else:
            self.skeleton.end()
        self.skeleton.setVisible(is_loading)
        if is_failed:
            self._show_failure(view)
        self.notice.setVisible(is_failed)
        if is_empty:
            self._title.setText(tr("No models on {server} yet").format(server=server_name(view.server)))
            self._text.setText(tr("Pull one of these to begin with, or any other by its name."))
        elif not is_loading and not is_failed:
            self._title.setText(tr("Nothing for “{text}”").format(text=filtered))
            self._text.setText("")
        for part in (self._sizes, self.get_button, *self._picks):
            part.setVisible(is_empty)
        self.import_button.setVisible(is_empty and self._can_create)
        self.clear_button.setVisible(bool(view.rows))
        self._title.setVisible(not is_loading and not is_failed)
        self._text.setVisible(is_empty)

    def set_narrow(self, is_narrow: bool) -> None:
        """Put the models below each other."""
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.TopToBottom if is_narrow else direction.LeftToRight)

    def _show_failure(self, view: LibraryView) -> None:
        if view.failure is None:
            self.notice.set_texts(tr("The list of models could not be read"), "")
        else:
            words = failure_text(view.failure)
            self.notice.set_texts(words.title, words.explanation)
        self.notice.set_actions([("retry", tr("Retry"), "refresh-cw")])

    @Slot(str)
    def _on_notice_action(self, _action: str) -> None:
        self.retry_requested.emit()
