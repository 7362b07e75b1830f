"""Stopping rules, and how they are joined."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import reduce

from firstdose.design.decision import Decision
from firstdose.trial.outcomes import Outcomes
from firstdose.types import Bool


class Stops(ABC):
    """A stopping rule; ``a | b`` ends a trial that either ends, ``a & b`` one that both end.

    Rules that are joined are put in one order, so that they are equal however they were written.
    """

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

    @property
    def conditions(self) -> tuple[Stops, ...]:
        """The rules of which each is needed."""
        return (self,)

    def __and__(self, other: Stops) -> Stops:
        return reduce(Both, sorted((*self.conditions, *other.conditions), key=repr))

    def __or__(self, other: Stops) -> Stops:
        return reduce(Either, sorted((*self.alternatives, *other.alternatives), key=repr))


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
    def conditions(self) -> tuple[Stops, ...]:
        """The rules of which each is needed."""
        return self.one.conditions + self.other.conditions

    @property
    def cause(self) -> str:
        """Both rules' sentences."""
        return f"{self.one.cause} And: {self.other.cause}"

    @property
    def no_mtd(self) -> bool:
        """Where either rule leaves no MTD."""
        return self.one.no_mtd or self.other.no_mtd
