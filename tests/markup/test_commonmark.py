"""The examples of the CommonMark specification, through the very code that draws replies."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import markdown

DATA = Path(__file__).resolve().parents[1] / "data" / "commonmark" / "spec-0.31.2.json"

# Blocks, and what has no judgement in it, are complete; no example is left out, not even those with HTML.
TOTALS = {
    "Tabs": 11,
    "Backslash escapes": 13,
    "Entity and numeric character references": 17,
    "Precedence": 1,
    "Thematic breaks": 19,
    "ATX headings": 18,
    "Setext headings": 27,
    "Indented code blocks": 12,
    "Fenced code blocks": 29,
    "HTML blocks": 44,
    "Link reference definitions": 27,
    "Paragraphs": 8,
    "Blank lines": 1,
    "Block quotes": 25,
    "List items": 48,
    "Lists": 26,
    "Inlines": 1,
    "Code spans": 22,
    "Emphasis and strong emphasis": 132,
    "Links": 90,
    "Images": 22,
    "Autolinks": 19,
    "Raw HTML": 20,
    "Hard line breaks": 15,
    "Soft line breaks": 2,
    "Textual content": 3,
}


def examples() -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(DATA.read_text(encoding="utf-8"))
    return found


def html_of(text: str) -> str:
    options = {"app.markup.extension": {"commonmark": True}}
    return markdown.markdown(text, extensions=["app.markup.extension"], extension_configs=options)


def test_every_example_of_the_specification(tell: Callable[[str], None]) -> None:
    passed: Counter[str] = Counter()
    failed = []
    for example in examples():
        # The library strips what it returns.
        if html_of(example["markdown"]) == example["html"].strip():
            passed[example["section"]] += 1
        else:
            failed.append(example["number"])
    rows = [f"  {passed[name]:3} of {total:3}  {name}" for name, total in TOTALS.items()]
    tell("\n".join([f"CommonMark 0.31.2: {passed.total()} of {sum(TOTALS.values())} examples", *rows]))
    assert failed == []
    assert dict(passed) == TOTALS
