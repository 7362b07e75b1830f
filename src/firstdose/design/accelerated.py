"""Accelerated titration."""

from dataclasses import dataclass, replace

import numpy as np

from firstdose.design.by_level.interval import current_level
from firstdose.design.conclude import Proposal, conclude
from firstdose.design.decision import Decision
from firstdose.design.interface import DesignDefaults
from firstdose.design.three_plus_three import ThreePlusThree
from firstdose.errors import DesignError
from firstdose.trial.outcomes import Outcomes
from firstdose.types import F64, I8, Bool

FAST = "No DLT and {moderate:.0f} patients with grade 2 or more so far: go up to {next}, with one patient."
MODERATE, SEVERE = 2, 3  # CTCAE grades


@dataclass(frozen=True)
class AcceleratedTitration(DesignDefaults):
    """One patient a level until the first DLT or the second patient with grade 2, then 3+3.

    Parameters
    ----------
    n_levels : number of dose levels.
    variant : 1 to 4, the designs of the paper. 1: 3+3 from the start. 2: accelerated, one level at a time.
        3: accelerated, two levels at a time. 4: as 3, with the toxicity of any course.
    top_up, expand_top : of the 3+3 that follows.

    Notes
    -----
    The accelerated stage lasts until one patient has a DLT or two patients have a worst grade of 2 or more
    (``Outcomes.severity``; a grade that is not known counts as none), or the highest level is reached; the cohort there
    is then completed to three patients and the trial goes on by 3+3, one level at a time. The paper's steps are 40% of
    the dose, and 100% in the accelerated stage of designs 3 and 4: on levels 40% apart that is two levels (1.4 x 1.4 =
    1.96), so they go up two at once. "Any course" in design 4: outcomes hold what was seen of a patient in the DLT
    window; for this design enter the worst grade in any course as the severity, of which grade 3 or more ends the
    accelerated stage as a DLT does. The paper's intrapatient escalation is no decision about the next cohort and is
    left out. The MTD is that of 3+3.

    References
    ----------
    Simon R, Freidlin B, Rubinstein L, Arbuck SG, Collins J, Christian MC (1997), J Natl Cancer Inst 89:1138,
    doi:10.1093/jnci/89.15.1138.

    Examples
    --------
    >>> design = AcceleratedTitration(5)
    >>> answers = [design.decide(Outcomes.parse(text)).one() for text in ("1N", "1N 2N", "1N 2T")]
    >>> [(answer.level, answer.size) for answer in answers]
    [(1, 1), (2, 1), (1, 2)]
    """

    n_levels: int
    variant: int = 2
    top_up: bool = True
    expand_top: bool = True
    target = None
    own_cohorts = True

    def __post_init__(self) -> None:
        if self.variant not in (1, 2, 3, 4) or isinstance(self.variant, bool):
            raise DesignError(f"variant = {self.variant}: the paper has designs 1 to 4. Give one of them.")
        _ = self.standard

    @property
    def standard(self) -> ThreePlusThree:
        """The 3+3 that follows."""
        return ThreePlusThree(self.n_levels, self.top_up, self.expand_top)

    def decide(self, seen: Outcomes) -> Decision:
        """The next step of each trial."""
        return conclude(self, seen)

    def propose(self, seen: Outcomes) -> Proposal:
        """One patient higher up, or 3+3."""
        proposal, here = self.standard.propose(seen), current_level(seen)
        moderate = (seen.treated & (seen.severity >= MODERATE)).sum(axis=1)
        fast = ~self._ended(seen) & (moderate < 2) & (here < self.n_levels - 1)
        step = 1 if self.variant == 2 else 2

        def counted() -> F64:
            return np.broadcast_to(moderate[:, None].astype(np.float64), (len(seen), self.n_levels))

        return replace(
            proposal,
            level=np.where(fast, np.minimum(here + step, self.n_levels - 1), proposal.level),
            size=np.where(fast, 1, proposal.size),
            stop=proposal.stop & ~fast,
            cause=np.where(fast, len(proposal.causes), proposal.cause),
            causes=(*proposal.causes, FAST),
            numbers={"moderate": counted},
        )

    def _ended(self, seen: Outcomes) -> Bool:
        """(T,) a DLT has ended the accelerated stage, or there is none."""
        limiting = seen.dlt | (seen.severity >= SEVERE) if self.variant == 4 else seen.dlt
        return np.asarray((seen.treated & limiting).any(axis=1) | (self.variant == 1), np.bool_)

    def select(self, seen: Outcomes) -> I8:
        """As 3+3."""
        return self.standard.select(seen)
