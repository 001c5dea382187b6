"""A chat as one HTML file that loads nothing: styles, code colours, formulas and images are in it."""

from collections.abc import Callable, Iterator
from enum import Enum
from xml.etree.ElementTree import Element, SubElement

from app.domain.conversation import Attachment, Message
from app.domain.exchange import ExportWish, ExportWords, WholeChat
from app.domain.tool_calls import as_code, shown_markdown, whole_call
from app.markup.colouring import Colouring, TokenKind
from app.markup.dialect import REPLY
from app.markup.direction import is_right_to_left
from app.markup.elements import RAW_INLINE, ElementBuilder
from app.markup.html import escape, serialize
from app.markup.inline import Inline
from app.markup.parser import BlockParser
from app.markup.runs import BACK_SIGN
from app.markup.spans import Context
from app.services.export_text import GetFile, data_uri, notes, shown_messages, when, who_wrote

DrawFormula = Callable[[str, bool], str]
"""Draws TeX, displayed or inline, as HTML such as an SVG element; empty where it cannot."""

_LONGEST_COLOURED = 200_000
_MOST_LINES = 60
_WITH_DIRECTION = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "th", "td", "pre")
_TABLE_LINES = "border-style:solid;border-color:#ccd2d9"

# Only what stands in the file itself: no script, no address is ever loaded, whatever a model wrote.
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_LIGHT = {
    TokenKind.KEYWORD: "#7b3b9e",
    TokenKind.STRING: "#24682f",
    TokenKind.NUMBER: "#954800",
    TokenKind.COMMENT: "#5d6772",
    TokenKind.FUNCTION: "#0b5a98",
    TokenKind.CLASS: "#80470a",
}
_DARK = {
    TokenKind.KEYWORD: "#c9a2e6",
    TokenKind.STRING: "#93c98f",
    TokenKind.NUMBER: "#e0a878",
    TokenKind.COMMENT: "#97a1ac",
    TokenKind.FUNCTION: "#84b9ec",
    TokenKind.CLASS: "#d9b06f",
}
_STYLE = """
:root { color-scheme: light dark; --text: #1a1e23; --muted: #525b66; --page: #fff; --code: #f6f7f9;
  --line: #dfe3e8; --bubble: #eaf3f6; --link: #0b5f78; }
@media (prefers-color-scheme: dark) { :root { --text: #e4e7ea; --muted: #a5aeb8; --page: #15181c;
  --code: #1d2126; --line: #343b43; --bubble: #1d333b; --link: #7cc4da; } }
@media print { :root { color-scheme: light; --text: #000; --muted: #444; --page: #fff; --code: #f6f7f9;
  --line: #ccc; --bubble: #f1f3f5; --link: #000; } pre { white-space: pre-wrap !important; }
  details > * { display: block; } details::details-content { content-visibility: visible; }
  h1, h2, h3, h4, h5, h6, header { break-after: avoid; } pre, table, img { break-inside: avoid; } }
body { margin: 0 auto; padding: 32px 20px 64px; max-width: 760px; background: var(--page); color: var(--text);
  font: 16px/1.6 Inter, "Segoe UI", system-ui, sans-serif; overflow-wrap: anywhere; }
.plain { white-space: pre-wrap; } .plain + .plain { margin-top: -1em; }
h1 { font-size: 1.6em; line-height: 1.25; } a { color: var(--link); }
article { margin: 28px 0; }
article.user { background: var(--bubble); border-radius: 12px; padding: 12px 18px; }
article > header { color: var(--muted); font-size: .85em; } article > header strong { color: var(--text); }
pre, code, kbd { font-family: "JetBrains Mono", Consolas, Menlo, monospace; font-size: .88em; }
pre { background: var(--code); border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px;
  overflow-x: auto; line-height: 1.5; } :not(pre) > code { background: var(--code); border-radius: 4px;
  padding: .1em .3em; }
blockquote { margin: 0; padding-inline-start: 14px; border-inline-start: 3px solid var(--line);
  color: var(--muted); }
table { border-collapse: collapse; } th, td { border-bottom: 1px solid var(--line); padding: 6px 12px; }
img { max-width: 100%; height: auto; border-radius: 8px; } details { color: var(--muted); }
hr { border: 0; border-top: 1px solid var(--line); } .math.display { display: block; text-align: center; }
li:has(> input) { list-style: none; }
.footnotes { margin-top: 24px; border-top: 1px solid var(--line); font-size: .9em; }
sup a, .footnotes a[href^="#"] { text-decoration: none; } :target { background: var(--bubble); }
.math svg { vertical-align: middle; max-width: 100%; height: auto; } .missing, .muted { color: var(--muted); }
"""


class Look(Enum):
    """For whom the elements are: a browser, or Qt's own small HTML of a printed page."""

    BROWSER = "browser"
    PRINT = "print"


