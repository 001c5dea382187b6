"""Modelfiles: what they say, what is wrong with them, and that writing and reading gives the same."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.modelfile import (
    INSTRUCTIONS,
    ROLES,
    Instruction,
    ModelfileFault,
    UnwritableText,
    parameter_text,
    parse_modelfile,
    quoted,
    write_modelfile,
)
from app.domain.options import OPTIONS, OptionFault, OptionKind

Meaning = tuple[tuple[str, str, str], ...]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("FROM llama3.2", (("from", "", "llama3.2"),)),
        ("from llama3.2\r\nsystem Be brief.\r\n", (("from", "", "llama3.2"), ("system", "", "Be brief."))),
        ("\ufeffFROM x", (("from", "", "x"),)),
        ("  FROM   x  \n", (("from", "", "x"),)),
        ("FROM\tx", (("from", "", "x"),)),
        ("# a comment\nFROM x # no comment", (("from", "", "x # no comment"),)),
        ('FROM "a b"', (("from", "", "a b"),)),
        ('FROM x\nSYSTEM """\none\ntwo"""', (("from", "", "x"), ("system", "", "\none\ntwo"))),
        ('FROM x\nSYSTEM "one\ntwo"', (("from", "", "x"), ("system", "", "one\ntwo"))),
        ('FROM x\nSYSTEM """a "quoted" word"""', (("from", "", "x"), ("system", "", 'a "quoted" word'))),
        ('FROM x\nSYSTEM """say ""\n"x"""', (("from", "", "x"), ("system", "", 'say ""\n"x'))),
        ('FROM x\nSYSTEM ""', (("from", "", "x"), ("system", "", ""))),
        ('FROM x\nSYSTEM """"hi""""', (("from", "", "x"), ("system", "", '"hi"'))),
        ("FROM x\nMESSAGE user hi: there", (("from", "", "x"), ("message", "user", "hi: there"))),
        ("FROM x\nPARAMETER  stop <|im_end|>", (("from", "", "x"), ("parameter", "stop", "<|im_end|>"))),
        ('FROM x\nPARAMETER stop "a b "', (("from", "", "x"), ("parameter", "stop", "a b "))),
    ],
)
def test_what_a_text_says(text: str, meaning: Meaning) -> None:
    read = parse_modelfile(text)
    assert read.meaning == meaning
    assert not read.findings


