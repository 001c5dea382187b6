"""What a person wants changed, as one value."""

from dataclasses import dataclass

from app.domain.options import OptionValue


@dataclass(frozen=True, slots=True)
class OptionChange:
    """A wished value of an option; None: back to its default."""

    name: str
    value: OptionValue | None
