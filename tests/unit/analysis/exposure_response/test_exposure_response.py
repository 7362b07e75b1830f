"""Exposure-response: what is found, and what is said where nothing can be."""

from __future__ import annotations

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pytest

from firstdose.analysis import dose_choice, exposure_response
from firstdose.errors import DataError
from firstdose.rng import uniforms


def patients(n: int = 60, slope: float = 1.5) -> pl.DataFrame:
    """Events by the log of AUC; CMAX is another matter."""
    u = uniforms(7, "patients", range(n), 3)
    auc = np.exp(4 + u[:, 0])
    p = 1 / (1 + np.exp(-slope * 3 * (np.log(auc) - 4.5)))
    return pl.DataFrame({"AUC": auc, "CMAX": 10 + u[:, 1], "AGE": 40 + 30 * u[:, 1], "DLT": (u[:, 2] < p).astype(int)})


def test_the_metric_that_does_it_has_the_weight() -> None:
    found = exposure_response(patients(), "DLT", ["AUC", "CMAX"], bootstrap=0)
    weights = dict(found.metrics().select("METRIC", "WEIGHT").iter_rows())
    assert weights["AUC"] > 0.95
    assert sum(weights.values()) == pytest.approx(1)


def test_no_relation_is_an_answer() -> None:
    found = exposure_response(patients(slope=0.0), "DLT", ["AUC"], bootstrap=0)
    assert found.candidates()["SHAPE"][0] == "flat"


def test_the_emax_is_found_at_least_as_likely_as_the_line_it_contains() -> None:
    rows = exposure_response(patients(), "DLT", ["AUC"], bootstrap=0, firth=False).candidates()
    loglik = dict(rows.select("SHAPE", "LOGLIK").iter_rows())
    assert loglik["emax"] > loglik["linear"] - 0.05  # a line is the limit of an EC50 beyond the search


def test_separated_outcomes_have_no_likelihood_maximum_and_are_told_so() -> None:
    seen = pl.DataFrame({"AUC": [1.0, 2, 3, 4, 5, 6], "DLT": [0, 0, 0, 1, 1, 1]})
    (row,) = (
        exposure_response(seen, "DLT", ["AUC"], shapes=["linear"], firth=False, bootstrap=0).candidates().to_dicts()
    )
    assert row["SLOPE"] is None
    assert "separated" in row["REASON"]
    (row,) = exposure_response(seen, "DLT", ["AUC"], shapes=["linear"], bootstrap=0).candidates().to_dicts()
    assert 0 < row["LOW"] < row["SLOPE"] < row["HIGH"]


def test_curve_quantiles_and_doses_agree_with_what_was_seen() -> None:
    found = exposure_response(patients(200), "DLT", ["AUC"], bootstrap=50)
    curve, seen = found.curve("AUC"), found.quantiles("AUC")
    at = np.interp(seen["X"].to_numpy(), curve["X"].to_numpy(), curve["P"].to_numpy())
    assert (at > seen["LOW"].to_numpy()).all()
    assert (at < seen["HIGH"].to_numpy()).all()
    assert seen["N"].sum() == 200
    same = pl.DataFrame({"DOSE": [1.0] * 200, "AUC": found.seen.exposure["AUC"]})
    assert found.by_dose(same)["P"][0] == pytest.approx(found.seen.event.mean(), abs=0.01)


def test_the_chosen_dose_is_permitted_and_of_those_the_best() -> None:
    toxicity = exposure_response(patients(200), "DLT", ["AUC"], bootstrap=50)
    exposures = pl.DataFrame({"DOSE": [1.0, 2.0, 3.0], "AUC": [60.0, 75.0, 140.0]})
    said = dose_choice(toxicity, exposures, limit=0.33, risk=0.25)
    assert said["P_TOXICITY"].is_sorted()
    chosen = said.filter("CHOSEN")
    assert chosen["DOSE"].to_list() == [said.filter("PERMITTED")["DOSE"].max()]
    benefit = exposure_response(patients(200).with_columns(DLT=1 - pl.col("DLT")), "DLT", ["AUC"], bootstrap=0)
    assert dose_choice(toxicity, exposures, limit=0.33, risk=0.25, benefit=benefit).filter("CHOSEN")["DOSE"][0] == 1.0


def test_polars_pandas_and_text_are_the_same() -> None:
    seen = patients(30)
    text = seen.with_columns(DLT=pl.col("DLT").replace_strict({1: "Y", 0: "N"}, return_dtype=pl.String))
    answers = [
        exposure_response(each, "DLT", ["AUC"], covariates=["AGE"], shapes=["log"], bootstrap=5).candidates()
        for each in (seen, pd.DataFrame(seen.to_dict(as_series=False)), text)
    ]
    assert answers[0].equals(answers[1])
    assert answers[0].equals(answers[2])


@pytest.mark.parametrize("events", [0, 1])
def test_all_or_none_with_the_event_is_a_reason(events: int) -> None:
    found = exposure_response(pl.DataFrame({"AUC": [1.0, 2.0], "DLT": [events] * 2}), "DLT", ["AUC"])
    assert found.reason is not None
    assert found.candidates().height == found.metrics().height == 0
    with pytest.raises(DataError, match="nothing can be told"):
        found.by_dose(pl.DataFrame({"DOSE": [1.0], "AUC": [1.0]}))


