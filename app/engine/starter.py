"""Puts the starter model that ships with the program into the store."""

import contextlib
import hashlib
import json
import logging
import os
import shutil
from pathlib import Path
from typing import Any

from app.domain.model_name import ModelName
from app.engine.facts import human_number
from app.engine.store import CONFIG_TYPE, MANIFEST_TYPE, MEDIA_TYPE, Store

# SmolLM2-135M loops at temperature 0 without a penalty and wanders at 0.8: measured with this file.
PARAMS = {"temperature": 0.2, "top_p": 0.9, "repeat_penalty": 1.1}
LICENSE = "Apache License, Version 2.0 (Apache-2.0): https://www.apache.org/licenses/LICENSE-2.0\n"

_log = logging.getLogger(__name__)


def install_starter(store: Store, starter: Path, name: ModelName) -> bool:
    """Link the file into the store under `name` if its SHA-256 is the one in `starter.json` beside it.

    Returns:
        Whether the model is there now. What went wrong is logged.
    """
    try:
        digest = json.loads(starter.with_name("starter.json").read_text(encoding="utf-8"))["sha256"]
        blob = store.blob(f"sha256:{digest}")
        blob.parent.mkdir(parents=True, exist_ok=True)
        if _checked_digest(starter, store.root / "starter-checked.json") != digest:
            _log.error("the starter model %s is not the file it should be", starter.name)
            return False
        _place(starter, blob)
        header = store.header(blob)
        layer = {"mediaType": MEDIA_TYPE + "model", "digest": f"sha256:{digest}", "size": blob.stat().st_size}
        config = {
            "model_format": "gguf",
            "model_family": header.architecture,
            "model_families": [header.architecture],
            "model_type": human_number(header.parameter_count),
            "file_type": header.quantization,
        }
        manifest = {
            "schemaVersion": 2,
            "mediaType": MANIFEST_TYPE,
            "config": {"mediaType": CONFIG_TYPE} | store.add_blob(_json(config)),
            "layers": [
                layer,
                {"mediaType": MEDIA_TYPE + "license"} | store.add_blob(LICENSE.encode()),
                {"mediaType": MEDIA_TYPE + "params"} | store.add_blob(_json(PARAMS)),
            ],
        }
        store.add_manifest(name, manifest)
    except (OSError, ValueError, KeyError, TypeError) as error:
        _log.warning("the starter model could not be installed: %s", error)
        return False
    return True


def _checked_digest(file: Path, record: Path) -> str:
    """SHA-256 of the file; taken from the record of the last check when path, size and time are the same."""
    facts = file.stat()
    seen = {"path": str(file), "size_bytes": facts.st_size, "mtime_ns": facts.st_mtime_ns}
    with contextlib.suppress(OSError, ValueError, AttributeError, TypeError):
        last = json.loads(record.read_text(encoding="utf-8"))
        digest = last.pop("sha256", "")
        if last == seen:
            return str(digest)
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    record.write_text(json.dumps(seen | {"sha256": digest}), encoding="utf-8")
    return str(digest)


def _place(file: Path, blob: Path) -> None:
    """Make `blob` the same file without a second copy where the disk allows it."""
    if blob.exists() and blob.stat().st_size == file.stat().st_size:
        return
    blob.unlink(missing_ok=True)
    for link in (os.link, os.symlink):
        with contextlib.suppress(OSError):
            link(file, blob)
            return
    partial = blob.with_name(blob.name + ".partly")
    shutil.copyfile(file, partial)
    partial.replace(blob)


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
