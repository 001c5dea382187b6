"""The form in which words for a failure are written down."""

from enum import StrEnum
from typing import NamedTuple


class Action(StrEnum):
    """What a notice offers; the pane that shows it knows how to do it."""

    RETRY = "retry"
    LOOK_AGAIN = "look_again"
    CHANGE_SERVER = "change_server"
    CHOOSE_MODEL = "choose_model"


class FailureText(NamedTuple):
    """The words for one failure: a title without full stop, one or two sentences, the offers."""

    title: str
    explanation: str
    actions: tuple[Action, ...] = ()


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Mark a text for translation; Qt's own function says that it returns an object."""
    return text
