"""From what a person edited to a server that can be spoken to, or the reason why not."""

from dataclasses import dataclass

from app.api.hosts import BadAddress, ServerAddress, parse_address
from app.api.threads import in_thread
from app.domain.failure import Failure, FailureCode
from app.domain.server_profile import AddressReading, ServerDraft, ServerProfile, ServerSecrets
from app.services.server_choice import ServerChoice


class DraftRefused(Exception):
    """The server cannot be used as it was edited; `failure` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.code)
        self.failure = failure


@dataclass(frozen=True, slots=True)
class CheckedDraft:
    """An edited server whose parts are all usable."""

    choice: ServerChoice
    secrets: ServerSecrets


def is_plain(address: ServerAddress) -> bool:
    """Whether what is sent there can be read by anybody between: http to another computer."""
    return address.scheme == "http" and not address.is_loopback


def read_address(text: str) -> AddressReading:
    """What a typed address means."""
    try:
        address = parse_address(text)
    except BadAddress as error:
        return AddressReading(text, failure=error.failure)
    return AddressReading(text, address.url, address.scheme == "https", is_plain(address))


def keeps_something(draft: ServerDraft) -> bool:
    """Whether a stored token or header is to stay as it is."""
    return draft.token is None or any(header.value is None for header in draft.headers)


def merged_secrets(
    draft: ServerDraft, address: ServerAddress, before: ServerProfile | None, stored: ServerSecrets
) -> ServerSecrets:
    """The secrets after an edit. What is stored stays with its origin and never follows elsewhere."""
    try:
        is_same = before is not None and parse_address(before.address).origin == address.origin
    except BadAddress:
        is_same = False
    kept = stored if is_same else ServerSecrets()
    values = dict(kept.headers)
    headers = []
    for header in draft.headers:
        value = values.get(header.name) if header.value is None else header.value
        if header.name and value is not None:
            headers.append((header.name, value))
    return ServerSecrets(kept.token if draft.token is None else draft.token.strip(), tuple(headers))


async def checked_draft(
    draft: ServerDraft, before: ServerProfile | None, stored: ServerSecrets
) -> CheckedDraft:
    """Look through an edited server.

    Raises:
        DraftRefused: an address, token, header or file that cannot be used, or secrets that would go
            unencrypted without anybody having said so.
    """
    try:
        address = parse_address(draft.address)
    except BadAddress as error:
        raise DraftRefused(error.failure) from error
    secrets = merged_secrets(draft, address, before, stored)
    choice = ServerChoice(
        address,
        is_explicit=True,
        profile_id=draft.id,
        name=draft.name.strip(),
        secrets=secrets,
        trust=draft.trust,
        timeouts=draft.timeouts,
    )
    _check_secrets(choice)
    if draft.trust.ca_file:
        # OpenSSL takes 5 MB: only a server that wants it loads it.
        from app.api.tls import check_authority_file

        try:
            await in_thread(lambda: check_authority_file(draft.trust.ca_file), "authority")
        except OSError as error:
            failure = Failure(FailureCode.AUTHORITY_INVALID, address.url, detail=draft.trust.ca_file)
            raise DraftRefused(failure) from error
    if secrets and is_plain(address) and not draft.plain_accepted:
        raise DraftRefused(Failure(FailureCode.SECRET_UNENCRYPTED, address.url))
    return CheckedDraft(choice, secrets)


def _check_secrets(choice: ServerChoice) -> None:
    """Make sure that token and headers can be sent; none of their values gets into the failure."""
    url = choice.address.url
    try:
        ServerChoice(choice.address, secrets=ServerSecrets(choice.secrets.token)).client()
    except ValueError:
        raise DraftRefused(Failure(FailureCode.TOKEN_INVALID, url)) from None
    for name, value in choice.secrets.headers:
        try:
            ServerChoice(choice.address, secrets=ServerSecrets(headers=((name, value),))).client()
        except ValueError:
            raise DraftRefused(Failure(FailureCode.HEADER_INVALID, url, detail=name)) from None
