"""Inline markup of replies: emphasis, links, formulas, tags, and what stays text."""

import inspect
import sys

import pytest

from app.markup.dialect import COMMONMARK
from app.markup.inline import Inline
from app.markup.links import Target
from app.markup.runs import Run, RunKind, Style
from app.markup.spans import Context
from tests.markup.oracle import plain_text

INLINE = Inline()


def looks(text: str, context: Context | None = None) -> list[tuple[str, str]]:
    """Runs as (text, what they are), styles and links in lower case."""
    found = []
    for run in INLINE.parse(text, context).runs:
        names = [run.kind.value] if run.kind is not RunKind.TEXT else []
        names += [str(style.name).lower() for style in run.style]
        names += [f"-> {run.link.address}"] if run.link else []
        found.append((run.text, " ".join(names)))
    return found


def formulas(text: str) -> list[str]:
    return [run.text for run in INLINE.parse(text).runs if run.kind is RunKind.MATH]


@pytest.mark.parametrize(
    ("source", "bold"),
    [
        ("**Note:**text", ["Note:"]),
        ("**“Quoted.”**next", ["“Quoted.”"]),
        ("これは**「強調」**です", ["「強調」"]),
        ("这是**重点。**后面", ["重点。"]),
        ("**한국어(Korean)**는", ["한국어(Korean)"]),
        ("2**(n-1)**2", []),
        ("foo(**kwargs, **more)", []),
        ("a ** b ** c", []),
    ],
)
def test_bold_where_models_mean_it(source: str, bold: list[str]) -> None:
    assert [run.text for run in INLINE.parse(source).runs if Style.BOLD in run.style] == bold


def test_strict_commonmark_takes_punctuation_by_the_letter() -> None:
    (run,) = Inline(COMMONMARK).parse("**Note:**text").runs
    assert run == Run("**Note:**text")


@pytest.mark.parametrize(
    "source",
    [
        "$5 and $10",
        "It costs $5, or 10$ for two",
        "US$5 to US$6",
        "between $20 and $30 and $40",
        "$5-$10",
        "$5/$10",
        "($5) and (10$)",
        "$5/month, or $50/year$",
        "花了$5或10$。",
        "$HOME and $PATH",
        "$HOME/bin:$PATH",
        "${A}/${B}",
        "${HOME}$",
        "$(pwd)/$(date)",
        "echo $x$y",
        "$FOO_BAR$",
        "^\\d+$|^\\w+$",
        "a $|b| c|$",
        "$1st and $2nd",
        "$a$this",
        "a $ b $ c",
        "$$ is the process id",
        "\\[1\\] and \\[text\\]",
        "\\(not a formula\\)",
        "`$x$` and `\\(x\\)`",
        "\\$x\\$",
    ],
)
def test_prices_variables_and_code_are_no_formulas(source: str) -> None:
    assert formulas(source) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("$x$", ["x"]),
        ("so $x_1 + x_2 = 3$.", ["x_1 + x_2 = 3"]),
        ("$A = \\pi r^2$ and $n$", ["A = \\pi r^2", "n"]),
        ("$f(x)$, $2n+1$, $A_1$", ["f(x)", "2n+1", "A_1"]),
        ("$\\text{for all } x \\in A$", ["\\text{for all } x \\in A"]),
        ("$$E = mc^2$$", ["E = mc^2"]),
        ("\\(a^2 + b^2\\)", ["a^2 + b^2"]),
        ("\\[ y = mx + b \\]", ["y = mx + b"]),
        ("$a < b$ and $\\{1, 2\\}$", ["a < b", "\\{1, 2\\}"]),
        ("$a * b$ and *c*", ["a * b"]),
        ("價格$x^2$元", ["x^2"]),
        ("$|x|$, ($|A| = 3$)", ["|x|", "|A| = 3"]),
        ("the $k$th and $n$-th", ["k", "n"]),
    ],
)
def test_formulas(source: str, expected: list[str]) -> None:
    assert formulas(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("So $$x = 1$$ then", ["So", "\n", "x = 1", "\n", "then"]),
        ("So $$x = 1$$.\nThen", ["So", "\n", "x = 1", ".", "\n", "Then"]),
        ("**So** \\[a < b\\]", ["So", "\n", "a < b"]),
        ("$$x = 1$$, $$\\frac12$$", ["x = 1", ",", "\n", "\\frac12"]),
        ("$$x = 1$$  \nthen", ["x = 1", "\n", "then"]),
        ("價格$$x = 1$$，元", ["價格", "\n", "x = 1", "，", "\n", "元"]),
        ("where $$n$$ is a count", ["where ", "n", " is a count"]),
        ("($$x = 1$$) then", ["(", "x = 1", ") then"]),
        ("if $$\\begin{cases} 1 & \\text{or is so} \\end{cases}$$",
         ["if", "\n", "\\begin{cases} 1 & \\text{or is so} \\end{cases}"]),
    ],
)  # fmt: skip
def test_displayed_formulas_in_a_sentence_have_their_own_lines(source: str, expected: list[str]) -> None:
    assert [run.text for run in INLINE.parse(source).runs] == expected


