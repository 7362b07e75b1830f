"""Two or more doses given side by side, and the one with the best balance of response, DLT and exposure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from scipy.special import betainc, betaincinv, gammaincinv

from firstdose.design.by_level.joint_counts import BEST, as_utilities
from firstdose.design.levels import as_floats, check_count, check_numbers, check_share
from firstdose.design.optimisation.arms import ArmCounts, DoseTruth
from firstdose.design.optimisation.comparison import DoseComparison, DoseSummary
from firstdose.design.optimisation.score_table import Results, ScoreTable, all_results, p_selected, probabilities
from firstdose.errors import DesignError
from firstdose.rng import uniforms
from firstdose.types import F64, Bool

_CELL = 0.25  # prior patients in each of the four outcomes: one in all
_HALF = 0.5  # and so of a DLT and of none


@dataclass(frozen=True)
class RandomisedDoses:
    """Patients are randomised to the doses in equal numbers; the optimal dose has the highest mean utility.

    Parameters
    ----------
    arms : doses, increasing.
    n_per_arm : patients of each arm.
    utilities : from 0 to 100, of a response without DLT, neither, both, and a DLT without response.
    exposure_weight : share of the utility, 0 to below 1, that goes to reaching the exposure aimed at.
    p_tox_max : highest acceptable DLT probability.
    p_response_min : lowest acceptable response probability.
    cutoff_toxicity : a dose is excluded, with all above it, once Pr(p_dlt > p_tox_max) exceeds this.
    cutoff_response : a dose is excluded once Pr(p_response < p_response_min) exceeds this.
    margin : utility by which a higher dose has to be better to be preferred to a lower one.

    Notes
    -----
    With weight w the mean utility is (1 - w) times that of the four outcomes plus 100 w times the share of patients who
    reach the exposure. The outcomes have a Dirichlet prior worth one patient in equal parts, the share Beta(1/2, 1/2).
    The dose selected is the lowest admissible one whose posterior mean utility is at most ``margin`` below the highest.
    Results may include patients of the escalation and of its backfill. Chances of selection are exact: every result
    that an arm can have is added up.

    References
    ----------
    FDA (2024), Optimizing the Dosage of Human Prescription Drugs and Biological Products for the Treatment of Oncologic
    Diseases, guidance for industry (randomised, parallel dose comparison; it asks for no particular analysis).
    Zhou Y, Lee JJ, Yuan Y (2019), Stat Med 38:5299, doi:10.1002/sim.8361 (mean utility and admissible doses).
    Yang P, Li D, Lin R, Huang B, Yuan Y (2024), Stat Med 43:2972, doi:10.1002/sim.10093 (sizes of 20 to 40 an arm).

    Examples
    --------
    >>> doses = RandomisedDoses(arms=(1.6, 2.4), n_per_arm=20)
    >>> doses.select([ArmCounts(8, 10, 1, 1), ArmCounts(8, 5, 3, 4)])
    0
    >>> round(doses.p_correct([DoseTruth(p_dlt=0.1, p_response=0.4), DoseTruth(p_dlt=0.3, p_response=0.45)]), 3)
    0.701
    """

    arms: tuple[float, ...]
    n_per_arm: int
    utilities: tuple[float, ...] = (100.0, 40.0, 60.0, 0.0)
    exposure_weight: float = 0.0
    p_tox_max: float = 0.3
    p_response_min: float = 0.2
    cutoff_toxicity: float = 0.95
    cutoff_response: float = 0.9
    margin: float = 0.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "arms", as_floats("dose optimisation: arms", self.arms))
        object.__setattr__(self, "utilities", as_utilities("dose optimisation", self.utilities))
        check_count("n_per_arm", self.n_per_arm)
        check_numbers(exposure_weight=self.exposure_weight, margin=self.margin)
        for name in ("p_tox_max", "p_response_min", "cutoff_toxicity", "cutoff_response"):
            check_share(name, getattr(self, name))
        if len(self.arms) < 2 or not all(0 < low < high < np.inf for low, high in pairwise(self.arms)):
            raise DesignError(f"dose optimisation: arms = {list(self.arms)}: two or more rising positive doses.")
        if not 0 <= self.exposure_weight < 1:
            raise DesignError(
                f"dose optimisation: exposure_weight = {self.exposure_weight:g}: a share from 0 to below 1 is needed, "
                "of the utility."
            )
        if not 0 <= self.margin < BEST:
            raise DesignError(f"dose optimisation: margin = {self.margin:g}: a utility from 0 to below 100 is needed.")

    def select(self, arms: Sequence[ArmCounts]) -> int | None:
        """The optimal dose, 0-based; None: no arm is admissible."""
        results = [self._results(arm) for arm in self._checked(arms)]
        scores = np.array([self._score(result)[0] for result in results])
        return self._chosen(scores, self._admissible(results))

    def compare(self, arms: Sequence[ArmCounts], seed: int = 1, draws: int = 10_000) -> DoseComparison:
        """Every arm's estimates, the probability that it is the best, and the optimal dose.

        Parameters
        ----------
        arms : what was seen of each dose.
        seed, draws : of the posterior draws behind ``p_best``; its standard error is at most 0.5 / sqrt(draws).
        """
        results = [self._results(arm) for arm in self._checked(arms)]
        open_arms = self._admissible(results)
        best = self._p_best(results, open_arms, seed, draws)
        told = tuple(
            self._summary(dose, arm, result, bool(fine), float(chance))
            for dose, arm, result, fine, chance in zip(self.arms, arms, results, open_arms, best, strict=True)
        )
        selected = self.select(arms)
        return DoseComparison(told, selected, self._reason(told, selected))

    def best_dose(self, truth: Sequence[DoseTruth]) -> int | None:
        """The dose that is right in a scenario, 0-based: the same rule on the true probabilities; None: none is."""
        self._check_truth(truth)
        w = self.exposure_weight
        outcome = [(1 - w) * float(np.dot(self.utilities, one.cells)) for one in truth]
        score = np.array([part + w * BEST * (one.p_exposed or 0.0) for part, one in zip(outcome, truth, strict=True)])
        toxic = np.logical_or.accumulate([one.p_dlt > self.p_tox_max for one in truth])
        return self._chosen(np.round(score, 9), ~toxic & [one.p_response >= self.p_response_min for one in truth])

    def p_selected(self, truth: Sequence[DoseTruth]) -> tuple[float, ...]:
        """Probability that each dose is selected in a scenario; what is missing to 1: none is."""
        self._check_truth(truth)
        results = all_results(self.n_per_arm, self.exposure_weight > 0)
        judged = self._score(results), self._toxic(results), self._futile(results)
        tables = [
            ScoreTable.of(judged[0], probabilities(results, one.cells, self._exposed(one)), *judged[1:])
            for one in truth
        ]
        return tuple(float(chance) for chance in p_selected(tables, self.margin))

    def p_correct(self, truth: Sequence[DoseTruth]) -> float:
        """Probability of selecting the dose that is right, or none where none is."""
        chances, best = self.p_selected(truth), self.best_dose(truth)
        return 1 - sum(chances) if best is None else chances[best]

    def _checked(self, arms: Sequence[ArmCounts]) -> Sequence[ArmCounts]:
        if len(arms) != len(self.arms):
            raise DesignError(f"dose optimisation: results of {len(arms)} arms for {len(self.arms)} doses.")
        if self.exposure_weight > 0 and any(arm.exposed is None for arm in arms):
            raise DesignError("dose optimisation: exposure has a weight: give each arm's exposed patients.")
        return arms

    def _check_truth(self, truth: Sequence[DoseTruth]) -> None:
        if len(truth) != len(self.arms):
            raise DesignError(f"dose optimisation: a scenario of {len(truth)} doses for {len(self.arms)} arms.")
        if self.exposure_weight > 0 and any(one.p_exposed is None for one in truth):
            raise DesignError("dose optimisation: exposure has a weight: give p_exposed for every dose.")

    def _exposed(self, truth: DoseTruth) -> float | None:
        return truth.p_exposed if self.exposure_weight > 0 else None

    def _results(self, arm: ArmCounts) -> Results:
        kinds = (arm.response_only, arm.neither, arm.both, arm.dlt_only, arm.exposed or 0)
        return Results(*(np.array([kind]) for kind in kinds))

    def _score(self, results: Results) -> F64:
        """(R,) posterior mean utility."""
        counts, w = np.array(results[:4]), self.exposure_weight
        n = counts.sum(axis=0)
        outcome = (np.array(self.utilities)[:, None] * (counts + _CELL)).sum(axis=0)
        mean = ((1 - w) * outcome + w * BEST * (results.exposed + _HALF)) / (n + 1)
        return np.asarray(np.round(mean, 9), np.float64)

    def _p_over(self, results: Results) -> F64:
        dlt = results.both + results.dlt_only
        other = results.response_only + results.neither
        return np.asarray(1 - betainc(dlt + _HALF, other + _HALF, self.p_tox_max), np.float64)

    def _p_below(self, results: Results) -> F64:
        response = results.response_only + results.both
        other = results.neither + results.dlt_only
        return np.asarray(betainc(response + _HALF, other + _HALF, self.p_response_min), np.float64)

    def _toxic(self, results: Results) -> Bool:
        return np.asarray(np.round(self._p_over(results), 9) > self.cutoff_toxicity, np.bool_)

    def _futile(self, results: Results) -> Bool:
        return np.asarray(np.round(self._p_below(results), 9) > self.cutoff_response, np.bool_)

    def _admissible(self, results: Sequence[Results]) -> Bool:
        """(K,) neither too toxic, nor above an arm that is, nor with too few responses."""
        toxic = np.logical_or.accumulate([self._toxic(result)[0] for result in results])
        return np.asarray(~toxic & ~np.array([self._futile(result)[0] for result in results]), np.bool_)

    def _chosen(self, score: F64, open_arms: Bool) -> int | None:
        if not open_arms.any():
            return None
        near = open_arms & (score >= np.round(score[open_arms].max() - self.margin, 9))
        return int(near.argmax())

    def _p_best(self, results: Sequence[Results], open_arms: Bool, seed: int, draws: int) -> F64:
        """(K,) share of posterior draws in which each admissible arm's mean utility is the highest."""
        check_count("draws", draws)
        w, drawn = self.exposure_weight, np.full((len(results), draws), -np.inf)
        for arm in np.flatnonzero(open_arms).tolist():
            counts, u = np.array(results[arm][:4]), uniforms(seed, f"utility of arm {arm}", range(draws), 5)
            parts = gammaincinv(counts.T + _CELL, u[:, :4])
            drawn[arm] = (1 - w) * (parts * self.utilities).sum(axis=1) / parts.sum(axis=1)
            e = results[arm].exposed
            drawn[arm] += w * BEST * betaincinv(e + _HALF, counts.sum(axis=0) - e + _HALF, u[:, 4])
        best = np.bincount(drawn.argmax(axis=0), minlength=len(results)) / draws
        return np.where(open_arms, best, 0.0)

    def _summary(self, dose: float, arm: ArmCounts, result: Results, admissible: bool, p_best: float) -> DoseSummary:
        n, w = arm.n, self.exposure_weight
        shares = (np.array(result[:4])[:, 0] + _CELL) / (n + 1)
        utilities = np.array(self.utilities)
        variance = (1 - w) ** 2 * ((shares * utilities**2).sum() - (shares * utilities).sum() ** 2) / (n + 2)
        exposed = None if arm.exposed is None else (arm.exposed + _HALF) / (n + 1)
        if exposed is not None:
            variance += (w * BEST) ** 2 * exposed * (1 - exposed) / (n + 2)
        return DoseSummary(
            dose=dose,
            n=n,
            dlt=arm.dlt,
            response=arm.response,
            p_dlt_mean=(arm.dlt + _HALF) / (n + 1),
            p_response_mean=(arm.response + _HALF) / (n + 1),
            p_exposed_mean=exposed,
            utility=float(self._score(result)[0]),
            utility_sd=float(np.sqrt(variance)),
            p_over=float(self._p_over(result)[0]),
            p_below=float(self._p_below(result)[0]),
            admissible=admissible,
            p_best=p_best,
        )

    def _reason(self, arms: tuple[DoseSummary, ...], selected: int | None) -> str:
        if selected is None:
            return (
                "No dose is admissible: each is too toxic, lies above one that is, or has too few responses: "
                "none is the optimal dose."
            )
        chosen = arms[selected]
        richest = max((arm for arm in arms if arm.admissible), key=lambda arm: arm.utility)
        utility = f"a mean utility of {chosen.utility:.1f} (SD {chosen.utility_sd:.1f})"
        if chosen is richest or chosen.utility == richest.utility:
            return f"Dose {chosen.dose:g} has {utility}, the highest of the admissible doses: it is the optimal dose."
        return (
            f"Dose {chosen.dose:g} has {utility}, at most {self.margin:g} below the highest, {richest.utility:.1f} at "
            f"{richest.dose:g}: as the lowest such dose it is the optimal dose."
        )


