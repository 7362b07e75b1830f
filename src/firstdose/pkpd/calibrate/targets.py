"""What was published of a molecule in patients, with its number of patients, its source and how far it is trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias, get_args

from firstdose.errors import LibraryError
from firstdose.pkpd.calibrate.priors import Stage
from firstdose.resources import packaged
from firstdose.sourced import Provenance, Sourced
from firstdose.tables import noun, read_toml
from firstdose.trial.schedule import Schedule

_FOLDER = "pkpd/library"
Kind: TypeAlias = Literal["mean", "sd", "percentage", "pooled", "typical", "bound", "mtd"]
APART: tuple[Kind, ...] = ("mtd", "pooled")  # seen on each of several regimens by itself
Statistic: TypeAlias = Literal[
    "cmax", "ctrough", "auc_inf", "half_life", "clearance", "vss", "accumulation", "proportionality", "clearance_ratio",
    "below", "nadir_day", "nadir_share", "recovery_day", "nadir_cycle", "above_normal", "transaminases", "response",
    "reached", "dlt",
]  # fmt: skip
_SHARES: tuple[Kind, ...] = ("percentage", "pooled")
_STAGE: Mapping[str, Stage] = {"PLT": "platelets", "AST": "liver", "ALT": "liver", "SLD": "tumour"}


@dataclass(frozen=True)
class Regimen:
    """A dose and how often it is given, followed for so many days."""

    name: str
    dose: float  # mg/kg
    every_days: float
    infusion_hours: float
    days: float

    def __post_init__(self) -> None:
        if not (0 < self.dose < float("inf") and 0 < self.days < float("inf")):
            raise LibraryError(f"regimen {self.name}: dose and days are positive numbers. Give mg/kg and days.")

    @property
    def schedule(self) -> Schedule:
        """When doses are given."""
        return Schedule(self.every_days, self.infusion_hours, cycle_days=max(1, round(self.every_days)))


@dataclass(frozen=True)
class Target:
    """One published number."""

    id: str
    what: str
    regimens: tuple[str, ...]  # by name; a ratio is of the first to the second
    statistic: Statistic
    kind: Kind
    value: float
    unit: str
    source: str
    provenance: Provenance
    fitted: bool  # used in the fit; otherwise predicted
    analyte: str = ""  # a column of the course, such as CADC
    n: int = 0  # patients it was seen in
    sd: float | None = None  # between patients
    low: float | None = None  # of a range as published, or as a word such as "about" is read
    high: float | None = None
    threshold: float = 0.0  # for a statistic that has one
    doses: int = 0  # the dose that the first is compared with
    from_day: float = 0.0
    until_day: float | None = None
    patients: tuple[int, ...] = ()  # of n, on each regimen, where they are pooled
    shares: str = ""  # what it has in common with the numbers that the model was made with; empty: independent

    def __post_init__(self) -> None:
        low, high = self.range
        if not low <= self.value <= high:
            raise LibraryError(f"target {self.id}: value = {self.value:g} lies outside low to high. Correct one.")
        if self.kind in ("mean", "sd", *_SHARES) and self.n < 1:
            raise LibraryError(f"target {self.id}: a {self.kind} is of n patients. Give n, e.g. n = 15.")
        if self.kind == "pooled" and (len(self.patients) != len(self.regimens) or sum(self.patients) != self.n):
            raise LibraryError(
                f"target {self.id}: patients = {list(self.patients)}: give one number a regimen, n in all."
            )
        if self.is_share and not 0 <= self.value <= 100:
            raise LibraryError(f"target {self.id}: value = {self.value:g}: give a percentage from 0 to 100.")
        if self.kind == "bound" and (self.low is None) == (self.high is None):
            raise LibraryError(f"target {self.id}: a bound has either low or high. Give the one that is kept.")

    @property
    def range(self) -> tuple[float, float]:
        """Low and high; the value itself where no range is given, nothing on the open side of a bound."""
        if self.kind == "bound":
            return (-float("inf") if self.low is None else self.low, float("inf") if self.high is None else self.high)
        return (self.value if self.low is None else self.low, self.value if self.high is None else self.high)

    @property
    def is_share(self) -> bool:
        """A percentage of patients, at one dose or at several."""
        return self.kind in _SHARES

    @property
    def independent(self) -> bool:
        """Of what the model was made with: neither fitted, nor from what its numbers rest on."""
        return not (self.fitted or self.shares)

    @property
    def stage(self) -> Stage:
        """Of the fit that it belongs to."""
        return _STAGE.get(self.analyte, "kinetics")

    @property
    def follows_platelets(self) -> bool:
        """It differs between sites of action on platelets."""
        return self.analyte == "PLT" or self.statistic == "dlt"


@dataclass(frozen=True)
class Unpredicted:
    """What was published, and why the model says nothing of it."""

    id: str
    observed: str
    reason: str
    source: str
    provenance: Provenance


@dataclass(frozen=True)
class DltRule:
    """What counts as dose-limiting in the published escalations."""

    window_days: Sourced
    platelets_below: Sourced
    transaminases_above: Sourced  # of the upper limit of normal
    held_below: Sourced  # platelets at which a weekly dose is held: on the second, or on both the third and the fourth


@dataclass(frozen=True)
class Targets:
    """Everything published of one molecule."""

    molecule: str
    seed: int  # of the virtual patients and the candidates
    study_sd: Sourced  # between studies of the same drug, of the log of a mean
    trust: Mapping[Provenance, float]  # exponent on the likelihood
    upper_normal: Mapping[str, Sourced]  # limits of normal, by column
    dlt: DltRule
    regimens: tuple[Regimen, ...]
    targets: tuple[Target, ...]
    unpredicted: tuple[Unpredicted, ...] = ()

    def __post_init__(self) -> None:
        known = {one.name for one in self.regimens}
        for target in self.targets:
            for name in target.regimens:
                if name not in known:
                    raise LibraryError(f'target {target.id}: regimen "{name}" is not among [[regimens]]. Add it there.')
        for name in (*get_args(Provenance),):
            if not 0 < self.trust.get(name, 0.0) <= 1:
                raise LibraryError(f"[trust] {name}: a weight above 0 and up to 1 is needed.")

    def regimen(self, name: str) -> Regimen:
        """By name."""
        return next(one for one in self.regimens if one.name == name)

    def fitted(self, stage: Stage) -> tuple[Target, ...]:
        """Those that a stage is fitted to."""
        return tuple(one for one in self.targets if one.fitted and one.stage == stage)


@lru_cache(maxsize=8)
def targets(molecule: str) -> Targets:
    """The packaged ones of a molecule.

    Examples
    --------
    >>> [one.id for one in targets("t-dm1").fitted("platelets")]
    ['q3w36_tcp_g3plus']
    """
    file = packaged(_FOLDER).joinpath(f"targets-{molecule}.toml")
    if not file.is_file():
        raise LibraryError(
            f"There is no table of published human results for {molecule}, so that nothing can be fitted to it. "
            "Name a study of a molecule that has one, such as t-dm1-q3w."
        )
    return noun(Targets, read_toml(file), file.name)
