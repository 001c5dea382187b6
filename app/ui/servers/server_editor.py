"""Adding a server, or changing one: address, sign-in, certificate, timeouts, and a test of all that."""

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from app.domain.failure import Failure, FailureCode
from app.domain.server_profile import (
    SYSTEM_TRUST,
    USUAL_TIMEOUTS,
    AddressReading,
    ServerDraft,
    ServerProfile,
    ServerReport,
)
from app.ui.failure_text import failure_text
from app.ui.server_words import profile_name
from app.ui.servers.form import CodeEdit, Field, FormCard
from app.ui.servers.page_column import PageColumn
from app.ui.servers.secret_fields import SecretFields
from app.ui.servers.test_result import TestResult
from app.ui.servers.timeout_fields import TimeoutFields
from app.ui.servers.trust_fields import TrustFields
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.notice import Notice

_GROWN_MS = 200
"""How long after a result the page can still grow by it."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("servers", text)


class ServerEditor(PageColumn):
    """Nothing is kept before Save."""

    address_edited = Signal(str)  # as typed
    test_requested = Signal(ServerDraft)
    save_requested = Signal(ServerDraft)
    cancelled = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "", _tr("Back to the servers"))
        self._id = ""
        self._origin = ""  # what the stored secrets belong to
        self._reading = AddressReading("")
        self._plain_accepted = False
        self._wants_end = False
        self.name = QLineEdit()
        self.name.setMaxLength(80)
        self.address = CodeEdit(theme)
        self.address.setPlaceholderText("http://192.168.1.20:11434")
        self._address_field = Field(theme, _tr("Address"), self.address)
        name_field = Field(theme, _tr("Name"), self.name)
        self.name.setPlaceholderText(_tr("That of the computer"))
        server = FormCard(theme, _tr("Server"))
        server.column.addWidget(self._address_field)
        server.column.addWidget(name_field)
        self.plain_notice = Notice(theme, "warning")
        self.plain_notice.set_actions([("accept", _tr("Send it unencrypted"), "")])
        self.plain_notice.hide()
        self.secrets = SecretFields(theme)
        self.trust = TrustFields(theme)
        self.timeouts = TimeoutFields(theme)
        self.result = TestResult(theme)
        self.refusal = Notice(theme, "danger")
        self.refusal.hide()
        self.test_button = Button(theme, _tr("Test"), "plug")
        self.save_button = Button(theme, _tr("Save"), "check", "primary")
        self.cancel_button = Button(theme, _tr("Cancel"), "", "quiet")
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.test_button)
        foot.addStretch(1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.save_button)
        parts = (
            server,
            self.secrets,
            self.plain_notice,
            self.trust,
            self.timeouts,
            self.result,
            self.refusal,
        )
        for part in parts:
            self.column.addWidget(part)
        self.column.addLayout(foot)
        self._connect()

    @property
    def draft(self) -> ServerDraft:
        """The server as edited."""
        trust = self.trust.trust if self._reading.is_tls else SYSTEM_TRUST
        return ServerDraft(
            self._id,
            self.name.text().strip(),
            self.address.text(),
            self.secrets.token_draft,
            self.secrets.header_drafts,
            trust,
            self._plain_accepted,
            self.timeouts.timeouts,
        )

    def edit(self, profile: ServerProfile | None, address: str = "", connects: bool = False) -> None:
        """Show a server of the list, or an empty form for a new one at an address.

        Args:
            connects: the server is used once it is saved.
        """
        is_new = profile is None
        self.save_button.set_label(_tr("Save and connect") if connects else _tr("Save"))
        self._id = profile.id if profile else ""
        self._plain_accepted = False
        words = self.tr("Add a server") if profile is None else profile_name(profile)
        self.title.setText(words)
        self.name.setText(profile.name if profile else "")
        self.address.setText(profile.address if profile else address)
        self._origin = profile.address if profile else ""
        self.secrets.show_profile(profile)
        self.trust.show_trust(profile.trust if profile else SYSTEM_TRUST)
        self.timeouts.show_timeouts(profile.timeouts if profile else USUAL_TIMEOUTS)
        self.result.hide()
        self.refusal.hide()
        self.address_edited.emit(self.address.text())
        self.verticalScrollBar().setValue(0)
        field = self.address if is_new else self.name
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(AddressReading)
    def show_address(self, reading: AddressReading) -> None:
        """Show what the typed address means."""
        if reading.text != self.address.text():
            return
        self._reading = reading
        is_typed = bool(reading.text.strip())
        if reading.failure is not None and is_typed:
            words = failure_text(reading.failure)
            self._address_field.set_note(words.explanation, is_trouble=True)
        elif is_typed and reading.address != reading.text.strip().rstrip("/"):
            self._address_field.set_note(self.tr("Connects to {address}").format(address=reading.address))
        else:
            self._address_field.set_note("")
        self.trust.setVisible(reading.is_tls)
        if self._origin and reading.address and not _same_origin(self._origin, reading.address):
            self._origin = ""
            self.secrets.forget_stored()
            self.trust.forget_offer()
        self._show_plain()

    @Slot(ServerReport)
    def show_report(self, report: ServerReport) -> None:
        """Show how the test went."""
        self.test_button.set_busy(False)
        self.result.show_report(report)
        if report.fingerprint:
            self.trust.offer(report.fingerprint)
        self._scroll_to_end()

    @Slot(Failure)
    def show_refusal(self, failure: Failure) -> None:
        """Say why it cannot be saved so."""
        self.save_button.set_busy(False)
        if failure.code is FailureCode.SECRET_UNENCRYPTED:
            self._show_plain()
            self.ensureWidgetVisible(self.plain_notice)
            self.plain_notice.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        words = failure_text(failure)
        self.refusal.set_texts(words.title, words.explanation)
        self.refusal.show()
        self._scroll_to_end()

    def _connect(self) -> None:
        self.verticalScrollBar().rangeChanged.connect(self._go_to_end)
        self.address.textEdited.connect(self._on_address_edited)
        self.name.returnPressed.connect(self._on_save)
        self.address.returnPressed.connect(self._on_save)
        self.secrets.changed.connect(self._on_changed)
        self.trust.changed.connect(self._on_changed)
        self.timeouts.changed.connect(self._on_changed)
        self.plain_notice.action_triggered.connect(self._on_plain_accepted)
        self.test_button.clicked.connect(self._on_test)
        self.save_button.clicked.connect(self._on_save)
        self.cancel_button.clicked.connect(self.cancelled)
        self.back_button.clicked.connect(self.cancelled)

    def _show_plain(self) -> None:
        is_risky = self._reading.is_plain and self.secrets.has_any
        self.plain_notice.setVisible(is_risky and not self._plain_accepted)
        words = failure_text(Failure(FailureCode.SECRET_UNENCRYPTED, self._reading.address))
        self.plain_notice.set_texts(words.title, words.explanation)

    def _scroll_to_end(self) -> None:
        """Show the end as soon as the page has grown to it."""
        self._wants_end = True
        QTimer.singleShot(_GROWN_MS, self, self._on_settled)
        self._go_to_end()

    @Slot()
    def _go_to_end(self) -> None:
        if self._wants_end:
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    @Slot()
    def _on_settled(self) -> None:
        self._wants_end = False

    @Slot(str)
    def _on_address_edited(self, text: str) -> None:
        self._plain_accepted = False
        self._on_changed()
        self.address_edited.emit(text)

    @Slot()
    def _on_changed(self) -> None:
        self.result.hide()
        self.refusal.hide()
        self._show_plain()

    @Slot(str)
    def _on_plain_accepted(self, _action: str) -> None:
        self._plain_accepted = True
        self.plain_notice.hide()
        self.save_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_test(self) -> None:
        self.refusal.hide()
        self.test_button.set_busy(True)
        self.test_requested.emit(self.draft)

    @Slot()
    def _on_save(self) -> None:
        if self.save_button.is_busy:
            return  # Enter in a field
        if self.trust.is_missing and self._reading.is_tls:
            self.refusal.set_texts(
                self.tr("The certificate is not chosen yet"),
                self.tr("Choose a file, or test the server and compare the certificate that it shows."),
            )
            self.refusal.show()
            self._scroll_to_end()
            return
        self.save_button.set_busy(True)
        self.save_requested.emit(self.draft)

    def showEvent(self, event: QShowEvent) -> None:
        self.address.restyle()
        self.save_button.set_busy(False)
        self.test_button.set_busy(False)
        super().showEvent(event)


def _same_origin(one: str, other: str) -> bool:
    """Whether two base addresses have scheme, host and port in common."""
    return one.split("/")[:3] == other.split("/")[:3]
