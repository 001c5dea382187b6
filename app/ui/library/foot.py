"""The foot of the list: what the models take, and the disk they are on where it is this computer's."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.library import DiskUse, LibraryView
from app.ui.library.library_words import tr
from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role
from app.ui.widgets.label import ElidedLabel, Label
from app.ui.widgets.surface import Surface
from app.ui.words import size

_BAR_PX = 8
_GAP_PX = 2


class DiskBar(QWidget):
    """Models, other files and free space, in this order; the words beside it say the same."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._parts = (0.0, 0.0)
        self.setFixedHeight(_BAR_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_parts(self, models: float, others: float) -> None:
        """Take shares of the whole, 0 to 1."""
        self._parts = (models, others)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(self.rect())
        self._theme.paint_box(painter, box, 4, "press")
        left = 0.0
        roles: tuple[Role, Role] = ("accent", "control")
        for share, role in zip(self._parts, roles, strict=True):
            width = max(4.0, share * box.width()) if share > 0 else 0.0
            if width:
                self._theme.paint_box(painter, QRectF(left, 0, width, _BAR_PX), 4, role)
                left += width + _GAP_PX


class _Key(QWidget):
    """A dot in the colour of a part of the bar, and its word."""

    def __init__(self, theme: Theme, text: str, role: Role) -> None:
        super().__init__()
        self._theme = theme
        self._role = role
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 0, 0)
        row.addWidget(Label(theme, text, "caption", "muted"))

    def paintEvent(self, event: QPaintEvent) -> None:
        self._theme.paint_box(QPainter(self), QRectF(0, self.height() / 2 - 3, 6, 6), 3, self._role)


class Foot(Surface):
    """Never says more than is known: another computer's disk is not."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "side")
        self.total = Label(theme, "", "ui_strong")
        self.note = ElidedLabel(theme, "", "ui", "muted")
        self.bar = DiskBar(theme)
        self._keys = [
            _Key(theme, tr("Models"), "accent"),
            _Key(theme, tr("Other files"), "control"),
            _Key(theme, tr("Free"), "press"),
        ]
        row = QHBoxLayout()
        row.setSpacing(9)
        row.addWidget(self.total)
        row.addWidget(self.note, 1)
        for key in self._keys:
            row.addWidget(key)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 11, 20, 12)
        column.setSpacing(10)
        column.addLayout(row)
        column.addWidget(self.bar)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        QPainter(self).fillRect(0, 0, self.width(), 1, self.theme.color("border"))

    def show_view(self, view: LibraryView) -> None:
        """Show the sum, and the disk where it is known."""
        may_share = len({row.key for row in view.rows}) > 1
        words = tr("At most {size} in models") if may_share else tr("{size} in models")
        self.total.setText(words.format(size=size(view.total_bytes)))
        parts = [self._disk_words(view.disk)] if view.disk else []
        if may_share:
            parts.append(tr("shared layers count for each"))
        self.note.set_whole_text(" · ".join(parts))
        has_disk = view.disk is not None and view.disk.total_bytes > 0
        for part in (self.bar, *self._keys):
            part.setVisible(has_disk)
        if view.disk is not None and has_disk:
            whole = view.disk.total_bytes
            used = max(0, whole - view.disk.free_bytes)
            models = min(view.total_bytes, used)
            self.bar.set_parts(models / whole, (used - models) / whole)

    def _disk_words(self, disk: DiskUse) -> str:
        words = tr("of {total} · {free} free")
        return words.format(total=size(disk.total_bytes), free=size(disk.free_bytes))
