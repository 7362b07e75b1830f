"""How trials are conducted where no study says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from firstdose.design import Cohorts, Design, MaxPatients, Ruled
from firstdose.errors import StudyError
from firstdose.trial import DltDefinition
from firstdose.virtual.arrivals import Arrivals, AtOnce, PoissonSites

WINDOW_DAYS = 28.0  # where nobody says


@dataclass(frozen=True)
class Plan:
    """Cohorts, their maximum and their arrival.

    Parameters
    ----------
    cohort_size : patients of a cohort; a design with cohorts of its own, such as 3+3, keeps those.
    max_patients : a trial ends at the design's stop, or here.
    start_level : level of the first cohort, 0-based.
    accrual_per_window : patients who come in a DLT window on average, each at a time of their own (a Poisson process).
    arrivals : the same in any other way.

    Notes
    -----
    Where neither is given, everybody is there when wanted and time plays no part, unless a design weighs pending
    patients (one with backfill does): then ``cohort_size`` patients come in a window.
    """

    cohort_size: int = 3
    max_patients: int = 36
    start_level: int = 0
    accrual_per_window: float | None = None
    arrivals: Arrivals | None = None

    def __post_init__(self) -> None:
        if self.accrual_per_window is None:
            return
        if self.arrivals is not None:
            raise StudyError("Both accrual_per_window and arrivals say when patients come. Give one of them.")
        if not 0 < self.accrual_per_window < float("inf"):
            raise StudyError(
                f"accrual_per_window = {self.accrual_per_window:g}: a positive number of patients is needed, e.g. 3."
            )

    def ruled(self, design: Design) -> Ruled:
        """The design within this trial."""
        return Ruled(
            design,
            stopping=MaxPatients(self.max_patients),
            size=Cohorts.of(design, self.cohort_size, self.max_patients),
            start_level=self.start_level,
        )

    def comes(self, designs: Iterable[Design], window_days: float) -> Arrivals:
        """When patients come, to whichever of ``designs``."""
        if self.arrivals is not None:
            return self.arrivals
        if self.accrual_per_window is not None:
            return PoissonSites.per_window(self.accrual_per_window, window_days)
        if any(design.weighs_pending for design in designs):
            return PoissonSites.per_window(float(self.cohort_size), window_days)
        return AtOnce()


def judge(window_days: float) -> DltDefinition:
    """A DLT is whatever the truth makes one, within the window."""
    if window_days != int(window_days):
        raise StudyError(f"window_days = {window_days:g}: trials judge DLTs in a window of whole days, e.g. 28.")
    return DltDefinition(int(window_days), ())
