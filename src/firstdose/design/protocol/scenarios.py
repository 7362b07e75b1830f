"""Hypothetical data: what a design would say after outcomes that a committee can picture before the trial."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from firstdose.design.interface import Design
from firstdose.design.levels import check_count
from firstdose.design.recommendation import Recommendation
from firstdose.trial.outcomes import Outcomes


@dataclass(frozen=True)
class Scenario:
    """Outcomes, and the decision after them."""

    outcomes: str  # as in ``Outcomes.parse``
    answer: Recommendation

    def to_dict(self) -> dict[str, Any]:
        """As printed: the outcomes, and the decision with its levels from 1."""
        return {"outcomes": self.outcomes} | self.answer.to_dict()


def hypothetical(
    design: Design, outcomes: Sequence[str] | None = None, *, cohorts: int = 2, doses: tuple[float, ...] | None = None
) -> tuple[Scenario, ...]:
    """What the design would say after each of some outcomes.

    Parameters
    ----------
    design : any, within its rules or not.
    outcomes : such as "1NNT". Unless given: a first cohort with every number of DLTs, then, after one without any, a
        second at the level that the design gives, and so on for so many ``cohorts``.
    doses : of the levels, to tell the decisions in.

    References
    ----------
    Neuenschwander B, Branson M, Gsponer T (2008), Stat Med 27:2420, section 4.3, doi:10.1002/sim.3230.

    Examples
    --------
    >>> from firstdose.design import Boin
    >>> for row in hypothetical(Boin(0.3, 5), cohorts=1):
    ...     print(row.outcomes, row.answer.action, row.answer.level)
    1NNN treat 1
    1NNT treat 0
    1NTT treat 0
    1TTT stop None
    """
    check_count("cohorts", cohorts)
    told = _usual(design, cohorts) if outcomes is None else outcomes
    return tuple(Scenario(text, design.decide(Outcomes.parse(text)).at(doses).one()) for text in told)


def _usual(design: Design, cohorts: int) -> tuple[str, ...]:
    told: list[str] = []
    well = ""  # everybody so far, without a DLT
    for _ in range(cohorts):
        answer = design.decide(Outcomes.parse(well)).one()
        if answer.level is None or answer.size < 1:
            break
        level = answer.level + 1
        told += [
            f"{well} {level}{'N' * (answer.size - toxic)}{'T' * toxic}".strip() for toxic in range(answer.size + 1)
        ]
        well = f"{well} {level}{'N' * answer.size}".strip()
    return tuple(told)
