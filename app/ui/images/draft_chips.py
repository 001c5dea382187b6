"""A chip for every file of the next message, however many come at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import merge

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.domain.attachment import DraftImage
from app.domain.context import TokenRates
from app.domain.conversation import Attachment
from app.ui.images.arrivals import Arrival
from app.ui.images.chips import ChipRow, ImageChip
from app.ui.images.pictures import Pictures
from app.ui.theme.theme import Theme

MADE_AT_ONCE = 4
"""So many chips in one turn of the loop: all fifty of a drop at once would stop the window."""


@dataclass(frozen=True, slots=True)
class _File:
    attached_at_ns: int
    id: str
    name: str
    attachment: Attachment | None = None  # while it is read there is none


class DraftChips(QObject):
    """Makes a few chips in each turn of the loop, in the order in which the files were attached."""

    remove_requested = Signal(str)  # id of the file
    opened = Signal(Attachment)

    def __init__(self, theme: Theme, pictures: Pictures, row: ChipRow, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pictures = pictures
        self._row = row
        self._files: tuple[_File, ...] = ()
        self._rates = TokenRates()
        self._left = MADE_AT_ONCE  # in this turn
        self._turns = QTimer(self, singleShot=True, interval=0)
        self._turns.timeout.connect(self._make_some)
        pictures.thumbnail_changed.connect(self._on_thumbnail_changed)

    @property
    def names(self) -> frozenset[str]:
        """What the files are called, also those whose chip is still to come."""
        return frozenset(file.name for file in self._files)

    def show(self, drafted: Iterable[DraftImage], reading: Iterable[Arrival]) -> None:
        """Show the files of a draft and those that are still being read for it."""
        there = (_File(f.attached_at_ns, f.id, f.attachment.name, f.attachment) for f in drafted)
        coming = (_File(f.attached_at_ns, f.id, f.name) for f in reading)
        self._files = tuple(merge(there, coming, key=_attached_at_ns))
        self._show_files()

    def set_token_rates(self, rates: TokenRates) -> None:
        """Estimate tokens as the model that answers next was seen to count."""
        self._rates = rates
        for chip in self._row.chips:
            chip.set_token_rates(rates)
        self._row.place_again()

    def close(self) -> None:
        """Make no more."""
        self._turns.stop()

    @Slot()
    def _make_some(self) -> None:
        self._left = MADE_AT_ONCE
        self._show_files()

    def _show_files(self) -> None:
        old = {chip.image_id: chip for chip in self._row.chips}
        chips: list[ImageChip] = []
        is_read = False
        for file in self._files:
            chip = old.get(file.id)
            if chip is None:
                self._turns.start()  # also after the last: in another turn there may be more again
                if not self._left:
                    continue
                self._left -= 1
                chip = self._chip(file)
            elif chip.attachment is None and file.attachment is not None:
                chip.set_attachment(file.attachment)
                is_read = True
            chips.append(chip)
        if chips != self._row.chips:
            self._row.set_chips(chips)
        elif is_read:
            self._row.place_again()

    def _chip(self, file: _File) -> ImageChip:
        chip = ImageChip(self._theme, self._pictures, file.id, file.name, file.attachment)
        chip.set_token_rates(self._rates)
        chip.remove_requested.connect(self.remove_requested)
        chip.opened.connect(self.opened)
        return chip

    @Slot(str)
    def _on_thumbnail_changed(self, sha256: str) -> None:
        for chip in self._row.chips:
            if chip.attachment is not None and chip.attachment.sent == sha256:
                chip.describe()


def _attached_at_ns(file: _File) -> int:
    return file.attached_at_ns
