"""Prediction errors by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri

from firstdose.analysis.population.npde import Npde, departures, prediction_errors
from firstdose.errors import DataError

ONE = np.array([0])


def test_an_error_is_the_normal_quantile_of_the_share_below() -> None:
    simulated = np.arange(100.0)[:, None]
    npd, npde = prediction_errors(np.array([24.5]), simulated, ONE)
    assert npd[0] == npde[0] == pytest.approx(ndtri(0.25))


@pytest.mark.parametrize(("far", "share"), [(-1e9, 0.005), (1e9, 0.995)])
def test_beyond_all_that_was_simulated_it_stays_finite(far: float, share: float) -> None:
    npd, _ = prediction_errors(np.array([far]), np.arange(100.0)[:, None], ONE)
    assert npd[0] == pytest.approx(ndtri(share))


def test_measurements_of_a_subject_are_decorrelated_and_others_left_alone() -> None:
    rng = np.random.default_rng(1)
    simulated = rng.normal(size=(4000, 3))
    simulated[:, 1] += simulated[:, 0]
    npd, npde = prediction_errors(np.array([1.0, 1.0, 1.0]), simulated, np.array([0, 0, 1]))
    assert npd[1] == pytest.approx(1 / np.sqrt(2), abs=0.06)
    np.testing.assert_allclose(npde, [1.0, 0.0, 1.0], atol=0.08)


def test_the_order_of_measurements_does_not_matter() -> None:
    rng = np.random.default_rng(2)
    simulated, observed, subject = rng.normal(size=(50, 4)), rng.normal(size=4), np.array([0, 0, 1, 1])
    order = np.array([2, 0, 3, 1])
    _, npde = prediction_errors(observed, simulated, subject)
    _, other = prediction_errors(observed[order], simulated[:, order], subject[order])
    np.testing.assert_allclose(other, npde[order])


def test_what_is_below_its_limit_is_drawn_from_what_was_simulated_there() -> None:
    simulated = np.linspace(0, 1, 1001)[:, None].repeat(400, axis=1)
    limit = np.full(400, 0.2)
    npd, _ = prediction_errors(limit, simulated, np.arange(400), limit)
    assert npd.max() < ndtri(0.2)
    assert npd.min() < ndtri(0.01)
    assert npd.mean() == pytest.approx(float(np.mean(ndtri(np.linspace(0.0005, 0.2, 400)))), abs=0.1)


def test_a_subject_with_more_measurements_than_data_sets_has_none() -> None:
    _, npde = prediction_errors(np.zeros(5), np.random.default_rng(1).normal(size=(3, 5)), np.zeros(5, int))
    assert np.isnan(npde).all()


def test_one_data_set_is_refused() -> None:
    with pytest.raises(DataError, match="2 or more"):
        prediction_errors(np.zeros(1), np.zeros((1, 1)), ONE)


def test_tests_reject_each_departure_by_name() -> None:
    grid = ndtri((np.arange(500) + 0.5) / 500)
    found = {
        name: departures(values) for name, values in (("none", grid), ("mean", grid + 0.3), ("variance", 1.5 * grid))
    }
    found["normality"] = departures(np.sign(grid) * np.abs(grid) ** 3 / np.std(np.abs(grid) ** 3))
    assert found["none"]["global"].p == 1.0
    for name in ("mean", "variance", "normality"):
        p, all_ = found[name][name].p, found[name]["global"].p
        assert p is not None
        assert all_ is not None
        assert p < 0.001
        assert all_ <= 3 * p + 1e-12


def test_too_few_to_test_say_so() -> None:
    assert departures(np.array([np.nan, 0.1]))["global"].reason == "fewer than 3 measurements"
    assert departures(np.zeros(9))["mean"].reason == "all are equal"


def test_quantiles_stand_beside_those_of_a_normal_distribution() -> None:
    import polars as pl

    values = np.random.default_rng(1).permutation(ndtri((np.arange(99) + 0.5) / 99))
    qq = Npde(pl.DataFrame({"NPDE": values}), {}, 10).qq()
    np.testing.assert_allclose(qq["NPDE"], qq["THEORETICAL"])
    assert ((qq["LOW"] < qq["NPDE"]) & (qq["NPDE"] < qq["HIGH"])).all()
