"""What the settings tell about this program; gathered when they are first opened."""

import importlib.metadata
import platform
from pathlib import Path

import PySide6
from PySide6.QtCore import qVersion

from app import __version__
from app.bootstrap.log_file import FILE_NAME
from app.storage.versions import sqlite_version
from app.ui.settings.facts import ProgramFacts


def program_facts(data_dir: Path) -> ProgramFacts:
    """Folders and versions."""
    versions = [
        ("Arriero", __version__),
        ("Python", platform.python_version()),
        ("Qt", qVersion()),
        ("PySide6", PySide6.__version__),
        ("xllamacpp", _version("xllamacpp")),
        ("SQLite", sqlite_version()),
    ]
    present = tuple((name, version) for name, version in versions if version)
    return ProgramFacts(str(data_dir), str(data_dir / FILE_NAME), present)


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""
