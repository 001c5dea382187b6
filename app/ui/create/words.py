"""What the wizard says of files, faults and steps."""

from PySide6.QtCore import QCoreApplication, QLocale

from app.domain.blob import FileFault
from app.domain.gguf import GgufFault
from app.domain.model_draft import (
    DraftFault,
    DraftFile,
    DraftProblem,
    DraftSource,
    DraftStep,
    GgufFacts,
    ModelDraft,
)
from app.domain.modelfile import Finding, ModelfileFault
from app.domain.options import OPTIONS
from app.ui.failure_kinds import QT_TRANSLATE_NOOP
from app.ui.parameters.texts import fault_text, option_name
from app.ui.words import size


def _tr(text: str) -> str:
    return QCoreApplication.translate("create", text)


def _noop(text: str) -> str:
    return QT_TRANSLATE_NOOP("create", text)


_STEPS = {
    DraftStep.SOURCE: _noop("Source"),
    DraftStep.FILES: _noop("Files"),
    DraftStep.BEHAVIOUR: _noop("Behaviour"),
    DraftStep.NAME: _noop("Name"),
    DraftStep.CREATE: _noop("Create"),
}
_SOURCES = {
    DraftSource.MODEL: _noop("from a model of this server"),
    DraftSource.GGUF: _noop("from a GGUF file"),
    DraftSource.SAFETENSORS: _noop("from a safetensors folder"),
}
_FILE_FAULTS: dict[FileFault | GgufFault, str] = {
    FileFault.MISSING: _noop("It is not there any more."),
    FileFault.FORBIDDEN: _noop("You are not allowed to read it."),
    FileFault.NOT_A_FILE: _noop("It is a folder."),
    FileFault.EMPTY: _noop("It is empty."),
    FileFault.CHANGED: _noop("It changed while it was read."),
    FileFault.UNREADABLE: _noop("It cannot be read."),
    GgufFault.NOT_GGUF: _noop("It is no GGUF file: its first bytes are others."),
    GgufFault.VERSION: _noop("It has a GGUF version that is too old or too new."),
    GgufFault.CUT_SHORT: _noop("It is cut short. Download it again."),
    GgufFault.IMPOSSIBLE: _noop("It is damaged: its header claims what no file can hold."),
}
_FAULTS = {
    DraftFault.NO_BASE: _noop("Choose a model, or type a name."),
    DraftFault.BAD_BASE: _noop("This is no model name."),
    DraftFault.NO_FILES: _noop("Choose the files first."),
    DraftFault.BAD_FILE: _noop("A file cannot be used. Remove it or choose another."),
    DraftFault.SPLIT_PARTS_MISSING: _noop("Parts are missing: {detail}. Add them all."),
    DraftFault.NO_MODEL_FILE: _noop("These files belong to a model, but none of them is one."),
    DraftFault.SEVERAL_MODELS: _noop("These are several models. Leave only one, or the parts of one."),
    DraftFault.SAME_NAMES: _noop("Two files have the same name. Rename one of them."),
    DraftFault.NO_WEIGHTS: _noop("There is no *.safetensors file in this folder."),
    DraftFault.NO_CONFIG: _noop("There is no config.json in this folder, which says what the model is."),
    DraftFault.CANNOT_QUANTIZE: _noop("It is quantised already ({detail}). Only F16, BF16 and F32 can be."),
    DraftFault.BAD_PARAMETERS: _noop("These values cannot be: {detail}."),
    DraftFault.BAD_REMOTE_HOST: _noop("The remote host has to be a host name or an http(s) address."),
    DraftFault.BAD_INFO: _noop("The description of the model has to be one JSON object, or empty."),
    DraftFault.BAD_INFO_VALUE: _noop("The description of the model has a value of the wrong type: {detail}."),
    DraftFault.NO_NAME: _noop("Give the model a name."),
    DraftFault.BAD_NAME: _noop(
        "This is no model name: letters, digits, “.”, “-” and “_” make a name, and a tag may follow a “:”."
    ),
}
_FINDINGS = {
    ModelfileFault.UNKNOWN_INSTRUCTION: _noop("“{detail}” is no instruction."),
    ModelfileFault.NO_VALUE: _noop("Something has to follow {detail}."),
    ModelfileFault.BAD_ROLE: _noop("“{detail}” is no role. It can be system, user or assistant."),
    ModelfileFault.UNCLOSED: _noop("The quotation marks that begin here are never closed."),
    ModelfileFault.BAD_PARAMETER: _noop("{detail} cannot have this value."),
    ModelfileFault.UNKNOWN_PARAMETER: _noop("There is no parameter “{detail}”. It is kept without effect."),
    ModelfileFault.RETIRED_PARAMETER: _noop("“{detail}” has no effect any more and is left out."),
    ModelfileFault.BAD_VERSION: _noop("“{detail}” is no version such as 0.14.0."),
    ModelfileFault.NO_FROM: _noop("A line with FROM is missing: what the model is made of."),
    ModelfileFault.UNWRITABLE: _noop("A Modelfile cannot hold this text."),
}


