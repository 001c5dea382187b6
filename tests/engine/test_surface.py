"""The engine's HTTP surface: who may ask, which paths there are, and how it refuses."""

import json
import socket

import httpx
import pytest

from tests.engine.program import MODEL, Engine

pytestmark = pytest.mark.engine

JSON_TYPE = "application/json; charset=utf-8"


def raw_request(engine: Engine, text: str) -> bytes:
    """Send bytes as they are and read until the engine closes."""
    with socket.create_connection(("127.0.0.1", engine.port), timeout=30) as connection:
        connection.sendall(text.replace("\n", "\r\n").encode())
        answer = b""
        while part := connection.recv(65536):
            answer += part
        return answer


def test_root_says_that_it_runs(client: httpx.Client) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.text) == (200, "Ollama is running")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    head = client.head("/")
    assert (head.status_code, head.content) == (200, b"")


def test_version_is_ours_and_says_that_it_is_built_in(client: httpx.Client) -> None:
    assert client.get("/api/version").json() == {"version": "0.1.0+builtin"}
    assert client.head("/api/version").status_code == 200


@pytest.mark.parametrize("path", ["/", "/api/version", "/api/tags", "/api/pull", "/nothing"])
@pytest.mark.parametrize("value", [None, "Bearer wrong", "Basic YTpi", "", "Bearer ä"])
def test_nothing_answers_without_the_token(engine: Engine, path: str, value: str | None) -> None:
    headers = httpx.Headers({} if value is None else {"Authorization": value}, encoding="latin-1")
    answer = httpx.get(engine.url + path, headers=headers, trust_env=False)
    assert (answer.status_code, answer.json()) == (401, {"error": "unauthorized"})
    assert answer.headers["content-type"] == JSON_TYPE


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "[::1]:{port}", ""]
)
def test_a_foreign_host_is_refused(client: httpx.Client, engine: Engine, host: str) -> None:
    answer = client.get("/api/tags", headers={"Host": host.format(port=engine.port)})
    assert (answer.status_code, answer.content) == (403, b"")


def test_localhost_is_a_right_host(client: httpx.Client, engine: Engine) -> None:
    assert client.get("/", headers={"Host": f"LocalHost:{engine.port}"}).status_code == 200


def test_a_request_without_a_host_is_refused(engine: Engine) -> None:
    answer = raw_request(engine, f"GET / HTTP/1.0\nAuthorization: Bearer {engine.token}\n\n")
    assert b" 403 " in answer.splitlines()[0]


@pytest.mark.parametrize("origin", ["http://localhost", "null", "app://x", ""])
@pytest.mark.parametrize("method", ["GET", "OPTIONS", "POST"])
def test_any_origin_is_refused(client: httpx.Client, origin: str, method: str) -> None:
    answer = client.request(method, "/api/tags", headers={"Origin": origin})
    assert (answer.status_code, answer.content) == (403, b"")
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_a_body_that_says_it_is_too_large_is_refused_unread(engine: Engine) -> None:
    answer = raw_request(
        engine,
        f"POST /api/chat HTTP/1.1\nHost: 127.0.0.1:{engine.port}\nAuthorization: Bearer {engine.token}\n"
        f"Content-Length: {64 * 1024 * 1024 + 1}\nConnection: close\n\n",
    )
    assert b" 413 " in answer.splitlines()[0]


def test_a_body_that_grows_too_large_is_refused(client: httpx.Client) -> None:
    part = b" " * (1 << 20)
    answer = client.post("/api/show", content=(part for _ in range(65)))
    assert answer.status_code == 413
    assert answer.json() == {"error": "request body too large"}


def test_an_unknown_path_is_a_plain_404(client: httpx.Client) -> None:
    for path in ("/api/nothing", "/api/tags/", "/API/TAGS"):
        answer = client.get(path)
        assert (answer.status_code, answer.text) == (404, "404 page not found")
        assert answer.headers["content-type"] == "text/plain"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/api/version", "HEAD, GET"),
        ("GET", "/api/chat", "POST"),
        ("GET", "/api/pull", "POST"),
        ("POST", "/api/delete", "DELETE"),
        ("DELETE", "/", "HEAD, GET"),
    ],
)
def test_a_wrong_method_is_a_plain_405(client: httpx.Client, method: str, path: str, allowed: str) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.text) == (405, "405 method not allowed")
    assert answer.headers["content-type"] == "text/plain"
    assert answer.headers["allow"] == allowed


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/embed"),
        ("POST", "/api/embeddings"),
        ("POST", "/api/create"),
        ("POST", "/api/blobs/sha256:" + "0" * 64),
        ("POST", "/api/copy"),
        ("DELETE", "/api/delete"),
        ("POST", "/api/pull"),
        ("POST", "/api/push"),
        ("POST", "/api/me"),
        ("POST", "/api/signout"),
        ("GET", "/api/status"),
        ("POST", "/api/experimental/web_search"),
        ("POST", "/v1/chat/completions"),
    ],
)
def test_what_needs_an_ollama_server_is_a_501_with_a_sentence(
    client: httpx.Client, method: str, path: str
) -> None:
    answer = client.request(method, path)
    assert answer.status_code == 501
    assert "built-in engine does not offer " + path in answer.json()["error"]


