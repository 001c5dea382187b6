"""Before a push: whose account the server is signed in to, and a name that its owner may push."""

import asyncio

from app.api.client import OllamaClient
from app.api.errors import ApiError
from app.domain.account import trusted_signin_url
from app.domain.model_name import (
    DEFAULT_HOST,
    DEFAULT_NAMESPACE,
    BadModelName,
    ModelName,
    parse_model_name,
    same_model,
)
from app.domain.transfer_trouble import Trouble, TroubleCode

SIGN_IN_EVERY_S = 3.0
SIGN_IN_LIMIT_S = 600.0
_TOO_OLD_FOR_ACCOUNTS = (404, 405)


class Refused(Exception):
    """Nothing was sent: `trouble` says why."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.code.value)
        self.trouble = trouble


async def check_account(name: str, client: OllamaClient) -> None:
    """Look whether a push to the default registry can go well; other registries have no such question.

    Raises:
        Refused: it cannot.
        OllamaError: the server does not answer.
    """
    try:
        wanted = parse_model_name(name)
    except BadModelName:
        raise Refused(Trouble(TroubleCode.BAD_NAME, name)) from None
    if wanted.host.lower() != DEFAULT_HOST:
        return
    try:
        account = await client.me()
    except ApiError as error:
        if error.status in _TOO_OLD_FOR_ACCOUNTS:
            return  # it cannot say; the registry will
        if error.status == 401:
            url = trusted_signin_url(error.signin_url)
            raise Refused(Trouble(TroubleCode.NOT_SIGNED_IN, signin_url=url)) from None
        if error.status == 503:
            raise Refused(Trouble(TroubleCode.ACCOUNT_UNKNOWN, error.text)) from None
        raise
    if wanted.namespace.lower() == DEFAULT_NAMESPACE:
        raise Refused(Trouble(TroubleCode.NO_NAMESPACE, account=account.name))
    if wanted.namespace.lower() != account.name.lower():
        raise Refused(Trouble(TroubleCode.OTHER_NAMESPACE, account=account.name))


async def until_signed_in(name: str, client: OllamaClient) -> bool:
    """Ask every few seconds, for ten minutes, whether a person has signed the server in; whether it is.

    Raises:
        Refused: it is signed in, but the push cannot go well.
        OllamaError: the server does not answer.

    Source: Ollama API reference, "account": `POST /api/me` is asked again after the page was opened.
    """
    for _ in range(int(SIGN_IN_LIMIT_S / SIGN_IN_EVERY_S)):
        try:
            await check_account(name, client)
        except Refused as error:
            if error.trouble.code is not TroubleCode.NOT_SIGNED_IN:
                raise
        else:
            return True
        await asyncio.sleep(SIGN_IN_EVERY_S)
    return False


def own_name(account: str, name: str) -> str:
    """The name of a model in the namespace of an account.

    Raises:
        BadModelName: the account's name cannot stand there.
    """
    wanted = parse_model_name(name)
    return parse_model_name(ModelName(wanted.host, account, wanted.model, wanted.tag).full).display


async def copy_into(account: str, name: str, client: OllamaClient) -> str:
    """Copy a model into the namespace of an account, at once and without taking space; the new name.

    Raises:
        Refused: another model has that name, which a copy would replace.
        OllamaError: the server does not do it.
    """
    try:
        wanted = own_name(account, name)
    except BadModelName:
        raise Refused(Trouble(TroubleCode.BAD_NAME, f"{account}/{name}")) from None
    models = await client.tags()
    source = next((model for model in models if same_model(model.name, name)), None)
    taken = next((model for model in models if same_model(model.name, wanted)), None)
    if taken is None:
        await client.copy(name, wanted)
    elif source is None or taken.digest != source.digest:
        raise Refused(Trouble(TroubleCode.NAME_TAKEN, wanted))
    return wanted
