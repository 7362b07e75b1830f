"""BLRM posteriors and recommendations equal crmPack's and the worked example of Neuenschwander et al. (2008)."""

import json
from math import inf, log
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

from firstdose.design import Blrm, Recommendation
from firstdose.design.curve.overdose_control import NextBest
from firstdose.trial import Outcomes
from firstdose.types import F64

DATA = Path(__file__).parent / "data" / "dosefinding"
CRMPACK = json.loads((DATA / "crmpack_blrm_ncrm.json").read_text())
NEUENSCHWANDER = json.loads((DATA / "neuenschwander2008_blrm.json").read_text())
FIGURE = json.loads((DATA / "published_values.json").read_text())["neuenschwander_2008_fig1_lower_right"]
COARSE = 1e-3  # the references' grids put a step's edge between nodes; ours is held to 1e-5 in tests/unit/design
MCMC = 4 * 0.003  # four Monte Carlo standard errors, as the reference states them
PRINTED = 1e-6  # means: both are quadratures of a smooth function


def _outcomes(doses: tuple[float, ...], given: list[float], toxic: list[int]) -> Outcomes:
    return Outcomes.of(level=[[doses.index(dose) for dose in given]], dlt=[[bool(dlt) for dlt in toxic]])


def _column(answer: Recommendation, name: str) -> F64:
    return np.array([getattr(level, name) for level in answer.levels], np.float64)


def _crmpack(next_best: NextBest = "target", cap: float = inf) -> Blrm:
    prior, cov = CRMPACK["prior"], CRMPACK["prior"]["cov"]
    return Blrm(
        doses=tuple(dose for dose in CRMPACK["dose_grid"] if dose <= cap),
        reference_dose=prior["ref_dose"],
        prior_mean=(prior["mean"][0], prior["mean"][1]),
        prior_cov=((cov[0][0], cov[0][1]), (cov[1][0], cov[1][1])),
        intervals=(0.2, 0.35),
        ewoc=0.25,
        no_skipping=False,
        next_best=next_best,
    )


def _data(case: dict[str, Any]) -> Outcomes:
    return _outcomes(tuple(CRMPACK["dose_grid"]), case["data"]["x"], case["data"]["y"])


def _answer(case: dict[str, Any]) -> Recommendation:
    return _crmpack().decide(_data(case)).one()


CASES = pytest.mark.parametrize("case", CRMPACK["cases"].values(), ids=CRMPACK["cases"].keys())


@CASES
@pytest.mark.parametrize(("theirs", "ours"), [("mean", "p_dlt_mean"), ("p_target", "p_target"), ("p_over", "p_over")])
def test_posterior_equals_crmpack(case: dict[str, Any], theirs: str, ours: str) -> None:
    """At the reference dose p does not depend on beta, so an interval's end runs along a line of the reference's grid
    and moves its answer by up to a step's weight; the test below settles who is right."""
    found, grid = _column(_answer(case), ours), np.array(case["quadrature"][theirs])
    apart = np.array(CRMPACK["dose_grid"]) != CRMPACK["prior"]["ref_dose"]
    assert found[apart] == pytest.approx(grid[apart], abs=COARSE)
    assert found[~apart] == pytest.approx(grid[~apart], abs=4 * COARSE)
    assert found == pytest.approx(np.array(case["mcmc"][theirs]), abs=MCMC)


@CASES
def test_means_and_standard_deviations_equal_the_reference(case: dict[str, Any]) -> None:
    answer, grid = _answer(case), case["quadrature"]
    assert _column(answer, "p_dlt_mean") == pytest.approx(np.array(grid["mean"]), abs=PRINTED)
    assert _column(answer, "p_dlt_sd") == pytest.approx(np.array(grid["sd"]), abs=PRINTED)


@CASES
@pytest.mark.parametrize(("theirs", "ours"), [("q025", "p_dlt_q025"), ("median", "p_dlt_q50"), ("q975", "p_dlt_q975")])
def test_quantiles_equal_the_reference(case: dict[str, Any], theirs: str, ours: str) -> None:
    """To the step of the reference's grid, as for the intervals; where p depends on log alpha alone it is coarser."""
    found, grid = _column(_answer(case), ours), np.array(case["quadrature"][theirs])
    apart = np.array(CRMPACK["dose_grid"]) != CRMPACK["prior"]["ref_dose"]
    assert found[apart] == pytest.approx(grid[apart], abs=COARSE)
    assert found[~apart] == pytest.approx(grid[~apart], abs=4 * COARSE)


