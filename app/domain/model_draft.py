"""A model to be made, as it is filled in: where it comes from, how it behaves, what it is called."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from app.domain.blob import FileFault
from app.domain.chat import ChatMessage
from app.domain.create import CreateJob, CreateRequest, UploadFile
from app.domain.gguf import GgufFault, GgufHeader
from app.domain.model_name import BadModelName, is_model_name, parse_model_name
from app.domain.modelfile import Instruction, Modelfile, parameter_text
from app.domain.options import OPTIONS, OptionValue

MOST_SAFETENSORS_FILES = 2000
FULL_PRECISION = frozenset(("F16", "BF16", "F32"))
"""What a server can quantise from."""
NOT_IN_MODELFILE = ("name", "quantize", "draft_quantize", "remote_host", "info")
"""What of a draft a Modelfile has no words for."""
_SPLIT = re.compile(r"(.+)-(\d{5})-of-(\d{5})\.gguf", re.IGNORECASE)


class DraftSource(StrEnum):
    """What a model is made of."""

    MODEL = "model"  # another one of the server
    GGUF = "gguf"  # one file, or the parts of a split one
    SAFETENSORS = "safetensors"  # a folder


class DraftStep(StrEnum):
    """The steps, in order."""

    SOURCE = "source"
    FILES = "files"
    BEHAVIOUR = "behaviour"
    NAME = "name"
    CREATE = "create"


class DraftFault(StrEnum):
    """Why a step is not done yet."""

    NO_BASE = "no_base"
    BAD_BASE = "bad_base"  # not a model name
    NO_FILES = "no_files"
    BAD_FILE = "bad_file"  # one of them says why
    SPLIT_PARTS_MISSING = "split_parts_missing"  # `detail`: "2, 5"
    NO_MODEL_FILE = "no_model_file"  # only a projector or an adapter was chosen
    SEVERAL_MODELS = "several_models"
    SAME_NAMES = "same_names"  # two files have one name
    NO_WEIGHTS = "no_weights"  # a folder without *.safetensors
    NO_CONFIG = "no_config"  # a folder without config.json
    CANNOT_QUANTIZE = "cannot_quantize"  # `detail`: what the files are already
    BAD_PARAMETERS = "bad_parameters"  # `detail`: their names
    BAD_REMOTE_HOST = "bad_remote_host"  # no address
    BAD_INFO = "bad_info"  # no JSON object
    BAD_INFO_VALUE = "bad_info_value"  # `detail`: the key whose value has another type
    NO_NAME = "no_name"
    BAD_NAME = "bad_name"


@dataclass(frozen=True, slots=True)
class DraftProblem:
    """What is missing in a step."""

    step: DraftStep
    fault: DraftFault
    detail: str = ""


@dataclass(frozen=True, slots=True)
class GgufFacts:
    """What the header of a GGUF file says."""

    architecture: str = ""
    parameter_count: int = 0
    quantization: str = ""
    context_length: int = 0
    template: str = ""
    is_projector: bool = False
    is_adapter: bool = False


@dataclass(frozen=True, slots=True)
class DraftFile:
    """A file of this computer. `facts` only for GGUF files that could be read.

    `name` is what the server calls it. `fault` says why it cannot be sent; `least_bytes` is how long a file
    that is cut short ought to be, as its header says.
    """

    path: str
    name: str
    size_bytes: int = 0
    facts: GgufFacts | None = None
    fault: FileFault | GgufFault | None = None
    least_bytes: int = 0

    @property
    def split(self) -> tuple[str, int, int] | None:
        """Stem, number and count of a part of a split file; None for a whole one."""
        match = _SPLIT.fullmatch(self.name)
        return (match[1].lower(), int(match[2]), int(match[3])) if match else None


@dataclass(frozen=True, slots=True)
class ModelDraft:
    """Everything that is filled in. What is empty is left as the source has it."""

    source: DraftSource = DraftSource.MODEL
    base: str = ""
    files: tuple[DraftFile, ...] = ()  # GGUF
    folder: str = ""
    folder_files: tuple[DraftFile, ...] = ()  # of a safetensors model
    adapter: str = ""  # path of a GGUF file or a folder
    adapter_files: tuple[DraftFile, ...] = ()
    draft_model: str = ""  # for speculative decoding; path as `adapter`
    draft_model_files: tuple[DraftFile, ...] = ()
    template: str = ""
    system: str = ""
    parameters: Mapping[str, OptionValue] = field(default_factory=dict)
    messages: tuple[ChatMessage, ...] = ()
    licenses: tuple[str, ...] = ()
    quantize: str = ""
    renderer: str = ""
    parser: str = ""
    requires: str = ""
    draft_quantize: str = ""  # of `draft_model`
    remote_host: str = ""  # where `base` runs; the new model is only a stub for it
    info: str = ""  # JSON object: what the server shall tell of the model
    name: str = ""

    @property
    def sources(self) -> tuple[DraftFile, ...]:
        """The files that the model is made of."""
        if self.source is DraftSource.GGUF:
            return self.files
        return self.folder_files if self.source is DraftSource.SAFETENSORS else ()

    @property
    def uploads(self) -> tuple[DraftFile, ...]:
        """All files that the server has to get."""
        return (*self.sources, *self.adapter_files, *self.draft_model_files)

    @property
    def main_facts(self) -> GgufFacts | None:
        """What the header of the model's first file says."""
        known = [file.facts for file in self.files if file.facts is not None]
        whole = [facts for facts in known if not facts.is_projector and not facts.is_adapter]
        return next(iter(whole), None) if self.source is DraftSource.GGUF else None

    def problems(self) -> tuple[DraftProblem, ...]:
        """What is missing, in the order of the steps."""
        return (*_source_problems(self), *_behaviour_problems(self), *_name_problems(self))

    def job(self) -> CreateJob:
        """What the queue of transfers does."""
        request = CreateRequest(
            parse_model_name(self.name).display,
            from_=self.base.strip() if self.source is DraftSource.MODEL else "",
            template=self.template,
            license=self.licenses,
            system=self.system,
            parameters=_sent(self.parameters) or None,
            messages=self.messages,
            quantize=self.quantize,
            renderer=self.renderer,
            parser=self.parser,
            requires=self.requires.removeprefix("v"),
            draft_quantize=self.draft_quantize if self.draft_model else "",
            remote_host=self.remote_host if self.source is DraftSource.MODEL else "",
            info=_info(self.info) or None,
        )
        return CreateJob(
            request, _uploads(self.sources), _uploads(self.adapter_files), _uploads(self.draft_model_files)
        )

    def instructions(self) -> tuple[Instruction, ...]:
        """The Modelfile that says the same. `NOT_IN_MODELFILE` is left out."""
        found: list[Instruction] = []
        if self.source is DraftSource.MODEL:
            found.append(Instruction("from", self.base.strip()))
        elif self.source is DraftSource.GGUF:
            found += [Instruction("from", file.path) for file in self.files]
        else:
            found.append(Instruction("from", self.folder))
        found += [
            Instruction(name, value)
            for name, value in (
                ("adapter", self.adapter),
                ("draft", self.draft_model),
                ("requires", self.requires),
                ("renderer", self.renderer),
                ("parser", self.parser),
                ("template", self.template),
                ("system", self.system),
            )
            if value
        ]
        for name, value in self.parameters.items():
            for one in value if isinstance(value, tuple) else (value,):
                found.append(Instruction("parameter", parameter_text(one), name))
        found += [Instruction("message", each.content, each.role) for each in self.messages]
        found += [Instruction("license", text) for text in self.licenses]
        return tuple(found)

    def behaving(self, modelfile: Modelfile) -> "ModelDraft":
        """This draft with all that a Modelfile says, save what it is made of."""
        return replace(
            self,
            template=modelfile.last("template"),
            system=modelfile.last("system"),
            parameters=modelfile.parameters,
            messages=tuple(
                ChatMessage(each.word, each.value)
                for each in modelfile.instructions
                if each.name == "message"
            ),
            licenses=modelfile.values("license"),
            renderer=modelfile.last("renderer"),
            parser=modelfile.last("parser"),
            requires=modelfile.last("requires"),
        )


