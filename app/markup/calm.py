"""The end of a text that is still being written, made to look as it will when its markup is complete."""

import re
from collections.abc import Set

_UNFINISHED_TARGET = re.compile(r"(!?)\[((?:[^\\\[\]]|\\.)*)\]\((?:[^()\n]|\([^()\n]*\)?)*$")
_UNFINISHED_LABEL = re.compile(r"(!?)\[((?:[^\\\[\]]|\\.)*)\](?:\[[^\[\]\n]*)?$")
_OPEN_BRACKET = re.compile(r"(!?)\[((?:[^\\\[\]]|\\.)*)$")
_OPEN_TAG = re.compile(r"<[A-Za-z/!?][^<>\n]{0,200}$")
_DEFINITION = re.compile(r"\[(?:[^\\\[\]]|\\.)+\]:[^\n]*$")
_MARKS = re.compile(r"(?:[*_~]+|\\|<|!)$")


def calmed(text: str, pending: Set[str], open_brackets: bool) -> str:
    """Cut or complete half-written markup at the end of a text; emphasis is left to the caller.

    Args:
        text: what is there so far.
        pending: what the span processor found begun and not ended in it.
        open_brackets: it also found brackets that nothing closed.
    """
    if _DEFINITION.match(text):
        return ""
    if "](" in pending:
        text = _UNFINISHED_TARGET.sub(_link_text, text)
    text = _UNFINISHED_LABEL.sub(_link_text, text)
    if open_brackets:
        text = _OPEN_BRACKET.sub(_link_text, text)
    if "<" in pending:
        text = _OPEN_TAG.sub("", text)
    ticks = [mark for mark in pending if mark[0] == "`"]
    if not ticks:
        return _MARKS.sub("", text)
    opening = min(ticks, key=lambda mark: _last_run(text, mark))
    if text.endswith(opening):
        return text[: -len(opening)]
    return text + opening


def _link_text(match: re.Match[str]) -> str:
    """Of a half-written link its text; nothing of an image or a footnote."""
    return "" if match.group(1) or match.group(2).startswith("^") else match.group(2)


def _last_run(text: str, ticks: str) -> int:
    """Where the last run of exactly so many backticks begins."""
    places = [match.start() for match in re.finditer(rf"(?<!`){ticks}(?!`)", text)]
    return places[-1] if places else len(text)
