"""What the connect page holds: how the connection stands, and the cards to choose from."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from app.domain.failure import Failure, FailureCode
from app.domain.server import Connection, ServerState
from app.domain.server_profile import FirstModels
from app.ui.connect.card import LEAST_PX, Card
from app.ui.connect.connection_notice import ConnectionNotice
from app.ui.connect.details import Details
from app.ui.failure_text import failure_text
from app.ui.server_words import is_local, server_name
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.icon_view import IconView
from app.ui.widgets.label import Label
from app.ui.widgets.surface import Surface

if TYPE_CHECKING:
    from app.domain.transfer_row import TransferRow
    from app.ui.connect.first_models_view import FirstModelsView

DOWNLOAD_PAGE = "https://ollama.com/download"
_WIDTH_PX = 948
_CARD_GAP_PX = 24
_NARROW_PX = 720


class ConnectContent(Surface):
    """Shows how the connection stands and the ways to get one."""

    start_ollama_requested = Signal()
    connect_requested = Signal(str)  # address as typed
    engine_requested = Signal()
    look_again_requested = Signal()
    options_requested = Signal(str)  # token, headers, certificate for an address as typed; empty: that in use
    log_requested = Signal()
    skip_requested = Signal()
    pull_requested = Signal(str)  # name of a model to begin with
    pause_pull_requested = Signal(str)  # id of the transfer, as in the next one
    resume_pull_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "canvas", parent=parent)
        self._state: ServerState | None = None
        self._first_models: FirstModelsView | None = None
        self._rows: tuple[TransferRow, ...] = ()
        self.title = Label(theme, "", "display")
        self._lead = Label(theme, "", "body", "muted", wrap=True)
        self.notice = ConnectionNotice(theme)
        self.details = Details(theme)
        self.ollama_card = Card(theme, "power", self.tr("Start Ollama"), "", self.tr("Start Ollama"), "power")
        self.server_card = Card(
            theme,
            "server",
            self.tr("Connect to a server"),
            self.tr("Use Ollama on another computer, in a container or behind a proxy."),
            self.tr("Connect"),
            "plug",
        )
        self.address_field = QLineEdit()
        self.address_field.setPlaceholderText("192.168.1.20:11434")
        self.address_field.setAccessibleName(self.tr("Server address"))
        self.server_card.body.addWidget(self.address_field)
        self.options_button = Button(theme, self.tr("Token, headers, certificate…"), "", "quiet", 28)
        self.server_card.body.addWidget(self.options_button)
        self.engine_card = Card(
            theme,
            "hard-drive",
            self.tr("Use the built-in engine"),
            "",
            self.tr("Use the engine"),
            "power",
        )
        self._promise = Label(
            theme,
            self.tr("Nothing is sent anywhere except to the server that you choose."),
            "caption",
            "muted",
            True,
        )
        self.skip_button = Button(theme, self.tr("Skip and look around"), kind="quiet")
        self._lay_out()
        self.setTabOrder(self.address_field, self.options_button)
        self.setTabOrder(self.options_button, self.server_card.button)  # which was made first
        self._connect()
        self._show()

    @property
    def narrow(self) -> bool:
        """Whether the cards stand below each other."""
        return self._cards.direction() == QBoxLayout.Direction.TopToBottom

    @property
    def first_models(self) -> "FirstModelsView | None":
        """The models to begin with, once a server turned out to have none."""
        return self._first_models

    @Slot(ServerState)
    def set_server(self, state: ServerState) -> None:
        """Show how the connection stands and what can be done about it."""
        self._state = state
        self._show()

    @Slot(FirstModels)
    def set_first_models(self, models: FirstModels) -> None:
        """Take the models to begin with; they are shown while the server has none."""
        if self._first_models is None:
            # Few servers have no model.
            from app.ui.connect.first_models_view import FirstModelsView

            self._first_models = FirstModelsView(self.theme)
            self._first_models.pull_requested.connect(self.pull_requested)
            self._first_models.pause_requested.connect(self.pause_pull_requested)
            self._first_models.resume_requested.connect(self.resume_pull_requested)
            self._first_models.set_transfers(self._rows)
            self._places.addWidget(self._first_models)
        self._first_models.show_models(models)
        self._show()
        self._arrange()

    def set_transfers(self, rows: "tuple[TransferRow, ...]") -> None:
        """Note which models are being pulled."""
        self._rows = rows
        if self._first_models is not None:
            self._first_models.set_transfers(rows)

    def focus_best(self) -> None:
        """Put the focus on the card that is recommended."""
        if self._first_models is not None and self._first_models.isVisible():
            self._first_models.focus_best()
            return
        cards = (self.ollama_card, self.engine_card, self.server_card)
        best = next((card for card in cards if not card.chip.isHidden()), None)
        if best is not None:
            best.button.setFocus(Qt.FocusReason.TabFocusReason)

    def _lay_out(self) -> None:
        self._server_cards = QWidget()
        self._cards = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._server_cards)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(_CARD_GAP_PX)
        self._places = QVBoxLayout()
        self._places.addWidget(self._server_cards)
        for card in (self.ollama_card, self.server_card, self.engine_card):
            self._cards.addWidget(card, 1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(IconView(self.theme, "shield"))
        foot.addWidget(self._promise, 1)
        foot.addWidget(self.skip_button)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addStretch(10)
        column.addWidget(self.title)
        column.addSpacing(8)
        column.addWidget(self._lead)
        column.addSpacing(22)
        column.addWidget(self.notice)
        column.addSpacing(6)
        column.addWidget(self.details)
        column.addSpacing(12)
        column.addLayout(self._places)
        column.addSpacing(18)
        column.addLayout(foot)
        column.addStretch(11)
        self._middle = QWidget()
        self._middle.setMaximumWidth(_WIDTH_PX)
        self._middle.setLayout(column)
        inner = QWidget()
        across = QHBoxLayout(inner)
        across.setContentsMargins(24, 16, 24, 16)
        across.addStretch(1)
        across.addWidget(self._middle, 1000)
        across.addStretch(1)
        self.scroll_area = scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        inner.setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _connect(self) -> None:
        self.notice.action_triggered.connect(self._on_notice_action)
        self.options_button.clicked.connect(self._on_options)
        self.ollama_card.button.clicked.connect(self._on_ollama)
        self.server_card.button.clicked.connect(self._on_connect)
        self.address_field.returnPressed.connect(self._on_connect)
        self.engine_card.button.clicked.connect(self.engine_requested)
        self.theme.changed.connect(self._restyle)
        self.skip_button.clicked.connect(self.skip_requested)

    def _show(self) -> None:
        state = self._state
        found = bool(state and state.ollama_path)
        self._show_ollama(found)
        engine = bool(state and state.engine_available)
        self._show_engine(engine)
        ready = bool(state and state.connection is Connection.READY)
        self.ollama_card.set_best(found and not ready)
        self.engine_card.set_best(engine and not found and not ready)
        self.server_card.set_best(False)
        self.notice.show_state(state)
        self.details.set_failure(state.failure if state else None)
        self.notice.show_details(not self.details.isHidden())
        self._show_place(state)

    def _show_place(self, state: ServerState | None) -> None:
        """Ways to a server, or ways to a first model."""
        is_empty = self._first_models is not None and _lacks_model(state)
        focus = self.window().focusWidget()
        had_focus = focus is not None and self._server_cards.isAncestorOf(focus)
        if self._first_models is not None:
            self._first_models.setVisible(is_empty)
        self._server_cards.setVisible(not is_empty)
        if is_empty and had_focus:
            self.focus_best()  # Enter then pulls, as it connected before
        if is_empty:
            self.title.setText(self.tr("Get a first model"))
            self._lead.setText(
                self.tr(
                    "{server} runs, but has no model to chat with. Pull one of these; the chat opens as soon "
                    "as it is there."
                ).format(server=server_name(state))
            )
            return
        self.title.setText(self.tr("Connect to a model server"))
        self._lead.setText(
            self.tr(
                "Chats and settings stay on this computer. Pick where the models run; you can add more "
                "servers later."
            )
        )

    def _show_ollama(self, found: bool) -> None:
        card = self.ollama_card
        if found:
            card.title.setText(self.tr("Start Ollama"))
            card.text.setText(self._installed_text())
            card.button.set_label(self.tr("Start Ollama"), "power")
        else:
            card.title.setText(self.tr("Get Ollama"))
            card.text.setText(
                self.tr("Ollama was not found on this computer. Its own page has it for every system.")
            )
            card.button.set_label(self.tr("Open the page"), "external-link")

    def _installed_text(self) -> str:
        """What is known of the found program; only a refused connection tells that it does not run."""
        failure = self._state.failure if self._state else None
        is_refused = failure is not None and failure.code is FailureCode.SERVER_REFUSED
        if is_refused and self._state is not None and is_local(self._state.address):
            return self.tr("Ollama is installed on this computer, but it is not running.")
        return self.tr("Ollama is installed on this computer.")

    def _show_engine(self, available: bool) -> None:
        card = self.engine_card
        card.button.setEnabled(available)
        failure = self._state.engine_failure if self._state else None
        if available:
            text = self.tr("Runs a tiny model for trying out inside this app. No installation, no account.")
        elif failure is not None:
            words = failure_text(failure)
            text = f"{words.title}. {words.explanation}"
        else:
            text = failure_text(Failure(FailureCode.ENGINE_MISSING)).title + "."
        card.text.setText(text)
        card.button.setAccessibleDescription("" if available else text)
        card.button.setToolTip("" if available else text)

    @Slot()
    def _restyle(self) -> None:
        self.address_field.setFont(self.theme.font("code"))
        self._arrange()

    def _arrange(self) -> None:
        narrow = self.width() < _NARROW_PX * self.theme.text_scale
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._cards.direction() != direction:
            self._cards.setDirection(direction)
        for card in (self.ollama_card, self.server_card, self.engine_card):
            card.setMinimumHeight(0 if narrow else LEAST_PX)
        if self._first_models is not None:
            self._first_models.set_direction(direction)

    @Slot(str)
    def _on_notice_action(self, action: str) -> None:
        if action == "look_again":
            self.look_again_requested.emit()
        elif action == "details":
            self.details.setVisible(self.details.isHidden())
            self.notice.show_details(not self.details.isHidden())
        elif action == "log":
            self.log_requested.emit()
        else:
            self.options_requested.emit("")

    @Slot()
    def _on_options(self) -> None:
        self.options_requested.emit(self.address_field.text().strip())

    @Slot()
    def _on_ollama(self) -> None:
        if self._state is not None and self._state.ollama_path:
            self.start_ollama_requested.emit()
        else:
            QDesktopServices.openUrl(QUrl(DOWNLOAD_PAGE))

    @Slot()
    def _on_connect(self) -> None:
        address = self.address_field.text().strip()
        if address:
            self.connect_requested.emit(address)
        else:
            self.address_field.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        # Not in the constructor: the style sheet takes the font away again when the page gets its parent.
        self._restyle()
        super().showEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)


def _lacks_model(state: ServerState | None) -> bool:
    return state is not None and state.connection is Connection.READY and not state.can_chat
