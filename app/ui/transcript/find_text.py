"""Looking for words in the text of one message as it is shown, in small steps."""

import re
from collections.abc import Iterator, Sequence

from app.domain.conversation import Message
from app.markup.inline import Inline
from app.markup.text import MarkdownText
from app.ui.transcript.found import Hit
from app.ui.transcript.message_text import call_lines, leaf_words, parsing, plain_lines, shown_text_of
from app.ui.transcript.plain_part import split_lines
from app.ui.transcript.positions import CALL_LEAF, THOUGHT_LEAF

_LEAVES_A_STEP = 4  # their inline markup is read, which may take half a millisecond each
_SPACES = re.compile(r"\s+")
_LONG_WORD = re.compile(r"[A-Za-z0-9]+")
_PARTED = re.compile(r"[^\w\s]+|_+")
_TICKS = re.compile(r"\s?`+\s?")  # code loses one space at each end
_SHORT = 2
_UNSPACED = "\u0e00"  # scripts from here on, Thai first, put no spaces between words
_ODD = re.compile(r"[&<\[]")
"""What may put other letters between those that stand together, or make letters that are not written."""


class Needle:
    """Words that are looked for, any of several; white space stands for any white space."""

    def __init__(self, *words: str, match_case: bool = False) -> None:
        flags = 0 if match_case else re.IGNORECASE
        self._pattern = re.compile("|".join(map(_any_space, words)), flags)
        longest = [max(_LONG_WORD.findall(each), key=len, default="") for each in words]
        self._word = re.compile("|".join(longest), flags) if all(longest) else None

    @classmethod
    def of_written(cls, words: Sequence[str]) -> "Needle":
        """For words as Markdown has them: also without its marks, and a letter or two only begin a word."""
        bare = [each for word in words if (each := _PARTED.sub("", word)).strip()]
        every = sorted({*words, *bare}, key=lambda each: (-len(each), each))
        needle = cls(*every)
        needle._pattern = re.compile("|".join(map(_from_word, every)), re.IGNORECASE)
        return needle

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it stands in a text."""
        for found in self._pattern.finditer(text):
            if found.end() > found.start():
                yield found.span()

    def may_be_in(self, source: str) -> bool:
        """Whether a text could show it, told from its Markdown without reading that."""
        if self._word is None or _ODD.search(source):
            return True
        if self._word.search(source) or self._word.search(_PARTED.sub("", source)):
            return True
        return "`" in source and self._word.search(_PARTED.sub("", _TICKS.sub("", source))) is not None


def _any_space(words: str) -> str:
    return r"\s+".join(map(re.escape, _SPACES.split(words)))


def _from_word(words: str) -> str:
    pattern = _any_space(words)
    if len(words) > _SHORT or not words.isalnum() or words >= _UNSPACED:
        return pattern
    return rf"(?<![^\W_]){pattern}" + (r"(?![^\W_])" if len(words) == 1 else "")


def line_hits(lines: Sequence[str], first_leaf: int, needle: Needle) -> list[Hit]:
    """The hits in plain lines."""
    return [
        Hit(first_leaf + number, start, end)
        for number, line in enumerate(lines)
        for start, end in needle.spans(line)
    ]


def leaf_hits(text: MarkdownText, first: int, stop: int, needle: Needle) -> list[Hit]:
    """The hits in some leaves of a text; the markup of those that cannot have any is not read."""
    return [
        Hit(number, start, end)
        for number, leaf in enumerate(text.leaves[first:stop], first)
        if needle.may_be_in("\n".join(leaf.cells) if leaf.cells else leaf.text)
        for start, end in needle.spans(leaf_words(text, leaf))
    ]


def message_hits(message: Message, needle: Needle, inline: Inline) -> Iterator[list[Hit] | None]:
    """Look through a message; the last step gives all hits."""
    if message.role == "user":
        is_shown = bool(message.content) or not message.attachments
        yield line_hits(plain_lines(message), 0, needle) if is_shown else []
        return
    hits = line_hits(split_lines(message.thinking), THOUGHT_LEAF, needle) if message.thinking else []
    hits += line_hits(call_lines(message), CALL_LEAF, needle)
    if not needle.may_be_in(message.content):
        yield hits
        return
    text: MarkdownText | None = None
    for text in parsing(shown_text_of(message), inline):
        if text is None:
            yield None
    assert text is not None
    count = len(text.leaves)
    for first in range(0, count, _LEAVES_A_STEP):
        hits += leaf_hits(text, first, min(count, first + _LEAVES_A_STEP), needle)
        yield None
    yield hits
