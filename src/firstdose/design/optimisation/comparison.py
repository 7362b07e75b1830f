"""What a randomised comparison of doses says, for people and for JSON."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class DoseSummary:
    """One arm after its patients have been seen."""

    dose: float
    n: int
    dlt: int
    response: int
    p_dlt_mean: float  # posterior means
    p_response_mean: float
    p_exposed_mean: float | None
    utility: float  # posterior mean and standard deviation, 0 to 100
    utility_sd: float
    p_over: float  # probability that the DLT probability exceeds the highest acceptable one
    p_below: float  # probability that the response probability lies below the lowest acceptable one
    admissible: bool
    p_best: float  # probability that its mean utility is the highest of the admissible arms


@dataclass(frozen=True)
class DoseComparison:
    """The arms, the optimal dose and why."""

    arms: tuple[DoseSummary, ...]
    selected: int | None  # 0-based; None: no arm is admissible
    reason: str

    def to_dict(self) -> dict[str, Any]:
        """Arms count from 1."""
        told = asdict(self)
        told["selected"] = None if self.selected is None else self.selected + 1
        return told
