"""A design's operating characteristics in an assumed scenario, without a study."""

from collections.abc import Sequence

from firstdose.design import Design
from firstdose.design.levels import as_floats, is_whole
from firstdose.errors import StudyError
from firstdose.virtual.arrivals import Arrivals
from firstdose.virtual.characteristics import OperatingCharacteristics
from firstdose.virtual.plan import WINDOW_DAYS, Plan, judge
from firstdose.virtual.setting import Progress, Setting
from firstdose.virtual.truth import AssumedCurve


def simulate_design(
    design: Design,
    true_dlt: Sequence[float] | AssumedCurve,
    cohort_size: int = 3,
    max_patients: int = 36,
    trials: int = 10_000,
    seed: int = 1,
    target: float | None = None,
    start_level: int = 1,
    progress: Progress | None = None,
    *,
    accrual_per_window: float | None = None,
    arrivals: Arrivals | None = None,
    correct_level: int | None = None,
    response_days: float | None = None,
) -> OperatingCharacteristics:
    """How ``design`` behaves where each level has an assumed DLT probability.

    Parameters
    ----------
    design : any design; it may be wrapped in rules.
    true_dlt : (K,) DLT probability of each level; or a curve, which also says when DLTs come, who responds, and grades.
    cohort_size : patients of a cohort; a design with cohorts of its own, such as 3+3, keeps those.
    max_patients : a trial ends at the design's stop, or here.
    trials, seed : number of trials; the same seed gives the same numbers.
    target : DLT probability that tells overdosing and the correct level; the design's own, else 0.33.
    start_level : level of the first cohort, counted from 1.
    accrual_per_window : patients who come in a DLT window on average, each at a time of their own (a Poisson process).
    arrivals : when patients come, in any other way.
    correct_level : to be selected, counted from 1; unless given, the one nearest the target or, of a design that weighs
        responses against DLTs, the one that it would select after very many patients.
    response_days : from the first dose to the day on which a response is known; the DLT window unless given.

    Notes
    -----
    Without accrual or arrivals everybody is there when wanted; time plays no part, and there is no duration. It does
    play one for a design that weighs pending patients, as one with backfill does: there ``cohort_size`` patients come
    in a window.

    Examples
    --------
    >>> from firstdose.design import Boin
    >>> answer = simulate_design(Boin(target=0.3, n_levels=3), [0.1, 0.3, 0.6], trials=1000)
    >>> 0.6 < answer.levels[1].selected < 0.8
    True
    """
    _check_level("start_level", start_level, design.n_levels)
    if correct_level is not None:
        _check_level("correct_level", correct_level, design.n_levels)
    plan = Plan(cohort_size, max_patients, start_level - 1, accrual_per_window, arrivals)
    truth = (
        true_dlt if isinstance(true_dlt, AssumedCurve) else AssumedCurve(as_floats("true_dlt", true_dlt), WINDOW_DAYS)
    )
    setting = Setting(
        truth=truth,
        arrivals=plan.comes([design], truth.window_days),
        dlt=judge(truth.window_days),
        max_patients=max_patients,
        seed=seed,
        trials=trials,
        response_days=response_days,
        correct_level=None if correct_level is None else correct_level - 1,
    )
    return setting.simulate(plan.ruled(design), target, progress)


def _check_level(name: str, level: int, n_levels: int) -> None:
    if not is_whole(level) or not 1 <= level <= n_levels:
        raise StudyError(f"{name} = {level}: a level from 1 to {n_levels} is needed.")
