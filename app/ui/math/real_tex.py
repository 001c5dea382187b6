r"""What models write as TeX, in the words that latex2mathml knows."""

import re

from app.ui.math.chemistry import chemistry

_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
_DROPPED = re.compile(r"\\label\{[^{}]*\}|\\(?:nonumber|notag|allowbreak)(?![A-Za-z])")
_TAG = re.compile(r"\\tag\*?\{([^{}]*)\}")
_ALIGNED_AT = re.compile(r"\\begin\{alignat(?:ed)?\*?\}\{\d+\}(.*?)\\end\{alignat(?:ed)?\*?\}", re.DOTALL)
_ALIGN = re.compile(r"\\(begin|end)\{align\*?\}")  # without a star each line would get a number
_FORMULA_IN_TEXT = re.compile(r"(\\text\{[^{}$]*)\$([^$]*)\$(?=[^{}]*\})")
_OPERATOR = re.compile(r"(\\operatorname\*?\{)([^{}]*\\[,;: ][^{}]*)\}")
_BARS = re.compile(r"\\(abs|norm)\{([^{}]*)\}")
_ANGSTROM = re.compile(r"\\(?:AA|angstrom)(?![A-Za-z])")
_CHEMISTRY = r"\ce{"


def as_latex2mathml_reads(tex: str) -> str:
    r"""Chemistry, numbers of equations and a few commands in other words; all else stays.

    Raises:
        ValueError: a `\ce{` without its end.
    """
    tex = _DROPPED.sub("", _COMMENT.sub("", tex))
    tex = _TAG.sub(_number, tex)
    tex = _ALIGNED_AT.sub(r"\\begin{aligned}\1\\end{aligned}", tex)
    tex = _ALIGN.sub(r"\\\1{aligned}", tex)
    while _FORMULA_IN_TEXT.search(tex):
        tex = _FORMULA_IN_TEXT.sub(r"\1}\2\\text{", tex)
    tex = _OPERATOR.sub(_upright_operator, tex)
    tex = _ANGSTROM.sub("Å", tex)
    tex = _BARS.sub(_between_bars, tex)
    while (at := tex.find(_CHEMISTRY)) >= 0:
        start = at + len(_CHEMISTRY)
        end = _closing(tex, start)
        tex = f"{tex[:at]}{{{chemistry(tex[start:end])}}}{tex[end + 1 :]}"
    return tex


def _number(match: re.Match[str]) -> str:
    return rf"\qquad \text{{({match[1]})}}"


def _upright_operator(match: re.Match[str]) -> str:
    """Its spaces as a character: as commands they would turn the name into letters side by side."""
    return match[1] + re.sub(r"\\[,;: ]", "\u2009", match[2]) + "}"


def _between_bars(match: re.Match[str]) -> str:
    bar = "|" if match[1] == "abs" else r"\|"
    return rf"\left{bar} {match[2]} \right{bar}"


def _closing(tex: str, start: int) -> int:
    """Where the curly bracket that was opened before `start` is closed."""
    depth = 1
    for at in range(start, len(tex)):
        depth += {"{": 1, "}": -1}.get(tex[at], 0)
        if not depth:
            return at
    raise ValueError("an open bracket")