def gguf_facts(header: GgufHeader) -> GgufFacts:
    """What is shown of a header."""
    return GgufFacts(
        header.architecture,
        header.parameter_count,
        header.quantization if "general.file_type" in header.pairs else "",
        header.of_architecture("context_length"),
        header.text("tokenizer.chat_template"),
        header.architecture == "clip" or header.text("general.type") == "mmproj",
        header.text("general.type") == "adapter",
    )


def _source_problems(draft: ModelDraft) -> list[DraftProblem]:
    if draft.source is DraftSource.MODEL:
        fault = DraftFault.NO_BASE if not draft.base.strip() else DraftFault.BAD_BASE
        is_named = bool(draft.base.strip()) and is_model_name(draft.base)
        return [] if is_named else [DraftProblem(DraftStep.FILES, fault)]
    if any(file.fault is not None for file in draft.sources):
        return [DraftProblem(DraftStep.FILES, DraftFault.BAD_FILE)]
    if draft.source is DraftSource.SAFETENSORS:
        names = [file.name for file in draft.folder_files]
        if not draft.folder:
            return [DraftProblem(DraftStep.FILES, DraftFault.NO_FILES)]
        if not any(name.endswith(".safetensors") for name in names):
            return [DraftProblem(DraftStep.FILES, DraftFault.NO_WEIGHTS)]
        return [] if "config.json" in names else [DraftProblem(DraftStep.FILES, DraftFault.NO_CONFIG)]
    return _gguf_problems(draft.files)


