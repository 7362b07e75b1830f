"""Units as laboratories write them."""

import pytest

from firstdose.errors import LibraryError
from firstdose.trial import ctcae
from firstdose.trial.ctcae_tests import laboratory_tests
from firstdose.trial.ctcae_units import LaboratoryUnits, Substance, laboratory_units

GLUCOSE = Substance(molar_mass=180.156)


@pytest.mark.parametrize(
    ("unit", "to", "factor"),
    [
        ("10^9/L", "1e9/L", 1.0),
        ("GI/L", "1e3/uL", 1.0),
        ("THOU/µL", "1e9/L", 1.0),
        ("10^3/mL", "1e9/L", 0.001),
        ("G/L", "1e9/L", 1.0),
        ("G/L", "g/dL", 0.1),
        ("Mg/dL", "g/L", 0.01),
        ("umol/L", "mmol/L", 0.001),
        ("1/uL", "1e9/L", 0.001),
    ],
)
def test_scale_alone(unit: str, to: str, factor: float) -> None:
    assert laboratory_units().factor(unit, to) == factor


def test_molar_masses_and_charges_bridge_kinds() -> None:
    units = laboratory_units()
    assert units.factor("mg/dL", "mmol/L", GLUCOSE) == pytest.approx(1 / 18.0156)
    assert units.factor("mEq/L", "mmol/L", Substance(charges=2)) == 0.5
    assert units.factor("mmol/L", "mg/dL", GLUCOSE) == pytest.approx(18.0156)


@pytest.mark.parametrize(("unit", "to"), [("mmol/L", "g/L"), ("10^9/L", "g/dL"), ("furlong", "g/L"), (None, "g/L")])
def test_what_cannot_be_converted(unit: str | None, to: str) -> None:
    assert laboratory_units().factor(unit, to) is None


def test_admiral_takes_its_own_spellings_only() -> None:
    units = laboratory_units()
    assert [units.as_admiral(unit, "1e3/uL") for unit in ("10^3/ul", "10^3/mL", "GI/L", None)] == [1, 0.001, None, None]


def test_a_kind_without_a_first_unit_is_refused() -> None:
    with pytest.raises(LibraryError, match=r"\[kinds.mass\]: the first unit is 1"):
        LaboratoryUnits("a test", {"mass": {"g/L": 2.0}}, {})


def test_limits_in_both_units_are_the_same_but_for_rounding() -> None:
    # the CTCAE rounds: magnesium 8.0 mg/dL is 3.29 mmol/L, printed 3.3; phosphate 1.0 mg/dL is 0.323, printed 0.3
    units, tests = (
        laboratory_units(),
        {name: test for test in laboratory_tests().tests for name in (*test.low, *test.high)},
    )
    compared = 0
    for version in (4, 5, 6):
        for si, us in zip(ctcae(version).terms, ctcae(version, "us").terms, strict=True):
            if not si.has_unit or si.name not in tests:
                continue
            factor = units.factor(us.unit, si.unit, tests[si.name].substance)
            assert factor is not None, si.name
            for one, other in zip(si.rows, us.rows, strict=True):
                if one.has_unit:
                    pair = (one.plus, other.plus) if one.of else (one.limit, other.limit)
                    assert pair[1] * factor == pytest.approx(pair[0], rel=0.09), si.name
                    compared += 1
    assert compared > 150
