"""Addresses of links and images as people see them."""

from PySide6.QtCore import QUrl

from app.markup.link_policy import encode_address


def shown_address(address: str) -> str:
    """An address as it is shown: the host in punycode, nothing invisible in it."""
    url = QUrl(address.strip())
    if url.isValid() and url.host():
        return bytes(url.toEncoded().data()).decode("ascii", "replace")
    return encode_address(address)
