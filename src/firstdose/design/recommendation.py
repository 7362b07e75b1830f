"""One trial's decision, for people and for JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
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
    admissible: bool  # neither excluded for toxicity nor for any other reason that the design has
    combination: tuple[float, float] | None = None  # the two drugs' doses
    p_dlt_plugin: float | None = None  # at the posterior mean of the model's parameter
    p_dlt_sd: float | None = None  # posterior standard deviation
    p_dlt_q025: float | None = None  # posterior quantiles
    p_dlt_q50: float | None = None
    p_dlt_q975: float | None = None
    p_intervals: tuple[float, ...] | None = None  # probability of each interval between more than two cut points
    response: int | None = None  # patients with a response
    p_response_mean: float | None = None
    utility: float | None = None  # of the level, on the design's own scale

    @classmethod
    def of(cls, values: Mapping[str, float], **known: Any) -> "LevelNumbers":
        """From a decision's numbers at one level, NaN: none; those of other names are left out."""
        said = {name: value for name, value in values.items() if value == value}
        plain: dict[str, Any] = {one.name: said.get(one.name) for one in fields(cls)}
        cuts = [value for name, value in said.items() if name.startswith("p_interval_")]
        plain |= {"n": int(values["n"]), "dlt": int(values["dlt"]), "p_intervals": tuple(cuts) or None}
        plain["response"] = None if plain["response"] is None else int(plain["response"])
        return cls(**plain | known)

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it: level from 1; a number that few designs have is there where this one has it."""
        rare = [one.name for one in fields(self) if one.default is None and getattr(self, one.name) is None]
        said = asdict(self) | {"level": self.level + 1}
        return {name: value for name, value in said.items() if name not in rare}


@dataclass(frozen=True)
class Recommendation:
    """Treat, wait or stop; where, how many, and why. Levels are 0-based here and count from 1 in ``to_dict``."""

    action: str  # "treat", "wait" or "stop"
    level: int | None  # of the next cohort; while waiting, of the last one
    size: int
    mtd: int | None  # after a stop; None: no dose is the MTD
    reason: str
    levels: tuple[LevelNumbers, ...]
    selects: str = "MTD"  # what ``mtd`` is called
    backfill: tuple[int, ...] | None = None  # levels open to patients beside the cohort; None: no such patients

    def headline(self, units: str = "") -> str:
        """The decision in a sentence, without the reason."""
        match self.action:
            case "treat":
                return f"Treat {self.size} patient{'s' * (self.size != 1)} at {self.named(self.level, units)}."
            case "wait":
                return "Wait."
            case _:
                return f"Stop: {self.named(self.mtd, units)} is the {self.selects}."

    def named(self, level: int | None, units: str = "") -> str:
        """A level for people, with its dose where that is known."""
        if level is None:
            return "no dose"
        dose = self.levels[level].dose
        return f"level {level + 1}" + ("" if dose is None else f" ({f'{dose:g} {units}'.strip()})")

    def to_dict(self) -> dict[str, Any]:
        """As ``firstdose decide --json`` prints it."""
        beside = {} if self.backfill is None else {"backfill": [level + 1 for level in self.backfill]}
        return {
            "action": self.action,
            "level": _printed(self.level),
            "n_next": self.size,
            "mtd": _printed(self.mtd),
            "reason": self.reason,
            "levels": [one.to_dict() for one in self.levels],
        } | beside


def _printed(level: int | None) -> int | None:
    return None if level is None else level + 1
