"""The CRM's skeleton: prior guesses of the DLT probabilities, and how finely a skeleton tells levels apart."""

from collections.abc import Sequence
from numbers import Integral

import numpy as np

from firstdose.design.curve.one_parameter import Model, OneParameter, check_reached
from firstdose.design.levels import check_levels, check_numbers, check_share
from firstdose.errors import DesignError

_HALVINGS = 60  # of an interval of beta


def get_prior_skeleton(
    halfwidth: float, target: float, nu: int, n_levels: int, model: Model = "power", intercept: float = 3.0
) -> tuple[float, ...]:
    """The skeleton under which the indifference interval of every level is ``target`` plus or minus ``halfwidth``.

    Parameters
    ----------
    halfwidth : half the width of the indifference interval, e.g. 0.05 around a target of 0.25: in the long run the CRM
        chooses a level whose DLT probability lies in it, if there is one and the others lie outside.
    target : DLT probability aimed at.
    nu : prior guess of the MTD, counted from 1; its skeleton is the target.
    n_levels : number of dose levels.
    model : of the CRM, ``"power"`` or ``"logistic"``.
    intercept : of the logistic model.

    Notes
    -----
    Between neighbours k and k + 1 lies a value of beta at which their DLT probabilities are target - halfwidth and
    target + halfwidth, so the dose labels of ``OneParameter`` fall by one factor from each level to the next. Equals
    getprior of the R package dfcrm 0.2-2.1, which calls the power model "empiric".

    References
    ----------
    Lee SM, Cheung YK (2009), Clin Trials 6:227, doi:10.1177/1740774509105076.

    Examples
    --------
    >>> [round(p, 3) for p in get_prior_skeleton(0.05, target=0.25, nu=2, n_levels=4)]
    [0.157, 0.25, 0.355, 0.46]
    """
    check_levels(n_levels)
    check_share("target", target)
    check_numbers(halfwidth=halfwidth)
    if not 0 < halfwidth < min(target, 1 - target):
        raise DesignError(
            f"get_prior_skeleton: halfwidth = {halfwidth:g} around target = {target:g} leaves the probabilities. "
            f"Give one between 0 and {min(target, 1 - target):g}, e.g. {min(target, 1 - target) / 5:.2g}."
        )
    if isinstance(nu, bool) or not isinstance(nu, Integral) or not 1 <= nu <= n_levels:
        raise DesignError(f"get_prior_skeleton: nu = {nu}: a level from 1 to {n_levels} is needed.")
    check_reached("target + halfwidth", target + halfwidth, model, intercept)
    curve = OneParameter((target,), model, intercept=intercept)
    step = curve.excess(target + halfwidth) / curve.excess(target - halfwidth)
    guesses = curve.p_at(curve.labels * step ** (np.arange(1, n_levels + 1) - nu))
    guesses[nu - 1] = target
    if not (np.all(np.diff(guesses) > 0) and guesses[0] > 0 and guesses[-1] < 1):
        raise DesignError(
            f"get_prior_skeleton: halfwidth = {halfwidth:g} and {n_levels} levels ask for guesses nearer to 0 or 1 "
            f"than numbers can be: {guesses[0]:g} to {guesses[-1]:g}. Give a smaller halfwidth or fewer levels."
        )
    return tuple(guesses.tolist())


def indifference_intervals(
    skeleton: Sequence[float], target: float, model: Model = "power", intercept: float = 3.0
) -> tuple[tuple[float | None, float | None], ...]:
    """How far apart DLT probabilities must be for a CRM with this skeleton to settle at each level, were it the MTD.

    Parameters
    ----------
    skeleton : prior guesses of the DLT probabilities.
    target : DLT probability aimed at.
    model, intercept : of the CRM.

    Returns
    -------
    Of each level two DLT probabilities: the CRM comes to stay at the level if the one below has a true DLT probability
    under the first and the one above has one over the second. None where there is no level below or above.

    Notes
    -----
    The CRM changes between neighbours at the beta where their DLT probabilities are equally far from the target; the
    limits are those of the level below and of the level above there. Equals crmsens of dfcrm.

    References
    ----------
    Cheung YK, Chappell R (2002), Biometrics 58:671, doi:10.1111/j.0006-341X.2002.00671.x.

    Examples
    --------
    >>> skeleton = get_prior_skeleton(0.05, target=0.25, nu=2, n_levels=3)
    >>> [[p and round(p, 6) for p in interval] for interval in indifference_intervals(skeleton, 0.25)]
    [[None, 0.3], [0.2, 0.3], [0.2, None]]
    """
    curve = OneParameter(tuple(skeleton), model, intercept=intercept)
    check_reached("target", target, model, intercept)
    changes = [curve.p(_change(curve, target, lower)) for lower in range(len(curve.skeleton) - 1)]
    lows = [None, *(float(p[lower]) for lower, p in enumerate(changes))]
    highs = [*(float(p[lower + 1]) for lower, p in enumerate(changes)), None]
    return tuple(zip(lows, highs, strict=True))


def _change(curve: OneParameter, target: float, lower: int) -> float:
    """The beta at which a level and the next one are equally far from the target."""
    low, high = (float(beta) for beta in curve.beta_at(target)[lower : lower + 2])
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        both = float(curve.p(middle)[lower : lower + 2].sum())
        low, high = (middle, high) if both > 2 * target else (low, middle)
    return low
