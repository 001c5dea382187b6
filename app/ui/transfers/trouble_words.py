"""Why a transfer stopped, in words: what happened, what was kept, the next step as a button."""

from enum import StrEnum
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from app.domain.transfer_row import TransferKind, TransferRow
from app.domain.transfer_trouble import TroubleCode
from app.ui.failure_kinds import QT_TRANSLATE_NOOP
from app.ui.failure_text import failure_text
from app.ui.transfers.words import exact_size, server_text

_DETAIL_CHARS = 300


def _tr(text: str) -> str:
    return QCoreApplication.translate("transfers", text)


def _noop(text: str) -> str:
    return QT_TRANSLATE_NOOP("transfers", text)


class NextStep(StrEnum):
    """What a card offers."""

    RESUME = "resume"
    RETRY = "retry"
    INSECURE = "insecure"
    SIGN_IN = "sign_in"
    COPY = "copy"
    PUSH_ANYWAY = "push_anyway"


class TroubleText(NamedTuple):
    """One or two sentences, and the offers, the best one first."""

    text: str
    steps: tuple[NextStep, ...]


_AGAIN = (NextStep.RETRY,)
_WORDS: dict[TroubleCode, TroubleText] = {
    TroubleCode.NOT_FOUND: TroubleText(
        _noop(
            "The registry has no model named {name}. Check name and tag; a private model needs a server that "
            "is signed in."
        ),
        _AGAIN,
    ),
    TroubleCode.SERVER_TOO_OLD: TroubleText(
        _noop("This model needs a newer Ollama. Update Ollama on {server}, then retry."), _AGAIN
    ),
    TroubleCode.NO_NETWORK: TroubleText(
        _noop("{server} does not reach the internet. Check its network or proxy, then resume.{kept}"),
        (NextStep.RESUME,),
    ),
    TroubleCode.NO_REGISTRY: TroubleText(
        _noop("Nothing answers where this name points to. Check the registry in the name, then retry.{kept}"),
        _AGAIN,
    ),
    TroubleCode.PLAIN_REGISTRY: TroubleText(
        _noop(
            "This registry speaks plain http, which anybody on the way can read and change. Allow that only "
            "for a registry of your own."
        ),
        (NextStep.INSECURE,),
    ),
    TroubleCode.BAD_CERTIFICATE: TroubleText(
        _noop(
            "{server} does not trust the certificate of this registry. Allow it only for a registry of your "
            "own."
        ),
        (NextStep.INSECURE, NextStep.RETRY),
    ),
    TroubleCode.NO_REDIRECT: TroubleText(
        _noop("This registry hands out layers in a way that Ollama does not accept. Use another registry."),
        _AGAIN,
    ),
    TroubleCode.BAD_NAME: TroubleText(
        _noop("That is not a model name. Write it like gemma3:12b or name/model:tag."), ()
    ),
    TroubleCode.REGISTRY_SIGN_IN: TroubleText(
        _noop(
            "The registry wants a sign-in, or the model is not yours. Sign in on {server} with “ollama "
            "signin”, then retry.{kept}"
        ),
        _AGAIN,
    ),
    TroubleCode.REGISTRY_FORBIDDEN: TroubleText(
        _noop("The registry does not allow this. Ask its owner for access, then retry.{kept}"), _AGAIN
    ),
    TroubleCode.REGISTRY_LIMIT: TroubleText(
        _noop("The registry wants a pause: too many requests. Wait some minutes, then resume.{kept}"),
        (NextStep.RESUME,),
    ),
    TroubleCode.REGISTRY_ERROR: TroubleText(
        _noop("The registry has trouble of its own. Try again later.{kept} {detail}"), (NextStep.RESUME,)
    ),
    TroubleCode.SOURCE_LOST: TroubleText(
        _noop("The source stopped sending, and {server} gave up after a minute of trying.{kept}"),
        (NextStep.RESUME,),
    ),
    TroubleCode.DISK_FULL: TroubleText(
        _noop("The disk of {server} is full. Free {left} there, then resume.{kept}"), (NextStep.RESUME,)
    ),
    TroubleCode.DAMAGED: TroubleText(
        _noop("The data arrived damaged and {server} threw it away. Retry fetches that layer again."), _AGAIN
    ),
    TroubleCode.MODEL_MISSING: TroubleText(
        _noop("{server} has no model named {name}. Check the name, or copy the model to it first."), _AGAIN
    ),
    TroubleCode.NEEDS_MLX: TroubleText(
        _noop("This model needs a Mac with Apple silicon (MLX). Choose another tag of it."), ()
    ),
    TroubleCode.NOT_OFFERED: TroubleText(_noop("{server} does not offer this. Use an Ollama server."), ()),
    TroubleCode.NOT_SIGNED_IN: TroubleText(
        _noop("{server} is not signed in to an Ollama account, so nothing was sent. Sign in, then retry."),
        (NextStep.SIGN_IN, NextStep.RETRY),
    ),
    TroubleCode.NO_NAMESPACE: TroubleText(
        _noop(
            "Nothing was sent: a name without a namespace belongs to Ollama's own library. Push it as "
            "{account}/{model} instead."
        ),
        (NextStep.COPY,),
    ),
    TroubleCode.OTHER_NAMESPACE: TroubleText(
        _noop(
            "Nothing was sent: {server} is signed in as {account}, and the name belongs to another account."
        ),
        (NextStep.COPY, NextStep.PUSH_ANYWAY),
    ),
    TroubleCode.ACCOUNT_UNKNOWN: TroubleText(
        _noop("Nothing was sent: {server} could not ask for its account just now. {detail}"),
        (NextStep.RETRY, NextStep.PUSH_ANYWAY),
    ),
    TroubleCode.NAME_TAKEN: TroubleText(
        _noop(
            "Nothing was copied: {server} already has another model named {detail} Delete or rename it first."
        ),
        _AGAIN,
    ),
    TroubleCode.SERVER_GONE: TroubleText(
        _noop("Its server is not in the list any more. Add it again under Servers, then resume."),
        (NextStep.RESUME,),
    ),
    TroubleCode.OTHER: TroubleText(_noop("The server reported: {detail}{kept}"), (NextStep.RESUME,)),
}


