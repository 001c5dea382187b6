"""The folders in which files were chosen last, one for each purpose, as one line of text."""

import json
from collections.abc import Mapping


def folders_from_text(text: str) -> dict[str, str]:
    """The reverse of `to_text`; empty for a text that is no such thing."""
    try:
        values = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    if not isinstance(values, dict):
        return {}
    return {purpose: folder for purpose, folder in values.items() if isinstance(folder, str)}


def folders_to_text(folders: Mapping[str, str]) -> str:
    """As it is kept: a JSON object on one line."""
    return json.dumps(dict(folders), sort_keys=True)
