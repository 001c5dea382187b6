"""Names of programming languages as people write them."""

from functools import lru_cache

from pygments.lexers import find_lexer_class_by_name
from pygments.util import ClassNotFound


@lru_cache(maxsize=64)
def language_title(language: str) -> str:
    """The name of the language of a fence ("Python"), or the word of the fence where it is not known."""
    try:
        return str(find_lexer_class_by_name(language).name) if language else ""
    except ClassNotFound:
        return language
