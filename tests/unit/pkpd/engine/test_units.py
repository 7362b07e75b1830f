"""The unit of every term is checked, and an error says where, what and how to mend it."""

from typing import Any

import pytest

from firstdose.errors import UnitError
from firstdose.pkpd.engine.expression import exp, log, maximum, sqrt, where
from firstdose.pkpd.engine.said import balance
from firstdose.pkpd.engine.statement import Model, dosing, initial, model, outputs, rates
from firstdose.pkpd.engine.units import check_units


def _model(say: Any, **changed: str) -> Model:
    parameters = {"CL": "1 L/day, c", "V": "1 L, v", "K": "1 1/day, k", "C0": "1 nmol/L, c", "G": "1 1, g"} | changed
    return model({"A": "nmol, a", "B": "nmol, b"}, **parameters)(say)


def _rate(term: Any) -> Any:
    def say(p: Any, y: Any) -> Any:
        return rates(A=term(p, y), B=0)

    return say


def _output(term: Any) -> Any:
    def say(p: Any, y: Any) -> Any:
        return rates(A=0, B=0), outputs(OUT=term(p, y))

    return say


@pytest.mark.parametrize(
    ("term", "unit"),
    [
        (lambda p, y: y.A / p.V, "nmol/L"),
        (lambda p, y: (y.A / p.V / p.C0) ** p.G, "1"),
        (lambda p, y: exp(-y.A / (p.V * p.C0)), "1"),
        (lambda p, y: log(y.A / y.B), "1"),
        (lambda p, y: sqrt(y.A**2 + 4 * y.B * y.A), "nmol"),
        (lambda p, y: (6 * y.A) ** (1 / 3), "nmol**(1/3)"),
        (lambda p, y: maximum(y.A, 0), "nmol"),
        (lambda p, y: where(y.A > 0, y.A, y.B), "nmol"),
        (lambda p, y: where(y.A < y.B, 0.0, y.B), "nmol"),
        (lambda p, y: 0 * y.A + y.B / p.V, "nmol/L"),
        (lambda p, y: 1 - p.G, "1"),
        (lambda p, y: 0.0, "1"),
        (lambda p, y: p.CL / p.V / p.K, "1"),
    ],
)
def test_an_output_has_the_unit_that_follows(term: Any, unit: str) -> None:
    assert check_units(_model(_output(term))) == {"A": "nmol", "B": "nmol", "OUT": unit}


@pytest.mark.parametrize(
    ("term", "told"),
    [
        (
            lambda p, y: y.A + y.A / p.V,
            r'"A" is in nmol and "A/V" in nmol/L; they cannot be added or compared. Correct',
        ),
        (lambda p, y: y.A + 1, r'"A" is in nmol and "1" in 1'),
        (lambda p, y: maximum(p.CL, p.V), r'"CL" is in L/day and "V" in L;'),
        (lambda p, y: where(y.A > p.V, 1, 0), r'"V" is in L and "A" in nmol'),
        (lambda p, y: where(y.A > 0, y.A, p.V), r'"A" is in nmol and "V" in L'),
        (lambda p, y: exp(y.A), r'"A" is in nmol, and exp is taken of it, so it can have no unit. Divide it by a ref'),
        (lambda p, y: log(y.A / p.V), r'"A/V" is in nmol/L, and log is taken of it'),
        (lambda p, y: p.G**p.K, r'"K" is in 1/day, and it is an exponent'),
        (lambda p, y: y.A**p.G, r'"A" is in nmol, and it is raised to "G", which is no fixed number'),
    ],
)
def test_terms_that_do_not_agree_are_refused(term: Any, told: str) -> None:
    with pytest.raises(UnitError, match=rf"^Model say, output OUT: {told}".replace("(", r"\(")):
        check_units(_model(_output(term)))


def test_a_rate_is_in_the_unit_of_the_state_over_that_of_time() -> None:
    with pytest.raises(
        UnitError, match=r'^Model say, the rate of A: "-A" is in nmol, and nmol/day is needed\. Correct'
    ):
        check_units(_model(_rate(lambda p, y: -y.A)))
    check_units(_model(_rate(lambda p, y: -p.K * y.A)))


def test_units_that_differ_by_a_factor_are_told_with_it() -> None:
    hourly = _model(_rate(lambda p, y: -p.K * y.A), K="1 1/hour, k")
    with pytest.raises(UnitError, match=r"nmol/hour, and nmol/day is needed\. They differ by the factor 24: write one"):
        check_units(hourly)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (lambda p, y: initial(A=p.C0), "the initial value of A"),
        (lambda p, y: dosing(B={"lag": p.K}), "lag of doses into B"),
        (lambda p, y: dosing(B={"F": p.V}), "F of doses into B"),
        (lambda p, y: dosing(B={"duration": p.G}), "duration of doses into B"),
        (lambda p, y: dosing(B={"rate": p.CL}), "rate of doses into B"),
        (lambda p, y: balance(y.A, loss=y.A), "the loss of balance 1"),
        (lambda p, y: balance(y.A + p.V), "the total of balance 1"),
    ],
)
def test_everything_that_is_said_is_checked(said: Any, told: str) -> None:
    def say(p: Any, y: Any) -> Any:
        return rates(A=0, B=0), said(p, y)

    with pytest.raises(UnitError, match=rf"^Model say, {told}: "):
        check_units(_model(say))


def test_a_unit_that_is_none_is_refused_with_its_place() -> None:
    with pytest.raises(UnitError, match=r'^say: parameter K: "frogs" is not a unit'):
        check_units(_model(_rate(lambda p, y: 0), K="1 frogs, k"))


def test_a_term_is_told_with_the_names_of_outputs() -> None:
    def say(p: Any, y: Any) -> Any:
        C = y.A / p.V
        return rates(A=-p.CL * C - p.K * C, B=0), outputs(C=C)

    with pytest.raises(UnitError, match=r'the rate of A: "-CL\*C" is in nmol/day and "K\*C" in nmol/day/L; they'):
        check_units(_model(say))


def test_a_long_term_is_cut() -> None:
    def long(p: Any, y: Any) -> Any:
        term = y.A
        for _ in range(12):
            term = term * (y.A + y.B)
        return term

    with pytest.raises(UnitError, match=r'"A\*\(A \+ B\).{61}\.\.\." is in nmol\*\*13'):
        check_units(_model(_rate(long)))
