"""Individual parameters, from typical values, covariates and etas."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from tests.population import spec

from firstdose.analysis.population import Records
from firstdose.analysis.population.individuals import Individuals, from_natural, to_natural
from firstdose.analysis.population.values import Packing, Population
from firstdose.errors import DataError

TWO = pl.DataFrame(
    {
        "ID": [1, 1, 1, 2, 2],
        "TIME": [0, 1, 9, 0, 1],
        "AMT": [9, None, None, 9, None],
        "DV": [None, 1.0, 1.0, None, 1.0],
        "WT": [35.0, 35.0, 140.0, 70.0, 70.0],
        "SEX": ["f", "f", "f", "m", "m"],
        "OCC": [1, 1, 2, 5, 5],
    }
)


def of(covariates: list[dict[str, Any]], **more: Any) -> Individuals:
    model = spec(covariates=covariates, **more)
    return Individuals(model, Records.of(model, TWO))


def values(individuals: Individuals, name: str, eta: Any = 0.0) -> list[float]:
    """Of a parameter, by period."""
    theta = Packing(individuals.spec).initial.theta[None]
    etas = np.zeros((1, 2, individuals.k)) + eta
    found = individuals.parameters(theta, etas)[0, :, individuals.names.index(name)]
    return [round(float(each), 6) for each in found]


@pytest.mark.parametrize(
    ("effect", "expected"),
    [
        ({"effect": "power", "reference": 70, "coefficient": 1.0}, [0.25, 1.0, 0.5]),
        ({"effect": "allometric"}, [round(0.5 * 0.5**0.75, 6), round(0.5 * 2**0.75, 6), 0.5]),
        ({"effect": "linear", "reference": 70, "coefficient": 0.01}, [0.325, 0.85, 0.5]),
        ({"effect": "exponential", "reference": 35, "coefficient": np.log(2) / 35}, [0.5, 4.0, 1.0]),
    ],
)
def test_a_covariate_moves_the_typical_value_in_each_period(effect: dict[str, Any], expected: list[float]) -> None:
    assert values(of([{"parameter": "CL", "covariate": "WT", **effect}]), "CL") == expected


def test_a_category_has_a_factor() -> None:
    more = {"theta": {"KA": 1.2, "CL": 0.5, "V": 3.0, "CL_F": 1.4}}
    found = of(
        [{"parameter": "CL", "covariate": "SEX", "effect": "categorical", "coefficients": {"F": "CL_F"}}], **more
    )
    assert values(found, "CL") == [0.7, 0.5]


def test_each_occasion_has_an_eta_of_its_own() -> None:
    found = of([], omega={"KA": 0.1}, iov={"CL": 0.1, "V": 0.1})
    assert found.eta_names == ("KA", "CL@1", "V@1", "CL@2", "V@2")
    eta = np.log([[1, 2, 3, 4, 5], [1, 6, 7, 8, 9]])
    assert values(found, "CL", eta) == [1.0, 2.0, 3.0]
    assert values(found, "V", eta) == [9.0, 15.0, 21.0]


def test_etas_are_added_on_the_scale_of_their_theta() -> None:
    scaled = {"KA": 1.2, "CL": {"initial": 0.5, "scale": "logit"}, "V": {"initial": 3.0, "scale": "normal"}}
    found = of([], theta=scaled, omega={"CL": 0.1, "V": 0.1})
    eta = np.array([[np.log(3), -1.0], [0.0, 2.0]])
    assert values(found, "CL", eta) == [0.75, 0.5]
    assert values(found, "V", eta)[-1] == 5.0


@pytest.mark.parametrize("scale", ["log", "logit", "normal"])
def test_scales_lead_there_and_back(scale: Any) -> None:
    assert to_natural(from_natural(0.3, scale), scale) == pytest.approx(0.3)


def test_thetas_that_act_like_an_eta_are_known() -> None:
    model = spec(
        theta={"KA": 1.2, "CL": 0.5, "V": 3.0, "CL_WT": 0.6, "V_WT": 0.6},
        omega={"CL": 0.1, "V": 0.1},
        covariates=[
            {"parameter": name, "covariate": "WT", "effect": "allometric", "exponent": f"{name}_WT"}
            for name in ("CL", "V")
        ],
    )
    constant = TWO.with_columns(WT=pl.when(pl.col("ID") == 1).then(35.0).otherwise(70.0))
    found = Individuals(model, Records.of(model, constant)).gains(Packing(model).initial.theta[None])
    assert sorted(found) == [1, 2, 3, 4]  # not KA, which has no eta
    assert [found[t][0] for t in (1, 2, 3, 4)] == [0, 1, 0, 1]
    np.testing.assert_allclose(found[3][1], [[np.log(0.5), 0.0]], atol=1e-9)
    changing = Individuals(model, Records.of(model, TWO)).gains(Packing(model).initial.theta[None])
    assert sorted(changing) == [1, 2]


def test_a_power_of_nothing_is_refused() -> None:
    model = spec(covariates=[{"parameter": "V", "covariate": "WT", "effect": "allometric"}])
    records = Records.of(model, TWO.with_columns(WT=pl.lit(0.0)))
    with pytest.raises(DataError, match="Subject 1: WT is 0, and a power of it needs a number above 0"):
        Individuals(model, records)


def test_a_vector_is_a_population_and_back() -> None:
    model = spec(iov={"CL": {"variance": 0.04, "fixed": True}, "KA": 0.02})
    packing = Packing(model)
    names = ("KA", "CL", "V", "omega KA", "omega CL", "omega V,CL", "omega V", "iov KA")
    assert packing.names == (*names, "sigma CP additive", "sigma CP proportional")
    x = np.random.default_rng(1).normal(size=(3, packing.size))
    found = packing.unpack(x)
    assert (found.iov[:, 0, 0] == 0.04).all()
    one = Population(found.theta[1], found.omega[1], found.iov[1], found.sigma[1])
    np.testing.assert_allclose(packing.pack(one), x[1], rtol=1e-12)
    full = found.full(2)
    assert full.shape == (3, 7, 7)
    np.testing.assert_array_equal(full[:, 3:5, 3:5], full[:, 5:, 5:])


def test_derivatives_of_omega_are_those_of_differences() -> None:
    packing = Packing(spec(iov={"CL": 0.04}))
    x, step = np.random.default_rng(2).normal(size=(1, packing.size)), 1e-6
    found = packing.omega_slopes(x, 2)[0]
    for number, slope in enumerate(found, start=3):
        move = step * np.eye(packing.size)[number]
        differences = (packing.unpack(x + move).full(2) - packing.unpack(x - move).full(2)) / (2 * step)
        np.testing.assert_allclose(slope, differences[0], atol=1e-8)
