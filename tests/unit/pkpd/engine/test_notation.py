"""Expressions are written as people write them."""

import pytest

from firstdose.pkpd.engine.expression import Expression, Tape, exp, expression, log, maximum, sqrt, where
from firstdose.pkpd.engine.notation import Latex, text, upright

A, B, C = (Expression("state", (name,)) for name in "abc")


@pytest.mark.parametrize(
    ("term", "written"),
    [
        (A - (B - C), "a - b + c"),
        (A - (B + C) * 2, "a - (b + c)*2"),
        (A / (B / C), "a*c/b"),
        (A / B / C, "a/(b*c)"),
        (A / (B + C), "a/(b + c)"),
        ((A / B) ** C, "(a/b)^c"),
        ((-A) ** 2, "(-a)^2"),
        (-(A**2), "-a^2"),
        (A * -B, "-a*b"),
        (A / -B, "-a/b"),
        (-2 * A, "-2*a"),
        (2 - -3 * A, "2 + 3*a"),
        (A**-1, "a^(-1)"),
        (A ** (1 / 3), "a^(1/3)"),
        (A ** (B + C), "a^(b + c)"),
        ((A**B) ** C, "(a^b)^c"),
        (exp(-A / B), "exp(-a/b)"),
        (maximum(A, -B), "max(a, -b)"),
        (where(A < B, A + B, C) * 2, "(a + b if a < b, else c)*2"),
        (where(B > 0, A, B), "a if b > 0, else b"),
        (1 / A, "1/a"),
        (1 / (1 / A), "a"),
        (1e-9 * A, "1e-09*a"),
        (expression(0.0), "0"),
        (expression(-1.5), "-1.5"),
        (1 * expression(1.0), "1"),
    ],
)
def test_text(term: Expression, written: str) -> None:
    assert text(term) == written


@pytest.mark.parametrize(
    ("term", "written"),
    [
        (A / B * C, r"\frac{\mathrm{a} \, \mathrm{c}}{\mathrm{b}}"),
        ((A + B) / (B + C), r"\frac{\mathrm{a} + \mathrm{b}}{\mathrm{b} + \mathrm{c}}"),
        (A * (A + B) / 2, r"\frac{\mathrm{a} \, \left(\mathrm{a} + \mathrm{b}\right)}{2}"),
        (1 / A, r"\frac{1}{\mathrm{a}}"),
        ((A / B) ** C, r"\left(\frac{\mathrm{a}}{\mathrm{b}}\right)^{\mathrm{c}}"),
        (A ** (1 / 3), r"\mathrm{a}^{\frac{1}{3}}"),
        (sqrt(A), r"\sqrt{\mathrm{a}}"),
        (log(A), r"\log\left(\mathrm{a}\right)"),
        (2.5e-12 * A, r"2.5 \cdot 10^{-12} \, \mathrm{a}"),
        (
            where(A > 0, B, C),
            r"\begin{cases} \mathrm{b} & \text{if } \mathrm{a} > 0 \\ \mathrm{c} & \text{otherwise} \end{cases}",
        ),
    ],
)
def test_latex(term: Expression, written: str) -> None:
    tape = Tape.of([term])
    assert Latex(tape).shown(tape.results[0]) == written


def test_brackets_stay_where_they_do_not_enclose_all() -> None:
    product = (A + B) * (B + C)
    tape = Tape.of([product / C])
    assert Latex(tape).shown(tape.results[0]).startswith(r"\frac{\left(\mathrm{a} + \mathrm{b}\right) \, \left(")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("CL", r"\mathrm{CL}"),
        ("KA_EGFR_S", r"\mathrm{KA}_{\mathrm{EGFR S}}"),
        ("CP__CL", r"\frac{\partial \mathrm{CP}}{\partial \mathrm{CL}}"),
    ],
)
def test_names_stay_upright(name: str, written: str) -> None:
    assert upright(name) == written
