"""Accents a person can choose instead of petrol: those roles of the two tables that wear it.

Each colour has the luminance that the same role has in petrol, so every contrast is that of the tables.
"""

from app.ui.theme.tokens import Tokens

ACCENTS: dict[str, tuple[Tokens, Tokens]] = {
    "blue": (
        {
            "accent": "#1E63C4",
            "accent_hover": "#1651A3",
            "on_accent": "#FFFFFF",
            "accent_text": "#1955A9",
            "tint": "#E4EFFE",
            "sel": "#D0E3FF",
            "bubble": "#EAF3FF",
            "acc2": "#538ADD",
        },
        {
            "accent": "#80B3FF",
            "accent_hover": "#9BC4FF",
            "on_accent": "#081E3F",
            "accent_text": "#9BC4FF",
            "tint": "#162C4E",
            "sel": "#183055",
            "bubble": "#1D293C",
            "acc2": "#3B81E5",
        },
    ),
    "violet": (
        {
            "accent": "#7952B2",
            "accent_hover": "#634394",
            "on_accent": "#FFFFFF",
            "accent_text": "#674699",
            "tint": "#F0EBFD",
            "sel": "#E6DEFA",
            "bubble": "#F3F0FC",
            "acc2": "#997BCC",
        },
        {
            "accent": "#C2A1FE",
            "accent_hover": "#CFB5FE",
            "on_accent": "#251839",
            "accent_text": "#CFB5FE",
            "tint": "#332648",
            "sel": "#37294D",
            "bubble": "#2C2638",
            "acc2": "#956ED1",
        },
    ),
    "rose": (
        {
            "accent": "#A4427F",
            "accent_hover": "#883569",
            "on_accent": "#FFFFFF",
            "accent_text": "#8D386D",
            "tint": "#FCE9F3",
            "sel": "#F7DAE9",
            "bubble": "#FBEEF5",
            "acc2": "#C36EA0",
        },
        {
            "accent": "#FE8BCF",
            "accent_hover": "#FFA6D8",
            "on_accent": "#341328",
            "accent_text": "#FFA6D8",
            "tint": "#442135",
            "sel": "#49243A",
            "bubble": "#36232E",
            "acc2": "#C45E9C",
        },
    ),
    "green": (
        {
            "accent": "#017542",
            "accent_hover": "#006135",
            "on_accent": "#FFFFFF",
            "accent_text": "#026538",
            "tint": "#E2F2E7",
            "sel": "#D0E8D7",
            "bubble": "#EAF4EC",
            "acc2": "#4D986B",
        },
        {
            "accent": "#51C782",
            "accent_hover": "#73D598",
            "on_accent": "#042413",
            "accent_text": "#73D598",
            "tint": "#143220",
            "sel": "#153622",
            "bubble": "#1D2C22",
            "acc2": "#2D935B",
        },
    ),
    "grey": (
        {
            "accent": "#60676F",
            "accent_hover": "#4F545B",
            "on_accent": "#FFFFFF",
            "accent_text": "#52585F",
            "tint": "#ECEEEF",
            "sel": "#DFE2E4",
            "bubble": "#F1F2F2",
            "acc2": "#848A91",
        },
        {
            "accent": "#A9B3BC",
            "accent_hover": "#BAC3CB",
            "on_accent": "#1C1F21",
            "accent_text": "#BAC3CB",
            "tint": "#2A2D2F",
            "sel": "#2E3033",
            "bubble": "#28292B",
            "acc2": "#7B838A",
        },
    ),
}
"""Name to its roles in light and in dark."""


def accented(tokens: Tokens, accent: str, dark: bool) -> Tokens:
    """A table of normal contrast with another accent; one that is not known changes nothing."""
    both = ACCENTS.get(accent)
    return {**tokens, **both[dark]} if both is not None else tokens
