"""Units are read, multiplied, compared and written."""

from fractions import Fraction

import pytest

from firstdose.errors import UnitError
from firstdose.pkpd.engine.unit import NONE, Unit


def _unit(text: str) -> Unit:
    return Unit.of(text, "X")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("nmol*day/L", "nmol*day/L"),
        ("L/nmol/day", "L/nmol/day"),
        ("1/(mg*day)", "1/mg/day"),
        ("1e9/L", "1e9/L"),
        ("mm^3", "mm**3"),
        ("m**0.5", "m**(1/2)"),
        ("%", "%"),
        ("h", "hour"),
        ("1", "1"),
        ("L/L", "1"),
    ],
)
def test_a_unit_is_written_as_it_is_read(text: str, shown: str) -> None:
    assert str(_unit(text)) == shown


@pytest.mark.parametrize("text", ["frog", "nmol L", "L/", "2 + 3", "-1", "", "0/L", "sin(L)", "m**day"])
def test_what_is_no_unit_is_refused(text: str) -> None:
    with pytest.raises(UnitError, match=r"^KON: .* is not a unit\. Write one such as nmol/L"):
        Unit.of(text, "KON")


@pytest.mark.parametrize(
    ("one", "other", "factor"),
    [
        ("L/hour", "L/day", 24.0),
        ("ug/mL", "mg/L", 1.0),
        ("%", "1", 0.01),
        ("1e9/L", "1/uL", 1e3),
        ("nmol", "mg", None),
        ("nmol/L", "M", 1e-9),
    ],
)
def test_units_of_one_kind_differ_by_a_factor(one: str, other: str, factor: float | None) -> None:
    found = _unit(one).factor_to(_unit(other))
    assert found == (factor and pytest.approx(factor, rel=1e-12))
    assert _unit(one).is_like(_unit(other)) == (factor == 1.0)


def test_powers_of_a_product_are_exact() -> None:
    third = _unit("mm**3") ** Fraction(1, 3)
    assert third == _unit("mm")
    assert third / third == NONE
    assert _unit("mm**3") ** Fraction(0) == NONE
