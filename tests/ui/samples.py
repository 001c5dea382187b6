"""Chats, replies and server states for the tests and pictures of the window."""

from datetime import UTC, datetime, timedelta

from app.domain.chat import ReplyStats
from app.domain.conversation import Chat, ChatView, Message, MessageState, ReplyGrowth, ReplyPhase
from app.domain.failure import Failure, FailureCode
from app.domain.model_info import ModelDetails, ModelSummary, RunningModel
from app.domain.server import Connection, ServerKind, ServerState

MODEL = "qwen3:8b"
ADDRESS = "http://127.0.0.1:11434"

REPLY = """## Delay grows with the *square* of how close you are to full

Your gateway behaves like an M/M/c queue: below about 70% utilisation bursts are absorbed, above 85% every \
burst is still being drained when the next one arrives. The graph bends at `rho = 0.88`, as the model \
predicts. More in [the notes](https://example.org/notes).

### What to change, in order

1. Shed load before the knee
   - reject at the edge with `429` and a jittered `Retry-After`
   - cap in-flight requests per worker at 8
2. Add two workers; it moves the knee from 228 to 304 req/s

| Workers | Utilisation | Mean wait | p99 |
|---|---|---|---|
| 6 | 0.94 | 658 ms | 2.9 s |
| 8 | 0.71 | 103 ms | 0.5 s |

```python
from dataclasses import dataclass

@dataclass(frozen=True)
class Gateway:
    workers: int
    service_ms: float = 42.0

    def wait_ms(self, rate: float) -> float:
        \"\"\"Mean queueing delay at `rate` requests per second.\"\"\"
        rho = rate * self.service_ms / 1000 / self.workers
        if rho >= 1:
            return float("inf")  # unstable: the queue only grows
        return self.service_ms * rho / (1 - rho)
```

> Rule of thumb: plan capacity for 70%, alert at 80%, shed at 88%.
"""
OPEN_REPLY = """Put the check **in front of** the pool, so that a rejected request costs microseconds \
rather than a worker. Jitter keeps clients from returning in one wave.

```python
SHED_AT = 0.88

async def admit(request, gateway):
    rho = gateway.inflight / gateway.capacity
    if rho >= SHED_AT:
        delay = random.uniform(0.5, 2.0)
        raise TooBusy(retry_after=delay)
    return await gateway.forward("""
THOUGHT = (
    "They want a guard in front of the worker pool. An async function fits the gateway; use the 0.88 knee "
    "from before and add jitter so clients do not retry in step."
)
STATS = ReplyStats(
    total_ns=16_200_000_000,
    load_ns=120_000_000,
    prompt_tokens=412,
    prompt_ns=1_300_000_000,
    reply_tokens=612,
    reply_ns=14_676_000_000,
)


def hex_id(number: int) -> str:
    """A valid id."""
    return f"{number:032x}"


def chat(number: int, title: str, model: str = MODEL, age: timedelta = timedelta(0), **more: object) -> Chat:
    """A chat last changed `age` ago."""
    at = datetime.now(UTC) - age
    return Chat(hex_id(number), title, model, at, at, **more)  # type: ignore[arg-type]


def chats() -> tuple[Chat, ...]:
    """A list with every group."""
    hour, day = timedelta(hours=1), timedelta(days=1)
    return (
        chat(1, "Queueing theory for the API gateway", MODEL, timedelta(minutes=1), pinned=True),
        chat(2, "Garden planner notes", "gemma3:12b", 3 * day, pinned=True),
        chat(3, "Reading a wiring diagram", "qwen2.5vl:7b", timedelta(minutes=2), unread=True),
        chat(4, "Incident summary", "llama3.2:3b", timedelta(minutes=3)),
        chat(5, "SQL window functions explained", MODEL, day),
        chat(6, "A toast for a birthday", "gemma3:12b", day + timedelta(minutes=1)),
        chat(7, "Migrate cron jobs to systemd timers without downtime", "deepseek-r1:14b", 4 * day),
        chat(8, "Book club questions: The Dispossessed", "llama3.2:3b", 5 * day),
        chat(9, "Regex for ISO durations", MODEL, 6 * day + hour),
        chat(10, "Trip to the coast", MODEL, 40 * day),
    )


