"""What a design would have said after every cohort of a trial that has been run."""

from dataclasses import dataclass

from firstdose.design.interface import Design
from firstdose.design.recommendation import Recommendation
from firstdose.trial.outcomes import Outcomes


@dataclass(frozen=True)
class ReplayStep:
    """The design's answer to all that was known after one cohort."""

    cohort: int  # from 1; 0: before the first patient
    outcomes: str  # the cohort, e.g. "2NNT"; "" before the first patient
    recommendation: Recommendation


def replay(
    design: Design, outcomes: str, doses: tuple[float, ...] | None = None, units: str = ""
) -> tuple[ReplayStep, ...]:
    """The design's answer before the first cohort, and after each.

    Examples
    --------
    >>> from firstdose.design import ThreePlusThree
    >>> [step.recommendation.level for step in replay(ThreePlusThree(3), "1NNN 2NNT 2NNN")]
    [0, 1, 1, 2]
    """
    cohorts = outcomes.split()
    answers = (
        design.decide(Outcomes.parse(" ".join(cohorts[:done]))).at(doses, units).one()
        for done in range(len(cohorts) + 1)
    )
    return tuple(
        ReplayStep(number, cohort, answer)
        for number, (cohort, answer) in enumerate(zip(["", *cohorts], answers, strict=True))
    )
