"""Names of programming languages as people write them."""

from app.markup.lexers import language_name


def language_title(language: str) -> str:
    """The name of the language of a fence ("Python"), or the word of the fence where it is not known."""
    return language_name(language) or language
