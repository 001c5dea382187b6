"""Contrast of the colour table, computed anew."""

import pytest

from app.domain.setting import ACCENT, Choice
from app.ui.theme.accents import ACCENTS, accented
from app.ui.theme.high_contrast import HIGH_DARK, HIGH_LIGHT, OUTLINES
from app.ui.theme.tokens import DARK, LIGHT, Role, Tokens, contrast, luminance

SURFACES: tuple[Role, ...] = (
    "canvas", "side", "rail", "raised", "field", "fill", "chip", "hover", "tint", "bubble", "code",
)  # fmt: skip
PAGES: tuple[Role, ...] = ("canvas", "side", "raised", "field")
TEXT_FLOORS: list[tuple[Role, float, float]] = [
    ("text", 14.0, 10.78),
    ("muted", 5.75, 6.05),
    ("faint", 4.67, 4.66),
    ("accent_text", 6.0, 7.30),
    ("success", 4.80, 6.35),
    ("warning", 5.14, 6.77),
    ("danger", 5.37, 5.49),
]
PAIR_FLOORS: list[tuple[Role, Role, float, float]] = [
    ("on_accent", "accent", 5.72, 7.72),
    ("on_accent", "accent_hover", 7.6, 9.2),
    ("success", "success_tint", 4.98, 6.40),
    ("warning", "warning_tint", 4.98, 6.40),
    ("danger", "danger_tint", 4.98, 6.40),
    ("muted", "success_tint", 5.88, 6.57),
    ("muted", "warning_tint", 5.88, 6.57),
    ("muted", "danger_tint", 5.88, 6.57),
    ("text", "sel", 12.8, 10.7),
    ("accent_text", "sel", 5.5, 7.3),
    ("muted", "press", 5.2, 5.3),
    ("accent", "press", 3.97, 5.17),
    ("ram", "press", 3.96, 5.17),
]


def test_contrast_of_the_extremes_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert luminance("#FF0000") == pytest.approx(0.2126)


@pytest.mark.parametrize(("role", "light", "dark"), TEXT_FLOORS)
def test_text_can_be_read_on_every_surface(role: Role, light: float, dark: float) -> None:
    for tokens, floor in ((LIGHT, light), (DARK, dark)):
        assert min(contrast(tokens[role], tokens[surface]) for surface in SURFACES) >= floor - 0.005


@pytest.mark.parametrize(("ink", "ground", "light", "dark"), PAIR_FLOORS)
def test_pairs_keep_their_contrast(ink: Role, ground: Role, light: float, dark: float) -> None:
    assert contrast(LIGHT[ink], LIGHT[ground]) >= light
    assert contrast(DARK[ink], DARK[ground]) >= dark


@pytest.mark.parametrize(("tokens", "floor"), [(LIGHT, 5.36), (DARK, 6.42)])
def test_code_colours_can_be_read(tokens: Tokens, floor: float) -> None:
    roles = [role for role in tokens if role.startswith("syntax_")]
    assert len(roles) == 6
    assert min(contrast(tokens[role], tokens["code"]) for role in roles) >= floor
    selected = [accented(tokens, accent, dark=tokens is DARK)["sel"] for accent in ("petrol", *ACCENTS)]
    assert min(contrast(tokens[role], ground) for role in roles for ground in selected) >= 4.5


@pytest.mark.parametrize(("tokens", "edge", "ring"), [(LIGHT, 3.11, 4.96), (DARK, 3.63, 7.18)])
def test_edges_and_focus_rings_stand_out(tokens: Tokens, edge: float, ring: float) -> None:
    assert min(contrast(tokens["control"], tokens[page]) for page in PAGES) >= edge
    assert min(contrast(tokens["accent"], tokens[page]) for page in (*PAGES, "rail")) >= ring  # type: ignore[arg-type]


@pytest.mark.parametrize("accent", [*ACCENTS])
@pytest.mark.parametrize(("plain", "dark"), [(LIGHT, False), (DARK, True)])
def test_every_accent_keeps_every_contrast(accent: str, plain: Tokens, dark: bool) -> None:
    tokens = accented(plain, accent, dark)
    assert tokens.keys() == plain.keys()
    assert tokens["accent"] != plain["accent"]
    for role, *floors in TEXT_FLOORS:
        assert min(contrast(tokens[role], tokens[surface]) for surface in SURFACES) >= floors[dark] - 0.05
    for ink, ground, *floors in PAIR_FLOORS:
        assert contrast(tokens[ink], tokens[ground]) >= floors[dark] - 0.05
    assert min(contrast(tokens["accent"], tokens[page]) for page in (*PAGES, "rail")) >= 4.9  # type: ignore[index]


@pytest.mark.parametrize("accent", ["petrol", *ACCENTS])
@pytest.mark.parametrize(("plain", "on_page", "in_bubble"), [(LIGHT, 1.28, 1.16), (DARK, 1.32, 1.24)])
def test_a_selection_is_seen(accent: str, plain: Tokens, on_page: float, in_bubble: float) -> None:
    tokens = accented(plain, accent, dark=plain is DARK)
    assert contrast(tokens["sel"], tokens["canvas"]) >= on_page
    assert contrast(tokens["press"], tokens["bubble"]) >= in_bubble
    assert contrast(tokens["text"], tokens["press"]) >= 7


def test_the_setting_offers_every_accent_and_petrol() -> None:
    assert isinstance(ACCENT.kind, Choice)
    assert set(ACCENT.kind.options) == {"petrol", *ACCENTS}
    assert accented(LIGHT, "petrol", dark=False) is LIGHT


def test_all_tables_have_the_same_roles() -> None:
    assert LIGHT.keys() == DARK.keys() == HIGH_LIGHT.keys() == HIGH_DARK.keys()


@pytest.mark.parametrize(("tokens", "ground"), [(HIGH_LIGHT, "#FFFFFF"), (HIGH_DARK, "#000000")])
def test_high_contrast_keeps_seven_to_one_on_pure_surfaces(tokens: Tokens, ground: str) -> None:
    assert {tokens[surface] for surface in (*SURFACES, "rail", "press", "sel")} == {ground}  # type: ignore[index]
    inks = [role for role in tokens if tokens[role] != ground and role != "on_accent"]
    assert min(contrast(tokens[role], ground) for role in inks) >= 6.995
    assert len(inks) == len(tokens) - 17
    assert min(contrast(tokens["on_accent"], tokens[role]) for role in ("accent", "accent_hover")) >= 6.995  # type: ignore[index]
    assert tokens["border"] == tokens["text"]


def test_what_has_no_tint_has_an_edge_in_high_contrast() -> None:
    tinted = {role for role in LIGHT if role in ("tint", "sel", "bubble", "hover", "press", "chip", "fill")}
    assert tinted | {role for role in LIGHT if role.endswith("_tint")} <= OUTLINES.keys()