def page_pieces(
    whole: WholeChat,
    words: ExportWords,
    file: GetFile,
    with_thoughts: bool,
    draw: DrawFormula | None = None,
) -> Iterator[str]:
    """The whole file, piece by piece."""
    title = escape(whole.chat.title)
    yield (
        '<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}{_colour_rules()}</style>\n</head>\n<body>\n"
        f'<h1 dir="auto">{title}</h1>\n'
    )
    if whole.chat.parameters.system:
        said = "".join(_plain(whole.chat.parameters.system))
        yield f"<article><header><strong>{escape(words.system)}</strong></header>{said}</article>\n"
    for number, (message, index, count) in enumerate(shown_messages(whole)):
        side = "user" if message.role == "user" else "reply"
        yield f'<article class="{side}" dir="auto">\n<header>{about(message, index, count, words)}</header>\n'
        yield from _images(message, words, file)
        if with_thoughts and message.thinking.strip():
            yield f"<details><summary>{escape(words.thought)}</summary>\n"
            yield from blocks(message.thinking, f"t{number}-", Look.BROWSER, draw)
            yield "</details>\n"
        yield from _calls(message, words, Look.BROWSER)
        yield from _said(message, f"m{number}-", Look.BROWSER, draw)
        yield "</article>\n"
    yield "</body>\n</html>\n"


def pdf_parts(
    whole: WholeChat, wish: ExportWish, draw: DrawFormula
) -> Iterator[tuple[str, Attachment | None]]:
    """What is drawn of a chat: HTML of a block, an attached image, or neither for room between messages."""
    words = wish.words
    yield f"<h1>{escape(whole.chat.title)}</h1>", None
    if whole.chat.parameters.system:
        yield f"<p class='about'><b>{escape(words.system)}</b></p>", None
        for block in _plain(whole.chat.parameters.system):
            yield block, None
    for message, index, count in shown_messages(whole):
        yield "", None
        yield f"<p class='about'>{about(message, index, count, words).replace('strong>', 'b>')}</p>", None
        for attachment in message.attachments:
            yield "", attachment
        if wish.with_thoughts and message.thinking.strip():
            yield f"<p class='muted'><b>{escape(words.thought)}</b></p>", None
            for block in blocks(message.thinking, "", Look.PRINT, draw):
                yield f"<div class='muted'>{block}</div>", None
        for block in _calls(message, words, Look.PRINT):
            yield block, None
        for block in _said(message, "", Look.PRINT, draw):
            yield block, None


def _said(message: Message, prefix: str, look: Look, draw: DrawFormula | None) -> Iterator[str]:
    """What a message says: that of a person stands as it was typed, as in the window."""
    if message.role == "user":
        return _plain(message.content)
    return blocks(shown_markdown(message), prefix, look, draw)


def _plain(text: str) -> Iterator[str]:
    """A text as it was typed, with its lines and blanks, in parts of a few lines each."""
    lines = text.rstrip().split("\n")
    direction = "" if text.isascii() else ' dir="auto"'
    for start in range(0, len(lines) if text.strip() else 0, _MOST_LINES):
        yield f'<p class="plain"{direction}>{escape(chr(10).join(lines[start : start + _MOST_LINES]))}</p>\n'


def about(message: Message, index: int, count: int, words: ExportWords) -> str:
    """Who wrote a message and when, as HTML."""
    told = [part for part in (when(message), *notes(message, index, count, words)) if part]
    return " · ".join([f"<strong>{escape(who_wrote(message, words))}</strong>", *map(escape, told)])


def blocks(text: str, prefix: str, look: Look, draw: DrawFormula | None = None) -> Iterator[str]:
    """The blocks of a text one by one as HTML, by the same parser that the view has.

    Args:
        prefix: put before the names of footnotes, so that those of two messages differ.
    """
    directs = look is Look.BROWSER and not text.isascii()
    parser = BlockParser(REPLY)
    parser.feed(text)
    parser.finish()
    inline, context = Inline(REPLY), Context(parser.definitions, parser.footnotes)
    builder = ElementBuilder(REPLY, lambda source: inline.elements(source, context))
    for block in builder.build(parser.root):
        for part in _finished(block, prefix, look, draw, directs=directs):
            holder = Element("div")
            holder.append(part)
            yield serialize(holder)


