"""What is true in simulated trials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firstdose.cli.lists import numbers

if TYPE_CHECKING:
    from firstdose.study import Study
    from firstdose.virtual import Truth


def truth_from(true_dlt: str | None, plan: Study) -> Truth | None:
    """DLT probabilities of ``--true-dlt``; None leaves the study's own truth."""
    from firstdose.errors import FirstDoseError
    from firstdose.virtual import AssumedCurve

    if true_dlt is None:
        return None
    p, levels = numbers(true_dlt, "--true-dlt", "0.05,0.1,0.2"), len(plan.protocol.grid)
    if len(p) != levels:
        raise FirstDoseError(
            f'--true-dlt "{true_dlt}" has {len(p)} values for {levels} dose levels. Give one a level, lowest first.'
        )
    return AssumedCurve(p, plan.protocol.dlt.window_days)


def told_truth(plan: Study, *, given: bool) -> list[str]:
    """The truth in words; ``given``: by ``--true-dlt``."""
    from firstdose.report.words import truth_words
    from firstdose.study import ExposureTruth

    if given:
        return ["Truth: the DLT probabilities given."]
    illustrative = plan.molecule.illustrative and isinstance(plan.truth, ExposureTruth)
    label = f"Illustrative: no human result of {plan.molecule.title} stands behind this truth."
    return [label] * illustrative + [f"Truth: {truth_words(plan)}"]
