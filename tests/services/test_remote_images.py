"""Images of other hosts: fetched when they are wanted, and only once at a time."""

from typing import Any

import pytest

from app.domain.remote_image import ImageFetchFault
from app.services.remote_images import RemoteImages
from tests.helpers.services import heard

pytestmark = pytest.mark.usefixtures("loop")

HERE = "http://127.0.0.1:9/a.png"
"""Of this computer, from which nothing is ever fetched."""


async def test_what_is_on_its_way_is_not_fetched_again(loop: Any) -> None:
    images = RemoteImages()
    fetched = heard(images.fetched)
    for address in (HERE, HERE, f"{HERE}?other"):
        images.fetch(address)
    other = await fetched.until(lambda image: image.address != HERE)
    first = await fetched.until(lambda image: image.address == HERE)
    assert (first.fault, other.fault) == (ImageFetchFault.PRIVATE, ImageFetchFault.PRIVATE)
    assert len(fetched.values) == 2
    images.fetch(HERE)
    await fetched.until(lambda _: len(fetched.values) == 3)
    await images.aclose()
