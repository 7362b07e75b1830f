"""How many of how many, with the exact binomial interval."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral

from firstdose.errors import DataError


@dataclass(frozen=True)
class Proportion:
    """A share of subjects and its interval; without subjects there is none, and ``reason`` says so."""

    n: int  # with the event
    of: int  # looked at
    estimate: float | None
    low: float | None
    high: float | None
    level: float
    reason: str | None = None

    def to_dict(self) -> dict[str, float | str | None]:
        """The numbers by name."""
        return {
            "n": self.n,
            "of": self.of,
            "estimate": self.estimate,
            "low": self.low,
            "high": self.high,
            "level": self.level,
            "reason": self.reason,
        }


def proportion(n: int, of: int, level: float = 0.95) -> Proportion:
    """A proportion with its exact two-sided interval.

    Parameters
    ----------
    n : subjects with the event.
    of : subjects looked at; 0 gives no estimate and a reason.
    level : confidence of the interval, between 0 and 1.

    Notes
    -----
    Clopper-Pearson: the ends are the event probabilities at which ``n`` or more, and ``n`` or fewer, events have
    probability ``(1 - level) / 2`` each. It covers at least ``level``, and is therefore wide for few subjects.

    References
    ----------
    Clopper and Pearson (1934), Biometrika 26:404, doi:10.1093/biomet/26.4.404

    Examples
    --------
    >>> found = proportion(3, 10)
    >>> found.estimate, round(found.low, 4), round(found.high, 4)
    (0.3, 0.0667, 0.6525)
    """
    from scipy.stats import binomtest

    _refuse(n, of, level)
    if of == 0:
        return Proportion(0, 0, None, None, None, level, "no subjects")
    ends = binomtest(int(n), int(of)).proportion_ci(level, method="exact")
    return Proportion(int(n), int(of), int(n) / int(of), float(ends.low), float(ends.high), level)


def _refuse(n: int, of: int, level: float) -> None:
    if not (isinstance(n, Integral) and isinstance(of, Integral) and 0 <= n <= of):
        raise DataError(
            f"{n} of {of} subjects is no proportion. Give whole numbers, with events from 0 to the number of subjects."
        )
    if not 0 < level < 1:
        raise DataError(f"level = {level:g}: the confidence of an interval lies between 0 and 1, e.g. 0.95.")
