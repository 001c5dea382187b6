"""A model under a name that its owner may push."""

from app.api.client import OllamaClient
from app.domain.model_name import BadModelName, ModelName, parse_model_name, same_model
from app.domain.transfer_trouble import Trouble, TroubleCode
from app.services.transfer_runs import Refused


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
