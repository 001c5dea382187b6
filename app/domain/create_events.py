"""What is told while a model is being made up."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.blob import FileFault
from app.domain.failure import Failure
from app.domain.model_draft import DraftFile, ModelDraft
from app.domain.model_info import ModelShow
from app.domain.transfer_row import TransferRow, TransferState


class ReadPurpose(StrEnum):
    """What files were chosen for."""

    GGUF = "gguf"
    FOLDER = "folder"  # of a safetensors model
    ADAPTER = "adapter"  # a GGUF file or a safetensors folder
    DRAFT_MODEL = "draft_model"  # the same, for speculative decoding


@dataclass(frozen=True, slots=True)
class FilesRead:
    """Files that were looked at; `path` is the first, or the folder."""

    purpose: ReadPurpose
    path: str
    files: tuple[DraftFile, ...]


@dataclass(frozen=True, slots=True)
class BaseModel:
    """A model of the server to make another one from; `show` is None where `failure` says why."""

    name: str
    show: ModelShow | None = None
    failure: Failure | None = None

    @property
    def is_missing(self) -> bool:
        """Whether the server does not have it: it will be pulled first."""
        return self.failure is not None and self.failure.status == 404


@dataclass(frozen=True, slots=True)
class OpenedModelfile:
    """A Modelfile that was read; `draft` once its paths were looked for."""

    path: str
    text: str = ""
    fault: FileFault | None = None
    draft: ModelDraft | None = None


@dataclass(frozen=True, slots=True)
class SavedModelfile:
    """A Modelfile that was written; `failure` says why it was not."""

    path: str
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class TransferNews:
    """How the making of a model stands; no row: it is over or was given up elsewhere."""

    row: TransferRow | None

    @property
    def is_given_up(self) -> bool:
        """Whether nothing is left to follow."""
        return self.row is None or self.row.state is TransferState.CANCELLED
