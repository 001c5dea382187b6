"""Splits growing Markdown into top-level blocks, line by line; finished blocks never change."""

import re
from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What a top-level block is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list_item"  # one item of the outermost list, with everything inside it
    QUOTE = "quote"
    TABLE = "table"
    CODE = "code"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Block:
    """One block. `text` is its Markdown source; of code, the bare code without fence and indent."""

    kind: BlockKind
    text: str
    language: str = ""


_FENCE = re.compile(r"^([ \t]*)(`{3,}|~{3,})[ \t]*([^`]*)$")
_HEADING = re.compile(r"^ {0,3}#{1,6}(?:[ \t]|$)")
_RULE = re.compile(r"^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_UNDERLINE = re.compile(r"^ {0,3}(?:=+|-+)[ \t]*$")
_ITEM = re.compile(r"^( {0,3})(?:[-+*]|\d{1,9}[.)])(?:[ \t]|$)")
_QUOTE = re.compile(r"^ {0,3}>")
_INDENTED = re.compile(r"^(?: {4}|\t)")
_DELIMITER_ROW = re.compile(r"^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")


class _Scanner:
    """State after the complete lines so far. `done` grows only at its end."""

    def __init__(self) -> None:
        self.done: list[Block] = []
        self.kind: BlockKind | None = None
        self.lines: list[str] = []
        self.blank = False  # a blank line was the last one
        self.fence = ""
        self.indent = ""
        self.language = ""

    def copy(self) -> "_Scanner":
        """The same state, free to go on by itself; starts with no finished blocks."""
        other = _Scanner()
        other.kind, other.lines, other.blank = self.kind, list(self.lines), self.blank
        other.fence, other.indent, other.language = self.fence, self.indent, self.language
        return other

    def close(self) -> None:
        """Finish the open block."""
        if self.kind is not None:
            self.done.append(self.open_block())
        self.kind, self.lines, self.fence, self.language = None, [], "", ""

    def open_block(self) -> Block:
        """The open block as it stands."""
        assert self.kind is not None
        lines = self.lines
        while lines and not lines[-1].strip() and not self.fence:
            lines = lines[:-1]
        return Block(self.kind, "\n".join(lines), self.language)

    def take(self, line: str) -> None:
        """Go on by one complete line (without its end)."""
        if self.fence:
            self._take_fenced(line)
            return
        fence = _FENCE.match(line)
        if fence:
            self.close()
            self.kind, self.indent, self.fence = BlockKind.CODE, fence[1], fence[2]
            self.language = fence[3].strip().split(" ")[0]
            self.blank = False
            return
        if not line.strip():
            self._take_blank(line)
        else:
            self._take_text(line)
            self.blank = False

    def _take_fenced(self, line: str) -> None:
        bare = line.strip()
        if (
            bare.startswith(self.fence)
            and not bare.strip(self.fence[0])
            and not line.startswith(self.indent + "    ")
        ):
            # An empty fence keeps its block: the closing line must not erase what was seen.
            self.fence = ""
            self.close()
            return
        self.lines.append(line.removeprefix(self.indent) if self.indent else line)

    def _take_blank(self, line: str) -> None:
        self.blank = True
        if self.kind in (BlockKind.LIST_ITEM, BlockKind.CODE):
            self.lines.append(line[4:] if self.kind is BlockKind.CODE else "")
        else:
            self.close()

    def _take_text(self, line: str) -> None:
        if self.kind is BlockKind.LIST_ITEM and line[:1] in " \t" and (self.blank or not _ITEM.match(line)):
            self.lines.append(line)
        elif self.kind is BlockKind.CODE and _INDENTED.match(line):
            self.lines.append(_INDENTED.sub("", line))
        elif self.kind is BlockKind.PARAGRAPH and _UNDERLINE.match(line):
            self.lines.append(line)
            self.kind = BlockKind.HEADING
            self.close()
        elif _RULE.match(line):
            self._start(BlockKind.RULE, line)
            self.close()
        elif _HEADING.match(line):
            self._start(BlockKind.HEADING, line)
            self.close()
        elif _ITEM.match(line):
            self._take_item(line)
        elif _QUOTE.match(line):
            if self.kind is BlockKind.QUOTE:
                self.lines.append(line)
            else:
                self._start(BlockKind.QUOTE, line)
        else:
            self._take_plain(line)

    def _take_item(self, line: str) -> None:
        nested = self.kind is BlockKind.LIST_ITEM and self._is_inside(line)
        # CommonMark lets only a list that starts at 1 interrupt a paragraph.
        number = re.match(r"^ {0,3}(\d+)", line)
        if nested or (self.kind is BlockKind.PARAGRAPH and number and int(number[1]) != 1):
            self.lines.append(line)
        else:
            self._start(BlockKind.LIST_ITEM, line)

    def _is_inside(self, line: str) -> bool:
        """Whether an item line is indented enough to belong to the open item."""
        first = re.match(r"^( {0,3}(?:[-+*]|\d{1,9}[.)])[ \t]*)", self.lines[0])
        own = len(line) - len(line.lstrip())
        return first is not None and own >= min(len(first[1]), 4) and own > 0 and own >= 2

    def _take_plain(self, line: str) -> None:
        if self.kind is BlockKind.PARAGRAPH and len(self.lines) == 1 and self._is_table(line):
            self.kind = BlockKind.TABLE
            self.lines.append(line)
        elif self.kind in (BlockKind.PARAGRAPH, BlockKind.TABLE, BlockKind.QUOTE) or (
            self.kind is BlockKind.LIST_ITEM and not self.blank
        ):
            self.lines.append(line)
        elif _INDENTED.match(line):
            self._start(BlockKind.CODE, _INDENTED.sub("", line))
        else:
            self._start(BlockKind.PARAGRAPH, line)

    def _is_table(self, line: str) -> bool:
        head = self.lines[0]
        return "|" in head and bool(_DELIMITER_ROW.match(line)) and ("|" in line or head.count("|") == 1)

    def _start(self, kind: BlockKind, line: str) -> None:
        self.close()
        self.kind, self.lines = kind, [line]


class BlockSplitter:
    """Feed it text as it arrives; `blocks` grows, `open_blocks` is what may still change."""

    def __init__(self) -> None:
        self._scanner = _Scanner()
        self._rest = ""  # the last line, not yet ended

    @property
    def blocks(self) -> list[Block]:
        """The finished blocks; an element never changes again. Do not modify."""
        return self._scanner.done

    def feed(self, text: str) -> None:
        """Take more text; it may end anywhere."""
        text = self._rest + text
        held = "\r" if text.endswith("\r") else ""  # the other half of the line end may still come
        lines = text.removesuffix(held).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._rest = lines.pop() + held
        for line in lines:
            self._scanner.take(line)

    def open_blocks(self) -> list[Block]:
        """What comes after `blocks`: the open block, and one more that the unfinished line may begin."""
        scanner = self._scanner.copy()
        if self._rest:
            scanner.take(self._rest.removesuffix("\r"))
        if scanner.kind is not None:
            scanner.done.append(scanner.open_block())
        return scanner.done

    def finish(self) -> None:
        """Close everything: no more text will come."""
        if self._rest:
            self._scanner.take(self._rest.removesuffix("\r"))
            self._rest = ""
        self._scanner.close()
