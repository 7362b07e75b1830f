"""How the designs would behave in this trial."""

from __future__ import annotations

from firstdose.report.blocks import Block, Bullets, Column, Heading, Strong, Table, Text, Words, prose
from firstdose.report.digits import DASH, counted, fixed, listed, of_trials, percent, with_error
from firstdose.report.results import Results, Scenario
from firstdose.report.sections.design_figures import difference_figure, patients_figure, selection_figure
from firstdose.report.words import design_name, level_words, runs
from firstdose.study import Study
from firstdose.trial import DoseGrid
from firstdose.virtual import OperatingCharacteristics


def designs(study: Study, results: Results) -> tuple[Block, ...]:
    """Operating characteristics in each truth."""
    grid, central, scenarios = study.protocol.grid, results.central.comparison, results.scenarios
    names = [design_name(one.design) for one in central.designs]
    return (
        Heading("designs", "How the designs would behave"),
        Text(
            f"{listed(names)} were run through {counted(central.optimal.trials, 'simulated trial')} of this protocol "
            "in each truth, every design on the same virtual patients: who would have had a DLT at a dose under one "
            "design would have had it under the others. The benchmark (the non-parametric optimal design) sees every "
            "patient’s outcome at every dose, which no trial can: it shows how much so many patients could tell at "
            "best."
        ),
        Text(
            "The correct MTD is the level whose true DLT probability lies nearest the target of "
            f"{percent(central.optimal.target)} %. Overdosed patients are those treated at a level whose true DLT "
            "probability exceeds it. What is true is not known, so the designs are tried in several truths:"
        ),
        Bullets(tuple(_truth(grid, scenario) for scenario in scenarios)),
        _characteristics(scenarios),
        selection_figure(grid, results),
        patients_figure(grid, results),
        difference_figure(results),
        _differences(scenarios),
    )


def _truth(grid: DoseGrid, scenario: Scenario) -> Words:
    optimal = scenario.comparison.optimal
    return prose(
        Strong(f"{scenario.title}."),
        " ",
        scenario.words,
        f" The correct MTD is {level_words(grid, optimal.correct_level)}, with a true DLT probability of "
        f"{percent(optimal.levels[optimal.correct_level].true_dlt)} %.",
    )


def _characteristics(scenarios: tuple[Scenario, ...]) -> Table:
    rows = [(scenario.title, one) for scenario in scenarios for one in runs(scenario.comparison)]
    return Table(
        "characteristics",
        "Operating characteristics of each design, by truth.",
        (
            Column("Design", align="left"),
            Column("Correct MTD", "% of trials"),
            Column("MTD too high", "% of trials"),
            Column("No MTD", "% of trials"),
            Column("Patients", "a trial"),
            Column("Overdosed", "patients a trial"),
            Column("Duration", "months"),
        ),
        tuple(_row(one) for _, one in rows),
        groups=_groups([title for title, _ in rows]),
        note="± one Monte Carlo standard error. MTD too high: a level above the correct one. < and >: none or all of "
        "the trials, with the 95 % limit of the share. Duration: from the first site’s opening to the last decision.",
    )


def _groups(titles: list[str]) -> tuple[tuple[int, str], ...]:
    return tuple((titles.index(title), f"{title} truth") for title in dict.fromkeys(titles))


def _row(one: OperatingCharacteristics) -> tuple[str, ...]:
    treats = one.design != "optimal"
    return (
        design_name(one.design),
        of_trials(one.correct_share, one.correct_se, one.trials),
        percent(one.too_high_share, 1),
        percent(one.none_selected, 1),
        fixed(one.patients_mean, 1) if treats else DASH,
        fixed(one.overdosed_patients_mean, 1),
        fixed(one.duration_months_mean, 1),
    )


def _differences(scenarios: tuple[Scenario, ...]) -> Table:
    rows = [(scenario.title, one) for scenario in scenarios for one in scenario.comparison.differences]
    return Table(
        "differences-table",
        "By how much the first design selects the correct MTD more often than the second, on the same patients.",
        (
            Column("First", align="left"),
            Column("Second", align="left"),
            Column("Difference", "percentage points"),
        ),
        tuple(
            (design_name(one.a), design_name(one.b), with_error(one.correct_diff, one.correct_diff_se, 1, 100))
            for _, one in rows
        ),
        groups=_groups([title for title, _ in rows]),
        note="± one Monte Carlo standard error of the paired difference; none is known where no trial differed.",
    )
