"""A first name for a new model."""

import re
from collections.abc import Sequence
from pathlib import PurePath

from app.domain.model_draft import DraftSource, ModelDraft
from app.domain.model_name import BadModelName, parse_model_name, same_model

_NOT_ALLOWED = re.compile(r"[^a-z0-9._-]+")
_SPLIT_END = re.compile(r"-\d{5}-of-\d{5}$")
_MOST_CHARS = 60


def suggested_name(draft: ModelDraft, taken: Sequence[str]) -> str:
    """A name that no model of the server has: that of the file or folder, or of the base with "-custom"."""
    if draft.source is DraftSource.MODEL:
        try:
            stem = f"{parse_model_name(draft.base).model}-custom"
        except BadModelName:
            return ""
    elif draft.source is DraftSource.GGUF:
        stem = _SPLIT_END.sub("", PurePath(draft.files[0].name).stem) if draft.files else ""
    else:
        stem = PurePath(draft.folder).name
    name = _NOT_ALLOWED.sub("-", stem.lower()).strip("-._")[:_MOST_CHARS]
    number, found = 2, name
    while found and any(same_model(found, each) for each in taken):
        found, number = f"{name}-{number}", number + 1
    return found