def test_displayed_formulas_say_so() -> None:
    (run,) = INLINE.parse("\\[ x = 1 \\]").runs
    assert run.style == Style.DISPLAY


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "https://e.org/a?b=c.",
            [("https://e.org/a?b=c", "-> https://e.org/a?b=c"), (".", "")],
        ),
        ("(www.example.com)", [("(", ""), ("www.example.com", "-> http://www.example.com"), (")", "")]),
        ("https://e.org/A_(b)", [("https://e.org/A_(b)", "-> https://e.org/A_(b)")]),
        ("见https://例子.cn。完", [("见", ""), ("https://例子.cn", "-> https://例子.cn"), ("。完", "")]),
        ("**https://e.org**", [("https://e.org", "bold -> https://e.org")]),
        ("http:// www. example.com", [("http:// www. example.com", "")]),
        ("[https://e.org](https://f.org)", [("https://e.org", "-> https://f.org")]),
        ("see [https://e.org]", [("see [", ""), ("https://e.org", "-> https://e.org"), ("]", "")]),
        ("http://localhost:11434/api", [("http://localhost:11434/api", "-> http://localhost:11434/api")]),
    ],
)
def test_bare_links(source: str, expected: list[tuple[str, str]]) -> None:
    assert looks(source) == expected


@pytest.mark.parametrize(
    ("source", "shown", "address"),
    [
        ("foo@bar.baz", "foo@bar.baz", "mailto:foo@bar.baz"),
        (
            "hello@mail+xyz.example isn't valid, but hello+xyz@mail.example is.",
            "hello+xyz@mail.example",
            "mailto:hello+xyz@mail.example",
        ),
        ("a.b-c_d@a.b", "a.b-c_d@a.b", "mailto:a.b-c_d@a.b"),
        ("a.b-c_d@a.b.", "a.b-c_d@a.b", "mailto:a.b-c_d@a.b"),
        ("a.b-c_d@a.b-", "", ""),
        ("a.b-c_d@a.b_", "", ""),
        ("mailto:foo@bar.baz", "mailto:foo@bar.baz", "mailto:foo@bar.baz"),
        ("mailto:a.b-c_d@a.b.", "mailto:a.b-c_d@a.b", "mailto:a.b-c_d@a.b"),
        ("mailto:a.b-c_d@a.b/", "mailto:a.b-c_d@a.b", "mailto:a.b-c_d@a.b"),
        ("mailto:a.b-c_d@a.b-", "", ""),
        ("mailto:a.b-c_d@a.b_", "", ""),
        ("xmpp:foo@bar.baz", "xmpp:foo@bar.baz", "xmpp:foo@bar.baz"),
        ("xmpp:foo@bar.baz.", "xmpp:foo@bar.baz", "xmpp:foo@bar.baz"),
        ("xmpp:foo@bar.baz/txt", "xmpp:foo@bar.baz/txt", "xmpp:foo@bar.baz/txt"),
        ("xmpp:foo@bar.baz/txt@bin.com", "xmpp:foo@bar.baz/txt@bin.com", "xmpp:foo@bar.baz/txt@bin.com"),
        ("xmpp:foo@bar.baz/txt/bin", "xmpp:foo@bar.baz/txt", "xmpp:foo@bar.baz/txt"),
    ],
)
def test_bare_mail_addresses_of_the_rules(source: str, shown: str, address: str) -> None:
    links = [(run.text, run.link.address, run.link.bare) for run in INLINE.parse(source).runs if run.link]
    assert links == ([(shown, address, True)] if shown else [])


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ('(a@b.org), "c@d.org"!', ["a@b.org", "c@d.org"]),
        ("_a@b.org_ and **c_d@e.org** or _to f@g.org_", ["a@b.org", "c_d@e.org", "f@g.org"]),
        ("write to…h@i.org or: -j@k.org", ["h@i.org", "j@k.org"]),
        ("\u8bf7\u8054\u7cfbl@m.org\u3002\u8c22", ["l@m.org"]),
        ("<sub>n@o.org</sub><br>p@q.org", ["n@o.org", "p@q.org"]),
        ("[r@s.org](https://t.org) <u@v.org>", ["r@s.org", "u@v.org"]),
        ("https://w@x.org", ["https://w@x.org"]),
    ],
)
def test_mail_addresses_end_where_the_sentence_goes_on(source: str, shown: list[str]) -> None:
    assert [run.text for run in INLINE.parse(source).runs if run.link] == shown


