r"""Chemical formulas and equations, `\ce{...}`, as ordinary TeX.

Source: the manual of the LaTeX package mhchem, version 4; what models write of it.
"""

import re

_ARROWS = {
    "<=>": r"\rightleftharpoons",
    "<=>>": r"\rightleftharpoons",
    "<<=>": r"\rightleftharpoons",
    "<->": r"\leftrightarrow",
    "<-->": r"\rightleftarrows",
    "->": r"\longrightarrow",
    "<-": r"\longleftarrow",
}
_ARROW = re.compile(
    r"\s*(" + "|".join(map(re.escape, sorted(_ARROWS, key=len, reverse=True))) + r")"
    r"(?:\[((?:[^\[\]])*)\])?(?:\[((?:[^\[\]])*)\])?\s*"
)
_TOKENS = (
    ("tex", re.compile(r"\\[A-Za-z]+(?:\{[^{}]*\})*|\$[^$]*\$")),
    ("state", re.compile(r"\((?:s|l|g|aq|cr|am)\)")),
    ("isotope", re.compile(r"\^(?:\{(-?\d+)\}|(-?\d+))_(?:\{(-?\d+)\}|(-?\d+))(?=[A-Z])")),
    ("raised", re.compile(r"\^(?:\{([^{}]*)\}|(\d*[+-]|[^\s{}]))")),
    ("lowered", re.compile(r"_(?:\{([^{}]*)\}|([^\s{}]))")),
    ("gas", re.compile(r"(?<=\s)(?:\^|\(\^\))(?=\s|$)")),
    ("solid", re.compile(r"(?<=\s)v(?=\s|$)")),
    ("plus", re.compile(r"\s+([+-])\s+")),
    ("charge", re.compile(r"(?<=[A-Za-z0-9\])}])[+-](?=[\s)\]]|$)")),
    ("count", re.compile(r"(?<=[A-Za-z)\]])\d+")),
    ("bond", re.compile(r"(?<=[A-Za-z0-9)\]])(?:-|=|#)(?=[A-Z(\[])")),
    ("dot", re.compile(r"\s*(?:\*|(?<=[A-Za-z)\]])\.|(?<=[A-Za-z)\]]\d)\.|·)\s*")),
    ("fraction", re.compile(r"\(?(\d+)/(\d+)\)?")),
    ("letters", re.compile(r"[A-Za-z]+")),
    ("space", re.compile(r"\s+")),
)
_BONDS = {"-": "\\text{\u2013}", "=": "{=}", "#": r"{\equiv}"}


def chemistry(source: str) -> str:
    r"""The contents of a `\ce{...}` as TeX."""
    out: list[str] = []
    at = 0
    while at < len(source):
        arrow = _ARROW.match(source, at)
        if arrow:
            out.append(_arrow(*arrow.groups()))
            at = arrow.end()
            continue
        for kind, pattern in _TOKENS:
            match = pattern.match(source, at)
            if match and match.end() > at:
                out.append(_token(kind, match))
                at = match.end()
                break
        else:
            out.append(source[at])
            at += 1
    return "".join(out)


def _arrow(sign: str, above: str | None, below: str | None) -> str:
    arrow = _ARROWS[sign]
    if above or below:
        arrow = rf"\overset{{{chemistry(above)}}}{{{arrow}}}" if above else arrow
        arrow = rf"\underset{{{chemistry(below)}}}{{{arrow}}}" if below else arrow
    return rf"\;{arrow}\;"


def _token(kind: str, match: re.Match[str]) -> str:
    text = match.group()
    inner = next((group for group in match.groups() if group is not None), "")
    tex = {
        "tex": text.strip("$"),
        "state": rf"\text{{{text}}}",
        "raised": f"^{{{_upright(inner)}}}",
        "lowered": f"_{{{_upright(inner)}}}",
        "gas": r"\uparrow ",
        "solid": r"\downarrow ",
        "plus": rf"\;{inner}\;",
        "charge": f"^{{{text}}}",
        "count": f"_{{{text}}}",
        "dot": r"\cdot ",
        "letters": rf"\mathrm{{{text}}}",
        "space": r"\,",
    }
    if kind == "bond":
        return _BONDS[text]
    if kind == "fraction":
        return rf"\tfrac{{{match[1]}}}{{{match[2]}}}"
    if kind == "isotope":
        return rf"{{}}_{{{match[3] or match[4]}}}^{{{match[1] or match[2]}}}"
    return tex[kind]


def _upright(text: str) -> str:
    return re.sub(r"[A-Za-z]+", r"\\mathrm{\g<0>}", text)
