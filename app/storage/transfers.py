"""Queue and history of transfers in `transfers.json`: written when something changes, never per object."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from app.domain.chat import ChatMessage
from app.domain.create import CreateJob, CreateRequest, UploadFile
from app.domain.failure import Failure, FailureCode
from app.domain.transfer import LayerProgress
from app.domain.transfer_row import TransferKind, TransferRecord, TransferServer, TransferState
from app.storage.settings_file import SettingsFile, SettingsFileError

MOST_RECORDS = 200
_CODES = {
    FailureCode.SETTINGS_DAMAGED: FailureCode.TRANSFERS_DAMAGED,
    FailureCode.SETTINGS_UNUSABLE: FailureCode.TRANSFERS_UNUSABLE,
}
_MOST = 2**63
_UPLOADS = ("files", "adapters", "draft_files")


@dataclass(frozen=True, slots=True)
class KeptTransfer:
    """A transfer that is not over. `job` is None for all but a create; `was_running`: the program ended then.

    `duration_s` and `arrived_bytes` are those of the time before. `half_sent` are bytes of files that the
    server had not got whole, by place in `CreateJob.uploads`.
    """

    id: str
    kind: TransferKind
    name: str
    server: TransferServer
    insecure: bool = False
    was_running: bool = False
    layers: tuple[LayerProgress, ...] = ()
    duration_s: float = 0.0
    arrived_bytes: int = 0
    job: CreateJob | None = None
    half_sent: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class KeptTransfers:
    """What the file holds, and what was wrong with it. `hashes` as `HashCache.as_dict`."""

    queue: tuple[KeptTransfer, ...] = ()
    records: tuple[TransferRecord, ...] = ()
    hashes: Mapping[str, Any] | None = None
    failure: Failure | None = None


class TransfersFile:
    """A file of that name in the data folder, newest record first."""

    def __init__(self, data_dir: Path, name: str) -> None:
        self._file = SettingsFile(data_dir, name)

    def read(self) -> KeptTransfers:
        """What was kept. A damaged file is renamed, never deleted; entries that are none are left out."""
        kept = self._file.read()
        hashes = kept.entries.get("hashes")
        queue = [_transfer(row) for row in _rows(kept.entries, "queue")]
        records = [_record(row) for row in _rows(kept.entries, "history")]
        return KeptTransfers(
            tuple(each for each in queue if each is not None),
            tuple(each for each in records if each is not None),
            hashes if isinstance(hashes, dict) else None,
            _of_transfers(kept.failure) if kept.failure else None,
        )

    def write(self, kept: KeptTransfers) -> None:
        """Replace what was kept.

        Raises:
            SettingsFileError: as `SettingsFile.update`.
        """
        changes = {
            "queue": [_transfer_row(each) for each in kept.queue],
            "history": [_record_row(each) for each in kept.records[:MOST_RECORDS]],
            "hashes": dict(kept.hashes) if kept.hashes else None,
        }
        try:
            self._file.update(changes)
        except SettingsFileError as error:
            raise SettingsFileError(_of_transfers(error.failure)) from error


def _of_transfers(failure: Failure) -> Failure:
    return Failure(_CODES.get(failure.code, failure.code), detail=failure.detail)


def _rows(entries: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    return [row for row in _list(entries, key) if isinstance(row, dict)]


def _list(row: Mapping[str, Any], key: str) -> list[Any]:
    value = row.get(key)
    return value if isinstance(value, list) else []


def _common_row(each: KeptTransfer | TransferRecord) -> dict[str, Any]:
    server = each.server
    return {
        "id": each.id,
        "kind": each.kind.value,
        "name": each.name,
        "server": {"key": server.key, "name": server.name, "profile": server.profile_id},
        "insecure": each.insecure,
        "duration_s": round(each.duration_s, 3),
    }


def _transfer_row(each: KeptTransfer) -> dict[str, Any]:
    row = _common_row(each) | {"running": each.was_running, "arrived": each.arrived_bytes}
    if each.layers:
        row["layers"] = [[layer.digest, layer.total_bytes, layer.completed_bytes] for layer in each.layers]
    if each.half_sent:
        row["half_sent"] = [list(pair) for pair in each.half_sent]
    if each.job is not None:
        row["create"] = _job_row(each.job)
    return row


def _job_row(job: CreateJob) -> dict[str, Any]:
    return _request_row(job.request) | {
        f"upload_{use}": [[file.name, file.path, file.size_bytes] for file in getattr(job, use)]
        for use in _UPLOADS
    }


def _record_row(each: TransferRecord) -> dict[str, Any]:
    row = {"create": _job_row(each.job)} if each.job is not None else {}
    return (
        _common_row(each)
        | row
        | {
            "outcome": each.outcome.value,
            "ended": each.ended_at.isoformat(),
            "size": each.size_bytes,
            "fraction": each.fraction,
            "speed": each.mean_bytes_per_s,
        }
    )


def _request_row(request: CreateRequest) -> dict[str, Any]:
    """The fields that say something; images of example messages are not kept."""
    row = {field.name: getattr(request, field.name) for field in fields(request)}
    row["messages"] = [[message.role, message.content] for message in request.messages]
    return {key: value for key, value in row.items() if value not in (None, "", (), [])}


def _common(row: Mapping[str, Any]) -> dict[str, Any] | None:
    server = row.get("server")
    try:
        kind = TransferKind(row.get("kind", ""))
    except ValueError:
        return None
    texts = [row.get("id"), row.get("name")]
    if not isinstance(server, dict) or not all(isinstance(text, str) and text for text in texts):
        return None
    if not isinstance(server.get("key"), str) or not server["key"]:
        return None
    return {
        "id": row["id"],
        "kind": kind,
        "name": row["name"],
        "server": TransferServer(server["key"], _text(server, "name"), _text(server, "profile")),
        "insecure": row.get("insecure") is True,
        "duration_s": _number(row, "duration_s"),
    }


def _transfer(row: Mapping[str, Any]) -> KeptTransfer | None:
    common = _common(row)
    job = _job(row.get("create"))
    if common is None or (common["kind"] is TransferKind.CREATE) is not (job is not None):
        return None
    return KeptTransfer(
        **common,
        was_running=row.get("running") is True,
        layers=tuple(LayerProgress(*each) for each in _list(row, "layers") if _is_layer(each)),
        arrived_bytes=int(_number(row, "arrived")),
        job=job,
        half_sent=tuple((each[0], each[1]) for each in _list(row, "half_sent") if _half_sent(each)),
    )


def _record(row: Mapping[str, Any]) -> TransferRecord | None:
    common = _common(row)
    try:
        outcome, ended_at = TransferState(row.get("outcome", "")), datetime.fromisoformat(_text(row, "ended"))
    except ValueError:
        return None
    if common is None or ended_at.tzinfo is None:
        return None
    has = {key: isinstance(row.get(key), int | float) for key in ("fraction", "speed")}
    return TransferRecord(
        **common,
        outcome=outcome,
        ended_at=ended_at,
        size_bytes=int(_number(row, "size")),
        fraction=_number(row, "fraction") if has["fraction"] else None,
        mean_bytes_per_s=_number(row, "speed") if has["speed"] else None,
        job=_job(row.get("create")),
    )


def _job(row: Any) -> CreateJob | None:
    if not isinstance(row, dict) or not isinstance(row.get("model"), str):
        return None
    known = {field.name for field in fields(CreateRequest)}
    given = {key: value for key, value in row.items() if key in known}
    given.pop("messages", None)
    if isinstance(given.get("license"), list):
        given["license"] = tuple(given["license"])
    request = CreateRequest(
        **given, messages=tuple(ChatMessage(*each) for each in _list(row, "messages") if _is_pair(each))
    )
    uploads = {
        use: tuple(UploadFile(*each) for each in _list(row, f"upload_{use}") if _is_upload(each))
        for use in _UPLOADS
    }
    return CreateJob(request, **uploads)


def _is_layer(value: Any) -> bool:
    match value:
        case [str(), int() as total, int() as done]:
            return _is_count(total) and _is_count(done)
    return False


def _half_sent(value: Any) -> bool:
    match value:
        case [int() as place, int() as sent]:
            return _is_count(place) and _is_count(sent)
    return False


def _is_pair(value: Any) -> bool:
    match value:
        case [str(), str()]:
            return True
    return False


def _is_upload(value: Any) -> bool:
    match value:
        case [str(), str(), int() as size_bytes]:
            return _is_count(size_bytes)
    return False


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    return value if isinstance(value, str) else ""


def _number(row: Mapping[str, Any], key: str) -> float:
    value = row.get(key)
    return float(value) if isinstance(value, int | float) and _is_count(value) else 0.0


def _is_count(value: float) -> bool:
    """Whether it can be a number of bytes or seconds; a file that was edited may hold any other."""
    return 0 <= value < _MOST
