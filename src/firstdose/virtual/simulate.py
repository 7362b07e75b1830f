"""A design's operating characteristics in an assumed scenario, without a study."""

from collections.abc import Sequence

from firstdose.design import Cohorts, Design, MaxPatients, Ruled
from firstdose.trial import DltDefinition
from firstdose.virtual.arrivals import AtOnce
from firstdose.virtual.characteristics import OperatingCharacteristics
from firstdose.virtual.setting import Progress, Setting
from firstdose.virtual.truth import AssumedCurve

_WINDOW_DAYS = 28  # of no consequence: nothing here depends on time


def simulate_design(
    design: Design,
    true_dlt: Sequence[float],
    cohort_size: int = 3,
    max_patients: int = 36,
    trials: int = 10_000,
    seed: int = 1,
    target: float | None = None,
    start_level: int = 1,
    progress: Progress | None = None,
) -> OperatingCharacteristics:
    """How ``design`` behaves where each level has an assumed DLT probability.

    Parameters
    ----------
    design : any design; it may be wrapped in rules.
    true_dlt : (K,) DLT probability of each level.
    cohort_size : patients of a cohort; a design with cohorts of its own, such as 3+3, keeps those.
    max_patients : a trial ends at the design's stop, or here.
    trials, seed : number of trials; the same seed gives the same numbers.
    target : DLT probability that tells overdosing and the correct level; the design's own, else 0.33.
    start_level : level of the first cohort, counted from 1.

    Examples
    --------
    >>> from firstdose.design import Boin
    >>> answer = simulate_design(Boin(target=0.3, n_levels=3), [0.1, 0.3, 0.6], trials=1000)
    >>> 0.6 < answer.levels[1].selected < 0.8
    True
    """
    whole = Ruled(
        design,
        stopping=MaxPatients(max_patients),
        size=Cohorts.of(design, cohort_size, max_patients),
        start_level=start_level - 1,
    )
    setting = Setting(
        truth=AssumedCurve(tuple(true_dlt), _WINDOW_DAYS),
        arrivals=AtOnce(),
        dlt=DltDefinition(_WINDOW_DAYS, ()),
        max_patients=max_patients,
        seed=seed,
        trials=trials,
    )
    return setting.simulate(whole, target, progress)
