"""What each disease cohort can show once the MTD is known."""

from __future__ import annotations

from firstdose.report.blocks import Block, Column, Figure, Heading, Panel, Table, Text
from firstdose.report.digits import DASH, fixed, listed, percent
from firstdose.report.figures.curves import Curve, curves
from firstdose.report.results import Results
from firstdose.report.sections.expansion_rules import borrowing, boundaries, toxicity
from firstdose.report.words import PLANS
from firstdose.study import Outlook, Study

_RULES = {  # what each design does, in a sentence
    "simon": "Simon’s design (1989) treats two stages and stops after the first if too few respond.",
    "a-hern": "A’Hern’s design (2001) treats all patients and counts responses once.",
    "predictive-probability": "The predictive probability design (Lee and Liu 2008) stops once the cohort is all but "
    "certain to show too little at its end.",
    "bop2": "BOP2 (Zhou, Lee and Yuan 2017) stops once the response rate is unlikely to exceed the one of no interest.",
    "exnex": "EXNEX (Neuenschwander et al. 2016) estimates each cohort’s response rate from its own patients and, as "
    "far as they are alike, from those of the other cohorts.",
}


def expansion(study: Study, results: Results) -> tuple[Block, ...]:
    """The design of every cohort, its boundaries and its chances."""
    if not study.expansion:
        return ()
    return (
        Heading("expansion", "What the expansion cohorts can show"),
        Text(f"{' '.join(_rules(study))} All probabilities are exact."),
        _plans(study),
        boundaries(study),
        _chances(study),
        _figure(study, results),
        *borrowing(study),
        *toxicity(study),
    )


def _rules(study: Study) -> list[str]:
    kinds = dict.fromkeys(cohort.design.removesuffix("-optimal").removesuffix("-minimax") for cohort in study.expansion)
    return [_RULES[kind] for kind in kinds]


def _plans(study: Study) -> Table:
    return Table(
        "expansion-plans",
        "Expansion cohorts and their designs.",
        (
            Column("Cohort", align="left"),
            Column("Indication", align="left"),
            Column("Design", align="left"),
            Column("No interest", "response rate, %"),
            Column("Worth pursuing", "response rate, %"),
            Column("Patients", "at most"),
        ),
        tuple(
            (
                one.cohort.name,
                one.cohort.indication,
                PLANS[one.cohort.design],
                percent(one.cohort.null),
                percent(one.cohort.target),
                fixed(one.patients),
            )
            for one in study.outlooks
        ),
    )


def _chances(study: Study) -> Table:
    shared = any(one.basket is not None for one in study.outlooks)
    return Table(
        "expansion-chances",
        "What each cohort would show at its two response rates.",
        (
            Column("Cohort", align="left"),
            Column("Response rate", "%"),
            Column("Goes forward", "probability, %"),
            Column("Stops early", "probability, %"),
            Column("Patients", "expected"),
        ),
        tuple(_chance(one, rate) for one in study.outlooks for rate in (one.cohort.null, one.cohort.target)),
        note="With EXNEX: where the other cohorts respond at their rates of no interest." if shared else "",
    )


def _chance(one: Outlook, rate: float) -> tuple[str, ...]:
    early = percent(one.p_early_stop(rate), 1) if len(one.rows) > 1 else DASH
    return one.cohort.name, percent(rate), percent(one.p_go((rate,))[0], 1), early, fixed(one.expected_n(rate), 1)


def _figure(study: Study, results: Results) -> Figure:
    words = [
        f"{one.cohort.name} {percent(one.p_go((one.cohort.target,))[0])} % at {percent(one.cohort.target)} %"
        for one in study.outlooks
    ]
    return Figure(
        "forward",
        "Probability that a cohort calls for going forward, by true response rate. Points: the rate of no interest "
        "and the rate worth pursuing.",
        f"Rising curves. At the rate worth pursuing: {listed(words)}.",
        (Panel(curves(_curves(study, results), "True response rate", "Probability of going forward")),),
    )


def _curves(study: Study, results: Results) -> list[Curve]:
    """One curve a design: cohorts with the same design of their own share the curve."""
    alike: dict[object, list[int]] = {}
    for at, one in enumerate(study.outlooks):
        alike.setdefault(one.cohort.plan if one.basket is None else at, []).append(at)
    return [
        Curve(
            " / ".join(study.expansion[at].name for at in group),
            results.forward[group[0]].curve,
            tuple(mark for at in group for mark in _marks(study.outlooks[at])),
        )
        for group in alike.values()
    ]


def _marks(one: Outlook) -> list[tuple[float, float, str]]:
    cohort = one.cohort
    return [
        (rate, one.p_go((rate,))[0], f"{words} ({cohort.name})")
        for rate, words in ((cohort.null, "rate of no interest"), (cohort.target, "rate worth pursuing"))
    ]
