"""What can come out of one arm, with its probability: the exact distribution of what a selection looks at."""

from typing import NamedTuple

import numpy as np
from scipy.special import gammaln, xlogy

from firstdose.errors import DesignError
from firstdose.types import F64, I64, Bool

_MOST = 2_000_000  # results of an arm


class Results(NamedTuple):
    """Possible results of an arm, (R,) each."""

    response_only: I64
    neither: I64
    both: I64
    dlt_only: I64
    exposed: I64


def all_results(n: int, with_exposure: bool) -> Results:
    """Every result that ``n`` patients can have.

    Examples
    --------
    >>> len(all_results(3, with_exposure=False).both)
    20
    """
    many = (n + 1) * (n + 2) * (n + 3) // 6 * (n + 1 if with_exposure else 1)
    if many > _MOST:
        raise DesignError(
            f"{n} patients an arm can come out in {many:,} ways, more than {_MOST:,}: too many to add up. Give fewer "
            "patients, or leave exposure out of the utility."
        )
    first, second, third = np.meshgrid(*[np.arange(n + 1)] * 3, indexing="ij")
    fits = first + second + third <= n
    cells = [kind[fits].astype(np.int64) for kind in (first, second, third)]
    rest = n - cells[0] - cells[1] - cells[2]
    exposures = np.arange(n + 1 if with_exposure else 1)
    row, exposed = (values.ravel() for values in np.meshgrid(np.arange(len(rest)), exposures, indexing="ij"))
    return Results(cells[0][row], cells[1][row], cells[2][row], rest[row], exposed.astype(np.int64))


def probabilities(results: Results, cells: tuple[float, ...], p_exposed: float | None) -> F64:
    """(R,) multinomial probabilities of the outcomes, times the binomial one of the exposure."""
    counts = np.array(results[:4])
    n = counts[:, 0].sum()
    log_p = gammaln(n + 1) + (xlogy(counts, np.clip(cells, 0, 1)[:, None]) - gammaln(counts + 1)).sum(axis=0)
    if p_exposed is not None:
        e = results.exposed
        log_p = log_p + gammaln(n + 1) - gammaln(e + 1) - gammaln(n - e + 1)
        log_p = log_p + xlogy(e, p_exposed) + xlogy(n - e, 1 - p_exposed)
    return np.asarray(np.exp(log_p), np.float64)


class ScoreTable(NamedTuple):
    """Scores that an arm can have, rising, and the probability of each while the arm is admissible."""

    score: F64  # (S,)
    probability: F64  # (S,)
    toxic: float  # probability of being too toxic
    futile: float  # of being admissible as to toxicity but not as to responses

    @classmethod
    def of(cls, score: F64, probability: F64, toxic: Bool, futile: Bool) -> "ScoreTable":
        """From all results, (R,) each."""
        open_ = ~toxic & ~futile
        values, place = np.unique(score[open_], return_inverse=True)
        added = np.bincount(place, probability[open_], len(values)).astype(np.float64)
        return cls(values, added, float(probability[toxic].sum()), float(probability[futile & ~toxic].sum()))

    def below(self, scores: F64, or_equal: bool = False) -> F64:
        """Probability of being admissible with a lower score, or one as low, than each of ``scores``."""
        total = np.concatenate([[0.0], np.cumsum(self.probability)])
        return np.asarray(total[np.searchsorted(self.score, scores, "right" if or_equal else "left")], np.float64)


def p_selected(tables: list[ScoreTable], margin: float) -> F64:
    """(K,) probability that each arm is selected: the lowest whose score is at most ``margin`` below the highest.

    Notes
    -----
    Arms are independent; a toxic one excludes those above it, so the probability is added up over the lowest toxic arm.
    For each arm k that may have the highest score, the first of equals, and each score that it may have, the conditions
    on the other arms are on one arm each and their probabilities multiply.
    """
    chance = np.zeros(len(tables))
    for first_toxic in range(1, len(tables) + 1):
        weight = 1.0 if first_toxic == len(tables) else tables[first_toxic].toxic
        chance[:first_toxic] += weight * _p_among(tables[:first_toxic], margin)
    return chance


def _p_among(tables: list[ScoreTable], margin: float) -> F64:
    """(k,) probability that each arm is selected and none of these is toxic."""
    chance = np.zeros(len(tables))
    for highest, table in enumerate(tables):
        for selected in range(highest + 1):
            others = (arm for arm in range(len(tables)) if arm != highest)
            factors = [_fits(tables[arm], table.score, margin, arm - highest, arm - selected) for arm in others]
            chance[selected] += (table.probability * np.prod(factors, axis=0)).sum()
    return chance


def _fits(arm: ScoreTable, highest: F64, margin: float, to_highest: int, to_selected: int) -> F64:
    """Probability that an arm allows the selection, by where it stands to the arm of the highest score and to it."""
    if to_highest > 0:
        return arm.below(highest, or_equal=True) + arm.futile
    near = np.round(highest - margin, 9)
    if to_selected == 0:
        return arm.below(highest) - arm.below(near)
    return arm.below(near if to_selected < 0 else highest) + arm.futile
