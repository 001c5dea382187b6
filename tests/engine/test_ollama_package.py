"""The official `ollama` Python package drives the engine."""

import json
from collections.abc import Iterator

import ollama
import pytest

from tests.engine.program import MODEL, Engine, children, uses_no_cpu
from tests.helpers.waiting import wait_until

pytestmark = pytest.mark.engine

SHORT = {"num_predict": 8, "temperature": 0, "num_thread": 1}
QUESTION = [{"role": "user", "content": "Tell me the capital of France."}]


@pytest.fixture
def official(engine: Engine) -> Iterator[ollama.Client]:
    client = ollama.Client(host=engine.url, headers=engine.authorization, trust_env=False)
    yield client
    client._client.close()


def test_list(official: ollama.Client) -> None:
    (model,) = official.list().models
    assert model.model == MODEL
    assert model.size is not None
    assert model.size > 98_362_432
    assert model.details is not None
    assert (model.details.family, model.details.parameter_size, model.details.quantization_level) == (
        "llama",
        "134.52M",
        "Q4_1",
    )


def test_show(official: ollama.Client) -> None:
    shown = official.show(MODEL)
    assert shown.capabilities == ["completion"]
    assert shown.modelinfo is not None
    assert shown.modelinfo["llama.context_length"] == 8192
    assert shown.license is not None
    assert "Apache-2.0" in shown.license
    assert shown.parameters is not None
    assert shown.parameters.split() == ["temperature", "0.2", "top_p", "0.9", "repeat_penalty", "1.1"]


def test_chat(official: ollama.Client) -> None:
    reply = official.chat(MODEL, QUESTION, options=SHORT)
    assert reply.message.content is not None
    assert "Paris" in reply.message.content
    assert reply.done_reason == "length"
    assert reply.eval_count == 8


def test_chat_stream(official: ollama.Client) -> None:
    pieces = list(official.chat(MODEL, QUESTION, options=SHORT, stream=True))
    assert len(pieces) > 3
    assert "Paris" in "".join(piece.message.content or "" for piece in pieces)
    assert pieces[-1].done


def test_generate(official: ollama.Client) -> None:
    assert official.generate(MODEL, "Hi", options=SHORT).response
    assert len(list(official.generate(MODEL, "Hi", options=SHORT, stream=True))) > 3


def test_a_schema(official: ollama.Client) -> None:
    schema = {
        "type": "object",
        "properties": {"city": {"type": "string", "maxLength": 10}},
        "required": ["city"],
    }
    reply = official.chat(MODEL, QUESTION, format=schema, options=SHORT | {"num_predict": 24})
    assert isinstance(json.loads(reply.message.content or "")["city"], str)


def test_ps_and_keep_alive_0(official: ollama.Client) -> None:
    official.generate(MODEL, keep_alive="10m")
    (running,) = official.ps().models
    assert running.model == MODEL
    assert running.context_length == 4096
    assert official.generate(MODEL, keep_alive=0).done_reason == "unload"
    wait_until(lambda: not official.ps().models, "the model is unloaded")


def test_errors_are_response_errors(official: ollama.Client) -> None:
    with pytest.raises(ollama.ResponseError, match="model 'nosuch' not found") as raised:
        official.chat("nosuch", QUESTION)
    assert raised.value.status_code == 404
    with pytest.raises(ollama.ResponseError, match="built-in engine does not offer") as raised:
        official.pull("nosuch")
    assert raised.value.status_code == 501


def test_cancel(linux: None, official: ollama.Client, engine: Engine) -> None:
    endless = {"num_ctx": 8192, "num_thread": 1, "temperature": 0, "repeat_penalty": 1.0}
    reply = official.generate(MODEL, "Count for ever: 1, 2, 3,", raw=True, options=endless, stream=True)
    next(iter(reply))
    (worker,) = children(engine.process.pid)
    reply.close()  # type: ignore[attr-defined]  # it is a generator
    wait_until(lambda: uses_no_cpu(worker), "the model stands still")
