"""Addresses of the web and of mail that stand bare in a text.

Source: GitHub Flavored Markdown, section 6.9, and of what its words leave open, cmark-gfm: the last letter of
an address is one of the alphabet, so `package@1.2.3` is none.
"""

import re
import string

BARE_LINK = r"(?<![A-Za-z0-9])(?:https?://|www\.)(?=[^\W_]|\[)"
_BARE_REST = re.compile(r"[^\s<>\[\]`\"\\\x00-\x1f\u3000-\u303f\uff00-\uffef\u2018-\u201f]+")
_LONGEST_NAME = 256
_NAME_SIGNS = string.ascii_letters + string.digits + "._+-"
_HOST = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+")
_RESOURCE = re.compile(r"/[A-Za-z0-9@.]*[A-Za-z0-9@]")  # of a chat address, what a program there is called
_PROTOCOL = re.compile(r"(?<![A-Za-z0-9])(?:mailto|xmpp):\Z")
_WHITE = re.compile(r"\s")
_OPEN_UNDERSCORE = re.compile(r"(?<![A-Za-z0-9_])_+(?=[^\s_])")
# Letters of alphabets that words are written in with spaces: beside one, this is a part of something else.
_LETTER = re.compile("[\u00c0-\u02af\u0370-\u058f]")


def web_link_at(source: str, pos: int) -> str:
    """The address that begins at `pos` with `BARE_LINK`."""
    match = _BARE_REST.match(source, pos)
    return _trim_link(match.group()) if match else ""


def mail_at(source: str, pos: int) -> tuple[int, int, str] | None:
    """The mail address around the at sign at `pos`: where it begins and ends, and where it leads."""
    before = source[max(0, pos - _LONGEST_NAME) : pos]
    name = before[len(before.rstrip(_NAME_SIGNS)) :]
    # Marks of emphasis and ends of sentences come before it more often than they begin it.
    start = pos - len(name.lstrip("._+-"))
    host = _HOST.match(source, pos + 1)
    if start == pos or host is None or _is_part_of_more(source, pos - len(name), host.end()):
        return None
    end = host.end()
    while source[end - 1] == "_" and _OPEN_UNDERSCORE.search(source, 0, pos):
        end -= 1  # it ends emphasis
    if not source[end - 1].isalpha():
        return None
    protocol = _PROTOCOL.search(source, max(0, start - 8), start)
    if protocol is None:
        return start, end, f"mailto:{source[start:end]}"
    if protocol.group() == "xmpp:" and (resource := _RESOURCE.match(source, end)):
        end = resource.end()
    return protocol.start(), end, source[protocol.start() : end]


def _is_part_of_more(source: str, start: int, end: int) -> bool:
    """Whether what stands beside an address makes it a piece of something that is none."""
    before = source[max(0, start - _LONGEST_NAME) : start]
    return (
        source[start - 1 : start] in ("/", "\\", "@")
        or bool(_LETTER.match(source[start - 1 : start]))
        or source[end : end + 1] == "@"
        or bool(_LETTER.match(source, end))
        or (":" in before and "://" in _WHITE.split(before)[-1])
    )


def _trim_link(text: str) -> str:
    """Cut from a bare link what belongs to the sentence around it: punctuation, marks, a bracket too many.

    Source: GitHub Flavored Markdown, section 6.9.
    """
    while text:
        last = text[-1]
        if last in "?!.,:;*_~'\"|" or (last == ")" and text.count(")") > text.count("(")):
            text = text[:-1]
        else:
            break
    return text
