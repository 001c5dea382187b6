"""What became of a wish on the page of the models: how an action ended, or that a pull has begun."""

from PySide6.QtCore import Signal, Slot

from app.domain.library import LibraryResult
from app.ui.library.library_words import result_text, tr
from app.ui.theme.theme import Theme
from app.ui.widgets.announce import announce
from app.ui.widgets.notice import Notice


class ResultNotice(Notice):
    """One line above the models, until it is dismissed."""

    transfers_requested = Signal()  # the page on which a pull is seen

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "info", radius=0, inline=True)
        self.hide()
        self.action_triggered.connect(self._on_action_triggered)

    def tell_result(self, result: LibraryResult) -> None:
        """Say how an action ended; nothing for one whose end is seen elsewhere."""
        text = result_text(result)
        if not text:
            return
        if result.failed:
            self.set_tone("warning", "triangle-alert")
        else:
            self.set_tone("info", "check")
        self.set_texts(text, "")
        self.set_actions([("dismiss", tr("Dismiss"), "")])
        self.show()
        announce(self, text)

    def tell_pull(self, names: tuple[str, ...]) -> None:
        """Say that models are being pulled; at least one."""
        one, many = tr("Pulling {name}."), tr("Pulling {count} models.")
        text = one.format(name=names[0]) if len(names) == 1 else many.format(count=len(names))
        self.set_tone("info", "download")
        self.set_texts(text, "")
        self.set_actions([("transfers", tr("Show transfers"), ""), ("dismiss", tr("Dismiss"), "")])
        self.show()

    @Slot(str)
    def _on_action_triggered(self, action: str) -> None:
        self.hide()
        if action == "transfers":
            self.transfers_requested.emit()
