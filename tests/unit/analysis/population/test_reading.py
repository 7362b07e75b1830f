"""Population models from tables, and what cannot be one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.population import ORAL, spec

from firstdose.analysis.population import PopulationModel
from firstdose.analysis.population.reading import stated
from firstdose.analysis.population.writing import said
from firstdose.errors import FirstDoseError


@pytest.mark.parametrize("name", ["theo_sd", "warfarin", "t-dm1"])
def test_every_model_that_ships_is_read(name: str) -> None:
    found = PopulationModel.load(name)
    assert found.between
    assert found.outputs == ("CP",)


@pytest.mark.parametrize("name", ["models/theo_sd.toml", "theo_sd.toml"])
def test_a_model_that_ships_is_found_by_its_path_too(name: str) -> None:
    assert PopulationModel.load(name).name == "theo_sd"


def test_a_file_comes_before_the_model_that_ships(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("theo_sd.toml").write_text('model = "pk1"\n[theta]\nCL = 1\n[error]\nCP = {log = 0.2}\n')
    assert PopulationModel.load("theo_sd.toml").model.name == "pk1"
    with pytest.raises(FirstDoseError, match="there is no such file"):
        PopulationModel.load("other/theo_sd.toml")


def test_a_file_of_one_s_own_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('model = "pk1"\n[theta]\nCL = 1\nV = {initial = 3, fixed = true}\n[error]\nCP = {log = 0.2}\n')
    found = PopulationModel.load(path)
    assert found.name == "mine"
    assert [(each.name, each.initial, each.fixed) for each in found.theta] == [("CL", 1.0, False), ("V", 3.0, True)]
    assert found.sigma == (("CP", "log"),)


@pytest.mark.parametrize(
    "omega",
    [
        {"CL, V": [0.09, 0.02, 0.05], "KA": 0.1},
        {"CL V": [[0.09], [0.02, 0.05]], "KA": [0.1]},
        {"CL+V": [[0.09, 0.02], [0.02, 0.05]], "KA": {"variance": 0.1}},
        {"CL": 0.09, "V": [0.02, 0.05], "KA": 0.1},
    ],
)
def test_blocks_of_omega_are_written_in_several_ways(omega: dict[str, Any]) -> None:
    found = spec(omega=omega)
    assert found.between == ("CL", "V", "KA")
    assert [block.covariance.tolist() for block in found.omega] == [[[0.09, 0.02], [0.02, 0.05]], [[0.1]]]


def test_a_row_of_three_joins_the_two_variances_before_it() -> None:
    (block,) = spec(omega={"KA": 0.1, "CL": 0.09, "V": [0.01, 0.02, 0.05]}).omega
    assert block.covariance.tolist() == [[0.1, 0.0, 0.01], [0.0, 0.09, 0.02], [0.01, 0.02, 0.05]]


def test_what_is_written_is_read_again() -> None:
    one = spec(
        theta={"KA": 1.2, "CL": 0.5, "V": {"initial": 3.0, "fixed": True}, "CL_F": 1.3},
        iov={"CL": {"variance": 0.04, "fixed": True}},
        covariates=[
            {"parameter": "CL", "covariate": "SEX", "effect": "categorical", "coefficients": {"f": "CL_F"}},
            {"parameter": "V", "covariate": "WT", "effect": "allometric"},
        ],
        observed={"1": "CP"},
    )
    other = stated(said(one), "other")
    assert said(other) == said(one)
    assert other.covariates[1].coefficients == {"": 1.0}
    assert other.covariates[1].reference == 70


def test_coefficients_have_the_scale_of_their_effect() -> None:
    found = spec(
        theta={"KA": 1.2, "CL": 0.5, "V": 3.0, "CL_F": 1.3, "V_WT": 1.0},
        covariates=[
            {"parameter": "CL", "covariate": "SEX", "effect": "categorical", "coefficients": {"f": "CL_F"}},
            {"parameter": "V", "covariate": "WT", "effect": "power", "reference": 70, "coefficient": "V_WT"},
        ],
    )
    assert [each.scale for each in found.theta] == ["log", "log", "log", "log", "normal"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"theta": {"KAA": 1.0}}, "model pk1_oral has no parameter KAA, and no covariate uses it. Is it KA?"),
        ({"theta": {"ka": 1.0}}, "has no parameter ka, and no covariate uses it. Is it KA?"),
        ({"theta": [1.0]}, "theta is [1.0], and a table of names and values is needed"),
        ({"theta": {"KA": {"initial": 1, "fixed": "no"}}}, "Theta KA: fixed is 'no'. Say true or false"),
        ({"omega": {"CL, V": [[0.09, 0.01], [0.02, 0.05]]}}, "which is not symmetric"),
        ({"omega": {"CL": {"var": 0.1}}}, "there is no var. It has variance, fixed"),
        ({"theta": {"KA": -1.0}}, "Theta KA = -1 cannot be on the scale log, which needs a number between 0 and inf"),
        ({"theta": {"KA": "fast"}}, "Theta KA is 'fast', which is no finite number"),
        ({"theta": {"KA": {"initial": 1, "scale": "ln"}}}, '"ln" is no scale. Give one of log, logit, normal'),
        ({"theta": {"KA": {"start": 1}}}, "there is no start. It has initial, scale, fixed"),
        ({"omega": {"CL, V": [0.09, 0.9, 0.05]}}, "Omega of CL, V is not positive definite"),
        ({"omega": {"CL, V": [0.09, 0.05]}}, "has 2 numbers. The lower triangle of a block of 2 has 3"),
        ({"omega": {"V": [0.02, 0.05]}}, "omega V has 2 numbers: covariances with the 1 names before it"),
        ({"omega": {"Q": 0.1}}, "omega has Q, which is no theta of the model"),
        ({"omega": {"CL": 0.1, "CL V": [0.1, 0.0, 0.1]}}, "CL stands twice in [omega]"),
        ({"error": {"CQ": {"additive": 1.0}}}, "has no output CQ. It has DEPOT, CENT, CP"),
        ({"error": {"CP": {"additive": 0.0}}}, "give a standard deviation above 0"),
        ({"error": {"CP": {"additive": 1.0, "log": 1.0}}}, "log stands alone"),
        ({"error": {}}, "has no error. Say how observations differ"),
        ({"error": {"CP": 0.7}}, "Error of CP is 0.7. Say e.g. CP = {additive = 0.7"),
        ({"observed": {"1": "PD"}}, "1 is PD, which has no error"),
        ({"model": "pk1_orl"}, 'There is no model "pk1_orl". Did you mean "pk1_oral"?'),
        ({"thetas": {}}, "there is no table thetas in a population model"),
        (
            {"covariates": [{"parameter": "CL", "covariate": "WT", "effect": "power", "reference": 70}]},
            "give its coefficient",
        ),
        (
            {"covariates": [{"parameter": "CL", "covariate": "WT", "effect": "power", "coefficient": 1}]},
            "give a reference above 0",
        ),
        (
            {"covariates": [{"parameter": "CL", "covariate": "WT", "effect": "allometric", "coefficient": "X"}]},
            "has coefficient X, which is no theta",
        ),
        (
            {"covariates": [{"parameter": "KA", "covariate": "WT", "effect": "allometric"}]},
            "KA is neither a clearance nor a volume by its name",
        ),
        (
            {"covariates": [{"parameter": "Q", "covariate": "WT", "effect": "allometric"}]},
            "WT acts on Q, which is no theta of the model",
        ),
        ({"covariates": [{"parameter": "CL", "covariate": "WT", "effect": "root", "coefficient": 1}]}, "is no effect"),
        ({"covariates": {"CL": "WT"}}, "Begin each of them with [[covariates]]"),
        (
            {"covariates": [{"parameter": "CL", "covariate": "WT", "effect": "allometric", "reference": "adult"}]},
            "covariate WT on CL: reference is 'adult', which is no finite number",
        ),
    ],
)
def test_what_cannot_be_is_said(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(FirstDoseError) as refused:
        spec(**changes)
    assert sentence in str(refused.value)


def test_a_table_that_is_missing_is_named() -> None:
    with pytest.raises(FirstDoseError, match="theta is missing"):
        stated({name: ORAL[name] for name in ORAL if name != "theta"}, "oral")


def test_numbers_of_the_model_that_are_not_estimated_can_be_given() -> None:
    found = spec(values={"V": 5.0}, theta={"CL": 1.0}, omega={"CL": 0.1})
    assert found.model.defaults["V"] == 5.0
    assert np.isclose(found.theta[0].initial, 1.0)
