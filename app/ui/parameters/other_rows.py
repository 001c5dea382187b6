"""The options that are no numbers: on or off, and texts."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.model_facts import ModelFacts
from app.domain.options import OptionSpec
from app.domain.parameters import Parameters
from app.ui.parameters import texts
from app.ui.parameters.changes import OptionChange
from app.ui.parameters.chip import ChangedChip
from app.ui.parameters.text_box import TextBox
from app.ui.theme.theme import Theme
from app.ui.widgets.dropdown import Dropdown, Option
from app.ui.widgets.label import Label

_CONTROL_WIDTH_PX = 140
_GAP_PX = 9


CONTROL_PX = 28


def make_dropdown(theme: Theme, name: str, options: Callable[[], Sequence[Option]]) -> Dropdown:
    """As wide as the other controls of the panel, and wider where there is need."""
    dropdown = Dropdown(theme, name, options, CONTROL_PX)
    dropdown.setMinimumWidth(_CONTROL_WIDTH_PX)
    return dropdown


class ControlRow(QWidget):
    """A name at the left, a control at the right, or below it where there is no room; more may follow."""

    def __init__(self, theme: Theme, name: str, control: QWidget) -> None:
        super().__init__()
        self._control = control
        self._name = Label(theme, name, "ui_medium")
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(_GAP_PX)
        self._row.addWidget(self._name, 1)
        self._row.addWidget(control, 0, Qt.AlignmentFlag.AlignRight)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(6)
        self.column.addLayout(self._row)
        self.setAccessibleName(name)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        wanted = self._name.sizeHint().width() + _GAP_PX + self._control.sizeHint().width()
        fits = wanted <= self.width()
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        if self._row.direction() != (across if fits else down):
            self._row.setDirection(across if fits else down)
        super().resizeEvent(event)


class OnOffRow(ControlRow):
    """On, off, or as the server decides."""

    change_wanted = Signal(OptionChange)

    def __init__(self, theme: Theme, spec: OptionSpec) -> None:
        self.spec = spec
        name = texts.option_name(spec.name)
        self._words = {"": self.tr("Automatic"), "on": self.tr("On"), "off": self.tr("Off")}
        self.dropdown = make_dropdown(theme, name, self._options)
        super().__init__(theme, name, self.dropdown)
        self.dropdown.setToolTip(texts.option_help(spec.name))
        self.dropdown.setAccessibleDescription(f"{texts.option_help(spec.name)} {texts.reload_text()}")
        self.dropdown.picked.connect(self._on_picked)

    def show_value(self, parameters: Parameters, _facts: ModelFacts) -> None:
        """Show what holds now."""
        value = parameters.options.get(self.spec.name)
        option = "" if value is None else "on" if value else "off"
        self.dropdown.set_option(option, self._words[option])

    def _options(self) -> Sequence[Option]:
        return tuple(self._words.items())

    @Slot(str)
    def _on_picked(self, option: str) -> None:
        value = {"on": True, "off": False}.get(option)
        self.change_wanted.emit(OptionChange(self.spec.name, value))


class StopRow(QWidget):
    """The texts before which writing ends, one a line; \\n in a line stands for a line break."""

    change_wanted = Signal(OptionChange)

    def __init__(self, theme: Theme, spec: OptionSpec) -> None:
        super().__init__()
        self.spec = spec
        name = texts.option_name(spec.name)
        self.chip = ChangedChip(theme, name)
        self.box = TextBox(theme, name, "code", 1, 6)
        self.box.edit.setToolTip(texts.option_help(spec.name))
        self.box.edit.setAccessibleDescription(texts.option_help(spec.name))
        head = QHBoxLayout()
        head.setSpacing(9)
        head.addWidget(Label(theme, name, "ui_medium"))
        head.addWidget(self.chip)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.box)
        column.addWidget(
            Label(theme, self.tr("One a line; \\n is a line break."), "caption", "muted", wrap=True)
        )
        self.box.edit.textChanged.connect(self._on_text_changed)
        self.chip.clicked.connect(self._on_reset)

    def show_value(self, parameters: Parameters, facts: ModelFacts) -> None:
        """Show what holds now; the model's own texts stand there in muted letters."""
        own = parameters.options.get(self.spec.name)
        usual = facts.defaults.get(self.spec.name, ())
        self.chip.setVisible(own is not None)
        if self._texts() != (own or ()):
            self.box.edit.show_text(_as_lines(own))
        self.box.edit.setPlaceholderText(_as_lines(usual) or self.tr("None"))

    def _texts(self) -> tuple[str, ...]:
        lines = self.box.edit.toPlainText().split("\n")
        return tuple(line.replace("\\n", "\n").replace("\\t", "\t") for line in lines if line)

    @Slot()
    def _on_text_changed(self) -> None:
        self.change_wanted.emit(OptionChange(self.spec.name, self._texts() or None))

    @Slot()
    def _on_reset(self) -> None:
        self.box.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.change_wanted.emit(OptionChange(self.spec.name, None))


def _as_lines(value: object) -> str:
    lines = value if isinstance(value, tuple) else ()
    return "\n".join(line.replace("\n", "\\n").replace("\t", "\\t") for line in lines)
