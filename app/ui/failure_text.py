"""Failures in words: what happened, what was kept, what can be done."""

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from app.domain.failure import Failure, FailureCode
from app.domain.secrets_cut import cut_secrets
from app.ui.data_failure_words import DATA_WORDS, NOTHING_READ
from app.ui.failure_kinds import QT_TRANSLATE_NOOP as QT_TRANSLATE_NOOP
from app.ui.failure_kinds import Action as Action
from app.ui.failure_kinds import FailureText
from app.ui.server_failure_words import HOST_REFUSED, SERVER_WORDS
from app.ui.words import tokens


def _tr(text: str) -> str:
    return QCoreApplication.translate("failure", text)


_WORDS: dict[FailureCode, FailureText] = {
    **SERVER_WORDS,
    **DATA_WORDS,
    FailureCode.SERVER_SILENT: FailureText(
        QT_TRANSLATE_NOOP("failure", "{address} stopped answering"),
        QT_TRANSLATE_NOOP(
            "failure", "It took the request, but sent nothing for a long time. What arrived is saved."
        ),
        (Action.RETRY,),
    ),
    FailureCode.CONNECTION_LOST: FailureText(
        QT_TRANSLATE_NOOP("failure", "The connection was lost after about {tokens}"),
        QT_TRANSLATE_NOOP("failure", "What arrived is saved."),
        (Action.RETRY,),
    ),
    FailureCode.MODEL_NOT_FOUND: FailureText(
        QT_TRANSLATE_NOOP("failure", "There is no model named {model}"),
        QT_TRANSLATE_NOOP(
            "failure",
            "The server does not have it any more. Your message is kept; choose another model and retry.",
        ),
        (Action.CHOOSE_MODEL, Action.RETRY),
    ),
    FailureCode.SERVER_BUSY: FailureText(
        QT_TRANSLATE_NOOP("failure", "The server is busy"),
        QT_TRANSLATE_NOOP(
            "failure", "It has too many requests waiting. Your message is kept; try again in a moment."
        ),
        (Action.RETRY,),
    ),
    FailureCode.API_ERROR: FailureText(
        QT_TRANSLATE_NOOP("failure", "The server reported an error ({status})"),
        QT_TRANSLATE_NOOP("failure", "{detail} What arrived is saved."),
        (Action.RETRY,),
    ),
    FailureCode.BAD_REPLY: FailureText(
        QT_TRANSLATE_NOOP("failure", "The server's answer could not be read"),
        QT_TRANSLATE_NOOP(
            "failure", "It was not what the Ollama API promises. What arrived before it is saved."
        ),
        (Action.RETRY, Action.CHANGE_SERVER),
    ),
    FailureCode.NO_MODEL: FailureText(
        QT_TRANSLATE_NOOP("failure", "The server has no model to chat with"),
        QT_TRANSLATE_NOOP(
            "failure",
            "Pull one on the server, for example with “ollama pull llama3.2”, or choose another server.",
        ),
        (Action.LOOK_AGAIN, Action.CHANGE_SERVER),
    ),
    FailureCode.ENGINE_MISSING: FailureText(
        QT_TRANSLATE_NOOP("failure", "The built-in engine is not installed"),
        QT_TRANSLATE_NOOP("failure", "This copy of Arriero came without it. Use an Ollama server instead."),
        (Action.CHANGE_SERVER,),
    ),
    FailureCode.ENGINE_LIBRARY: FailureText(
        QT_TRANSLATE_NOOP("failure", "The built-in engine cannot be loaded"),
        QT_TRANSLATE_NOOP("failure", "A part that it needs is missing on this computer. {detail}"),
        (Action.CHANGE_SERVER,),
    ),
    FailureCode.ENGINE_CPU: FailureText(
        QT_TRANSLATE_NOOP("failure", "The built-in engine cannot run on this processor"),
        QT_TRANSLATE_NOOP(
            "failure", "It needs AVX2, which this processor does not have. Use an Ollama server instead."
        ),
        (Action.CHANGE_SERVER,),
    ),
    FailureCode.ENGINE_STOPPED: FailureText(
        QT_TRANSLATE_NOOP("failure", "The built-in engine has stopped"),
        QT_TRANSLATE_NOOP("failure", "What arrived is saved. Retry starts it again. {detail}"),
        (Action.RETRY, Action.CHANGE_SERVER),
    ),
    FailureCode.STARTER_MODEL_MISSING: FailureText(
        QT_TRANSLATE_NOOP("failure", "The small starter model is not on this computer"),
        QT_TRANSLATE_NOOP(
            "failure", "The built-in engine has nothing to run. Use an Ollama server instead. {detail}"
        ),
        (Action.CHANGE_SERVER,),
    ),
    FailureCode.OLLAMA_NOT_STARTED: FailureText(
        QT_TRANSLATE_NOOP("failure", "Ollama did not start"),
        QT_TRANSLATE_NOOP("failure", "Try again, or start it by hand with “ollama serve”. {detail}"),
        (Action.RETRY, Action.CHANGE_SERVER),
    ),
    FailureCode.DATABASE_LOCKED: FailureText(
        QT_TRANSLATE_NOOP("failure", "Another Arriero is using your chats"),
        QT_TRANSLATE_NOOP(
            "failure", "Nothing is saved in this window. Close the other one, then start this one again."
        ),
    ),
    FailureCode.DATABASE_NEWER: FailureText(
        QT_TRANSLATE_NOOP("failure", "Your chats were written by a newer Arriero"),
        QT_TRANSLATE_NOOP(
            "failure", "They are untouched and nothing is saved in this window. Update Arriero to open them."
        ),
    ),
    FailureCode.DATABASE_UNWRITABLE: FailureText(
        QT_TRANSLATE_NOOP("failure", "Your chats cannot be saved"),
        QT_TRANSLATE_NOOP(
            "failure",
            "The data folder does not allow writing. Change its permissions, then start again. {detail}",
        ),
    ),
    FailureCode.DATABASE_NO_SPACE: FailureText(
        QT_TRANSLATE_NOOP("failure", "The disk is full"),
        QT_TRANSLATE_NOOP(
            "failure",
            "Your chats are untouched and nothing is saved in this window. Free space, then start again.",
        ),
    ),
    FailureCode.DISK_FULL: FailureText(
        QT_TRANSLATE_NOOP("failure", "The disk is full"),
        QT_TRANSLATE_NOOP("failure", "What was saved before is kept. Free some space, then try again."),
        (Action.RETRY,),
    ),
    FailureCode.SETTINGS_DAMAGED: FailureText(
        QT_TRANSLATE_NOOP("failure", "The file with your settings is damaged"),
        QT_TRANSLATE_NOOP(
            "failure",
            "It was set aside and the settings are the usual ones again. The old file is {detail}",
        ),
    ),
    FailureCode.SETTINGS_UNUSABLE: FailureText(
        QT_TRANSLATE_NOOP("failure", "The file with your settings cannot be used"),
        QT_TRANSLATE_NOOP(
            "failure", "Changes hold until Arriero is closed. Check the data folder's permissions. {detail}"
        ),
    ),
    FailureCode.SETTING_INVALID: FailureText(
        QT_TRANSLATE_NOOP("failure", "A setting in the file could not be understood"),
        QT_TRANSLATE_NOOP("failure", "Its usual value is used instead: {detail}"),
    ),
    FailureCode.TRANSFERS_DAMAGED: FailureText(
        QT_TRANSLATE_NOOP("failure", "The file with your transfers is damaged"),
        QT_TRANSLATE_NOOP(
            "failure",
            "It was set aside and a new list was begun; pull a model again to go on. The old one is {detail}",
        ),
    ),
    FailureCode.TRANSFERS_UNUSABLE: FailureText(
        QT_TRANSLATE_NOOP("failure", "The list of transfers cannot be saved"),
        QT_TRANSLATE_NOOP(
            "failure", "They go on until Arriero is closed. Check the data folder's permissions. {detail}"
        ),
    ),
    FailureCode.FILE_MISSING: FailureText(
        QT_TRANSLATE_NOOP("failure", "The file is not there any more"),
        QT_TRANSLATE_NOOP("failure", "Nothing was sent. Choose it again. {detail}"),
    ),
    FailureCode.FILE_FORBIDDEN: FailureText(
        QT_TRANSLATE_NOOP("failure", "The file cannot be read"),
        QT_TRANSLATE_NOOP("failure", "Its permissions do not allow it. Nothing was sent. {detail}"),
    ),
    FailureCode.FILE_NOT_A_FILE: FailureText(
        QT_TRANSLATE_NOOP("failure", "That is a folder, not a file"),
        QT_TRANSLATE_NOOP("failure", "Nothing was sent. Choose a file in it. {detail}"),
    ),
    FailureCode.FILE_EMPTY: FailureText(
        QT_TRANSLATE_NOOP("failure", "The file is empty"),
        QT_TRANSLATE_NOOP("failure", "Nothing was sent. {detail}"),
    ),
    FailureCode.FILE_CHANGED: FailureText(
        QT_TRANSLATE_NOOP("failure", "The file changed while it was read"),
        QT_TRANSLATE_NOOP("failure", "The server kept nothing of it. Try again when it rests. {detail}"),
        (Action.RETRY,),
    ),
    FailureCode.FILE_UNREADABLE: FailureText(
        QT_TRANSLATE_NOOP("failure", "The file cannot be read"),
        QT_TRANSLATE_NOOP("failure", "Nothing was kept of it. {detail}"),
        (Action.RETRY,),
    ),
    FailureCode.DIGEST_MISMATCH: FailureText(
        QT_TRANSLATE_NOOP("failure", "The data arrived damaged"),
        QT_TRANSLATE_NOOP("failure", "The server threw it away. Try again; it begins from zero. {detail}"),
        (Action.RETRY,),
    ),
    FailureCode.REPLY_NOT_JSON: FailureText(
        QT_TRANSLATE_NOOP("failure", "The reply was not valid JSON"),
        QT_TRANSLATE_NOOP("failure", "The text is kept."),
        (Action.RETRY,),
    ),
    FailureCode.REPLY_NOT_IN_SCHEMA: FailureText(
        QT_TRANSLATE_NOOP("failure", "The reply was not valid JSON for your schema"),
        QT_TRANSLATE_NOOP("failure", "The text is kept. {detail}"),
        (Action.RETRY,),
    ),
    FailureCode.REPLY_NOT_CONTINUED: FailureText(
        QT_TRANSLATE_NOOP("failure", "The reply did not go on"),
        QT_TRANSLATE_NOOP(
            "failure", "Asked to continue, {model} wrote nothing new. Start over to get another reply."
        ),
        (Action.RETRY,),
    ),
    FailureCode.FILE_UNWRITABLE: FailureText(
        QT_TRANSLATE_NOOP("failure", "The copy could not be saved"),
        QT_TRANSLATE_NOOP("failure", "The file is still in the chat. Choose another place. {detail}"),
    ),
    FailureCode.IMAGE_MISSING: FailureText(
        QT_TRANSLATE_NOOP("failure", "A file of this chat is not there any more"),
        QT_TRANSLATE_NOOP("failure", "The text is kept and is sent without it. {detail}"),
    ),
    FailureCode.INTERNAL: FailureText(
        QT_TRANSLATE_NOOP("failure", "Something in Arriero went wrong"),
        QT_TRANSLATE_NOOP("failure", "What arrived is saved. The log has the details."),
        (Action.RETRY,),
    ),
}
_DETAIL_CHARS = 300
COPY_DETAILS = "copy_details"
"""The id of the button that copies the details of a failure."""
GO_ON = "go_on"
"""The id of the button that goes on with a reply that was cut."""


