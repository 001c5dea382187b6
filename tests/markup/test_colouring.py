"""Colours of code that grows: line by line the same as all at once, or later."""

import inspect
import json.encoder

import pytest

from app.markup.colouring import Colouring, Token, TokenKind, Tokens

LINE_BY_LINE = {
    "python": 'def f(x):\n    """Doc\n    string."""\n    return f"{x}"  # no\n\n@c\nclass A(B):\n  n = 1\n',
    "javascript": "/* two\n lines */ const a = `x ${b}\n end`;\nfunction f() { return '/*'; } // no /* com\n",
    "typescript": "interface A { x: number }\n/* a\n b */ const b: A = { x: 1 };\n",
    "java": '/** doc\n * x */\nclass A { String s = "x"; int n = 5; }\n',
    "rust": '/* a /* nested */ b\n c */ fn main() { let s = "x"; }\n',
    "css": "/* a\nb */\na { color: red; }\n",
    "sql": "/* a\nb */ SELECT * FROM t WHERE a = 'x';\n",
    "kotlin": "fun main() { /* a\n b */ val x = 1 }\n",
    "toml": '[a]\nb = """x\ny"""\nc = 1\n',
    "diff": "--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\n",
}  # fmt: skip


def line_by_line(language: str, code: str) -> list[Tokens]:
    colouring = Colouring(language)
    return [colouring.add_line(line) for line in code.split("\n")]


@pytest.mark.parametrize("language", LINE_BY_LINE)
def test_line_by_line_gives_the_colours_of_the_whole(language: str) -> None:
    code = LINE_BY_LINE[language]
    whole = list(Colouring(language).whole(code))
    assert line_by_line(language, code) == whole
    assert any(whole)


@pytest.mark.parametrize(
    ("language", "code"),
    [("diff", "-old\n+new"), ("bash", "ls\n# all"), ("json", '{"a": 1}'), ("yaml", "a: b")],
)
def test_the_last_line_has_its_colours_without_an_ending(language: str, code: str) -> None:
    rows = list(Colouring(language).whole(code))
    assert len(rows) == len(code.split("\n"))
    assert rows[-1]
    assert rows == list(Colouring(language).whole(code + "\n"))[:-1]


def test_python_is_exact() -> None:
    code = inspect.getsource(json.encoder)
    assert Colouring("python").exact
    assert line_by_line("python", code) == list(Colouring("python").whole(code))


def test_the_open_line_has_colours_and_leaves_no_trace() -> None:
    colouring = Colouring("python")
    assert colouring.peek_line('x = """ope')[0] == Token(4, 6, TokenKind.STRING)
    assert colouring.peek_line("def f") == (Token(0, 3, TokenKind.KEYWORD), Token(4, 1, TokenKind.FUNCTION))
    assert colouring.add_line("x = 1") == (Token(4, 1, TokenKind.NUMBER),)


@pytest.mark.parametrize("language", LINE_BY_LINE)
def test_an_open_line_that_grew_looks_as_one_that_came_at_once(language: str) -> None:
    growing, at_once = Colouring(language), Colouring(language)
    for line in LINE_BY_LINE[language].split("\n"):
        looks = [growing.peek_line(line[:length]) for length in range(len(line) + 1)]
        assert looks[-1] == at_once.peek_line(line)
        assert growing.add_line(line) == at_once.add_line(line)


@pytest.mark.parametrize("language", ["json", "yaml"])
def test_a_lexer_that_cannot_go_on_waits_for_the_whole(language: str) -> None:
    colouring = Colouring(language)
    assert colouring.known
    assert not colouring.resumes
    assert colouring.add_line('a: "b"') == ()
    assert any(colouring.whole('{"a": 1}\n' if language == "json" else "a: 'b'\n"))


@pytest.mark.parametrize("language", ["", "no-such-language", "💥", "x" * 1000])
def test_an_unknown_language_has_no_colours(language: str) -> None:
    colouring = Colouring(language)
    assert not colouring.known
    assert colouring.add_line("def f(): pass") == ()
    assert list(colouring.whole("def f(): pass")) == []


@pytest.mark.parametrize("language", ["Python", "py", "{.python}", "c++", "sh", "JS"])
def test_names_of_languages(language: str) -> None:
    assert Colouring(language).known


OTHERS = (
    "bash c cpp go html ruby php lua swift csharp scala haskell perl r powershell docker makefile xml jsx ini"
)


@pytest.mark.parametrize("language", [*OTHERS.split(), "console", "pycon", "markdown", "text"])
def test_any_lexer_takes_any_line(language: str) -> None:
    colouring = Colouring(language)
    lines = ["/* open", "def f(x): <<EOF", '"unclosed', "\t{ [ (", "", "漢字 // x", "EOF", "*/ end", "`a ${b"]
    for line in lines:
        colouring.peek_line(line)
        for token in colouring.add_line(line):
            assert 0 <= token.start < token.start + token.length <= len(line)
    rows = list(colouring.whole("\n".join(lines)))
    assert len(rows) <= len(lines)


def test_a_very_long_line_is_data() -> None:
    assert Colouring("python").add_line("x = '" + "a" * 100_000 + "'") == ()
