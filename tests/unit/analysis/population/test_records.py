"""NONMEM-style data as arrays, and what cannot be read."""

from __future__ import annotations

from typing import Any

import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pytest
from tests.population import spec

from firstdose.analysis.population import Records
from firstdose.analysis.population.estimate import check_subjects
from firstdose.errors import DataError

ROWS: dict[str, list[Any]] = {
    "ID": ["b", "b", "b", "a", "a"],
    "TIME": ["0", "2", "1", "0", "1"],
    "AMT": ["300", None, None, "300", None],
    "DV": [None, "4.0", "7.0", None, "8.0"],
}


def frame(**changes: list[Any]) -> pl.DataFrame:
    return pl.DataFrame(ROWS | changes, strict=False)


def test_observations_are_by_subject_and_time_and_doses_apart() -> None:
    found = Records.of(spec(), frame())
    assert found.id == ("b", "a")
    assert found.subject.tolist() == [0, 0, 1]
    assert found.time.tolist() == [1, 2, 1]
    assert found.dv.tolist() == [7, 4, 8]
    assert found.row.tolist() == [3, 2, 5]
    assert found.events["AMT"].tolist() == [300, 300]
    assert found.counts.tolist() == [2, 1]


@pytest.mark.parametrize("lower", [True, False])
def test_pandas_and_lower_case_and_dose_are_read_alike(lower: bool) -> None:
    columns = {(name.lower() if lower else name).replace("AMT", "DOSE"): values for name, values in ROWS.items()}
    found = Records.of(spec(), pd.DataFrame(columns))
    assert found.dv.tolist() == [7, 4, 8]


def test_ids_that_are_whole_numbers_are_numbers() -> None:
    assert Records.of(spec(), frame(ID=["2", "2", "2", "1", "1"])).id == (2, 1)


def test_evid_mdv_and_rxode_s_evid_are_understood() -> None:
    found = Records.of(spec(), frame(EVID=["101", "0", "0", "1", "0"], MDV=["1", "0", "1", "1", "0"]))
    assert found.dv.tolist() == [4, 8]
    assert found.events["EVID"].tolist() == [1, 1]
    assert found.events["CMT"].tolist() == [1, 1]


def test_an_observation_after_a_dose_of_its_time_is_after_it() -> None:
    iv = spec(model="pk1", theta={"CL": 1.0, "V": 3.0}, omega={"CL": 0.1})
    told = pl.DataFrame({"ID": [1] * 4, "TIME": [0, 0, 1, 1], "AMT": [9, 0, 0, 9], "DV": [None, 3.0, 2.0, None]})
    found = Records.of(iv, told)
    assert found.time.tolist() == [0, 1]
    assert found.simulated[0] > 0
    assert found.simulated[1] == 1


def test_what_is_below_the_limit_is_censored_at_it() -> None:
    said = Records.of(spec(), frame(CENS=["0", "1", "0", "0", "0"]))
    assert said.censored.tolist() == [False, True, False]
    assert said.dv.tolist() == [7, 4, 8]
    known = Records.of(spec(), frame(LLOQ=["5"] * 5))
    assert known.censored.tolist() == [False, True, False]
    assert known.dv.tolist() == [7, 5, 8]


def test_occasions_and_covariates_make_periods() -> None:
    model = spec(
        iov={"CL": 0.1},
        covariates=[{"parameter": "V", "covariate": "Wt", "effect": "allometric"}],
    )
    found = Records.of(model, frame(OCC=["1", "2", "1", "1", "1"], WT=["70", None, "70", "80", "80"]))
    assert found.occasions == 2
    assert found.period_subject.tolist() == [0, 0, 1]
    assert found.period_occasion.tolist() == [0, 1, 0]
    assert found.covariates["Wt"].tolist() == [70, 70, 80]
    assert found.events["EVID"].tolist() == [1, 2, 1]


def test_outputs_are_told_by_dvid() -> None:
    found = Records.of(spec(), frame(DVID=["cp", "cp", "pca", "cp", "cp"]))
    assert found.dv.tolist() == [4, 8]
    assert found.notes == ("1 observations with DVID PCA are left out: the model has no error there.",)
    two = spec(error={"CP": {"additive": 1.0}, "CENT": {"additive": 1.0}}, observed={"1": "CP", "2": "CENT"})
    assert Records.of(two, frame(DVID=["1", "1", "2.0", "1", "2"])).output.tolist() == [1, 0, 1]


def test_subjects_without_observations_are_left_out_and_named() -> None:
    found = Records.of(spec(), frame(DV=[None, "4", "7", None, None]))
    assert found.id == ("b",)
    assert found.notes == ("Subject a has no observation and is left out.",)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"DV": [None] * 5}, "No row is an observation"),
        ({"AMT": [None] * 5}, "No row is a dose"),
        ({"CENS": ["1"] * 5}, "All observations are below the limit of quantification"),
        ({"CENS": ["-1"] * 5}, "row 2, column CENS: -1 is not read"),
        ({"TIME": ["0", "x", "1", "0", "1"]}, 'row 2: TIME = "x" is no number'),
        ({"TIME": ["0", None, "1", "0", "1"]}, "row 2 (subject b), column TIME"),
        ({"EVID": ["1", "0", "7", "1", "0"]}, 'row 3 (subject b), column EVID: "7" is no event'),
        ({"EVID": ["1.5", "0", "0", "1", "0"]}, 'row 1 (subject b), column EVID: "1.5" is no event'),
        ({"TIME": ["0", "inf", "1", "0", "1"]}, 'row 2 (subject b), column TIME: "inf" is infinite'),
        ({"EVID": ["1", "1", "0", "1", "0"]}, 'row 2 (subject b), column AMT: "" is no dose'),
        ({"MDV": ["1", "0", "0", "1", "0"], "DV": [None, None, "7", None, "8"]}, "row 2 (subject b), column DV"),
        ({"TIME": ["5", "6", "1", "0", "1"], "EVID": ["1", "0", "3", "1", "0"]}, "row 3 (subject b), column TIME"),
        ({"ID": ["b", None, "b", "a", "a"]}, "column ID"),
        ({"DVID": ["1", "1", "2", "1", "2"]}, "No observation is of CP: DVID is 1, 2"),
        ({"amt": ["1"] * 5}, "The data has columns AMT and amt, which are one"),
    ],
)
def test_what_cannot_be_is_said(changes: dict[str, list[Any]], sentence: str) -> None:
    with pytest.raises(DataError) as refused:
        Records.of(spec(), frame(**changes))
    assert sentence in str(refused.value)


def test_a_column_that_is_missing_is_named() -> None:
    with pytest.raises(DataError, match="The data has no column DV"):
        Records.of(spec(), frame().drop("DV"))
    with pytest.raises(DataError, match="The data has no column WT"):
        Records.of(spec(covariates=[{"parameter": "V", "covariate": "WT", "effect": "allometric"}]), frame())


def test_one_subject_and_one_occasion_tell_no_variability() -> None:
    alone = Records.of(spec(), frame().filter(pl.col("ID") == "a"))
    with pytest.raises(DataError, match="one subject, a, which tells nothing"):
        check_subjects(spec(), alone)
    with pytest.raises(DataError, match="no subject has a second occasion"):
        check_subjects(spec(iov={"CL": 0.1}), Records.of(spec(iov={"CL": 0.1}), frame()))