@pytest.mark.parametrize(
    "source",
    [
        "@name and a@b and @media",
        "react@18.2.0",
        "postgres://me:secret@db.example.org/x",
        "ssh://git@example.org/x",
        "jos\u00e9@example.org",
        "a@b.b\u00fccher.de",
        "a@b.org@c.org",
        "`a@b.org`",
        "a\\@b.org",
        "a\\_b@c.org",
    ],
)
def test_what_only_looks_like_a_mail_address(source: str) -> None:
    assert not any(run.link for run in INLINE.parse(source).runs)


def test_mail_addresses_are_text_in_plain_commonmark() -> None:
    assert Inline(COMMONMARK).parse("foo@bar.baz").runs == (Run("foo@bar.baz"),)


def test_tags_that_replies_may_use() -> None:
    assert looks("H<sub>2</sub>O x<SUP>*n*</SUP> <kbd>Ctrl</kbd><br/>next") == [
        ("H", ""),
        ("2", "sub"),
        ("O x", ""),
        ("n", "italic sup"),
        (" ", ""),
        ("Ctrl", "key"),
        ("\n", "break"),
        ("next", ""),
    ]


def test_other_tags_are_text() -> None:
    assert looks('<b>x</b> <a href="*y*">z</a>') == [('<b>x</b> <a href="*y*">z</a>', "")]
    assert looks("<sub>never closed") == [("<sub>never closed", "")]
    assert looks("never opened</sub>") == [("never opened</sub>", "")]


def test_links_images_and_references() -> None:
    context = Context({"ref": Target("https://r.example", "Title")})
    assert looks("[a *b*](/c) ![d *e*](/f) [Ref] [x][ref]", context) == [
        ("a ", "-> /c"),
        ("b", "italic -> /c"),
        (" ", ""),
        ("d e", "image"),
        (" ", ""),
        ("Ref", "-> https://r.example"),
        (" ", ""),
        ("x", "-> https://r.example"),
    ]
    assert set(context.asked) == {"ref"}


def test_an_image_keeps_address_and_title() -> None:
    (run,) = INLINE.parse('![a](file:///etc/passwd "t")').runs
    assert (run.kind, run.text, run.source, run.title) == (RunKind.IMAGE, "a", "file:///etc/passwd", "t")


def test_breaks_soft_and_hard() -> None:
    assert looks("a  \nb\\\nc\nd") == [("a", ""), ("\n", "break"), ("b", ""), ("\n", "break"), ("c\nd", "")]


def test_strike_needs_two_tildes() -> None:
    assert looks("~~a~~ ~b~ 3~5 ~~~c~~~") == [("a", "strike"), (" ~b~ 3~5 ~~~c~~~", "")]


def test_placeholders_of_the_engine_cannot_be_forged() -> None:
    forged = "\x02klzzwxh:0000\x03 **a** \x02amp\x03"
    assert looks(forged) == [("\ufffdklzzwxh:0000\ufffd ", ""), ("a", "bold"), (" \ufffdamp\ufffd", "")]


def test_long_texts_read_as_short_ones() -> None:
    sentence = "Some **bold**, `code` and [a link](https://e.org) in *every* sentence.\n"
    once = INLINE.parse(sentence).runs
    many = INLINE.parse(sentence * 300).runs
    assert plain_text(many) == plain_text(once) * 300
    assert sum(run.style == Style.BOLD for run in many) == 300
    assert sum(run.kind is RunKind.CODE for run in many) == 300


def test_a_stack_that_is_too_small_leaves_text() -> None:
    text = "*a **b " * 20 + "c" + "** d*" * 20
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 40)
    try:
        runs = INLINE.parse(text).runs
    finally:
        sys.setrecursionlimit(limit)
    assert runs == (Run(text),)
    assert len(INLINE.parse(text).runs) > 1


def test_markup_that_never_ends_is_text() -> None:
    text = "An **open bold and a [ bracket " + "with many words " * 2000
    assert plain_text(INLINE.parse(text).runs) == text
