"""Names, explanations and faults of the options in words."""

import math

from PySide6.QtCore import QCoreApplication

from app.domain.chat import KeepAlive, Think
from app.domain.options import OptionFault, OptionKind, OptionSpec, OptionValue
from app.domain.parameters import SchemaFault


def _noop(text: str) -> str:
    """Mark a text for translation in the context of this file."""
    return text


def _tr(text: str) -> str:
    return QCoreApplication.translate("parameters", text)


_NAMES = {
    "temperature": (_noop("Temperature"), _noop("Higher is more varied, lower more predictable.")),
    "top_p": (_noop("Top P"), _noop("Only the likeliest words that together have this probability.")),
    "top_k": (_noop("Top K"), _noop("Only so many of the likeliest words; 0 is all.")),
    "min_p": (_noop("Min P"), _noop("Only words at least so likely, measured by the likeliest.")),
    "typical_p": (_noop("Typical P"), _noop("Below 1: words that are neither odd nor obvious.")),
    "repeat_penalty": (_noop("Repeat penalty"), _noop("Above 1: words that were just used become rarer.")),
    "repeat_last_n": (
        _noop("Repeat window"),
        _noop("How many tokens the repeat penalty looks back: 0 none, -1 the whole context."),
    ),
    "presence_penalty": (_noop("Presence penalty"), _noop("Above 0: words that were used become rarer.")),
    "frequency_penalty": (_noop("Frequency penalty"), _noop("Above 0: the more used, the rarer.")),
    "seed": (_noop("Seed"), _noop("The same number gives the same reply to the same question.")),
    "stop": (_noop("Stop texts"), _noop("Writing ends before one of these texts.")),
    "num_ctx": (_noop("Context length"), _noop("How many tokens of the chat the model can see.")),
    "num_predict": (_noop("Max output"), _noop("The most tokens of one reply.")),
    "num_keep": (
        _noop("Kept at the start"),
        _noop("Tokens at the start that stay when the context is full."),
    ),
    "num_batch": (_noop("Batch size"), _noop("Tokens of the prompt that are read at once.")),
    "num_gpu": (_noop("Layers on the GPU"), _noop("0 uses the processor alone.")),
    "main_gpu": (_noop("Main GPU"), _noop("Its number, counted from 0.")),
    "num_thread": (_noop("Processor threads"), _noop("How many run at once.")),
    "use_mmap": (_noop("Map the file"), _noop("Read the model from the disk as it is needed.")),
    "draft_num_predict": (_noop("Draft tokens"), _noop("Tokens guessed ahead with a draft model; 0 is off.")),
}
_SPECIAL: dict[tuple[str, int], str] = {
    ("num_predict", -1): _noop("No limit"),
    ("num_predict", -2): _noop("Context"),
    ("seed", -1): _noop("Random"),
    ("num_gpu", -1): _noop("Automatic"),
    ("num_thread", 0): _noop("Automatic"),
}


def option_name(name: str) -> str:
    """What a person calls the option."""
    return _tr(_NAMES[name][0])


def option_help(name: str) -> str:
    """One sentence about the option, with its name in the API."""
    return _tr("{help} ({name})").format(help=_tr(_NAMES[name][1]), name=name)


def reload_text() -> str:
    """What a change of such an option costs."""
    return _tr("Changing this loads the model again.")


def value_text(spec: OptionSpec, value: OptionValue | None) -> str:
    """The value as the field shows it; empty where `unset_text` says it in words."""
    if value is None or (isinstance(value, int) and (spec.name, value) in _SPECIAL):
        return ""
    if isinstance(value, float):
        digits = max(0, math.ceil(-math.log10(spec.step))) if spec.step < 1 else 0
        rounded = f"{value:.{digits}f}"
        return rounded if float(rounded) == value else repr(value)
    return str(value)


def unset_text(spec: OptionSpec, value: OptionValue | None) -> str:
    """The word for a value that is no number to a person; None: the server decides."""
    if isinstance(value, int) and (spec.name, value) in _SPECIAL:
        return _tr(_SPECIAL[spec.name, value])
    return _tr("Automatic") if value is None else ""


def parsed(spec: OptionSpec, text: str) -> OptionValue:
    """The number in a field, or the text where it is none; a decimal comma counts as a point."""
    plain = text.strip().replace("\N{MINUS SIGN}", "-")
    for (name, value), word in _SPECIAL.items():
        if name == spec.name and plain.casefold() == _tr(word).casefold():
            return value
    try:
        if spec.kind is OptionKind.INT:
            return int(plain)
        return float(plain.replace(",", "."))
    except ValueError:
        pass
    try:
        return float(plain.replace(",", "."))
    except ValueError:
        return plain


def fault_text(spec: OptionSpec, fault: OptionFault) -> str:
    """What is wrong with a value, as a sentence."""
    least = _number(spec.minimum)
    most = _number(spec.maximum)
    if fault is OptionFault.ZERO:
        return _tr("0 means something else on every server. Leave it empty for no limit.")
    if fault is OptionFault.NOT_WHOLE:
        return _tr("Write a whole number.")
    if fault is OptionFault.NOT_TEXTS:
        return _tr("Write one text a line.")
    if fault is OptionFault.NOT_A_SWITCH:
        return _tr("Choose on or off.")
    if spec.maximum >= 2**31 - 1:
        if fault is OptionFault.TOO_LARGE:
            return _tr("That number is too large.")
        return _tr("Write a number from {least} on.").format(least=least)
    return _tr("Write a number from {least} to {most}.").format(least=least, most=most)


def default_word() -> str:
    """What stands in a field whose default is not known."""
    return _tr("Default")


def holds_text(shown: str) -> str:
    """What stays in force while a field has a fault."""
    return _tr("{value} still holds.").format(value=shown)


def not_sent_text() -> str:
    """What happens to a kept value with a fault."""
    return _tr("It is not sent.")


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)


def think_text(choice: Think) -> str:
    """A way to think in one word."""
    words = {"low": _tr("Low"), "medium": _tr("Medium"), "high": _tr("High"), "max": _tr("Max")}
    return words.get(str(choice)) or (_tr("On") if choice else _tr("Off"))


KEEP_CHOICES: tuple[tuple[str, KeepAlive | None], ...] = (
    ("default", None),
    ("none", 0),
    ("5m", "5m"),
    ("10m", "10m"),
    ("30m", "30m"),
    ("1h", "1h"),
    ("24h", "24h"),
    ("forever", -1),
)


def keep_text(choice: str) -> str:
    """A choice of how long a model stays in memory."""
    return {
        "default": _tr("As in Settings"),
        "none": _tr("Not at all"),
        "5m": _tr("5 minutes"),
        "10m": _tr("10 minutes"),
        "30m": _tr("30 minutes"),
        "1h": _tr("1 hour"),
        "24h": _tr("24 hours"),
        "forever": _tr("For ever"),
        "custom": _tr("Other time…"),
    }[choice]


def schema_text(fault: SchemaFault, line: int, column: int) -> str:
    """What is wrong with a schema, and where."""
    if fault is SchemaFault.NOT_AN_OBJECT:
        return _tr("A schema is an object: {{ … }}.").format()
    if not line:
        return _tr("This is not JSON.")
    return _tr("Line {line}, column {column}: this is not JSON.").format(line=line, column=column)
