"""Long jobs: pull, push, create, and uploading the files for create."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

from app.api import wire
from app.api.body import Body, create_body, json_body
from app.api.caller import Caller
from app.api.errors import ApiError
from app.domain.blob import BlobProgress, HashCache, UploadedBlob
from app.domain.create import CreateRequest
from app.domain.transfer import CreateProgress, Phase, TransferProgress


class JobCalls(Caller):
    """Pull, push, create. A job is over at the end of its stream, not at a word."""

    async def pull_progress(
        self, model: str, insecure: bool = False
    ) -> AsyncGenerator[TransferProgress, None]:
        """Download a model to the server. Leaving the stream pauses it; pulling again goes on.

        Args:
            model: its name; a registry may stand in front.
            insecure: also speak plain http, and take any certificate.

        Yields:
            About 16 objects a second, layer after layer; `app.domain.transfer` adds them up.

        Raises:
            OllamaError: any of the tree, mostly in the middle: `ApiError` with status None for a model that
                does not exist or a registry out of reach, `ConnectionLost` when the last line is missing.

        Source: Ollama API reference, "Pull a Model".
        """
        async with aclosing(self._progress("/api/pull", model, _named(model, insecure))) as objects:
            async for progress in objects:
                yield progress

    async def push_progress(
        self, model: str, insecure: bool = False
    ) -> AsyncGenerator[TransferProgress, None]:
        """Upload a model to its registry; arguments and errors as `pull_progress`.

        Finished layers are skipped the next time; a half-sent one starts again. The server needs to be signed
        in to the account that owns the namespace.

        Source: Ollama API reference, "Push a Model".
        """
        async with aclosing(self._progress("/api/push", model, _named(model, insecure))) as objects:
            async for progress in objects:
                yield progress

    async def create_progress(self, request: CreateRequest) -> AsyncGenerator[CreateProgress, None]:
        """Make a model of another one or of uploaded files.

        Yields:
            Objects as they come. "success" may be among the first: that of the pull of a missing base.

        Raises:
            OllamaError: as `pull_progress`; mistakes in the request come by status or as a line.

        Source: Ollama API reference, "Create a Model".
        """
        body = create_body(request)
        async with aclosing(self._progress("/api/create", request.model, body)) as objects:
            async for progress in objects:
                yield progress

    async def has_blob(self, digest: str) -> bool:
        """Whether the server has a blob.

        Args:
            digest: `sha256:` and 64 hex digits in lower case.

        Raises:
            ApiError: 400 for a text of another form.

        Source: Ollama API reference, "Check if a Blob Exists".
        """
        try:
            await self._transport.acknowledged(self._lookup("HEAD", f"/api/blobs/{digest}"))
        except ApiError as error:
            if error.status == 404 and not error.foreign:
                return False
            raise
        return True

    async def upload_blob(
        self,
        path: Path,
        *,
        on_progress: Callable[[BlobProgress], None] | None = None,
        hashes: HashCache | None = None,
    ) -> UploadedBlob:
        """Bring a file to the server: hash it, ask whether it is there, send it if not.

        Hashing and sending run in threads of their own; a cancelled call closes its connection at once. A
        blob cannot resume: a half-sent one starts again.

        Args:
            path: a file, not empty.
            on_progress: called in this loop, some ten times a second and at each change of phase.
            hashes: what is known from before; the file's digest is added.

        Raises:
            FileTrouble: the file is missing, empty, a folder, not to be read, or changed meanwhile.
            OllamaError: any other of the tree; `ApiError` 400 "digest mismatch" when other bytes arrived.

        Source: Ollama API reference, "Push a Blob".
        """
        # Imports the HTTP library, which nobody who only holds a client needs yet.
        from app.api.upload import Upload

        upload = Upload(self.address, self._headers, self._connect_timeout_s, on_progress, self._trust)
        return await upload.run(path, self.has_blob, hashes)

    async def _progress(self, path: str, model: str, body: Body) -> AsyncGenerator[TransferProgress, None]:
        call = self._long(path, body, model)
        stream = self._transport.objects(call, wire.read_progress, _is_success, to_the_end=True)
        async with aclosing(stream) as objects:
            async for progress in objects:
                yield progress


def _named(model: str, insecure: bool) -> Body:
    fields: dict[str, Any] = {"model": model}
    if insecure:
        fields["insecure"] = True
    return json_body(fields)


def _is_success(progress: TransferProgress) -> bool:
    return progress.phase is Phase.SUCCESS
