"""Formulas in words; what has none stays TeX."""

import pytest

from app.ui.transcript.spoken_formula import spoken


@pytest.mark.parametrize(
    ("tex", "words"),
    [
        ("x^2", "x squared"),
        (r"\frac{a}{b}", "a over b"),
        (r"\frac{-b \pm \sqrt{b^2}}{2a}",
         "fraction minus b plus or minus square root of b squared, end root over 2 a, end fraction"),
        (r"\sum_{k=1}^{n} k", "sum from k equals 1 to n of k"),
        (r"\int f", "integral of f"),
        (r"x_1 \leq \varepsilon", "x sub 1 at most epsilon"),
        (r"e^{-\lambda t}", "e to the power minus lambda t"),
        (r"\sqrt[3]{x}", "root of degree 3 of x, end root"),
    ],
)  # fmt: skip
def test_common_formulas_have_words(qapp: object, tex: str, words: str) -> None:
    assert spoken(tex) == words


@pytest.mark.parametrize(
    "tex", [r"\foo{x}", r"\frac{a}", "x^", "{x", "x}", r"\begin{matrix} 1 & 2 \end{matrix}", ""]
)
def test_others_stay_as_they_are_written(qapp: object, tex: str) -> None:
    assert spoken(tex) == tex
