"""``firstdose check``: is the study file sound, and what does it assume?"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from firstdose.cli import show
from firstdose.cli.options import Json, Study
from firstdose.cli.truth import OtherTruth, loaded, named_truth

if TYPE_CHECKING:
    from firstdose.sourced import Assumption
    from firstdose.study import Outlook
    from firstdose.study import Study as Plan


def check(study: Study, truth: OtherTruth = None, as_json: Json = False) -> None:
    """Say what is wrong with a study file, or what it assumes.

    A sound file is summed up; then comes all that the answers rest on, the shakiest first.
    """
    plan = loaded(study, truth)
    from firstdose.virtual import prediction_assumptions

    found = prediction_assumptions(plan)
    if as_json:
        show.as_json(_answer(plan, found) | named_truth(truth))
    else:
        _print(plan, found)


def _answer(plan: Plan, found: tuple[Assumption, ...]) -> dict[str, Any]:
    return {
        "study": plan.name,
        "file": plan.path,
        "sha256": plan.sha256,
        "molecule": plan.molecule.name,
        "illustrative": plan.molecule.illustrative,
        "doses": list(plan.protocol.grid.doses),
        "unit": plan.protocol.grid.units,
        "design": plan.design_name,
        "expansion": [_cohort(one) for one in plan.outlooks],
        "assumptions": [
            {"provenance": said.provenance, "where": said.where, "what": said.what, "source": said.source}
            for said in found
        ],
        **_foresight(plan),
    }


def _foresight(plan: Plan) -> dict[str, Any]:
    """What the design would say early on, and what its prior is worth, if it has one."""
    from firstdose.cli.foresight import foreseen, prior_worth

    return {
        "hypothetical": [{"outcomes": text} | answer.to_dict() for text, answer in foreseen(plan)],
        "prior": [one.to_dict() for one in prior_worth(plan)],
    }


def _cohort(one: Outlook) -> dict[str, Any]:
    rates = (one.cohort.null, one.cohort.target)
    return {
        "name": one.cohort.name,
        "design": one.cohort.design,
        "patients": one.patients,
        "boundaries": [vars(row) for row in one.rows],
        "p_go": dict(zip(("null", "target"), one.p_go(rates), strict=True)),
        "expected_n": {"null": one.expected_n(rates[0]), "target": one.expected_n(rates[1])},
        "toxicity": [vars(row) for row in one.monitor.boundaries] if one.monitor else [],
    }


def _print(plan: Plan, found: tuple[Assumption, ...]) -> None:
    show.say(f"{plan.path} is a valid study.", "")
    show.say(*_summary(plan), indent="  ")
    _print_foresight(plan)
    show.say("", f"It rests on {len(found)} statements that were not read in a publication, the shakiest first:")
    for provenance, statements in groupby(found, key=lambda said: said.provenance):
        show.say("", provenance)
        for said in statements:
            show.say(f"{said.where}: {said.what}", indent="  ")
            show.say(said.source, indent="      ")


def _print_foresight(plan: Plan) -> None:
    from firstdose.cli.foresight import foreseen, prior_worth

    rows = [(text, answer.headline(plan.protocol.grid.units)) for text, answer in foreseen(plan)]
    show.say("")
    show.table(("after", "the design would say"), rows, title="Does it do what you expect?", left=2)
    if worth := prior_worth(plan):
        sizes = ", ".join(f"{one.patients:.1f}" for one in worth)
        show.say("", f"Its prior is worth so many patients at each level, lowest first: {sizes}. They do not add up.")


def _summary(plan: Plan) -> list[str]:
    protocol, accrual = plan.protocol, plan.accrual
    doses = ", ".join(f"{dose:g}" for dose in protocol.grid.doses)
    nature = "no human trial of its own, so predictions are illustrative" * plan.molecule.illustrative
    return [
        f"{plan.name}, seed {plan.seed}",
        f"molecule: {plan.molecule.title}{'; ' * bool(nature)}{nature}",
        f"indications: {', '.join(f'{said.name} {said.share:.0%}' for said in plan.indications)}",
        f"doses: {doses} {protocol.grid.units}, from level {protocol.start_level + 1}, "
        f"every {protocol.schedule.every_days:g} days",
        f"DLT window: {protocol.dlt.window_days} days",
        f"design: {plan.design_name}, at most {protocol.max_patients} patients",
        f"accrual: {accrual.sites} sites, {sum(accrual.per_month):g} patients a month once all are open",
        f"expansion: {'none' * (not plan.expansion)}".strip(),
        *map(_outlook, plan.outlooks),
    ]


def _outlook(one: Outlook) -> str:
    cohort = one.cohort
    (p_go,) = one.p_go((cohort.target,))
    return (
        f"  {cohort.name}: {cohort.design}, at most {one.patients} patients, goes forward with {p_go:.0%} at a "
        f"response rate of {cohort.target:.0%}"
    )
