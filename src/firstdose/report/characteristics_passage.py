"""Operating characteristics as a passage of a protocol."""

from __future__ import annotations

from collections.abc import Mapping

from firstdose.design.protocol.passage import Passage, Row
from firstdose.report.digits import DASH, fixed, of_trials, percent, with_error
from firstdose.virtual import OperatingCharacteristics
from firstdose.virtual.characteristics import share_se


def characteristics_passage(found: Mapping[str, OperatingCharacteristics], max_patients: int, seed: int) -> Passage:
    """Three rows a scenario: what is true, how often each level is selected, how many patients it gets."""
    runs = list(found.values())
    head = ("Scenario", "", *(f"Level {one.level + 1}" for one in runs[0].levels), "None", "All", "Overdosed")
    rows = [row for name, one in found.items() for row in _rows(name, one)]
    about = (
        f"By {runs[0].trials} simulated trials a scenario (seed {seed}), of at most {max_patients} patients each, with "
        f"a target of {percent(runs[0].target)} %. Overdosed: patients of a trial treated at a level whose true DLT "
        "probability exceeds the target. After ±: Monte Carlo standard error; < and >: none or all of the trials, with "
        "the 95 % limit of the share."
    )
    return Passage("Operating characteristics", (about,), rows=(head, *rows))


def _rows(name: str, one: OperatingCharacteristics) -> list[Row]:
    true = (percent(level.true_dlt, 1) for level in one.levels)
    selected = (of_trials(level.selected, level.selected_se, one.trials) for level in one.levels)
    patients = (_mean(level.patients_mean, level.patients_se) for level in one.levels)
    none = of_trials(one.none_selected, share_se(one.none_selected, one.trials), one.trials)
    whole = (_mean(one.patients_mean, one.patients_se), _mean(one.overdosed_patients_mean, one.overdosed_patients_se))
    return [
        (name, "True DLT probability, %", *true, "", "", ""),
        ("", "Selected, %", *selected, none, "", ""),
        ("", "Patients", *patients, "", *whole),
    ]


def _mean(value: float | None, error: float | None) -> str:
    return DASH if value is None else with_error(value, error or 0.0) if error else fixed(value, 1)