def test_a_head_of_what_is_not_offered_has_no_body(client: httpx.Client) -> None:
    answer = client.head("/api/blobs/sha256:" + "0" * 64)
    assert (answer.status_code, answer.content) == (501, b"")


CASES: list[tuple[str, object, int, str]] = [
    # Texts and statuses of a real server, recorded.
    ("chat", b"", 400, "missing request body"),
    ("generate", b"  \n", 400, "missing request body"),
    ("show", b"", 400, "missing request body"),
    ("chat", b'{"model": "smol", "messages": [', 400, "unexpected EOF"),
    ("generate", b'{"model": "smol",', 400, "unexpected EOF"),
    ("show", b"{", 400, "unexpected EOF"),
    ("chat", {"messages": [{"role": "user", "content": "x"}]}, 400, "model is required"),
    ("show", {}, 400, "model is required"),
    ("generate", {"prompt": "x"}, 404, "model '' not found"),
    ("generate", {"model": "bad name!", "prompt": "x"}, 400, "invalid model name"),
    ("show", {"model": "bad name!"}, 400, "invalid model name"),
    ("chat", {"model": "nosuch", "messages": []}, 404, "model 'nosuch' not found"),
    ("generate", {"model": "nosuch", "prompt": "x", "stream": False}, 404, "model 'nosuch' not found"),
    ("generate", {"model": "nosuch", "keep_alive": 0}, 404, "model 'nosuch' not found"),
    ("show", {"model": "nosuch"}, 404, "model 'nosuch:latest' not found"),
    (
        "chat",
        {"model": MODEL, "messages": "hi"},
        400,
        "json: cannot unmarshal string into Go struct field ChatRequest.messages of type []api.Message",
    ),
    (
        "generate",
        {"model": MODEL, "prompt": 5},
        400,
        "json: cannot unmarshal number into Go struct field GenerateRequest.prompt of type string",
    ),
    ("generate", {"model": MODEL, "prompt": "x", "keep_alive": "soon"}, 400, 'time: invalid duration "soon"'),
    (
        "generate",
        {"model": MODEL, "prompt": "x", "raw": True, "system": "s"},
        400,
        "raw mode does not support template, system, or context",
    ),
    (
        "generate",
        {"model": MODEL, "prompt": "x", "suffix": "y"},
        400,
        f"registry.ollama.ai/library/{MODEL} does not support insert",
    ),
    ("generate", {"model": MODEL, "prompt": "x", "think": True}, 400, f'"{MODEL}" does not support thinking'),
    (
        "generate",
        {"model": MODEL, "prompt": "x", "top_logprobs": 50},
        400,
        "top_logprobs must be between 0 and 20",
    ),
    (
        "generate",
        {"model": MODEL, "prompt": "x", "format": "xml"},
        500,
        'invalid format: "\\"xml\\""; expected "json" or a valid JSON Schema object',
    ),
    (
        "generate",
        {"model": MODEL, "prompt": "x", "options": {"temperature": "hot"}},
        500,
        'option "temperature" must be of type float32',
    ),
    (
        "chat",
        {"model": MODEL, "messages": [{"role": "user", "content": "x", "images": ["***"]}]},
        400,
        "illegal base64 data at input byte 0",
    ),
    (
        "chat",
        {"model": MODEL, "messages": [{"role": "user", "content": "x"}], "tools": [{"type": "function"}]},
        400,
        f"registry.ollama.ai/library/{MODEL} does not support tools",
    ),
]


@pytest.mark.parametrize(("endpoint", "body", "status", "text"), CASES)
def test_a_bad_request_is_refused_as_by_a_real_server(
    client: httpx.Client, endpoint: str, body: object, status: int, text: str
) -> None:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = client.post(f"/api/{endpoint}", content=content)
    assert (answer.status_code, answer.json()) == (status, {"error": text})
    assert answer.headers["content-type"] == JSON_TYPE


@pytest.mark.parametrize("name", ["../../../etc/passwd", "..", "a/../b", "/etc/passwd", "x:../y", "\x00"])
def test_a_name_cannot_leave_the_store(client: httpx.Client, name: str) -> None:
    answer = client.post("/api/show", json={"model": name})
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid model name"})
