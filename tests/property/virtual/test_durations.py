"""How long simulated trials last, beside R's and a paper's, whose patients wait by other conventions."""

import json
from math import sqrt
from pathlib import Path
from typing import Any

import pytest

from firstdose.design import Boin, Design, TiteBoin
from firstdose.virtual import AssumedCurve, OperatingCharacteristics, Weibull, simulate_design

DATA = Path(__file__).parents[2] / "golden" / "data" / "dosefinding"
CASES = json.loads((DATA / "tite_boin.json").read_text())["oc"]
TRIALS, THEIRS, WINDOW = 2000, 1000, 28.0  # theirs: trials of the reference


def _answer(case: dict[str, Any]) -> OperatingCharacteristics:
    arguments = case["args"]
    p = tuple(arguments["prob"])
    design: Design = Boin(arguments["target"], len(p), deescalate_at_bound=True)
    if arguments["TITE"]:
        design = TiteBoin(arguments["target"], len(p), max_pending=arguments["maxpen"])
    curve = AssumedCurve(p, WINDOW, onset=Weibull(late=arguments["alpha1"] or 0.5))
    accrual = arguments["accrual"] * WINDOW
    return simulate_design(design, curve, 3, 36, TRIALS, seed=6, accrual_per_window=accrual)


@pytest.mark.parametrize(
    "case", [case for case in CASES if not case["args"]["TITE"]], ids=lambda case: str(case["args"]["prob"])
)
def test_complete_cohorts_take_as_long_as_in_r_and_the_wait_for_their_first_patients(case: dict[str, Any]) -> None:
    """There the first patient of a cohort is there when the decision is made; here accrual begins anew with it."""
    ours, reference = _answer(case), case["out"]
    cohorts = ours.patients_mean / 3
    mean = reference["duration"] + cohorts / case["args"]["accrual"]
    se = reference["sdduration"] * sqrt(1 / TRIALS + 1 / THEIRS)
    assert abs((ours.duration_days_mean or 0) - mean) < 4 * se
    assert (ours.duration_days_se or 0) * sqrt(TRIALS) == pytest.approx(
        sqrt(reference["sdduration"] ** 2 + cohorts / case["args"]["accrual"] ** 2), rel=0.1
    )


@pytest.mark.parametrize(
    "case", [case for case in CASES if case["args"]["TITE"]], ids=lambda case: str(case["args"]["prob"])
)
def test_with_pending_patients_trials_take_as_long_as_in_r_to_one_part_in_twenty(case: dict[str, Any]) -> None:
    """There a patient who finds accrual suspended goes elsewhere; here the patient waits for the next window to end."""
    ours, theirs = _answer(case).duration_days_mean or 0, case["out"]["duration"]
    assert 0.95 * theirs < ours < theirs
