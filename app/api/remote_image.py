"""One image from a public host: no cookies, no credentials, never from the network around this computer."""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable
from urllib.parse import urljoin, urlsplit

import httpx

from app.api.threads import in_thread
from app.api.tls import system_context
from app.domain.remote_image import IMAGE_TIMEOUT_S, MOST_IMAGE_BYTES, ImageFetchFault, RemoteImage

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Awaitable[list[str]]]

_MOST_REDIRECTS = 5
_PORTS = {"http": 80, "https": 443}
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_HEADERS = {"Accept": "image/*", "Accept-Encoding": "identity", "User-Agent": "Arriero"}


class _Refused(Exception):
    def __init__(self, fault: ImageFetchFault, status: int = 0) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.status = status


def is_public(address: Address) -> bool:
    """Whether an address is out in the internet, also where it is an IPv4 address in the form of IPv6."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


async def resolved(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system knows them.

    Raises:
        OSError: there is none.
    """
    found = await in_thread(lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM), "look-up")
    return [str(entry[4][0]) for entry in found]


async def fetch_image(
    address: str,
    *,
    resolve: Resolver = resolved,
    allows: Callable[[Address], bool] = is_public,
    most_bytes: int = MOST_IMAGE_BYTES,
    timeout_s: float = IMAGE_TIMEOUT_S,
) -> RemoteImage:
    """Get the bytes behind an address.

    Every host, that of a redirect too, is resolved first; all its addresses must be allowed, and the
    connection goes to the one that was looked at. Proxies are passed by: they would resolve it again.

    Returns:
        The bytes, whatever they are, or the fault; nothing is raised.
    """
    try:
        async with asyncio.timeout(timeout_s):
            context = await in_thread(system_context, "certificates")
            async with _client(context) as client:
                return RemoteImage(address, await _followed(client, address, resolve, allows, most_bytes))
    except _Refused as refused:
        return RemoteImage(address, fault=refused.fault, status=refused.status)
    except TimeoutError:
        return RemoteImage(address, fault=ImageFetchFault.TIMEOUT)
    except (httpx.HTTPError, httpx.InvalidURL, OSError):
        return RemoteImage(address, fault=ImageFetchFault.UNREACHABLE)
    except ValueError:  # of the parts of an address
        return RemoteImage(address, fault=ImageFetchFault.ADDRESS)


def _client(context: ssl.SSLContext) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        verify=context, trust_env=False, follow_redirects=False, headers=_HEADERS, timeout=None
    )


async def _followed(
    client: httpx.AsyncClient,
    address: str,
    resolve: Resolver,
    allows: Callable[[Address], bool],
    most_bytes: int,
) -> bytes:
    for _ in range(_MOST_REDIRECTS + 1):
        request = await _request(client, address, resolve, allows)
        response = await client.send(request, stream=True)
        try:
            if response.is_redirect:
                address = urljoin(address, response.headers.get("Location", ""))
                continue
            if response.status_code != httpx.codes.OK:
                raise _Refused(ImageFetchFault.STATUS, response.status_code)
            return await _body(response, most_bytes)
        finally:
            await response.aclose()
    raise _Refused(ImageFetchFault.REDIRECTS)


async def _request(
    client: httpx.AsyncClient, address: str, resolve: Resolver, allows: Callable[[Address], bool]
) -> httpx.Request:
    """A request to the very address that was checked, with the name of its host beside it."""
    parts = urlsplit(address)
    if parts.scheme not in _PORTS or not parts.hostname or parts.username or parts.password:
        raise _Refused(ImageFetchFault.ADDRESS)
    port = parts.port or _PORTS[parts.scheme]
    host = parts.hostname.encode("idna").decode("ascii") if not parts.hostname.isascii() else parts.hostname
    found = [ipaddress.ip_address(text.partition("%")[0]) for text in await resolve(host, port)]
    if not found:
        raise _Refused(ImageFetchFault.UNREACHABLE)
    if not all(allows(each) for each in found):
        raise _Refused(ImageFetchFault.PRIVATE)
    url = httpx.URL(address).copy_with(host=str(found[0]), fragment=None)
    shown = f"[{host}]" if ":" in host else host
    named = shown if port == _PORTS[parts.scheme] else f"{shown}:{port}"
    return client.build_request("GET", url, headers={"Host": named}, extensions={"sni_hostname": host})


async def _body(response: httpx.Response, most_bytes: int) -> bytes:
    said = response.headers.get("Content-Length", "")
    if said.isdigit() and int(said) > most_bytes:
        raise _Refused(ImageFetchFault.TOO_LARGE)
    pieces: list[bytes] = []
    size = 0
    async for piece in response.aiter_raw():
        size += len(piece)
        if size > most_bytes:
            raise _Refused(ImageFetchFault.TOO_LARGE)
        pieces.append(piece)
    return b"".join(pieces)
