"""How likely a level's response probability stays below the lowest acceptable one."""

from dataclasses import dataclass

import numpy as np
from scipy.special import betainc

from firstdose.design.by_level.joint_counts import JointCounts
from firstdose.design.by_level.lookup import looked_up
from firstdose.design.levels import check_share
from firstdose.design.numbers import Number
from firstdose.types import F64, I64, Bool

WAITING = "Responses not known yet ({unknown:.0f}) could change the decision: wait."


@dataclass(frozen=True)
class Futility:
    """A level is closed once Pr(p < p_response_min) exceeds a cutoff, with p ~ Beta(prior, prior) a priori.

    Parameters
    ----------
    p_response_min : lowest acceptable response probability.
    cutoff : probability above which a level is closed.
    prior : of response and of no response, in patients.

    Examples
    --------
    >>> rule = Futility(0.25, 0.9)
    >>> rule.p_below(np.array([8]), np.array([0])).round(4).tolist()  # 1 - 0.75^9
    [0.9249]
    """

    p_response_min: float
    cutoff: float
    prior: float = 1.0

    def __post_init__(self) -> None:
        check_share("p_response_min", self.p_response_min)
        check_share("cutoff_response", self.cutoff)

    @property
    def closed(self) -> str:
        """What is said of levels that are all shut."""
        return (
            f"is open: each is too toxic, or has a response probability below {self.p_response_min:g} with a "
            f"probability above {self.cutoff:g}"
        )

    def p_below(self, known: I64, response: I64) -> F64:
        """Pr(p < p_response_min) after ``response`` responses in ``known`` patients, of the same shape."""
        return looked_up(_below, known, response, self.p_response_min, self.prior)

    def futile(self, joint: JointCounts) -> Bool:
        """(T, K) levels that are closed, by the patients whose response is known."""
        return np.asarray(np.round(self.p_below(joint.known, joint.response), 9) > self.cutoff, np.bool_)

    def numbers(self, joint: JointCounts) -> dict[str, Number]:
        """(T, K) each: responses, their posterior mean, and how many of the trial are not known yet."""
        unknown = (joint.unknown + joint.unknown_dlt).sum(axis=1, dtype=np.float64)
        return {
            "response": lambda: joint.response.astype(np.float64),
            "p_response_mean": lambda: (self.prior + joint.response) / (2 * self.prior + joint.known),
            "unknown": np.broadcast_to(unknown[:, None], joint.known.shape),
        }


def _below(known: I64, response: I64, p: float, prior: float) -> F64:
    return np.asarray(betainc(response + prior, known - response + prior, p), np.float64)
