"""When doses are given."""

from dataclasses import dataclass

from firstdose.errors import ProtocolError


@dataclass(frozen=True)
class Schedule:
    """One infusion every so many days, in cycles.

    Examples
    --------
    >>> Schedule(every_days=7.0, infusion_hours=1.5, cycle_days=21).dose_days(21)
    (0.0, 7.0, 14.0)
    """

    every_days: float
    infusion_hours: float
    cycle_days: int

    def __post_init__(self) -> None:
        if not 0 < self.every_days < float("inf"):
            raise ProtocolError(
                f"[schedule] every_days = {self.every_days:g}: doses are a positive number of days apart, e.g. 7."
            )
        if not 0 <= self.infusion_hours < 24 * self.every_days:
            raise ProtocolError(
                f"[schedule] infusion_hours = {self.infusion_hours:g}: an infusion lasts from 0 (a bolus) to less than "
                f"the {self.every_days:g} days between doses. Give hours, e.g. 1.5."
            )
        if self.cycle_days < 1:
            raise ProtocolError(f"[schedule] cycle_days = {self.cycle_days}: a cycle lasts at least one day, e.g. 21.")

    @property
    def infusion_days(self) -> float:
        """Length of one infusion in days."""
        return self.infusion_hours / 24.0

    def dose_days(self, until_day: float) -> tuple[float, ...]:
        """Start of every dose before ``until_day``, day 0 being the first."""
        n = max(0, -int(-until_day // self.every_days))
        return tuple(i * self.every_days for i in range(n))
