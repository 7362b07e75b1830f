"""What a study's design would say early on, and what its prior is worth: checks that everybody understands."""

from __future__ import annotations

from firstdose.design import EffectiveSize, Recommendation, effective_sizes, hypothetical
from firstdose.errors import DesignError
from firstdose.study import Study
from firstdose.trial import Outcomes


def foreseen(study: Study) -> tuple[tuple[str, Recommendation], ...]:
    """The decision after each outcome of the first two cohorts, the second one after a first without a DLT."""
    design, grid = study.design, study.protocol.grid
    told = (one.outcomes for one in hypothetical(design))
    return tuple((text, design.decide(Outcomes.parse(text)).at(grid.doses, grid.units).one()) for text in told)


def prior_worth(study: Study) -> tuple[EffectiveSize, ...]:
    """In patients, a level each; none for a design without a prior."""
    try:
        return effective_sizes(study.design)
    except DesignError:
        return ()
