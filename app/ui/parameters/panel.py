"""The panel itself: a head, and sections that scroll."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.model_facts import ModelFacts
from app.domain.options import OPTIONS, OptionGroup, OptionKind
from app.domain.parameters import NO_PARAMETERS, Parameters, Preset
from app.ui.failure_text import short_cause
from app.ui.parameters import texts
from app.ui.parameters.behaviour import FormatRow, KeepRow, ThinkingRow
from app.ui.parameters.changes import OptionChange
from app.ui.parameters.disclosure import Disclosure
from app.ui.parameters.number_row import NumberRow
from app.ui.parameters.other_options import OtherOptions
from app.ui.parameters.other_rows import OnOffRow, StopRow
from app.ui.parameters.presets import PresetSection
from app.ui.parameters.prompt import PromptSection
from app.ui.parameters.text_box import TextBox
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from app.ui.widgets.surface import Line, Surface

HEAD_PX = 52
_LEFT_PX = 15
_RIGHT_PX = 16
_BAR_PX = 10
_SECTION_PX = 8
SHOWN_FIRST = ("temperature", "top_p", "top_k", "num_ctx", "num_predict")
"""The options that are always in sight; the others are behind "More"."""

OptionRow = NumberRow | OnOffRow | StopRow


class ParametersPanel(Surface):
    """What a person wants goes out; what holds comes in through `show_state`."""

    parameters_wanted = Signal(Parameters)
    replaced = Signal(str)  # what replaced everything, for the way back
    preset_picked = Signal(str)
    preset_kept = Signal(Preset)
    preset_renamed = Signal(str, str)
    preset_deleted = Signal(str)
    request_looked_at = Signal(bool)
    close_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "side")
        self._parameters = NO_PARAMETERS
        self._facts = ModelFacts()
        self.rows: dict[str, OptionRow] = {}
        self.reset_button = Button(theme, self.tr("Set everything back"), "rotate-cw", "icon", 32, 16)
        self.close_button = Button(theme, self.tr("Close the parameters"), "x", "icon", 32, 16)
        self.presets = PresetSection(theme)
        self.prompt = PromptSection(theme)
        self.unknown = Label(theme, "", "caption", "muted", wrap=True)
        self.thinking = ThinkingRow(theme)
        self.format = FormatRow(theme)
        self.keep = KeepRow(theme)
        self.more = Disclosure(theme, self.tr("More"))
        self.others = Disclosure(theme, self.tr("Other options"))
        self.other_options = OtherOptions(theme)
        self.request = Disclosure(theme, self.tr("What is sent"))
        self.request_box = TextBox(theme, self.tr("What is sent, as JSON"), "code", 3, 24)
        self.request_box.edit.setReadOnly(True)
        self._more_box = QWidget()
        self._column = QVBoxLayout()
        self._lay_out()
        self._connect()

    def show_state(
        self, parameters: Parameters, facts: ModelFacts, presets: tuple[Preset, ...], is_other_chat: bool
    ) -> None:
        """Show what holds now."""
        self._parameters, self._facts = parameters, facts
        self.presets.show_value(parameters, presets)
        self.prompt.show_value(parameters, facts)
        for row in self.rows.values():
            if is_other_chat and isinstance(row, NumberRow):
                row.forget_typed()
            row.show_value(parameters, facts)
        self.thinking.show_value(parameters, facts)
        self.format.show_value(parameters, is_other_chat)
        self.keep.show_value(parameters, is_other_chat)
        self.other_options.show_value(parameters)
        self.reset_button.setEnabled(self.presets.is_edited)
        cause = short_cause(facts.failure) if facts.failure else ""
        self.unknown.setText(self.tr("The model's defaults are not known: {cause}.").format(cause=cause))
        self.unknown.setVisible(bool(cause))
        hidden = [name for name in parameters.options if name in OPTIONS and name not in SHOWN_FIRST]
        self.more.set_note(self.tr("{count} changed").format(count=len(hidden)) if hidden else "")
        unknown = sum(name not in OPTIONS for name in parameters.options)
        self.others.set_note(str(unknown) if unknown else "")

    def show_request(self, text: str) -> None:
        """Show what would be sent now."""
        self.request_box.edit.show_text(text)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(_LEFT_PX + 4, 0, 14, 0)
        head.setSpacing(4)
        head.addWidget(Label(self.theme, self.tr("Parameters"), "heading"))
        head.addStretch(1)
        head.addWidget(self.reset_button)
        head.addWidget(self.close_button)
        head_box = QWidget()
        head_box.setMinimumHeight(HEAD_PX - 1)
        head_box.setLayout(head)
        self._fill_column()
        inner = QWidget()
        inner.setLayout(self._column)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        scroll.setWidget(inner)
        inner.setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head_box)
        column.addWidget(Line(self.theme))
        column.addWidget(scroll, 1)
        self.setAccessibleName(self.tr("Parameters"))

    def _fill_column(self) -> None:
        column = self._column
        column.setContentsMargins(_LEFT_PX, 7, _RIGHT_PX - _BAR_PX, 16)
        column.setSpacing(4)
        column.addWidget(self.presets)
        column.addSpacing(8)
        column.addWidget(self.prompt)
        column.addWidget(self.unknown)
        self._add_section(column, self.tr("Sampling"), SHOWN_FIRST[:3], 10)
        self._add_section(column, self.tr("Limits"), SHOWN_FIRST[3:], 6)
        self._add_section(column, self.tr("Behaviour"), (), 8)
        behaviour = QVBoxLayout()
        behaviour.setSpacing(6)
        for row in (self.thinking, self.format, self.keep):
            behaviour.addWidget(row)
        column.addLayout(behaviour)
        column.addSpacing(4)
        column.addWidget(self.more)
        more = QVBoxLayout(self._more_box)
        more.setContentsMargins(0, 0, 0, 0)
        more.setSpacing(4)
        column.addWidget(self._more_box)
        for disclosure, part in ((self.others, self.other_options), (self.request, self.request_box)):
            column.addWidget(disclosure)
            column.addWidget(part)
            part.hide()
        self._more_box.hide()
        column.addStretch(1)

    def _add_section(
        self, column: QVBoxLayout, title: str, names: tuple[str, ...], gap_px: int = _SECTION_PX
    ) -> None:
        column.addSpacing(gap_px)
        column.addWidget(Label(self.theme, title, "caption_medium", "muted"))
        column.addSpacing(1)
        for name in names:
            row = self.rows[name] = self._make_row(name)
            column.addWidget(row)

    def _make_row(self, name: str) -> OptionRow:
        spec = OPTIONS[name]
        row: OptionRow
        if spec.kind is OptionKind.BOOL:
            row = OnOffRow(self.theme, spec)
        elif spec.kind is OptionKind.STRINGS:
            row = StopRow(self.theme, spec)
        else:
            row = NumberRow(self.theme, spec, says_reload=name in SHOWN_FIRST)
        row.change_wanted.connect(self._on_change_wanted)
        return row

    def _fill_more(self) -> None:
        column = self._more_box.layout()
        assert isinstance(column, QVBoxLayout)
        titles = {
            OptionGroup.SAMPLING: self.tr("More sampling"),
            OptionGroup.LIMITS: self.tr("More limits"),
            OptionGroup.LOADING: self.tr("Loading"),
        }
        for group, title in titles.items():
            rest = [name for name, spec in OPTIONS.items() if spec.group is group and name not in SHOWN_FIRST]
            self._add_section(column, title, tuple(rest))
            if group is OptionGroup.LOADING:
                at = column.indexOf(self.rows[rest[0]])
                note = Label(self.theme, texts.reload_text(), "caption", "muted", wrap=True)
                column.insertWidget(at, note)
        for name in self.rows:
            self.rows[name].show_value(self._parameters, self._facts)

    def _connect(self) -> None:
        for part in (self.prompt, self.thinking, self.format, self.keep, self.other_options):
            part.parameters_wanted.connect(self.parameters_wanted)
        self.presets.preset_picked.connect(self.preset_picked)
        self.presets.keep_requested.connect(self.preset_kept)
        self.presets.rename_requested.connect(self.preset_renamed)
        self.presets.delete_requested.connect(self.preset_deleted)
        self.reset_button.clicked.connect(self._on_reset_all)
        self.close_button.clicked.connect(self.close_requested)
        self.more.toggled.connect(self._on_more_toggled)
        self.others.toggled.connect(self.other_options.setVisible)
        self.request.toggled.connect(self._on_request_toggled)

    @Slot(OptionChange)
    def _on_change_wanted(self, change: OptionChange) -> None:
        options = dict(self._parameters.options)
        facts = self._facts
        is_default = facts.is_known and facts.defaults.get(change.name) == change.value
        if change.value is None or is_default:
            options.pop(change.name, None)
        else:
            options[change.name] = change.value
        self.parameters_wanted.emit(replace(self._parameters, options=options))

    @Slot()
    def _on_reset_all(self) -> None:
        current = self.presets.current
        self.preset_picked.emit(current.name if current else "")

    @Slot(bool)
    def _on_more_toggled(self, is_open: bool) -> None:
        if is_open and len(self.rows) == len(SHOWN_FIRST):
            self._fill_more()
        self._more_box.setVisible(is_open)

    @Slot(bool)
    def _on_request_toggled(self, is_open: bool) -> None:
        self.request_box.setVisible(is_open)
        self.request_looked_at.emit(is_open)
