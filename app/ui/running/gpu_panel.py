"""The memory of the graphics cards, shared by models and other programs."""

from collections.abc import Iterable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.domain.gpu import GpuMemory
from app.domain.running import LoadedModel
from app.ui.running.memory_bar import LegendLabel, MemoryBar, Part
from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role
from app.ui.widgets.label import ElidedLabel, Label
from app.ui.widgets.surface import Surface
from app.ui.words import size

_BAR_PX = 12
_SERIES: tuple[Role, ...] = ("accent", "acc2")


class GpuPanel(Surface):
    """Drawn only where a driver told the total."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "raised", "border", 12)
        self.source = ElidedLabel(theme, "", "caption", "muted")
        self.total = Label(theme, "", "ui_strong")
        self.bar = MemoryBar(theme, _BAR_PX)
        self.free = Label(theme, "", "caption", "muted")
        self._labels: list[LegendLabel] = []
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(Label(theme, self.tr("GPU memory"), "heading"))
        head.addWidget(self.source, 1)
        head.addWidget(self.total)
        self._legend = QHBoxLayout()
        self._legend.setSpacing(16)
        self._legend.addStretch(1)
        self._legend.addWidget(self.free)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 14)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.bar)
        column.addLayout(self._legend)

    def show_memory(self, gpu: GpuMemory, loaded: Iterable[LoadedModel]) -> None:
        """Show who uses how much. What no model accounts for belongs to other programs."""
        names = list(dict.fromkeys(gpu.names))
        cards = names[0] if len(gpu.names) == 1 else f"{len(gpu.names)} x {', '.join(names)}"
        source = self.tr("{cards}, total read from the graphics driver").format(cards=cards)
        used = self.tr("{used} of {total}").format(used=size(gpu.used_bytes), total=size(gpu.total_bytes))
        self.source.set_whole_text(source)
        self.total.setText(used)
        self.free.setText(self.tr("{size} free").format(size=size(gpu.free_bytes)))
        rows = [(each.name, each.vram_bytes) for each in loaded if each.vram_bytes]
        rest = max(0, gpu.used_bytes - sum(used_bytes for _, used_bytes in rows))
        parts = [
            Part(used_bytes / gpu.total_bytes, _SERIES[at % 2]) for at, (_, used_bytes) in enumerate(rows)
        ]
        parts.append(Part(rest / gpu.total_bytes, "control"))
        self._show_legend([*rows, (self.tr("Other programs"), rest)], parts)
        told = ", ".join(label.text for label in self._labels if not label.isHidden())
        self.bar.show_parts(tuple(parts), f"{self.tr('GPU memory')}, {used}: {told}")

    def _show_legend(self, rows: list[tuple[str, int]], parts: list[Part]) -> None:
        while len(self._labels) < len(rows):
            label = LegendLabel(self.theme, "accent")
            self._legend.insertWidget(len(self._labels), label)
            self._labels.append(label)
        for at, label in enumerate(self._labels):
            label.setVisible(at < len(rows))
            if at < len(rows):
                label.set_role(parts[at].role)
                label.show_text(f"{rows[at][0]} {size(rows[at][1])}")
