"""A study: what is planned, and what is known before it starts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Literal, TypeAlias

from firstdose.design import Ruled, name_of
from firstdose.errors import StudyError
from firstdose.molecule import Adc
from firstdose.patient import Addressable, Population, addressable
from firstdose.sourced import Assumption
from firstdose.study.expansion import ExpansionCohort, Outlook, outlooks
from firstdose.trial import Protocol

MOST_SITES = 1000
LATEST_DAY = 36525  # on which a site opens: a hundred years
Site: TypeAlias = Literal["proliferation", "release", "circulation"]  # of action on platelets
FEWEST_A_MONTH, MOST_A_MONTH = 0.001, 1000.0  # patients that a site finds


@dataclass(frozen=True)
class StudyIndication:
    """A disease that is enrolled, and its share of the patients of the dose escalation."""

    name: str
    share: float

    def __post_init__(self) -> None:
        if not 0 < self.share <= 1:
            raise StudyError(f"share = {self.share:g}: a share of the patients lies above 0 and at most at 1.")


@dataclass(frozen=True)
class Accrual:
    """When each site opens, and how many patients it finds."""

    opening_days: tuple[float, ...]  # one a site, days from the start of the trial
    per_month: tuple[float, ...]  # patients, one a site

    def __post_init__(self) -> None:
        if not 1 <= self.sites <= MOST_SITES:
            raise StudyError(f"[accrual] sites = {self.sites}: a trial has 1 to {MOST_SITES} sites, e.g. 6.")
        if any(not 0 <= day <= LATEST_DAY for day in self.opening_days):
            raise StudyError(
                f"[accrual] opening_days: a site opens on day 0 to {LATEST_DAY}. Give days from the trial's start."
            )
        if any(not FEWEST_A_MONTH <= rate <= MOST_A_MONTH for rate in self.per_month):
            raise StudyError(
                f"[accrual] per_month: a site finds a positive number of patients a month, {FEWEST_A_MONTH:g} to "
                f"{MOST_A_MONTH:g}, e.g. 0.5."
            )

    @property
    def sites(self) -> int:
        """Number of sites."""
        return len(self.opening_days)


@dataclass(frozen=True)
class AssumedTruth:
    """The probability of a DLT at each level is assumed."""

    kind: ClassVar = "assumed"
    p_dlt: tuple[float, ...]

    def __post_init__(self) -> None:
        for level, p in enumerate(self.p_dlt, start=1):
            if not 0 <= p <= 1:
                raise StudyError(f"[truth] p_dlt of level {level} = {p:g}: a probability lies between 0 and 1.")
        for level, (low, high) in enumerate(zip(self.p_dlt, self.p_dlt[1:], strict=False), start=2):
            if high < low:
                raise StudyError(
                    f"[truth] p_dlt of level {level} = {high:g} is below level {level - 1} = {low:g}: "
                    "toxicity does not fall with the dose. Give probabilities that rise or stay."
                )


@dataclass(frozen=True)
class ExposureTruth:
    """DLTs follow the highest exposure within any window, as fitted to the molecule's published trials."""

    kind: ClassVar = "exposure"
    window_days: float  # 0: the highest concentration

    def __post_init__(self) -> None:
        if not 0 <= self.window_days < float("inf"):
            raise StudyError(
                f"[truth] window_days = {self.window_days:g}: give days, or 0 for the highest concentration, e.g. 7."
            )


@dataclass(frozen=True)
class MechanismTruth:
    """DLTs follow from what the conjugate does to platelets, liver, skin and eye of each patient."""

    kind: ClassVar = "mechanism"
    site: Site  # where the conjugate acts on platelets; the published data do not settle it


TruthPlan: TypeAlias = AssumedTruth | ExposureTruth | MechanismTruth


@dataclass(frozen=True)
class Study:
    """Molecule, population, protocol, design, accrual, truth and seed of one trial.

    Examples
    --------
    >>> from firstdose.study import load
    >>> study = load("imgn289")
    >>> study.molecule.antibody.target.name, len(study.protocol.grid), study.design_name
    ('EGFR', 7, 'blrm')
    """

    name: str
    seed: int
    molecule: Adc
    population: Population
    indications: tuple[StudyIndication, ...]
    protocol: Protocol
    design: Ruled  # the design within the rules of the protocol
    accrual: Accrual
    truth: TruthPlan
    expansion: tuple[ExpansionCohort, ...]
    stated: tuple[Assumption, ...]  # what the file calls assumed, recalled or derived, or leaves to a default
    path: str
    sha256: str  # of the file's bytes

    def __post_init__(self) -> None:
        if not 0 <= self.seed < 2**63:
            raise StudyError(f"seed = {self.seed}: a seed is a whole number, 0 or more, e.g. 20131105.")

    @property
    def design_name(self) -> str:
        """As in the file, e.g. "blrm"."""
        return name_of(self.design)

    @property
    def target(self) -> float | None:
        """DLT probability that the design aims at; None where it has none."""
        return self.design.target

    @cached_property
    def outlooks(self) -> tuple[Outlook, ...]:
        """What each expansion cohort can show."""
        return outlooks(self.expansion)

    def addressable(self) -> Addressable:
        """Patients a year whose tumour strongly expresses the molecule's target."""
        target = self.molecule.antibody.target.name
        for said in self.indications:
            known = self.population.indication(said.name).target
            if known != target:
                raise StudyError(
                    f"{self.path}: {self.molecule.title} binds {target}, but population {self.population.name} gives "
                    f"the expression of {known} in {said.name}. Give a population file with {target} in {said.name}."
                )
        return addressable(self.population, [said.name for said in self.indications])
