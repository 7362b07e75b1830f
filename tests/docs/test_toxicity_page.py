"""The numbers in the tables of the page on toxicity are those that the code gives."""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from firstdose.molecule import library
from firstdose.pkpd import (
    Band,
    HazardPosterior,
    HazardPrior,
    compare_windows,
    fit,
    hazard_settings,
    molecule_hazard,
    peak,
    strata,
    trial_patients,
    window_support,
)
from firstdose.sourced import Sourced
from firstdose.trial import Schedule
from firstdose.types import F64

PAGE = (Path(__file__).parents[2] / "docs" / "theory" / "toxicity.md").read_text(encoding="utf-8")
T_DM1, IMGN289 = library("t-dm1").toxicity, library("imgn289").toxicity
PATIENTS = trial_patients(T_DM1)
PRIOR = hazard_settings().prior
DOSES = {"weekly 2.4": (7.0, 2.4), "weekly 2.9": (7.0, 2.9), "3-weekly 3.6": (21.0, 3.6), "3-weekly 4.8": (21.0, 4.8)}


def _table(first: str) -> list[dict[str, str]]:
    """The rows of the table whose first heading is ``first``, by heading."""
    block = re.search(rf"^\| {first} \|.*?(?=^$)", PAGE, re.MULTILINE | re.DOTALL)
    assert block, f"docs/theory/toxicity.md has no table that begins with {first}"
    head, _, *rows = [[cell.strip() for cell in line.strip()[1:-1].split("|")] for line in block[0].splitlines()]
    return [dict(zip(head, row, strict=True)) for row in rows]


def _number(text: str) -> float:
    return float(text.replace("−", "-"))


@cache
def _exposures(window_days: float) -> dict[str, F64]:
    """The highest exposure of patients at each dose of ``DOSES``."""
    return {
        name: strata(dose * peak(PATIENTS, Schedule(every, 1.5, 21), window_days, 21.0).final)
        for name, (every, dose) in DOSES.items()
    }


def _percent(posterior: HazardPosterior, exposure: F64) -> list[float]:
    band = Band.of(posterior.p_dlt(exposure), posterior.weight)
    return [100 * value for value in (band.median, band.p05, band.p95)]


def _changed(prior: HazardPrior, **values: float) -> HazardPrior:
    return replace(prior, **{name: Sourced(value, "1", "a test", "assumed") for name, value in values.items()})


def _doubled() -> HazardPrior:
    return _changed(PRIOR, log_kappa_sd=2 * PRIOR.log_kappa_sd.to("1"), log_gamma_sd=2 * PRIOR.log_gamma_sd.to("1"))


PRIORS = {
    "as packaged": PRIOR,
    "median of $\\gamma$ 2": _changed(PRIOR, gamma=2.0),
    "median of $\\gamma$ 8": _changed(PRIOR, gamma=8.0),
    "median probability at the MTD 0.1": _changed(PRIOR, p_dlt_at_mtd=0.1),
    "both standard deviations doubled": _doubled(),
}


@pytest.mark.parametrize("row", _table("prior"), ids=lambda row: row["prior"])
def test_what_each_prior_makes_of_the_published_trials(row: dict[str, str]) -> None:
    posterior = fit(T_DM1.trials, PATIENTS, 7.0, PRIORS[row["prior"]])
    for name, exposure in _exposures(7.0).items():
        printed = [_number(each) for each in re.findall(r"\d+", row[name])]
        assert [round(value) for value in _percent(posterior, exposure)] == printed, name


def test_every_prior_is_told() -> None:
    assert [row["prior"] for row in _table("prior")] == list(PRIORS)


def test_the_prior_itself() -> None:
    at_mtd, gamma = _table("parameter")
    for row, log_median, log_sd in (
        (at_mtd, PRIOR.log_kappa_mean, PRIOR.log_kappa_sd.to("1")),
        (gamma, PRIOR.log_gamma_mean, PRIOR.log_gamma_sd.to("1")),
    ):
        values = np.exp(log_median + log_sd * np.array([0.0, -1.96, 1.96]))
        found = -np.expm1(-values) if row is at_mtd else values
        printed = [_number(row["median"]), *map(_number, row["95 %"].split(" to "))]
        assert found == pytest.approx(printed, rel=0.1)  # the page rounds to one figure


