"""What the numbers of the context mean, and what is left out when it is full."""

from PySide6.QtCore import QLocale, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.context import ContextUse, LimitSource
from app.ui.files.file_words import limit_count, short_count
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from app.ui.widgets.popup import Popup

_WIDTH_PX = 380
_EDGE_PX = 12
_GAP_PX = 6


class ContextPopup(Popup):
    """Opens above the meter."""

    parameters_requested = Signal()

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, window)
        self.title = Label(theme, "", "heading", wrap=True)
        self.text = Label(theme, "", "ui", "muted", wrap=True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.parameters_button = Button(theme, self.tr("Change the context length"), height_px=28)
        self.parameters_button.clicked.connect(self._on_parameters)
        column = self.panel_layout
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addWidget(self.parameters_button, 0, Qt.AlignmentFlag.AlignLeft)

    def show_use(self, use: ContextUse, is_cut: bool) -> None:
        """Explain numbers.

        Args:
            is_cut: the last reply was probably made without the beginning of the chat.
        """
        self.title.setText(self._title(use))
        self.text.setText("\n\n".join(self._sentences(use, is_cut)))
        self.setAccessibleName(self.title.text())
        self.setAccessibleDescription(self.text.text())

    def open_above(self, button: QWidget) -> None:
        """Open with the right edges in line."""
        width = min(round(_WIDTH_PX * max(1.0, self.theme.text_scale)), self.host.width() - 2 * _EDGE_PX)
        height = self.panel_layout.totalHeightForWidth(width)
        corner = button.mapTo(self.host, QPoint(button.width(), 0))
        left = max(_EDGE_PX, min(corner.x() - width, self.host.width() - width - _EDGE_PX))
        self.open_at(QRect(left, max(_EDGE_PX, corner.y() - height - _GAP_PX), width, height))
        self.parameters_button.setFocus(Qt.FocusReason.PopupFocusReason)

    def _title(self, use: ContextUse) -> str:
        if use.limit is None:
            return self.tr("The next message takes about {tokens} tokens").format(
                tokens=short_count(use.tokens)
            )
        words = self.tr("The next message takes about {tokens} of {limit} tokens")
        return words.format(tokens=short_count(use.tokens), limit=limit_count(use.limit.tokens))

    def _sentences(self, use: ContextUse, is_cut: bool) -> list[str]:
        count = QLocale().toString
        said = []
        if use.is_over:
            said.append(self.tr("That is more than there is room for: the oldest messages will be left out."))
        if is_cut:
            said.append(
                self.tr(
                    "The last reply was probably written without the messages above the line in the chat."
                )
            )
        if use.counted:
            words = self.tr("The server counted {counted} up to the last reply; {guessed} more are a guess.")
            said.append(words.format(counted=count(use.counted), guessed=count(use.guessed)))
        else:
            said.append(self.tr("This is a guess: the server counts with the first reply."))
        if use.image_tokens:
            words = self.tr("What its images take is not known: each is reckoned as {count}, as servers do.")
            said.append(words.format(count=count(use.image_tokens)))
        said.append(self._limit(use).format(limit=count(use.limit.tokens) if use.limit else ""))
        said.append(
            self.tr(
                "When a chat does not fit, the server leaves out its oldest messages and does not say so. The"
                " system prompt and your last message stay, and nothing is removed here."
            )
        )
        return said

    def _limit(self, use: ContextUse) -> str:
        if use.limit is None:
            return self.tr("How much fits is not known before the model is loaded.")
        if use.limit.source is LimitSource.CHAT:
            return self.tr("The context length of this chat is set to {limit}.")
        if use.limit.source is LimitSource.LOADED:
            return self.tr("The model was loaded with a context length of {limit}.")
        if use.limit.source is LimitSource.MODEL:
            return self.tr("The context length of the model is set to {limit}.")
        return self.tr(
            "The model was trained for {limit}. How much of that it gets the server decides when it loads it;"
            " often it is much less."
        )

    @Slot()
    def _on_parameters(self) -> None:
        self.close_popup()
        self.parameters_requested.emit()
