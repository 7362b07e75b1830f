"""Any unit comes in, the one that was asked for goes on; another kind is refused with the remedy."""

import subprocess
import sys

import pytest

from firstdose import units
from firstdose.errors import UnitError
from firstdose.units import check_unit, convert, quantity


@pytest.mark.parametrize(
    ("value", "unit", "to", "expected"),
    [
        (0.7, "L/day", "L/day", 0.7),
        (1.0, "mL/min", "L/day", 1.44),
        (19.11, "%", "1", 0.1911),
        (3500.0, "ug/kg", "mg/kg", 3.5),
        (148.0, "kDa", "dalton", 148000.0),
        (1.0, "patients/week", "patients/day", 1 / 7),
        (2.0, "ug/mL", "mg/L", 2.0),
    ],
)
def test_a_number_is_converted(value: float, unit: str, to: str, expected: float) -> None:
    assert convert(value, unit, to, "x") == pytest.approx(expected, rel=1e-12)


def test_another_kind_of_unit_is_refused_with_what_was_found_and_wanted() -> None:
    with pytest.raises(
        UnitError, match=r'^clearance is given in "kg", which cannot become L/day\. Give it in L/day\.$'
    ):
        convert(1.0, "kg", "L/day", "clearance")


def test_what_is_no_unit_is_refused() -> None:
    with pytest.raises(UnitError, match=r'^clearance: "lday" is not a unit\.'):
        check_unit("lday", "L/day", "clearance")


@pytest.mark.parametrize(
    "unit", ["m/0", "(", "m^", "**", "'", "2 m", "mg/kg)", "é", "m**m", "1e400", "__import__('os')"]
)
def test_whatever_stands_for_a_unit_is_refused_by_name(unit: str) -> None:
    with pytest.raises(UnitError, match="is not a unit"):
        check_unit(unit, "L/day", "clearance")


def test_a_registry_that_cannot_be_made_is_no_fault_of_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("pint is broken")

    monkeypatch.setattr(units, "registry", broken)
    with pytest.raises(RuntimeError, match="pint is broken"):
        convert(1.0, "mL", "L", "volume")


@pytest.mark.parametrize("text", ["1.5 h", " 90 min ", "90min", "5400 s", "0.0625 day"])
def test_text_with_a_unit_is_a_quantity(text: str) -> None:
    assert quantity(text, "hour", "infusion") == pytest.approx(1.5, rel=1e-12)


@pytest.mark.parametrize("text", ["1.5", "", "ninety minutes", "h 1.5"])
def test_text_without_number_or_unit_is_refused(text: str) -> None:
    with pytest.raises(UnitError, match="is not a number with a unit"):
        quantity(text, "hour", "infusion")


def test_pint_is_loaded_only_once_a_unit_must_be_converted() -> None:
    code = "import sys, firstdose.units as u; u.convert(1, 'L', 'L', ''); sys.exit('pint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
