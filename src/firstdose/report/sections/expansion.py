"""What each disease cohort can show once the MTD is known."""

from __future__ import annotations

from firstdose.design.expansion import SimonTwoStage
from firstdose.report.blocks import Block, Column, Figure, Heading, Panel, Table, Text
from firstdose.report.digits import fixed, listed, percent
from firstdose.report.figures.curves import Curve, curves
from firstdose.report.results import Results
from firstdose.study import ExpansionCohort, Study


def expansion(study: Study, results: Results) -> tuple[Block, ...]:
    """Simon's two stages for every cohort."""
    if not study.expansion:
        return ()
    return (
        Heading("expansion", "What the expansion cohorts can show"),
        Text(
            "Each cohort has two stages (Simon 1989): n1 patients first; with r1 responses or fewer it stops; "
            "otherwise n patients in all, and more than r responses call for going on. All probabilities are exact."
        ),
        _stages(study),
        _chances(study),
        _figure(study, results),
    )


def _stages(study: Study) -> Table:
    return Table(
        "simon",
        "Stages of each expansion cohort.",
        (
            Column("Cohort", align="left"),
            Column("Indication", align="left"),
            Column("No interest", "response rate, %"),
            Column("Worth pursuing", "response rate, %"),
            Column("Stage 1 stops at", "r1 of n1"),
            Column("Goes on above", "r of n"),
        ),
        tuple(
            (
                cohort.name,
                cohort.indication,
                percent(cohort.null),
                percent(cohort.target),
                f"{cohort.simon.r1} of {cohort.simon.n1}",
                f"{cohort.simon.r} of {cohort.simon.n}",
            )
            for cohort in study.expansion
        ),
    )


def _chances(study: Study) -> Table:
    return Table(
        "simon-chances",
        "What each cohort would show at its two response rates.",
        (
            Column("Cohort", align="left"),
            Column("Response rate", "%"),
            Column("Goes forward", "probability, %"),
            Column("Stops early", "probability, %"),
            Column("Patients", "expected"),
        ),
        tuple(_chance(cohort, rate) for cohort in study.expansion for rate in (cohort.null, cohort.target)),
    )


def _chance(cohort: ExpansionCohort, rate: float) -> tuple[str, ...]:
    simon = cohort.simon
    return (
        cohort.name,
        percent(rate),
        percent(simon.p_go(rate), 1),
        percent(simon.p_early_stop(rate), 1),
        fixed(simon.expected_n(rate), 1),
    )


def _figure(study: Study, results: Results) -> Figure:
    words = [
        f"{cohort.name} {percent(cohort.simon.p_go(cohort.target))} % at {percent(cohort.target)} %"
        for cohort in study.expansion
    ]
    return Figure(
        "forward",
        "Probability that a cohort calls for going forward, by true response rate. Points: the rate of no interest "
        "and the rate worth pursuing.",
        f"Rising curves. At the rate worth pursuing: {listed(words)}.",
        (Panel(curves(_curves(study, results), "True response rate", "Probability of going forward")),),
    )


def _curves(study: Study, results: Results) -> list[Curve]:
    """One curve a two-stage design: cohorts that share it share the curve."""
    alike: dict[SimonTwoStage, list[ExpansionCohort]] = {}
    for cohort in study.expansion:
        alike.setdefault(cohort.simon, []).append(cohort)
    curve = {cohort: one.curve for cohort, one in zip(study.expansion, results.forward, strict=True)}
    return [
        Curve(
            " / ".join(cohort.name for cohort in cohorts),
            curve[cohorts[0]],
            tuple(
                (rate, simon.p_go(rate), f"{words} ({cohort.name})")
                for cohort in cohorts
                for rate, words in ((cohort.null, "rate of no interest"), (cohort.target, "rate worth pursuing"))
            ),
        )
        for simon, cohorts in alike.items()
    ]