def failure_text(failure: Failure) -> FailureText:
    """The words for a failure, its values filled in; text of a server is cut at 300 characters."""
    words = _WORDS[failure.code]
    title, explanation = _tr(words.title), _tr(words.explanation)
    detail = cut_secrets(" ".join(failure.detail.split()))
    if detail.startswith("<"):  # a web page says nothing to a person
        detail = ""
    if failure.code is FailureCode.CONNECTION_LOST and not failure.tokens:
        title = _tr("The connection was lost")
    elif failure.code is FailureCode.API_ERROR and not failure.status:
        title = _tr("The server reported an error")
    elif failure.code is FailureCode.FORBIDDEN and not detail:
        explanation = _tr(HOST_REFUSED)
    elif failure.code is FailureCode.DATABASE_SET_ASIDE and not (failure.chats or failure.messages):
        explanation = _tr(NOTHING_READ)
    elif failure.code is FailureCode.REPLY_NOT_JSON and ":" in detail:
        explanation = _tr("The text is kept. What breaks it is at line {line}, column {column}.")
    if len(detail) > _DETAIL_CHARS:
        detail = detail[:_DETAIL_CHARS] + "…"
    if detail and detail[-1] not in ".!?…" and "{detail}" in explanation:
        detail += "."
    values = {
        "address": failure.address or _tr("the server"),
        "model": failure.model or _tr("that name"),
        "status": failure.status or "",
        "tokens": tokens(failure.tokens),
        "chats": failure.chats,
        "messages": failure.messages,
        "detail": detail,
        "line": detail.partition(":")[0],
        "column": detail.partition(":")[2].rstrip("."),
    }
    title = " ".join(title.format(**values).split())
    explanation = explanation.format(**values).strip()
    if not failure.address:  # "the server" stands where an address, which keeps its case, may begin the line
        title, explanation = _capitalised(title), _capitalised(explanation)
    return FailureText(title, explanation, words.actions)


