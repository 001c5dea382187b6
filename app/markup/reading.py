"""How one line changes the tree: which containers go on, what begins, what its text belongs to."""

from app.markup.builder import Builder
from app.markup.lexing import UNDECIDED, UNDECIDED_TASK, Line
from app.markup.starts import NOTHING, STARTS, WHOLE_LINE, Place, start_indented_code
from app.markup.tables import table_row
from app.markup.tree import Code, Footnote, Item, Kind, Quote, Table


class LineReader:
    """Reads lines into a builder.

    Source: CommonMark 0.31.2, appendix "A parsing strategy", phase 1.
    """

    def __init__(self, builder: Builder) -> None:
        self._builder = builder

    def read(self, line: Line, *, calm: bool = False) -> None:
        """Read a line; with `calm`, nothing happens as long as it may still become too many things."""
        builder = self._builder
        depth = self._match_containers(line)
        whole = depth == len(builder.stack)
        if self._continue_formula(line, calm=calm):
            return
        if calm and self._is_undecided(line, whole):
            return
        if whole and (self._continue_code(line) or self._continue_leaf(line)):
            return
        paragraph = builder.leaf if builder.leaf is not None and builder.leaf.kind is Kind.PARAGRAPH else None
        place = Place(depth, paragraph if whole else None)
        opened = False
        while not line.blank:
            made = self._try_starts(line, place)
            if made == WHOLE_LINE:
                self._set_after_blank(False)
                return
            if made == NOTHING:
                break
            opened = True
            if calm and self._is_undecided(line, True):
                return
            place = Place(len(builder.stack), None)
        if line.blank:
            self._end_at_blank(place.depth, opened)
            return
        leaf = builder.leaf
        if not opened and leaf is not None and leaf.kind is Kind.PARAGRAPH:
            builder.add_line(leaf, line.content)  # also where a container did not go on: lazy continuation
        elif whole and not opened and isinstance(builder.block, Table):
            columns, lenient = len(builder.block.alignments), builder.dialect.lenient_tables
            cells = table_row(line.content, columns, lenient=lenient, ends=not calm)
            builder.add_to_block(builder.block, Kind.ROW, line.content, cells)
        else:
            builder.close_to(place.depth)
            builder.add_leaf(Kind.PARAGRAPH, line.content)
        self._set_after_blank(False)

    def _match_containers(self, line: Line) -> int:
        """Pass the markers of the open containers; how many of them go on with this line."""
        depth = 1
        for container in self._builder.stack[1:]:
            if isinstance(container, Item):
                if line.blank:
                    if not container.children:
                        break
                    line.skip(container.width)
                elif line.indent >= container.width:
                    line.skip(container.width)
                else:
                    break
            elif isinstance(container, Quote):
                if line.blank or line.indent > 3 or line.text[line.start] != ">":
                    break
                line.take(1)
                line.skip(1)
            elif isinstance(container, Footnote):
                if not line.blank and line.indent < 4:
                    break
                line.skip(4)
            depth += 1
        return depth

    def _is_undecided(self, line: Line, whole: bool) -> bool:
        if line.blank:
            return True
        builder = self._builder
        rest = line.content
        block, leaf = builder.block, builder.leaf
        if whole and isinstance(block, Code) and block.fence:
            return rest.strip(block.fence[0]) == ""
        if whole and leaf is not None and leaf.kind in (Kind.RAW, Kind.MATH):
            return rest in ("$", "\\")
        top = builder.stack[-1]
        if whole and isinstance(top, Item) and not top.children and UNDECIDED_TASK.match(rest):
            return True
        return line.indent < 4 and bool(UNDECIDED.match(rest))

    def _continue_code(self, line: Line) -> bool:
        """Give the line to the open code block; False when there is none or the line ends it."""
        builder = self._builder
        block = builder.block
        if not isinstance(block, Code):
            return False
        if block.fence:
            if line.indent <= 3 and _closes(block.fence, line.content):
                builder.set(block, "closed", True)
                builder.close_leaf()
            else:
                line.skip(block.fence_indent)
                builder.add_to_block(block, Kind.CODE_LINE, line.rest)
            self._set_after_blank(False)
            return True
        if line.blank:
            line.skip(4)
            builder.set(builder, "blank_lines", [*builder.blank_lines, line.rest])
            self._set_after_blank(True)
            return True
        if line.indent < 4:
            return False
        line.skip(4)
        for blank in builder.blank_lines:
            builder.add_to_block(block, Kind.CODE_LINE, blank)
        if builder.blank_lines:
            builder.set(builder, "blank_lines", [])
        builder.add_to_block(block, Kind.CODE_LINE, line.rest)
        self._set_after_blank(False)
        return True

    def _continue_formula(self, line: Line, *, calm: bool) -> bool:
        """Give the line to the formula that the open paragraph is in; False when there is none."""
        builder = self._builder
        leaf = builder.leaf
        if line.blank or not builder.formula_end or leaf is None or leaf.kind is not Kind.PARAGRAPH:
            return False
        if not (calm and line.content == builder.formula_end[0]):
            builder.add_line(leaf, line.content)
        return True

    def _continue_leaf(self, line: Line) -> bool:
        """Give the line to the open raw block or formula; False when there is none or the line ends it."""
        builder = self._builder
        leaf = builder.leaf
        if leaf is None or leaf.kind not in (Kind.RAW, Kind.MATH):
            return False
        if leaf.kind is Kind.RAW:
            end = builder.raw_end
            if end is None and line.blank:
                return False
            builder.add_line(leaf, line.rest)
            if end is not None and end.search(line.text, line.pos):
                builder.close_leaf()
        else:
            if line.blank:
                return False
            text = line.rest.rstrip(" \t")
            builder.add_line(leaf, text)
            closing = "\\]" if leaf.lines[0].startswith("\\[") else "$$"
            if text.endswith(closing):
                builder.set(builder, "leaf", None)
            elif closing in text:
                builder.set(leaf, "kind", Kind.PARAGRAPH)  # words stand behind it
        self._set_after_blank(line.blank)
        return True

    def _try_starts(self, line: Line, place: Place) -> int:
        builder = self._builder
        if line.indent >= 4:
            if builder.leaf is not None and builder.leaf.kind is Kind.PARAGRAPH:
                return NOTHING
            return start_indented_code(builder, line, place)
        for start in STARTS.get(line.text[line.start], ()):
            made = start(builder, line, place)
            if made != NOTHING:
                return made
        return NOTHING

    def _end_at_blank(self, depth: int, opened: bool) -> None:
        """A blank line closes what it does not belong to, and the paragraph or table before it."""
        builder = self._builder
        if not opened:
            builder.close_to(depth)
            builder.close_leaf()
        top = builder.stack[-1]
        self._set_after_blank(not isinstance(top, Quote) and not (opened and isinstance(top, Item)))

    def _set_after_blank(self, after_blank: bool) -> None:
        if self._builder.after_blank != after_blank:
            self._builder.set(self._builder, "after_blank", after_blank)


def _closes(fence: str, text: str) -> bool:
    """Whether a line closes a block that this fence opened."""
    stripped = text.rstrip(" \t")
    return len(stripped) >= len(fence) and stripped.strip(fence[0]) == ""
