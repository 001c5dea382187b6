"""How a leaf stands in its containers: indentation, quote bars, markers, distance to the leaf above."""

from dataclasses import dataclass

from app.markup.tree import (
    Code,
    Container,
    Footnote,
    Item,
    Kind,
    Leaf,
    List,
    Quote,
    Table,
    containers_of,
    opened_by,
)

_INDENT_PX = 22  # enough for the numbers up to 99
_DIGIT_PX = 9
_QUOTE_PX = 16
_GAP_PX = 8
_TIGHT_PX = 2
_HEADING_PX = 14
_AFTER_HEADING_PX = 2
_BLOCK_PX = 12
_AFTER_BLOCK_PX = 16


@dataclass(frozen=True, slots=True)
class Marker:
    """What stands before an item.

    Attributes:
        x: where the text of the item begins, before zooming.
        text: a number; empty for a bullet.
        level: how many lists are around it.
        bullets: how many of them have bullets, for the shape of the bullet.
        checked: state of a task.
    """

    x: int
    text: str = ""
    level: int = 1
    bullets: int = 1
    checked: bool | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a leaf stands; pixels before zooming.

    Attributes:
        left: where it begins.
        bars: where the bars of the quotes around it are.
        joined_bars: how many of them go on from the leaf above.
        markers: of the items that begin with it.
        gap: to the leaf above.
    """

    left: int = 0
    bars: tuple[int, ...] = ()
    joined_bars: int = 0
    markers: tuple[Marker, ...] = ()
    gap: int = 0

    @property
    def is_quoted(self) -> bool:
        """Whether it is in a quote."""
        return bool(self.bars)


def setting_of(leaf: Leaf, above: Leaf | None) -> Setting:
    """The setting of a leaf below another."""
    containers = containers_of(leaf)
    around = containers_of(above) if above is not None else ()
    opened = {container.id for container in opened_by(leaf)}
    left, level, bullets, joined = 0, 0, 0, 0
    bars: list[int] = []
    markers: list[Marker] = []
    for number, container in enumerate(containers):
        if isinstance(container, Quote):
            joined += number < len(around) and around[number] is container
            bars.append(left)
            left += _QUOTE_PX
        elif isinstance(container, List):
            level += 1
            bullets += container.start is None
        elif isinstance(container, Item):
            left += _indent(container.number)
            if container.id in opened:
                markers.append(_marker(container, left, level, bullets))
        elif isinstance(container, Footnote):
            left += _indent(container.number)
            if container.id in opened:
                markers.append(Marker(left, f"{container.number}."))
    return Setting(left, tuple(bars), joined, tuple(markers), _gap(leaf, above, containers, around))


def _indent(number: int | None) -> int:
    """Room for the number of an item; of that item alone: a longer one moves no item before it."""
    return _INDENT_PX + _DIGIT_PX * max(0, len(str(number or 0)) - 2)


def _marker(item: Item, left: int, level: int, bullets: int) -> Marker:
    if item.checked is not None:
        return Marker(left, level=level, checked=item.checked)
    around = item.parent
    closing = around.marker if isinstance(around, List) and item.number is not None else ""
    return Marker(left, f"{item.number}{closing}" if item.number is not None else "", level, bullets)


def _gap(
    leaf: Leaf, above: Leaf | None, containers: tuple[Container, ...], around: tuple[Container, ...]
) -> int:
    if above is None:
        return 0
    is_block = isinstance(leaf.parent, Code | Table)
    if above.kind is Kind.HEADING and not is_block:
        return _AFTER_HEADING_PX if leaf.kind is not Kind.HEADING else _GAP_PX
    if leaf.kind is Kind.HEADING:
        return _HEADING_PX
    if isinstance(above.parent, Code | Table):
        return _AFTER_BLOCK_PX
    if is_block or Kind.RULE in (leaf.kind, above.kind):
        return _BLOCK_PX
    common: Container | None = None
    for one, other in zip(containers, around, strict=False):
        if one is not other:
            break
        common = one if isinstance(one, List) else common
    if isinstance(common, List):
        return _GAP_PX if common.loose else _TIGHT_PX
    return _GAP_PX
