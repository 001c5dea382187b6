"""Chemical equations in the words of TeX."""

import pytest

from app.ui.math.chemistry import chemistry


@pytest.mark.parametrize(
    ("source", "tex"),
    [
        ("H2O", r"\mathrm{H}_{2}\mathrm{O}"),
        ("SO4^2-", r"\mathrm{SO}_{4}^{2-}"),
        ("Fe^{3+}", r"\mathrm{Fe}^{3+}"),
        ("OH-", r"\mathrm{OH}^{-}"),
        ("2H2 + O2", r"2\mathrm{H}_{2}\;+\;\mathrm{O}_{2}"),
        ("A -> B", r"\mathrm{A}\;\longrightarrow\;\mathrm{B}"),
        ("A <=> B", r"\mathrm{A}\;\rightleftharpoons\;\mathrm{B}"),
        ("A ->[\\Delta] B", r"\mathrm{A}\;\overset{\Delta}{\longrightarrow}\;\mathrm{B}"),
        ("NaCl(aq)", r"\mathrm{NaCl}\text{(aq)}"),
        ("CuSO4.5H2O", r"\mathrm{CuSO}_{4}\cdot 5\mathrm{H}_{2}\mathrm{O}"),
        ("^{14}_{6}C", r"{}_{6}^{14}\mathrm{C}"),
        ("CO2 ^", r"\mathrm{CO}_{2}\,\uparrow "),
        ("AgCl v", r"\mathrm{AgCl}\,\downarrow "),
        ("Fe(OH)3", r"\mathrm{Fe}(\mathrm{OH})_{3}"),
        ("CH2=CH2", r"\mathrm{CH}_{2}{=}\mathrm{CH}_{2}"),
        ("1/2 O2", r"\tfrac{1}{2}\,\mathrm{O}_{2}"),
        ("0.5 O2", r"0.5\,\mathrm{O}_{2}"),
        ("", ""),
    ],
)
def test_equations(source: str, tex: str) -> None:
    assert chemistry(source) == tex
