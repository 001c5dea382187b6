"""The wizard: steps at the left, one of them at the right, and the way on below."""

from dataclasses import replace
from operator import attrgetter

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.create_events import BaseModel, FilesRead, OpenedModelfile, ReadPurpose, TransferNews
from app.domain.kept_draft import KeptDraft
from app.domain.model_draft import (
    NOT_IN_MODELFILE,
    DraftFault,
    DraftProblem,
    DraftSource,
    DraftStep,
    ModelDraft,
)
from app.domain.model_facts import ModelFacts, facts_of
from app.domain.model_name import same_model
from app.domain.server import Connection, ServerKind, ServerState
from app.domain.transfer_row import TransferState
from app.ui.create.behaviour_step import BehaviourStep
from app.ui.create.create_step import CreateStep
from app.ui.create.files_step import FilesStep
from app.ui.create.name_step import NameStep
from app.ui.create.source_step import SourceStep
from app.ui.create.suggestion import suggested_name
from app.ui.create.wizard_side import WizardSide
from app.ui.create.words import heading_texts, problem_text, step_text
from app.ui.server_words import server_name
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from app.ui.widgets.surface import Line, Surface
from app.ui.widgets.two_groups import TwoGroups

_ORDER = list(DraftStep)
_RADIUS = 14
_MISSING = frozenset({DraftFault.NO_BASE, DraftFault.NO_FILES, DraftFault.NO_NAME})
"""Nothing is wrong there yet."""