@pytest.mark.parametrize("row", _table("window"), ids=lambda row: row["window"])
def test_each_window(row: dict[str, str]) -> None:
    days = 0.0 if row["window"] == "peak" else _number(row["window"].removesuffix(" days"))
    (found,) = compare_windows(T_DM1.trials, PATIENTS, PRIOR, [days])
    weekly, every_three = (found.at_mtd[trial.name] for trial in T_DM1.trials)
    assert round(weekly) == _number(row["$M$, weekly 2.4"])
    assert round(every_three) == _number(row["$M$, 3-weekly 3.6"])
    assert round(found.log_evidence, 1) == _number(row["log marginal likelihood"])


def test_what_is_published() -> None:
    for row in _table("schedule"):
        trial = T_DM1.trials[0 if row["schedule"] == "weekly" else 1]
        levels = {level.dose: level for level in trial.levels}
        doses = [_number(dose) for dose in re.findall(r"[\d.]+", row["dose (mg/kg)"])]
        n = [int(each) for each in re.findall(r"\d+", row["evaluable"])]
        dlt = [int(each) for each in re.findall(r"\d+", row["with a DLT"])]
        assert [levels[dose].n for dose in doses] == (n * len(doses) if len(n) == 1 else n)
        assert {(levels[dose].dlt, levels[dose].most) for dose in doses} == {(dlt[0], dlt[-1])}
        assert ("**" in row["dose (mg/kg)"]) == (doses == [trial.mtd.to("mg/kg")])


def _said(pattern: str) -> list[float]:
    found = re.search(pattern, PAGE.replace("\n", " "))
    assert found, f"docs/theory/toxicity.md does not say: {pattern}"
    return [_number(each) for each in found.groups()]


def test_the_central_values() -> None:
    kappa, gamma, low, high = _said(
        r"\\kappa = ([\d.]+)\$ and \$\\gamma = ([\d.]+)\$ \(5th to 95th percentile ([\d.]+) to ([\d.]+)\)"
    )
    posterior = molecule_hazard(T_DM1, 7.0)
    band = Band.of(np.exp(posterior.log_gamma), posterior.weight)
    assert round(float(np.exp(posterior.weight @ posterior.log_kappa)), 3) == kappa
    assert round(float(np.exp(posterior.weight @ posterior.log_gamma)), 1) == gamma
    assert (round(band.p05, 1), round(band.p95)) == (low, high)


def test_the_week_against_the_peak_and_the_whole() -> None:
    week, peak_, whole = _said(
        r"the week explains .*?: ([\d.]+) of the probability .*? against ([\d.]+) and ([\d.]+)\."
    )
    support = {each.window_days: each for each in window_support(T_DM1)}
    assert [round(support[days].probability, 2) for days in (7.0, 0.0, 21.0)] == [week, peak_, whole]
    to_whole, to_peak = _said(r"A week is ([\d.]+) times as likely as 21 days and ([\d.]+) times as likely as the peak")
    ratio = {days: np.exp(support[7.0].log_evidence - support[days].log_evidence) for days in (0.0, 21.0)}
    assert (round(ratio[21.0], 1), round(ratio[0.0], 1)) == (to_whole, to_peak)


def test_ten_days_would_tell_another_story() -> None:
    weekly, every_three = _said(r"2\.9 mg/kg weekly comes out at (\d+) % and 4\.8 mg/kg every three weeks at (\d+) %")
    posterior, at = fit(T_DM1.trials, PATIENTS, 10.0, PRIOR), _exposures(10.0)
    found = [round(_percent(posterior, at[name])[0]) for name in ("weekly 2.9", "3-weekly 4.8")]
    assert found == [weekly, every_three]


def test_a_borrowed_molecule_is_much_less_certain() -> None:
    own_low, own_high, low, high = _said(
        r"At 2\.4 mg/kg weekly T-DM1's DLT probability lies between (\d+) and (\d+) %; IMGN289's, .*?, between "
        r"([\d.]+) and (\d+) %"
    )
    at = _exposures(7.0)["weekly 2.4"]
    _, own_p05, own_p95 = _percent(molecule_hazard(T_DM1, 7.0), at)
    _, p05, p95 = _percent(molecule_hazard(IMGN289, 7.0), at)
    assert (round(own_p05), round(own_p95), round(p05, 1), round(p95)) == (own_low, own_high, low, high)
