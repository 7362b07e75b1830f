"""BLRM of two drugs given together, with an interaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.special import logit

from firstdose.design.conclude import Proposal, conclude
from firstdose.design.curve.combo_model import Surface
from firstdose.design.curve.combo_posterior import ComboModel
from firstdose.design.curve.logistic_prior import DEFAULT_COV, Matrix, Pair, as_matrix, check_normal
from firstdose.design.curve.overdose_control import NextBest, OverdoseControl, Told
from firstdose.design.curve.posterior import Posterior
from firstdose.design.decision import Decision
from firstdose.design.interface import DesignDefaults
from firstdose.design.levels import as_floats, check_levels, check_numbers, check_share, check_switches
from firstdose.design.order import within_a_step
from firstdose.errors import DesignError, ProtocolError
from firstdose.trial.counts import Counts
from firstdose.trial.grid import CombinationGrid
from firstdose.trial.outcomes import Outcomes
from firstdose.types import F64, I8, I64, Bool

_STRONGEST = 5.0  # mean, and standard deviation, of an interaction


@dataclass(frozen=True)
class ComboBlrm(DesignDefaults):
    """The combination of two doses most likely to lie in the target interval, among those unlikely to be overdoses.

    Parameters
    ----------
    doses_a, doses_b : of each drug, increasing; the first may be 0, the other drug alone, in one of them. Level
        i * len(doses_b) + j, 0-based, is dose i of the first drug with dose j of the second.
    reference_a, reference_b : doses at which alpha is the odds of a DLT; the middle dose unless given.
    prior_mean_a, prior_cov_a, prior_mean_b, prior_cov_b : of (log alpha, log beta) of each drug alone; (logit(0.33), 0)
        and standard deviations 2 and 1 unless given.
    interaction_mean, interaction_sd : of eta; exp(eta) multiplies the odds of a DLT where both drugs are given at their
        reference doses. With the default, 0 and 1.121, by a factor of 9 either way, at most, with 95 % probability.
    intervals, ewoc, next_best : as in ``Blrm``; "highest" is the combination with the highest mean DLT probability.
    target : DLT probability aimed at; nothing depends on it but what is told.
    no_skipping : treat only combinations that were treated, or lie below one that was, or one step of one drug above.

    Notes
    -----
    Odds of a DLT: (o_a + o_b + o_a o_b) exp(eta a / a* b / b*) with o = alpha (dose / reference dose)^beta. The
    posterior of the five parameters by quadrature, with nodes that depend on the outcomes alone: each probability right
    to 1e-3, usually to 3e-4, in about a tenth of a second. The MTD is one combination, chosen by the same rule among
    the treated ones; the paper allows for several.

    A negative eta makes more of a drug less toxic, so the model's probabilities need not rise with the doses. A
    combination is excluded all the same where one with no more of either drug is.

    References
    ----------
    Neuenschwander B, Matano A, Tang Z, Roychoudhury S, Wandel S, Bailey S (2015), in: Zhao W, Yang H (eds),
    Statistical Methods in Drug Combination Studies, chapter 6, doi:10.1201/b17965.

    Examples
    --------
    >>> design = ComboBlrm(doses_a=(1, 2), doses_b=(10, 20), reference_a=4, reference_b=40)
    >>> design.decide(Outcomes.parse("1NNN")).one().level
    2
    """

    doses_a: tuple[float, ...]
    doses_b: tuple[float, ...]
    reference_a: float | None = None
    reference_b: float | None = None
    prior_mean_a: Pair | None = None
    prior_cov_a: Matrix = DEFAULT_COV
    prior_mean_b: Pair | None = None
    prior_cov_b: Matrix = DEFAULT_COV
    interaction_mean: float = 0.0
    interaction_sd: float = 1.121
    intervals: tuple[float, ...] = (0.16, 0.33)
    ewoc: float = 0.25
    target: float = 0.3
    no_skipping: bool = True
    next_best: NextBest = "target"

    def __post_init__(self) -> None:
        for name in ("doses_a", "doses_b", "prior_mean_a", "prior_mean_b", "intervals"):
            given = getattr(self, name)
            object.__setattr__(self, name, given if given is None else as_floats(f"combination BLRM: {name}", given))
        for name in ("prior_cov_a", "prior_cov_b"):
            object.__setattr__(self, name, as_matrix(f"combination BLRM: {name}", getattr(self, name)))
        check_share("target", self.target)
        check_switches(no_skipping=self.no_skipping)
        self._check_doses()
        check_levels(self.n_levels)
        self._control.check("combination BLRM")
        for drug, (mean, cov) in zip("ab", self._drugs, strict=True):
            check_normal(mean, cov, f"prior_mean_{drug}", f"prior_cov_{drug}")
        check_numbers(interaction_mean=self.interaction_mean, interaction_sd=self.interaction_sd)
        if not (abs(self.interaction_mean) <= _STRONGEST and 0 < self.interaction_sd <= _STRONGEST):
            raise DesignError(
                f"combination BLRM: interaction_mean = {self.interaction_mean:g}, interaction_sd = "
                f"{self.interaction_sd:g}: a mean within {_STRONGEST:g} of 0 and a standard deviation above 0, at most "
                f"{_STRONGEST:g}, are needed, e.g. 0 and 1.121."
            )

    @property
    def n_levels(self) -> int:
        """Number of combinations."""
        return len(self.doses_a) * len(self.doses_b)

    @cached_property
    def grid(self) -> CombinationGrid:
        """The combinations in the order of their levels."""
        return CombinationGrid.of(self.doses_a, self.doses_b, ("", ""))

    @property
    def combinations(self) -> tuple[tuple[float, float], ...]:
        """Both drugs' doses of each level."""
        return self.grid.doses

    @cached_property
    def below(self) -> Bool:
        """(K, K) level j has at most as much of both drugs as level k."""
        return self.grid.below

    @property
    def references(self) -> Pair:
        """The reference doses in use."""
        middle = (doses[len(doses) // 2] for doses in (self.doses_a, self.doses_b))
        given = (self.reference_a, self.reference_b)
        a, b = (usual if own is None else own for own, usual in zip(given, middle, strict=True))
        return a, b

    @property
    def _drugs(self) -> tuple[tuple[Pair, Matrix], tuple[Pair, Matrix]]:
        usual = (float(logit(0.33)), 0.0)
        means = (usual if mean is None else mean for mean in (self.prior_mean_a, self.prior_mean_b))
        a, b = zip(means, (self.prior_cov_a, self.prior_cov_b), strict=True)
        return a, b

    @cached_property
    def surface(self) -> Surface:
        """The prior, with the combinations."""
        a, b = self.references
        ratios = tuple((first / a, second / b) for first, second in self.grid.doses)
        return Surface(self._drugs, (self.interaction_mean, self.interaction_sd), ratios)

    @property
    def derived(self) -> Mapping[str, Any]:
        """The reference doses and prior means as they are in use."""
        names = ("reference_a", "reference_b", "prior_mean_a", "prior_mean_b")
        return dict(zip(names, (*self.references, *(mean for mean, _ in self._drugs)), strict=True))

    def decide(self, seen: Outcomes) -> Decision:
        """The next step of each trial."""
        return conclude(self, seen)

    def propose(self, seen: Outcomes) -> Proposal:
        """The best of the admissible combinations, none untried skipped."""
        counts, here = seen.counts(self.n_levels), np.maximum(seen.current, 0).astype(np.int64)
        within = within_a_step(counts.n > 0, self.below)
        told = Told(", none untried skipped" * self.no_skipping, order=self.below)
        return self._control.propose(self.posterior(counts), here, within | (not self.no_skipping), told)

    def select(self, seen: Outcomes) -> I8:
        """The combination that the same rule takes among those treated and admissible; -1: none."""
        counts = seen.counts(self.n_levels)
        return self._control.select(self.posterior(counts), counts.n > 0, self.below)

    def posterior(self, counts: Counts) -> Posterior:
        """After so many patients and DLTs."""
        return self._after(counts.n, counts.dlt)

    def log_predictive(self, n: I64, dlt: I64) -> F64:
        """(S,) log probability, before the trial, of DLTs (S, K) among patients (S, K), these in one given order."""
        return self._after(n, dlt).log_evidence

    def _after(self, n: I64, dlt: I64) -> Posterior:
        return Posterior(ComboModel(self.surface), np.concatenate([n, dlt], axis=1))

    @property
    def _control(self) -> OverdoseControl:
        return OverdoseControl(self.intervals, self.ewoc, self.next_best)

    def _check_doses(self) -> None:
        for name, doses in (("doses_a", self.doses_a), ("doses_b", self.doses_b)):
            if not doses:
                raise DesignError(f"combination BLRM: {name} is empty: give at least one dose of each drug.")
            if list(doses) != sorted(set(doses)):
                raise DesignError(
                    f"combination BLRM: {name} = {', '.join(f'{dose:g}' for dose in doses)}: doses rise, each once."
                )
        try:
            _ = self.grid
        except ProtocolError as found:
            raise DesignError(f"combination BLRM: {found}") from found
        for name, reference in zip(("reference_a", "reference_b"), self.references, strict=True):
            check_numbers(**{name: reference})
            if not 0 < reference < np.inf:
                raise DesignError(f"combination BLRM: {name} = {reference:g}: a positive dose is needed.")
