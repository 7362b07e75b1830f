"""What is true in simulated trials."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from firstdose.cli.lists import numbers

if TYPE_CHECKING:
    from firstdose.design import Design
    from firstdose.study import Study
    from firstdose.virtual import AssumedCurve, Onset, Truth

TrueResponse = Annotated[
    str | None,
    typer.Option(
        metavar="P,P,...",
        show_default="no responses",
        help="With --true-dlt: true response probabilities, one a level, for designs that look at responses.",
    ),
]
OtherTruth = Annotated[
    str | None,
    typer.Option(
        "--truth",
        metavar="KIND",
        show_default="the study's",
        help="What DLTs follow: exposure, or the mechanism, which simulates every patient.",
    ),
]
Late = Annotated[
    float | None,
    typer.Option(
        metavar="SHARE",
        show_default="uniform in the DLT window",
        help="With --true-dlt or --scenarios: share of the DLTs that come in the second half of the DLT window, "
        "such as 0.8.",
    ),
]


def loaded(study: str, truth: str | None, **beside: str | None) -> Study:
    """The study, in another truth than its file's if one is named; ``beside``: options that say what is true too."""
    from firstdose.errors import FirstDoseError
    from firstdose.study import in_truth, load

    for option, given in beside.items():
        if truth is not None and given is not None:
            name = f"--{option.replace('_', '-')}"
            raise FirstDoseError(f"--truth {truth} and {name} {given} both say what is true. Give one of them.")
    plan = load(study)
    return plan if truth is None else in_truth(plan, truth)


def named_truth(truth: str | None) -> dict[str, str]:
    """What an answer for programs says of ``--truth``."""
    return {} if truth is None else {"truth": truth}


def truth_from(
    plan: Study, true_dlt: str | None, true_response: str | None = None, late: float | None = None
) -> Truth | None:
    """Probabilities given on the command line; None leaves the study's own truth."""
    from firstdose.errors import FirstDoseError

    if true_dlt is None:
        for option, given in (("--true-response", true_response), ("--late", late)):
            if given is not None:
                raise FirstDoseError(f"{option} {given} goes with assumed DLT probabilities. Give --true-dlt too.")
        return None
    return curve_of(true_dlt, len(plan.protocol.grid), plan.protocol.dlt.window_days, true_response, late)


def curve_of(
    true_dlt: str, levels: int, window_days: float, true_response: str | None = None, late: float | None = None
) -> AssumedCurve:
    """Assumed probabilities as told on the command line."""
    from firstdose.virtual import AssumedCurve

    return AssumedCurve(
        _each("--true-dlt", true_dlt, levels),
        window_days,
        onset=onset_of(late),
        p_response=None if true_response is None else _each("--true-response", true_response, levels),
    )


def onset_of(late: float | None) -> Onset:
    """When in the DLT window DLTs come."""
    from firstdose.virtual import Uniform, Weibull

    return Uniform() if late is None else Weibull(late=late)


def _each(option: str, text: str, levels: int) -> tuple[float, ...]:
    from firstdose.errors import FirstDoseError

    p = numbers(text, option, "0.05,0.1,0.2")
    if len(p) != levels:
        raise FirstDoseError(
            f'{option} "{text}" has {len(p)} values for {levels} dose levels. Give one a level, lowest first.'
        )
    return p


def check_looked_at(designs: Mapping[str, Design], truth: Truth | None) -> None:
    """Refuse a design that looks at responses where nobody says how they arise."""
    from firstdose.design.protocol.probe import RESPONSES, reads
    from firstdose.errors import FirstDoseError

    if truth is not None and truth.true_response() is not None:
        return
    for name, design in designs.items():
        if RESPONSES in reads(design):
            raise FirstDoseError(
                f"{name} looks at responses, and the truth has none. "
                "Give --true-dlt and --true-response, a probability for each level."
            )


def told_truth(plan: Study, *, given: bool) -> list[str]:
    """The truth in words; ``given``: by ``--true-dlt``."""
    from firstdose.report.words import truth_words
    from firstdose.study import AssumedTruth

    if given:
        return ["Truth: the DLT probabilities given."]
    illustrative = plan.molecule.illustrative and not isinstance(plan.truth, AssumedTruth)
    label = f"Illustrative: no human result of {plan.molecule.title} stands behind this truth."
    return [label] * illustrative + [f"Truth: {truth_words(plan)}"]
