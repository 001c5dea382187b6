"""Where the window was, and where it can be now that the screens may be others.

Loaded before the first paint, so it loads nothing but dataclasses. All figures are in device-independent px.
"""

from dataclasses import dataclass, replace

KEY = "window.place"
_LEAST_SEEN_PX = 120
"""So much of the window's top edge must be on a screen, or nobody could take hold of it."""


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle on the desktop."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class WindowPlace:
    """The place of the window when it is neither maximised nor full screen, and whether it is maximised.

    `list_px` is the width of the list of chats, 0 where it was never changed.
    """

    normal: Area
    maximised: bool = False
    list_px: int = 0
    list_hidden: bool = False

    def to_text(self) -> str:
        """As it is kept: "x,y,width,height,maximised,list,hidden"."""
        normal, flags = self.normal, (int(self.maximised), self.list_px, int(self.list_hidden))
        return ",".join(map(str, (normal.x, normal.y, normal.width, normal.height, *flags)))


def place_from_text(text: object) -> WindowPlace | None:
    """What `to_text` wrote; None for anything else."""
    parts = text.split(",") if isinstance(text, str) else []
    try:
        x, y, width, height, maximised, list_px, hidden = (int(part) for part in parts)
    except ValueError:
        return None
    fits = 0 < width < 100_000 and 0 < height < 100_000 and max(abs(x), abs(y)) < 1_000_000
    if not fits or not 0 <= list_px < 10_000:
        return None
    return WindowPlace(Area(x, y, width, height), bool(maximised), list_px, bool(hidden))


def on_screens(place: WindowPlace, screens: tuple[Area, ...]) -> WindowPlace:
    """The place as it can be now.

    Args:
        screens: what of each screen windows may use, the main one first; at least one.
    """
    normal = place.normal
    home = next((screen for screen in screens if _can_be_held(normal, screen)), None)
    if home is not None:
        size = Area(normal.x, normal.y, min(normal.width, home.width), min(normal.height, home.height))
        return replace(place, normal=size)
    main = screens[0]
    width, height = min(normal.width, main.width), min(normal.height, main.height)
    x, y = main.x + (main.width - width) // 2, main.y + (main.height - height) // 2
    return replace(place, normal=Area(x, y, width, height))


def _can_be_held(window: Area, screen: Area) -> bool:
    seen = min(window.x + window.width, screen.x + screen.width) - max(window.x, screen.x)
    return seen >= _LEAST_SEEN_PX and screen.y <= window.y < screen.y + screen.height - _LEAST_SEEN_PX
