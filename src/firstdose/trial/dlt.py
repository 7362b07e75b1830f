"""Which events are dose-limiting toxicities (DLTs)."""

import re
from dataclasses import dataclass

import numpy as np

from firstdose.errors import ProtocolError
from firstdose.trial.course import Events
from firstdose.types import Bool

ADJUDICATED = "dose-limiting toxicity"  # the term of an event to which the definition has been applied already
_GRADED = re.compile(r"(?P<term>.+?)\s*(?:>=|≥)\s*(?:G|grade\s*)?(?P<grade>[1-5])", re.IGNORECASE)


@dataclass(frozen=True)
class Criterion:
    """One line of the definition: an event term, and the lowest CTCAE grade that counts.

    Examples
    --------
    >>> Criterion.parse("platelet count decreased >= G4")
    Criterion(term='platelet count decreased', grade=4)
    """

    term: str
    grade: int  # 0: whatever the grade, once adjudicated under this term

    @classmethod
    def parse(cls, text: str) -> "Criterion":
        """``"TERM >= G4"``; text without a grade is a term that a person adjudicates."""
        match = _GRADED.fullmatch(text.strip())
        if match is None and re.search("[<>≥≤]", text):
            raise ProtocolError(
                f'[dlt] criterion "{text}": write TERM >= G and a CTCAE grade from 1 to 5, e.g. '
                '"platelet count decreased >= G4", or a term alone, which a person adjudicates.'
            )
        return cls(match["term"].lower(), int(match["grade"])) if match else cls(text.strip().lower(), 0)

    def meets(self, events: Events) -> Bool:
        """(E,) the events that fulfil this criterion."""
        terms = np.array([term.lower() == self.term for term in events.terms], dtype=np.bool_)
        return terms[events.term] & (events.grade >= self.grade)


@dataclass(frozen=True)
class DltDefinition:
    """Which events within how many days of the first dose count as dose-limiting."""

    window_days: int
    criteria: tuple[Criterion, ...]

    def __post_init__(self) -> None:
        if self.window_days < 1:
            raise ProtocolError(
                f"[dlt] window_days = {self.window_days}: a DLT window lasts at least one day. "
                "Give the days from the first dose within which an event counts, e.g. 21."
            )

    def meets(self, events: Events) -> Bool:
        """(E,) the events that are dose-limiting if they come within the window."""
        every = (Criterion(ADJUDICATED, 0), *self.criteria)
        return np.asarray(np.any([criterion.meets(events) for criterion in every], axis=0), np.bool_)
