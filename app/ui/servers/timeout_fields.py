"""How patient to be with a server."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal, Slot

from app.domain.server_profile import USUAL_TIMEOUTS, ServerTimeouts
from app.ui.servers.form import Field, FormCard
from app.ui.theme.theme import Theme
from app.ui.widgets.dropdown import Dropdown, Option
from app.ui.words import NO_BREAK_SPACE

_CONNECT_S = (2, 5, 10, 30, 60)
_ANSWER_S = (5, 15, 30, 60, 120)
_SILENCE_S = (0, 60, 300, 600, 1800, 3600)


def _tr(text: str) -> str:
    return QCoreApplication.translate("servers", text)


def timeout_text(seconds: int) -> str:
    """Seconds in words; 0 is no limit."""
    if not seconds:
        return _tr("As long as it takes")
    if seconds < 60 or seconds % 60:
        return f"{seconds}{NO_BREAK_SPACE}s"
    return f"{seconds // 60}{NO_BREAK_SPACE}min"


class TimeoutDropdown(Dropdown):
    """One of a few times, or the one that somebody wrote into the file."""

    def __init__(self, theme: Theme, name: str, choices: Sequence[int]) -> None:
        self._choices = choices
        self.seconds = 0
        super().__init__(theme, name, self._offered)
        self.picked.connect(self._on_picked)

    def show_seconds(self, seconds: int) -> None:
        """Show a time."""
        self.seconds = seconds
        self.set_option(str(seconds), timeout_text(seconds))

    def _offered(self) -> Sequence[Option]:
        return [(str(each), timeout_text(each)) for each in sorted({*self._choices, self.seconds})]

    @Slot(str)
    def _on_picked(self, option: str) -> None:
        self.show_seconds(int(option))


class TimeoutFields(FormCard):
    """To connect, for an answer, for a word of a model."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, _tr("Timeouts"))
        self.connect_field = TimeoutDropdown(theme, _tr("To connect"), _CONNECT_S)
        self.answer_field = TimeoutDropdown(theme, _tr("For an answer that needs no model"), _ANSWER_S)
        self.silence_field = TimeoutDropdown(theme, _tr("Silence of a model"), _SILENCE_S)
        for name, field in (
            (_tr("To connect"), self.connect_field),
            (_tr("For an answer that needs no model"), self.answer_field),
            (_tr("Silence of a model"), self.silence_field),
        ):
            row = Field(theme, name, field)
            self.column.addWidget(row)
            field.picked.connect(self.changed)
            if field is self.silence_field:
                row.set_note(_tr("While a model loads or a long message is read, nothing comes for minutes."))
        self.show_timeouts(USUAL_TIMEOUTS)

    @property
    def timeouts(self) -> ServerTimeouts:
        """What is chosen."""
        return ServerTimeouts(
            self.connect_field.seconds, self.answer_field.seconds, self.silence_field.seconds
        )

    def show_timeouts(self, timeouts: ServerTimeouts) -> None:
        """Show what holds now."""
        self.connect_field.show_seconds(timeouts.connect_s)
        self.answer_field.show_seconds(timeouts.answer_s)
        self.silence_field.show_seconds(timeouts.silence_s)
