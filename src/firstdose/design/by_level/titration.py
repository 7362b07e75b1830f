"""A fast start: one patient a level until the first DLT."""

from dataclasses import replace

import numpy as np

from firstdose.design.conclude import Proposal
from firstdose.design.levels import at
from firstdose.trial.counts import Counts
from firstdose.types import I64

FAST = "No patient has had a DLT so far: go up to {next}, with one patient."
FILL = "The titration, one patient a level, has ended at {at}: fill its cohort up."


def titrated(proposal: Proposal, counts: Counts, here: I64, cohort_size: int) -> Proposal:
    """The proposal with one patient a level until the first DLT or the highest level, then a full cohort there.

    Notes
    -----
    As ``titration=TRUE`` in BOIN 2.7.2: the cohort is filled up only where the titration ends; a level below it, with
    its single patient, gets a whole cohort when the trial comes back to it.
    """
    top = counts.n.shape[1] - 1
    fast = ~(counts.dlt > 0).any(axis=1) & (counts.n[:, top] == 0) & (here < top)
    n = at(counts.n, here)
    fill = ~fast & (n > 0) & (n < cohort_size) & ~at(proposal.toxic, here)
    causes = len(proposal.causes)
    return replace(
        proposal,
        level=np.select([fast, fill], [here + 1, here], proposal.level),
        size=np.select([fast, fill], [np.ones_like(n), cohort_size - n], cohort_size),
        cause=np.select([fast, fill], [causes, causes + 1], proposal.cause),
        causes=(*proposal.causes, FAST, FILL),
    )
