"""Model names: their parts, what is allowed in them, and when two names mean the same model.

Form `[scheme://]host/namespace/model:tag`, host, namespace and tag optional. Source of the rules:
`types/model/name.go` of the public repository ollama/ollama; source suffixes (`:cloud`, `-cloud`, `:local`)
since v0.17.6.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

DEFAULT_HOST = "registry.ollama.ai"
DEFAULT_NAMESPACE = "library"
DEFAULT_TAG = "latest"

_PART = {
    "host": re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:-]{0,349}"),
    "namespace": re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,79}"),
    "model": re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}"),
    "tag": re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}"),
}
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


class BadModelName(ValueError):
    """A text that is no model name; `part` says where ("host", "namespace", "model", "tag" or "source")."""

    def __init__(self, part: str, text: str) -> None:
        super().__init__(f"bad {part} in model name {text[:400]!r}")
        self.part = part
        self.text = text


class ModelSource(StrEnum):
    """Where a name says that the model runs."""

    ANY = "any"
    CLOUD = "cloud"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class ModelName:
    """A complete name; every part keeps the case it was written in."""

    host: str
    namespace: str
    model: str
    tag: str

    @property
    def display(self) -> str:
        """As `tags` and `ps` write it: default host and `library/` dropped, the tag always there."""
        host = "" if self.host.lower() == DEFAULT_HOST else f"{self.host}/"
        namespace = "" if not host and self.namespace.lower() == DEFAULT_NAMESPACE else f"{self.namespace}/"
        return f"{host}{namespace}{self.model}:{self.tag}"

    @property
    def full(self) -> str:
        """All four parts."""
        return f"{self.host}/{self.namespace}/{self.model}:{self.tag}"

    @property
    def key(self) -> str:
        """Equal for names that a server takes for the same model (it ignores case)."""
        return self.full.lower()

    def __str__(self) -> str:
        return self.display


def parse_model_name(text: str) -> ModelName:
    """Read a name as the server does; a scheme in front is dropped, outer spaces too.

    Raises:
        BadModelName: a part is missing, too long or holds a character that is not allowed there.
    """
    rest = text.strip()
    tag = DEFAULT_TAG
    if rest.rfind(":") > rest.rfind("/"):
        rest, _, tag = rest.rpartition(":")
    rest, slash, model = rest.rpartition("/")
    host, namespace = DEFAULT_HOST, DEFAULT_NAMESPACE
    if slash:
        rest, slash, namespace = rest.rpartition("/")
        if slash:
            host = rest[match.end() :] if (match := _SCHEME.match(rest)) else rest
    name = ModelName(host, namespace, model, tag)
    for part, allowed in _PART.items():
        if not allowed.fullmatch(getattr(name, part)):
            raise BadModelName(part, text)
    return name


def is_model_name(text: str) -> bool:
    """Whether the text can be read as a model name."""
    try:
        parse_model_name(text)
    except BadModelName:
        return False
    return True


def split_source(text: str) -> tuple[str, ModelSource]:
    """Take a source suffix off: the name for that source, and the source.

    "gpt-oss:120b-cloud" is ("gpt-oss:120b", CLOUD), "gpt-oss:cloud" ("gpt-oss", CLOUD), "x:local"
    ("x", LOCAL); "my-cloud" has none, because it is no tag.

    Raises:
        BadModelName: two suffixes (part "source").
    """
    name, source = _take_suffix(text.strip())
    if source is not ModelSource.ANY and _take_suffix(name)[1] is not ModelSource.ANY:
        raise BadModelName("source", text)
    return name, source


def installed_name(text: str) -> ModelName:
    """The name under which a pull is stored: "gpt-oss:20b:cloud" as "gpt-oss:20b-cloud", "x:local" as "x".

    Raises:
        BadModelName: not a model name.
    """
    bare, source = split_source(text)
    name = parse_model_name(bare)
    if source is not ModelSource.CLOUD:
        return name
    has_tag = bare.rfind(":") > bare.rfind("/")
    stored = replace(name, tag=f"{name.tag}-cloud" if has_tag else "cloud")
    if not _PART["tag"].fullmatch(stored.tag):
        raise BadModelName("tag", text)
    return stored


def same_model(one: str, other: str) -> bool:
    """Whether two names mean the same installed model: case, defaults and source suffixes do not matter.

    Texts that are no model names are compared as they are, without case.
    """
    try:
        return installed_name(one).key == installed_name(other).key
    except BadModelName:
        return one.strip().lower() == other.strip().lower()


def _take_suffix(text: str) -> tuple[str, ModelSource]:
    colon = text.rfind(":")
    if colon <= text.rfind("/"):
        return text, ModelSource.ANY
    tag = text[colon + 1 :].lower()
    if tag in (ModelSource.CLOUD, ModelSource.LOCAL):
        return text[:colon], ModelSource(tag)
    if tag.endswith("-cloud"):
        return text[: -len("-cloud")], ModelSource.CLOUD
    return text, ModelSource.ANY
