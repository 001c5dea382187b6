"""The menu of one message: written again in another way, gone on with, copied into a new chat, deleted."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.conversation import Message
from app.domain.versions import RetryWish, can_go_on
from app.ui.theme.theme import Theme
from app.ui.transcript.message_text import copied_text
from app.ui.widgets.below import menu_place

TEMPERATURES = (0.0, 0.3, 0.7, 1.0, 1.5)
_MOST_MODELS = 40


class TurnMenu(QMenu):
    """Filled anew each time it opens."""

    chosen = Signal(str, str)  # a `TurnWish`, message id
    retry_chosen = Signal(RetryWish)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._message: Message | None = None
        self.triggered.connect(self._on_triggered)

    def show_for(
        self, message: Message, models: Sequence[str], *, has_versions: bool, is_last: bool, at: QWidget
    ) -> None:
        """Open below a button; `models` could write the reply again."""
        self.clear()
        self._message = message
        if message.role == "assistant":
            self._add_retries(message, models)
            if is_last and can_go_on(message):
                self._add(self.tr("Continue"), "play", "go_on")
        elif message.role == "user":
            self._add(self.tr("Edit"), "pencil", "edit")
        self._add(self.tr("Copy"), "copy", "copy")
        self.addSeparator()
        self._add(self.tr("New chat from here"), "git-branch", "branch")
        self.addSeparator()
        if has_versions:
            words = self.tr("Delete this version")
        elif message.role == "assistant":
            words = self.tr("Delete from this reply on")
        else:
            words = self.tr("Delete from this message on")
        self._add(words, "trash-2", "delete")
        self.popup(menu_place(self, at))

    def _add_retries(self, message: Message, models: Sequence[str]) -> None:
        starts_over = can_go_on(message)
        self._add(self.tr("Start over") if starts_over else self.tr("Write again"), "refresh-cw", "retry")
        others = [name for name in models if name != message.model][:_MOST_MODELS]
        more = self.addMenu(self._theme.icon("boxes"), self.tr("Write again with another model"))
        more.setEnabled(bool(others))
        for name in others:
            more.addAction(name).setData(RetryWish(message.id, model=name))
        warmth = self.addMenu(self._theme.icon("gauge"), self.tr("Write again at another temperature"))
        for temperature in TEMPERATURES:
            entry = warmth.addAction(self._degree(temperature))
            entry.setData(RetryWish(message.id, model=message.model, temperature=temperature))
            entry.setCheckable(True)
            entry.setChecked(message.temperature == temperature)

    def _degree(self, temperature: float) -> str:
        words = {
            0.0: self.tr("{value}, always the likeliest words"),
            0.7: self.tr("{value}, usual"),
            1.5: self.tr("{value}, surprising"),
        }
        return words.get(temperature, "{value}").format(value=f"{temperature:.1f}")

    def _add(self, text: str, icon: str, wish: str) -> None:
        self.addAction(self._theme.icon(icon), text).setData(wish)

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        wish, message = action.data(), self._message
        if message is None or not wish:
            return
        if isinstance(wish, RetryWish):
            self.retry_chosen.emit(wish)
        elif wish == "retry":
            self.retry_chosen.emit(RetryWish(message.id))
        elif wish == "copy":
            QGuiApplication.clipboard().setText(copied_text(message))
        else:
            self.chosen.emit(str(wish), message.id)
