"""What went wrong, as a code and values; `ui` turns it into a sentence."""

from dataclasses import dataclass
from enum import StrEnum


class FailureCode(StrEnum):
    """Every kind of trouble a person can be told about."""

    SERVER_REFUSED = "server_refused"  # nothing listens at `address`
    SERVER_NAME_UNKNOWN = "server_name_unknown"  # the host name of `address` cannot be resolved
    SERVER_TIMEOUT = "server_timeout"  # no connection to `address` in time
    SERVER_TLS = "server_tls"  # the certificate of `address` was not accepted
    SERVER_UNREACHABLE = "server_unreachable"  # any other transport trouble; `detail` has it
    SERVER_BEHIND_PROXY = "server_behind_proxy"  # a proxy that does not reach the server (502 to 504)
    SERVER_TOO_OLD = "server_too_old"  # its version is `detail`
    SERVER_SILENT = "server_silent"  # connected, but no byte for too long
    CONNECTION_LOST = "connection_lost"  # cut in mid-reply after `tokens` pieces
    NOT_OLLAMA = "not_ollama"  # something else answers at `address`
    UNAUTHORISED = "unauthorised"  # 401
    FORBIDDEN = "forbidden"  # 403
    MODEL_NOT_FOUND = "model_not_found"  # 404 on a call that names `model`
    SERVER_BUSY = "server_busy"  # 503
    API_ERROR = "api_error"  # any other refusal; `detail` is the server's own text
    BAD_REPLY = "bad_reply"  # the answer was not what the API promises
    BAD_ADDRESS = "bad_address"  # `address` cannot be read as a server address
    NO_MODEL = "no_model"  # the server has no model to chat with
    ENGINE_MISSING = "engine_missing"  # the built-in engine's library is not installed
    ENGINE_LIBRARY = "engine_library"  # it is installed but cannot load: `detail` names why
    ENGINE_CPU = "engine_cpu"  # this processor lacks what it needs (AVX2)
    ENGINE_STOPPED = "engine_stopped"  # it ended by itself or did not start
    STARTER_MODEL_MISSING = "starter_model_missing"
    OLLAMA_NOT_STARTED = "ollama_not_started"  # the found program did not come up; `detail` says why
    DATABASE_LOCKED = "database_locked"
    DATABASE_DAMAGED = "database_damaged"  # met while it is open: `detail` is its path
    DATABASE_SET_ASIDE = "database_set_aside"  # damaged, found by a start: `detail` is its new path
    DATABASE_NEWER = "database_newer"  # written by a newer Arriero
    DATABASE_UNWRITABLE = "database_unwritable"  # read-only folder, permissions
    DATABASE_UNREACHABLE = "database_unreachable"  # its drive is gone or fails; `detail` says how
    DATABASE_NO_SPACE = "database_no_space"  # not even opening it: the disk is full
    DISK_FULL = "disk_full"
    SECRET_UNENCRYPTED = "secret_unencrypted"  # a token or header would go over http to another computer
    HEADER_INVALID = "header_invalid"  # `detail` is the name of a header that cannot be sent
    TOKEN_INVALID = "token_invalid"  # it holds characters that cannot be sent
    AUTHORITY_INVALID = "authority_invalid"  # the file `detail` holds no certificate
    SECRETS_UNREADABLE = "secrets_unreadable"  # the key store or file does not give them; `detail` says why
    SERVERS_DAMAGED = "servers_damaged"  # `detail` is the path of the copy that was set aside
    SERVERS_UNUSABLE = "servers_unusable"  # the file cannot be read or written; `detail` says why
    SETTINGS_DAMAGED = "settings_damaged"  # `detail` is the path of the copy that was set aside
    SETTINGS_UNUSABLE = "settings_unusable"  # the file cannot be read or written; `detail` says why
    SETTING_INVALID = "setting_invalid"  # `detail` lists the keys whose values in the file cannot be
    TRANSFERS_DAMAGED = "transfers_damaged"  # `detail` is the path of the copy that was set aside
    TRANSFERS_UNUSABLE = "transfers_unusable"  # the file cannot be read or written; `detail` says why
    FILE_MISSING = "file_missing"  # `detail` is its path, as in the next ones
    FILE_FORBIDDEN = "file_forbidden"  # no permission to read it
    FILE_NOT_A_FILE = "file_not_a_file"  # a folder or the like
    FILE_EMPTY = "file_empty"
    FILE_CHANGED = "file_changed"  # while it was hashed or sent
    FILE_UNREADABLE = "file_unreadable"  # `detail` also has the system's words
    DIGEST_MISMATCH = "digest_mismatch"  # other bytes arrived than were named
    REPLY_NOT_JSON = "reply_not_json"  # asked for as JSON; `detail` is "line:column", or empty
    REPLY_NOT_IN_SCHEMA = "reply_not_in_schema"  # `detail` is the JSON path and what is wrong there
    REPLY_NOT_CONTINUED = "reply_not_continued"  # asked to go on, `model` wrote nothing new
    FILE_UNWRITABLE = "file_unwritable"  # a copy could not be saved; `detail` has path and reason
    IMAGE_MISSING = "image_missing"  # `detail` names images that are not in the data folder any more
    EXPORT_UNWRITABLE = "export_unwritable"  # `detail` has path and reason
    EXPORT_NO_SPACE = "export_no_space"  # as above
    IMPORT_UNKNOWN = "import_unknown"  # `detail` is the path of a file whose format is none of those known
    IMPORT_BROKEN = "import_broken"  # `detail` has path and reason: cut off or damaged
    IMPORT_TOO_LARGE = "import_too_large"  # `detail` is the path: packed so that it would fill the disk
    IMPORT_NEWER = "import_newer"  # `detail` is the path: a newer version of our own format
    BACKUP_DAMAGED = "backup_damaged"  # `detail` has path and reason: nothing was restored
    BACKUP_NEWER = "backup_newer"  # `detail` is the path: written by a newer Arriero
    DATA_SET_ASIDE = "data_set_aside"  # a backup was restored; `detail` is where what was here is kept
    INTERNAL = "internal"  # a bug of ours; the log has the traceback


@dataclass(frozen=True, slots=True)
class Failure:
    """One trouble with the values its sentence needs.

    `detail` is text from a server or the system, shown as plain text and never parsed;
    `tokens` counts the pieces of a reply that had arrived before it broke; `chats` and `messages` what
    was saved from a damaged file.
    """

    code: FailureCode
    address: str = ""
    model: str = ""
    detail: str = ""
    status: int | None = None
    tokens: int = 0
    chats: int = 0
    messages: int = 0
