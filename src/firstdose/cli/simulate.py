"""``firstdose simulate``: how would this design behave in this trial?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from firstdose.cli import show
from firstdose.cli.options import Json, Seed, Study, Target, Trials, TrueDlt
from firstdose.cli.progress import bar
from firstdose.cli.truth import told_truth, truth_from

if TYPE_CHECKING:
    from firstdose.virtual import LevelCharacteristics, OperatingCharacteristics


def simulate(
    study: Study,
    trials: Trials = 10_000,
    seed: Seed = None,
    target: Target = None,
    true_dlt: TrueDlt = None,
    as_json: Json = False,
) -> None:
    """Simulate the study's design on virtual trials.

    How often each level is selected as the MTD, patients treated and overdosed, duration.
    """
    from firstdose.study import load
    from firstdose.virtual import simulate_study

    plan = load(study)
    truth = truth_from(true_dlt, plan)
    with bar("simulating") as progress:
        found = simulate_study(plan, trials=trials, seed=seed, target=target, truth=truth, progress=progress)
    if as_json:
        show.as_json(found.to_dict())
    else:
        show.say(*told_truth(plan, given=truth is not None), "")
        _print(found, plan.protocol.grid.units)


def _print(found: OperatingCharacteristics, units: str) -> None:
    from firstdose.cli.characteristics import aim, share, summary

    columns = ("level", f"dose\n{units}", "true DLT\n%", "selected\n%", "patients\na trial", "DLTs\na trial")
    none = ("none", "", "", share(found.none_selected, found.trials), "", "")
    rows = [_row(level, found.trials) for level in found.levels]
    show.table(columns, [*rows, none], title=f"{found.design}: {found.trials} virtual trials")
    show.say("", *summary(found), aim(found.target))


def _row(level: LevelCharacteristics, trials: int) -> tuple[str, ...]:
    from firstdose.cli.characteristics import share
    from firstdose.report.digits import fixed, percent

    return (
        str(level.level + 1),
        f"{level.dose:g}",
        percent(level.true_dlt, 1),
        share(level.selected, trials),
        fixed(level.patients_mean, 1),
        fixed(level.dlt_mean, 2),
    )
