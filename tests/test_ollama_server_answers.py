"""The scripted server beside the recordings of a real one: the same request has to get the same answer.

Compared are status, content type, framing, error texts, and the steps of long jobs; made-up replies, numbers
and times are not.
"""

import json
from dataclasses import replace
from typing import Any

import httpx
import pytest

from tests.helpers.ollama_server import ThreadedOllamaServer
from tests.helpers.ollama_state import OllamaState
from tests.helpers.ollama_store import Blob, StoredModel, some_registry, tool_caller
from tests.helpers.recordings import FOLDER, Recording, load, load_all

WEIGHTS = "sha256:b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
F16 = "sha256:fea43f3ffef83a020894679eb91b2ab0127287d657a7313b47ba9c411dd4d47f"
GEMMA = "sha256:a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818"
TEXT = "sha256:e63ab42ae204807c4c1450e4dc91382d0c14e8e3ab9708fc78fdfa2b07afea5c"
BAD_PARAMETER = {"temperature": "hot"}

MADE_UP = {
    "blobs/post_again": "the body was not recorded",
    "blobs/post_created": "the body was not recorded",
    "blobs/post_created_2": "the body was not recorded",
    "blobs/post_f16": "the body was not recorded",
    "blobs/post_truncated": "the body was not recorded",
    "chat/deleted_while_generating": "the model was deleted meanwhile",
    "chat/queue_full": "a fault: 503",
    "chat/runner_killed": "a fault: error-line",
    "chat/runner_killed_nostream": "a fault: 500",
    "chat/server_killed": "a fault: cut",
    "chat/server_stopped": "a fault: cut",
    "chat/tools_answer": "a tool is called each time",
    "chat/tools_bad_arguments": "arguments are not checked",
    "chat/tools_no_call": "a tool is called each time",
    "create/from_gguf_gemma": "a template is always found",
    "create/truncated_gguf": "tensors are not read",
    "create/quantize_q4_K_M": "the digest of the result is made up",
    "create/quantize_q8_0": "the digest of the result is made up",
    "generate/images_unsupported_gemma": "pictures are not looked at",
    "generate/prompt_too_long": "its answer is longer than Go's buffer here",
    "pull/cancelled": "the client left",
    "pull/digest_mismatch": "a switch: Transfers.damaged",
    "pull/registry_without_redirect": "a registry that is set up wrongly",
    "pull/server_killed": "a fault: cut",
    "pull/source_down_for_good": "a switch: Transfers.stops_at",
    "pull/two_clients_one_leaves": "the client left",
    "version/cors_preflight_local": "no client of ours asks before",
}
"""What the server does not do by itself, and why."""

OTHER_STATE = {
    "blobs/head_missing": {WEIGHTS},
    "blobs/post_text": {TEXT},
    "delete/again": {"pirate-copy:latest"},
}
"""What is not there yet, or no longer, when this is asked."""

ALL = load_all(*sorted(path.name for path in FOLDER.iterdir() if path.is_dir()))
COMPARED = [each for each in ALL if not each.is_empty and each.name not in MADE_UP]


def recorded_state(missing: set[str]) -> OllamaState:
    """About what the recorded server held: version 0.25.0-rc0 without a way out."""
    smol = StoredModel("smol:latest", weights=WEIGHTS)
    gemma = some_registry()[0]
    f16 = replace(
        smol, name="smol-f16:latest", weights=F16, weights_bytes=270_885_952, quantization_level="F16"
    )
    made_of_it = load("create/from_model").request["body"]
    pirate = replace(
        smol,
        name="pirate:latest",
        system=made_of_it["system"],
        licenses=tuple(made_of_it["license"]),
        parameters=made_of_it["parameters"],
        messages=tuple(made_of_it["messages"]),
    )
    others = [
        "pirate2:latest",
        "pirate-copy:latest",
        "smol-busy:latest",
        "myuser/pirate:v1",
        "smol-q4km:latest",
    ]
    models = [
        smol,
        f16,
        pirate,
        gemma,
        gemma.copied("127.0.0.1:5000/library/gemma3:270m"),
        pirate.copied("127.0.0.1:5000/library/pirate:latest"),
        smol.copied("127.0.0.1:5999/library/smol:latest"),
        replace(tool_caller(), weights=WEIGHTS),
        replace(smol, name="thinker:latest", capabilities=("completion", "thinking")),
        replace(smol, name="fakevision:latest", capabilities=("completion", "vision")),
        replace(smol, name="x8:latest", parameters={"nonsense": 1}),
        replace(smol, name="x9:latest", parameters=BAD_PARAMETER),
        *(smol.copied(name) for name in others),
    ]
    state = OllamaState(version="0.25.0-rc0", old=True)
    state.models = [model for model in models if model.name not in missing]
    state.transfers.online = False
    state.transfers.plain_hosts = {"127.0.0.1:5000"}
    blobs = {WEIGHTS: b"GGUF", F16: b"GGUF", GEMMA: b"GGUF", TEXT: b"not a model file at all, only text"}
    state.maker.blobs = {key: Blob(len(data), data) for key, data in blobs.items() if key not in missing}
    return state


def steps(body: bytes) -> list[str]:
    """The steps of a long job, each once; which layers were there depends on the order of the recordings."""
    found: list[str] = []
    for line in body.splitlines():
        value = json.loads(line)
        text = value.get("status") or value["error"]
        for word in ("using existing layer", "creating new layer"):
            text = text.replace(word, "layer")
        text = text.replace("<MODELS_DIR>", "/models")
        if text not in found[-1:]:
            found.append(text)
    return found


def framing(answer: httpx.Response) -> str:
    if "transfer-encoding" in answer.headers:
        return "chunked"
    return "content-length" if answer.request.method != "HEAD" and answer.status_code != 204 else "none"


def content_of(request: dict[str, Any]) -> bytes | None:
    """The recorded body as it went out."""
    body = request.get("body", request.get("body_text"))
    if body is None:
        return None
    return body.encode() if isinstance(body, str) else json.dumps(body).encode()


def test_what_is_left_out_is_recorded() -> None:
    names = {recording.name for recording in ALL}
    assert MADE_UP.keys() | OTHER_STATE.keys() <= names


@pytest.mark.parametrize("recording", COMPARED, ids=[recording.name for recording in COMPARED])
def test_it_answers_as_the_real_one(recording: Recording) -> None:
    state = recorded_state(OTHER_STATE.get(recording.name, set()))
    if recording.name == "tags/empty":
        state.models = []
    sent = {"host", "origin"} if recording.name.startswith("version/") else set()
    headers = [(key, value) for key, value in recording.request["headers"] if key.lower() in sent]
    with ThreadedOllamaServer(state) as server, httpx.Client(trust_env=False, timeout=30) as http:
        answer = http.request(
            recording.method,
            server.url + recording.path,
            content=content_of(recording.request),
            headers=headers,
        )
    known = {name.lower(): value for name, value in recording.headers}
    assert answer.status_code == recording.status
    assert answer.headers.get("content-type") == known.get("content-type")
    if "/show" not in recording.path and "/tags" not in recording.path:  # long ones are shorter here
        assert framing(answer) == recording.response["framing"]
    if recording.path in ("/api/pull", "/api/push", "/api/create") and recording.status == 200:
        assert steps(answer.content) == steps(recording.body)
    elif recording.status >= 400:
        assert as_value(answer.content) == as_value(recording.body)


def as_value(body: bytes) -> Any:
    """JSON without its spacing, which the recorder changed in some files; other texts as they are."""
    text = body.replace(b"<MODELS_DIR>", b"/models")
    try:
        return json.loads(text)
    except ValueError:
        return text
