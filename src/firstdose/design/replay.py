"""What a design would have said after every cohort of a trial that has been run."""

from dataclasses import dataclass, fields
from itertools import groupby

import numpy as np

from firstdose.design.interface import Design
from firstdose.design.recommendation import Recommendation
from firstdose.errors import DesignError
from firstdose.trial.outcomes import Outcomes


@dataclass(frozen=True)
class ReplayStep:
    """The design's answer to all that was known after one cohort."""

    cohort: int  # from 1; 0: before the first patient
    outcomes: str  # the cohort, e.g. "2NNT"; "" before the first patient
    recommendation: Recommendation


def replay(
    design: Design, outcomes: str | Outcomes, doses: tuple[float, ...] | None = None, units: str = ""
) -> tuple[ReplayStep, ...]:
    """The design's answer before the first cohort, and after each.

    Parameters
    ----------
    outcomes : text such as ``"1NNN 2NNT"``; or one trial's outcomes, which can say more, such as grades and that a
        response is not known. Backfill patients are seen with the cohort before them.
    doses, units : of the levels, for the reasons in words.

    Examples
    --------
    >>> from firstdose.design import ThreePlusThree
    >>> [step.recommendation.level for step in replay(ThreePlusThree(3), "1NNN 2NNT 2NNN")]
    [0, 1, 1, 2]
    """
    seen = Outcomes.parse(outcomes) if isinstance(outcomes, str) else outcomes
    if len(seen) != 1:
        raise DesignError(f"A replay tells one trial, and these outcomes are of {len(seen)}. Pick one: outcomes[0].")
    ends = _ends(seen)
    return tuple(
        ReplayStep(number, _written(seen, range(start, end)), design.decide(_first(seen, end)).at(doses, units).one())
        for number, (start, end) in enumerate(zip([0, *ends], ends, strict=False))
    )


def _ends(seen: Outcomes) -> list[int]:
    """Patients seen before the first cohort, and after each."""
    enrolled = np.flatnonzero(seen.treated[0] & (seen.cohort[0] >= 0))
    numbers = seen.cohort[0, enrolled]
    starts = enrolled[1:][np.diff(numbers) != 0].tolist()
    return [0, *starts, seen.level.shape[1]] if len(enrolled) else [0]


def _first(seen: Outcomes, patients: int) -> Outcomes:
    return Outcomes(**{field.name: getattr(seen, field.name)[:, :patients] for field in fields(seen)})


def _written(seen: Outcomes, patients: range) -> str:
    """These patients as text."""
    responded = seen.response[0] == 1
    letters = np.select([seen.pending[0], seen.dlt[0] & responded, seen.dlt[0], responded], list("PBTE"), "N")
    given = [patient for patient in patients if seen.treated[0, patient]]
    groups = groupby(given, key=lambda patient: int(seen.level[0, patient]))
    return " ".join(f"{level + 1}{''.join(letters[patient] for patient in group)}" for level, group in groups)
