"""``firstdose fit`` by SAEM, with a likelihood by importance sampling, and its diagnostics as a page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import Result

THEOPHYLLINE = str(Path(__file__).parents[1] / "golden/data/population/theo_sd.csv")


def test_saem_has_the_promised_keys(answer: Callable[..., Any]) -> None:
    said = answer("fit", "theo_sd", THEOPHYLLINE, "--method", "saem", "--seed", "3")
    promised = ("theta", "theta_log", "se", "omega", "sigma", "shrinkage", "ofv", "aic", "bic", "eta")
    assert set(promised) <= set(said)
    assert (said["method"], said["ofv_method"]) == ("saem", "importance sampling")
    assert said["theta"]["CL"] == pytest.approx(2.75, abs=0.06)
    assert said["ofv"] == pytest.approx(118.08, abs=0.3)


def test_an_ofv_by_importance_sampling_has_its_error_beside_it(run: Callable[..., Result]) -> None:
    said = run("fit", "theo_sd", THEOPHYLLINE, "--likelihood", "importance")
    assert said.exit_code == 0, said.output
    assert "by importance sampling, AIC" in said.stdout


def test_another_likelihood_is_refused(refused: Callable[..., str]) -> None:
    assert "there is one kind, importance" in refused("fit", "theo_sd", THEOPHYLLINE, "--likelihood", "laplace")


def test_a_page_shows_all_that_a_fit_is_judged_by(run: Callable[..., Result], empty_folder: Path) -> None:
    said = run("fit", "theo_sd", THEOPHYLLINE, "--report", "fit.html")
    assert said.exit_code == 0, said.output
    page = (empty_folder / "fit.html").read_text(encoding="utf-8")
    for expected in (
        "Population fit: theo_sd",
        "12 subjects, 132 measurements, by FOCEI",
        "Conditional weighted residual",
        "Visual predictive check",
        "prediction-corrected",
        "Prediction distribution errors",
        "Shapiro",
    ):
        assert expected in page
    assert "http://" not in page.split("</style>")[1].split("<script")[0]


def test_a_page_of_data_below_the_limit_shows_their_share(run: Callable[..., Result], empty_folder: Path) -> None:
    frame = pl.read_csv(THEOPHYLLINE, infer_schema=False)
    frame.with_columns(LLOQ=pl.lit("1.5")).write_csv("data.csv")
    assert run("fit", "theo_sd", "data.csv", "--report", "fit.html").exit_code == 0
    assert "Below the limit of quantification" in (empty_folder / "fit.html").read_text(encoding="utf-8")


def test_a_page_that_cannot_be_written_is_refused_before_anything_runs(refused: Callable[..., str]) -> None:
    assert "HTML page" in refused("fit", "theo_sd", THEOPHYLLINE, "--report", "fit.pdf")
