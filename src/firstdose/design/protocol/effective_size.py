"""What a prior amounts to in patients, level by level."""

from dataclasses import asdict, dataclass
from math import inf
from typing import Any

from firstdose.design.interface import Design
from firstdose.design.options import unruled
from firstdose.errors import DesignError
from firstdose.trial.outcomes import Outcomes
from firstdose.types import F64


@dataclass(frozen=True)
class EffectiveSize:
    """How many patients the prior of one level is worth."""

    level: int  # 0-based
    p_dlt_mean: float
    p_dlt_sd: float
    patients: float  # of the beta distribution with this mean and standard deviation

    def to_dict(self) -> dict[str, Any]:
        """As printed, the level from 1."""
        return asdict(self) | {"level": self.level + 1}


def effective_sizes(design: Design) -> tuple[EffectiveSize, ...]:
    """How many patients the prior is worth at each level: m (1 - m) / v - 1, of the prior's mean and variance there.

    Notes
    -----
    A Beta(a, b) prior is worth a + b patients, and its mean m and variance v give them back. The prior of a curve is no
    beta distribution, and the levels share it: the sizes of several levels must not be added. A prior that leaves no
    doubt is worth infinitely many.

    References
    ----------
    Neuenschwander B, Branson M, Gsponer T (2008), Stat Med 27:2420, doi:10.1002/sim.3230 (beta distributions that stand
    for a prior).

    Examples
    --------
    >>> from firstdose.design import Blrm
    >>> [round(size.patients, 1) for size in effective_sizes(Blrm((1, 2, 4), prior_mean=(-1, 0)))]
    [1.6, 1.6, 1.3]
    """
    mean, sd = prior_of(design)
    return tuple(
        EffectiveSize(level, m, s, m * (1 - m) / s**2 - 1 if s**2 > 0 else inf)
        for level, (m, s) in enumerate(zip(mean.tolist(), sd.tolist(), strict=True))
    )


def prior_of(design: Design) -> tuple[F64, F64]:
    """(K,) means and standard deviations of the DLT probabilities before the first patient."""
    numbers = design.decide(Outcomes.parse("")).numbers
    if "p_dlt_mean" not in numbers or "p_dlt_sd" not in numbers:
        raise DesignError(
            f"{type(unruled(design)).__name__} has no prior of the DLT probabilities: a prior is worth patients in "
            "designs with a model, e.g. blrm or crm."
        )
    return numbers["p_dlt_mean"][0], numbers["p_dlt_sd"][0]
