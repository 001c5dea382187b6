"""One request as a value."""

from dataclasses import dataclass

from app.api.body import Body


@dataclass(frozen=True, slots=True)
class Call:
    """One request: where, with what, and how patient to be."""

    method: str
    path: str
    body: Body | None = None
    model: str = ""
    read_timeout_s: float | None = None
    connect_timeout_s: float = 5.0
    retry: bool = False  # once more when a kept connection turns out dead; only for what changes nothing
