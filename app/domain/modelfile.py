"""The text of a Modelfile: read, checked and written so that reading gives the same again.

Source of the grammar: Ollama's Modelfile reference (docs/modelfile.mdx) and what its command line accepts
(parser of the public repository ollama/ollama): an instruction, white space, a value to the end of the line;
a value in `"` or `\"""` ends at the first line end after its closing marks, and there are no escapes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.domain.options import OPTIONS, OptionFault, OptionKind, OptionValue

INSTRUCTIONS = (
    "from", "parameter", "template", "system", "adapter", "license", "message", "requires", "renderer",
    "parser", "draft",
)  # fmt: skip
ROLES = ("system", "user", "assistant")
RETIRED = frozenset(
    (
        "mirostat", "mirostat_eta", "mirostat_tau", "tfs_z", "penalize_newline", "numa", "low_vram", "f16_kv",
        "logits_all", "vocab_only", "use_mlock", "rope_frequency_base", "rope_frequency_scale",
        "embedding_only",
    )
)  # fmt: skip
"""Parameters that servers accept and pass over. Source: releases of ollama/ollama."""
_BLANK = re.compile(r"[ \t\r\n]+")
_WRITTEN = re.compile(r"[^ \t\r\n]+")
_COMMENT = re.compile(r"#[^\r\n]*")
_NAME = re.compile(r"([A-Za-z]+)[ \t]")
_WORD = re.compile(r"([A-Za-z0-9_]+)[ \t]")
_LINE_END = re.compile(r"[\r\n]")
_VERSION = re.compile(r"v?\d+(\.\d+(\.\d+)?)?([-+][0-9A-Za-z.+-]+)?")
_TRIPLE = '"""'
_TRUTHS = {
    **dict.fromkeys(("1", "t", "T", "TRUE", "true", "True"), True),
    **dict.fromkeys(("0", "f", "F", "FALSE", "false", "False"), False),
}


class ModelfileFault(StrEnum):
    """What is wrong with a line."""

    UNKNOWN_INSTRUCTION = "unknown_instruction"  # `detail` is the word
    NO_VALUE = "no_value"  # nothing follows the instruction `detail`
    BAD_ROLE = "bad_role"  # `detail` is the word in the place of a role
    UNCLOSED = "unclosed"  # the quotation marks of a value are not closed
    BAD_PARAMETER = "bad_parameter"  # `detail` is the parameter, `option_fault` why its value is none
    UNKNOWN_PARAMETER = "unknown_parameter"  # kept by the server, and of no effect
    RETIRED_PARAMETER = "retired_parameter"  # passed over
    BAD_VERSION = "bad_version"
    NO_FROM = "no_from"  # of the whole text
    UNWRITABLE = "unwritable"  # a text that no Modelfile can hold: see `quoted`


