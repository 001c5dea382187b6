"""What is strong or slanted is so in scripts whose fonts have few faces."""

import pytest
from PySide6.QtGui import QFont

from app.ui.transcript.scripts import Script, stretches
from app.ui.transcript.text_part import TextPart
from tests.ui.transcript.conftest import Show, said

PLAIN, STRONG, BOLD = QFont.Weight.Normal, QFont.Weight.DemiBold, QFont.Weight.Bold
Face = tuple[str, int, bool]


def faces(part: TextPart) -> list[Face]:
    """The stretches of a part that are not plain, each with its weight and whether it is slanted."""
    assert part.laid is not None
    (piece,) = part.laid.pieces
    found = []
    for each in piece.layout.formats():
        text = part.laid.text[piece.from_qt(each.start) : piece.from_qt(each.start + each.length)]
        found.append((text, each.format.fontWeight(), each.format.fontItalic()))
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a **重要 API** b", [("重要", BOLD, False), (" API", STRONG, False)]),
        ("**\U00020000!**", [("\U00020000", BOLD, False), ("!", STRONG, False)]),
        ("**Wort mit Ümlaut**", [("Wort mit Ümlaut", STRONG, False)]),
        ("*斜體*", [("斜體", PLAIN, True)]),
        ("*نص x*", [("نص", BOLD, False), (" x", PLAIN, True)]),
        ("**نص**", [("نص", BOLD, False)]),
        ("數據 plain", []),
    ],
)
def test_every_script_has_a_face(show: Show, text: str, expected: list[Face]) -> None:
    (part,) = said(show(text))
    assert isinstance(part, TextPart)
    assert faces(part) == expected


def test_headings_are_strong_in_every_script(show: Show) -> None:
    (part,) = said(show("# 數據 one"))
    assert isinstance(part, TextPart)
    assert faces(part) == [("數據", BOLD, False)]
    assert part.laid is not None
    assert part.laid.style.font.weight() == STRONG


def test_nothing_is_lost_between_stretches() -> None:
    text = "a 漢字 نص b"
    assert "".join(text[one:other] for one, other, _ in stretches(text)) == text
    assert list(stretches("plain")) == [(0, 5, Script.OWN)]
    assert list(stretches("")) == []
