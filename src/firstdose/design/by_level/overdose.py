"""How likely a level's DLT probability exceeds the target, from that level's own patients alone."""

from dataclasses import dataclass

import numpy as np
from scipy.special import betainc

from firstdose.design.by_level.lookup import looked_up
from firstdose.design.levels import check_count, check_numbers, check_share
from firstdose.design.numbers import Number
from firstdose.errors import DesignError
from firstdose.types import F64, I64, Bool


@dataclass(frozen=True)
class Overdose:
    """A level is too toxic once Pr(p > target) exceeds a cutoff, with p ~ Beta(1, 1) a priori.

    Parameters
    ----------
    target : DLT probability aimed at.
    cutoff : probability above which a level is too toxic.
    at_least : patients at a level before it is judged.
    offset : by so much the cutoff of the lowest level is lower (BOIN's ``extrasafe``).

    Examples
    --------
    >>> rule = Overdose(0.3)
    >>> rule.p_over(np.array([3]), np.array([3])).round(4).tolist()  # 1 - 0.3^4
    [0.9919]
    """

    target: float
    cutoff: float = 0.95
    at_least: int = 3
    offset: float = 0.0

    criterion = (
        "{dlt:.0f} of {known:.0f} patients had a DLT, so the probability of exceeding {target:g} is {p_over:.3f}, "
        "above {cutoff:g}"
    )

    def __post_init__(self) -> None:
        check_share("target", self.target)
        check_share("cutoff", self.cutoff)
        check_count("at_least", self.at_least)
        check_numbers(offset=self.offset)
        if not 0 <= self.offset < min(0.5, self.cutoff):
            raise DesignError(
                f"offset = {self.offset:g}: the cutoff of the lowest level is lowered by a number from 0 to below 0.5 "
                "that leaves it above 0, e.g. 0.05."
            )

    def p_over(self, n: I64, dlt: I64) -> F64:
        """Pr(p > target) after ``dlt`` DLTs in ``n`` patients, of the same shape."""
        return looked_up(_tail, n, dlt, self.target)

    def cutoffs(self, n_levels: int) -> F64:
        """(K,) of each level."""
        return np.where(np.arange(n_levels) == 0, round(self.cutoff - self.offset, 12), self.cutoff)

    def toxic(self, n: I64, dlt: I64) -> Bool:
        """(T, K) levels that are too toxic by their own patients."""
        over = np.round(self.p_over(n, dlt), 9) > self.cutoffs(n.shape[-1])
        return np.asarray(over & (n >= self.at_least), np.bool_)

    def numbers(self, n: I64, dlt: I64) -> dict[str, Number]:
        """(T, K) each, what the criterion tells; ``p_over`` is NaN where nobody was treated."""
        return {
            "p_over": lambda: np.where(n > 0, self.p_over(n, dlt), np.nan),
            "target": lambda: np.full(n.shape, self.target),
            "cutoff": lambda: np.broadcast_to(self.cutoffs(n.shape[-1]), n.shape),
        }


def _tail(n: I64, dlt: I64, target: float) -> F64:
    return np.asarray(1 - betainc(dlt + 1, n - dlt + 1, target), np.float64)
