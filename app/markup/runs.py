"""Inline markup as a view draws it: a flat row of runs."""

import enum
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from app.markup.math import stands_alone


class RunKind(enum.Enum):
    """What a run is."""

    TEXT = "text"  # a line feed in it is a soft break
    CODE = "code"
    BREAK = "break"  # a hard line break; text is a line feed
    MATH = "math"  # text is TeX
    IMAGE = "image"  # text is the description
    FOOTNOTE = "footnote"  # the mark of a note; text is the number
    NOTE_END = "note end"  # the mark behind a note that leads back to where the note is mentioned


class Style(enum.Flag):
    """How a run looks."""

    PLAIN = 0
    BOLD = enum.auto()
    ITALIC = enum.auto()
    STRIKE = enum.auto()
    SUB = enum.auto()
    SUP = enum.auto()
    KEY = enum.auto()
    DISPLAY = enum.auto()  # a formula on a line of its own


@dataclass(frozen=True, slots=True)
class Link:
    """Where a run leads.

    Attributes:
        address: as written: not checked, not encoded; see `link_policy.link_use`.
        title: text for a tooltip, or nothing.
        bare: the text of the run is the address itself.
    """

    address: str
    title: str = ""
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one look.

    Attributes:
        source, title: address and title of an image; label of a footnote (source), empty as long as the note
            has not come.
    """

    text: str
    kind: RunKind = RunKind.TEXT
    style: Style = Style.PLAIN
    link: Link | None = None
    source: str = ""
    title: str = ""

    @property
    def is_note_link(self) -> bool:
        """Whether it leads to a note, or from a note back."""
        return bool(self.source) and self.kind in (RunKind.FOOTNOTE, RunKind.NOTE_END)


Runs = tuple[Run, ...]

_STYLES = {
    "strong": Style.BOLD,
    "em": Style.ITALIC,
    "del": Style.STRIKE,
    "sub": Style.SUB,
    "sup": Style.SUP,
    "kbd": Style.KEY,
}
_BREAK = Run("\n", RunKind.BREAK)
BACK_SIGN = "\u21a9\ufe0e"  # an arrow, which without the last character may be drawn as an emoji
_STOPS = re.compile(r"[.,;:!?\u3001\u3002\uff0c\uff1a\uff1b]*")
_OPENINGS = tuple("([{\"'\u201c\u2018\u00ab")


def runs_of(paragraph: Element) -> list[Run]:
    """Flatten the markup inside an element of the inline processors; equal neighbours become one run."""
    out: list[Run] = []
    waiting: list[tuple[Element | str, Style, Link | None]] = []
    _push_inside(paragraph, Style.PLAIN, None, waiting)
    while waiting:
        node, style, link = waiting.pop()
        if isinstance(node, str):
            _add(out, Run(node, RunKind.TEXT, style, link))
            continue
        leaf = _leaf_run(node, style, link)
        if leaf is not None:
            _add(out, leaf)
            continue
        if node.tag == "a":
            bare = node.get("bare") or node.get("auto")
            link = Link(node.get("href", ""), node.get("title", ""), bare is not None)
        _push_inside(node, style | _STYLES.get(node.tag, Style.PLAIN), link, waiting)
    return out


def join_runs(rows: Sequence[Sequence[Run]]) -> Runs:
    """The runs of texts that follow each other; text in one look that meets at a seam becomes one run."""
    if len(rows) == 1:
        return tuple(rows[0])
    out: list[Run] = []
    seam: list[str] = []  # further texts of the last run, put together at once: there may be hundreds
    for row in rows:
        start = 0
        if out and row and _alike(out[-1], row[0]):
            seam.append(row[0].text)
            start = 1
        if start < len(row):
            _close_seam(out, seam)
            out.extend(row[start:])
    _close_seam(out, seam)
    return tuple(out)


def set_apart(runs: Runs) -> Runs:
    """Put displayed formulas on lines of their own, each with the stop behind it."""
    if not any(map(_is_displayed, runs)):
        return runs
    out: list[Run] = []
    ends = False  # a line of its own was begun
    for run in runs:
        if _is_displayed(run):
            ends = not (out and out[-1].kind is RunKind.TEXT and out[-1].text.endswith(_OPENINGS))
            if ends:
                _end_line(out)
        elif ends and run.kind is RunKind.TEXT:
            stops = _STOPS.match(run.text)
            assert stops is not None
            rest = run.text[stops.end() :].lstrip()
            if stops.group():
                out.append(replace(run, text=stops.group()))
            if not rest:
                continue
            out.append(_BREAK)
            run, ends = replace(run, text=rest), False
        elif ends:
            if run.kind is not RunKind.BREAK:
                out.append(_BREAK)
            ends = False
        out.append(run)
    return tuple(out)


def note_end(label: str) -> Run:
    """The run that leads from a note back to where it is mentioned."""
    return Run(f"\u00a0{BACK_SIGN}", RunKind.NOTE_END, source=label)


def _push_inside(
    node: Element, style: Style, link: Link | None, waiting: list[tuple[Element | str, Style, Link | None]]
) -> None:
    for child in reversed(node):
        if child.tail:
            tail = child.tail.removeprefix("\n") if child.tag == "br" else child.tail
            waiting.append((tail, style, link))
        waiting.append((child, style, link))
    if node.text:
        waiting.append((node.text, style, link))


def _leaf_run(node: Element, style: Style, link: Link | None) -> Run | None:
    """The run of an element that holds no others."""
    text = node.text or ""
    if node.tag == "code":
        return Run(text, RunKind.CODE, style, link)
    if node.tag == "br":
        return Run("\n", RunKind.BREAK, style, link)
    if node.tag == "math":
        look = style | Style.DISPLAY if node.get("display") and stands_alone(text) else style
        return Run(text, RunKind.MATH, look, link)
    if node.tag == "img":
        return Run(
            node.get("alt", ""), RunKind.IMAGE, style, link, node.get("src", ""), node.get("title", "")
        )
    if node.tag == "footnote":
        return Run(node.get("number", ""), RunKind.FOOTNOTE, style, link, node.get("label", ""))
    return None


def _add(out: list[Run], run: Run) -> None:
    if not run.text and run.kind is RunKind.TEXT:
        return
    if out and _alike(out[-1], run):
        out[-1] = Run(out[-1].text + run.text, RunKind.TEXT, run.style, run.link)
    else:
        out.append(run)


def _alike(one: Run, other: Run) -> bool:
    """Whether two neighbours are text in one look."""
    return one.kind is other.kind is RunKind.TEXT and one.style == other.style and one.link == other.link


def _is_displayed(run: Run) -> bool:
    return run.kind is RunKind.MATH and bool(run.style & Style.DISPLAY)


def _end_line(out: list[Run]) -> None:
    if out and out[-1].kind is RunKind.TEXT:
        last = out.pop()
        if text := last.text.rstrip():
            out.append(replace(last, text=text))
    if out and out[-1].kind is not RunKind.BREAK:
        out.append(_BREAK)


def _close_seam(out: list[Run], seam: list[str]) -> None:
    if seam:
        out[-1] = replace(out[-1], text=out[-1].text + "".join(seam))
        seam.clear()
