"""Designs that look for the optimal dose: they weigh responses against DLTs, and may wait for a response."""

from abc import ABC, abstractmethod

import numpy as np

from firstdose.design.by_level.futility import WAITING, Futility
from firstdose.design.by_level.interval import current_level
from firstdose.design.by_level.joint_counts import Choice, JointCounts, could_change, joint_counts
from firstdose.design.by_level.overdose import Overdose
from firstdose.design.conclude import Proposal, conclude
from firstdose.design.decision import Decision
from firstdose.design.interface import DesignDefaults
from firstdose.design.numbers import Number
from firstdose.trial.counts import Counts
from firstdose.trial.outcomes import Outcomes
from firstdose.types import I8, I64, Bool


class ByResponse(DesignDefaults, ABC):
    """From the paper's choice of a level to a proposal.

    With ``wait_for_response`` the choice is made as if no response came of those not known yet, and the trial waits
    where they could change it; otherwise it goes by the patients whose response is known.
    """

    n_levels: int
    wait_for_response: bool
    selects = "optimal dose"

    def decide(self, seen: Outcomes) -> Decision:
        """The next step of each trial."""
        return conclude(self, seen)

    def propose(self, seen: Outcomes) -> Proposal:
        """The level that the paper's rule chooses."""
        counts, here, joint = seen.counts(self.n_levels), current_level(seen), joint_counts(seen, self.n_levels)
        evidence = joint.worst() if self.wait_for_response else joint

        def choose(told: JointCounts) -> Choice:
            return self._choose(counts, here, told)

        def optimal(told: JointCounts) -> I8:
            return self._optimal(counts, told)

        choice = choose(evidence)
        wait = could_change(choose, optimal, choice, joint) & self.wait_for_response
        return Proposal(
            level=choice.level,
            size=np.full(len(seen), 3),
            stop=self._ends(choice) & ~wait,
            toxic=self._toxic(counts),
            verdict="is too toxic",
            criterion=Overdose.criterion,
            about=self._about(choice, counts, here),
            cause=choice.cause,
            causes=self._causes,
            numbers=self._numbers(counts, joint),
            futile=self._futile(counts, evidence),
            wait=wait,
            waiting=WAITING,
        )

    def select(self, seen: Outcomes) -> I8:
        """The optimal dose of the levels tried and admissible; -1: none."""
        return self._optimal(seen.counts(self.n_levels), joint_counts(seen, self.n_levels))

    @property
    @abstractmethod
    def futility(self) -> Futility:
        """When a level has too few responses."""

    @property
    @abstractmethod
    def _causes(self) -> tuple[str, ...]:
        """The sentences."""

    @abstractmethod
    def _choose(self, counts: Counts, here: I64, joint: JointCounts) -> Choice:
        """Where the next cohort goes."""

    @abstractmethod
    def _optimal(self, counts: Counts, joint: JointCounts) -> I8:
        """(T,) the optimal dose; -1: none."""

    @abstractmethod
    def _toxic(self, counts: Counts) -> Bool:
        """(T, K) levels that are too toxic by their own patients."""

    @abstractmethod
    def _numbers(self, counts: Counts, joint: JointCounts) -> dict[str, Number]:
        """(T, K) each, what the decision tells."""

    def _ends(self, choice: Choice) -> Bool:
        """(T,) the trial has reached its end."""
        return choice.stop

    def _about(self, choice: Choice, counts: Counts, here: I64) -> I64:
        """(T,) the level whose numbers the sentence tells."""
        return here

    def _futile(self, counts: Counts, joint: JointCounts) -> Bool:
        """(T, K) levels that have too few responses."""
        return self.futility.futile(joint)