class Wizard(Surface):
    """Holds the draft. Going back keeps all of it; the server gets nothing before the last step."""

    base_wanted = Signal(str)
    files_chosen = Signal(list, str)  # paths, a ReadPurpose
    create_wanted = Signal(ModelDraft, str)  # and the name of the model it would replace
    discard_requested = Signal()
    forget_requested = Signal()  # what was begun goes on without being shown here
    draft_changed = Signal(KeptDraft)
    modelfile_wanted = Signal(bool)  # whether a file is to be opened at once

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "raised", "border", _RADIUS)
        self._draft = ModelDraft()
        self._state: ServerState | None = None
        self._base: BaseModel | None = None
        self._facts = ModelFacts()
        self._current = self._reached = DraftStep.SOURCE
        self._told = KeptDraft()
        self._is_locked = False
        self._side = WizardSide(theme)
        self.steps = self._side.steps
        self.heading = Label(theme, "", "title", wrap=True)
        self.about = Label(theme, "", "ui", "muted", wrap=True)
        self.source, self.files = SourceStep(theme), FilesStep(theme)
        self.behaviour, self.naming, self.creating = (
            BehaviourStep(theme),
            NameStep(theme),
            CreateStep(theme),
        )
        self.problem = Label(theme, "", "caption", "danger", wrap=True)
        self.cancel_button = Button(theme, self.tr("Discard"), "", "quiet")
        self.modelfile_button = Button(theme, self.tr("View Modelfile"), "file-code")
        self.back_button = Button(theme, self.tr("Back"))
        self.next_button = Button(theme, "", kind="primary")
        self._scroll = QScrollArea()
        self._lay_out()
        self._connect()
        self._show()

    @property
    def draft(self) -> ModelDraft:
        """What is filled in."""
        return self._draft

    @property
    def current(self) -> DraftStep:
        """The step that is shown."""
        return self._current

    def set_server(self, state: ServerState) -> None:
        """Note which models there are."""
        self._state = state
        self.files.set_models(state.models)
        self.naming.set_models(state.models)
        self._show()

    def set_draft(self, draft: ModelDraft, step: DraftStep) -> None:
        """Show another draft from that step on."""
        self._take(draft)
        self._reached = max(self._reached, step, key=_ORDER.index)
        self.go_to(step)
        if draft.source is DraftSource.MODEL and draft.base:
            self.base_wanted.emit(draft.base)

    def show_kept(self, kept: KeptDraft) -> None:
        """Show what was filled in before the program ended, below what a person has begun with meanwhile."""
        mine = self._draft
        if mine == ModelDraft() and self._current is DraftStep.SOURCE:
            self.set_draft(kept.draft, kept.step)
        elif mine == ModelDraft(source=mine.source, base=mine.base):
            draft = replace(kept.draft, source=mine.source, base=mine.base or kept.draft.base)
            self.set_draft(draft, self._current)

    def show_files(self, read: FilesRead) -> None:
        """Take files that were looked at."""
        draft = self._draft
        if read.purpose is ReadPurpose.FOLDER:
            self._take(replace(draft, folder=read.path, folder_files=read.files))
        elif read.purpose is ReadPurpose.ADAPTER:
            self._take(replace(draft, adapter=read.path, adapter_files=read.files))
        elif read.purpose is ReadPurpose.DRAFT_MODEL:
            self._take(replace(draft, draft_model=read.path, draft_model_files=read.files))
        else:
            new = {file.path for file in read.files}
            kept = tuple(file for file in draft.files if file.path not in new)
            files = sorted((*kept, *read.files), key=attrgetter("name"))
            self._take(replace(draft, files=tuple(files)))

    def show_base(self, base: BaseModel) -> None:
        """Take what the server tells of a base."""
        if same_model(base.name, self._draft.base):
            self._base = base
            version = self._state.version if self._state else ""
            self._facts = facts_of(base.name, base.show, version) if base.show else ModelFacts()
            self._show()

    def show_modelfile(self, opened: OpenedModelfile) -> None:
        """Take a draft that was made of a Modelfile; the name and what it cannot say stay."""
        if opened.draft is not None:
            stays = {name: getattr(self._draft, name) for name in NOT_IN_MODELFILE}
            self.set_draft(replace(opened.draft, **stays), DraftStep.FILES)

    def show_news(self, news: TransferNews) -> None:
        """Show how the work stands."""
        row = news.row
        if row is None or news.is_given_up:
            self.creating.clear()
            self._is_locked = False
        else:
            self._is_locked = row.state is not TransferState.DONE
            self.creating.show_row(row)
        self._show()
        if row is not None and row.state is TransferState.DONE:
            self.next_button.hide()

    def go_to(self, step: DraftStep) -> None:
        """Show a step."""
        self._current = step
        self._reached = max(self._reached, step, key=_ORDER.index)
        if step is DraftStep.NAME and not self._draft.name:
            self._draft = replace(self._draft, name=suggested_name(self._draft, self._taken_names()))
        self._show()
        self._scroll.verticalScrollBar().setValue(0)
        self.focus_step()

    def focus_step(self) -> None:
        """Put the focus where the step begins."""
        first = self._page(self._current).first
        (first or self.next_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        """Begin anew."""
        self.creating.clear()
        self._is_locked = False
        self._base, self._facts = None, ModelFacts()
        self._reached = DraftStep.SOURCE
        self._draft = ModelDraft()
        self.go_to(DraftStep.SOURCE)

    @property
    def has_input(self) -> bool:
        """Whether discarding would lose anything."""
        return self._draft != ModelDraft() and self._draft != ModelDraft(source=self._draft.source)

    def _page(self, step: DraftStep) -> SourceStep | FilesStep | BehaviourStep | NameStep | CreateStep:
        pages = (self.source, self.files, self.behaviour, self.naming, self.creating)
        return pages[_ORDER.index(step)]

    def _problem(self) -> DraftProblem | None:
        """What keeps the current step from being done; on the last one, anything."""
        at = _ORDER.index(self._current)
        return next((each for each in self._draft.problems() if _ORDER.index(each.step) <= at), None)

    def _precision(self) -> str:
        """What the weights are now, as far as it is known."""
        facts = self._draft.main_facts
        if facts is not None:
            return facts.quantization
        show = self._base.show if self._base is not None else None
        is_base = self._draft.source is DraftSource.MODEL and show is not None
        return show.details.quantization_level if is_base and show is not None else ""

    def _taken_names(self) -> tuple[str, ...]:
        return tuple(each.name for each in self._state.models) if self._state else ()

    def _take(self, draft: ModelDraft) -> None:
        if draft.source is DraftSource.MODEL and not same_model(draft.base, self._draft.base):
            self._base, self._facts = None, ModelFacts()
        elif draft.source is not DraftSource.MODEL:
            self._facts = ModelFacts()
        self._draft = draft
        self._show()

    def _show(self) -> None:
        draft, problem = self._draft, self._problem()
        is_last = self._current is DraftStep.CREATE
        self._side.show_source(draft.source)
        self.steps.show_steps(self._current, self._reached, self._is_locked)
        heading, about = heading_texts(self._current, draft.source, server_name(self._state))
        self.heading.setText(heading)
        self.about.setText(about)
        for step in DraftStep:
            self._page(step).setVisible(step is self._current)
        self.source.show_draft(draft)
        self.files.show_draft(draft)
        self.files.show_base(self._base, draft)
        self.behaviour.show_draft(draft, self._facts, self._precision())
        self.naming.show_draft(draft, problem)
        self.creating.show_draft(draft)
        is_ready = self._state is not None and self._state.connection is Connection.READY
        shown = problem_text(problem) if problem is not None and self._current is not DraftStep.NAME else ""
        is_engine = self._state is not None and self._state.kind is ServerKind.ENGINE
        if is_engine and self._current in (DraftStep.SOURCE, DraftStep.CREATE):
            shown = self.tr("The built-in engine makes no models. Choose an Ollama server for that.")
        elif is_last and not problem and not is_ready:
            shown = self.tr("The server does not answer. What is filled in stays here.")
        is_missing = problem is not None and problem.fault in _MISSING
        self.problem.set_color("muted" if is_missing else "danger")
        self.problem.setText(shown)
        self.problem.setVisible(bool(shown))
        self.back_button.setVisible(self._current is not DraftStep.SOURCE and not self._is_locked)
        self.next_button.setVisible(not self._is_locked)
        self.next_button.setEnabled(problem is None and (not is_last or (is_ready and not is_engine)))
        self.next_button.set_label(self._next_words())
        self.cancel_button.setVisible(not self._is_locked)
        if self._told != (told := KeptDraft(draft, self._current)):
            self._told = told
            self.draft_changed.emit(told)

    def _next_words(self) -> str:
        if self._current is DraftStep.CREATE:
            return self.tr("Create")
        following = _ORDER[_ORDER.index(self._current) + 1]
        return self.tr("Next: {step}").format(step=step_text(following))

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(28, 24, 18, 16)
        column.setSpacing(4)
        column.addWidget(self.heading)
        column.addWidget(self.about)
        column.addSpacing(12)
        for step in DraftStep:
            # Not stacked: a stack is as high as its highest page.
            column.addWidget(self._page(step), 1)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._scroll.setWidget(inner)
        inner.setAutoFillBackground(False)
        self._scroll.viewport().setAutoFillBackground(False)
        foot = TwoGroups()
        for button in (self.cancel_button, self.modelfile_button):
            foot.first.addWidget(button)
        for button in (self.back_button, self.next_button):
            foot.last.addWidget(button)
        below = QVBoxLayout()
        below.setContentsMargins(28, 10, 20, 12)
        below.setSpacing(6)
        below.addWidget(self.problem)
        below.addWidget(foot)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._scroll, 1)
        right.addWidget(Line(self.theme))
        right.addLayout(below)
        across = QHBoxLayout(self)
        across.setContentsMargins(1, 1, 1, 1)
        across.setSpacing(0)
        across.addWidget(self._side)
        across.addWidget(Line(self.theme, vertical=True))
        across.addLayout(right, 1)

    def _connect(self) -> None:
        self.steps.step_requested.connect(self.go_to)
        self.source.source_picked.connect(self._on_source_picked)
        self.source.modelfile_requested.connect(self._on_modelfile_source)
        self.files.base_edited.connect(self._on_base_edited)
        self.files.files_chosen.connect(self.files_chosen)
        self.files.file_removed.connect(self._on_file_removed)
        self.behaviour.edited.connect(self._on_edited)
        self.behaviour.files_chosen.connect(self.files_chosen)
        self.naming.name_edited.connect(self._on_name_edited)
        self.creating.again_requested.connect(self._on_again)
        self.back_button.clicked.connect(self.go_back)
        self.next_button.clicked.connect(self.go_on)
        self.cancel_button.clicked.connect(self.discard_requested)
        self.modelfile_button.clicked.connect(self._on_view_modelfile)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            # A shortcut: fields and buttons would take the key for themselves.
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.go_on)

    @Slot()
    def go_on(self) -> None:
        """Go to the next step; on the last one, ask for the work."""
        if not self.next_button.isEnabled() or self.next_button.isHidden():
            return
        if self._current is DraftStep.CREATE:
            self.create_wanted.emit(self._draft, self.naming.taken_name(self._draft))
        else:
            self.go_to(_ORDER[_ORDER.index(self._current) + 1])

    @Slot()
    def go_back(self) -> None:
        """Go to the step before."""
        self.go_to(_ORDER[max(0, _ORDER.index(self._current) - 1)])

    @Slot()
    def _on_again(self) -> None:
        self.forget_requested.emit()
        self.clear()

    @Slot(DraftSource)
    def _on_source_picked(self, source: DraftSource) -> None:
        self._take(replace(self._draft, source=source))

    @Slot()
    def _on_modelfile_source(self) -> None:
        self.modelfile_wanted.emit(not self.has_input)

    @Slot()
    def _on_view_modelfile(self) -> None:
        self.modelfile_wanted.emit(False)

    @Slot(str)
    def _on_base_edited(self, name: str) -> None:
        self._take(replace(self._draft, base=name))
        if name.strip():
            self.base_wanted.emit(name.strip())

    @Slot(str)
    def _on_file_removed(self, path: str) -> None:
        kept = tuple(file for file in self._draft.files if file.path != path)
        self._take(replace(self._draft, files=kept))
        self.files.first.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(ModelDraft)
    def _on_edited(self, draft: ModelDraft) -> None:
        self._take(draft)

    @Slot(str)
    def _on_name_edited(self, name: str) -> None:
        self._take(replace(self._draft, name=name))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setClipRect(0, 0, self._side.geometry().right() + 1, self.height())
        self.theme.paint_box(painter, QRectF(self.rect()), _RADIUS, "side", "border")
