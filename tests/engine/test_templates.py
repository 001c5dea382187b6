"""Models whose template says more: the starter's weights with another template, installed beside it.

The template inside the file is replaced by one of the same length, so that nothing else moves.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.domain.model_name import parse_model_name
from app.engine.gguf import read_header
from app.engine.store import MEDIA_TYPE, Store
from tests.engine.program import MODEL, Engine, running_models
from tests.helpers.waiting import wait_until

pytestmark = pytest.mark.engine

THINKER = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n"
    "{% if m.reasoning_content %}<think>{{ m.reasoning_content }}</think>{% endif %}{{ m.content }}"
    "<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n"
    "<think>{% if not enable_thinking %}</think>{% endif %}{% endif %}"
)
OPTIONS: dict[str, Any] = {"num_predict": 6, "temperature": 0, "num_thread": 1, "num_ctx": 512}


def install(engine: Engine, starter: Path, name: str, template: str, **layers: str) -> Path:
    """Put a copy of the starter with this template into the engine's store; the blob of its weights."""
    data = starter.read_bytes()
    old = read_header(starter).text("tokenizer.chat_template").encode()
    assert data.count(old) == 1
    comment = len(old) - len(template.encode()) - len("{##}")
    assert comment >= 0, "the template is longer than the one it replaces"
    data = data.replace(old, template.encode() + b"{#" + b"-" * comment + b"#}")
    store = Store(engine.store)
    weights = store.add_blob(data)
    found = [{"mediaType": MEDIA_TYPE + "model"} | weights]
    for kind, text in layers.items():
        found.append({"mediaType": MEDIA_TYPE + kind} | store.add_blob(text.encode()))
    store.add_manifest(parse_model_name(name), {"schemaVersion": 2, "layers": found})
    return store.blob(weights["digest"])


@pytest.fixture(scope="module")
def thinker(engine: Engine, starter_model: Path) -> Iterator[str]:
    """A model that thinks, with a system text and an example turn of its own; 98 MB are written for it."""
    example = '[{"role": "user", "content": "One?"}, {"role": "assistant", "content": "Two."}]'
    weights = install(engine, starter_model, "thinker", THINKER, system="Be brief.", messages=example)
    yield "thinker"
    with engine.client() as client:
        client.post("/api/generate", json={"model": "thinker", "keep_alive": 0}).raise_for_status()
        wait_until(lambda: "thinker:latest" not in str(running_models(client)), "the model is unloaded")
    (engine.store / "manifests" / "registry.ollama.ai" / "library" / "thinker" / "latest").unlink()
    weights.unlink()


def ask(client: httpx.Client, **fields: Any) -> dict[str, Any]:
    messages = [{"role": "user", "content": "Tell me the capital of France."}]
    body = {"model": "thinker", "messages": messages, "stream": False, "options": OPTIONS} | fields
    answer = client.post("/api/chat", json=body)
    assert answer.status_code == 200, answer.text
    reply: dict[str, Any] = answer.json()
    return reply


def test_a_thinking_model_thinks_unless_told_not_to(client: httpx.Client, thinker: str) -> None:
    shown = client.post("/api/show", json={"model": thinker}).json()
    assert shown["capabilities"] == ["completion", "thinking"]
    for think in ({}, {"think": True}, {"think": "high"}):
        message = ask(client, **think)["message"]
        assert message["thinking"]
        assert message["content"] == ""
    message = ask(client, think=False)["message"]
    assert message["content"]
    assert "thinking" not in message


def test_thinking_streams_in_its_own_field(client: httpx.Client, thinker: str) -> None:
    body = {"model": thinker, "prompt": "Tell me the capital of France.", "options": OPTIONS}
    with client.stream("POST", "/api/generate", json=body) as answer:
        assert '"response":"","thinking":"' in next(answer.iter_lines())


def test_the_models_own_messages_come_first(client: httpx.Client, thinker: str) -> None:
    def rendered(*messages: dict[str, str]) -> str:
        shown = ask(client, messages=list(messages), _debug_render_only=True)
        return str(shown["_debug_info"]["rendered_template"])

    question = {"role": "user", "content": "Three?"}
    turns = [("system", "Be brief."), ("user", "One?"), ("assistant", "Two."), ("user", "Three?")]
    expected = "".join(f"<|im_start|>{role}\n{text}<|im_end|>\n" for role, text in turns)
    assert rendered(question).startswith(expected)
    other = rendered({"role": "system", "content": "Be long."}, question)
    assert "Be brief." not in other
    assert "Be long." in other


def test_think_values_that_do_not_exist_are_refused(client: httpx.Client, thinker: str) -> None:
    choice = '"high", "medium", "low", "max", true, or false)'
    for value, text in (
        ("deep", f'invalid think value: "deep" (must be {choice}'),
        (5, f"think must be a boolean or string ({choice}"),
    ):
        answer = client.post("/api/chat", json={"model": thinker, "messages": [], "think": value})
        assert (answer.status_code, answer.json()) == (400, {"error": text})


def test_another_model_takes_the_place_of_the_loaded_one(client: httpx.Client, thinker: str) -> None:
    for name, shown in ((MODEL, MODEL), (thinker, "thinker:latest"), (MODEL, MODEL)):
        client.post("/api/generate", json={"model": name}).raise_for_status()
        (row,) = running_models(client)
        assert row["name"] == shown
