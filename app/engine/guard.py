"""Who may talk to the engine: this machine, by the right name, with the token, and never a web page."""

import hmac

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.engine.answers import error_answer
from app.engine.body import MOST_BYTES
from app.engine.errors import Refusal

TOO_LARGE = Refusal(413, "request body too large")


class Guard:
    """Middleware: 403 for a foreign Host or any Origin, 401 without the token, 413 for too long a body."""

    def __init__(self, app: ASGIApp, token: str, port: int) -> None:
        self._app = app
        self._expected = f"Bearer {token}".encode()
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on or answer it here."""
        if scope["type"] != "http":
            return
        refused = self._refusal(Headers(scope=scope))
        await (refused or self._app)(scope, receive, send)

    def _refusal(self, headers: Headers) -> Response | None:
        # A page in a browser can reach loopback, by a foreign name (DNS rebinding) or with an Origin.
        if headers.get("host", "").lower() not in self._hosts or "origin" in headers:
            return Response(status_code=403)
        given = headers.get("authorization", "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._expected):
            return error_answer(Refusal(401, "unauthorized"))
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > MOST_BYTES:
            return error_answer(TOO_LARGE)
        return None
