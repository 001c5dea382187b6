"""What is sent to `create`: a new model from another one or from uploaded files.

Source of names and meanings: Ollama API reference (docs/api.md, "Create a Model") and the server's Go types.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.domain.chat import ChatMessage

QUANTIZATIONS = ("q4_K_M", "q4_K_S", "q8_0", "F16", "F32", "BF16")
"""What `quantize` can be, in any case; only from F16, BF16 and F32 sources."""


@dataclass(frozen=True, slots=True)
class CreateRequest:
    """`POST /api/create`; what is None or empty is not sent. A model of that name is overwritten.

    Attributes:
        model: the new name.
        from_: the model to start from; one that is missing on the server is pulled first. Wins over `files`.
        files: digest of an uploaded blob by relative file name: GGUF files, or a folder of safetensors.
        adapters: the same for one LoRA adapter.
        parameters: options, laid over those of the base. The server does not check them here: a value of the
            wrong type makes each later run fail.
        license: one text or several, added to those of the base.
        messages: example turns; they replace those of the base.
        quantize: one of `QUANTIZATIONS`.
        renderer, parser: names of the server's built-in prompt renderer and output parser (since v0.12.0).
        requires: least server version (since v0.14.0).
        draft_files, draft_quantize: a model for speculative decoding (since v0.30.0).
        remote_host, info: make a stub for a model elsewhere (since v0.12.0).
    """

    model: str
    from_: str = ""
    files: Mapping[str, str] | None = None
    adapters: Mapping[str, str] | None = None
    template: str = ""
    license: str | tuple[str, ...] = ()
    system: str = ""
    parameters: Mapping[str, Any] | None = None
    messages: tuple[ChatMessage, ...] = ()
    quantize: str = ""
    renderer: str = ""
    parser: str = ""
    requires: str = ""
    draft_files: Mapping[str, str] | None = None
    draft_quantize: str = ""
    remote_host: str = ""
    info: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class UploadFile:
    """A file of this computer that a new model needs; `name` is its relative name in `create`."""

    name: str
    path: str
    size_bytes: int = 0


@dataclass(frozen=True, slots=True)
class CreateJob:
    """A model to make, and the files that the server has to get first.

    `request` holds all but the digests of these files; what it has in `files`, `adapters` and `draft_files`
    stays.
    """

    request: CreateRequest
    files: tuple[UploadFile, ...] = ()
    adapters: tuple[UploadFile, ...] = ()
    draft_files: tuple[UploadFile, ...] = ()

    @property
    def uploads(self) -> tuple[UploadFile, ...]:
        """All files, in the order in which they are sent."""
        return (*self.files, *self.adapters, *self.draft_files)

    def with_digests(self, digests: Mapping[str, str]) -> CreateRequest:
        """The request with the uploaded files in it; `digests` is by path."""
        request = self.request
        return replace(
            request,
            files=_named(request.files, self.files, digests),
            adapters=_named(request.adapters, self.adapters, digests),
            draft_files=_named(request.draft_files, self.draft_files, digests),
        )


def _named(
    given: Mapping[str, str] | None, files: tuple[UploadFile, ...], digests: Mapping[str, str]
) -> Mapping[str, str] | None:
    return {**(given or {}), **{file.name: digests[file.path] for file in files}} if files else given
