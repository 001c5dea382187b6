"""What a search is narrowed to: model, who wrote it, when, folder, images; and which hits come first."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.domain.conversation import Folder
from app.domain.search import SearchFilter, SearchOrder
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.dropdown import Dropdown, Option
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.toggle_button import ToggleButton

_DAYS = {"day": 1, "week": 7, "month": 31, "year": 366}
_BUTTON_PX = 30


class FilterRow(QWidget):
    """A change goes out at once."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._models: tuple[str, ...] = ()
        self._folders: tuple[Folder, ...] = ()
        self._taken = {"model": "", "role": "", "time": "", "folder": "", "order": SearchOrder.NEWEST.value}
        names = {
            "model": self.tr("Model"),
            "role": self.tr("Who wrote it"),
            "time": self.tr("When"),
            "folder": self.tr("Folder"),
            "order": self.tr("Order"),
        }
        self.dropdowns = {
            "model": Dropdown(theme, names["model"], self._model_options, _BUTTON_PX),
            "role": Dropdown(theme, names["role"], self._role_options, _BUTTON_PX),
            "time": Dropdown(theme, names["time"], self._time_options, _BUTTON_PX),
            "folder": Dropdown(theme, names["folder"], self._folder_options, _BUTTON_PX),
            "order": Dropdown(theme, names["order"], self._order_options, _BUTTON_PX),
        }
        self.images_button = ToggleButton(theme, self.tr("Only messages with images"), "image", 16)
        self.images_button.clicked.connect(self._on_images_clicked)
        self.clear_button = Button(theme, self.tr("Clear filters"), "x", "quiet", _BUTTON_PX, 14)
        self.clear_button.clicked.connect(self.clear)
        row = FlowLayout(self, gap_px=8)
        for name, dropdown in self.dropdowns.items():
            dropdown.setObjectName(name)
            dropdown.picked.connect(self._on_picked)
            if name == "order":
                row.addWidget(self.images_button)
            row.addWidget(dropdown)
        row.addWidget(self.clear_button)
        self._show_taken()

    @property
    def filter(self) -> SearchFilter:
        """What is let through."""
        days = _DAYS.get(self._taken["time"])
        return SearchFilter(
            model=self._taken["model"],
            role=self._taken["role"],
            since=datetime.now().astimezone() - timedelta(days=days) if days else None,
            has_images=self.images_button.isChecked(),
            folder_id=self._taken["folder"],
        )

    @property
    def order(self) -> SearchOrder:
        """Which hits come first."""
        return SearchOrder(self._taken["order"])

    @property
    def is_set(self) -> bool:
        """Whether anything is filtered out."""
        return self.images_button.isChecked() or any(
            self._taken[name] for name in ("model", "role", "time", "folder")
        )

    def set_models(self, names: Sequence[str]) -> None:
        """Which models have written in some chat."""
        self._models = tuple(names)

    def set_folders(self, folders: Sequence[Folder]) -> None:
        """Which folders there are."""
        self._folders = tuple(folders)
        if self._taken["folder"] not in {folder.id for folder in folders}:
            self._taken["folder"] = ""
        self._show_taken()

    @Slot()
    def clear(self) -> None:
        """Let everything through."""
        self._taken.update(model="", role="", time="", folder="")
        self.images_button.setChecked(False)
        self._show_taken()
        self.changed.emit()

    def _show_taken(self) -> None:
        for name, dropdown in self.dropdowns.items():
            options = dict(dropdown.options)
            taken = self._taken[name]
            dropdown.set_option(taken, options.get(taken, taken))
        self.dropdowns["folder"].setVisible(bool(self._folders))
        self.clear_button.setVisible(self.is_set)

    def _model_options(self) -> list[Option]:
        return [("", self.tr("Any model")), *((name, name) for name in self._models)]

    def _role_options(self) -> list[Option]:
        roles = [("user", self.tr("Written by you")), ("assistant", self.tr("Written by a model"))]
        return [("", self.tr("Anybody")), *roles]

    def _time_options(self) -> list[Option]:
        return [
            ("", self.tr("Any time")),
            ("day", self.tr("Last 24 hours")),
            ("week", self.tr("Last 7 days")),
            ("month", self.tr("Last 31 days")),
            ("year", self.tr("Last year")),
        ]

    def _folder_options(self) -> list[Option]:
        return [("", self.tr("Any folder")), *((folder.id, folder.name) for folder in self._folders)]

    def _order_options(self) -> list[Option]:
        return [
            (SearchOrder.NEWEST.value, self.tr("Newest first")),
            (SearchOrder.BEST.value, self.tr("Best first")),
        ]

    @Slot(str)
    def _on_picked(self, option: str) -> None:
        sender = self.sender()
        if sender is not None:
            self._taken[sender.objectName()] = option
            self._show_taken()
            self.changed.emit()

    @Slot()
    def _on_images_clicked(self) -> None:
        self.images_button.setChecked(not self.images_button.isChecked())
        self._show_taken()
        self.changed.emit()