@pytest.mark.parametrize(
    ("text", "line", "fault", "detail"),
    [
        ("", 1, ModelfileFault.NO_FROM, ""),
        ("SYSTEM x", 1, ModelfileFault.NO_FROM, ""),
        ("FROM x\nFORM y", 2, ModelfileFault.UNKNOWN_INSTRUCTION, "FORM"),
        ("FROM x\n\nFROM2 y", 3, ModelfileFault.UNKNOWN_INSTRUCTION, "FROM2"),
        ("FROM x\nsystem\nTEMPLATE y", 2, ModelfileFault.NO_VALUE, "SYSTEM"),
        ("FROM x\nADAPTER \n", 2, ModelfileFault.NO_VALUE, "ADAPTER"),
        ("FROM x\nPARAMETER temperature\n", 2, ModelfileFault.NO_VALUE, "temperature"),
        ("FROM x\nPARAMETER \n", 2, ModelfileFault.NO_VALUE, "PARAMETER"),
        ("FROM x\nMESSAGE guest hi", 2, ModelfileFault.BAD_ROLE, "guest"),
        ('FROM x\nSYSTEM """\nnever closed', 2, ModelfileFault.UNCLOSED, "system"),
        ("FROM x\nPARAMETER temperature hot", 2, ModelfileFault.BAD_PARAMETER, "temperature"),
        ("FROM x\nPARAMETER num_ctx 1.5", 2, ModelfileFault.BAD_PARAMETER, "num_ctx"),
        ("FROM x\nPARAMETER num_ctx 1", 2, ModelfileFault.BAD_PARAMETER, "num_ctx"),
        ("FROM x\nPARAMETER use_mmap maybe", 2, ModelfileFault.BAD_PARAMETER, "use_mmap"),
        ("FROM x\nPARAMETER colour blue", 2, ModelfileFault.UNKNOWN_PARAMETER, "colour"),
        ("FROM x\nPARAMETER mirostat 1", 2, ModelfileFault.RETIRED_PARAMETER, "mirostat"),
        ("FROM x\nREQUIRES soon", 2, ModelfileFault.BAD_VERSION, "soon"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    text: str, line: int, fault: ModelfileFault, detail: str
) -> None:
    (finding,) = parse_modelfile(text).findings
    assert (finding.line, finding.fault, finding.detail) == (line, fault, detail)
    is_warning = fault in (ModelfileFault.UNKNOWN_PARAMETER, ModelfileFault.RETIRED_PARAMETER)
    assert parse_modelfile(text).has_faults is not is_warning


def test_reading_goes_on_after_a_fault() -> None:
    read = parse_modelfile("FROM x\nFORM y\nSYSTEM z")
    assert read.last("system") == "z"
    assert read.values("from") == ("x",)
    assert read.last("template") == ""


def test_parameters_have_their_types() -> None:
    lines = (
        "temperature 0.7",
        "num_ctx 4096",
        "use_mmap False",
        'stop "<|a|>"',
        "stop b",
        "top_k x",
        "colour blue",
        "use_mlock true",
    )
    read = parse_modelfile("FROM x\n" + "\n".join(f"PARAMETER {line}" for line in lines))
    assert read.parameters == {
        "temperature": 0.7,
        "num_ctx": 4096,
        "use_mmap": False,
        "stop": ("<|a|>", "b"),
        "colour": "blue",
    }
    assert [each.option_fault for each in read.findings if each.option_fault] == [OptionFault.NOT_A_NUMBER]


@pytest.mark.parametrize(("value", "text"), [(0.7, "0.7"), (1.0, "1"), (4096, "4096"), (True, "true")])
def test_values_are_written_as_people_do(value: float, text: str) -> None:
    assert parameter_text(value) == text


def test_what_cannot_be_written_is_refused() -> None:
    with pytest.raises(UnwritableText):
        quoted('def f():\n    """\n    Says nothing.\n')


def test_every_place_is_that_of_the_instruction() -> None:
    text = '# top\nFROM x\n\nSYSTEM """a\nb"""\nPARAMETER top_k 3\n'
    places = [text[each.start : each.end] for each in parse_modelfile(text).instructions]
    assert places == ["FROM x", 'SYSTEM """a\nb"""', "PARAMETER top_k 3"]
    assert [each.line for each in parse_modelfile(text).instructions] == [2, 4, 6]


TEXTS = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40) | st.text(
    alphabet='"\n\r\t #aP\u3000', max_size=12
)


def _instructions() -> st.SearchStrategy[Instruction]:
    plain = st.sampled_from([name for name in INSTRUCTIONS if name not in ("parameter", "message")])
    named = st.sampled_from([*OPTIONS, "colour"])
    return st.one_of(
        st.builds(Instruction, plain, TEXTS),
        st.builds(Instruction, st.just("parameter"), TEXTS, named),
        st.builds(Instruction, st.just("message"), TEXTS, st.sampled_from(ROLES)),
    )


@given(st.lists(_instructions(), max_size=6))
@example([Instruction("system", '"')])
@example([Instruction("system", '""')])
@example([Instruction("system", "\n")])
@example([Instruction("system", '"a\n')])
def test_what_is_written_is_read_again(instructions: list[Instruction]) -> None:
    try:
        text = write_modelfile(tuple(instructions))
    except UnwritableText:
        ends = [line for each in instructions for line in each.value.replace("\r", "\n").split("\n")[:-1]]
        assert any(line.rstrip().endswith('"""') for line in ends)
        return
    assert parse_modelfile(text).meaning == tuple(each.meaning for each in instructions)


@example("\x0c")
@given(st.text(max_size=200) | st.text(alphabet='FROMSYTEPAUs" \n\r\t#x0', max_size=60))
def test_no_text_breaks_the_reader_and_reading_settles(text: str) -> None:
    read = parse_modelfile(text)
    try:
        written = write_modelfile(read.instructions)
    except UnwritableText:
        return
    assert parse_modelfile(written).meaning == read.meaning


def test_every_kind_of_option_is_covered() -> None:
    assert {spec.kind for spec in OPTIONS.values()} == set(OptionKind)
