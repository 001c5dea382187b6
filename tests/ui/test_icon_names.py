"""Every icon the program names is there, and every icon that is there is named."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ICONS = {file.stem for file in (ROOT / "resources" / "icons").glob("*.svg")}
HYPHENATED = re.compile(r"[a-z]+(-[a-z0-9]+)+")
OTHER_WORDS = {
    "default-action",
    "show-transfers",
    "enable-animations",
    "progress-visible",
    "stroke-width",
    "utf-8",
    "utf-16",
    "utf-16-le",
}
"""Hyphenated words of the interface that name something else."""


def words(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def missing_icons(source: str) -> set[str]:
    """What can only be the name of an icon, as most icons have a hyphen, and a button's third value."""
    hyphenated = {word for word in words(source) if HYPHENATED.fullmatch(word)} - OTHER_WORDS
    of_buttons = {
        node.args[2].value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Button"
        if len(node.args) > 2 and isinstance(node.args[2], ast.Constant) and node.args[2].value
    }
    return {str(name) for name in hyphenated | of_buttons} - ICONS


@pytest.mark.parametrize(
    "source", ['Button(theme, tr("Restore"), "undo")', 'offer("again", "undo-2")'], ids=["button", "hyphen"]
)
def test_a_missing_icon_is_found(source: str) -> None:
    assert len(missing_icons(source)) == 1


def test_every_named_icon_is_there() -> None:
    files = sorted((ROOT / "app" / "ui").rglob("*.py"))
    missing = {file.name: missing_icons(file.read_text(encoding="utf-8")) for file in files}
    assert {name: icons for name, icons in missing.items() if icons} == {}


def test_every_icon_is_named() -> None:
    named = {
        word for file in (ROOT / "app").rglob("*.py") for word in words(file.read_text(encoding="utf-8"))
    }
    assert named >= ICONS
