"""Data files that come with the program."""

import json
import sys
from pathlib import Path
from typing import Any

# PyInstaller unpacks data files under sys._MEIPASS.
_ROOT = Path(getattr(sys, "_MEIPASS", "") or Path(__file__).parents[2])


def bundled_json(name: str) -> Any:
    """What a JSON file of the folder `resources` holds."""
    return json.loads((_ROOT / "resources" / name).read_text(encoding="utf-8"))
