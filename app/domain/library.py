"""The installed models as the library shows them, and what removing some of them would free."""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from app.domain.failure import Failure
from app.domain.model_info import ModelShow, ModelSummary
from app.domain.model_name import same_model
from app.domain.server import ServerState

_COUNT = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?)(?:x([0-9]{1,6}(?:\.[0-9]{1,6})?))?\s*([KMBT]?)")
_FACTORS = {"": 1.0, "K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}
_BLOB_LINE = re.compile(r"^(?:FROM|ADAPTER)\s+(.*?[/\\]blobs[/\\](sha256-[0-9a-f]{64}))\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class StoredFacts:
    """What only `show` tells of a model; equal digests have equal facts.

    `blobs` are the files of its weights ("sha256-..."), `blob_path` one of them as the server writes it,
    `text_bytes` how large its other layers can be at most, as far as `show` gives them back.
    """

    context_length: int | None = None
    capabilities: tuple[str, ...] | None = None
    blobs: frozenset[str] = frozenset()
    blob_path: str = ""
    text_bytes: int = 0


_NO_FACTS = StoredFacts()
_Told = tuple[ModelSummary, StoredFacts, tuple[str, ...], bool, str, bool]
"""Model, facts, aliases, whether it is loaded, the digest of a newer build, whether it is pinned."""


@dataclass(frozen=True, slots=True)
class LibraryRow:
    """One installed model.

    `aliases` are the other names of the same digest; None in `context_length` and `capabilities` means not
    known (yet); `newer_digest` is that of a newer build at its registry, empty where none is known.
    """

    name: str
    digest: str = ""
    size_bytes: int = 0
    modified_at: datetime | None = None
    parameters: str = ""
    parameter_count: float = 0.0
    quantization: str = ""
    family: str = ""
    context_length: int | None = None
    capabilities: tuple[str, ...] | None = None
    is_loaded: bool = False
    is_cloud: bool = False
    aliases: tuple[str, ...] = ()
    newer_digest: str = ""
    parent: str = ""
    is_pinned: bool = False

    @property
    def key(self) -> str:
        """Under which its facts are kept."""
        return self.digest or self.name


class LibraryState(StrEnum):
    """How the list stands."""

    LOADING = "loading"  # nothing known yet
    READY = "ready"
    STALE = "stale"  # the server is gone; the last known rows
    FAILED = "failed"  # and nothing is known


@dataclass(frozen=True, slots=True)
class DiskUse:
    """The disk on which the models of this computer are."""

    total_bytes: int
    free_bytes: int


@dataclass(frozen=True, slots=True)
class LibraryView:
    """All that the page shows of the installed models; `total_bytes` counts every digest once."""

    state: LibraryState
    server: ServerState
    rows: tuple[LibraryRow, ...] = ()
    total_bytes: int = 0
    seen_at: datetime | None = None
    disk: DiskUse | None = None

    @property
    def failure(self) -> Failure | None:
        """Why the server is gone."""
        return self.server.failure

    def row(self, name: str) -> LibraryRow | None:
        """The row of a model, under any way to write its name."""
        exact = next((row for row in self.rows if row.name == name), None)
        return exact or next((row for row in self.rows if same_model(row.name, name)), None)


@dataclass(frozen=True, slots=True)
class ModelDetail:
    """What `show` told of the model whose detail is open; neither `show` nor `failure`: still being asked.

    `has_everything`: the long arrays of the metadata came too. `chats` counts the chats that use it.
    """

    name: str
    show: ModelShow | None = None
    failure: Failure | None = None
    has_everything: bool = False
    chats: int = 0


@dataclass(frozen=True, slots=True)
class DeletePlan:
    """What deleting some models would do.

    `freed_bytes` is the least that is freed, None while it is being found out. `kept_by` names models that
    stay and use the same files. `chats` are the titles of the chats that used them, empty where one has none.
    """

    names: tuple[str, ...]
    freed_bytes: int | None = None
    chats: tuple[str, ...] = ()
    kept_by: tuple[str, ...] = ()
    loaded: tuple[str, ...] = ()


class LibraryAction(StrEnum):
    """What a person can do with installed models."""

    LOAD = "load"
    UNLOAD = "unload"
    COPY = "copy"
    RENAME = "rename"
    DELETE = "delete"
    CHECK = "check"  # for newer builds


@dataclass(frozen=True, slots=True)
class LibraryResult:
    """How an action ended, told per model; `other` is the new name of a copy or rename.

    For a rename, a model in `failed` whose copy was made is in `done` under its new name too: both exist.
    """

    action: LibraryAction
    done: tuple[str, ...] = ()
    failed: tuple[tuple[str, Failure], ...] = ()
    other: str = ""


COLUMNS = ("name", "parameters", "quantization", "size", "family", "context", "capabilities", "modified")
"""Every column of the table in its order; the first is always shown."""
USUAL_COLUMNS = ("name", "parameters", "quantization", "size", "capabilities", "modified")
_MOST_FILTER_CHARS = 200


@dataclass(frozen=True, slots=True)
class LibraryLook:
    """How the list was left: table or cards, columns, order, filters."""

    cards: bool = False
    columns: tuple[str, ...] = USUAL_COLUMNS
    sort: str = "modified"
    descending: bool = True
    text: str = ""
    capability: str = ""
    tab: str = "installed"
    detail_px: int = 0

    def to_text(self) -> str:
        """For keeping."""
        kept = {"cards": self.cards, "columns": self.columns, "sort": self.sort, "tab": self.tab}
        kept |= {"descending": self.descending, "text": self.text, "capability": self.capability}
        return json.dumps(kept | {"detail_px": self.detail_px})

    @classmethod
    def from_text(cls, text: str) -> "LibraryLook":
        """What was kept; what cannot be read is as usual."""
        try:
            kept = json.loads(text)
        except ValueError:
            return cls()
        if not isinstance(kept, dict):
            return cls()
        usual = cls()
        columns = kept.get("columns")
        chosen = tuple(c for c in COLUMNS if isinstance(columns, list) and c in columns)
        px = kept.get("detail_px")
        return cls(
            cards=kept.get("cards") is True,
            columns=chosen if "name" in chosen else usual.columns,
            sort=kept["sort"] if kept.get("sort") in COLUMNS else usual.sort,
            descending=kept.get("descending") is not False,
            text=_short_text(kept.get("text")),
            capability=_short_text(kept.get("capability")),
            tab=_short_text(kept.get("tab")) or usual.tab,
            detail_px=px if isinstance(px, int) and not isinstance(px, bool) and 0 <= px < 10_000 else 0,
        )


@lru_cache(maxsize=512)
def parameter_count(text: str) -> float:
    """The number behind display texts such as "8.0B", "134.52M" or "8x7B"; 0 where there is none."""
    match = _COUNT.fullmatch(text.strip().upper().replace("X", "x"))
    if match is None:
        return 0.0
    return float(match[1]) * float(match[2] or 1) * _FACTORS[match[3]]


def stored_facts(show: ModelShow) -> StoredFacts:
    """Read the facts from an answer of `/api/show`.

    The Modelfile names the files of the weights and adapters by their digest. Source: Ollama API reference,
    "Show Model Information".
    """
    arch = show.model_info.get("general.architecture")
    length = show.model_info.get(f"{arch}.context_length")
    found = list(_BLOB_LINE.finditer(show.modelfile))
    texts = (show.license, show.template, show.system, show.parameters, show.modelfile)
    spoken = sum(len(message.content.encode()) + 64 for message in show.messages)
    return StoredFacts(
        length if isinstance(length, int) and not isinstance(length, bool) and length > 0 else None,
        show.capabilities,
        frozenset(match[2] for match in found),
        found[0][1] if found else "",
        sum(len(text.encode()) for text in texts) + spoken + 4096,
    )


class LibraryRows:
    """Makes the rows of one list after the other; a model of which the same is told keeps its row."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[_Told, LibraryRow]] = {}

    def of(
        self,
        models: Sequence[ModelSummary],
        loaded: Collection[str],
        facts: Mapping[str, StoredFacts],
        newer: Mapping[tuple[str, str], str],
        pinned: Collection[str] = (),
    ) -> tuple[LibraryRow, ...]:
        """The rows of a list of models.

        Args:
            loaded: names as the server lists them.
            facts: by `LibraryRow.key`.
            newer: the digest of a newer build by name and present digest.
            pinned: names of the models that stand first.
        """
        names: dict[str, list[str]] = {}
        for model in models:
            if model.digest:
                names.setdefault(model.digest, []).append(model.name)
        before, self._made, rows = self._made, {}, []
        for model in models:
            name, digest = model.name, model.digest
            same = names.get(digest, ())
            told = (
                model,
                facts.get(digest or name, _NO_FACTS),
                tuple(each for each in same if each != name) if len(same) > 1 else (),
                name in loaded,
                newer.get((name, digest), ""),
                name in pinned,
            )
            made = before.get(name)
            if made is None or made[0] != told:
                made = told, _row(*told)
            self._made[name] = made
            rows.append(made[1])
        return tuple(rows)


def total_size(rows: Sequence[LibraryRow]) -> int:
    """What the models take, each digest once. Layers that different models share are still counted twice."""
    return sum({row.key: row.size_bytes for row in rows}.values())


@dataclass(slots=True)
class Freed:
    """The least that goes with some models, and who keeps files of theirs."""

    freed_bytes: int = 0
    kept_by: list[str] = field(default_factory=list)


def freed_at_least(
    gone: Sequence[LibraryRow], kept: Sequence[LibraryRow], facts: Mapping[str, StoredFacts]
) -> Freed:
    """The least that deleting frees: files that a model which stays uses too, or may use, are not counted."""
    freed = Freed()
    kept_keys = {row.key for row in kept}
    kept_blobs: dict[str, str] = {}
    for row in kept:
        for blob in facts.get(row.key, StoredFacts()).blobs:
            kept_blobs.setdefault(blob, row.name)
    counted: set[str] = set()
    for row in {row.key: row for row in gone}.values():
        known = facts.get(row.key)
        if row.key in kept_keys:
            freed.kept_by += [other.name for other in kept if other.key == row.key]
        elif known is not None and known.blobs:
            sharing = [kept_blobs[blob] for blob in sorted(known.blobs) if blob in kept_blobs]
            freed.kept_by += sharing
            if not sharing and not known.blobs & counted:
                freed.freed_bytes += max(0, row.size_bytes - known.text_bytes)
            counted |= known.blobs
    freed.kept_by = list(dict.fromkeys(freed.kept_by))
    return freed


def may_share(one: LibraryRow, other: LibraryRow) -> bool:
    """Whether two models can have the same weights, by what the list tells of them."""
    return (one.family, one.parameters, one.quantization) == (
        other.family,
        other.parameters,
        other.quantization,
    )


def _row(
    model: ModelSummary,
    known: StoredFacts,
    aliases: tuple[str, ...],
    is_loaded: bool,
    newer_digest: str,
    is_pinned: bool,
) -> LibraryRow:
    details = model.details
    return LibraryRow(  # in their order: with their names a thousand of them take half as long again
        model.name,
        model.digest,
        model.size_bytes,
        model.modified_at,
        details.parameter_size,
        parameter_count(details.parameter_size),
        details.quantization_level,
        details.family,
        details.context_length or known.context_length,
        model.capabilities if model.capabilities is not None else known.capabilities,
        is_loaded,
        bool(model.remote_model or model.remote_host),
        aliases,
        newer_digest,
        details.parent_model,
        is_pinned,
    )


def _short_text(value: object) -> str:
    return value if isinstance(value, str) and len(value) <= _MOST_FILTER_CHARS else ""
