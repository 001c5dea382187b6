"""The fourth step: what the new model is called."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.domain.model_draft import DraftProblem, DraftStep, ModelDraft
from app.domain.model_info import ModelSummary
from app.domain.model_name import BadModelName, parse_model_name, same_model
from app.ui.create.words import problem_text
from app.ui.servers.form import Field
from app.ui.theme.theme import Theme
from app.ui.widgets.label import Label
from app.ui.widgets.notice import Notice


class NameStep(QWidget):
    """Checked while it is typed."""

    name_edited = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._models: tuple[ModelSummary, ...] = ()
        self.name = QLineEdit()
        self.name.setPlaceholderText(self.tr("For example garden-helper or garden-helper:8b"))
        self.field = Field(theme, self.tr("Name"), self.name)
        self.warning = Notice(theme, "warning")
        self.warning.hide()
        hint = self.tr("To push it later it needs your namespace in front: you/garden-helper.")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.field)
        column.addWidget(self.warning)
        column.addWidget(Label(theme, hint, "caption", "muted", wrap=True))
        column.addStretch(1)
        self.name.textEdited.connect(self.name_edited)

    @property
    def first(self) -> QWidget:
        """Where the keyboard begins."""
        return self.name

    def set_models(self, models: Sequence[ModelSummary]) -> None:
        """Note which names are taken."""
        self._models = tuple(models)

    def taken_name(self, draft: ModelDraft) -> str:
        """The installed model that would be replaced; empty: none."""
        if not draft.name.strip():
            return ""
        return next((each.name for each in self._models if same_model(each.name, draft.name)), "")

    def show_draft(self, draft: ModelDraft, problem: DraftProblem | None) -> None:
        """Show the name and what is wrong with it."""
        if self.name.text() != draft.name:
            self.name.setText(draft.name)
        is_wrong = problem is not None and problem.step is DraftStep.NAME and bool(draft.name.strip())
        if is_wrong and problem is not None:
            self.field.set_note(problem_text(problem), is_trouble=True)
        else:
            self.field.set_note(self._meaning(draft.name))
        taken = self.taken_name(draft)
        self.warning.setVisible(bool(taken))
        title = self.tr("{model} is there already").format(model=taken)
        self.warning.set_texts(title, self.tr("Creating asks once more, and then replaces it."))

    def _meaning(self, text: str) -> str:
        try:
            shown = parse_model_name(text).display
        except BadModelName:
            return ""
        return self.tr("The server lists it as {name}.").format(name=shown)
