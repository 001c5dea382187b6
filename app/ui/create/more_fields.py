"""Example turns, licence, and what belongs to a server's own prompt formats."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.chat import ChatMessage
from app.domain.model_draft import ModelDraft
from app.domain.modelfile import ROLES
from app.ui.parameters.text_box import TextBox
from app.ui.servers.form import Field
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.dropdown import Dropdown, Option
from app.ui.widgets.label import Label


class MessageRow(QWidget):
    """One example turn: who says it, and what."""

    edited = Signal()
    removed = Signal(QWidget)

    def __init__(self, theme: Theme, number: int) -> None:
        super().__init__()
        self._role = "user"
        self.role = Dropdown(theme, self.tr("Role of message {number}").format(number=number), self._options)
        self.box = TextBox(theme, self.tr("Text of message {number}").format(number=number), "ui", 1, 6)
        self.remove_button = Button(
            theme, self.tr("Remove message {number}").format(number=number), "x", "icon", 32
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.role, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.box, 1)
        row.addWidget(self.remove_button, 0, Qt.AlignmentFlag.AlignTop)
        self.role.picked.connect(self._on_role_picked)
        self.box.edit.textChanged.connect(self.edited)
        self.remove_button.clicked.connect(self._on_remove)

    @property
    def message(self) -> ChatMessage:
        """What is in it."""
        return ChatMessage(self._role, self.box.edit.toPlainText())

    def show_message(self, message: ChatMessage) -> None:
        """Show a turn."""
        self._role = message.role
        self.role.set_option(message.role, dict(self._options()).get(message.role, message.role))
        self.box.edit.show_text(message.content)

    def _options(self) -> list[Option]:
        names = {"system": self.tr("System"), "user": self.tr("User"), "assistant": self.tr("Assistant")}
        return [(role, names[role]) for role in ROLES]

    @Slot(str)
    def _on_role_picked(self, role: str) -> None:
        self.show_message(ChatMessage(role, self.message.content))
        self.edited.emit()

    @Slot()
    def _on_remove(self) -> None:
        self.removed.emit(self)


class MoreFields(QWidget):
    """Seldom wanted, all of it kept."""

    edited = Signal(ModelDraft)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._draft = ModelDraft()
        self.messages: list[MessageRow] = []
        self.add_button = Button(theme, self.tr("Add a message"), "plus", height_px=28)
        self.license = TextBox(theme, self.tr("Licence"), "ui", 2, 8)
        self.lines = {name: QLineEdit() for name in ("renderer", "parser", "requires")}
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        self._lay_out()
        self.add_button.clicked.connect(self._on_add)
        self.license.edit.textChanged.connect(self._on_changed)
        for line in self.lines.values():
            line.textEdited.connect(self._on_changed)

    def show_draft(self, draft: ModelDraft) -> None:
        """Show what was filled in."""
        self._draft = draft
        if tuple(row.message for row in self.messages) != draft.messages:
            self._show_messages(draft.messages)
        if self._licenses() != draft.licenses:
            self.license.edit.show_text("\n\n".join(draft.licenses))
        for name, line in self.lines.items():
            if line.text() != getattr(draft, name):
                line.setText(getattr(draft, name))

    def _lay_out(self) -> None:
        hint = self.tr("Turns that stand before every chat: they show the model how to answer.")
        names = {
            "renderer": (self.tr("Prompt renderer"), self.tr("Built into the server")),
            "parser": (self.tr("Output parser"), self.tr("Built into the server")),
            "requires": (self.tr("Least Ollama version"), self.tr("For example 0.14.0")),
        }
        column = self.column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(Label(self._theme, self.tr("Example messages"), "caption_medium", "muted"))
        column.addWidget(Label(self._theme, hint, "caption", "muted", wrap=True))
        column.addLayout(self._rows)
        column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(Field(self._theme, self.tr("Licence"), self.license))
        for name, (label, placeholder) in names.items():
            self.lines[name].setPlaceholderText(placeholder)
            column.addWidget(Field(self._theme, label, self.lines[name]))

    def _show_messages(self, messages: tuple[ChatMessage, ...]) -> None:
        while len(self.messages) > len(messages):
            row = self.messages.pop()
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        while len(self.messages) < len(messages):
            row = MessageRow(self._theme, len(self.messages) + 1)
            row.edited.connect(self._on_changed)
            row.removed.connect(self._on_removed)
            self.messages.append(row)
            self._rows.addWidget(row)
            row.show()  # a layout would show it one turn of the loop later
        for row, message in zip(self.messages, messages, strict=True):
            row.show_message(message)

    def _licenses(self) -> tuple[str, ...]:
        text = self.license.edit.toPlainText()
        kept = self._draft.licenses
        if text == "\n\n".join(kept):
            return kept
        return (text,) if text.strip() else ()

    @Slot()
    def _on_add(self) -> None:
        last = self.messages[-1].message.role if self.messages else "assistant"
        role = "assistant" if last == "user" else "user"
        messages = (*self._draft.messages, ChatMessage(role, ""))
        self.edited.emit(replace(self._draft, messages=messages))
        if self.messages:
            self.messages[-1].box.edit.setFocus()

    @Slot(QWidget)
    def _on_removed(self, row: QWidget) -> None:
        messages = tuple(each.message for each in self.messages if each is not row)
        self.edited.emit(replace(self._draft, messages=messages))

    @Slot()
    def _on_changed(self) -> None:
        self.edited.emit(
            replace(
                self._draft,
                messages=tuple(row.message for row in self.messages),
                licenses=self._licenses(),
                renderer=self.lines["renderer"].text().strip(),
                parser=self.lines["parser"].text().strip(),
                requires=self.lines["requires"].text().strip(),
            )
        )
