"""Where the files under `resources/` are."""

import sys
from pathlib import Path


def resource_path(*parts: str) -> Path:
    """The path of a resource, in the source tree and in a frozen program alike."""
    # PyInstaller unpacks data files under sys._MEIPASS.
    root = Path(getattr(sys, "_MEIPASS", "") or Path(__file__).parents[3])
    return root.joinpath("resources", *parts)