def message(number: int, role: str, content: str, **more: object) -> Message:
    """A message of chat 1."""
    at = datetime.now(UTC)
    model = "" if role == "user" else MODEL
    return Message(hex_id(number), hex_id(1), None, role, content, created_at=at, model=model, **more)  # type: ignore[arg-type]


def finished_view() -> ChatView:
    """Question and whole answer."""
    question = message(
        101,
        "user",
        "Why does latency explode near 90% load, and what should I change first? Show it as code too.",
    )
    answer = message(102, "assistant", REPLY, thinking=THOUGHT, thought_ns=4_200_000_000, stats=STATS)
    return ChatView(chats()[0], (question, answer))


def writing_view() -> ChatView:
    """A reply that has just begun."""
    question = message(111, "user", "Show the admission check as code, please.")
    answer = message(112, "assistant", "", state=MessageState.WRITING)
    return ChatView(chats()[0], (question, answer))


def thinking_growth(text: str = THOUGHT) -> ReplyGrowth:
    """The thought of the reply of `writing_view`."""
    return ReplyGrowth(
        hex_id(1),
        hex_id(112),
        ReplyPhase.THINKING,
        thinking=text,
        pieces=40,
        elapsed_s=2.1,
        first_piece_s=0.4,
    )


def writing_growth(text: str, pieces: int = 214, elapsed_s: float = 5.6) -> ReplyGrowth:
    """Text of the reply of `writing_view`."""
    return ReplyGrowth(
        hex_id(1),
        hex_id(112),
        ReplyPhase.WRITING,
        content=text,
        pieces=pieces,
        elapsed_s=elapsed_s,
        first_piece_s=0.4,
        thought_ns=3_100_000_000,
    )


def failed_view() -> ChatView:
    """A reply cut off in its middle."""
    question = message(121, "user", "Write the incident summary for last night in three short paragraphs.")
    text = (
        "### Incident summary: gateway latency\n\nBetween 02:10 and 02:37 UTC the API gateway answered "
        "slowly. The 99th percentile rose from 180 ms to 2.9 s, and 1.4% of requests were rejected.\n\n"
        "A retry storm from the billing job pushed utilisation past 0.88. From that point each new request "
        "waited longer than the client timeout, so clients sent it again, which"
    )
    failure = Failure(FailureCode.CONNECTION_LOST, address=ADDRESS, tokens=214)
    answer = message(122, "assistant", text, state=MessageState.FAILED, failure=failure)
    return ChatView(chats()[3], (question, answer))


def models() -> tuple[ModelSummary, ...]:
    """What a server lists."""
    return (
        _model(MODEL, "8.2B", 5_200_000_000, ("completion", "tools", "thinking")),
        _model("gemma3:12b", "12.2B", 8_100_000_000, ("completion", "vision")),
        _model("llama3.2:3b", "3.2B", 2_000_000_000, None),
        _model("smollm2:135m", "134.52M", 145_000_000, None),
    )


def ready(**more: object) -> ServerState:
    """Ollama answers and has a model in memory."""
    running = RunningModel(
        MODEL,
        size_bytes=6_100_000_000,
        size_vram_bytes=6_100_000_000,
        expires_at=datetime.now(UTC) + timedelta(minutes=4, seconds=12),
    )
    state: dict[str, object] = {"version": "0.13.2", "models": models(), "running": (running,)} | more
    return ServerState(Connection.READY, ADDRESS, **state)  # type: ignore[arg-type]


def refused(**more: object) -> ServerState:
    """Nothing listens."""
    failure = Failure(FailureCode.SERVER_REFUSED, address=ADDRESS)
    return ServerState(Connection.FAILED, ADDRESS, failure=failure, retry_in_s=3.0, **more)  # type: ignore[arg-type]


def engine(**more: object) -> ServerState:
    """The built-in engine runs."""
    state: dict[str, object] = {"models": models()[3:], "engine_available": True} | more
    return ServerState(Connection.READY, "http://127.0.0.1:50123", ServerKind.ENGINE, **state)  # type: ignore[arg-type]


def _model(name: str, parameters: str, size_bytes: int, capabilities: tuple[str, ...] | None) -> ModelSummary:
    details = ModelDetails(parameter_size=parameters, quantization_level="Q4_K_M")
    return ModelSummary(name, "0" * 64, size_bytes, details=details, capabilities=capabilities)
