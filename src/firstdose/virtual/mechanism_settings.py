"""From what the patient model computes to what a site would report: terms, dose holds, scans, and the rest."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

from firstdose.errors import LibraryError
from firstdose.pkpd.response import response_rule
from firstdose.resources import packaged
from firstdose.sourced import Provenance, Sourced
from firstdose.tables import noun, read_toml
from firstdose.trial import Criterion, Term, ctcae

_FILE = "virtual/settings/mechanism.toml"


@dataclass(frozen=True)
class Sign:
    """A measurement that CTCAE grades."""

    measurement: str  # an output of the patient model
    term: str

    def __post_init__(self) -> None:
        ctcae().term(self.term)

    @property
    def graded(self) -> Term:
        """The term's criteria."""
        return ctcae().term(self.term)


@dataclass(frozen=True)
class Score:
    """A score of the patient model with criteria of its own, where CTCAE grades no measurement."""

    measurement: str
    graded: Term

    @property
    def label(self) -> str:
        """How it is called in lists."""
        return self.graded.name


@dataclass(frozen=True)
class Background:
    """Events that come at any dose alike, of what the model does not have."""

    term: str
    grade: int
    p: Sourced  # probability within window_days
    window_days: Sourced

    def __post_init__(self) -> None:
        self.p.require("1", "p", positive=False)
        self.window_days.require("day", "window_days")
        if self.p.range[0] < 0 or self.p.range[1] >= 1:
            raise LibraryError(f"[background] p = {self.p}: a probability from 0 to below 1 is needed.")

    def within(self, days: float) -> float:
        """Probability within so many days, at a constant hazard."""
        return float(1 - (1 - self.p.to("1")) ** (days / self.window_days.to("day")))


@dataclass(frozen=True)
class Hold:
    """When a dose is left out, and what leaving out several is called."""

    criteria: tuple[str, ...]
    missed: int  # doses, at which an event is reported
    term: str
    source: str
    provenance: Provenance

    def __post_init__(self) -> None:
        if self.missed < 1:
            raise LibraryError(f"[hold] missed = {self.missed}: at least one dose has to be missed, e.g. 2.")
        if any(not each.grade for each in self.rules):
            raise LibraryError('[hold] criteria: each has a grade, e.g. "platelet count decreased >= G2".')

    @cached_property
    def rules(self) -> tuple[Criterion, ...]:
        """The criteria."""
        return tuple(map(Criterion.parse, self.criteria))

    @property
    def summary(self) -> str:
        """What is said of it, in a few words."""
        return f"left out on {', '.join(self.criteria)}; {self.missed} missed are an event"


@dataclass(frozen=True)
class FollowUp:
    """How long tumours are followed; what a response is, ``pkpd.response`` says."""

    until: Sourced  # from the first dose

    def __post_init__(self) -> None:
        self.until.require("day", "until")
        if len(self.days) < 2:
            raise LibraryError(
                f"[follow_up] until = {self.until}: a response is confirmed at a second scan. Give longer."
            )

    @property
    def days(self) -> tuple[float, ...]:
        """Of the scans, without the one before treatment."""
        return response_rule().days(self.until.to("day"))


@dataclass(frozen=True)
class MechanismSettings:
    """Everything between the patient model and the judge."""

    signs: tuple[Sign, ...]
    scores: tuple[Score, ...]
    background: Background
    hold: Hold
    follow_up: FollowUp

    def __post_init__(self) -> None:
        known = {term.name for _, term in self.graded}
        for rule in self.hold.rules:
            if rule.term not in known:
                raise LibraryError(f'[hold] "{rule.term}" is none of the events here: {", ".join(sorted(known))}.')

    @property
    def graded(self) -> tuple[tuple[str, Term], ...]:
        """Every measurement with its criteria."""
        each: tuple[Sign | Score, ...] = (*self.signs, *self.scores)
        return tuple((one.measurement, one.graded) for one in each)


@cache
def mechanism_settings() -> MechanismSettings:
    """The packaged settings.

    Examples
    --------
    >>> mechanism_settings().follow_up.days
    (42.0, 84.0, 126.0)
    """
    return noun(MechanismSettings, read_toml(packaged(_FILE)), "mechanism.toml")
