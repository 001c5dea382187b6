"""How much of a model's context a chat takes, and where its beginning was probably dropped.

A server cuts a history that is too long without a word: it leaves out the oldest messages, never the system
prompt nor the last message. All that tells is the number of prompt tokens. Source: Ollama API reference,
"Generate a chat completion"; the recordings `chat/context_overflow`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.conversation import Message
from app.domain.history_size import HistorySize, images_of, said_bytes, sent_bytes, text_bytes
from app.domain.model_facts import ModelFacts
from app.domain.model_info import RunningModel
from app.domain.model_name import same_model
from app.domain.options import OptionValue

BYTES_PER_TOKEN = 4.0
"""Of English prose with the tokenizers of today; code has fewer, and every model its own."""
MESSAGE_TOKENS = 8
"""About what a template puts around one message."""
IMAGE_TOKENS = 768
"""What a server reckons for an image when it decides what to leave out; models differ in what one takes.

Source: the server's own code, ollama/ollama `server/prompt.go`, `chatPrompt`.
"""
_LEAST_IMAGE_TOKENS = 32
_MOST_IMAGE_TOKENS = 4_096
WARN_SHARE = 0.8
_FACTORS = (0.4, 3.0)
_LEAST_COUNTED = 60  # tokens: fewer say nothing of a tokenizer
_REPLIES_LOOKED_AT = 6
_CUT_SHARE = 0.9  # a prompt that is shorter than what was sent by more than this was cut
_GUESSED_CUT_SHARE = 0.6  # the same where nothing was counted before
_LEAST_CUT = 64  # tokens
_NEW_ONLY = 1.25
_LOOKED_AT = 1_000  # messages: a look must not take longer in a longer chat


class LimitSource(StrEnum):
    """Who says how long the context is."""

    CHAT = "chat"  # its own `num_ctx`
    LOADED = "loaded"  # the model in memory has so much
    MODEL = "model"  # its own `num_ctx`
    TRAINED = "trained"  # what it was trained for: the server may give it less


@dataclass(frozen=True, slots=True)
class ContextLimit:
    """How many tokens fit."""

    tokens: int
    source: LimitSource


@dataclass(frozen=True, slots=True)
class ContextUse:
    """What the next request takes, as far as anybody knows before it is sent.

    `counted` are tokens that the server counted, `guessed` those that were estimated: the draft, and what
    no reply has told of yet. `limit` is None where nobody tells it. `image_tokens` is what each image in the
    guess was reckoned with though nothing tells what it takes; 0 where there is none.
    """

    counted: int = 0
    guessed: int = 0
    limit: ContextLimit | None = None
    image_tokens: int = 0

    @property
    def tokens(self) -> int:
        """Both together."""
        return self.counted + self.guessed

    @property
    def share(self) -> float:
        """Of the limit; 0 without one."""
        return self.tokens / self.limit.tokens if self.limit else 0.0

    @property
    def is_tight(self) -> bool:
        """Whether to warn; never below a limit that the server need not keep."""
        return self.is_over or (self.limit_is_sure and self.share > WARN_SHARE)

    @property
    def is_over(self) -> bool:
        """Whether messages will be dropped: no server gives a model more than it was trained for."""
        return self.share > 1

    @property
    def limit_is_sure(self) -> bool:
        """Whether the limit is in force."""
        return self.limit is not None and self.limit.source is not LimitSource.TRAINED


def limit_of(
    asked: OptionValue | None, model: str, facts: ModelFacts, running: Sequence[RunningModel]
) -> ContextLimit | None:
    """How long the context of the next reply is.

    Args:
        asked: `num_ctx` of the chat, which the server caps at what the model was trained for.
        facts: of whatever model they are.
    """
    known = facts if facts.is_known and same_model(facts.model, model) else None
    trained = known.context_length if known else None
    if isinstance(asked, int) and asked > 0:
        return ContextLimit(min(asked, trained or asked), LimitSource.CHAT)
    loaded = next((each for each in running if same_model(each.name, model)), None)
    if loaded is not None and loaded.context_length:
        return ContextLimit(loaded.context_length, LimitSource.LOADED)
    own = known.defaults.get("num_ctx") if known else None
    if isinstance(own, int) and own > 0:
        return ContextLimit(min(own, trained or own), LimitSource.MODEL)
    return ContextLimit(trained, LimitSource.TRAINED) if trained else None


def estimated_tokens(size_bytes: int, factor: float = 1.0) -> int:
    """About how many tokens a text of so many bytes in UTF-8 is; `factor` from `tokens_factor`."""
    return -int(-size_bytes * factor // BYTES_PER_TOKEN)


def tokens_factor(messages: Sequence[Message], model: str) -> float:
    """How many times more tokens this model makes of a text than `BYTES_PER_TOKEN` says.

    From the server's own counts of the newest replies by the model; 1 without any.
    """
    tokens = size_bytes = looked_at = 0
    for message in reversed(messages):
        stats = message.stats
        if message.role == "assistant" and stats is not None and same_model(message.model, model):
            if stats.reply_tokens >= _LEAST_COUNTED:
                tokens += stats.reply_tokens
                size_bytes += said_bytes(message) + text_bytes(message.thinking)
            looked_at += 1
            if looked_at == _REPLIES_LOOKED_AT:
                break
    if not size_bytes:
        return 1.0
    return max(_FACTORS[0], min(_FACTORS[1], tokens * BYTES_PER_TOKEN / size_bytes))


def message_tokens(message: Message, factor: float = 1.0, image_tokens: int = IMAGE_TOKENS) -> int:
    """About what a message takes when it is sent; thoughts are not."""
    images = images_of(message) * image_tokens
    return estimated_tokens(sent_bytes(message), factor) + images + MESSAGE_TOKENS


def image_tokens_in(messages: Sequence[Message], model: str, *, system: str = "") -> int:
    """What an image took in this chat, by the server's own counts for this model; 0 where they do not tell.

    They tell where a prompt had new images and grew by more than its new words can explain. That is an
    average of those images: models differ, and with some of them larger images take more. Older servers
    count of a prompt only what they have not in memory, so a later one tells nothing before the chat has
    shown that it is counted as a whole.
    """
    is_whole, messages = len(messages) <= _LOOKED_AT, messages[-_LOOKED_AT:]
    factor = tokens_factor(messages, model)
    before = estimated_tokens(text_bytes(system), factor) if is_whole else None
    found = later = text = images = 0
    counts_all = is_later = False
    for message in messages:
        counted, stats = _counted(message), message.stats
        if counted and stats is not None and same_model(message.model, model):
            prompt = stats.prompt_tokens
            grown = prompt - before - text if before is not None else 0
            if images and grown > max(text, _LEAST_IMAGE_TOKENS * images):
                found, later = (found, round(grown / images)) if is_later else (round(grown / images), 0)
            counts_all |= is_later and not images and prompt >= (before or 0) > 2 * text
            before, text, images, is_later = counted, 0, 0, True
        else:
            text += message_tokens(message, factor, image_tokens=0)
            images += images_of(message)
    return later if later and counts_all else found


@dataclass(frozen=True, slots=True)
class TokenRates:
    """What tokens are estimated by before anything is sent.

    `factor` is that of `tokens_factor`; `image_tokens` is what an image took before, 0 where nothing tells.
    """

    factor: float = 1.0
    image_tokens: int = 0

    def tokens(self, size_bytes: int, images: int, messages: int) -> int:
        """About how many tokens messages take that have so many bytes of text, and images."""
        image_tokens = images * (self.image_tokens or IMAGE_TOKENS)
        return estimated_tokens(size_bytes, self.factor) + image_tokens + messages * MESSAGE_TOKENS


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What is known of a chat before the next message.

    `counted` are tokens that the server counted, `guessed` those of the messages since, with that many
    images.
    """

    counted: int = 0
    guessed: int = 0
    images: int = 0
    rates: TokenRates = TokenRates()


