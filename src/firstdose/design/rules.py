"""The rules that a protocol puts around a design; each is a mask over the batch, made from what has been seen."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from scipy.special import betainc

from firstdose.design.decision import Decision
from firstdose.design.interface import Design
from firstdose.design.levels import at, check_count, check_share
from firstdose.design.order import within_a_step
from firstdose.errors import DesignError
from firstdose.trial.outcomes import Outcomes
from firstdose.types import I64, Bool

_LARGEST = np.iinfo(np.int8).max  # that a decision can hold


@dataclass(frozen=True)
class NoSkipping:
    """Go at most one level above the highest one treated so far."""

    cause = "The design would go higher, but {next} has not been tried yet and no level is skipped."

    def __call__(self, seen: Outcomes, decision: Decision) -> Bool:
        """(T, K)"""
        return within_a_step(seen.counts(decision.admissible.shape[1]).n > 0, decision.below)


class Stops(ABC):
    """A stopping rule; ``a | b`` ends a trial that either ends, ``a & b`` one that both end."""

    @property
    @abstractmethod
    def cause(self) -> str:
        """The sentence for a trial that it ends."""

    @property
    def no_mtd(self) -> bool:
        """A trial that it ends has no MTD."""
        return False

    @abstractmethod
    def __call__(self, seen: Outcomes, decision: Decision) -> Bool:
        """(T,)"""

    @property
    def alternatives(self) -> tuple[Stops, ...]:
        """The rules of which any one is enough."""
        return (self,)

    def __and__(self, other: Stops) -> Stops:
        return Both(self, other)

    def __or__(self, other: Stops) -> Stops:
        return Either(self, other)


@dataclass(frozen=True)
class Either(Stops):
    """Ends a trial that one rule or the other ends."""

    one: Stops
    other: Stops

    def __call__(self, seen: Outcomes, decision: Decision) -> Bool:
        """(T,)"""
        return self.one(seen, decision) | self.other(seen, decision)

    @property
    def alternatives(self) -> tuple[Stops, ...]:
        """The rules of which any one is enough."""
        return self.one.alternatives + self.other.alternatives

    @property
    def cause(self) -> str:
        """Either rule's sentence, for where it stands inside another rule."""
        return f"{self.one.cause} Or: {self.other.cause}"

    @property
    def no_mtd(self) -> bool:
        """Only where neither rule leaves an MTD."""
        return self.one.no_mtd and self.other.no_mtd


@dataclass(frozen=True)
class Both(Stops):
    """Ends a trial that one rule and the other end."""

    one: Stops
    other: Stops

    def __call__(self, seen: Outcomes, decision: Decision) -> Bool:
        """(T,)"""
        return self.one(seen, decision) & self.other(seen, decision)

    @property
    def cause(self) -> str:
        """Both rules' sentences."""
        return f"{self.one.cause} And: {self.other.cause}"

    @property
    def no_mtd(self) -> bool:
        """Where either rule leaves no MTD."""
        return self.one.no_mtd or self.other.no_mtd


@dataclass(frozen=True)
class MaxPatients(Stops):
    """The trial has treated ``n`` patients."""

    n: int

    def __post_init__(self) -> None:
        check_count("max-patients: n", self.n)

    @property
    def cause(self) -> str:
        """The trial's own end, whatever the design would still like to learn."""
        return f"The trial's maximum of {self.n} patients is reached: stop, the MTD is {{mtd}}."

    def __call__(self, seen: Outcomes, decision: Decision) -> Bool:
        """(T,)"""
        return np.asarray(seen.treated.sum(axis=1) >= self.n, np.bool_)


@dataclass(frozen=True)
class EnoughAt(Stops):
    """The level that comes next has been given to ``n`` patients already."""

    n: int

    def __post_init__(self) -> None:
        check_count("enough-at-mtd: n", self.n)

    @property
    def cause(self) -> str:
        """One dose's limit."""
        return f"{{at}} would be next and has had at least {self.n} patients already: stop, the MTD is {{mtd}}."

    def __call__(self, seen: Outcomes, decision: Decision) -> Bool:
        """(T,)"""
        going_on = decision.level >= 0
        treated = at(decision.numbers["n"], np.maximum(decision.level, 0).astype(np.int64))
        return np.asarray(going_on & (treated >= self.n), np.bool_)


@dataclass(frozen=True)
class LowestTooToxic(Stops):
    """At the lowest level Pr(DLT probability > ``target``) exceeds ``cutoff``, from a Beta(1, 1) prior.

    Notes
    -----
    A safety rule that no model can overrule: it uses the patients of the lowest level alone, ``at_least`` of them.
    """

    target: float
    cutoff: float = 0.95
    at_least: int = 3

    def __post_init__(self) -> None:
        check_share("lowest-too-toxic: target", self.target)
        check_share("lowest-too-toxic: cutoff", self.cutoff)
        check_count("lowest-too-toxic: at_least", self.at_least)

    @property
    def no_mtd(self) -> bool:
        """Always."""
        return True

    @property
    def cause(self) -> str:
        """No dose is safe enough to go on."""
        return (
            f"The lowest dose is too toxic (its DLT probability exceeds {self.target:g} with a probability "
            f"above {self.cutoff:g}): stop, no dose is the MTD."
        )

    def __call__(self, seen: Outcomes, decision: Decision) -> Bool:
        """(T,)"""
        n, dlt = decision.numbers["n"][:, 0], decision.numbers["dlt"][:, 0]
        p_over = 1 - betainc(dlt + 1, n - dlt + 1, self.target)
        return np.asarray((n >= self.at_least) & (np.round(p_over, 9) > self.cutoff), np.bool_)


@dataclass(frozen=True)
class Cohorts:
    """Cohorts of ``size`` patients (None: as many as the design asks for), never past ``max_patients`` in all."""

    size: int | None
    max_patients: int | None = None

    @classmethod
    def of(cls, design: Design, size: int, max_patients: int) -> Cohorts:
        """Cohorts of ``size``, unless the design has cohorts of its own."""
        return cls(None if design.own_cohorts else size, max_patients)

    def __post_init__(self) -> None:
        check_count("cohort_size", 1 if self.size is None else self.size)
        if self.size is not None and self.size > _LARGEST:
            raise DesignError(f"cohort_size = {self.size}: a cohort has at most {_LARGEST} patients, e.g. 3.")

    def __call__(self, seen: Outcomes, decision: Decision) -> I64:
        """(T,)"""
        size = decision.size.astype(np.int64) if self.size is None else np.full(len(seen), self.size)
        room = np.inf if self.max_patients is None else self.max_patients - seen.treated.sum(axis=1)
        return np.asarray(np.minimum(size, room), np.int64)
