"""The DLT rates between which BOIN stays."""

from math import log

from firstdose.design.levels import check_numbers
from firstdose.errors import DesignError


def optimal_interval(target: float, p_saf: float, p_tox: float) -> tuple[float, float]:
    """The highest DLT rate that escalates and the one that de-escalates (Liu and Yuan 2015, eq. 2 and 3).

    Examples
    --------
    >>> [round(rate, 3) for rate in optimal_interval(0.3, 0.18, 0.42)]
    [0.236, 0.359]
    """
    check_numbers(p_saf=p_saf, target=target, p_tox=p_tox)
    if not 0 < p_saf < target < p_tox < 1:
        raise DesignError(
            f"BOIN: p_saf = {p_saf:g}, target = {target:g}, p_tox = {p_tox:g}: they must rise in this order "
            "between 0 and 1. Leave p_saf and p_tox out for 0.6 and 1.4 times the target."
        )
    escalate = log((1 - p_saf) / (1 - target)) / log(target * (1 - p_saf) / (p_saf * (1 - target)))
    deescalate = log((1 - target) / (1 - p_tox)) / log(p_tox * (1 - target) / (target * (1 - p_tox)))
    return escalate, deescalate