def _gguf_problems(files: Sequence[DraftFile]) -> list[DraftProblem]:
    if not files:
        return [DraftProblem(DraftStep.FILES, DraftFault.NO_FILES)]
    names = [file.name for file in files]
    if len(set(names)) < len(names):
        return [DraftProblem(DraftStep.FILES, DraftFault.SAME_NAMES)]
    models = [file for file in files if file.facts and not (file.facts.is_projector or file.facts.is_adapter)]
    splits = {file.split for file in models if file.split}
    whole = [file for file in models if not file.split]
    stems = {(stem, count) for stem, _, count in splits}
    if not models:
        return [DraftProblem(DraftStep.FILES, DraftFault.NO_MODEL_FILE)]
    if len(whole) + len(stems) > 1:
        return [DraftProblem(DraftStep.FILES, DraftFault.SEVERAL_MODELS)]
    for _, count in stems:
        missing = sorted(set(range(1, count + 1)) - {number for _, number, _ in splits})
        if missing:
            told = ", ".join(map(str, missing[:20]))
            return [DraftProblem(DraftStep.FILES, DraftFault.SPLIT_PARTS_MISSING, told)]
    return []


def _behaviour_problems(draft: ModelDraft) -> list[DraftProblem]:
    found = []
    facts = draft.main_facts
    if draft.quantize and facts is not None and facts.quantization not in ("", *FULL_PRECISION):
        found.append(DraftProblem(DraftStep.BEHAVIOUR, DraftFault.CANNOT_QUANTIZE, facts.quantization))
    wrong = [
        name for name, value in draft.parameters.items() if name in OPTIONS and OPTIONS[name].fault_of(value)
    ]
    if wrong:
        found.append(DraftProblem(DraftStep.BEHAVIOUR, DraftFault.BAD_PARAMETERS, ", ".join(wrong)))
    if any(file.fault is not None for file in (*draft.adapter_files, *draft.draft_model_files)):
        found.append(DraftProblem(DraftStep.BEHAVIOUR, DraftFault.BAD_FILE))
    return found + [DraftProblem(DraftStep.BEHAVIOUR, *fault) for fault in _stub_faults(draft)]


def _stub_faults(draft: ModelDraft) -> list[tuple[DraftFault, str]]:
    found = []
    if draft.remote_host and draft.source is DraftSource.MODEL and not _is_host(draft.remote_host):
        found.append((DraftFault.BAD_REMOTE_HOST, ""))
    info = _info(draft.info)
    if info is None:
        found.append((DraftFault.BAD_INFO, ""))
    wrong = [name for name, value in (info or {}).items() if not _fits(name, value)]
    if wrong:
        found.append((DraftFault.BAD_INFO_VALUE, ", ".join(wrong)))
    return found


def _is_host(text: str) -> bool:
    """Host, host and port, or an http(s) address."""
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        return (
            parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and " " not in text
        )
    except ValueError:
        return False


def _info(text: str) -> dict[str, Any] | None:
    """The object of a text, {} for an empty one; None for what is no JSON object."""
    try:
        info = json.loads(text) if text.strip() else {}
        json.dumps(info, allow_nan=False)
    except (ValueError, RecursionError):
        return None
    return info if isinstance(info, dict) else None


def _fits(name: str, value: object) -> bool:
    """Whether `info` can have it. A server does not check, and a wrong type can end it.

    Source: ollama/ollama, server/create.go.
    """
    if name in ("context_length", "embedding_length"):
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    if name == "capabilities":
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    texts = ("model_family", "base_name", "quantization_level", "parameter_size")
    return name not in texts or isinstance(value, str)


def _name_problems(draft: ModelDraft) -> list[DraftProblem]:
    if not draft.name.strip():
        return [DraftProblem(DraftStep.NAME, DraftFault.NO_NAME)]
    try:
        parse_model_name(draft.name)
    except BadModelName as error:
        return [DraftProblem(DraftStep.NAME, DraftFault.BAD_NAME, error.part)]
    return []


def _sent(parameters: Mapping[str, OptionValue]) -> dict[str, object]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in parameters.items()}


def _uploads(files: Sequence[DraftFile]) -> tuple[UploadFile, ...]:
    return tuple(UploadFile(file.name, file.path, file.size_bytes) for file in files)
