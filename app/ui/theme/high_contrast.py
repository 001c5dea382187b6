"""The colours of high contrast: pure white or black surfaces, texts at 7 : 1, edges as strong as text.

There are no tints. What is told apart by a tint elsewhere gets an outline here: see `OUTLINES`.
"""

from app.ui.theme.tokens import Role, Tokens

_SURFACES: tuple[Role, ...] = (
    "canvas", "side", "rail", "raised", "field", "fill", "chip", "hover", "press", "tint", "sel", "bubble",
    "success_tint", "warning_tint", "danger_tint", "code",
)  # fmt: skip

OUTLINES: dict[Role, tuple[Role, float]] = {
    "tint": ("accent", 2),
    "sel": ("accent", 2),
    "bubble": ("border", 2),
    "success_tint": ("success", 2),
    "warning_tint": ("warning", 2),
    "danger_tint": ("danger", 2),
    "hover": ("border", 1),
    "press": ("border", 2),
    "chip": ("border", 1),
    "fill": ("border", 1),
    "code": ("border", 1),
}
"""The edge of a box that has this fill and no edge of its own: its colour and width in px."""

HIGH_LIGHT: Tokens = {
    **dict.fromkeys(_SURFACES, "#FFFFFF"),
    "border": "#000000",
    "control": "#000000",
    "text": "#000000",
    "muted": "#1F1F1F",
    "faint": "#333333",
    "accent": "#0A5B74",
    "accent_hover": "#064357",
    "on_accent": "#FFFFFF",
    "accent_text": "#064F66",
    "acc2": "#17566A",
    "success": "#0B5A2C",
    "warning": "#6B4300",
    "danger": "#8F1B1D",
    "ram": "#6B4300",
    "syntax_keyword": "#5E2A7C",
    "syntax_string": "#1A5424",
    "syntax_number": "#743800",
    "syntax_comment": "#424A54",
    "syntax_function": "#084A80",
    "syntax_class": "#6A3A06",
}

HIGH_DARK: Tokens = {
    **dict.fromkeys(_SURFACES, "#000000"),
    "border": "#FFFFFF",
    "control": "#FFFFFF",
    "text": "#FFFFFF",
    "muted": "#E6E6E6",
    "faint": "#CCCCCC",
    "accent": "#72CEE6",
    "accent_hover": "#A3E1F0",
    "on_accent": "#000000",
    "accent_text": "#8FDAED",
    "acc2": "#5FB5CC",
    "success": "#7CE0A5",
    "warning": "#FFD080",
    "danger": "#FFA9A2",
    "ram": "#F0BE60",
    "syntax_keyword": "#D9BDFA",
    "syntax_string": "#A8E3B5",
    "syntax_number": "#FFC998",
    "syntax_comment": "#BEC6CF",
    "syntax_function": "#A5D2FF",
    "syntax_class": "#FFD99B",
}

STYLE_SHEET = """
QMenu::item:selected {{ background: {accent}; color: {on_accent}; }}
QScrollBar::handle {{ background: {control}; }}
"""
"""What a style sheet adds where hover and press have no colour of their own."""