def reckoned(
    history: HistorySize, model: str, *, image_tokens: int = 0, is_blind: bool = False, system: str = ""
) -> Reckoning:
    """What a chat takes whose messages are measured.

    Everything up to the newest reply that the server counted is known; what came after it is estimated.

    Args:
        image_tokens: what this model took for images elsewhere, 0 where that is not known.
        is_blind: images are not sent to this model.
    """
    messages = history.messages[-_LOOKED_AT:]
    learned = image_tokens_in(messages, model, system=system)
    rates = TokenRates(tokens_factor(messages, model), learned or image_tokens)
    counted, first = 0, 0
    for at in range(len(messages) - 1, -1, -1):
        total = _counted(messages[at])
        if total and same_model(messages[at].model, model):
            counted, first = total, len(history.messages) - len(messages) + at + 1
            break
    size_bytes, images, number = history.since(first)
    images = 0 if is_blind else images
    guessed = rates.tokens(size_bytes, images, number)
    if not counted and system:
        guessed += rates.tokens(text_bytes(system), 0, 1)
    return Reckoning(counted, guessed, images, rates)


def first_seen(messages: Sequence[Message]) -> str:
    """Id of the first message that the newest counted reply was probably still made from.

    Empty where nothing was dropped, as far as the counts tell: the server's count of that prompt must be
    clearly below what earlier prompts and replies had and what was written since. Where it is so low that
    only the new messages were counted, as older servers do while they have the rest in memory, nothing is
    said.
    """
    messages = messages[-_LOOKED_AT:]
    at = next((i for i in range(len(messages) - 1, -1, -1) if _counted(messages[i])), None)
    stats = messages[at].stats if at is not None else None
    if at is None or stats is None:
        return ""
    model, prompt = messages[at].model, stats.prompt_tokens
    factor = tokens_factor(messages[: at + 1], model)
    history, before = _whole_history(messages[:at], model, factor)
    # What the images take nobody knows: they must neither look like a cut nor hide one.
    new = sum(message_tokens(message, factor, image_tokens=0) for message in messages[before + 1 : at])
    images = sum(images_of(message) for message in messages[before + 1 : at])
    share = _CUT_SHARE if before >= 0 else _GUESSED_CUT_SHARE
    if prompt >= (history + new) * share or history + new - prompt < _LEAST_CUT:
        return ""
    most_new = new + message_tokens(messages[before], factor) + images * _MOST_IMAGE_TOKENS
    if before >= 0 and prompt <= most_new * _NEW_ONLY:
        return ""
    room = prompt
    for i in range(at - 1, -1, -1):
        room -= message_tokens(messages[i], factor, image_tokens=0)
        if room < 0:
            return messages[min(i + 1, at - 1)].id
    return ""


def _whole_history(messages: Sequence[Message], model: str, factor: float) -> tuple[int, int]:
    """What all messages up to the newest counted reply take, in tokens, and the place of that reply.

    Where a count is lower than the one before it, the server has dropped something: what was written since
    is added to what there was.
    """
    whole, last, place = 0, 0, -1
    for i, message in enumerate(messages):
        counted = _counted(message)
        if not counted or not same_model(message.model, model):
            continue
        grown = counted - last
        if place >= 0 and grown < 0:
            grown = sum(message_tokens(each, factor, 0) for each in messages[place + 1 : i + 1])
        whole, last, place = whole + grown, counted, i
    return whole, place


def _counted(message: Message) -> int:
    """Prompt and reply without its thoughts, in tokens of the server; 0 where it did not count both."""
    stats = message.stats
    if message.role != "assistant" or stats is None or not stats.prompt_tokens:
        return 0
    said, thinking = said_bytes(message), text_bytes(message.thinking)
    share = said / (said + thinking) if said + thinking else 1.0
    return stats.prompt_tokens + round(stats.reply_tokens * share)
