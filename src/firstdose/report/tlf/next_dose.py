"""Section 14.3: what the study's design says on the dose-limiting toxicities seen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from firstdose.errors import FirstDoseError
from firstdose.report.decision_page import DecisionSheet
from firstdose.report.figures.footer import Footer, footed
from firstdose.report.tlf import dose_limiting
from firstdose.report.tlf.output import Drawing, Population, Sheet, UnavailableError
from firstdose.report.tlf.trial import Trial

if TYPE_CHECKING:
    from firstdose.trial import Outcomes


@dataclass(frozen=True, eq=False)
class NextDose:
    """The decision, and how many subjects it rests on."""

    sheet: DecisionSheet
    population: Population


def next_dose(trial: Trial) -> NextDose:
    """The decision of the study's design, on the outcomes of the table of dose-limiting toxicities."""
    return trial.once(_next_dose)


def _next_dose(trial: Trial) -> NextDose:
    grid, design = trial.study.protocol.grid, trial.study.design
    outcomes = _outcomes(trial)
    try:
        answer = design.decide(outcomes).at(grid.doses, grid.units).one()
    except FirstDoseError as error:
        raise UnavailableError(f"The design cannot decide on these outcomes: {error}") from None
    sheet = DecisionSheet(answer, answer.headline(grid.units), "", design, grid.units)
    return NextDose(sheet, Population("DLT-evaluable set with pending subjects", outcomes.level.shape[1]))


def _outcomes(trial: Trial) -> Outcomes:
    """Subjects in the order of their first dose, at the study's levels; consecutive ones at a level are a cohort."""
    from firstdose.trial import Outcomes

    seen = dose_limiting.found(trial)
    level = np.array([-1, *_levels(trial, trial.arms.names)])[seen.outcomes.level[0] + 1]
    counted = np.flatnonzero(level >= 0)
    if not counted.size:
        raise UnavailableError("No subject is DLT-evaluable or pending.")
    order = counted[np.argsort(seen.subjects["STARTDT"].to_numpy()[counted], kind="stable")]
    one = seen.outcomes
    return Outcomes.of(
        level=level[order][None, :],
        dlt=one.dlt[:, order],
        follow_up=one.follow_up[:, order],
        cohort=np.cumsum(np.diff(level[order], prepend=level[order][0]) != 0)[None, :],
        severity=one.severity[:, order],
    )


def _levels(trial: Trial, arms: tuple[str, ...]) -> list[int]:
    """The study's level of each arm, by its highest dose."""
    grid = trial.study.protocol.grid
    given, units = _doses(trial)
    if units and units != {grid.units.lower()}:
        raise UnavailableError(f"The design doses in {grid.units}, and EX in {', '.join(sorted(units))}.")
    found = []
    for arm in arms:
        dose = given.get(arm)
        near = [] if dose is None else np.flatnonzero(np.isclose(grid.doses, dose, rtol=1e-6)).tolist()
        if not near:
            known = ", ".join(f"{each:g}" for each in grid.doses)
            told = "without a dose" if dose is None else f"with doses up to {dose:g} {grid.units}"
            raise UnavailableError(f'"{arm}", {told}, is none of the study\'s levels: {known} {grid.units}.')
        found.append(near[0])
    return found


def _doses(trial: Trial) -> tuple[dict[str, float], set[str]]:
    """The highest dose of each arm, and the units of doses, in small letters."""
    import polars as pl

    from firstdose.data import numbers, words

    ex = trial.domain("ex")
    if ex is None:
        adsl = trial.get("adsl")
        if "TRT01AN" not in adsl.columns:
            raise UnavailableError("Which dose a dose level had is not known: add EX, or TRT01AN to ADSL.")
        return dict(adsl.group_by("TRT01A").agg(pl.col("TRT01AN").max()).drop_nulls().rows()), set()
    doses = ex.select(words(ex, "USUBJID"), numbers(ex, "EXDOSE", "EX"))
    joined = doses.join(trial.arms.subjects.select("USUBJID", "TRTA"), on="USUBJID")
    units = (
        words(ex, "EXDOSU").drop_nulls().str.to_lowercase()
        if "EXDOSU" in ex.columns
        else pl.Series([], dtype=pl.String)
    )
    return dict(joined.group_by("TRTA").agg(pl.col("EXDOSE").max()).drop_nulls().rows()), set(units)


def table(trial: Trial) -> Sheet:
    """The numbers of each level, and the recommendation."""
    found = next_dose(trial)
    columns, rows = found.sheet.numbers()
    notes = (
        found.sheet.answer.reason,
        f"Design: {found.sheet.called}, within the rules of the protocol. It supports a decision and takes none",
    )
    return Sheet(found.population, columns, rows, ((0, found.sheet.headline),), notes)


def figure(trial: Trial) -> Drawing:
    """What the design knows of each level."""
    found = next_dose(trial)
    panels = list(found.sheet.panels())
    last = panels[-1]
    footer = Footer(found.population.name, found.population.n, trial.cut)
    panels[-1] = replace(last, chart=footed(last.chart, footer))  # type: ignore[arg-type]
    return Drawing(
        found.population,
        tuple(replace(one, least_px=520) for one in panels),
        "Estimated probability of a dose-limiting toxicity at each dose level.",
        (f"{found.sheet.headline} Shaded: the level that comes next.",),
    )
