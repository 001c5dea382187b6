"""Tables as in GitHub Flavored Markdown: rows into cells, and the row of dashes."""

import re

from app.markup.tree import Alignment

_PIPE = re.compile(r"(?<!\\)\|")
_DELIMITER_CELL = re.compile(r":?-+:?$")
_ALIGNMENTS = {
    (False, False): Alignment.NONE,
    (True, False): Alignment.LEFT,
    (True, True): Alignment.CENTER,
    (False, True): Alignment.RIGHT,
}


def split_row(text: str) -> tuple[str, ...]:
    """The source texts of a row's cells; a pipe behind a backslash belongs to its cell."""
    cells = _PIPE.split(text.strip(" \t"))
    if cells[0].strip() == "":
        del cells[0]
    if cells and cells[-1].strip() == "":
        del cells[-1]
    return tuple(cell.strip(" \t").replace("\\|", "|") for cell in cells)


def fit_row(cells: tuple[str, ...], columns: int) -> tuple[str, ...]:
    """Cut or fill a row to the width of its table."""
    return (cells + ("",) * (columns - len(cells)))[:columns]


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
