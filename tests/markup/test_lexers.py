"""The lexers of languages: by any name, made once, with those that they need inside."""

import subprocess
import sys
from pathlib import Path

import pygments.lexers
import pytest

from app.markup.lexers import _OTHER_WORDS, is_lexer_ready, language_name, lexer_of

INSIDE = """
import sys
from app.markup.lexers import lexer_of
lexer = lexer_of(sys.argv[1])
called = []
sys.setprofile(lambda frame, event, argument: called.append(frame.f_code.co_name))
list(lexer.get_tokens(sys.argv[2]))
sys.setprofile(None)
print(len(called) > 100, "process_tokendef" in called)
"""


@pytest.mark.parametrize(
    ("language", "code"),
    [("html", "<script>let a = 1</script><style>a { color: red }</style>"), ("console", "$ ls -l\n")],
)
def test_a_lexer_has_those_of_the_languages_in_its_own(language: str, code: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", INSIDE, language, code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "True False"


@pytest.mark.parametrize("language", ["", "no-such-language", "💥", "x" * 1000])
def test_what_is_no_language_needs_no_lexer(language: str) -> None:
    assert is_lexer_ready(language)
    assert lexer_of(language) is None
    assert language_name(language) == ""


def test_a_lexer_is_made_once() -> None:
    assert not is_lexer_ready("{.Elm}")
    lexer = lexer_of("{.Elm}")
    assert lexer is not None
    assert is_lexer_ready("elm")
    assert lexer_of("elm") is lexer


@pytest.mark.parametrize(
    ("language", "source"), [("felix", "import no_such_module"), ("monte", "("), ("pony", ""), ("ezhil", "x")]
)
def test_a_lexer_that_cannot_be_loaded_is_as_none(
    language: str, source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / f"{language}.py").write_text(source)
    monkeypatch.setattr(pygments.lexers, "__path__", [str(tmp_path)])
    assert not is_lexer_ready(language)
    assert lexer_of(language) is None
    assert is_lexer_ready(language)  # what waits for it waits no longer
    monkeypatch.undo()
    assert lexer_of(language) is None  # nothing is loaded twice


@pytest.mark.parametrize(
    ("word", "name"), [("py", "Python"), ("JS", "JavaScript"), ("c++", "C++"), ("kt", "Kotlin")]
)
def test_languages_have_names(word: str, name: str) -> None:
    assert language_name(word) == name


def test_every_other_word_is_of_a_language() -> None:
    assert [word for word in _OTHER_WORDS if not language_name(word)] == []
    assert lexer_of("kt") is lexer_of("kotlin")