def patients_needed(
    doses: RandomisedDoses, goal: float, scenarios: Sequence[Sequence[DoseTruth]], n_max: int = 60
) -> int:
    """The smallest number of patients an arm with which the right dose is selected often enough in every scenario.

    Parameters
    ----------
    doses : the comparison; its own ``n_per_arm`` is not looked at.
    goal : probability of selecting the right dose.
    scenarios : each a truth for every dose.
    n_max : largest number looked at.

    Examples
    --------
    >>> doses = RandomisedDoses(arms=(1.6, 2.4), n_per_arm=20)
    >>> patients_needed(doses, 0.7, [[DoseTruth(0.1, 0.4), DoseTruth(0.3, 0.45)]])
    20
    """
    check_share("goal", goal)
    check_count("n_max", n_max)
    if not scenarios:
        raise DesignError("dose optimisation: no scenario is given. Give at least one, a DoseTruth for every dose.")
    for n in range(1, n_max + 1):
        sized = replace(doses, n_per_arm=n)
        if all(sized.p_correct(truth) >= goal for truth in scenarios):
            return n
    raise DesignError(
        f"dose optimisation: with up to {n_max} patients an arm the right dose is not selected with a probability of "
        f"{goal:g} in every scenario. Raise n_max, lower the goal, or move the doses of a scenario apart."
    )
