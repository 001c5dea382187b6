"""Why a transfer failed, told apart by the texts that servers and registries send.

Source of the texts: Ollama API reference, recordings of a real server, and ollama/ollama (`server/images.go`,
`server/download.go`, `server/upload.go`). They are display texts: what is not known keeps its own words.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from app.domain.failure import Failure, FailureCode


class TroubleCode(StrEnum):
    """What stands between a transfer and its end."""

    NOT_FOUND = "not_found"  # no such model or tag at the registry, or it is private
    SERVER_TOO_OLD = "server_too_old"  # for this model
    NO_NETWORK = "no_network"  # the server does not get out
    NO_REGISTRY = "no_registry"  # nothing listens where the name says
    PLAIN_REGISTRY = "plain_registry"  # the registry speaks http only: wants `insecure`
    BAD_CERTIFICATE = "bad_certificate"  # the server does not trust that of the registry
    NO_REDIRECT = "no_redirect"  # the registry serves blobs in a way that servers refuse
    BAD_NAME = "bad_name"
    REGISTRY_SIGN_IN = "registry_sign_in"  # 401, or "access denied" of a push
    REGISTRY_FORBIDDEN = "registry_forbidden"  # 403
    REGISTRY_LIMIT = "registry_limit"  # 429
    REGISTRY_ERROR = "registry_error"  # 5xx; `detail` has its words
    SOURCE_LOST = "source_lost"  # the download kept failing for about a minute
    DISK_FULL = "disk_full"  # on the server
    DAMAGED = "damaged"  # the digest of what came is another
    MODEL_MISSING = "model_missing"  # to push: the server does not have it
    NEEDS_MLX = "needs_mlx"
    NOT_OFFERED = "not_offered"  # the server has no such call: the built-in engine
    NOT_SIGNED_IN = "not_signed_in"  # of the server, at the default registry; nothing was sent
    NO_NAMESPACE = "no_namespace"  # nobody can push to the library; nothing was sent
    OTHER_NAMESPACE = "other_namespace"  # than that of `account`; nothing was sent
    ACCOUNT_UNKNOWN = "account_unknown"  # the server could not ask; nothing was sent
    NAME_TAKEN = "name_taken"  # a copy under the right name would replace another model
    SERVER_GONE = "server_gone"  # the remembered server is not in the list any more
    FAILURE = "failure"  # between us and the server: `failure` says what
    OTHER = "other"  # `detail` has the server's words


@dataclass(frozen=True, slots=True)
class Trouble:
    """What happened, with the values that its words need.

    `detail` is text of a server, shown as plain text; `signin_url` an address of ollama.com, or empty;
    `account` the name that the server is signed in with.
    """

    code: TroubleCode
    detail: str = ""
    failure: Failure | None = None
    signin_url: str = ""
    account: str = ""


LOST = frozenset(
    {
        FailureCode.SERVER_REFUSED,
        FailureCode.SERVER_NAME_UNKNOWN,
        FailureCode.SERVER_TIMEOUT,
        FailureCode.SERVER_UNREACHABLE,
        FailureCode.SERVER_BEHIND_PROXY,
        FailureCode.SERVER_SILENT,
        FailureCode.CONNECTION_LOST,
        FailureCode.SERVER_BUSY,
    }
)
"""Failures that may be over by themselves: worth another try."""

_STATUSES = {
    "401": TroubleCode.REGISTRY_SIGN_IN,
    "403": TroubleCode.REGISTRY_FORBIDDEN,
    "404": TroubleCode.NOT_FOUND,
    "412": TroubleCode.SERVER_TOO_OLD,
    "429": TroubleCode.REGISTRY_LIMIT,
}
_STATUS = re.compile(r"(?:pull model manifest: )?([45][0-9][0-9])\b")
# The first that is found counts: a full disk and the end of all tries carry other texts behind them.
_TEXTS = (
    ("no space left on device", TroubleCode.DISK_FULL),
    ("not enough space on the disk", TroubleCode.DISK_FULL),  # Windows
    ("max retries exceeded", TroubleCode.SOURCE_LOST),
    ("digest mismatch", TroubleCode.DAMAGED),
    ("gave HTTP response to HTTPS client", TroubleCode.PLAIN_REGISTRY),
    ("x509:", TroubleCode.BAD_CERTIFICATE),
    ("no Location header", TroubleCode.NO_REDIRECT),
    ("unqualified name", TroubleCode.BAD_NAME),
    ("invalid model name", TroubleCode.BAD_NAME),
    ("requires MLX", TroubleCode.NEEDS_MLX),
    ("access denied", TroubleCode.REGISTRY_SIGN_IN),
    ("unauthorized", TroubleCode.REGISTRY_SIGN_IN),
    ("realm host", TroubleCode.REGISTRY_SIGN_IN),
    ("proxyconnect", TroubleCode.NO_NETWORK),
    ("connection refused", TroubleCode.NO_REGISTRY),
    ("no such host", TroubleCode.NO_NETWORK),
    ("i/o timeout", TroubleCode.NO_NETWORK),
    ("network is unreachable", TroubleCode.NO_NETWORK),
    ("no route to host", TroubleCode.NO_NETWORK),
    ("dial tcp", TroubleCode.NO_NETWORK),
)


def trouble_of(failure: Failure, is_push: bool = False) -> Trouble:
    """The trouble that a failed transfer is in.

    Args:
        is_push: a file that is missing then is the model itself.
    """
    detail = failure.detail
    if failure.code is FailureCode.MODEL_NOT_FOUND:
        return Trouble(TroubleCode.NOT_FOUND, detail)
    if failure.status in (404, 405, 501):
        return Trouble(TroubleCode.NOT_OFFERED, detail)
    if failure.code is FailureCode.DIGEST_MISMATCH:
        return Trouble(TroubleCode.DAMAGED, detail)
    if failure.code is not FailureCode.API_ERROR:
        return Trouble(TroubleCode.FAILURE, detail, failure)
    code = next((code for text, code in _TEXTS if text in detail), TroubleCode.OTHER)
    if is_push and detail.startswith("open ") and "no such file" in detail:
        code = TroubleCode.MODEL_MISSING
    # "max retries exceeded" and the like may quote a status too.
    if code in (TroubleCode.OTHER, TroubleCode.REGISTRY_SIGN_IN) and (match := _STATUS.match(detail)):
        is_server = match[1].startswith("5")
        code = TroubleCode.REGISTRY_ERROR if is_server else _STATUSES.get(match[1], code)
    return Trouble(code, detail)
