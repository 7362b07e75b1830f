"""The truths that the designs are tried in: the study's own, and either edge of what the prediction leaves open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from firstdose.design import Design
from firstdose.report.blocks import Reference, Words, prose
from firstdose.report.results import Scenario
from firstdose.report.words import truth_words
from firstdose.study import MechanismTruth, Study
from firstdose.virtual import Progress, Truth, compare_designs, exposure_truth, mechanism_at, part_of, truth_of


def scenarios(
    study: Study, designs: Mapping[str, Design], trials: int, progress: Progress | None
) -> Iterator[Scenario]:
    """The designs in each truth, the study's own first."""
    truths: tuple[tuple[str, Words, Truth], ...] = (
        ("Central", truth_words(study), truth_of(study)),
        ("Less toxic", _edge_words(study, "lower", "5th"), _edge(study, 0.05)),
        ("More toxic", _edge_words(study, "upper", "95th"), _edge(study, 0.95)),
    )
    for number, (title, words, truth) in enumerate(truths):
        part = part_of(progress, number, len(truths))
        yield Scenario(title, words, compare_designs(study, designs, trials=trials, truth=truth, progress=part))


def _edge(study: Study, share: float) -> Truth:
    return mechanism_at(study, share) if isinstance(study.truth, MechanismTruth) else exposure_truth(study, share)


def _edge_words(study: Study, edge: str, percentile: str) -> Words:
    which = "What is not known of the molecule" if isinstance(study.truth, MechanismTruth) else "A hazard"
    return prose(
        f"{which} that the data leave open, at the {edge} edge of the band in ",
        Reference("dlt-by-dose"),
        f": the one nearest to the {percentile} percentile.",
    )
