"""Reads a JSON file of any size item by item: only one item is ever in memory."""

import codecs
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from app.domain.exchange import SkipReason

LONGEST_ITEM = 96 * 1024 * 1024
"""In characters: a chat with everything in it, or an image as base64."""
MOST_DEPTH = 100
_CHUNK_BYTES = 256 * 1024
_LONGEST_NAME = 1000
_LARGE = 256 * 1024
_BRACKETS = re.compile(r'["{}\[\]]')
_SCALAR_END = re.compile(r"[,\]}\s]")
_NOT_SPACE = re.compile(r"[^ \t\r\n]")


class NotJson(Exception):
    """The text is no JSON, or ends too early."""


@dataclass(frozen=True, slots=True)
class Item:
    """An element of the list that the file is, or of a list in the object that it is, under `name`.

    `value` is what it holds, or None with the reason why it cannot be taken.
    """

    name: str
    value: Any = None
    reason: SkipReason | None = None


def items(read: Callable[[int], bytes], longest: int = LONGEST_ITEM) -> Iterator[Item]:
    """The items of a file.

    Args:
        read: gives up to so many bytes, none at the end.
    Raises:
        NotJson: the file as a whole is broken; what came before it may be right.
    """
    text = _Text(read)
    first = text.next_character()
    if first == "[":
        yield from _elements(text, "", longest)
    elif first == "{":
        yield from _members(text, longest)
    else:
        raise NotJson("neither a list nor an object")
    if not text.is_at_end():
        raise NotJson("something follows the end")


def _members(text: "_Text", longest: int) -> Iterator[Item]:
    character = text.next_character()
    while character != "}":
        name = _Collected(_LONGEST_NAME)
        if character != '"':
            raise NotJson("a name is missing")
        text.pass_string(name)
        if text.next_character() != ":":
            raise NotJson("a colon is missing")
        key = _value_of('"' + name.text(), SkipReason.BROKEN)[0]
        character = text.next_character()
        if character == "[":
            yield from _elements(text, str(key), longest)
        else:
            yield _item(text, character, str(key), longest)
        character = text.next_character()
        if character == ",":
            character = text.next_character()
        elif character != "}":
            raise NotJson("a comma is missing")


def _elements(text: "_Text", name: str, longest: int) -> Iterator[Item]:
    character = text.next_character()
    while character != "]":
        yield _item(text, character, name, longest)
        character = text.next_character()
        if character == ",":
            character = text.next_character()
        elif character != "]":
            raise NotJson("a comma is missing")


def _item(text: "_Text", first: str, name: str, longest: int) -> Item:
    collected = _Collected(longest)
    collected.add(first)
    reason = text.pass_value(first, collected)
    if reason is None and collected.is_too_long:
        reason = SkipReason.TOO_LARGE
    if reason is not None:
        return Item(name, reason=reason)
    value, reason = _value_of(collected.text(), None)
    return Item(name, value, reason)


def _value_of(text: str, reason: SkipReason | None) -> tuple[Any, SkipReason | None]:
    decoder = json.JSONDecoder()
    if len(text) > _LARGE:
        # The usual scanner is one call of C for a whole item, and other threads wait for its end.
        decoder.scan_once = json.scanner.py_make_scanner(decoder)  # type: ignore[attr-defined]
    try:
        return decoder.decode(text), reason
    except (ValueError, RecursionError):
        return None, SkipReason.BROKEN


class _Collected:
    """Pieces of text up to a length; beyond it none is kept."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._pieces: list[str] = []
        self._length = 0

    @property
    def is_too_long(self) -> bool:
        return self._length > self._longest

    def add(self, piece: str) -> None:
        self._length += len(piece)
        if self.is_too_long:
            self._pieces.clear()
        else:
            self._pieces.append(piece)

    def text(self) -> str:
        return "".join(self._pieces)


class _Text:
    """The decoded text and the place in it."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._buffer = ""
        self._at = 0

    def next_character(self) -> str:
        """The next one that is no white space."""
        while True:
            found = _NOT_SPACE.search(self._buffer, self._at)
            if found is not None:
                self._at = found.end()
                return found.group()
            if not self._fill():
                raise NotJson("the text ends too early")

    def is_at_end(self) -> bool:
        """Whether nothing but white space follows."""
        while _NOT_SPACE.search(self._buffer, self._at) is None:
            if not self._fill():
                return True
        return False

    def pass_value(self, first: str, collected: _Collected) -> SkipReason | None:
        """Go behind a value that begins with `first`; why it cannot be taken, if so."""
        if first == '"':
            self.pass_string(collected)
            return None
        if first not in "{[":
            self._pass_until(_SCALAR_END, collected, keep_end=False)
            return None
        depth, deepest = 1, 1
        while depth:
            character = self._pass_until(_BRACKETS, collected)
            if character == '"':
                self.pass_string(collected)
            elif character in "{[":
                depth += 1
                deepest = max(depth, deepest)
            else:
                depth -= 1
        return SkipReason.BROKEN if deepest > MOST_DEPTH else None

    def pass_string(self, collected: _Collected) -> None:
        """Go behind a string whose first quotation mark is passed already."""
        while True:
            end = self._buffer.find('"', self._at)
            piece = self._buffer[self._at : end if end >= 0 else len(self._buffer)]
            is_escaped = (len(piece) - len(piece.rstrip("\\"))) % 2 == 1
            if end >= 0:
                collected.add(piece + '"')
                self._at = end + 1
                if not is_escaped:
                    return
                continue
            kept = piece[:-1] if is_escaped else piece  # half an escape waits for its other half
            collected.add(kept)
            self._at += len(kept)
            if not self._fill():
                raise NotJson("the text ends in a string")

    def _pass_until(self, pattern: re.Pattern[str], collected: _Collected, *, keep_end: bool = True) -> str:
        while True:
            found = pattern.search(self._buffer, self._at)
            if found is not None:
                end = found.end() if keep_end else found.start()
                collected.add(self._buffer[self._at : end])
                self._at = end
                return found.group()
            collected.add(self._buffer[self._at :])
            self._at = len(self._buffer)
            if not self._fill():
                raise NotJson("the text ends too early")

    def _fill(self) -> bool:
        while data := self._read(_CHUNK_BYTES):
            try:
                piece = self._decoder.decode(data)
            except UnicodeDecodeError as error:
                raise NotJson("not UTF-8") from error
            if piece:
                self._buffer = self._buffer[self._at :] + piece
                self._at = 0
                return True
        try:
            self._decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            raise NotJson("not UTF-8") from error
        return False
