"""The first tab of the detail: the facts, the model's own parameters, its system prompt and messages."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QGridLayout, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from app.domain.library import LibraryRow, ModelDetail
from app.domain.model_info import ModelShow
from app.ui.library.library_words import moment_text, parameters_text, tokens_text, tr
from app.ui.library.text_card import TextCard
from app.ui.theme.theme import Theme
from app.ui.widgets.label import Label
from app.ui.words import plain_tip, size

Fact = tuple[str, str]
_KEY_PX = 116
_GAP_PX = 12


def parameter_rows(parameters: str) -> list[Fact]:
    """The lines of `show.parameters` in order of their names: the server sends them in any order."""
    rows = [line.split(None, 1) for line in parameters.splitlines() if line.strip()]
    return sorted((parts[0], parts[1].strip() if len(parts) > 1 else "") for parts in rows)


def facts_of(row: LibraryRow, show: ModelShow | None) -> list[Fact]:
    """What is said of a model, unknown things left out."""
    info = show.model_info if show else {}
    length = info.get(f"{info.get('general.architecture')}.embedding_length")
    moment = moment_text(row.modified_at) if row.modified_at else ""
    cloud = " ".join(part for part in (show.remote_model, show.remote_host) if part) if show else ""
    facts = [
        (tr("Family"), row.family),
        (tr("Parameters"), parameters_text(row.parameters)),
        (tr("Quantisation"), row.quantization),
        (tr("Size"), size(row.size_bytes) if row.size_bytes else ""),
        (tr("Context length"), tokens_text(row.context_length) if row.context_length else ""),
        (tr("Embedding length"), QLocale().toString(length) if isinstance(length, int) else ""),
        (tr("Format"), show.details.format if show else ""),
        (tr("Made from"), _short(row.parent)),
        (tr("Runs at"), cloud),
        (tr("Needs Ollama"), show.requires if show else ""),
        (tr("Same content"), ", ".join(row.aliases)),
        (tr("Digest"), row.digest[:12] + "…" if row.digest else ""),
        (tr("Modified"), moment),
    ]
    return [(key, value) for key, value in facts if value]


class Overview(QWidget):
    """Grows with what it shows; the pane scrolls it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._grid = QGridLayout()
        self._grid.setColumnMinimumWidth(0, _KEY_PX)
        self._grid.setColumnStretch(1, 1)
        self._grid.setHorizontalSpacing(_GAP_PX)
        self._grid.setVerticalSpacing(8)
        self._facts: tuple[Fact, ...] = ()
        self._chats = Label(theme, "", "caption", "muted", wrap=True)
        self._heading = Label(theme, tr("Default parameters"), "caption_medium", "muted")
        self.parameters = _parameter_table()
        self.system = TextCard(theme, tr("System prompt"), "text-cursor-input", is_code=False)
        self.messages = TextCard(theme, tr("Messages"), "message-square", is_code=False)
        self.messages_note = Label(
            theme, tr("Every chat with it begins with these."), "caption", "muted", wrap=True
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 12)
        column.setSpacing(10)
        column.addLayout(self._grid)
        column.addWidget(self._chats)
        column.addWidget(self._heading)
        column.addWidget(self.parameters)
        column.addWidget(self.system)
        column.addWidget(self.messages)
        column.addWidget(self.messages_note)
        column.addStretch(1)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What is said, by its names."""
        return self._facts

    def show_model(self, row: LibraryRow, detail: ModelDetail) -> None:
        """Show what is known."""
        show = detail.show
        self._show_facts(facts_of(row, show))
        one, many = tr("1 chat uses it."), tr("{count} chats use it.")
        self._chats.setText(one if detail.chats == 1 else many.format(count=detail.chats))
        self._chats.setVisible(detail.chats > 0)
        self._show_parameters(parameter_rows(show.parameters) if show else [])
        self.system.set_text(show.system if show else "")
        self.system.setVisible(bool(show and show.system))
        messages = show.messages if show else ()
        self.messages.set_text("\n\n".join(f"{each.role}: {each.content}" for each in messages))
        self.messages.setVisible(bool(messages))
        self.messages_note.setVisible(bool(messages))

    def _show_facts(self, facts: Sequence[Fact]) -> None:
        if tuple(facts) == self._facts:
            return
        self._facts = tuple(facts)
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for at, (key, value) in enumerate(facts):
            name = Label(self._theme, key, color="muted", wrap=True)
            told = Label(self._theme, value, "code" if key == tr("Digest") else "ui", wrap=True)
            told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            told.setAccessibleName(f"{key}: {value}")
            self._grid.addWidget(name, at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(told, at, 1, Qt.AlignmentFlag.AlignTop)

    def _show_parameters(self, rows: Sequence[Fact]) -> None:
        table = self.parameters
        table.setRowCount(len(rows))
        for at, (name, value) in enumerate(rows):
            for column, text in enumerate((name, value)):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(text))
                table.setItem(at, column, item)
        for part in (table, self._heading):
            part.setVisible(bool(rows))
        height = table.verticalHeader().defaultSectionSize()
        table.setFixedHeight(len(rows) * height + 4)


def _parameter_table() -> QTableWidget:
    table = QTableWidget(0, 2)
    table.setAccessibleName(tr("Default parameters"))
    table.verticalHeader().hide()
    table.setColumnWidth(0, _KEY_PX + _GAP_PX)
    table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
    table.horizontalHeader().hide()
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return table


def _short(parent: str) -> str:
    """A model's name as it is; of a path of the server only its last part."""
    last = parent.replace("\\", "/").rpartition("/")[2]
    if "blobs/" in parent.replace("\\", "/"):
        return tr("a file ({digest}…)").format(digest=last.removeprefix("sha256-")[:12])
    return parent
