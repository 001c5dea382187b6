"""Which preset the chat uses, and what can be done with presets."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QSizePolicy, QVBoxLayout, QWidget

from app.domain.parameters import NO_PARAMETERS, Parameters, Preset
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.dropdown import Dropdown, Option
from app.ui.widgets.label import Label

_MOST_CHARS = 60
_NONE = ""


class _NameField(QLineEdit):
    cancelled = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)


class PresetSection(QWidget):
    """The picker, a menu beside its name, and a field for a new name when one is wanted."""

    preset_picked = Signal(str)  # name, or empty for none
    keep_requested = Signal(Preset)
    rename_requested = Signal(str, str)  # name, new name
    delete_requested = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._parameters = NO_PARAMETERS
        self._presets: tuple[Preset, ...] = ()
        self._renames = False
        self.dropdown = Dropdown(theme, self.tr("Preset"), self._options)
        self.dropdown.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.menu_button = Button(
            theme, self.tr("Save, rename or delete presets"), "ellipsis", "icon", 26, 16
        )
        self.name_field = _NameField()
        self.name_field.setAccessibleName(self.tr("Name of the preset"))
        self.name_field.setPlaceholderText(self.tr("Name of the preset"))
        self.name_field.setMaxLength(_MOST_CHARS)
        self.save_button = Button(theme, self.tr("Save"))
        self.fault = Label(theme, "", "caption", "danger", wrap=True)
        self._menu: QMenu | None = None
        self._lay_out(theme)
        self._connect()
        self._close_name()

    @property
    def current(self) -> Preset | None:
        """The preset the chat came from, or one that asks the same."""
        asked = self._parameters
        named = next((preset for preset in self._presets if preset.name == asked.preset), None)
        if named is not None or asked.asks_same(NO_PARAMETERS):
            return named
        return next((preset for preset in self._presets if preset.parameters.asks_same(asked)), None)

    @property
    def is_edited(self) -> bool:
        """Whether the chat asks something else than its preset."""
        return not self._parameters.asks_same(self.current.parameters if self.current else NO_PARAMETERS)

    @property
    def menu(self) -> QMenu:
        """What can be done; made when it is first wanted, its entries each time."""
        if self._menu is None:
            self._menu = QMenu(self)
        self._menu.clear()
        current = self.current
        name = current.name if current else ""
        entries = (
            (self.tr("Save as a new preset…"), self.ask_name, True),
            (self.tr("Save the changes in “{name}”"), self._on_save_changes, bool(name) and self.is_edited),
            (self.tr("Rename “{name}”…"), self._on_rename, bool(name)),
            (self.tr("Delete “{name}”"), self._on_delete, bool(name)),
        )
        for text, slot, is_possible in entries:
            if is_possible:
                self._menu.addAction(text.format(name=name.replace("&", "&&")), slot)
        return self._menu

    def show_value(self, parameters: Parameters, presets: tuple[Preset, ...]) -> None:
        """Show what holds now."""
        self._parameters = parameters
        self._presets = presets
        current = self.current
        name = current.name if current else self.tr("None")
        text = self.tr("{preset} (edited)").format(preset=name) if self.is_edited else name
        self.dropdown.set_option(current.name if current else _NONE, text)

    @Slot()
    def ask_name(self) -> None:
        """Ask for the name of a new preset."""
        self._open_name(renames=False, text="")

    def _lay_out(self, theme: Theme) -> None:
        head = QHBoxLayout()
        head.addWidget(Label(theme, self.tr("Preset"), "caption_medium", "muted"))
        head.addStretch(1)
        head.addWidget(self.menu_button)
        self._naming = QWidget()
        row = QHBoxLayout(self._naming)
        row.setContentsMargins(0, 6, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.name_field, 1)
        row.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.dropdown)
        column.addWidget(self._naming)
        column.addWidget(self.fault)

    def _connect(self) -> None:
        self.dropdown.picked.connect(self.preset_picked)
        self.menu_button.clicked.connect(self._on_menu)
        self.name_field.returnPressed.connect(self._on_named)
        self.name_field.cancelled.connect(self._on_cancelled)
        self.save_button.clicked.connect(self._on_named)

    def _options(self) -> Sequence[Option]:
        return [(_NONE, self.tr("None")), *((preset.name, preset.name) for preset in self._presets)]

    def _open_name(self, renames: bool, text: str) -> None:
        self._renames = renames
        self.save_button.set_label(self.tr("Rename") if renames else self.tr("Save"))
        self.name_field.setText(text)
        self.name_field.selectAll()
        self._naming.show()
        self.name_field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_name(self) -> None:
        self._naming.hide()
        self.fault.hide()

    @Slot()
    def _on_menu(self) -> None:
        menu = self.menu
        corner = self.menu_button.mapToGlobal(QPoint(self.menu_button.width(), self.menu_button.height() + 2))
        menu.popup(corner - QPoint(menu.sizeHint().width(), 0))

    @Slot()
    def _on_named(self) -> None:
        name = " ".join(self.name_field.text().split())
        current = self.current
        same = self._renames and current is not None and name == current.name
        if not name or (not same and any(preset.name == name for preset in self._presets)):
            self.fault.setText(
                self.tr("There is a preset of that name.") if name else self.tr("Write a name first.")
            )
            self.fault.show()
            return
        self._close_name()
        self.dropdown.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self._renames:
            self.keep_requested.emit(Preset(name, self._parameters))
        elif current is not None and not same:
            self.rename_requested.emit(current.name, name)

    @Slot()
    def _on_cancelled(self) -> None:
        self._close_name()
        self.dropdown.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_save_changes(self) -> None:
        if self.current is not None:
            self.keep_requested.emit(Preset(self.current.name, self._parameters))

    @Slot()
    def _on_rename(self) -> None:
        if self.current is not None:
            self._open_name(renames=True, text=self.current.name)

    @Slot()
    def _on_delete(self) -> None:
        if self.current is not None:
            self.delete_requested.emit(self.current.name)
