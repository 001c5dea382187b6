"""Images of replies that lie on other hosts."""

from dataclasses import dataclass
from enum import StrEnum

MOST_IMAGE_BYTES = 20_000_000
IMAGE_TIMEOUT_S = 10.0


class ImageFetchFault(StrEnum):
    """Why an image was not fetched."""

    ADDRESS = "address"  # not http or https, or with a name and password
    PRIVATE = "private"  # it leads to this computer or the network around it
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    STATUS = "status"  # the server refused it
    TOO_LARGE = "too_large"  # more than MOST_IMAGE_BYTES
    REDIRECTS = "redirects"  # sent on and on


@dataclass(frozen=True, slots=True)
class RemoteImage:
    """What became of an address: its bytes, or why there are none."""

    address: str
    data: bytes = b""
    fault: ImageFetchFault | None = None
    status: int = 0


@dataclass(frozen=True, slots=True)
class ImageToSave:
    """An image of a reply, and the place a person chose for it."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class ImageSaved:
    """What became of saving it; `reason` is the system's, empty where it is there."""

    path: str
    reason: str = ""
