"""The tables of a study file, as they are written; each makes its noun, and so is refused if it cannot be one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from firstdose.errors import StudyError
from firstdose.study.expansion_table import ExpansionTable, check_expansion
from firstdose.study.nouns import (
    MOST_SITES,
    Accrual,
    AssumedTruth,
    ExposureTruth,
    MechanismTruth,
    Site,
    StudyIndication,
    TruthPlan,
)
from firstdose.study.protocol_tables import DltTable, DosesTable, EscalationTable, ScheduleTable
from firstdose.study.stated_table import Stated

_WINDOW_DAYS = 7.0  # of exposure, where the file says nothing
_SITE: Site = "circulation"  # of action on platelets, likewise
_TRUTH_KEYS = {"exposure": "window_days", "mechanism": "site", "assumed": "p_dlt"}  # the key that goes with each kind


@dataclass(frozen=True, kw_only=True)
class StudyTable(Stated):
    """[study]"""

    name: str
    seed: int
    molecule: str
    population: str = "us-2013"

    def _check(self) -> None:
        if not self.name.strip():
            raise StudyError('[study] name = "": a study has a name, e.g. "IMGN289 weekly".')
        if not 0 <= self.seed < 2**63:
            raise StudyError(f"[study] seed = {self.seed}: a seed is a whole number, 0 or more, e.g. 20131105.")


@dataclass(frozen=True, kw_only=True)
class IndicationTable(Stated):
    """[[indications]]"""

    name: str
    share: float

    def _check(self) -> None:
        self.made()

    def made(self) -> StudyIndication:
        """The noun."""
        return StudyIndication(self.name, self.share)


@dataclass(frozen=True, kw_only=True)
class AccrualTable(Stated):
    """[accrual]"""

    sites: int
    per_month: float | tuple[float, ...]  # patients a site and month: one number for all, or one a site
    opening_days: float | tuple[float, ...] = 0.0  # days between openings, or the day of each

    def _check(self) -> None:
        self.made()

    def made(self) -> Accrual:
        """The noun."""
        if not 1 <= self.sites <= MOST_SITES:
            raise StudyError(f"[accrual] sites = {self.sites}: a trial has 1 to {MOST_SITES} sites, e.g. 6.")
        opening, rate = self.opening_days, self.per_month
        opening = opening if isinstance(opening, tuple) else tuple(site * opening for site in range(self.sites))
        rate = rate if isinstance(rate, tuple) else (rate,) * self.sites
        for key, each in (("opening_days", opening), ("per_month", rate)):
            if len(each) != self.sites:
                raise StudyError(
                    f"[accrual] {key} has {len(each)} values for {self.sites} sites. Give one a site, or one number."
                )
        return Accrual(opening, rate)


@dataclass(frozen=True, kw_only=True)
class TruthTable(Stated):
    """[truth]"""

    kind: Literal["exposure", "mechanism", "assumed"] = "exposure"
    window_days: float | None = None
    p_dlt: tuple[float, ...] | None = None
    site: Site | None = None

    def _check(self) -> None:
        self.made()

    def made(self) -> TruthPlan:
        """The noun."""
        wanted = _TRUTH_KEYS[self.kind]
        for other in _TRUTH_KEYS.values():
            if other != wanted and getattr(self, other) is not None:
                raise StudyError(
                    f'[truth] {other} has no meaning for kind = "{self.kind}", which takes {wanted}. Remove it.'
                )
        if self.kind == "exposure":
            return ExposureTruth(_WINDOW_DAYS if self.window_days is None else self.window_days)
        if self.kind == "mechanism":
            return MechanismTruth(_SITE if self.site is None else self.site)
        if self.p_dlt is None:
            raise StudyError('[truth] kind = "assumed" needs p_dlt: a DLT probability for each level.')
        return AssumedTruth(self.p_dlt)

    def defaults(self) -> dict[str, object]:
        """Values in use of the keys that may be left out."""
        own: dict[str, dict[str, object]] = {"exposure": {"window_days": _WINDOW_DAYS}, "mechanism": {"site": _SITE}}
        return super().defaults() | own.get(self.kind, {})


@dataclass(frozen=True)
class StudyFile:
    """A whole study file."""

    study: StudyTable
    indications: tuple[IndicationTable, ...]
    doses: DosesTable
    schedule: ScheduleTable
    dlt: DltTable
    escalation: EscalationTable
    accrual: AccrualTable
    truth: TruthTable = TruthTable()
    expansion: tuple[ExpansionTable, ...] = ()

    def __post_init__(self) -> None:
        total = sum(said.share for said in self.indications)
        if abs(total - 1) > 1e-6:
            raise StudyError(
                f"[[indications]] the shares add up to {total:g}, not to 1. Give each as a share of all patients."
            )
        check_expansion(self.expansion)
