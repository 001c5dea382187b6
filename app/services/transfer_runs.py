"""What a transfer does while it runs: the calls to its server, told to its job."""

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from app.api.client import OllamaClient
from app.domain.blob import BlobProgress, HashCache
from app.domain.transfer import TransferProgress
from app.domain.transfer_row import AccountStep, TransferKind, TransferState
from app.services.transfer_account import check_account
from app.services.transfer_job import TransferJob


async def run(job: TransferJob, client: OllamaClient, hashes: HashCache, tell: Callable[[], None]) -> None:
    """Do what a job is for, to its end.

    Args:
        tell: called when the job came to another step.

    Raises:
        OllamaError: any of the tree.
        Refused: a push that cannot go well.
    """
    if job.kind is TransferKind.PULL:
        await _follow(job, client.pull_progress(job.name, job.insecure), tell)
    elif job.kind is TransferKind.PUSH:
        if not job.skips_account:
            job.step = AccountStep.CHECKING
            tell()
            await check_account(job.name, client)
        await _follow(job, client.push_progress(job.name, job.insecure), tell)
    elif job.create is not None:
        digests = await _upload(job, client, hashes, tell)
        await _follow(job, client.create_progress(job.create.with_digests(digests)), tell)


async def _follow(
    job: TransferJob, stream: AsyncGenerator[TransferProgress, None], tell: Callable[[], None]
) -> None:
    async with aclosing(stream) as objects:
        async for progress in objects:
            if job.state is not TransferState.RUNNING:
                return  # on Python 3.11 a library can swallow a cancel in an unlucky moment
            before = job.step
            job.note(progress, time.monotonic())
            if job.step is not before:
                tell()


async def _upload(
    job: TransferJob, client: OllamaClient, hashes: HashCache, tell: Callable[[], None]
) -> dict[str, str]:
    """Bring every file of a create to the server; its digests by path."""
    # Only a create has files.
    from pathlib import Path

    digests: dict[str, str] = {}
    for at, file in enumerate(job.create.uploads if job.create else ()):

        def note(progress: BlobProgress, at: int = at) -> None:
            before = job.step
            job.note_upload(at, progress, time.monotonic())
            if job.step is not before:
                tell()

        uploaded = await client.upload_blob(Path(file.path), on_progress=note, hashes=hashes)
        job.note_uploaded(at, uploaded.size_bytes)
        digests[file.path] = uploaded.digest
    return digests
