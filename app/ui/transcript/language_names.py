"""Names of programming languages as people write them."""

from PySide6.QtCore import QCoreApplication

from app.markup.lexers import language_name

PLAIN = "text"
"""The word for what is in no language."""
_PLAIN_NAME = "Text only"  # Pygments has it so


def language_title(language: str) -> str:
    """The name of the language of a fence ("Python"), or the word of the fence where it is not known."""
    name = language_name(language)
    if name == _PLAIN_NAME:
        return QCoreApplication.translate("Transcript", "Plain text")
    return name or language
