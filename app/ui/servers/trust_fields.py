"""Which certificate of a server is accepted."""

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.server_profile import SYSTEM_TRUST, TlsTrust
from app.ui.servers.form import FormCard
from app.ui.servers.report_words import fingerprint_text
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.file_dialog import FileDialog
from app.ui.widgets.label import Label
from app.ui.widgets.segmented import Segmented


def _tr(text: str) -> str:
    return QCoreApplication.translate("servers", text)


class TrustFields(FormCard):
    """As the system has it, by an own authority, or one certificate only."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, _tr("Certificate"))
        self._offered = ""  # fingerprint that the server shows
        self._pinned = ""
        self._kind = "system"
        self.dialog: QFileDialog | None = None
        self.choice = Segmented(
            theme,
            _tr("Certificate"),
            (
                ("system", _tr("As this computer trusts")),
                ("authority", _tr("Own authority")),
                ("pinned", _tr("This one only")),
            ),
        )
        self.file = QLineEdit()
        self.file.setAccessibleName(_tr("File of the authority"))
        self.file.setPlaceholderText(_tr("A PEM file"))
        self.choose_button = Button(theme, self.tr("Choose…"), "folder-open", height_px=32)
        self._file_row = QWidget()
        row = QHBoxLayout(self._file_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.file, 1)
        row.addWidget(self.choose_button)
        self._pin_box = QWidget()
        pin = QVBoxLayout(self._pin_box)
        pin.setContentsMargins(0, 0, 0, 0)
        pin.setSpacing(6)
        self.pin_words = Label(theme, "", "caption", "muted", wrap=True)
        self.fingerprint = Label(theme, "", "code", wrap=True)
        pin.addWidget(self.pin_words)
        pin.addWidget(self.fingerprint)
        self.column.addWidget(self.choice)
        self.column.addWidget(self._file_row)
        self.column.addWidget(self._pin_box)
        self.choice.picked.connect(self._on_picked)
        self.file.textEdited.connect(self.changed)
        self.choose_button.clicked.connect(self._on_choose)
        self._show()

    @property
    def trust(self) -> TlsTrust:
        """What is chosen."""
        if self._kind == "authority":
            return TlsTrust(ca_file=self.file.text().strip())
        if self._kind == "pinned":
            return TlsTrust(pinned_sha256=self._pinned or self._offered)
        return SYSTEM_TRUST

    @property
    def is_missing(self) -> bool:
        """Whether the choice lacks its file or its certificate."""
        return self._kind != "system" and self.trust == SYSTEM_TRUST

    def show_trust(self, trust: TlsTrust) -> None:
        """Show what holds now."""
        self._offered, self._pinned = "", trust.pinned_sha256
        self.file.setText(trust.ca_file)
        self._kind = "authority" if trust.ca_file else "pinned" if trust.pinned_sha256 else "system"
        self._show()

    def offer(self, fingerprint: str) -> None:
        """Show the certificate that the server has; choosing it is up to the person."""
        self._offered = fingerprint
        self._show()

    def forget_offer(self) -> None:
        """The address leads elsewhere now."""
        self._offered = self._pinned = ""
        self._show()

    def _show(self) -> None:
        self.choice.set_option(self._kind)
        self._file_row.setVisible(self._kind == "authority")
        pin = self._pinned if self._kind == "pinned" and self._pinned else self._offered
        self._pin_box.setVisible(self._kind == "pinned" or bool(self._offered))
        self.fingerprint.setText(fingerprint_text(pin))
        self.fingerprint.setVisible(bool(pin))
        self.pin_words.setText(self._pin_words(pin))

    def _pin_words(self, pin: str) -> str:
        if not pin:
            return _tr("Test shows the certificate that the server has.")
        if self._kind == "pinned":
            return _tr("Only the certificate with this SHA-256 fingerprint is accepted:")
        return _tr(
            "The server shows this certificate (SHA-256). Compare it with the one on the server before you "
            "choose “This one only”."
        )

    @Slot(str)
    def _on_picked(self, kind: str) -> None:
        self._kind = kind
        if kind == "pinned" and self._offered:
            self._pinned = self._offered
        self._show()
        self.changed.emit()

    @Slot()
    def _on_choose(self) -> None:
        self.dialog = FileDialog(self, self.tr("Choose the file of the authority"), "authority")
        self.dialog.setNameFilters([self.tr("Certificates (*.pem *.crt *.cer)"), self.tr("All files (*)")])
        self.dialog.fileSelected.connect(self._on_file_selected)
        self.dialog.open()

    @Slot(str)
    def _on_file_selected(self, path: str) -> None:
        self.file.setText(path)
        self.changed.emit()