def _finished(
    block: Element, prefix: str, look: Look, draw: DrawFormula | None, *, directs: bool
) -> Iterator[Element]:
    """A block as it stands in the file; `directs`: some of the text around it may run to the left."""
    for node in list(block.iter()):
        if directs and node.tag in _WITH_DIRECTION:
            runs_left = node.tag != "pre" and is_right_to_left("".join(node.itertext()))
            node.set("dir", "rtl" if runs_left else "ltr")
        if node.tag == "pre":
            _colour(node, look)
        elif node.tag == "span" and "math" in node.get("class", "").split():
            _draw(node, draw)
        elif node.tag == "a" and node.get("href", "").startswith("#") and look is Look.PRINT:
            node.tag, node.attrib = "span", {}  # nobody presses paper
            node.text = node.text if node.text != BACK_SIGN else ""
        elif node.tag == "a" and node.get("href", "").startswith("#"):
            node.set("href", f"#{prefix}{node.get('href', '')[1:]}")
        elif node.tag == "a":
            node.set("rel", "noreferrer noopener")
        elif look is Look.PRINT:
            _fit_for_print(node)
        if name := node.get("id"):
            node.set("id", prefix + name)
    if look is Look.PRINT and block.tag == "pre" and len(block):
        yield from _split_code(block)
    else:
        yield block


def _fit_for_print(node: Element) -> None:
    """Say in Qt's HTML what it has no style for: lines of tables, boxes of tasks."""
    if node.tag == "table":
        node.attrib |= {
            "border": "1",
            "cellspacing": "0",
            "style": f"border-collapse:collapse;{_TABLE_LINES}",
        }
    elif node.tag == "input":
        node.tag, is_done = "span", "checked" in node.attrib
        node.attrib.clear()
        node.text = "[x]" if is_done else "[ ]"


def _colour(pre: Element, look: Look) -> None:
    """Give the code of a block its colours: classes for a browser, colours for a printed page."""
    code = pre[0] if len(pre) else pre
    text = (code.text or "").removesuffix("\n")
    code.text = text
    language = code.get("class", "").removeprefix("language-")
    if not language or len(text) > _LONGEST_COLOURED:
        return
    colouring, lines = Colouring(language), text.split("\n")
    code.text = ""
    last: Element | None = None
    coloured = colouring.whole(text)
    for number, line in enumerate(lines):
        at = 0
        for token in next(coloured, ()):
            _append(code, last, line[at : token.start])
            last = SubElement(code, "span", _ink(token.kind, look))
            at = token.start + token.length
            last.text = line[token.start : at]
        _append(code, last, line[at:] + ("\n" if number < len(lines) - 1 else ""))


def _append(code: Element, last: Element | None, text: str) -> None:
    if last is None:
        code.text = (code.text or "") + text
    else:
        last.tail = (last.tail or "") + text


def _ink(kind: TokenKind, look: Look) -> dict[str, str]:
    return {"class": kind.value} if look is Look.BROWSER else {"style": f"color:{_LIGHT[kind]}"}


def _draw(span: Element, draw: DrawFormula | None) -> None:
    if draw is None:
        return
    tex = (span.text or "")[2:-2]
    if svg := draw(tex, "display" in span.get("class", "")):
        span.text = ""
        span.set("role", "img")
        span.set("aria-label", tex)
        SubElement(span, RAW_INLINE).text = svg


def _split_code(pre: Element) -> Iterator[Element]:
    """Long code in parts of a few lines each: what lays out a page does so without a long pause."""
    parts: list[list[tuple[str, dict[str, str] | None]]] = [[]]
    lines = 0
    code = pre[0]
    runs: list[tuple[str, dict[str, str] | None]] = [(code.text or "", None)]
    for span in code:
        runs += [(span.text or "", dict(span.attrib)), (span.tail or "", None)]
    for text, look in runs:
        for number, line in enumerate(text.split("\n")):
            if number:
                lines += 1
                if lines % _MOST_LINES:
                    parts[-1].append(("\n", None))
                else:
                    parts.append([])
            if line:
                parts[-1].append((line, look))
    for part in parts:
        block = Element("pre")
        target = SubElement(block, "code")
        last: Element | None = None
        for text, look in part:
            if look is None:
                _append(target, last, text)
            else:
                last = SubElement(target, "span", look)
                last.text = text
        yield block


def _calls(message: Message, words: ExportWords, look: Look) -> Iterator[str]:
    for call in message.tool_calls:
        yield f'<p class="muted">{escape(words.tool_call.format(name=call.name))}</p>\n'
        yield from blocks(as_code(whole_call(call), "json"), "", look)


def _images(message: Message, words: ExportWords, file: GetFile) -> Iterator[str]:
    for attachment in message.attachments:
        name = escape(attachment.name)
        data = file(attachment)
        address = data_uri(attachment, data) if data is not None else ""
        if address:
            yield f'<p><img alt="{name}" src="{address}"></p>\n'
        else:
            sentence = words.missing if data is None else words.image
            yield f'<p class="missing">{escape(sentence.format(name=attachment.name))}</p>\n'


def _colour_rules() -> str:
    def rules(colours: dict[TokenKind, str]) -> str:
        return " ".join(f"pre .{kind.value} {{ color: {colour}; }}" for kind, colour in colours.items())

    return (
        f"{rules(_LIGHT)}\n@media (prefers-color-scheme: dark) {{ {rules(_DARK)} }}\n"
        f"@media print {{ {rules(_LIGHT)} }}\n"
    )
