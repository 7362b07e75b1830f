"""A value for each range of doses."""

from itertools import pairwise

from firstdose.errors import DesignError


def by_dose(
    name: str, values: tuple[float, ...], from_doses: tuple[float, ...], doses: tuple[float, ...]
) -> list[float]:
    """The value of each dose level: that of the last range that begins at or below its dose.

    Parameters
    ----------
    name : of the rule, in front of an error.
    values, from_doses : of each range, and the dose at which it begins; the first begins at 0.
    doses : of each level.

    Examples
    --------
    >>> by_dose("cohorts-by-dose", (1, 3), (0, 10), (2.0, 5.0, 10.0, 20.0))
    [1, 1, 3, 3]
    """
    if len(values) != len(from_doses) or not values:
        raise DesignError(
            f"{name}: {len(values)} values for {len(from_doses)} ranges of doses. Give a value for each dose in "
            "from_doses, at which its range begins."
        )
    if from_doses[0] != 0 or not all(low < high for low, high in pairwise(from_doses)):
        raise DesignError(f"{name}: from_doses = {list(from_doses)}: ranges begin at 0 and then rise, e.g. [0, 10].")
    return [[value for value, start in zip(values, from_doses, strict=True) if start <= dose][-1] for dose in doses]
