"""What the engine answers instead of a reply."""

from collections.abc import Mapping
from typing import Any


class Refusal(Exception):
    """An answer with an error status.

    Args:
        status: HTTP status, used as long as no object of the reply was sent.
        text: goes into `error`, for a person to read.
        code: value of `FailureCode` for the app, "" where the text is all there is to say.
    """

    def __init__(self, status: int, text: str, code: str = "") -> None:
        super().__init__(text)
        self.status = status
        self.text = text
        self.code = code

    @property
    def body(self) -> Mapping[str, Any]:
        """The JSON object of this answer."""
        return {"error": self.text} | ({"code": self.code} if self.code else {})


class ModelStopped(Refusal):
    """The worker went away in the middle of a request; the next request starts a new one."""

    def __init__(self) -> None:
        super().__init__(500, "an error was encountered while running the model: unexpected EOF")
