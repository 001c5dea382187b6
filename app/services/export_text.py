"""A chat as Markdown or plain text: the version that is shown."""

from base64 import b64encode
from collections.abc import Callable, Iterator

from app.domain.conversation import Attachment, Message, MessageState
from app.domain.exchange import ExportWords, WholeChat
from app.domain.tool_calls import as_code, shown_markdown, whole_call

GetFile = Callable[[Attachment], bytes | None]
"""Gives the bytes of an attachment, None where it is gone."""

_INLINE_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp")


def shown_messages(whole: WholeChat) -> Iterator[tuple[Message, int, int]]:
    """The messages of the shown version, oldest first, each with which of how many versions it is."""
    by_id = {message.id: message for message in whole.messages}
    siblings: dict[str | None, list[str]] = {}
    for message in whole.messages:
        siblings.setdefault(message.parent_id, []).append(message.id)
    path: list[Message] = []
    at = by_id.get(whole.chat.leaf_id or "")
    if at is None and whole.messages:
        at = whole.messages[-1]
    while at is not None and len(path) <= len(by_id):
        path.append(at)
        at = by_id.get(at.parent_id or "")
    for message in reversed(path):
        versions = siblings[message.parent_id]
        yield message, versions.index(message.id) + 1, len(versions)


def who_wrote(message: Message, words: ExportWords) -> str:
    """Whom a message is from."""
    if message.role == "user":
        return words.you
    if message.role == "tool":
        return words.tool_result.format(name=message.tool_name).strip()
    return words.system if message.role == "system" else message.model or message.role


def when(message: Message) -> str:
    """The local time of a message, to the minute; empty where it is not known."""
    return message.created_at.astimezone().strftime("%Y-%m-%d %H:%M") if message.created_at else ""


def notes(message: Message, index: int, count: int, words: ExportWords) -> list[str]:
    """What is told of a message beside its text."""
    told = [words.version.format(index=index, count=count)] if count > 1 else []
    if message.state is not MessageState.COMPLETE:
        told.append(words.stopped)
    return told


def data_uri(attachment: Attachment, data: bytes) -> str:
    """An image as an address that holds it; empty where it is none that every viewer draws."""
    if attachment.media_type not in _INLINE_TYPES:
        return ""
    return f"data:{attachment.media_type};base64,{b64encode(data).decode()}"


def markdown_pieces(
    whole: WholeChat, words: ExportWords, file: GetFile, with_thoughts: bool
) -> Iterator[str]:
    """The chat as Markdown, piece by piece; images are in it."""
    yield f"# {_one_line(whole.chat.title)}\n"
    if whole.chat.parameters.system:
        yield f"\n## {words.system}\n\n{whole.chat.parameters.system}\n"
    for message, index, count in shown_messages(whole):
        about = " · ".join(part for part in (when(message), *notes(message, index, count, words)) if part)
        yield f"\n## {_one_line(who_wrote(message, words))}\n\n*{about}*\n"
        for attachment in message.attachments:
            yield "\n" + _markdown_image(attachment, file, words) + "\n"
        if with_thoughts and message.thinking.strip():
            yield f"\n> **{words.thought}**\n>\n" + _quoted(message.thinking) + "\n"
        for call in message.tool_calls:
            name = words.tool_call.format(name=_one_line(call.name))
            yield f"\n*{name}*\n\n{as_code(whole_call(call), 'json')}\n"
        yield f"\n{shown_markdown(message).rstrip()}\n"


def text_pieces(whole: WholeChat, words: ExportWords, file: GetFile, with_thoughts: bool) -> Iterator[str]:
    """The chat as plain text, piece by piece; of files there is the name."""
    title = _one_line(whole.chat.title)
    yield f"{title}\n{'=' * min(len(title), 100)}\n"
    if whole.chat.parameters.system:
        yield f"\n{words.system}\n\n{whole.chat.parameters.system}\n"
    for message, index, count in shown_messages(whole):
        about = [who_wrote(message, words), when(message), *notes(message, index, count, words)]
        yield f"\n----\n{' · '.join(_one_line(note) for note in about if note)}\n\n"
        for attachment in message.attachments:
            name = words.image if file(attachment) is not None else words.missing
            yield f"[{name.format(name=_one_line(attachment.name))}]\n"
        if with_thoughts and message.thinking.strip():
            yield f"[{words.thought}]\n{message.thinking.strip()}\n\n"
        for call in message.tool_calls:
            yield f"[{words.tool_call.format(name=_one_line(call.name))}]\n{whole_call(call)}\n\n"
        yield f"{message.content.rstrip()}\n"


def _markdown_image(attachment: Attachment, file: GetFile, words: ExportWords) -> str:
    name = _one_line(attachment.name).translate({ord(c): f"\\{c}" for c in "[]\\`*_<>"})
    data = file(attachment)
    if data is None:
        return f"*{words.missing.format(name=name)}*"
    address = data_uri(attachment, data)
    return f"![{name}]({address})" if address else f"*{words.image.format(name=name)}*"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())


def _one_line(text: str) -> str:
    return " ".join(text.split())
