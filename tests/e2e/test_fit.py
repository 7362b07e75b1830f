"""``firstdose fit`` estimates a population from a model's file and a table."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

DATA = Path(__file__).parents[1] / "golden/data/population"
THEOPHYLLINE = str(DATA / "theo_sd.csv")
OWN = """
model = "pk1_oral"
[theta]
KA = 1.6
CL = 2.7
V = 31.0
[omega]
KA = 0.4
"CL, V" = [0.07, 0.001, 0.02]
[error]
CP = {additive = 0.7}
"""


def test_theophylline_is_fitted_with_the_promised_keys(answer: Callable[..., Any]) -> None:
    said = answer("fit", "theo_sd", THEOPHYLLINE, "--method", "focei")
    promised = ("theta", "theta_log", "se", "omega", "sigma", "shrinkage", "ofv", "aic", "bic", "eta")
    assert set(promised) <= set(said)
    assert said["ofv"] <= 116.81 + 0.01
    assert said["theta"]["V"] == pytest.approx(31.8, abs=0.1)
    assert said["omega"]["KA"]["KA"] == pytest.approx(0.403, abs=0.005)
    assert said["omega"]["KA"]["CL"] == 0
    assert said["sigma"]["CP"]["additive"] == pytest.approx(0.694, abs=0.003)
    assert [row["ID"] for row in said["eta"]] == list(range(1, 13))
    assert said["converged"]


def test_the_model_that_ships_is_found_by_its_path(answer: Callable[..., Any], empty_folder: Path) -> None:
    assert not list(empty_folder.iterdir())
    assert answer("fit", "models/theo_sd.toml", THEOPHYLLINE)["ofv"] <= 116.81 + 0.01


def test_a_file_of_one_s_own_and_gzipped_data_are_read(answer: Callable[..., Any], empty_folder: Path) -> None:
    (empty_folder / "own.toml").write_text(OWN)
    (empty_folder / "data.csv.gz").write_bytes(gzip.compress(Path(THEOPHYLLINE).read_bytes()))
    said = answer("fit", "own.toml", "data.csv.gz", "--covariance", "r")
    assert said["omega"]["CL"]["V"] != 0
    assert said["n_parameters"] == 8
    assert said["ofv"] < 116.81
    assert "R⁻¹, of the Hessian" in said["covariance_by"]


def test_people_get_a_table_and_sentences(run: Callable[..., Result]) -> None:
    said = run("fit", "warfarin", str(DATA / "warfarin.csv"))
    assert said.exit_code == 0
    for expected in ("32 subjects", "omega² KA", "sigma CP proportional", "OFV 423.327", "Converged", "PCA"):
        assert expected in said.stdout


def test_a_fit_is_kept_and_read_again(run: Callable[..., Result], empty_folder: Path) -> None:
    from firstdose.analysis.population import Fit

    said = run("fit", "theo_sd", THEOPHYLLINE, "--output", "fit.json", "--json")
    assert said.exit_code == 0
    assert Fit.load(empty_folder / "fit.json").to_dict() == json.loads(said.stdout)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("theo_s", THEOPHYLLINE), 'no population model named "theo_s". Did you mean "theo_sd"?'),
        (("theo_sd", "none.csv"), "none.csv: there is no such file"),
        (("theo_sd", THEOPHYLLINE, "--method", "foce"), 'no method "foce". Give one of focei, saem'),
        (("theo_sd", THEOPHYLLINE, "--method", "saem", "--restarts", "2"), "--restarts is of focei"),
        (("theo_sd", THEOPHYLLINE, "--covariance", "x"), "Give r, s or rsr"),
        (("theo_sd", THEOPHYLLINE, "--output", "fit.csv"), "Give a file that ends in .json"),
        (("none.toml", THEOPHYLLINE), "there is no such file"),
    ],
)
def test_what_cannot_be_fitted_is_said(arguments: tuple[str, ...], sentence: str, refused: Callable[..., str]) -> None:
    assert sentence in refused("fit", *arguments)
