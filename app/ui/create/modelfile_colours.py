"""Colours of a Modelfile while it is written."""

import re

from PySide6.QtCore import Slot
from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat, QTextDocument

from app.domain.modelfile import INSTRUCTIONS
from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role

_WORD = re.compile(r"[A-Za-z0-9_]+")
_NUMBER = re.compile(r"-?\d+(\.\d+)?|true|false", re.IGNORECASE)
_OPEN = {1: '"""', 2: '"'}
"""Which marks a block leaves open: its state."""


class ModelfileColours(QSyntaxHighlighter):
    """Goes on over line ends inside quotation marks, as the reader of Modelfiles does."""

    def __init__(self, theme: Theme, document: QTextDocument) -> None:
        super().__init__(document)
        self._theme = theme
        theme.changed.connect(self._on_theme_changed)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.rehighlight()

    def _paint(self, start: int, length: int, role: Role) -> None:
        look = QTextCharFormat()
        look.setForeground(self._theme.color(role))
        self.setFormat(start, length, look)

    def _value(self, text: str, start: int) -> None:
        value = text[start:].strip()
        if not value:
            return
        at = text.index(value, start)
        if value.startswith('"'):
            self._paint(at, len(value), "syntax_string")
            marks = '"""' if value.startswith('"""') else '"'
            is_closed = len(value) >= 2 * len(marks) and value.endswith(marks)
            self.setCurrentBlockState(0 if is_closed else 1 if marks == '"""' else 2)
        elif _NUMBER.fullmatch(value):
            self._paint(at, len(value), "syntax_number")

    def highlightBlock(self, text: str) -> None:
        state = self.previousBlockState()
        if state in _OPEN:
            self._paint(0, len(text), "syntax_string")
            self.setCurrentBlockState(0 if text.rstrip().endswith(_OPEN[state]) else state)
            return
        self.setCurrentBlockState(0)
        bare = text.lstrip()
        indent = len(text) - len(bare)
        if bare.startswith("#"):
            self._paint(indent, len(bare), "syntax_comment")
            return
        word = bare.split(None, 1)[0] if bare else ""
        if word.lower() not in INSTRUCTIONS:
            return
        self._paint(indent, len(word), "syntax_keyword")
        start = indent + len(word)
        if word.lower() in ("parameter", "message") and (named := _WORD.search(text, start)):
            self._paint(named.start(), len(named[0]), "syntax_function")
            start = named.end()
        self._value(text, start)
