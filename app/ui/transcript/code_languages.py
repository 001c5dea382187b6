"""Which languages a reader gave to the code blocks of a view, and which ones stood there already."""

from collections.abc import Callable, Iterable

from app.markup.tree import Code


class CodeLanguages:
    """Of all messages of a view: what was given stays while blocks are let go and made again."""

    def __init__(self, on_given: Callable[[], None]) -> None:
        """Know nothing yet.

        Args:
            on_given: called when the reader gave a language to a block.
        """
        self.given: dict[tuple[str, int], str] = {}  # by message and line
        self.seen: dict[str, None] = {}  # words behind fences, in the order in which they came
        self.on_given = on_given

    def of_message(self, message_id: str) -> "MessageLanguages":
        """The languages of the blocks in one message."""
        return MessageLanguages(self, message_id)


class MessageLanguages:
    """Knows blocks by the line that they begin on, which stays when the text is read again."""

    def __init__(self, languages: CodeLanguages, message_id: str) -> None:
        self._languages = languages
        self._message_id = message_id

    @property
    def seen(self) -> Iterable[str]:
        """The words behind the fences of this view so far."""
        return self._languages.seen

    def of(self, code: Code) -> str:
        """A word for the language of a block: what the reader gave, else what the writer wrote."""
        return self._languages.given.get((self._message_id, code.line), code.language)

    def note(self, code: Code) -> None:
        """A block is there, the line of its fence being finished."""
        if code.language:
            self._languages.seen[code.language] = None

    def give(self, code: Code, language: str) -> None:
        """Let a block be in this language."""
        self._languages.given[self._message_id, code.line] = language
        self._languages.on_given()
