"""``firstdose compare``: which of several designs behaves best, on the same virtual patients?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from firstdose.cli import show
from firstdose.cli.comparison_file import Output, checked_output
from firstdose.cli.lists import words
from firstdose.cli.options import DESIGN_NAMES, Json, Seed, Study, Target, Trials, TrueDlt
from firstdose.cli.scenarios import Scenarios, refuse_beside
from firstdose.cli.truth import Late, OtherTruth, TrueResponse, loaded, named_truth, onset_of, truth_from
from firstdose.errors import FirstDoseError

if TYPE_CHECKING:
    from firstdose.virtual import Comparison

Designs = Annotated[
    str,
    typer.Option(metavar="NAME,NAME,...", help=f"Designs to compare, each by its name: {', '.join(DESIGN_NAMES)}."),
]


def compare(
    study: Study,
    designs: Designs = "3+3,boin,blrm",
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
    """Compare designs on the same virtual patients.

    Also with the non-parametric optimal design, the best that any could do. The study's own design
    keeps the options of the file; another takes its target and has the defaults of its class.
    """
    from firstdose.cli.in_scenarios import Asked
    from firstdose.virtual import designs_of

    path, plan = checked_output(output, study), loaded(study, truth, true_dlt=true_dlt, scenarios=scenarios)
    wanted = designs_of(plan, _names(designs), target)

    def told(found: Comparison) -> dict[str, Any]:
        return found.to_dict() | named_truth(truth)

    asked = Asked(plan, wanted, trials, seed, target, onset_of(late), path, output, as_json, _print, told)
    if scenarios:
        refuse_beside(scenarios, true_dlt=true_dlt, true_response=true_response)
        asked.in_scenarios(scenarios)
    else:
        asked.in_truth(truth_from(plan, true_dlt, true_response, late))


def _names(text: str) -> tuple[str, ...]:
    """The designs of ``--designs``, each once."""
    from firstdose.design.catalogue import DESIGNS

    names = words(text, "--designs", "3+3,boin,blrm")
    for name in names:
        if name not in DESIGNS or names.count(name) > 1:
            fault = "is not known" if name not in DESIGNS else "is named twice"
            raise FirstDoseError(f'--designs "{text}": "{name}" {fault}. Give some of {", ".join(DESIGNS)}, each once.')
    return names


def _print(found: Comparison, units: str) -> None:
    from firstdose.cli.characteristics import aim

    runs = (*found.designs, found.optimal)
    names = [run.design for run in runs]
    title = f"MTD selected, % of {found.optimal.trials} trials on the same virtual patients"
    show.table(("level", f"dose\n{units}", "true DLT\n%", *names), _selections(found), title=title)
    show.say("")
    show.table(("design", "correct %", "patients", "overdosed", "months"), _designs(found), title="A trial on average")
    if found.differences:
        show.say("")
        show.table(("correct selections", "% points"), _differences(found), title="Differences, paired by trial")
    show.say("", aim(found.optimal))
    show.say("optimal: knows every patient's outcome at every level, as no trial can.")


def _selections(found: Comparison) -> list[tuple[str, ...]]:
    from firstdose.cli.characteristics import share
    from firstdose.report.digits import percent

    runs = (*found.designs, found.optimal)
    rows = [
        (
            str(level.level + 1),
            f"{level.dose:g}",
            percent(level.true_dlt, 1),
            *(share(run.levels[level.level].selected, run.trials) for run in runs),
        )
        for level in found.optimal.levels
    ]
    return [*rows, ("none", "", "", *(share(run.none_selected, run.trials) for run in runs))]


def _designs(found: Comparison) -> list[tuple[str, ...]]:
    from firstdose.cli.characteristics import correct, months
    from firstdose.report.digits import fixed

    return [
        (
            run.design,
            correct(run),
            fixed(run.patients_mean, 1),
            fixed(run.overdosed_patients_mean, 1),
            months(run),
        )
        for run in (*found.designs, found.optimal)
    ]


def _differences(found: Comparison) -> list[tuple[str, str]]:
    from firstdose.report.digits import with_error

    return [
        (f"{said.a} less {said.b}", with_error(said.correct_diff, said.correct_diff_se, scale=100))
        for said in found.differences
    ]
