"""How the strata of a basket may resemble each other, before any response is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import TypeAlias

from firstdose.design.levels import check_numbers
from firstdose.errors import DesignError

Own: TypeAlias = tuple[float, float]  # mean and standard deviation of logit p, of a stratum on its own


@dataclass(frozen=True)
class Exchange:
    """One exchangeable component: logit p ~ N(mu, tau^2) in every stratum that belongs to it.

    Parameters
    ----------
    mean, sd : of the normal prior of mu.
    tau : scale of the half-normal prior of tau.
    weight : prior probability that a stratum belongs to it; one for all strata, or one each.

    Examples
    --------
    >>> Exchange.around(0.1).sd  # the paper, Section 3.1: 3.18
    3.1797...
    """

    mean: float
    sd: float
    tau: float = 1.0
    weight: float | tuple[float, ...] = 0.5

    def __post_init__(self) -> None:
        check_normal("mean", self.mean, self.sd)
        check_numbers(tau=self.tau)
        if not 0 < self.tau <= 10:
            raise DesignError(
                f"EXNEX: tau = {self.tau:g}: the scale of the differences between strata lies above 0 and at most at "
                "10 on the logit, e.g. 1."
            )

    @classmethod
    def around(cls, rate: float, tau: float = 1.0, weight: float | tuple[float, ...] = 0.5) -> "Exchange":
        """The prior that knows as much as one patient about a response rate near ``rate``.

        Notes
        -----
        Var(theta) = 1 / p + 1 / (1 - p), what one patient tells of theta = logit p; tau^2 of it lies between strata.
        """
        mean, sd = around(rate)
        if tau >= sd:
            raise DesignError(f"EXNEX: tau = {tau:g} is not below {sd:.2f}, all that one patient leaves unknown.")
        return cls(mean, sqrt(sd**2 - tau**2), tau, weight)

    def weights(self, strata: int) -> tuple[float, ...]:
        """Of each stratum."""
        return self.weight if isinstance(self.weight, tuple) else (self.weight,) * strata


def around(rate: float) -> Own:
    """Mean and standard deviation of logit p that weigh as much as one patient.

    Examples
    --------
    >>> around(0.2)  # the paper, Section 3.1: logit 0.2 and 2.5
    (-1.386..., 2.5)
    """
    if not 0 < rate < 1:
        raise DesignError(f"EXNEX: rate = {rate:g}: a probability between 0 and 1 is needed.")
    return log(rate / (1 - rate)), round(sqrt(1 / rate + 1 / (1 - rate)), 12)


def check_normal(name: str, mean: float, sd: float) -> None:
    """Refuse a prior of a logit that is none."""
    check_numbers(mean=mean, sd=sd)
    if not -10 <= mean <= 10 or not 0.05 <= sd <= 10:
        raise DesignError(
            f"EXNEX: {name} = {mean:g} with sd = {sd:g}: a mean of a logit from -10 to 10 and a standard deviation "
            "from 0.05 to 10 are needed, e.g. -1.39 and 2.5 for a response rate near 0.2."
        )


def check_weights(exchange: Sequence[Exchange], strata: int) -> None:
    """Refuse weights that are no probabilities, or of other strata."""
    if not exchange:
        raise DesignError("EXNEX: exchange is empty: give at least one Exchange, or leave it out.")
    each = [one.weights(strata) for one in exchange]
    if any(len(one) != strata for one in each):
        raise DesignError(f"EXNEX: a weight for each of the {strata} strata is needed, or one for all.")
    for weights in zip(*each, strict=True):
        if any(not 0 <= weight <= 1 for weight in weights) or round(sum(weights), 9) > 1:
            raise DesignError(
                f"EXNEX: weights {', '.join(f'{weight:g}' for weight in weights)}: they lie from 0 to 1 and add up "
                "to at most 1; what is left is the probability that the stratum stands alone."
            )
