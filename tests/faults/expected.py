"""How each method may end on each fault. Anything else is a finding."""

from typing import Any

from tests.faults.calls import Call
from tests.helpers.fault_names import FAULTS

_LOST = "ConnectionLost"
_BAD = "BadReply"
_SILENT = "ServerSilent"
_VALUE = "value"
_LINE = "ApiError None"

_OUTCOMES: dict[str, tuple[str, str, str]] = {
    "silent": (_SILENT, _SILENT, _SILENT),
    "stall-head": (_SILENT, _SILENT, _SILENT),
    "stall": (_SILENT, _SILENT, _SILENT),
    "cut-before": (_LOST, _LOST, _LOST),
    "cut-head": (_LOST, _LOST, _LOST),
    "cut": (_LOST, _LOST, _LOST),
    "cut-late": (_LOST, _LOST, _LOST),
    "reset-before": (_LOST, _LOST, _LOST),
    "reset-head": (_LOST, _LOST, _LOST),
    "reset": (_LOST, _LOST, _LOST),
    "junk": (_LOST, _LOST, _BAD),
    "garbage": (_LOST, _LOST, _LOST),
    "tls": (_BAD, _BAD, _BAD),
    "html": (_BAD, _BAD, _BAD),
    "empty": (_BAD, _BAD, _LOST),
    "204": (_BAD, _BAD, _LOST),
    "null": (_BAD, _BAD, _BAD),
    "array": (_BAD, _BAD, _BAD),
    "object": (_BAD, _BAD, _BAD),
    "deep": (_BAD, _BAD, _BAD),
    "digits": (_BAD, _BAD, _LOST),
    "gzip": (_BAD, _BAD, _BAD),
    "header-100k": (_BAD, _BAD, _BAD),
    "length-over": (_LOST, _VALUE, _VALUE),
    "length-under": (_BAD, _VALUE, _VALUE),
    "error-first": (_LINE, _LINE, _LINE),
    "error-line": (_LINE, _VALUE, _LINE),
    "early-end": (_BAD, _VALUE, _LOST),
    "half-line": (_BAD, _VALUE, _LOST),
    "wrong-types": (_BAD, _BAD, _BAD),
    "all-null": (_BAD, _BAD, _BAD),
    "tail": (_BAD, _BAD, _BAD),
}
"""Of an answer that is one object, of one so long that it comes chunked, and of a stream."""

_LONG_ANSWERS = ("embed", "embeddings")
_OTHERWISE: dict[tuple[str, str], set[str]] = {
    # Servers too old to know these paths are met with what is known without them.
    **{
        (name, fault): {_VALUE}
        for name in ("status", "model_recommendations")
        for fault in ("404", "html-404")
    },
    # Missing, null and empty are the same, and of these answers nothing is required.
    ("status", "object"): {_VALUE},
    ("status", "all-null"): {_VALUE},
    ("chat", "all-null"): {_VALUE},
    ("chat_deltas", "all-null"): {_LOST},
    # What comes after `done` is no trouble.
    ("chat_deltas", "tail"): {_VALUE},
    ("generate_deltas", "tail"): {_VALUE},
}
_TEXT_IS_WHOLE = ("wrong-types", "all-null", "tail", "cut-late")
_BEFORE_BODY = (
    "silent",
    "stall-head",
    "cut-before",
    "cut-head",
    "reset-before",
    "reset-head",
    "garbage",
    "html",
)


def allowed(name: str, call: Call, fault: str, value: Any) -> set[str]:
    """How a call may end: "value", the class of an error, or `ApiError` with its status."""
    if name == "is_alive":  # it says only whether
        says_so = FAULTS[fault].harmless or fault in _TEXT_IS_WHOLE
        return {_VALUE} if value is says_so else {f"value {says_so}"}
    if FAULTS[fault].harmless:
        return {_VALUE}
    if (name, fault) in _OTHERWISE:
        return _OTHERWISE[name, fault]
    status = fault.removeprefix("html-").removesuffix("-empty")
    if status == "redirect" or (status.isdigit() and status != "204"):
        found = {"ApiError 302" if status == "redirect" else f"ApiError {status}"}
        # To a HEAD there is no text that tells a missing blob from a missing page.
        return found | ({_VALUE} if status == "404" and call.is_empty else set())
    kind = 2 if call.is_stream else 1 if name in _LONG_ANSWERS else 0
    found = {_OUTCOMES[fault][kind]}
    if fault == "cut-late" and kind == 0:
        found.add(_VALUE)  # a short answer was over before
    if fault == "junk" and kind == 0:
        found.add(_BAD)  # it filled a short answer up to its length
    if call.is_empty and (fault not in _BEFORE_BODY or name == "upload_blob (sending)"):
        found.add(
            _VALUE
        )  # nothing was there to be spoiled, or the blob is there although the answer was lost
    return found