def test_patients_with_something_missing_are_left_out_and_counted() -> None:
    seen = pl.concat(
        [patients(30), pl.DataFrame({"AUC": [None, 60.0], "CMAX": [1.0, 1.0], "AGE": [50.0, 50.0], "DLT": [1, None]})]
    )
    found = exposure_response(seen, "DLT", ["AUC"], bootstrap=0)
    assert (found.seen.n, found.seen.left_out) == (30, 2)
    assert exposure_response(seen.head(0), "DLT", ["AUC"]).reason == "no patient has everything that is needed"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"metrics": "AUC"}, "give a list"),
        ({"metrics": ["AUCC"]}, 'no column AUCC. Is it "AUC"'),
        ({"shapes": ["cubic"]}, '"cubic" is no shape'),
        ({"shapes": []}, "names none"),
        ({"level": 90.0}, "as a share"),
        ({"bootstrap": -1}, "0 or more"),
        ({"endpoint": "AGE"}, "neither an event nor none"),
        ({"metrics": ["ONE"]}, "in every patient"),
        ({"metrics": ["LESS"]}, "0 or above"),
        ({"covariates": ["ONE"]}, "explain nothing"),
        ({"covariates": ["AUC"]}, "AUC is named twice"),
        ({"covariates": ["AGE", "AGE"]}, "AGE is named twice"),
        ({"metrics": ["DLT"]}, "cannot explain itself"),
    ],
)
def test_what_cannot_be_is_refused(change: dict[str, object], said: str) -> None:
    seen = patients(20).with_columns(ONE=pl.lit(1.0), LESS=-pl.col("AUC"))
    asked: dict[str, object] = {"endpoint": "DLT", "metrics": ["AUC"], "bootstrap": 0} | change
    with pytest.raises(DataError, match=said):
        exposure_response(seen, **asked)  # type: ignore[arg-type]


@pytest.mark.parametrize("change", [{"limit": 1.0}, {"risk": 0.0}])
def test_a_choice_needs_probabilities(change: dict[str, float]) -> None:
    found = exposure_response(patients(20), "DLT", ["AUC"], bootstrap=2)
    with pytest.raises(DataError, match="between 0 and 1"):
        dose_choice(found, pl.DataFrame({"DOSE": [1.0], "AUC": [60.0]}), **({"limit": 0.3, "risk": 0.25} | change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("dose", "auc", "said"),
    [
        ([1.0, 1.0], [60.0, None], "row 2: AUC is missing"),
        ([None, 1.0], [60.0, 60.0], "row 1: DOSE is missing"),
        ([0.0, 1.0], [0.0, 60.0], "row 1: AUC = 0 has no log"),
        ([1.0, 1.0], [60.0, -1.0], "row 2: AUC = -1 is below 0"),
        ([], [], "has no rows"),
    ],
)
def test_exposures_of_other_patients_are_complete(dose: list[float], auc: list[float], said: str) -> None:
    found = exposure_response(patients(20), "DLT", ["AUC"], shapes=["log"], bootstrap=2)
    with pytest.raises(DataError, match=said):
        found.by_dose(pl.DataFrame({"DOSE": dose, "AUC": auc}, schema=dict.fromkeys(("DOSE", "AUC"), pl.Float64)))


def test_bootstrap_samples_without_an_answer_do_not_count_as_safe() -> None:
    """In a sample whose outcomes are separated maximum likelihood has no answer."""
    seen = pl.DataFrame({"AUC": [1.0, 2, 3, 4, 5, 6, 7], "DLT": [0, 0, 0, 1, 0, 1, 1]})
    found = exposure_response(seen, "DLT", ["AUC"], shapes=["linear"], firth=False, bootstrap=50)
    known = found.fitted[0].sound[1:]
    said = found.by_dose(pl.DataFrame({"DOSE": [1.0], "AUC": [6.0]}), limit=0.3)
    over = found.fitted[0].probability(np.array([6.0]))[1:][known, 0] > 0.3
    assert 0 < known.sum() < 50
    assert said["P_OVER"][0] == pytest.approx(over.mean())


def test_too_few_or_too_many_zeros_are_told() -> None:
    two = exposure_response(pl.DataFrame({"AUC": [1.0, 2.0], "DLT": [0, 1]}), "DLT", ["AUC"], bootstrap=0)
    assert two.candidates()["REASON"].str.contains("too few patients").all()
    assert exposure_response(pl.DataFrame({"AUC": [1.0], "DLT": [1]}), "DLT", ["AUC"]).reason
    seen = patients(20).with_columns(AUC=pl.when(pl.int_range(20) > 0).then("AUC").otherwise(0.0))
    assert "has no log" in str(exposure_response(seen, "DLT", ["AUC"], shapes=["log"], bootstrap=0).reason)
    with pytest.raises(DataError, match="A choice needs intervals"):
        dose_choice(
            exposure_response(patients(20), "DLT", ["AUC"], bootstrap=0),
            pl.DataFrame({"DOSE": [1.0], "AUC": [60.0]}),
            limit=0.3,
            risk=0.25,
        )
