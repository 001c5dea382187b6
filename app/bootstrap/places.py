"""Where things are: the data folder, the starter model, the server to look for first."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStandardPaths

from app.bootstrap.options import Options
from app.ui.theme.resources import resource_path

INSTANCE_FILE = "instance.json"
"""In the data folder while a program uses it; see `single_instance`."""


@dataclass(frozen=True, slots=True)
class StarterModel:
    """The tiny model that is shipped; `file` is None where it was not fetched."""

    name: str
    file: Path | None


def data_dir(options: Options) -> Path:
    """The folder of --data-dir, else the one this system keeps for programs' data."""
    if options.data_dir is not None:
        return options.data_dir.expanduser().absolute()
    base = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    return Path(base) / "arriero"


def starter_model() -> StarterModel:
    """The starter model as `resources/models/starter.json` describes it."""
    folder = resource_path("models")
    facts = json.loads((folder / "starter.json").read_text(encoding="utf-8"))
    file = folder / facts["file"]
    return StarterModel(facts["name"], file if file.is_file() else None)


def server_text(options: Options) -> str:
    """The address that a person named, or an empty text."""
    return options.server or os.environ.get("OLLAMA_HOST", "").strip()
