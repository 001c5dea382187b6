"""Formulas in words, for screen readers: what is common in replies; the TeX of all else."""

import re

from PySide6.QtCore import QCoreApplication

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\s+|\d+(?:[.,]\d+)*|.", re.DOTALL)
_SILENT = frozenset(r"\left \right \displaystyle \, \; \! \: \quad \qquad \big \Big".split())  # noqa: SIM905
_LETTERS = """alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau
    upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega"""
_KEPT = frozenset(_LETTERS.split())
_NAMES = frozenset("sin cos tan log ln exp max min lim det".split())  # noqa: SIM905
_TEXTS = frozenset((r"\text", r"\mathrm", r"\mathbf", r"\mathit", r"\mathbb", r"\mathcal", r"\operatorname"))


class _Unknown(ValueError):
    """Nobody would understand the words."""


def spoken(tex: str) -> str:
    """A formula as one reads it aloud; the TeX itself where it holds what has no words here."""
    tokens = [token for token in _TOKEN.findall(tex) if not token.isspace()]
    try:
        words, end = _row(tokens, 0, "")
    except (_Unknown, IndexError, RecursionError):
        return tex
    return words if end == len(tokens) and words else tex


def _row(tokens: list[str], at: int, closing: str) -> tuple[str, int]:
    """Words up to the closing bracket, which is passed over."""
    words: list[str] = []
    while at < len(tokens):
        token = tokens[at]
        if closing and token == closing:
            return " ".join(words), at + 1
        if token in ("^", "_"):
            inner, at = _argument(tokens, at + 1)
            words.append(_raised(inner) if token == "^" else _tr("sub {index}").format(index=inner))
            continue
        if token in _SILENT:
            at += 1
            continue
        word, at = _item(tokens, at)
        words.append(word)
    if closing:
        raise _Unknown(closing)
    return " ".join(words), at


def _item(tokens: list[str], at: int) -> tuple[str, int]:
    token = tokens[at]
    if token == "{":
        return _row(tokens, at + 1, "}")
    if token in (r"\frac", r"\dfrac", r"\tfrac"):
        over, at = _argument(tokens, at + 1)
        under, at = _argument(tokens, at)
        simple = " " not in over and " " not in under
        text = _tr("{above} over {below}") if simple else _tr("fraction {above} over {below}, end fraction")
        return text.format(above=over, below=under), at
    if token == r"\sqrt":
        if tokens[at + 1] == "[":
            degree, at = _row(tokens, at + 2, "]")
            inner, at = _argument(tokens, at)
            return _tr("root of degree {degree} of {inner}, end root").format(degree=degree, inner=inner), at
        inner, at = _argument(tokens, at + 1)
        text = _tr("square root of {inner}") if " " not in inner else _tr("square root of {inner}, end root")
        return text.format(inner=inner), at
    if token in _TEXTS:
        return _argument(tokens, at + 1)
    if token in (r"\sum", r"\prod", r"\int"):
        return _large(tokens, at)
    return _word(token), at + 1


def _large(tokens: list[str], at: int) -> tuple[str, int]:
    name = {r"\sum": _tr("sum"), r"\prod": _tr("product"), r"\int": _tr("integral")}[tokens[at]]
    bounds = {"_": "", "^": ""}
    at += 1
    while at < len(tokens) and (tokens[at] in bounds or tokens[at] == r"\limits"):
        if tokens[at] == r"\limits":
            at += 1
            continue
        bounds[tokens[at]], at = _argument(tokens, at + 1)
    if bounds["_"] and bounds["^"]:
        text = _tr("{name} from {first} to {last} of")
    else:
        text = _tr("{name} over {first} of") if bounds["_"] else _tr("{name} of")
    return text.format(name=name, first=bounds["_"], last=bounds["^"]), at


def _argument(tokens: list[str], at: int) -> tuple[str, int]:
    if tokens[at] == "{":
        return _row(tokens, at + 1, "}")
    if tokens[at].isdigit() and len(tokens[at]) > 1:
        raise _Unknown(tokens[at])  # TeX takes the first digit only
    return _item(tokens, at)


def _raised(power: str) -> str:
    if power in ("2", "3"):
        return _tr("squared") if power == "2" else _tr("cubed")
    return _tr("to the power {power}").format(power=power)


def _word(token: str) -> str:
    signs = {
        "+": _tr("plus"), "-": _tr("minus"), "=": _tr("equals"), "<": _tr("less than"),
        ">": _tr("greater than"), "/": _tr("over"), "!": _tr("factorial"), "'": _tr("prime"),
        r"\cdot": _tr("times"), r"\times": _tr("times"), r"\pm": _tr("plus or minus"), r"\%": _tr("percent"),
        r"\leq": _tr("at most"), r"\le": _tr("at most"), r"\geq": _tr("at least"), r"\ge": _tr("at least"),
        r"\neq": _tr("not equal to"), r"\ne": _tr("not equal to"), r"\approx": _tr("approximately"),
        r"\infty": _tr("infinity"), r"\to": _tr("to"), r"\rightarrow": _tr("to"), r"\in": _tr("in"),
        r"\partial": _tr("partial"), r"\dots": _tr("and so on"), r"\ldots": _tr("and so on"),
        r"\{": "{", r"\}": "}",
    }  # fmt: skip
    if token in signs:
        return signs[token]
    if token.startswith("\\"):
        name = token[1:]
        if name.removeprefix("var") in _KEPT:
            return name.removeprefix("var")
        if name in _NAMES:
            return name
        raise _Unknown(token)
    if token in "}&~#":
        raise _Unknown(token)
    return token


def _tr(text: str) -> str:
    return QCoreApplication.translate("Spoken", text)
