"""One image from a public host, and everything that is refused."""

import asyncio
import ipaddress
import sys
from collections.abc import Callable

import pytest

from app.api.remote_image import Address, fetch_image, is_public, resolved
from app.domain.remote_image import ImageFetchFault, RemoteImage
from tests.helpers.http_server import Exchange, HttpServer

LOOPBACK = ipaddress.ip_address("127.0.0.1")
PNG = b"\x89PNG and more"


def only_loopback(address: Address) -> bool:
    return address == LOOPBACK


async def on_loopback(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


async def body(exchange: Exchange, data: bytes, headers: list[tuple[str, str]] | None = None) -> None:
    said = headers if headers is not None else [("Content-Length", str(len(data)))]
    await exchange.head(200, said)
    await exchange.raw(data)


async def answered(
    path: str, handle: Callable[[Exchange], object], **options: object
) -> tuple[RemoteImage, HttpServer]:
    """What became of a path on a host whose name leads to loopback here, where that is allowed."""

    async def serve(exchange: Exchange) -> None:
        exchange.keep_open = False
        await handle(exchange)  # type: ignore[misc]

    async with HttpServer(serve) as server:
        address = f"http://pictures.example:{server.port}{path}"
        found = await fetch_image(
            address,
            resolve=on_loopback,
            allows=only_loopback,
            **options,  # type: ignore[arg-type]
        )
    return found, server


async def redirect(exchange: Exchange, target: str) -> None:
    await exchange.head(302, [("Location", target), ("Content-Length", "0")])


def test_an_image_comes_with_nothing_that_names_the_person() -> None:
    found, server = asyncio.run(answered("/a.png?x=1", lambda exchange: body(exchange, PNG)))
    assert found == RemoteImage(found.address, PNG)
    request = server.requests[0]
    assert request.path == "/a.png?x=1"
    assert request.header("Host") == f"pictures.example:{server.port}"
    assert {name.lower() for name, _ in request.headers} <= {
        "host",
        "accept",
        "accept-encoding",
        "user-agent",
        "connection",
    }


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "ftp://example.org/a.png",
        "javascript:x",
        "//example.org/a.png",
        "http://",
        "http://name:secret@example.org/a.png",
        "http://name@example.org/a.png",
        "http://[::1/a.png",
        "http://example.org:99999/",
        "",
    ],
)
def test_other_addresses_are_refused_unresolved(address: str) -> None:
    asked: list[str] = []

    async def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return []

    found = asyncio.run(fetch_image(address, resolve=resolve))
    assert found.fault is ImageFetchFault.ADDRESS
    assert not asked


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0",
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "192.0.2.1", "2001:db8::1",
    ],
)  # fmt: skip
def test_addresses_around_this_computer_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_others_are(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f000001", "127.1"])
def test_loopback_is_refused_by_whatever_name(host: str) -> None:
    async def serve(exchange: Exchange) -> None:
        await body(exchange, PNG)

    async def run() -> tuple[RemoteImage, int]:
        async with HttpServer(serve) as server:
            return await fetch_image(f"http://{host}:{server.port}/"), len(server.requests)

    found, requests = asyncio.run(run())
    assert found.fault in (ImageFetchFault.PRIVATE, ImageFetchFault.UNREACHABLE)
    assert not requests


def test_one_private_address_among_several_is_enough_to_refuse() -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return ["1.1.1.1", "10.0.0.1"]

    found = asyncio.run(fetch_image("http://example.org/", resolve=resolve))
    assert found.fault is ImageFetchFault.PRIVATE


def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    answers = [["127.0.0.1"], ["10.0.0.1"]]

    async def resolve(host: str, port: int) -> list[str]:
        return answers.pop(0)

    async def serve(exchange: Exchange) -> None:
        await body(exchange, PNG)

    async def run() -> RemoteImage:
        async with HttpServer(serve) as server:
            address = f"http://pictures.example:{server.port}/"
            return await fetch_image(address, resolve=resolve, allows=only_loopback)

    assert asyncio.run(run()).data == PNG
    assert len(answers) == 1  # looked up once


def test_a_redirect_is_followed_and_checked_again() -> None:
    async def handle(exchange: Exchange) -> None:
        if exchange.request.path == "/a":
            await redirect(exchange, "/b")
        else:
            await body(exchange, PNG)

    found, server = asyncio.run(answered("/a", handle))
    assert found.data == PNG
    assert [request.path for request in server.requests] == ["/a", "/b"]


@pytest.mark.parametrize(
    ("target", "fault"),
    [
        ("http://10.0.0.1/x", ImageFetchFault.PRIVATE),
        ("http://169.254.169.254/latest/meta-data", ImageFetchFault.PRIVATE),
        ("http://[::1]/x", ImageFetchFault.PRIVATE),
        ("file:///etc/passwd", ImageFetchFault.ADDRESS),
        ("http://user:word@pictures.example/", ImageFetchFault.ADDRESS),
    ],
)
def test_a_redirect_to_somewhere_private_ends_it(target: str, fault: ImageFetchFault) -> None:
    async def run() -> RemoteImage:
        async def serve(exchange: Exchange) -> None:
            await redirect(exchange, target)

        async def resolve(host: str, port: int) -> list[str]:
            return ["127.0.0.1"] if host == "pictures.example" else await resolved(host, port)

        async with HttpServer(serve) as server:
            address = f"http://pictures.example:{server.port}/"
            return await fetch_image(address, resolve=resolve, allows=only_loopback_but_here)

    seen: list[Address] = []

    def only_loopback_but_here(address: Address) -> bool:
        seen.append(address)
        return address == LOOPBACK

    assert asyncio.run(run()).fault is fault


def test_a_circle_of_redirects_ends() -> None:
    found, server = asyncio.run(answered("/a", lambda exchange: redirect(exchange, "/a")))
    assert found.fault is ImageFetchFault.REDIRECTS
    assert len(server.requests) == 6


@pytest.mark.parametrize("headers", [None, []])
def test_too_much_is_refused_said_or_not(headers: list[tuple[str, str]] | None) -> None:
    found, _ = asyncio.run(
        answered("/a", lambda exchange: body(exchange, b"x" * 5000, headers), most_bytes=4000)
    )
    assert found.fault is ImageFetchFault.TOO_LARGE


def test_silence_ends_after_its_time() -> None:
    async def silent(exchange: Exchange) -> None:
        await asyncio.Event().wait()

    found, _ = asyncio.run(answered("/a", silent, timeout_s=0.2))
    assert found.fault is ImageFetchFault.TIMEOUT


def test_a_refusal_keeps_its_number() -> None:
    found, _ = asyncio.run(answered("/a", lambda exchange: exchange.head(404, [("Content-Length", "0")])))
    assert (found.fault, found.status) == (ImageFetchFault.STATUS, 404)


def test_nobody_there_is_unreachable() -> None:
    async def resolve(host: str, port: int) -> list[str]:
        raise OSError

    found = asyncio.run(fetch_image("https://nowhere.example/", resolve=resolve))
    assert found.fault is ImageFetchFault.UNREACHABLE


def test_certificates_are_read_beside_the_loop() -> None:
    """The lists of authorities take some 50 ms, and this thread is that of the window."""
    called: set[str] = set()

    def note(_frame: object, event: str, argument: object) -> None:
        if event == "c_call":
            called.add(getattr(argument, "__name__", ""))

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        found, _ = asyncio.run(answered("/a.png", lambda exchange: body(exchange, PNG)))
    finally:
        sys.setprofile(before)
    assert found.data == PNG
    assert "sock_connect" in called or "connect" in called, "something was noted"
    assert not called & {"load_verify_locations", "set_default_verify_paths"}