def test_the_prior_at_the_reference_dose_has_a_closed_form() -> None:
    """There logit p = log alpha ~ N(-0.85, 1)."""
    here = _answer(CRMPACK["cases"]["empty_prior"]).levels[CRMPACK["dose_grid"].index(56)]
    below = [NormalDist(-0.85, 1.0).cdf(log(cut / (1 - cut))) for cut in (0.2, 0.35)]
    assert (here.p_under, here.p_target, here.p_over) == pytest.approx(
        (below[0], below[1] - below[0], 1 - below[1]), abs=1e-6
    )


@CASES
@pytest.mark.parametrize(("theirs", "ours"), [("next_best_NCRM", "target"), ("next_best_EWOC", "highest")])
def test_recommendation_equals_crmpack(case: dict[str, Any], theirs: str, ours: NextBest) -> None:
    """crmPack also caps the increment: the same choice is made here among the doses up to its cap."""
    cap = inf if case["max_dose_increments"] == "Inf" else case["max_dose_increments"]
    design = _crmpack(ours, cap)
    wish = design.propose(_data(case))
    chosen = None if wish.toxic.all() else design.doses[int(wish.level[0])]
    assert chosen == case[theirs]


def test_nothing_admissible_stops_as_in_crmpack() -> None:
    answer = _answer(CRMPACK["cases"]["toxic_low"])
    assert (answer.action, answer.mtd) == ("stop", None)


def _neuenschwander(cov: float) -> Recommendation:
    design = Blrm(
        doses=tuple(float(row["dose"]) for row in NEUENSCHWANDER["quadrature_bivariate"]),
        reference_dose=250.0,
        prior_mean=(2.15, 0.52),
        prior_cov=((0.84**2, cov), (cov, 0.80**2)),
        intervals=(0.2, 0.35, 0.6),
        ewoc=0.25,
        no_skipping=False,
    )
    data = NEUENSCHWANDER["data"]
    return design.decide(_outcomes(design.doses, data["dose"], data["tox"])).one()


@pytest.mark.parametrize(("table", "cov"), [("quadrature_bivariate", 0.134), ("quadrature_independent", 0.0)])
def test_posterior_equals_the_worked_example(table: str, cov: float) -> None:
    rows = NEUENSCHWANDER[table]
    answer = _neuenschwander(cov)
    assert _column(answer, "p_dlt_mean") == pytest.approx(np.array([row["mean"] for row in rows]), abs=PRINTED)
    assert _column(answer, "p_dlt_sd") == pytest.approx(np.array([row["sd"] for row in rows]), abs=PRINTED)
    theirs = np.array([[row[name] for name in ("p_0_20", "p_20_35", "p_35_60", "p_60_1")] for row in rows])
    assert np.array([level.p_intervals for level in answer.levels]) == pytest.approx(theirs, abs=COARSE)
    assert _column(answer, "p_over") == pytest.approx(theirs[:, 2:].sum(axis=1), abs=COARSE)


def test_posterior_means_equal_the_published_figure() -> None:
    means = _column(_neuenschwander(0.134), "p_dlt_mean")
    assert means == pytest.approx(np.array(FIGURE["posterior_mean"]), abs=FIGURE["tolerance"])


def test_the_worked_example_recommends_the_published_dose_by_its_mean() -> None:
    """Published: 25, the mean nearest 0.3. Overdose control, as this design has it, allows no more than 20."""
    answer, doses = _neuenschwander(0.134), [row["dose"] for row in NEUENSCHWANDER["quadrature_bivariate"]]
    nearest = int(np.abs(_column(answer, "p_dlt_mean") - 0.3).argmin())
    assert doses[nearest] == NEUENSCHWANDER["recommended"] == FIGURE["recommended_dose"] == 25
    assert not answer.levels[nearest].admissible
    assert answer.level is not None
    assert doses[answer.level] == 20
