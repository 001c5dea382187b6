"""Pull by name: checked while one types, with what is wrong in words."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.library import LibraryState, LibraryView
from app.domain.model_name import (
    BadModelName,
    ModelName,
    ModelSource,
    installed_name,
    parse_model_name,
    same_model,
    split_source,
)
from app.ui.library.library_words import place_text, tr
from app.ui.model_name_words import may_be_insecure, name_fault
from app.ui.server_words import server_name
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.icon_view import IconView
from app.ui.widgets.label import Label
from app.ui.widgets.surface import Surface
from app.ui.widgets.switch import Switch

_NARROW_PX = 620


class PullBox(Surface):
    """Always works, also for what is in no list."""

    pull_requested = Signal(str, bool)  # name, without encryption

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "raised", "border", 12, parent)
        self._view: LibraryView | None = None
        self._title = Label(theme, tr("Pull by name"), "heading")
        self._hint = Label(
            theme, tr("Works with any registry name, tag or hf.co path"), "caption", "muted", wrap=True
        )
        self.field = QLineEdit()
        self.field.setAccessibleName(tr("Name of the model to pull"))
        self.field.setPlaceholderText("llama3.2:3b")
        self.field.setMaxLength(600)
        self.button = Button(theme, tr("Pull"), "download", "primary")
        self.note = Label(theme, "", "caption", "muted", wrap=True)
        self.switch = Switch(theme, tr("Without encryption"))
        self._insecure = QWidget()
        self._insecure_text = Label(theme, "", "caption", "muted", wrap=True)
        self._lay_out()
        self.field.textChanged.connect(self._on_text_changed)
        self.field.returnPressed.connect(self._on_pull)
        self.button.clicked.connect(self._on_pull)
        self.switch.toggled.connect(self._on_toggled)
        theme.changed.connect(self._restyle)
        self._restyle()
        self._tell()

    def show_view(self, view: LibraryView) -> None:
        """Take where models would land, and what is there already."""
        self._view = view
        self._tell()

    def offer(self, name: str) -> None:
        """Put a name into the field and the focus there."""
        self.field.setText(name)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._hint, 10)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.field, 1)
        line.addWidget(self.button)
        below = QHBoxLayout()
        below.setSpacing(7)
        self._icon = IconView(self.theme, "info", 14)
        below.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self.note, 1)
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._insecure)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._insecure_text, 1)
        self._insecure.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 14)
        column.setSpacing(10)
        column.addLayout(head)
        column.addLayout(line)
        column.addLayout(below)
        column.addWidget(self._insecure)

    def _name(self) -> ModelName | None:
        text = self.field.text().strip()
        if not text or name_fault(text, is_pull=True):
            return None
        try:
            return parse_model_name(split_source(text)[0])
        except BadModelName:
            return None

    def _tell(self) -> None:
        text = self.field.text().strip()
        fault, name = name_fault(text, is_pull=True), self._name()
        is_there = self._view is not None and self._view.state is LibraryState.READY
        self.note.setText(self._note(text, fault, name))
        self.note.set_color("danger" if fault else "muted" if is_there or self._view is None else "warning")
        self.field.setProperty("fault", "true" if fault else "false")
        self.field.style().polish(self.field)
        self.button.setEnabled(name is not None and is_there)
        is_other = name is not None and may_be_insecure(name)
        if not is_other:
            self.switch.setChecked(False)
        self._insecure.setVisible(is_other)
        host = name.host if name else ""
        explained = tr(
            "Without encryption (http): only for a registry of your own. Anybody on the way to {host} can"
            " read and change what is fetched."
        )
        self._insecure_text.setText(explained.format(host=host))

    def _note(self, text: str, fault: str, name: ModelName | None) -> str:
        view = self._view
        server = server_name(view.server) if view else tr("the server")
        if fault:
            return fault
        if view is not None and view.state is not LibraryState.READY:
            return tr("{server} is not connected, so nothing can be pulled now.").format(server=server)
        if name is None:
            told = tr("Sizes are known once the first layer is announced. Models land on {server}.")
            return told.format(server=server)
        parts = [place_text(name)]
        installed = self._installed(text, [row.name for row in view.rows] if view else [])
        if installed:
            parts.append(tr("{name} is installed; only what changed is fetched.").format(name=installed))
        if split_source(text)[1] is ModelSource.CLOUD:
            parts.append(tr("It runs in the cloud; only a few hundred bytes are fetched."))
        if "://" in text:
            parts.append(tr("What stands before :// is ignored by the server."))
        return " ".join(parts)

    def _installed(self, text: str, names: Sequence[str]) -> str:
        try:
            stored = installed_name(text).display
        except BadModelName:
            return ""
        return next((name for name in names if same_model(name, stored)), "")

    @Slot()
    def _restyle(self) -> None:
        self.field.setFont(self.theme.font("code"))

    @Slot(str)
    def _on_text_changed(self, _text: str) -> None:
        self._tell()

    @Slot(bool)
    def _on_toggled(self, _on: bool) -> None:
        self._tell()

    @Slot()
    def _on_pull(self) -> None:
        if self.button.isEnabled():
            text, insecure = self.field.text().strip(), self.switch.isChecked()
            self.field.clear()
            self.pull_requested.emit(text, insecure)