def trouble_text(row: TransferRow) -> TroubleText:
    """The words for a transfer that stopped, and its offers."""
    trouble = row.trouble
    if trouble is None:
        return TroubleText("", ())
    detail = " ".join(trouble.detail.split())
    if len(detail) > _DETAIL_CHARS:
        detail = detail[:_DETAIL_CHARS] + "…"
    if detail and detail[-1] not in ".!?…":
        detail += "."
    if trouble.code is TroubleCode.FAILURE and trouble.failure is not None:
        told = failure_text(trouble.failure)
        return TroubleText(f"{told.title}. {_kept(row)}".strip(), (NextStep.RESUME,))
    words = _WORDS[trouble.code]
    steps = words.steps
    text = _tr(words.text)
    if trouble.code is TroubleCode.NOT_SIGNED_IN and not trouble.signin_url:
        text = _tr(
            "{server} is not signed in to an Ollama account, so nothing was sent. Run “ollama signin” there."
        )
        steps = _AGAIN
    if row.kind is TransferKind.CREATE and NextStep.INSECURE in steps:
        # Making a model has no such choice. Source: Ollama API reference, "Create a Model".
        text = _tr("The registry of the base is not safe. Pull that model by itself, and allow it there.")
        steps = _AGAIN
    left = max(row.total_bytes - row.done_bytes, 0)
    values = {
        "name": row.name,
        "server": server_text(row),
        "detail": detail,
        "account": trouble.account,
        "model": row.name.rpartition("/")[2],
        "left": exact_size(left) if left else _tr("some space"),
        "kept": f" {kept}" if (kept := _kept(row)) else "",
    }
    return TroubleText(text.format(**values).strip(), steps)


def _kept(row: TransferRow) -> str:
    if not row.done_bytes:
        return ""
    if row.kind is TransferKind.PULL:
        return _tr("The {size} already downloaded are kept.").format(size=exact_size(row.done_bytes))
    if row.kind is TransferKind.PUSH:
        return _tr("Layers that are there already are not sent again.")
    return _tr("Files that the server has got are not sent again.")


def step_words(step: NextStep, row: TransferRow) -> tuple[str, str]:
    """The words and the icon of an offer."""
    account = row.trouble.account if row.trouble else ""
    return {
        NextStep.RESUME: (_tr("Resume"), "rotate-cw"),
        NextStep.RETRY: (_tr("Retry"), "rotate-cw"),
        NextStep.INSECURE: (_tr("Allow this registry"), ""),
        NextStep.SIGN_IN: (_tr("Sign in…"), "external-link"),
        NextStep.COPY: (_tr("Push as {account}").format(account=account), "upload"),
        NextStep.PUSH_ANYWAY: (_tr("Push anyway"), ""),
    }[step]
