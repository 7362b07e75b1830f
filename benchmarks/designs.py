"""How long 10,000 trials take: 6 levels, 36 patients, cohorts of 3, target 0.25; and each promise of speed.

Beside our designs stand peers measured in the same run: the same designs written the usual way (``plain.py``). What R
itself took was measured elsewhere and is only quoted.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np
from plain import PlainBlrm, PlainBoin, PlainCrm, PlainTiteBoin, PlainTrial, Scenario
from scipy.special import log_expit

from firstdose.design import (
    Blrm,
    Boin,
    Crm,
    Design,
    I3Plus3,
    Keyboard,
    MTpi,
    MTpi2,
    RollingSix,
    ThreePlusThree,
    TiteBoin,
    TiteCrm,
    get_prior_skeleton,
)
from firstdose.trial import Outcomes
from firstdose.types import F64
from firstdose.virtual import simulate_design

TRUE_DLT = (0.05, 0.1, 0.25, 0.4, 0.5, 0.6)
TARGET, COHORT, MAX_PATIENTS, TRIALS = 0.25, 3, 36, 10_000
LEVELS = len(TRUE_DLT)
DOSES = (1.0, 2.0, 4.0, 6.0, 8.0, 10.0)
SKELETON = get_prior_skeleton(0.05, TARGET, 4, LEVELS)
ACCRUAL = 3.0  # patients a DLT window
SCENARIO = Scenario(TRUE_DLT, TARGET, COHORT, MAX_PATIENTS)
MILLION = 1_000_000
ELSEWHERE = {  # R 4.2.2, one thread, another machine: seconds for 10,000 trials of this scenario, scaled from fewer
    "BOIN": ("BOIN 2.7.2, get.oc", 5.8),
    "3+3": ("escalation 0.2.3, from 50 trials", 160.0),
    "mTPI-2": ("escalation 0.2.3, from 50 trials", 1_090.0),
    "keyboard": ("Keyboard 0.1.3, from 1,000 trials", 5.0),
    "TITE-BOIN": ("TITEgBOIN 0.4.0, from 1,000 trials", 9.6),
    "CRM": ("dfcrm 0.2-2.1, crmsim, from 1,000 trials", 84.0),
    "TITE-CRM": ("dfcrm 0.2-2.1, titesim, from 200 trials", 250.0),
    "BLRM": ("crmPack 2.2.1, 1,000 MCMC samples, from 10 trials", 9_400.0),
}
OURS: dict[str, Design] = {
    "BOIN": Boin(TARGET, LEVELS),
    "3+3": ThreePlusThree(LEVELS),
    "i3+3": I3Plus3(TARGET, LEVELS),
    "mTPI": MTpi(TARGET, LEVELS),
    "mTPI-2": MTpi2(TARGET, LEVELS),
    "keyboard": Keyboard(TARGET, LEVELS),
    "rolling six": RollingSix(LEVELS),
    "TITE-BOIN": TiteBoin(TARGET, LEVELS),
    "CRM": Crm(SKELETON, TARGET),
    "TITE-CRM": TiteCrm(SKELETON, TARGET),
    "BLRM": Blrm(DOSES, target=TARGET),
}


PROMISED = {"BOIN": 0.2, "CRM": 0.5, "BLRM": 2.0}  # seconds
KIN = {"TITE-BOIN": "BOIN", "TITE-CRM": "CRM"}
AT_MOST = 5.0  # times what its kin with complete data takes
STATES = (  # patients and DLTs a level at which probabilities are checked
    ((3, 3, 3, 0, 0, 0), (0, 0, 1, 0, 0, 0)),
    ((3, 3, 9, 3, 0, 0), (0, 0, 2, 2, 0, 0)),
    ((6, 12, 12, 6, 0, 0), (0, 2, 4, 4, 0, 0)),
)


def ours(design: Design, trials: int = TRIALS) -> tuple[float, float]:
    """Seconds of a first run, for which nothing is kept from an earlier one, and how often level 3 is selected."""
    start = time.perf_counter()
    accrual = ACCRUAL if design.weighs_pending else None
    answer = simulate_design(design, TRUE_DLT, COHORT, MAX_PATIENTS, trials, target=TARGET, accrual_per_window=accrual)
    return time.perf_counter() - start, answer.levels[2].selected


def peers() -> dict[str, tuple[Callable[[], int], int]]:
    """A trial of each peer, and how many of them are run."""
    boin, crm = PlainBoin(SCENARIO), PlainCrm(SCENARIO, SKELETON)
    blrm = PlainBlrm(SCENARIO, DOSES, DOSES[LEVELS // 2])
    return {
        "BOIN": (PlainTrial(SCENARIO, boin.choose, boin.select).trial, 5_000),
        "TITE-BOIN": (PlainTiteBoin(SCENARIO, ACCRUAL).trial, 1_000),
        "CRM": (PlainTrial(SCENARIO, crm.choose, crm.best).trial, 1_000),
        "BLRM": (PlainTrial(SCENARIO, blrm.choose, blrm.select).trial, 100),
    }


def blrm_error() -> float:
    """The largest error of an interval probability of ours, beside a grid of 801 x 8,001 with exact ends."""
    design = Blrm(DOSES, target=TARGET)
    found = [design.decide(Outcomes.from_counts(n, dlt, current=2)).one().levels for n, dlt in STATES]
    exact = [interval_probabilities(np.array(n), np.array(dlt)) for n, dlt in STATES]
    told = [[[level.p_under, level.p_target, level.p_over] for level in levels] for levels in found]
    return float(np.abs(np.array(told, np.float64) - np.array(exact)).max())


def interval_probabilities(n: F64, dlt: F64) -> F64:
    """(K, 3) below, in and above the target interval, by the trapezoid rule in log alpha and log beta."""
    x = np.log(np.array(DOSES) / DOSES[LEVELS // 2])
    center = float(np.log(TARGET / (1 - TARGET)))
    a, total, ends = center + 2 * np.linspace(-9, 9, 8_001), 0.0, np.zeros((LEVELS, 2))
    for b in np.linspace(-7, 7, 801):
        logit = a[:, None] + np.exp(b) * x
        log_density = log_expit(logit) @ dlt + log_expit(-logit) @ (n - dlt) - (a - center) ** 2 / 8 - b**2 / 2
        density = np.exp(log_density + 20.0)
        below = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2)])
        cuts = np.log(np.array([0.16, 0.33]) / (1 - np.array([0.16, 0.33])))[None, :] - np.exp(b) * x[:, None]
        ends += np.interp(cuts, a, below)
        total += below[-1]
    low, high = (ends / total).T
    return np.stack([low, high - low, 1 - high], axis=1)


def memory(trials: int) -> tuple[float, float]:
    """Seconds and the highest memory in MB of a process that does nothing but run so many BOIN trials."""
    answer = subprocess.run([sys.executable, __file__, str(trials)], capture_output=True, text=True, check=True)
    took, peak = map(float, answer.stdout.split())
    return took, peak


def row(name: str, took: float, right: float, promise: str, elsewhere: str) -> None:
    """Print one design."""
    print(f"{name:<12} {took:8.2f} s   level 3 in {right:6.1%}   {promise:<25} {elsewhere}".rstrip())


def main() -> None:
    """Print the table."""
    print(f"{TRIALS:,} trials, {LEVELS} levels, {MAX_PATIENTS} patients, cohorts of {COHORT}, target {TARGET}")
    print(f"designs that weigh pending patients: {ACCRUAL:g} patients a DLT window\n")
    took: dict[str, float] = {}
    for name, design in OURS.items():
        took[name], right = ours(design)
        promise = f"promised < {PROMISED[name]:g} s" if name in PROMISED else ""
        if name in KIN:
            promise = f"{took[name] / took[KIN[name]]:.1f} x {KIN[name]}, promised < {AT_MOST:g}"
        tool, theirs = ELSEWHERE.get(name, ("", 0.0))
        row(name, took[name], right, promise, f"R elsewhere {theirs / took[name]:7,.0f} x: {tool}" if tool else "")
    print("\npeers in this run, trial by trial, scaled to as many trials")
    for name, (trial, trials) in peers().items():
        start = time.perf_counter()
        chosen = [trial() for _ in range(trials)]
        plain = (time.perf_counter() - start) * TRIALS / trials
        row(name, plain, chosen.count(2) / trials, f"{plain / took[name]:,.0f} x ours", f"from {trials:,} trials")
    print(f"\nBLRM: largest error of an interval probability {blrm_error():.0e}, promised < 1e-4")
    for trials in (MILLION // 10, MILLION):
        spent, peak = memory(trials)
        print(f"BOIN, {trials:,} trials: {spent:.1f} s, highest memory {peak:.0f} MB")
    print("\nR elsewhere: what R took was measured on another machine, R 4.2.2, one thread:")
    for name, (tool, theirs) in ELSEWHERE.items():
        print(f"  {name}: {tool}: {theirs:,.1f} s")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        spent, _ = ours(OURS["BOIN"], int(sys.argv[1]))
        print(spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    else:
        main()
