"""How long mechanistic trials and predictions of IMGN289 take; run it with ``python benchmarks/mechanism.py``.

Every patient of every trial is simulated: plasma, platelets, liver, skin and cornea over the DLT window, doses held for
toxicity, events judged by the protocol. Each line is measured in this run, with the models compiled before.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from firstdose.report.mechanistic import mechanistic
from firstdose.study import MechanismTruth, load
from firstdose.virtual import compare_designs, designs_of, mechanism_at, predict_study, simulate_study
from firstdose.virtual.mechanism_prediction import _predicted, _responses

TRIALS = 1000
PROMISED_S = 120.0  # for TRIALS, on two cores
STUDY = replace(load("imgn289"), truth=MechanismTruth("circulation"))
TRUTH = mechanism_at(STUDY)


def _simulate() -> None:
    simulate_study(STUDY, trials=TRIALS, truth=TRUTH)


def _compare() -> None:
    compare_designs(STUDY, designs_of(STUDY, ("3+3", "boin", "blrm")), trials=TRIALS, truth=TRUTH)


def _follow_tumours() -> None:
    simulate_study(STUDY, trials=TRIALS, truth=mechanism_at(STUDY, responses=True))


def _predict() -> None:
    _predicted.cache_clear()
    _responses.cache_clear()
    predict_study(STUDY)


def _report() -> None:
    _predicted.cache_clear()
    _responses.cache_clear()
    mechanistic(STUDY, 0.3, 2000)


LINES: dict[str, Callable[[], None]] = {
    f"{TRIALS:,} trials, BLRM": _simulate,
    f"{TRIALS:,} trials, three designs and the benchmark": _compare,
    f"{TRIALS:,} trials, tumours followed to the last scan": _follow_tumours,
    "prediction of seven doses": _predict,
    "what a report shows of the mechanism": _report,
}


def main() -> int:
    """Seconds on the wall and of all processors; exit code 1 if the promise is broken."""
    TRUTH.p_dlt()
    print(f"{os.cpu_count()} processors")
    walls = []
    for name, work in LINES.items():
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        print(f"{name:52} {walls[-1]:7.1f} s, {time.process_time() - cpu:7.1f} s of processors")
    print(f"promised: {TRIALS:,} trials in {PROMISED_S:g} s")
    return int(walls[0] > PROMISED_S)


if __name__ == "__main__":
    sys.exit(main())