WARNINGS = frozenset((ModelfileFault.UNKNOWN_PARAMETER, ModelfileFault.RETIRED_PARAMETER))
"""Faults with which a model can be made all the same."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault; `line` counts from 1."""

    line: int
    fault: ModelfileFault
    detail: str = ""
    option_fault: OptionFault | None = None

    @property
    def is_warning(self) -> bool:
        """Whether it stops nothing."""
        return self.fault in WARNINGS


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction: `name` in lower case, `word` the parameter's name or the role, `value` its text.

    `start` and `end` are the place in the text it was read from, `line` counts from 1.
    """

    name: str
    value: str
    word: str = ""
    line: int = 0
    start: int = 0
    end: int = 0

    @property
    def meaning(self) -> tuple[str, str, str]:
        """What it says, wherever it stands."""
        return self.name, self.word, self.value


class UnwritableText(ValueError):
    """A text that no Modelfile can hold."""


@dataclass(frozen=True, slots=True)
class Modelfile:
    """What a text says; `findings` in the order of the lines."""

    instructions: tuple[Instruction, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def has_faults(self) -> bool:
        """Whether no model can be made of it."""
        return any(not finding.is_warning for finding in self.findings)

    @property
    def meaning(self) -> tuple[tuple[str, str, str], ...]:
        """What it says."""
        return tuple(each.meaning for each in self.instructions)

    def values(self, name: str) -> tuple[str, ...]:
        """The values of every instruction of that name, in order."""
        return tuple(each.value for each in self.instructions if each.name == name)

    def last(self, name: str) -> str:
        """The value that counts; empty where there is none."""
        return next(reversed(self.values(name)), "")

    @property
    def parameters(self) -> dict[str, OptionValue]:
        """The parameters that can be read, by name; `stop` gathers all of its lines."""
        found: dict[str, OptionValue] = {}
        for each in self.instructions:
            if each.name != "parameter" or each.word.lower() in RETIRED:
                continue
            value = parameter_value(each.word, each.value)
            if isinstance(value, OptionFault):
                continue
            before = found.get(each.word)
            if isinstance(value, tuple) and isinstance(before, tuple):
                value = (*before, *value)
            found[each.word] = value
        return found


def parse_modelfile(text: str) -> Modelfile:
    """Read a text; what cannot be read is told in `findings` and left out."""
    instructions: list[Instruction] = []
    findings: list[Finding] = []
    text = text.removeprefix("\ufeff")
    for found in _read(text):
        if isinstance(found, Finding):
            findings.append(found)
        else:
            instructions.append(found)
            findings.extend(_findings_of(found))
    if not any(each.name == "from" and each.value for each in instructions):
        findings.append(Finding(1, ModelfileFault.NO_FROM))
    return Modelfile(tuple(instructions), tuple(findings))


def _read(text: str) -> Iterator[Instruction | Finding]:
    at, line, counted = 0, 1, 0
    while at < len(text):
        if skipped := _BLANK.match(text, at) or _COMMENT.match(text, at):
            at = skipped.end()
            continue
        line += _lines(text, counted, at)
        counted = at
        start = at
        end_of_line = _end_of_line(text, at)
        name, value_at, word = _head(text, at)
        if isinstance(name, ModelfileFault):
            yield Finding(line, name, word)
            at = end_of_line
            continue
        read = _value(text, value_at)
        if read is None:
            yield Finding(line, ModelfileFault.UNCLOSED, name)
            return
        value, at = read
        yield Instruction(name, value, word, line, start, at)


def _head(text: str, at: int) -> tuple[str | ModelfileFault, int, str]:
    """The name of an instruction, where its value begins, and the word between them; or what is wrong."""
    found = _WRITTEN.match(text, at)
    written = found[0] if found else ""
    match = _NAME.match(text, at)
    if written.lower() not in INSTRUCTIONS:
        return ModelfileFault.UNKNOWN_INSTRUCTION, at, written
    if match is None:
        return ModelfileFault.NO_VALUE, at, written.upper()
    name = match[1].lower()
    if name not in ("parameter", "message"):
        return name, match.end(), ""
    rest = text[match.end() : _end_of_line(text, at)]
    begin = match.end() + len(rest) - len(rest.lstrip(" \t"))
    word = _WORD.match(text, begin)
    if word is None:
        return ModelfileFault.NO_VALUE, at, rest.strip() or written.upper()
    if name == "message" and word[1] not in ROLES:
        return ModelfileFault.BAD_ROLE, at, word[1]
    return name, word.end(), word[1]


def _value(text: str, at: int) -> tuple[str, int] | None:
    """A value and where it ends; None when its quotation marks are not closed."""
    position = at
    while True:
        end = _LINE_END.search(text, position)
        stop = end.start() if end else len(text)
        value = _unquoted(text[at:stop].strip())
        if value is not None:
            return value, stop
        if end is None:
            return None
        position = end.end()


def _unquoted(text: str) -> str | None:
    """What stands between the marks, or None while they are open."""
    if text.startswith(_TRIPLE):
        return text[3:-3] if len(text) >= 6 and text.endswith(_TRIPLE) else None
    if text.startswith('"'):
        return text[1:-1] if len(text) >= 2 and text.endswith('"') else None
    return text


def _findings_of(instruction: Instruction) -> Iterator[Finding]:
    line = instruction.line
    if not instruction.value and instruction.name in ("from", "adapter", "parameter", "draft"):
        yield Finding(line, ModelfileFault.NO_VALUE, instruction.word or instruction.name.upper())
    elif instruction.name == "requires" and not _VERSION.fullmatch(instruction.value):
        yield Finding(line, ModelfileFault.BAD_VERSION, instruction.value)
    elif instruction.name == "parameter":
        name = instruction.word
        value = parameter_value(name, instruction.value)
        if name.lower() in RETIRED:
            yield Finding(line, ModelfileFault.RETIRED_PARAMETER, name)
        elif isinstance(value, OptionFault):
            yield Finding(line, ModelfileFault.BAD_PARAMETER, name, value)
        elif name not in OPTIONS:
            yield Finding(line, ModelfileFault.UNKNOWN_PARAMETER, name)


def parameter_value(name: str, text: str) -> OptionValue | OptionFault:
    """The value of a parameter as its type wants it; a name that is not known keeps its text."""
    spec = OPTIONS.get(name)
    if spec is None:
        return text
    value: object = text
    if spec.kind is OptionKind.STRINGS:
        return (text,)
    if spec.kind is OptionKind.BOOL:
        value = _TRUTHS.get(text, text)
    else:
        try:
            value = int(text) if spec.kind is OptionKind.INT else float(text)
        except ValueError:
            return OptionFault.NOT_WHOLE if _is_number(text) else OptionFault.NOT_A_NUMBER
    fault = spec.fault_of(value)
    assert isinstance(value, bool | int | float | str)
    return value if fault is None else fault


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def parameter_text(value: OptionValue) -> str:
    """A value that is no list, as a Modelfile has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) and float(f"{value:g}") == value else str(value)


def write_modelfile(instructions: tuple[Instruction, ...]) -> str:
    """The text that says the same.

    Raises:
        UnwritableText: one of the values cannot be written.
    """
    lines = []
    for each in instructions:
        head = each.name.upper() + (f" {each.word}" if each.word else "")
        lines.append(f"{head} {quoted(each.value)}")
    return "\n".join(lines) + "\n" if lines else ""


def quoted(value: str) -> str:
    """A value as it is written.

    Raises:
        UnwritableText: it has a line that ends in three quotation marks. That closes any value, and there is
            no way to write such a line.
    """
    is_plain = value and value == value.strip() and not _LINE_END.search(value) and not value.startswith('"')
    if is_plain:
        return value
    for marks in (_TRIPLE, '"'):
        written = f"{marks}{value}{marks}"
        if _value(written, 0) == (value, len(written)):
            return written
    raise UnwritableText(value[:80])


def _lines(text: str, start: int, end: int) -> int:
    return text.count("\n", start, end)


def _end_of_line(text: str, at: int) -> int:
    end = _LINE_END.search(text, at)
    return end.start() if end else len(text)
