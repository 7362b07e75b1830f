"""Dose-DLT curves of several strata that share a slope: each has its own log alpha, and they are drawn together.

With logit p = log alpha + gamma_s + beta x in stratum s, gamma_0 = 0 and gamma_s ~ N(mean, sd^2), the strata meet only
in (log alpha, log beta). So every stratum's likelihood, on the nodes of its own log alpha, is blurred by its gamma into
a factor on the nodes of the first stratum's, and what all the others say is blurred back into the stratum asked about:
a quadrature over 2 + (strata - 1) parameters at the price of a few over two.
"""

from dataclasses import dataclass
from functools import lru_cache, reduce
from math import log, pi

import numpy as np

from firstdose.design.curve.blur import blur
from firstdose.design.curve.density import Densities, Density, window
from firstdose.design.curve.logistic_grid import COARSE, Grid, axes, shift, size_class
from firstdose.design.curve.logistic_prior import LogisticPrior
from firstdose.design.curve.posterior import State
from firstdose.types import F64

_SOME = slice(None, None, COARSE)
_TINY = 1e-300  # stands for nothing, where a logarithm is taken


@dataclass(frozen=True)
class StrataModel:
    """A state is, stratum by stratum, patients by level and then DLTs by level.

    Parameters
    ----------
    prior : of (log alpha, log beta) in the first stratum.
    gamma : mean and standard deviation of log alpha in another stratum less that in the first.
    x : log(dose / reference dose) of each level of each stratum.
    stratum : asked about, 0-based.
    """

    prior: LogisticPrior
    gamma: tuple[float, float]
    x: tuple[tuple[float, ...], ...]
    stratum: int

    @property
    def n_levels(self) -> int:
        """Levels of the stratum asked about."""
        return len(self.x[self.stratum])

    def after(self, state: State) -> Densities:
        """The posterior of the curve of the stratum asked about."""
        every = self._split(state)
        # a stratum without patients says nothing, unless it is asked about or the others hang on it
        met = [s for s, (n, _) in enumerate(every) if any(n) or s in (0, self.stratum)]
        strata, asked = [every[s] for s in met], met.index(self.stratum)
        each = _grids(self, size_class(sum(sum(n) for n, _ in strata)))
        grids = [each[s] for s in met]
        somewhere = _Star(grids, strata, _SOME, [_SOME] * len(met), self.gamma[1])
        windows = [window(np.log(np.maximum(somewhere.density(s), _TINY))) for s in range(len(met))]
        along = slice(min(w[0].start for w in windows), max(w[0].stop for w in windows))
        star = _Star(grids, strata, along, [w[1] for w in windows], self.gamma[1])
        mass = star.density(asked)
        total = float(mass.sum())
        found = Density(grids[asked], (along, windows[asked][1]), mass / total)
        return Densities((found,), log(total) + star.log_scale)

    def _split(self, state: State) -> list[tuple[State, State]]:
        strata, start = [], 0
        for levels in map(len, self.x):
            strata.append((state[start : start + levels], state[start + levels : start + 2 * levels]))
            start += 2 * levels
        return strata


class _Star:
    """The strata around the first one's log alpha, on some of the nodes."""

    def __init__(
        self,
        grids: list[Grid],
        strata: list[tuple[State, State]],
        along: slice,
        across: list[slice],
        sd: float,
    ) -> None:
        nodes = grids[0]
        self._prior = np.exp(nodes.log_prior[along, across[0]])
        spread = blur(len(nodes.across), sd / nodes.step)
        self._blurs = [spread[each][:, across[0]] for each in across]
        found = [_likelihood(*each, along) for each in zip(grids, strata, across, strict=True)]
        self._likelihoods = [likelihood for likelihood, _ in found]
        self.log_scale = sum(scale for _, scale in found)
        self._seen = [s for s, (n, _) in enumerate(strata) if any(n)]

    def density(self, stratum: int) -> F64:
        """(b, a) on the nodes of the stratum's own log alpha, up to exp(log_scale)."""
        others = [self._message(s) for s in self._seen if s not in (0, stratum)]
        first = reduce(np.multiply, others, self._prior * self._likelihoods[0])
        if stratum == 0:
            return first
        # einsum, not a matrix product: BLAS may add in another order on another number of threads
        return np.asarray(
            self._likelihoods[stratum] * np.maximum(np.einsum("bu,vu->bv", first, self._blurs[stratum]), 0.0),
            np.float64,
        )

    def _message(self, stratum: int) -> F64:
        """(b, a) what a stratum's patients say of the first one's log alpha."""
        spread = np.einsum("bv,vu->bu", self._likelihoods[stratum], self._blurs[stratum])
        return np.asarray(np.maximum(spread, 0.0), np.float64)


def _likelihood(nodes: Grid, seen: tuple[State, State], across: slice, along: slice) -> tuple[F64, float]:
    """(b, a) up to the exponential of the second."""
    n, dlt = (np.array(each, np.float64) for each in seen)
    down = np.einsum("k,kb->b", dlt, nodes.shift[:, along])[:, None]
    safe = np.einsum("k,kba->ba", n, nodes.log_safe[:, along, across])
    logs = safe + down + dlt.sum() * nodes.across[across]
    return np.exp(logs - logs.max()), float(logs.max())


@lru_cache(maxsize=16)
def _grids(model: StrataModel, patients: float) -> tuple[Grid, ...]:
    """Of each stratum, on the same nodes."""
    first, (mean, sd) = model.prior, model.gamma
    every = LogisticPrior(first.mean, first.cov, tuple(x for levels in model.x for x in levels))
    along, across, step = axes(every, patients, sd + abs(mean))
    sd_alpha, sd_beta = first.sd_alpha_given_beta, first.sd_beta
    mass = log(step * (along[1] - along[0]) / (2 * pi * sd_alpha * sd_beta))
    log_prior = mass - 0.5 * ((across / sd_alpha) ** 2 + ((along / sd_beta) ** 2)[:, None])
    centres = (0.0, *(mean,) * (len(model.x) - 1))
    return tuple(
        Grid(log_prior, across, shift(first, along, x) + centre, step)
        for x, centre in zip(model.x, centres, strict=True)
    )
