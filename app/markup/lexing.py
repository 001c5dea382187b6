"""One line of markdown read column by column, and the shapes with which blocks begin."""

import re

_WHITE = re.compile(r"[ \t]*")

THEMATIC_BREAK = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$")
ATX_HEADING = re.compile(r"(#{1,6})(?:[ \t]+|$)")
ATX_CLOSING = re.compile(r"(?:^|[ \t]+)#+[ \t]*$")
SETEXT_UNDERLINE = re.compile(r"(=+|-+)[ \t]*$")
BULLET = re.compile(r"([*+-])(?=[ \t]|$)")
NUMBER = re.compile(r"([0-9]{1,9})([.)])(?=[ \t]|$)")
OPENING_FENCE = re.compile(r"(`{3,})(?=[^`]*$)|(~{3,})")
FOOTNOTE = re.compile(r"\[\^([^\]\[\s]{1,200})\]:")
TASK = re.compile(r"\[([ xX])\][ \t]+(?=[^ \t])")

# What a line that has only begun may still turn into too many things to be shown: see Parser.calm.
UNDECIDED = re.compile(
    r"(?:#{1,6}|[-+*=_][-+*=_ \t]*|[0-9]{1,9}[.)]?[ \t]*|`{1,2}|~{1,2}|\$|\\\[?|[|:-][-:| \t]*"
    r"|<(?:!-?|[?/])?|</?[A-Za-z][A-Za-z0-9-]*(?:[ \t][^<>]{0,80})?>?[ \t]*)$"
)
UNDECIDED_TASK = re.compile(r"\[[ xX]?\]?[ \t]*$")

_TAG_NAMES = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl"
    "|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link"
    "|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th"
    "|thead|title|tr|track|ul"
)
_ATTRIBUTE = (
    r"""[ \t\n]+[a-zA-Z_:][a-zA-Z0-9_.:-]*(?:[ \t\n]*=[ \t\n]*(?:[^ \t\n"'=<>`]+|'[^']*'|"[^"]*"))?"""
)
OPEN_TAG = rf"<[A-Za-z][A-Za-z0-9-]*(?:{_ATTRIBUTE})*[ \t\n]*/?>"
CLOSE_TAG = r"</[A-Za-z][A-Za-z0-9-]*[ \t\n]*>"

# CommonMark 0.31.2, section 4.6: start and end conditions 1 to 7; no end means the next blank line.
HTML_STARTS: tuple[tuple[re.Pattern[str], re.Pattern[str] | None], ...] = (
    (
        re.compile(r"<(?:script|pre|textarea|style)(?:[ \t>]|$)", re.IGNORECASE),
        re.compile(r"</(?:script|pre|textarea|style)>", re.IGNORECASE),
    ),
    (re.compile(r"<!--"), re.compile(r"-->")),
    (re.compile(r"<\?"), re.compile(r"\?>")),
    (re.compile(r"<![A-Za-z]"), re.compile(r">")),
    (re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")),
    (re.compile(rf"</?(?:{_TAG_NAMES})(?:[ \t]|/?>|$)", re.IGNORECASE), None),
    (re.compile(rf"(?:{OPEN_TAG}|{CLOSE_TAG})[ \t]*$"), None),
)
# The tags that a reply may use are inline markup, so a line of nothing else is a paragraph.
SHOWN_TAG = re.compile(r"</?(?:br|sub|sup|kbd)[ \t]*/?>", re.IGNORECASE)


class Line:
    """A cursor over one line, without its ending.

    Attributes:
        text, pos: what is left of the line is `text[pos:]`.
        column: column of `pos`, from 0, with tab stops every 4 columns.
        indent: columns of spaces and tabs at `pos`.
        start: position of the first character that is neither; the length of the text when there is none.
        blank: there is none.
    """

    __slots__ = ("blank", "column", "indent", "pos", "start", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.pos = 0
        self.column = 0
        self._measure()

    @property
    def rest(self) -> str:
        """What is left, with its indentation."""
        return self.text[self.pos :]

    @property
    def content(self) -> str:
        """What is left, without its indentation."""
        return self.text[self.start :]

    def skip(self, columns: int) -> None:
        """Pass at most so many columns of indentation; a tab cut in half leaves spaces."""
        text, pos, column = self.text, self.pos, self.column
        target = column + min(columns, self.indent)
        while column < target:
            width = 1 if text[pos] == " " else 4 - column % 4
            if column + width > target:
                self.text = " " * (column + width - target) + text[pos + 1 :]
                pos, column = 0, target
                break
            pos += 1
            column += width
        self.pos, self.column = pos, column
        self._measure()

    def take(self, length: int) -> None:
        """Pass the indentation and so many characters behind it."""
        self.column += self.indent + length
        self.pos = self.start + length
        self._measure()

    def _measure(self) -> None:
        text = self.text
        match = _WHITE.match(text, self.pos)
        self.start = match.end() if match else self.pos
        if text.find("\t", self.pos, self.start) < 0:
            self.indent = self.start - self.pos
        else:
            column = self.column
            for character in text[self.pos : self.start]:
                column += 1 if character == " " else 4 - column % 4
            self.indent = column - self.column
        self.blank = self.start == len(text)
