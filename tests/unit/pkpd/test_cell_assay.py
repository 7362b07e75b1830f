"""Dose-response, IC50 and greatest effect of an assay."""

from dataclasses import replace

import numpy as np
import pytest

from firstdose.errors import LibraryError, ModelError
from firstdose.molecule import library
from firstdose.pkpd import dose_response
from firstdose.pkpd.cell_assay import AGENTS, CONTROL, Agent, assay_parameters, ic50
from firstdose.pkpd.models.cell import cell

T_DM1, IMGN289 = library("t-dm1"), library("imgn289")


def test_every_number_of_the_model_has_a_source() -> None:
    known = assay_parameters(IMGN289)
    varied = {"RECEPTORS", "DEPENDENCE", "CONJUGATE", "ANTIBODY", "PAYLOAD"}
    assert set(known) == set(cell.defaults) - varied | {"DAYS", "LOWEST", "HIGHEST"}


def test_responses_come_by_receptors_dependence_and_agent() -> None:
    seen = dose_response(T_DM1, [1e5, 1e6], [0.0, 1.0])
    assert [(each.receptors, each.egfr_dependence, each.agent) for each in seen] == [
        (receptors, dependence, agent) for receptors in (1e5, 1e6) for dependence in (0.0, 1.0) for agent in AGENTS
    ]
    assert seen.viable.shape == (2, 2, 3, len(seen.concentration_nM))
    assert (np.diff(seen.viable, axis=-1) < 1e-5).all()  # more never leaves more


def test_one_batch_is_its_assays_one_by_one() -> None:
    batch = list(dose_response(IMGN289, [1e4, 1e6], [0.0, 0.5]))
    single = [each for r in (1e4, 1e6) for d in (0.0, 0.5) for each in dose_response(IMGN289, [r], [d])]
    for one, other in zip(batch, single, strict=True):
        assert one.agent == other.agent
        assert one.max_kill == pytest.approx(other.max_kill, abs=1e-4)
        assert one.ic50_nM == (None if other.ic50_nM is None else pytest.approx(other.ic50_nM, rel=1e-4))


def test_an_antibody_halves_dependent_cells_at_the_occupancy_that_halves_their_growth() -> None:
    known = {name: each for name, each in assay_parameters(IMGN289).items() if name in cell.defaults}
    p = {name: known[name].to(next(each.unit for each in cell.parameters if each.name == name)) for name in known}
    occupied = p["TDOUBLE"] / (20.0 * p["BLOCK"])  # ln 2 / (ln 2 / TDOUBLE * days * BLOCK)
    net = p["KENDO"] * p["KDEGR"] / (p["KREC"] + p["KDEGR"])
    expected = occupied / (1 - occupied) * (p["KD"] + net / p["KON"])
    found = next(iter(dose_response(IMGN289, [1e5], [1.0], ["antibody"], days=20.0)))
    assert found.ic50_nM == pytest.approx(expected, rel=0.02)  # binding takes hours; eight concentrations a decade


def test_a_longer_assay_needs_less() -> None:
    short, long = (next(iter(dose_response(T_DM1, [1e6], [0.0], ["adc"], days=days))).ic50_nM for days in (3.0, 6.0))
    assert short is not None
    assert long is not None
    assert long < short


def test_the_control_does_not_see_receptors() -> None:
    few, many = dose_response(IMGN289, [1e4, 1e6], [1.0], [CONTROL])
    assert few.max_kill == pytest.approx(many.max_kill, abs=1e-4)
    assert few.ic50_nM == many.ic50_nM


@pytest.mark.parametrize(
    ("viable", "expected"),
    [([0.9, 0.6, 0.4], 10**0.5), ([0.9, 0.5, 0.2], 1.0), ([0.9, 0.8, 0.7], None), ([0.4, 0.2, 0.1], None)],
)
def test_ic50_lies_between_the_concentrations_around_half(viable: list[float], expected: float | None) -> None:
    found = ic50(np.array([0.1, 1.0, 10.0]), np.array(viable))
    assert found == (None if expected is None else pytest.approx(expected))


@pytest.mark.parametrize(
    ("receptors", "dependence", "agents", "days", "message"),
    [
        ([0.0], [0.0], ["adc"], 5.0, "0 receptors on a cell: give a number above 0"),
        ([float("nan")], [0.0], ["adc"], 5.0, "nan receptors"),
        ([1e6], [1.5], ["adc"], 5.0, "A dependence of 1.5"),
        ([1e6], [0.0], ["inhibitor"], 5.0, 'There is no agent "inhibitor". Give one of adc'),
        ([1e6], [0.0], ["adc"], 0.0, "An assay of 0 days"),
        ([], [0.0], ["adc"], 5.0, "There is nothing to test"),
    ],
)
def test_an_assay_that_cannot_be_is_refused(
    receptors: list[float], dependence: list[float], agents: list[Agent], days: float, message: str
) -> None:
    with pytest.raises(ModelError, match=message):
        dose_response(T_DM1, receptors, dependence, agents, days)


@pytest.mark.parametrize("medium", [[1.0, 0.1], [-1.0, 1.0], [float("nan")]])
def test_concentrations_out_of_order_are_refused(medium: list[float]) -> None:
    with pytest.raises(ModelError, match="positive numbers in increasing order"):
        dose_response(T_DM1, [1e6], concentration_nM=medium)


def test_a_molecule_without_a_mechanism_is_refused() -> None:
    with pytest.raises(LibraryError, match=r"\[payload.kinetics\] is missing"):
        dose_response(replace(T_DM1, payload=replace(T_DM1.payload, kinetics=None)), [1e6])
