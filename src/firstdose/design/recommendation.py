"""One trial's decision, for people and for JSON."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class LevelNumbers:
    """What the design knows of one dose level; None where it has no such number."""

    level: int  # 0-based
    dose: float | None
    n: int
    dlt: int
    p_dlt_mean: float | None  # the design's own estimate of the DLT probability
    p_under: float | None
    p_target: float | None
    p_over: float | None  # probability of being too toxic, as the design defines it
    admissible: bool  # not excluded for toxicity


@dataclass(frozen=True)
class Recommendation:
    """Treat, wait or stop; where, how many, and why. Levels are 0-based here and count from 1 in ``to_dict``."""

    action: str  # "treat", "wait" or "stop"
    level: int | None  # of the next cohort; while waiting, of the last one
    size: int
    mtd: int | None  # after a stop; None: no dose is the MTD
    reason: str
    levels: tuple[LevelNumbers, ...]

    def to_dict(self) -> dict[str, Any]:
        """As ``firstdose decide --json`` prints it."""
        return {
            "action": self.action,
            "level": _printed(self.level),
            "n_next": self.size,
            "mtd": _printed(self.mtd),
            "reason": self.reason,
            "levels": [asdict(one) | {"level": one.level + 1} for one in self.levels],
        }


def _printed(level: int | None) -> int | None:
    return None if level is None else level + 1
