"""How much room is taken: by our own data, and by the models of a server as far as it tells."""

import re
from dataclasses import dataclass

_BLOB = re.compile(r"^FROM (\S.*?)[/\\]blobs[/\\]sha256[-:][0-9a-f]{64}$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class AttachmentUse:
    """Files of messages and drafts; unused ones belong to none."""

    count: int = 0
    size_bytes: int = 0
    unused_count: int = 0
    unused_bytes: int = 0


@dataclass(frozen=True, slots=True)
class StorageUse:
    """What the data folder takes, attachments and the models of the engine within.

    `models_dir` is the folder in which the server keeps its models, empty where it does not tell;
    `models_dir_is_here` whether that folder is on this computer.
    """

    data_bytes: int = 0
    attachments: AttachmentUse = AttachmentUse()
    models_dir: str = ""
    models_dir_is_here: bool = False


def models_folder(modelfile: str) -> str:
    """The folder of models that a Modelfile names, or an empty text.

    A server writes the path of the weights into the Modelfile that `/api/show` answers:
    `FROM /usr/share/ollama/.ollama/models/blobs/sha256-...`.
    """
    found = _BLOB.search(modelfile)
    return found[1] if found else ""
