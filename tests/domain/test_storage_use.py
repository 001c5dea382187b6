"""Where the models of a server lie."""

import pytest

from app.domain.storage_use import models_folder

HASH = "0a" * 32


@pytest.mark.parametrize(
    ("weights", "folder"),
    [
        (f"/home/anna/.ollama/models/blobs/sha256-{HASH}", "/home/anna/.ollama/models"),
        (f"/srv/my models/blobs/sha256:{HASH}", "/srv/my models"),
        (rf"C:\Users\anna\.ollama\models\blobs\sha256-{HASH}", r"C:\Users\anna\.ollama\models"),
        ("llama3.2:latest", ""),
        ("/home/anna/blobs/sha256-short", ""),
    ],
)
def test_the_folder_is_read_from_the_path_of_the_weights(weights: str, folder: str) -> None:
    assert models_folder(f"# Modelfile\nFROM {weights}\nPARAMETER stop x") == folder
