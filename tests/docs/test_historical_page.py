"""The page of historical replays is current, and its trials are what their files say."""

import re
import runpy
from pathlib import Path
from typing import Any

import pytest

from firstdose.design.catalogue import DESIGNS
from firstdose.sourced import SHAKIEST_FIRST
from firstdose.trial import Outcomes

ROOT = Path(__file__).parents[2]
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "historical.py"))
TRIALS = SCRIPT["trials"]()


def test_the_page_shows_the_replays_as_they_are_now() -> None:
    shown = (ROOT / "docs" / "designs" / "historical.md").read_text(encoding="utf-8")
    assert shown == SCRIPT["page"](), "run: .venv/bin/python scripts/historical.py"


def test_every_design_is_replayed_in_every_trial() -> None:
    rows = re.findall(r"^\| (\w+) \| `([^`]+)` \|", SCRIPT["page"](), re.MULTILINE)
    assert rows == [(trial.name, name) for trial in TRIALS for name in DESIGNS]
    assert len(TRIALS) == 7


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_the_cohorts_have_the_published_patients_and_dlts(trial: Any) -> None:
    counts = Outcomes.parse(trial.cohorts.text).counts(len(trial.doses))
    assert tuple(counts.n[0]) == trial.n
    for dlt, published in zip(counts.dlt[0], trial.dlt, strict=True):
        low, *high = map(int, published.split(" to "))
        assert low <= dlt <= (high or [low])[0]


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_everything_said_of_a_trial_has_a_provenance(trial: Any) -> None:
    said = [trial.counts, *(one.provenance for one in (trial.cohorts, trial.aim, trial.declared))]
    assert set(said) <= set(SHAKIEST_FIRST)
    assert all(one.source for one in (trial.cohorts, trial.aim, trial.declared))
    assert trial.mtd is None or trial.mtd in trial.doses


def test_only_a_declared_mtd_that_is_known_is_agreed_with() -> None:
    assert [trial.name for trial in TRIALS if trial.counted] == ["TDM1_QW", "TDM1_Q3W", "REGO_PED", "POMA_MM002"]
