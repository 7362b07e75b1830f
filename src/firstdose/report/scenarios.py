"""The truths that the designs are tried in: the study's own, and either edge of what the prediction leaves open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from firstdose.report.results import Scenario
from firstdose.report.words import truth_words
from firstdose.study import Study
from firstdose.virtual import AssumedCurve, Prediction, Progress, Truth, compare_designs, designs_of, truth_of

DESIGNS = ("3+3", "boin", "blrm")
_EDGE = "The {} edge of the band in @dlt-by-dose: the {} percentile of what the data leave open, at every level."


def scenarios(study: Study, prediction: Prediction, trials: int, progress: Progress | None) -> Iterator[Scenario]:
    """The designs in each truth, the study's own first."""
    window, designs = study.protocol.dlt.window_days, designs_of(study, _names(study))
    truths: tuple[tuple[str, str, Truth], ...] = (
        ("Central", truth_words(study), truth_of(study)),
        ("Less toxic", _EDGE.format("lower", "5th"), AssumedCurve(_edge(prediction, "p05"), window)),
        ("More toxic", _EDGE.format("upper", "95th"), AssumedCurve(_edge(prediction, "p95"), window)),
    )
    for number, (title, words, truth) in enumerate(truths):
        part = _part(progress, number, len(truths))
        yield Scenario(title, words, compare_designs(study, designs, trials=trials, truth=truth, progress=part))


def _edge(prediction: Prediction, percentile: Literal["p05", "p95"]) -> tuple[float, ...]:
    return tuple(getattr(level.p_dlt, percentile) for level in prediction.levels)


def _names(study: Study) -> tuple[str, ...]:
    return DESIGNS if study.design_name in DESIGNS else (*DESIGNS, study.design_name)


def _part(progress: Progress | None, number: int, parts: int) -> Progress | None:
    """Progress of one part as progress of the whole."""
    if progress is None:
        return None
    return lambda done, total: progress(number * total + done, parts * total)
