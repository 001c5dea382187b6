"""Where the window can be, with the screens there are now."""

import pytest

from app.domain.window_place import Area, WindowPlace, on_screens, place_from_text

MAIN = Area(0, 0, 1920, 1040)
LEFT = Area(-1280, 0, 1280, 1024)
USUAL = WindowPlace(Area(200, 100, 1280, 800))


@pytest.mark.parametrize(
    "place", [USUAL, WindowPlace(Area(-1200, 40, 900, 600), True, 300, True), WindowPlace(Area(0, 0, 1, 1))]
)
def test_what_is_written_is_read(place: WindowPlace) -> None:
    assert place_from_text(place.to_text()) == place


@pytest.mark.parametrize(
    "text",
    ["", "1,2,3", "1,2,3,4,5,6,7,8", "a,b,c,d,e,f,g", "0,0,0,800,0,0,0", "0,0,800,-1,0,0,0", None, 7,
     "0,0,1e9,1,0,0,0", "9999999,0,800,600,0,0,0", "0,0,800,600,0,-1,0"],
)  # fmt: skip
def test_anything_else_is_no_place(text: object) -> None:
    assert place_from_text(text) is None


def test_a_place_on_a_screen_stays() -> None:
    assert on_screens(USUAL, (MAIN,)) == USUAL
    beside = WindowPlace(Area(-1200, 40, 900, 600), maximised=True, list_px=300)
    assert on_screens(beside, (MAIN, LEFT)) == beside


def test_a_place_half_over_the_edge_stays() -> None:
    hanging = WindowPlace(Area(1700, 900, 1280, 800))
    assert on_screens(hanging, (MAIN,)) == hanging


@pytest.mark.parametrize(
    "gone",
    [
        Area(-1200, 40, 900, 600),  # the screen at the left is gone
        Area(3000, 40, 900, 600),
        Area(1900, 40, 900, 600),  # too little to take hold of
        Area(200, -300, 900, 600),  # the title bar is above the screen
        Area(200, 1000, 900, 600),
    ],
)
def test_a_place_on_no_screen_goes_to_the_middle_of_the_main_one(gone: Area) -> None:
    place = on_screens(WindowPlace(gone, maximised=True, list_px=300), (MAIN,))
    assert place == WindowPlace(Area(510, 220, 900, 600), True, 300)


def test_a_window_larger_than_the_screen_shrinks() -> None:
    small = Area(0, 0, 1024, 700)
    assert on_screens(USUAL, (small,)).normal == Area(200, 100, 1024, 700)
    assert on_screens(WindowPlace(Area(5000, 0, 1280, 800)), (small,)).normal == Area(0, 0, 1024, 700)
