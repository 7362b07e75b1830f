"""Nodes of the CRM's quadrature."""

import numpy as np
import pytest

from firstdose.design.curve.crm_nodes import nodes_for, over, quantile, size_class
from firstdose.design.curve.one_parameter import OneParameter

CURVE = OneParameter((0.05, 0.25, 0.5))


def test_a_grid_is_fine_enough_for_at_least_so_many_patients() -> None:
    assert size_class(np.array([0, 3, 4, 5, 7, 36, 37, 100])).tolist() == [3, 3, 4.5, 6, 9, 36, 48, 144]


@pytest.mark.parametrize("model", ["power", "logistic"])
def test_more_patients_need_finer_nodes_and_reach_farther(model: str) -> None:
    curve = OneParameter((0.05, 0.25, 0.5), "power" if model == "power" else "logistic")
    few, many = nodes_for(curve, 3.0), nodes_for(curve, 96.0)
    assert many.step < few.step / 2
    assert many.beta[0] < few.beta[0] < -7 * curve.scale
    assert many.beta[-1] > few.beta[-1] > 7 * curve.scale
    np.testing.assert_allclose(np.diff(many.beta), many.step, rtol=1e-9)


def test_the_prior_adds_up_to_one() -> None:
    assert np.exp(nodes_for(CURVE, 3.0).log_prior).sum() == pytest.approx(1, abs=1e-10)


def test_a_quantile_of_a_normal_distribution() -> None:
    nodes = nodes_for(OneParameter((0.3,), scale=1.0), 12.0)
    mass = np.exp(nodes.log_prior)[None]
    assert quantile(nodes, mass, 0.975) == pytest.approx(1.959963985, abs=1e-8)
    assert quantile(nodes, mass, 0.5) == pytest.approx(0, abs=1e-8)


def test_a_quantile_is_found_by_halving_where_newton_would_leave_the_nodes() -> None:
    """Two narrow peaks: between them the density is nearly 0 and Newton's step enormous."""
    nodes = nodes_for(OneParameter((0.3,), scale=1.0), 12.0)
    peaks = np.exp(-0.5 * ((np.abs(nodes.beta) - 3) / 0.35) ** 2)[None]
    found = quantile(nodes, peaks / peaks.sum(), 0.5 + 1e-7)
    assert np.all((nodes.below(found) * peaks / peaks.sum()).sum(axis=1) == pytest.approx(0.5 + 1e-7, abs=1e-9))


def test_what_a_node_weighs_in_an_overdose_rises_from_0_to_1_with_the_dose() -> None:
    weights = over(nodes_for(CURVE, 3.0), 0.25)
    middle = weights[:, nodes_for(CURVE, 3.0).beta.searchsorted(0.0)]
    assert weights.shape == (3, len(nodes_for(CURVE, 3.0).beta))
    assert middle == pytest.approx([0, 0.5, 1], abs=0.1)