def step_text(step: DraftStep) -> str:
    """The name of a step."""
    return _tr(_STEPS[step])


def source_text(source: DraftSource) -> str:
    """What a model is made of: "from a GGUF file"."""
    return _tr(_SOURCES[source])


def heading_texts(step: DraftStep, source: DraftSource, server: str) -> tuple[str, str]:
    """The question of a step, and what to know about it."""
    files = {
        DraftSource.MODEL: _tr("Which model?"),
        DraftSource.GGUF: _tr("Which files?"),
        DraftSource.SAFETENSORS: _tr("Which folder?"),
    }[source]
    has_files = source is not DraftSource.MODEL
    return {
        DraftStep.SOURCE: (_tr("What is it made of?"), ""),
        DraftStep.FILES: (
            files,
            _tr("Their headers are read here, before anything is sent.") if has_files else "",
        ),
        DraftStep.BEHAVIOUR: (
            _tr("How should it behave?"),
            _tr("All of this can be changed later; it is stored with the model."),
        ),
        DraftStep.NAME: (_tr("What is it called?"), ""),
        DraftStep.CREATE: (_tr("Create it on {server}").format(server=server), ""),
    }[step]


def file_fault_text(fault: FileFault | GgufFault) -> str:
    """Why a file cannot be used."""
    return _tr(_FILE_FAULTS[fault])


def problem_text(problem: DraftProblem) -> str:
    """What is missing in a step."""
    detail = problem.detail
    if problem.fault is DraftFault.BAD_PARAMETERS:
        detail = ", ".join(option_name(name) for name in detail.split(", "))
    return _tr(_FAULTS[problem.fault]).format(detail=detail)


def finding_text(finding: Finding) -> str:
    """What is wrong with a line: "Line 3: ..."."""
    text = _tr(_FINDINGS[finding.fault]).format(detail=finding.detail)
    if finding.option_fault is not None:
        text = f"{finding.detail}: {fault_text(OPTIONS[finding.detail], finding.option_fault)}"
    return _tr("Line {number}: {text}").format(number=finding.line, text=text)


def facts_text(facts: GgufFacts) -> str:
    """What a header says, in a line: "llama · 8.0B parameters · Q4_K_M · 8,192 tokens of context"."""
    parts = [facts.architecture or _tr("no architecture")]
    if facts.is_projector:
        parts.append(_tr("projector for images"))
    if facts.is_adapter:
        parts.append(_tr("adapter"))
    if facts.parameter_count:
        parts.append(_tr("{count} parameters").format(count=count_text(facts.parameter_count)))
    if facts.quantization:
        parts.append(facts.quantization)
    if facts.context_length:
        length = QLocale().toString(facts.context_length)
        parts.append(_tr("{count} tokens of context").format(count=length))
    if not facts.is_projector and not facts.is_adapter:
        parts.append(_tr("has a chat template") if facts.template else _tr("no chat template"))
    return " · ".join(parts)


def file_text(file: DraftFile) -> str:
    """Size and contents of a file, or what is wrong with it."""
    told = size(file.size_bytes) if file.size_bytes else ""
    if file.fault is not None:
        why = file_fault_text(file.fault)
        if file.fault is GgufFault.CUT_SHORT and file.least_bytes > file.size_bytes:
            words = _tr("It is cut short: {size} are there of at least {least}. Download it again.")
            why = words.format(size=size(file.size_bytes), least=size(file.least_bytes))
            return why
        return " · ".join(part for part in (told, why) if part)
    return " · ".join(part for part in (told, facts_text(file.facts) if file.facts else "") if part)


def count_text(count: int) -> str:
    """A number of weights: "8.0B", "134M"."""
    for unit, letter in ((1_000_000_000, "B"), (1_000_000, "M"), (1_000, "K")):
        if count >= unit:
            return f"{count / unit:.1f}{letter}" if count < 100 * unit else f"{count / unit:.0f}{letter}"
    return str(count)


def sum_text(draft: ModelDraft) -> str:
    """What will be sent: "3 files, 4.1 GB"."""
    files = draft.uploads
    if not files:
        return _tr("No file has to be sent.")
    amount = size(sum(file.size_bytes for file in files))
    if len(files) == 1:
        return _tr("One file is sent, {size}. What the server has already is skipped.").format(size=amount)
    words = _tr("{count} files are sent, {size}. What the server has already is skipped.")
    return words.format(count=len(files), size=amount)
