"""Token and headers of a server: what is stored is never shown, only kept or replaced."""

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.server_profile import HeaderDraft, ServerProfile
from app.ui.servers.form import Field, FormCard
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.tab_order import put_at


def _tr(text: str) -> str:
    return QCoreApplication.translate("servers", text)


class HeaderRow(QWidget):
    """Name and value of one header."""

    changed = Signal()
    remove_requested = Signal(QWidget)

    def __init__(self, theme: Theme, name: str = "", is_stored: bool = False) -> None:
        super().__init__()
        self._stored_name = name if is_stored else ""
        self.name = QLineEdit(name)
        self.name.setAccessibleName(self.tr("Name of the header"))
        self.name.setPlaceholderText("X-Api-Key")
        self.value = QLineEdit()
        self.value.setEchoMode(QLineEdit.EchoMode.Password)
        self.value.setAccessibleName(self.tr("Value of the header"))
        self.value.setPlaceholderText(_tr("Stored. Type to replace it.") if is_stored else _tr("Value"))
        self.remove_button = Button(theme, self.tr("Remove the header"), "x", "icon", 28)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.name, 2)
        row.addWidget(self.value, 3)
        row.addWidget(self.remove_button)
        self.name.textEdited.connect(self.changed)
        self.value.textEdited.connect(self.changed)
        self.remove_button.clicked.connect(self._on_remove)

    @property
    def draft(self) -> HeaderDraft | None:
        """The header as edited; None while it has no name."""
        name = self.name.text().strip()
        if not name:
            return None
        is_kept = name == self._stored_name and not self.value.text()
        return HeaderDraft(name, None if is_kept else self.value.text())

    @Slot()
    def _on_remove(self) -> None:
        self.remove_requested.emit(self)


class SecretFields(FormCard):
    """A token, and any number of headers."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, _tr("Sign-in"))
        self._theme = theme
        self._has_stored_token = False
        self.rows: list[HeaderRow] = []
        self.token = QLineEdit()
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self.remove_token_button = Button(theme, self.tr("Remove the token"), "", "quiet", 28)
        beside = QWidget()
        row = QHBoxLayout(beside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.token, 1)
        row.addWidget(self.remove_token_button)
        self.token.setAccessibleName(_tr("Token"))
        field = Field(theme, _tr("Token"), beside)
        field.set_note(_tr("Sent as “Authorization: Bearer …” to this server only."))
        self._headers = QVBoxLayout()
        self._headers.setSpacing(8)
        self.add_button = Button(theme, self.tr("Add a header"), "plus", "quiet", 28)
        self.column.addWidget(field)
        self.column.addLayout(self._headers)
        self.column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.token.textEdited.connect(self.changed)
        self.remove_token_button.clicked.connect(self._on_remove_token)
        self.add_button.clicked.connect(self._on_add)

    @property
    def token_draft(self) -> str | None:
        """The token as edited; None keeps the stored one."""
        if self._has_stored_token and not self.token.text():
            return None
        return self.token.text()

    @property
    def header_drafts(self) -> tuple[HeaderDraft, ...]:
        """The headers as edited."""
        drafts = [row.draft for row in self.rows]
        return tuple(draft for draft in drafts if draft is not None)

    @property
    def has_any(self) -> bool:
        """Whether anything secret would be sent."""
        return self.token_draft != "" or bool(self.header_drafts)

    def show_profile(self, profile: ServerProfile | None) -> None:
        """Show what is stored, values never."""
        self.token.clear()
        self._set_stored_token(profile is not None and profile.has_token)
        for row in list(self.rows):
            self._on_remove_row(row)
        for name in profile.header_names if profile is not None else ():
            self._add_row(HeaderRow(self._theme, name, is_stored=True))

    def forget_stored(self) -> None:
        """The address leads elsewhere now: what is stored does not go there."""
        if self._has_stored_token or any(row.draft and row.draft.value is None for row in self.rows):
            self.show_profile(None)
            self.changed.emit()

    def _set_stored_token(self, is_stored: bool) -> None:
        self._has_stored_token = is_stored
        self.token.setPlaceholderText(_tr("Stored. Type to replace it.") if is_stored else _tr("None"))
        self.remove_token_button.setVisible(is_stored)

    def _add_row(self, row: HeaderRow) -> None:
        row.changed.connect(self.changed)
        row.remove_requested.connect(self._on_remove_row)
        self.rows.append(row)
        self._headers.addWidget(row)
        put_at(self.add_button, (row.name, row.value, row.remove_button))

    @Slot()
    def _on_remove_token(self) -> None:
        self.token.clear()
        self._set_stored_token(False)
        self.token.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    @Slot()
    def _on_add(self) -> None:
        row = HeaderRow(self._theme)
        self._add_row(row)
        row.show()
        row.name.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(QWidget)
    def _on_remove_row(self, row: QWidget) -> None:
        self.rows = [each for each in self.rows if each is not row]
        self._headers.removeWidget(row)
        row.hide()
        row.deleteLater()
        self.changed.emit()
