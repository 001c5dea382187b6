"""Inline formulas, told from prices, shell variables and escaped brackets."""

import re

LONGEST_FORMULA = 1000
_MATH_SIGN = re.compile(r"[\\^_={}<>+/|]|[\u0370-\u03ff\u2200-\u22ff]")
_WORD = re.compile(r"[A-Za-z0-9$_]")
_COMMAND = re.compile(r"[\\^_]")
_NAMED = re.compile(r"\\[A-Za-z]{2,}")
_DISPLAYED = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)|(?<![\w$])\$\$(?!\$)|\\.")
_MORE_THAN_A_SYMBOL = re.compile(
    r"[=<>]|[\u2248\u2260-\u2265\u2190-\u21ff]|\\(?:begin|d?frac|sum|prod|int|lim|approx|equiv|sim|propto|i?to|in|[lg]eq?"
    r"|neq?|(?:long)?(?:left|right)arrow|implies|iff)(?![A-Za-z])",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?:th|st|nd|rd)(?![\w$])")
_BARS = re.compile(r"(?:[^|]*\|[^|]*\|)+[^|]*")  # an even number of them
_BEFORE_BARS = " \n\t([*_\"'\u201c"
_CLOSINGS = {"$$": "$$", "\\[": "\\]"}
_TEX_TEXT = re.compile(r"\\[A-Za-z]+\*?(?:\s*\{[^{}]*\})?")
_OPEN_TEX_TEXT = re.compile(r"\\[A-Za-z]+\*?(?:\s*\{[^{}]*(?:\}|$))?")
_NO_FORMULA = re.compile(r"[\s\d()\]{},.;:]")  # right behind a dollar sign
_LONGEST_WAIT = 80  # letters of a formula that are held back until its end
_TWO_WORDS = re.compile(r"[^\W\d_]{2,}[.,;:]?\s+[^\W\d_]{2,}")
_PROSE = re.compile(r"\s(?:and|at|for|in|is|of|or|per|the|to|vs)\s")
_LONG_WORD = re.compile(r"[^\W\d_]{3,}")
_PLAIN = re.compile(r"[-\s0-9A-Za-z.,;:!()\[\]*']{1,40}")
# 5/month, 10k, 3.50+, FOO_BAR, HOME/bin: signs of mathematics that are none.
_AMOUNT_OR_VARIABLE = re.compile(
    r"[\d.,]+(?:[kKmMbB]|\s?/\s?[A-Za-z]{2,})?\+|[\d.,]+(?:[kKmMbB]|\s?/\s?[A-Za-z]{2,})|[A-Z]{3,}[A-Z0-9_]*(?:[/:][\w.-]*)*"
)


def dollar_math(source: str, pos: int) -> tuple[str, bool, int] | None:
    """Read `$x$` or `$$x$$` at `pos`.

    Returns:
        (TeX, whether it is a displayed formula, end) or None when the dollar sign is one.
    """
    if source.startswith("$$", pos):
        return _until(source, pos + 2, "$$", display=True)
    if pos and _WORD.match(source, pos - 1):
        return None  # US$5, 10$; but text without spaces goes on right before a formula
    end = source.find("$", pos + 1, pos + LONGEST_FORMULA)
    while end > 0 and source[end - 1] == "\\":
        end = source.find("$", end + 1, pos + LONGEST_FORMULA)
    if end < 0:
        return None
    tex = source[pos + 1 : end]
    after = source[end + 1 : end + 2]
    if not tex or tex[0].isspace() or tex[-1].isspace() or after == "{":
        return None  # $HOME and $PATH, $5 and $6, ${A}/${B}
    if _WORD.match(after) and not _ORDINAL.match(source, end + 1):
        return None  # $1$2
    if tex[0] == "|" and not (_BARS.fullmatch(tex) and (not pos or source[pos - 1] in _BEFORE_BARS)):
        return None  # ^a+$|^b+$
    if tex[0] in ")]},.;:" or (tex[0] == "{" and not _COMMAND.search(tex)) or (tex[0] == after == "("):
        return None  # ${A}$, $(a)/$(b)
    return (tex, False, end + 1) if looks_like_math(tex) else None


def bracket_math(source: str, pos: int) -> tuple[str, bool, int] | None:
    r"""Read `\(x\)` or `\[x\]` at `pos`; the same result as `dollar_math`."""
    display = source[pos + 1] == "["
    found = _until(source, pos + 2, "\\]" if display else "\\)", display=display)
    # Escaped square brackets are also how one writes a literal [1].
    return None if found and display and not _MATH_SIGN.search(found[0]) else found


def open_display(line: str, closing: str = "") -> str:
    """What ends the displayed formula that a line of a paragraph leaves open; empty: none is.

    Args:
        line: what was added to the paragraph.
        closing: what ended the formula that was open before it.
    """
    at = 0
    if closing:
        at = line.find(closing) + len(closing)
        if at < len(closing):
            return closing
    while match := _DISPLAYED.search(line, at):
        at = match.end()
        closing = _CLOSINGS.get(match.group(), "")
        if not closing:
            continue
        end = line.find(closing, at)
        if end < 0:
            rest = line[at:].strip()
            return closing if not rest or looks_like_tex(rest) else ""
        at = end + len(closing)
    return ""


def stands_alone(tex: str) -> bool:
    """Whether a displayed formula in a sentence says something; a mere symbol stays in its line."""
    return bool(_MORE_THAN_A_SYMBOL.search(tex))


def looks_like_tex(text: str) -> bool:
    """Whether a line that nothing closes yet is rather the beginning of a formula than words."""
    return any(character in text for character in "\\^_={")


def may_become_formula(text: str, pos: int) -> bool:
    """Whether what begins with a dollar sign or a bracket at `pos`, and nothing closes, is rather a formula.

    What was once taken for words stays so as the text grows.
    """
    opening = text[pos : pos + 2]
    if opening not in ("$$", "\\[", "\\("):
        opening = "$"
        if (pos and _WORD.match(text, pos - 1)) or _NO_FORMULA.match(text, pos + 1):
            return False
    tex = text[pos + len(opening) :]
    if opening == "$$":
        tex = tex.removesuffix("$")
    if len(tex) > _LONGEST_WAIT or "$" in tex:
        return False
    if opening == "$$" and tex[:1].isspace() and tex.strip() and not looks_like_tex(tex):
        return False
    sign = _MATH_SIGN.search(tex)
    words = _OPEN_TEX_TEXT.sub(" ", tex)
    before = tex[: sign.start()] if sign else tex
    return not (_LONG_WORD.search(before) or _TWO_WORDS.search(words) or _PROSE.search(words))


def looks_like_math(tex: str) -> bool:
    """Whether a text between delimiters is rather a formula than words, an amount or a shell variable."""
    words = _TEX_TEXT.sub(" ", tex)
    if _TWO_WORDS.search(words) or _PROSE.search(words) or _AMOUNT_OR_VARIABLE.fullmatch(tex):
        return False
    return bool(_MATH_SIGN.search(tex) or (_PLAIN.fullmatch(tex) and not _LONG_WORD.search(words)))


def _until(source: str, start: int, closing: str, *, display: bool) -> tuple[str, bool, int] | None:
    end = source.find(closing, start, start + LONGEST_FORMULA)
    if end < 0:
        return None
    tex = source[start:end].strip()
    # Words stand also in formulas; but what has commands of TeX between such signs is one.
    is_math = tex and (looks_like_math(tex) or (display and _NAMED.search(tex)))
    return (tex, display, end + len(closing)) if is_math else None
