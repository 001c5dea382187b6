"""The colour table: one value per role, for light and for dark."""

from typing import Literal

Role = Literal[
    "canvas", "side", "rail", "raised", "field", "fill", "chip", "hover", "press", "border", "control",
    "text", "muted", "faint", "accent", "accent_hover", "on_accent", "accent_text", "tint", "sel", "bubble",
    "acc2", "success", "success_tint", "warning", "warning_tint", "danger", "danger_tint", "ram", "code",
    "syntax_keyword", "syntax_string", "syntax_number", "syntax_comment", "syntax_function", "syntax_class",
]  # fmt: skip
Tokens = dict[Role, str]

LIGHT: Tokens = {
    "canvas": "#FFFFFF",
    "side": "#F7F8F9",
    "rail": "#EDEFF2",
    "raised": "#FFFFFF",
    "field": "#FFFFFF",
    "fill": "#F1F3F5",
    "chip": "#EEF1F3",
    "hover": "#E8EBEE",
    "press": "#DDE1E6",
    "border": "#DFE3E8",
    "control": "#818B97",
    "text": "#1A1E23",
    "muted": "#525B66",
    "faint": "#5F6974",
    "accent": "#0E6F8C",
    "accent_hover": "#0A5B74",
    "on_accent": "#FFFFFF",
    "accent_text": "#0B5F78",
    "tint": "#E2F0F4",
    "sel": "#D0E5EC",
    "bubble": "#EAF3F6",
    "acc2": "#4E93A8",
    "success": "#187540",
    "success_tint": "#E3F3E9",
    "warning": "#8A5600",
    "warning_tint": "#FCF0DB",
    "danger": "#B3292B",
    "danger_tint": "#FBE9E8",
    "ram": "#95620F",
    "code": "#F6F7F9",
    "syntax_keyword": "#7B3B9E",
    "syntax_string": "#24682F",
    "syntax_number": "#954800",
    "syntax_comment": "#5B6570",
    "syntax_function": "#0B5A98",
    "syntax_class": "#80470A",
}

DARK: Tokens = {
    "canvas": "#17191C",
    "side": "#131518",
    "rail": "#0E1012",
    "raised": "#202327",
    "field": "#17191C",
    "fill": "#22252A",
    "chip": "#2C3137",
    "hover": "#2A2E33",
    "press": "#343940",
    "border": "#2C3036",
    "control": "#737C87",
    "text": "#E7E9EC",
    "muted": "#A9B1BB",
    "faint": "#929BA6",
    "accent": "#4FBFDB",
    "accent_hover": "#72CEE6",
    "on_accent": "#05222B",
    "accent_text": "#72CEE6",
    "tint": "#15303A",
    "sel": "#17343F",
    "bubble": "#1E2B31",
    "acc2": "#2F8CA6",
    "success": "#5CC98A",
    "success_tint": "#15301F",
    "warning": "#E5B25A",
    "warning_tint": "#33290F",
    "danger": "#F28B82",
    "danger_tint": "#3A1D1C",
    "ram": "#D9A441",
    "code": "#101215",
    "syntax_keyword": "#CBA6F2",
    "syntax_string": "#8FD19E",
    "syntax_number": "#F0B37E",
    "syntax_comment": "#9099A4",
    "syntax_function": "#82BCF7",
    "syntax_class": "#E7C27D",
}


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1, of "#RRGGBB". Source: WCAG 2.2, "relative luminance"."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21, of two colours. Source: WCAG 2.2, "contrast ratio"."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
