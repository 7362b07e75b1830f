"""Percentiles in bins, by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from firstdose.analysis.population.vpc import Measured, bin_edges, predictive_check
from firstdose.errors import DataError


def measured(**changes: Any) -> Measured:
    """101 measurements at each of two times: 0 to 100, and 0 to 10."""
    observed = np.concatenate([np.arange(101.0), np.arange(101.0) / 10])
    told: dict[str, Any] = {
        "time": np.repeat([1.0, 5.0], 101),
        "observed": observed,
        "simulated": np.stack([observed * factor for factor in (0.9, 1.0, 1.1)]),
        "predicted": np.repeat([50.0, 5.0], 101),
        "censored": np.zeros(202, bool),
        "limit": np.full(202, np.nan),
    }
    return Measured(**(told | changes))


def test_percentiles_of_measured_and_simulated() -> None:
    bands = predictive_check(measured()).bands
    assert bands["OBSERVED"].to_list() == [5.0, 50.0, 95.0, 0.5, 5.0, 9.5]
    assert bands["MEDIAN"].to_list() == bands["OBSERVED"].to_list()
    np.testing.assert_allclose(bands["LOW"], 0.9 * bands["OBSERVED"].to_numpy())
    np.testing.assert_allclose(bands["HIGH"], 1.1 * bands["OBSERVED"].to_numpy())
    assert bands["TIME"].to_list() == [1.0] * 3 + [5.0] * 3


def test_correction_brings_all_of_a_bin_to_its_median_prediction() -> None:
    """In one bin, the factors are 27.5 / 50 and 27.5 / 5."""
    found = predictive_check(measured(), edges=[0, 10], corrected=True)
    assert found.points["DV"][100] == pytest.approx(100 * 27.5 / 50)
    assert found.points["DV"][201] == pytest.approx(10 * 27.5 / 5)


def test_where_nothing_is_predicted_nothing_is_corrected() -> None:
    predicted = np.repeat([50.0, 1e-9], 101)
    found = predictive_check(measured(predicted=predicted), edges=[0, 10], corrected=True)
    assert found.points["DV"][201] == 10.0


def test_below_the_limit_ranks_lowest_and_has_its_share() -> None:
    limit = np.full(202, 20.0)
    censored = measured().observed < 20
    found = predictive_check(measured(limit=limit, censored=censored, observed=np.maximum(measured().observed, 20)))
    assert found.bands["OBSERVED"].to_list() == [None, 50.0, 95.0, None, None, None]
    assert found.below["OBSERVED"].to_list() == pytest.approx([20 / 101, 1.0])
    assert found.below["MEDIAN"].to_list() == pytest.approx([20 / 101, 1.0])
    assert found.below["HIGH"][0] > found.below["LOW"][0]
    assert found.to_dict()["below"]


def test_without_a_limit_no_share_is_told() -> None:
    assert len(predictive_check(measured()).below) == 0


def test_bins_keep_times_together_that_are_near() -> None:
    rng = np.random.default_rng(1)
    nominal = np.repeat([0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 24.0], 20)
    edges = bin_edges(nominal * np.exp(0.03 * rng.normal(size=len(nominal))), 7)
    assert np.searchsorted(edges, [0.0, 0.5, 1.0, 2.0, 4.0, 8.0], side="right").tolist() == [1, 2, 3, 4, 5, 6]
    assert len(bin_edges(nominal, 3)) == 4
    assert bin_edges(np.array([2.0, 2.0])).tolist() == [1.5, 2.5]


def test_no_measurements_are_refused() -> None:
    empty = np.zeros(0)
    with pytest.raises(DataError, match="no measurements"):
        predictive_check(Measured(empty, empty, np.zeros((3, 0)), empty, empty.astype(bool), empty))


@pytest.mark.parametrize("wrong", [{"edges": [5.0]}, {"edges": [5.0, 1.0]}, {"level": 95.0}])
def test_bins_and_levels_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(DataError, match=r"Edges|Level"):
        predictive_check(measured(), **wrong)
