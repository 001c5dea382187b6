"""What is wrong with the name of a model that a person types."""

from PySide6.QtCore import QCoreApplication

from app.domain.model_name import DEFAULT_HOST, BadModelName, ModelName, parse_model_name, split_source
from app.ui.failure_kinds import QT_TRANSLATE_NOOP

_KNOWN_HOSTS = frozenset({DEFAULT_HOST, "hf.co", "huggingface.co"})
_FAULTS = {
    "host": QT_TRANSLATE_NOOP("library", "“{part}” is no registry: a name or address, maybe with a port."),
    "namespace": QT_TRANSLATE_NOOP(
        "library",
        "“{part}” is no namespace: letters, digits, - and _ are allowed, but no dot and no colon. A registry"
        " needs a namespace too: host/namespace/model.",
    ),
    "model": QT_TRANSLATE_NOOP(
        "library", "“{part}” is no model name: it begins with a letter or digit; - _ and . may follow."
    ),
    "tag": QT_TRANSLATE_NOOP(
        "library", "“{part}” is no tag: it begins with a letter or digit; - _ and . may follow."
    ),
    "source": QT_TRANSLATE_NOOP("library", "Use either :local or :cloud, not both."),
}


def name_fault(text: str, is_pull: bool = False) -> str:
    """What is wrong with a model name, in words; empty where nothing is, or nothing is typed.

    Args:
        is_pull: a source suffix such as ":cloud" is allowed.
    """
    bare = text.strip()
    if not bare:
        return ""
    if any(char.isspace() for char in bare):
        return _tr("A model name has no spaces in it.")
    if "@" in bare:
        return _tr("A digest cannot be used as a name. Give a tag instead, such as :latest.")
    if not bare.isascii():
        return _tr("Only the letters a to z, digits and - _ . : / are allowed.")
    try:
        parse_model_name(split_source(bare)[0] if is_pull else bare)
    except BadModelName as error:
        return _fault_of(error, bare)
    return ""


def _fault_of(error: BadModelName, text: str) -> str:
    if text.endswith(":"):
        return _tr("After the colon comes a tag, such as 8b. Without one, :latest is taken.")
    if text.startswith("/") or text.endswith("/") or "//" in text.partition("://")[2]:
        return _tr("A part is missing beside the slash.")
    rest = text.rpartition(":")[0] if text.rfind(":") > text.rfind("/") else text
    parts = rest.split("/")
    shown = {
        "tag": text.rpartition(":")[2],
        "model": parts[-1],
        "namespace": parts[-2] if len(parts) > 1 else "",
        "host": "/".join(parts[:-2]),
    }.get(error.part, "")
    if len(shown) > 80 and error.part != "host":
        return _tr("A part of the name is longer than 80 characters.")
    return _tr(_FAULTS[error.part]).format(part=shown)


def may_be_insecure(name: ModelName) -> bool:
    """Whether it is of a registry that may be a person's own, without a certificate."""
    return name.host.lower() not in _KNOWN_HOSTS


def _tr(text: str) -> str:
    return QCoreApplication.translate("library", text)
