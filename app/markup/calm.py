"""The end of a text that is still being written, made to look as it will when its markup is complete."""

import re
from collections.abc import Set

from app.markup.links import scan_definition
from app.markup.math import may_become_formula

_LONGEST_WAIT = 24  # letters in brackets that are held back until it is known what the brackets are
_LONGEST_LABEL = 120  # letters in brackets as long as they are likely to be those of a link
_LABEL = r"(!?)\[((?:[^\\\[\]]|\\.|\[[^\[\]]*\])*)"
_UNFINISHED_TARGET = re.compile(rf"{_LABEL}\]\((?:[^()\n]|\([^()\n]*\))*(?:\([^()\n]*)?$")
_UNFINISHED_LABEL = re.compile(rf"{_LABEL}\](?:\[[^\[\]\n]*\]?)*$")
_OPEN_BRACKET = re.compile(r"(!?)\[((?:[^\\\[\]]|\\.)*)$")
_UNOPENED = re.compile(r"(?:[^()]|\([^()]*\))*\)")
_OPEN_ADDRESS = re.compile(r"<(?=https?://[^\s<>]*$)")
_OPEN_TAG = re.compile(r"<(?:/|/?(?:b|br|s|su|sub|sup|k|kb|kbd)[ \t]*/?|h|htt?|https?:?/?)$", re.IGNORECASE)
_DEFINITION = re.compile(r"\[(?:[^\\\[\]]|\\.)+\]:[^\n]*$")
_MARKS = re.compile(r"(?:\\?[*_~]+|\\|<|!|&(?:#?[A-Za-z0-9]{0,8}))$")


def without_definitions(text: str) -> str:
    """An unfinished paragraph without the link definitions at its beginning, which will not be shown."""
    pos = 0
    while text.startswith("[", pos) and (found := scan_definition(text, pos)):
        pos = found[2]
    return text[pos:]


def calmed(text: str, pending: Set[str], *, brackets: bool, code: int, formula: int) -> str:
    """Cut or complete half-written markup at the end of a text; emphasis and tags are left to the caller.

    Args:
        text: what is there so far.
        pending: what the span processor found begun and not ended in it.
        brackets: it also found brackets that nothing closed.
        code: where it found the first backticks that nothing closed; -1: nowhere.
        formula: where it found the last beginning of a formula without an end; -1: nowhere.
    """
    if _DEFINITION.match(text):
        return ""
    if formula >= 0 and not 0 <= code < formula and may_become_formula(text, formula):
        return _MARKS.sub("", text[:formula])
    if code >= 0:
        text = text.rstrip("`\\")
        if code < len(text):
            return _with_code(text, code, brackets)
    if "](" in pending:
        text = _UNFINISHED_TARGET.sub(_link_text, text)
    text = _UNFINISHED_LABEL.sub(_waiting_text, text)
    if brackets:
        text = _OPEN_BRACKET.sub(_waiting_text, text)
    if "<" in pending:
        text = _OPEN_TAG.sub("", _OPEN_ADDRESS.sub("", text))
    return _MARKS.sub("", text)


def _with_code(text: str, start: int, brackets: bool) -> str:
    """End the code that begins there; what looks like markup in it is none."""
    before, code = text[:start], text[start:]
    if brackets and (match := _OPEN_BRACKET.search(before)):
        if match.group(1) or len(match.group(2)) + len(code) <= _LONGEST_WAIT:
            return _MARKS.sub("", text[: match.start()])
        before = before[: match.start()] + _link_text(match)
    return before + code + code[: len(code) - len(code.lstrip("`"))]


def _waiting_text(match: re.Match[str]) -> str:
    """Of brackets that may become those of a link their text; nothing as long as it is short."""
    label = match.group(2)
    if label[:1].isspace() or _UNOPENED.match(label) or len(label) > _LONGEST_LABEL:
        return match.group()  # [0, 1) and ]0, 1[ are intervals
    return "" if len(match.group()) <= _LONGEST_WAIT + 2 else _link_text(match)


def _link_text(match: re.Match[str]) -> str:
    """Of a half-written link its text; nothing of an image or a footnote."""
    return "" if match.group(1) or match.group(2).startswith("^") else match.group(2)
