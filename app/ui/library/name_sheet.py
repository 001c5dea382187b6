"""A new name for a model: as a copy beside it, or instead of the old one."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.model_name import BadModelName, parse_model_name, same_model
from app.ui.library.library_words import tr
from app.ui.model_name_words import name_fault
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from app.ui.widgets.segmented import Segmented
from app.ui.widgets.sheet import Sheet


class NameSheet(Sheet):
    """Says what is wrong while one types; an existing model is overwritten only by a second, named click."""

    copy_requested = Signal(str, str)  # model, new name
    rename_requested = Signal(str, str)
    width_px = 480

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, window, tr("New name"))
        self._source = ""
        self._names: tuple[str, ...] = ()
        self._renames = False
        self._asked_for = ""
        self.title = Label(theme, "", "heading", wrap=True)
        self.choice = Segmented(
            theme, tr("What to do"), (("copy", tr("Copy, keep both")), ("rename", tr("Rename")))
        )
        self._label = Label(theme, tr("New name"), "caption_medium", "muted")
        self.field = QLineEdit()
        self.field.setAccessibleName(tr("New name"))
        self.field.setMaxLength(400)
        self.note = Label(theme, "", color="muted", wrap=True)
        self.cancel_button = Button(theme, tr("Cancel"))
        self.ok_button = Button(theme, "", kind="primary")
        column = self.panel_layout
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.choice, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(4)
        column.addWidget(self._label)
        column.addWidget(self.field)
        column.addWidget(self.note)
        self.add_answers(self.cancel_button, self.ok_button)
        self.choice.picked.connect(self._on_choice_picked)
        self.field.textEdited.connect(self._on_text_edited)
        self.field.returnPressed.connect(self._on_ok)
        self.cancel_button.clicked.connect(self.close_popup)
        self.ok_button.clicked.connect(self._on_ok)

    def ask(self, source: str, names: Sequence[str], renames: bool) -> None:
        """Ask for a new name of `source`; `names` are those of all installed models."""
        self._source, self._names, self._renames, self._asked_for = source, tuple(names), renames, ""
        self.title.setText(source)
        self.choice.set_option("rename" if renames else "copy")
        self.field.setText(source)
        self._tell()
        self.open_sheet()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.setSelection(0, source.rfind(":") if ":" in source else len(source))

    def _existing(self) -> str:
        """The other model that the typed name means; empty where it is a new name."""
        text = self.field.text().strip()
        return next((name for name in self._names if same_model(name, text)), "") if text else ""

    def _tell(self) -> None:
        text = self.field.text().strip()
        fault, existing = name_fault(text), self._existing()
        is_own = bool(text) and same_model(text, self._source)
        overwrites = bool(existing) and not is_own
        if fault:
            note = fault
        elif is_own:
            note = ""
            if text != self._source:
                note = tr("The server takes this for the same name: it ignores case and a missing :latest.")
        elif overwrites and self._asked_for == existing:
            note = tr("{name} is replaced; what it was is gone then. Click again to do it.").format(
                name=existing
            )
        elif overwrites:
            note = tr("There is a model named {name} already. It would be overwritten.").format(name=existing)
        else:
            note = tr("Will be {name}.").format(name=_display(text)) if text else ""
        self.note.setText(note)
        self.note.set_color("danger" if fault else "warning" if overwrites else "muted")
        self.field.setProperty("fault", "true" if fault else "false")
        self.field.style().polish(self.field)
        verb = tr("Rename") if self._renames else tr("Copy")
        self.ok_button.set_label(tr("Overwrite {name}").format(name=existing) if overwrites else verb)
        self.ok_button.set_kind("danger" if overwrites else "primary")
        self.ok_button.setEnabled(bool(text) and not fault and not is_own)
        if self.isVisible():
            self.replace_panel()

    @Slot(str)
    def _on_choice_picked(self, option: str) -> None:
        self._renames = option == "rename"
        self._asked_for = ""
        self._tell()

    @Slot(str)
    def _on_text_edited(self, _text: str) -> None:
        self._asked_for = ""
        self._tell()

    @Slot()
    def _on_ok(self) -> None:
        existing = self._existing()
        if not self.ok_button.isEnabled():
            return
        if existing and self._asked_for != existing:
            self._asked_for = existing
            self._tell()
            return
        name = self.field.text().strip()
        self.close_popup()
        wish = self.rename_requested if self._renames else self.copy_requested
        wish.emit(self._source, name)


def _display(text: str) -> str:
    try:
        return parse_model_name(text).display
    except BadModelName:
        return text
