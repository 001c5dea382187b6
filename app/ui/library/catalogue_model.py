"""The bundled list as rows: which families are shown, and which size of each is chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from app.domain.catalogue import Catalogue, CatalogueFamily, CatalogueTag, Fit, Memory, fit_of, suggested_tag
from app.domain.library import LibraryRow
from app.domain.model_name import BadModelName, parse_model_name
from app.ui.library.library_words import can_text, fit_text, tr
from app.ui.words import size

if TYPE_CHECKING:
    from PySide6.QtCore import QPersistentModelIndex

    Index = QModelIndex | QPersistentModelIndex

CARD_ROLE = Qt.ItemDataRole.UserRole + 1
_NONE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Chip:
    """One size of a family as it is drawn."""

    tag: str
    size_bytes: int | None
    fit: Fit | None
    is_installed: bool
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One family as it is drawn."""

    family: CatalogueFamily
    chips: tuple[Chip, ...]
    is_installed: bool

    @property
    def chosen(self) -> Chip:
        """The size that a click on the button means."""
        return next(chip for chip in self.chips if chip.is_chosen)


@dataclass(frozen=True, slots=True)
class CatalogueFilter:
    """What is let through; `most_bytes` 0 for any size. Sizes that are not known pass."""

    text: str = ""
    capability: str = ""
    most_bytes: int = 0
    only_fitting: bool = False


class CatalogueModel(QAbstractListModel):
    """Filters by itself: the list is short."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._catalogue = Catalogue()
        self._memory = Memory()
        self._filter = CatalogueFilter()
        self._installed: frozenset[str] = frozenset()
        self._chosen: dict[str, str] = {}
        self._cards: list[Card] = []

    def set_catalogue(self, catalogue: Catalogue) -> None:
        """Take the list."""
        self._catalogue = catalogue
        self._fill()

    def set_memory(self, memory: Memory) -> None:
        """Take what models have to fit into."""
        self._memory = memory
        self._fill()

    def set_installed(self, rows: Sequence[LibraryRow]) -> None:
        """Note what is there already."""
        installed = frozenset(_key(row.name) for row in rows)
        if installed != self._installed:
            self._installed = installed
            self._retell()

    def set_filter(self, wanted: CatalogueFilter) -> None:
        """Show other families."""
        self._filter = wanted
        self._fill()

    def choose(self, name: str, tag: str) -> None:
        """Choose a size of a family."""
        self._chosen[name] = tag
        self._retell()

    def card_at(self, index: "Index") -> Card | None:
        """The card of an index."""
        at = index.row()
        return self._cards[at] if index.isValid() and at < len(self._cards) else None

    @property
    def cards(self) -> tuple[Card, ...]:
        """What is shown."""
        return tuple(self._cards)

    def _wanted_cards(self) -> list[Card]:
        cards = (self._card(family) for family in self._catalogue.families if self._passes(family))
        return [card for card in cards if card is not None]

    def _fill(self) -> None:
        self.beginResetModel()
        self._cards = self._wanted_cards()
        self.endResetModel()

    def _retell(self) -> None:
        """Say again what is on the cards; the same ones are shown."""
        self._cards = self._wanted_cards()
        if self._cards:
            self.dataChanged.emit(self.index(0), self.index(len(self._cards) - 1))

    def _passes(self, family: CatalogueFamily) -> bool:
        wanted = self._filter
        if wanted.capability and wanted.capability not in family.capabilities:
            return False
        told = f"{family.name} {family.description} {' '.join(family.capabilities)}".casefold()
        return all(word in told for word in wanted.text.casefold().split())

    def _card(self, family: CatalogueFamily) -> Card | None:
        tags = [tag for tag in family.tags if self._tag_passes(tag)]
        if not tags:
            return None
        usual = suggested_tag(family, self._memory)
        chosen = self._chosen.get(family.name, usual)
        if all(tag.tag != chosen for tag in tags):
            chosen = tags[0].tag
        chips = tuple(
            Chip(
                tag.tag,
                tag.size_bytes,
                fit_of(tag.size_bytes, self._memory),
                _key(family.model(tag.tag)) in self._installed,
                tag.tag == chosen,
            )
            for tag in tags
        )
        start = _key(family.name).rpartition(":")[0] + ":"
        return Card(family, chips, any(key.startswith(start) for key in self._installed))

    def _tag_passes(self, tag: CatalogueTag) -> bool:
        wanted = self._filter
        if wanted.most_bytes and tag.size_bytes is not None and tag.size_bytes > wanted.most_bytes:
            return False
        is_too_large = fit_of(tag.size_bytes, self._memory) is Fit.TOO_LARGE
        return not (wanted.only_fitting and is_too_large)

    def rowCount(self, parent: "Index" = _NONE) -> int:
        return 0 if parent.isValid() else len(self._cards)

    def data(self, index: "Index", role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        card = self.card_at(index)
        if card is None:
            return None
        if role == CARD_ROLE:
            return card
        if role == Qt.ItemDataRole.DisplayRole:
            return card.family.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _words(card)
        if role == Qt.ItemDataRole.ToolTipRole:
            family = card.family
            told = tr("{source}, {date}").format(source=family.source, date=family.date)
            if not family.sizes_source:
                return told
            sizes = tr("Sizes: {source}, {date}")
            return f"{told}\n{sizes.format(source=family.sizes_source, date=family.sizes_date)}"
        return None


def chosen_words(chip: Chip) -> str:
    """What is known of the chosen size: "4b is 2.6 GB, fits"."""
    if chip.size_bytes is None:
        return tr("{tag}: size not known").format(tag=chip.tag)
    told = tr("{tag} is {size}").format(tag=chip.tag, size=size(chip.size_bytes))
    return f"{told}, {fit_text(chip.fit)}" if chip.fit is not None else told


def _words(card: Card) -> str:
    family = card.family
    parts = [
        family.name,
        family.description,
        *(can_text(each) for each in family.capabilities),
        tr("sizes {list}").format(list=", ".join(chip.tag for chip in card.chips)),
        tr("chosen: {words}").format(words=chosen_words(card.chosen)),
        tr("installed") if card.chosen.is_installed else "",
    ]
    return ", ".join(part for part in parts if part)


def _key(name: str) -> str:
    try:
        return parse_model_name(name).key
    except BadModelName:
        return name.lower()
