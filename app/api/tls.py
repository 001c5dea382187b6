"""Whose certificate is accepted: what the system trusts, an own authority, or one certificate only."""

import socket
import ssl
from hashlib import sha256
from typing import Any

import certifi

from app.api.errors import ServerUnreachable, UnreachableCause
from app.api.hosts import ServerAddress
from app.api.threads import in_thread
from app.domain.server_profile import TlsTrust

FINGERPRINT_TIMEOUT_S = 5.0


def tls_context_for(address: ServerAddress, trust: TlsTrust) -> ssl.SSLContext:
    """Trust what the system trusts (company authorities) and certifi's list (systems without one).

    For https it reads files; for http it knows no authority and is cheap to make.

    Raises:
        ServerUnreachable: the file of the own authority cannot be used.
    """
    if address.scheme != "https":
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if trust.pinned_sha256:
        return _pinned_context(trust.pinned_sha256)
    context = system_context()
    if trust.ca_file:
        try:
            context.load_verify_locations(trust.ca_file)
        except OSError as error:
            raise ServerUnreachable(UnreachableCause.TLS, f"{trust.ca_file}: {error}") from error
        # The file may hold the server's own certificate instead of its authority's.
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


def system_context() -> ssl.SSLContext:
    """Trust what the system trusts and certifi's list. Reads files for some 50 ms."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


async def fingerprint_of(address: ServerAddress) -> str:
    """The SHA-256 of the certificate that a server shows, 64 hex digits; "" where it shows none.

    Nothing is sent, and nothing is said about whose certificate it is.
    """
    try:
        return await in_thread(lambda: _fingerprint(address), "certificate")
    except OSError:
        return ""


def check_authority_file(path: str) -> None:
    """Look whether a file can be used as `TlsTrust.ca_file`.

    Raises:
        OSError: it cannot be read, or holds no certificate.
    """
    ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)


class _PinnedContext(ssl.SSLContext):
    pinned_sha256: str


class _PinnedObject(ssl.SSLObject):
    """A TLS connection over memory, as asyncio makes it."""

    def do_handshake(self) -> None:
        super().do_handshake()
        _check_pin(self.context, self.getpeercert(binary_form=True))


class _PinnedSocket(ssl.SSLSocket):
    """A TLS connection over a socket, as threads use it."""

    def do_handshake(self, block: bool = False) -> None:
        super().do_handshake(block)
        _check_pin(self.context, self.getpeercert(binary_form=True))


def _pinned_context(pinned_sha256: str) -> ssl.SSLContext:
    """Accept one certificate only, which is looked at before anything of ours is sent."""
    context = _PinnedContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.pinned_sha256 = pinned_sha256
    context.sslobject_class = _PinnedObject
    context.sslsocket_class = _PinnedSocket
    return context


def _check_pin(context: Any, certificate: bytes | None) -> None:
    if certificate is None or sha256(certificate).hexdigest() != context.pinned_sha256:
        raise ssl.SSLCertVerificationError(1, "the server has another certificate now than the accepted one")


def _fingerprint(address: ServerAddress) -> str:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    place = (address.host, address.port)
    with (
        socket.create_connection(place, FINGERPRINT_TIMEOUT_S) as plain,
        context.wrap_socket(plain, server_hostname=address.host) as connection,
    ):
        certificate = connection.getpeercert(binary_form=True)
    return sha256(certificate).hexdigest() if certificate else ""
