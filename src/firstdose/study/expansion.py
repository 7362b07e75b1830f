"""Cohorts of one disease at the recommended dose: what is planned for each, and what it can show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

import numpy as np

from firstdose.design.expansion import (
    AHern,
    Bop2,
    CohortDesign,
    Exchange,
    Exnex,
    Look,
    PredictiveProbability,
    SimonTwoStage,
    ToxicityMonitor,
)
from firstdose.errors import StudyError

Plan = Literal["simon-optimal", "simon-minimax", "a-hern", "predictive-probability", "bop2", "exnex"]
PLANS: tuple[Plan, ...] = get_args(Plan)
MOST_IN_COHORT = 300  # patients
SIZED: tuple[Plan, ...] = ("bop2", "exnex")  # take the number of patients as given, and do not look for it
OPTIONS: dict[Plan, dict[str, float]] = {  # of each design, with the values in use where the file does not say
    "simon-optimal": {"alpha": 0.05, "beta": 0.2},
    "simon-minimax": {"alpha": 0.05, "beta": 0.2},
    "a-hern": {"alpha": 0.05, "beta": 0.2},
    "predictive-probability": {"alpha": 0.05, "beta": 0.2, "first_look": 10, "look_every": 1},
    "bop2": {"alpha": 0.1, "first_look": 10, "look_every": 10},
    "exnex": {"cutoff": 0.9, "exchangeable": 0.5},
}


@dataclass(frozen=True)
class ExpansionCohort:
    """One disease treated at the recommended dose, to see whether its response rate is worth pursuing."""

    name: str
    indication: str
    null: float  # response rate of no interest
    target: float  # response rate worth pursuing
    design: Plan = "simon-optimal"
    subtype: str = ""  # of the indication; "" for all
    n: int | None = None  # patients at most
    alpha: float | None = None  # options of the design; None: as in OPTIONS
    beta: float | None = None
    first_look: int | None = None
    look_every: int | None = None
    cutoff: float | None = None
    exchangeable: float | None = None
    toxicity_limit: float | None = None  # None: toxicity is not monitored
    toxicity_cutoff: float | None = None

    def __post_init__(self) -> None:
        if not 0 < self.null < self.target < 1:
            raise StudyError(
                f"null = {self.null:g} and target = {self.target:g}: response rates rise from null to target between "
                "0 and 1. Give the rate of no interest as null and the rate worth pursuing as target, e.g. 0.1 and 0.3."
            )
        if self.n is not None and not 1 <= self.n <= MOST_IN_COHORT:
            raise StudyError(f"n = {self.n}: a cohort treats 1 to {MOST_IN_COHORT} patients. Give as many, e.g. 40.")
        if self.design in SIZED and self.n is None:
            raise StudyError(f'n is missing: design = "{self.design}" treats as many patients as it is told, e.g. 30.')
        self._check_options()

    def _check_options(self) -> None:
        known = OPTIONS[self.design]
        for key in dict.fromkeys(key for each in OPTIONS.values() for key in each):
            if getattr(self, key) is not None and key not in known:
                raise StudyError(
                    f'{key} has no meaning for design = "{self.design}", which takes {", ".join(known)}. Remove it.'
                )
        for key in ("first_look", "look_every"):
            if (given := getattr(self, key)) is not None and given < 1:
                raise StudyError(f"{key} = {given}: give at least one patient, e.g. 10.")
        if self.toxicity_cutoff is not None and self.toxicity_limit is None:
            raise StudyError("toxicity_cutoff has no meaning without toxicity_limit. Give the limit, e.g. 0.33.")

    def option(self, key: str) -> float:
        """An option of the design, as in use."""
        given = getattr(self, key)
        return float(OPTIONS[self.design][key] if given is None else given)

    @cached_property
    def plan(self) -> CohortDesign:
        """The design of this cohort alone; cohorts with ``exnex`` share theirs."""
        most = MOST_IN_COHORT if self.n is None else self.n
        match self.design:
            case "exnex":
                raise StudyError(f'{self.name}: the cohorts with design = "exnex" share one design: see basket_of.')
            case "bop2":
                return Bop2.design(self.null, self.target, self._looks(most), self.option("alpha"))
            case "predictive-probability":
                first, every = int(self.option("first_look")), int(self.option("look_every"))
                return PredictiveProbability.design(*self._errors, first=first, every=every, n_max=most)
            case "a-hern":
                return AHern.design(*self._errors, n_max=most)
            case _:
                criterion: Literal["optimal", "minimax"] = "optimal" if self.design == "simon-optimal" else "minimax"
                return SimonTwoStage.design(*self._errors, criterion=criterion, n_max=most)

    @property
    def _errors(self) -> tuple[float, float, float, float]:
        return self.null, self.target, self.option("alpha"), self.option("beta")

    def _looks(self, n: int) -> tuple[int, ...]:
        first, every = int(self.option("first_look")), int(self.option("look_every"))
        return (*range(min(first, n), n, every), n)

    def monitor(self, patients: int) -> ToxicityMonitor | None:
        """How toxicity is watched in so many patients at most; None: it is not."""
        if self.toxicity_limit is None:
            return None
        cutoff = 0.95 if self.toxicity_cutoff is None else self.toxicity_cutoff
        return ToxicityMonitor(self.toxicity_limit, patients, cutoff)


def basket_of(cohorts: Sequence[ExpansionCohort]) -> Exnex | None:
    """The design that the cohorts with ``exnex`` share; None where there is none."""
    sharing = [cohort for cohort in cohorts if cohort.design == "exnex"]
    if not sharing:
        return None
    weights = tuple(cohort.option("exchangeable") for cohort in sharing)
    middle = float(np.mean([rate for cohort in sharing for rate in (cohort.null, cohort.target)]))
    return Exnex(
        tuple(cohort.null for cohort in sharing),
        tuple(cohort.target for cohort in sharing),
        tuple(int(cohort.n or 0) for cohort in sharing),
        tuple(cohort.option("cutoff") for cohort in sharing),
        tuple(cohort.name for cohort in sharing),
        (Exchange.around(middle, weight=weights),),
    )


@dataclass(frozen=True)
class Outlook:
    """What one cohort can show, whatever its design."""

    cohort: ExpansionCohort
    basket: Exnex | None = None  # the design that it shares with others
    stratum: int = 0  # of the basket

    @property
    def patients(self) -> int:
        """At most."""
        return self.cohort.plan.patients if self.basket is None else self.basket.n[self.stratum]

    @property
    def rows(self) -> tuple[Look, ...]:
        """Boundaries; in a basket, where the other strata show what they would at the rate of no interest."""
        if self.basket is None:
            return self.cohort.plan.boundaries
        needed = self.basket.boundaries[self.stratum].others_low
        return (Look(self.patients, self.patients if needed is None else needed - 1, needed),)

    @property
    def monitor(self) -> ToxicityMonitor | None:
        """How toxicity is watched."""
        return self.cohort.monitor(self.patients)

    def p_go(self, rates: Sequence[float], others: Literal["null", "target"] = "null") -> tuple[float, ...]:
        """Probability of going forward at each response rate.

        Parameters
        ----------
        others : in a basket, the rate at which the other strata respond.
        """
        if self.basket is None:
            return tuple(self.cohort.plan.chances(rates).p_go.tolist())
        truth = np.tile(self.basket.p0 if others == "null" else self.basket.p1, (len(rates), 1))
        truth[:, self.stratum] = rates
        return tuple(self.basket.chances(truth).p_go[:, self.stratum].tolist())

    def p_early_stop(self, rate: float) -> float:
        """Probability of stopping for futility before the last look."""
        return self.cohort.plan.p_early_stop(rate) if self.basket is None else 0.0

    def expected_n(self, rate: float) -> float:
        """Mean number of patients."""
        return self.cohort.plan.expected_n(rate) if self.basket is None else float(self.patients)


def outlooks(cohorts: Sequence[ExpansionCohort]) -> tuple[Outlook, ...]:
    """Of every cohort, those that borrow from each other in one basket."""
    basket, found, stratum = basket_of(cohorts), [], 0
    for cohort in cohorts:
        shares = cohort.design == "exnex"
        found.append(Outlook(cohort, basket if shares else None, stratum if shares else 0))
        stratum += shares
    return tuple(found)