class GoingOn(NamedTuple):
    """What a reply that was cut offers beside the words of its failure."""

    explanation: str
    go_on: str
    start_over: str


def go_on_texts() -> GoingOn:
    """The words of going on with a reply, and of beginning it anew."""
    return GoingOn(_tr("Continue carries on from the last word."), _tr("Continue"), _tr("Start over"))


def detail_text(failure: Failure) -> str:
    """What stands behind the sentence, for a report: code, address, status and the technical words."""
    status = str(failure.status) if failure.status is not None else ""
    parts = (failure.code.value, failure.address, status, failure.detail)
    return cut_secrets("\n".join(part for part in parts if part))


def copy_details_text() -> str:
    """What the button is called that copies what `detail_text` gives."""
    return _tr("Copy details")


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def short_cause(failure: Failure) -> str:
    """The cause in a few words, for a line that already names the address."""
    words = {
        FailureCode.SERVER_REFUSED: _tr("connection refused"),
        FailureCode.SERVER_NAME_UNKNOWN: _tr("host name not known"),
        FailureCode.SERVER_TIMEOUT: _tr("connection took too long"),
        FailureCode.SERVER_TLS: _tr("certificate not accepted"),
        FailureCode.SERVER_SILENT: _tr("connected, but silent"),
        FailureCode.SERVER_BEHIND_PROXY: _tr("a proxy cannot reach it"),
        FailureCode.SERVER_TOO_OLD: _tr("too old"),
        FailureCode.NOT_OLLAMA: _tr("not an Ollama server"),
        FailureCode.UNAUTHORISED: _tr("sign-in needed"),
        FailureCode.FORBIDDEN: _tr("not allowed"),
        FailureCode.BAD_REPLY: _tr("answer could not be read"),
    }
    return words.get(failure.code) or failure_text(failure).title


def action_text(action: Action) -> tuple[str, str]:
    """The words and the icon of an offer's button."""
    return {
        Action.RETRY: (_tr("Retry"), "refresh-cw"),
        Action.LOOK_AGAIN: (_tr("Look again"), "refresh-cw"),
        Action.CHANGE_SERVER: (_tr("Change server"), "server"),
        Action.CHOOSE_MODEL: (_tr("Choose a model"), ""),
    }[action]


def sending_reason_text(reason: str) -> str:
    """Why Send is greyed: for a `FailureCode` value, or one of "looking", "starting", "running"."""
    if reason == "looking":
        return _tr("Looking for the server")
    if reason == "starting":
        return _tr("The server is starting")
    if reason == "running":
        return _tr("A reply is being written. Stop it or wait for its end.")
    if reason in set(FailureCode):
        return failure_text(Failure(FailureCode(reason))).title
    return _tr("No server is connected")
