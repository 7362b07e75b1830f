"""A model with its derivatives: names, units, doses, and what it refuses."""

from typing import Any

import pytest

from firstdose.errors import ModelError
from firstdose.pkpd.engine.equations import equations
from firstdose.pkpd.engine.sensitivities import sensitivities
from firstdose.pkpd.engine.statement import Model, dosing, initial, model, outputs, rates
from firstdose.pkpd.engine.units import check_units


def _lines(shown: Model) -> list[str]:
    return [each.text for each in equations(shown) if "__" in each.of]


def test_derivatives_follow_states_and_outputs() -> None:
    found = sensitivities(Model.load("pk1"), ["CL", "V"])
    assert found.names == ("CENT", "CENT__CL", "CENT__V", "CP", "CP__CL", "CP__V")
    assert _lines(found) == [
        "CP__CL = CENT__CL/V",
        "CP__V = CENT__V/V - CP/V",
        "dCENT__CL/dt = -CP - CL*CENT__CL/V",
        "dCENT__V/dt = CP*CL/V - CL*CENT__V/V",
    ]


def test_initial_values_and_bioavailability_have_derivatives() -> None:
    @model({"A": "nmol, a"}, R="2 nmol, r", F="0.5 1, f")
    def grown(p: Any, y: Any) -> Any:
        return rates(A=0), initial(A=p.R**2 / p.R), dosing(A={"F": p.F**2})

    found = sensitivities(grown, ["R", "F"])
    assert [found.start.evaluate(found.defaults, {})[k] for k in range(3)] == [2.0, 1.0, 0.0]
    assert list(found.doses) == ["A", "A__F"]
    assert "F of A__F = 2*F" in _lines(found)


@pytest.mark.parametrize("name", ["pk2_mm", "tmdd_full", "friberg"])
def test_derivatives_have_units_that_agree(name: str) -> None:
    plain = Model.load(name)
    found = sensitivities(plain, list(plain.defaults))
    units = check_units(found)
    assert len(units) == len(plain.names) * (1 + len(plain.parameters))


@pytest.mark.parametrize("what", ["lag", "duration", "rate"])
def test_what_moves_a_jump_in_time_is_refused(what: str) -> None:
    @model({"A": "nmol, a"}, T="2 day, t", V="2 L, v")
    def moved(p: Any, y: Any) -> Any:
        return rates(A=-y.A / p.V), outputs(C=y.A / p.V), dosing(A={what: 2 * p.T})

    with pytest.raises(ModelError, match=rf"^Model moved: {what} of doses into A depends on T, which moves when"):
        sensitivities(moved, ["T"])
    assert "C__V" in sensitivities(moved, ["V"]).names


@pytest.mark.parametrize("names", [[], ["CL", "CL"]])
def test_names_are_given_once_each(names: list[str]) -> None:
    with pytest.raises(ModelError, match="each once"):
        sensitivities(Model.load("pk1"), names)


def test_an_unknown_parameter_is_refused() -> None:
    with pytest.raises(ModelError, match="has no parameter CLL"):
        sensitivities(Model.load("pk1"), ["CLL"])
