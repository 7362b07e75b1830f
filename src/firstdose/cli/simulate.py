"""``firstdose simulate``: how would this design behave in this trial?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from firstdose.cli import show
from firstdose.cli.comparison_file import Output, checked_output
from firstdose.cli.options import Json, Seed, Study, Target, Trials, TrueDlt
from firstdose.cli.scenarios import Scenarios, refuse_beside
from firstdose.cli.truth import Late, OtherTruth, TrueResponse, loaded, named_truth, onset_of, truth_from

if TYPE_CHECKING:
    from firstdose.virtual import Comparison, LevelCharacteristics, OperatingCharacteristics


def simulate(
    study: Study,
    trials: Trials = 10_000,
    seed: Seed = None,
    target: Target = None,
    truth: OtherTruth = None,
    true_dlt: TrueDlt = None,
    true_response: TrueResponse = None,
    late: Late = None,
    scenarios: Scenarios = None,
    output: Output = None,
    as_json: Json = False,
) -> None:
    """Simulate the study's design on virtual trials.

    How often each level is selected as the MTD, patients treated and overdosed, duration.
    """
    from firstdose.cli.in_scenarios import Asked

    path, plan = checked_output(output, study), loaded(study, truth, true_dlt=true_dlt, scenarios=scenarios)
    designs = {plan.design_name: plan.design}

    def told(found: Comparison) -> dict[str, Any]:
        return found.designs[0].to_dict() | named_truth(truth)

    asked = Asked(plan, designs, trials, seed, target, onset_of(late), path, output, as_json, _print_one, told)
    if scenarios:
        refuse_beside(scenarios, true_dlt=true_dlt, true_response=true_response)
        asked.in_scenarios(scenarios)
    else:
        asked.in_truth(truth_from(plan, true_dlt, true_response, late))


def _print_one(found: Comparison, units: str) -> None:
    _print(found.designs[0], units)


def _print(found: OperatingCharacteristics, units: str) -> None:
    from firstdose.cli.characteristics import aim, share, summary

    columns = ("level", f"dose\n{units}", "true DLT\n%", "selected\n%", "patients\na trial", "DLTs\na trial")
    none = ("none", "", "", share(found.none_selected, found.trials), "", "")
    rows = [_row(level, found.trials) for level in found.levels]
    show.table(columns, [*rows, none], title=f"{found.design}: {found.trials} virtual trials")
    show.say("", *summary(found), aim(found))


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
