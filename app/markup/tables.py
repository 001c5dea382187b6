"""Tables as in GitHub Flavored Markdown: rows into cells, and the row of dashes."""

import re

from app.markup.tree import Alignment

_PIPE = re.compile(r"(?<!\\)\|")
_CODE_OR_PIPE = re.compile(r"\\.|(`+)(?!`).*?(?<!`)\1(?!`)|\|")
_OPEN_CODE_OR_PIPE = re.compile(rf"{_CODE_OR_PIPE.pattern}|`.*$")
_DELIMITER_CELL = re.compile(r":?-+:?$")
_ALIGNMENTS = {
    (False, False): Alignment.NONE,
    (True, False): Alignment.LEFT,
    (True, True): Alignment.CENTER,
    (False, True): Alignment.RIGHT,
}


def split_row(text: str) -> tuple[str, ...]:
    """The source texts of a row's cells; a pipe behind a backslash belongs to its cell."""
    return _cells(_PIPE.split(text.strip(" \t")))


def table_row(text: str, columns: int, *, lenient: bool, ends: bool = True) -> tuple[str, ...]:
    """The cells of a row, cut or filled to the width of its table.

    Args:
        lenient: pipes in code are no ends of cells where that gives the row its width.
        ends: the row is complete; else code in it may not be ended yet.
    """
    cells = split_row(text)
    if lenient and "`" in text and (len(cells) != columns or not ends):
        whole = _split_outside_code(text, _CODE_OR_PIPE if ends else _OPEN_CODE_OR_PIPE)
        if len(whole) == columns or (not ends and len(whole) < columns):
            cells = whole
    return (cells + ("",) * (columns - len(cells)))[:columns]


def _split_outside_code(text: str, signs: re.Pattern[str]) -> tuple[str, ...]:
    text = text.strip(" \t")
    places = [match.start() for match in signs.finditer(text) if match.group() == "|"]
    starts = [0, *(place + 1 for place in places)]
    return _cells([text[start:end] for start, end in zip(starts, [*places, len(text)], strict=True)])


def _cells(pieces: list[str]) -> tuple[str, ...]:
    """Cells without what stands outside of the first and the last pipe, if that is nothing."""
    if pieces[0].strip() == "":
        del pieces[0]
    if pieces and pieces[-1].strip() == "":
        del pieces[-1]
    return tuple(piece.strip(" \t").replace("\\|", "|") for piece in pieces)


def delimiter_row(text: str) -> tuple[Alignment, ...]:
    """The alignments that a row of dashes gives; empty when the line is none."""
    stripped = text.strip(" \t")
    if not stripped or stripped[0] not in "|-:" or "-" not in stripped:
        return ()
    cells = stripped.split("|")
    if cells[0].strip() == "":
        del cells[0]
    if cells and cells[-1].strip() == "":
        del cells[-1]
    alignments: list[Alignment] = []
    for cell in (cell.strip(" \t") for cell in cells):
        if not _DELIMITER_CELL.match(cell):
            return ()
        alignments.append(_ALIGNMENTS[cell.startswith(":"), cell.endswith(":")])
    return tuple(alignments)
