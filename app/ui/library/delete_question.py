"""The question before models are deleted: what goes, what is freed, who uses it."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.library import DeletePlan
from app.ui.library.library_words import tr
from app.ui.theme.theme import Theme
from app.ui.widgets.label import Label
from app.ui.widgets.question import Question
from app.ui.words import size

_MOST_NAMES = 8
_MOST_CHATS = 3
_TITLE_CHARS = 40


class DeleteQuestion(Question):
    """What is freed is counted while the question stands."""

    delete_requested = Signal(tuple)  # names

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, window, tr("Keep"))
        self._plan = DeletePlan(())
        self.names = Label(theme, "", wrap=True)
        self.panel_layout.insertWidget(1, self.names)
        self.confirmed.connect(self._on_answered)

    def show_plan(self, plan: DeletePlan) -> None:
        """Ask; or tell more about what is being asked."""
        is_new = plan.names != self._plan.names or not self.isVisible()
        if (plan.freed_bytes is not None or plan.chats) and is_new:
            return  # the question was answered meanwhile
        self._plan = plan
        names = plan.names
        one, many = tr("Delete {name}?"), tr("Delete {count} models?")
        title = one.format(name=names[0]) if len(names) == 1 else many.format(count=len(names))
        shown = ", ".join(names[:_MOST_NAMES])
        if len(names) > _MOST_NAMES:
            shown = tr("{names} and {count} more").format(names=shown, count=len(names) - _MOST_NAMES)
        self.names.setText(shown if len(names) > 1 else "")
        self.names.setVisible(len(names) > 1)
        text = "\n".join(self._sentences(plan))
        if is_new:
            self.ask(title, text, tr("Delete"), destroys=True)
        else:
            self.tell(title, text)

    def _sentences(self, plan: DeletePlan) -> list[str]:
        told = []
        if plan.freed_bytes is None:
            told.append(tr("Counting what it frees…"))
        elif plan.freed_bytes:
            told.append(tr("Frees at least {size}.").format(size=size(plan.freed_bytes)))
        elif not plan.kept_by:
            told.append(tr("How much it frees is not known."))
        if plan.kept_by:
            kept = ", ".join(plan.kept_by[:3]) + (" …" if len(plan.kept_by) > 3 else "")
            told.append(tr("Files shared with {names} are kept.").format(names=kept))
        if plan.chats:
            one, many = (
                tr("1 chat uses it; it stays readable."),
                tr("{count} chats use it; they stay readable."),
            )
            count = len(plan.chats)
            told.append(one if count == 1 else many.format(count=count))
            titles = [short(title) for title in plan.chats if title][:_MOST_CHATS]
            if titles:
                named = ", ".join(tr("“{title}”").format(title=title) for title in titles)
                told.append(named + (" …" if count > len(titles) else ""))
        if plan.loaded:
            told.append(
                tr("Loaded now: {names}. A reply under way goes on.").format(names=", ".join(plan.loaded))
            )
        return told

    @Slot()
    def _on_answered(self) -> None:
        self.delete_requested.emit(self._plan.names)


def short(title: str) -> str:
    """A title in one line of a question."""
    words = " ".join(title.split())
    return words if len(words) <= _TITLE_CHARS else words[: _TITLE_CHARS - 1] + "…"
