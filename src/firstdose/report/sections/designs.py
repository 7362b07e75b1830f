"""How the designs would behave in this trial."""

from __future__ import annotations

from collections.abc import Sequence

from firstdose.design import in_use
from firstdose.report.blocks import Block, Bullets, Column, Heading, Strong, Table, Text, Words, prose
from firstdose.report.digits import DASH, counted, fixed, listed, of_trials, percent, with_error
from firstdose.report.nearest import is_near
from firstdose.report.results import Results, Scenario
from firstdose.report.sections.design_figures import difference_figure, patients_figure, selection_figure
from firstdose.report.sections.design_words import options_table
from firstdose.report.words import design_name, level_words, runs
from firstdose.study import Study
from firstdose.trial import DoseGrid
from firstdose.virtual import OperatingCharacteristics


def designs(study: Study, results: Results) -> tuple[Block, ...]:
    """Operating characteristics in each truth."""
    grid, central, scenarios = study.protocol.grid, results.central.comparison, results.scenarios
    names, illustrative = [design_name(one.design) for one in central.designs], results.prediction.illustrative
    return (
        Heading("designs", "How the designs would behave"),
        Text(
            f"{listed(names)} were run through {counted(central.optimal.trials, 'simulated trial')} of this protocol "
            "in each truth, every design on the same virtual patients: who would have had a DLT at a dose under one "
            "design would have had it under the others. The benchmark (the non-parametric optimal design) is what the "
            "same number of patients could tell if every outcome at every dose were known. A design can beat it by "
            "chance, or because its prior or its rules happen to favour the correct level."
        ),
        Text(
            "The correct MTD is the level whose true DLT probability lies nearest the target of "
            f"{percent(central.optimal.target)} %. Overdosed patients are those treated at a level whose true DLT "
            f"probability exceeds it. {_aims(results)}What is true is not known, so the designs are tried in several "
            "truths:"
        ),
        Bullets(tuple(_truth(grid, scenario) for scenario in scenarios)),
        characteristics_table(scenarios, illustrative),
        options_table(study, results),
        selection_figure(grid, scenarios, illustrative),
        patients_figure(grid, scenarios, illustrative),
        difference_figure(scenarios, illustrative),
        differences_table(scenarios, illustrative),
    )


def _truth(grid: DoseGrid, scenario: Scenario) -> Words:
    optimal = scenario.comparison.optimal
    p_dlt = optimal.levels[optimal.correct_level].true_dlt
    return prose(
        Strong(f"{scenario.title}."),
        " ",
        scenario.words,
        f" The correct MTD is {level_words(grid, optimal.correct_level)}, with a true DLT probability of "
        f"{percent(p_dlt)} %{'' if is_near(p_dlt, optimal.target) else ': no level comes near the target'}.",
    )


def _aims(results: Results) -> str:
    """What must be known to judge a design that does not aim at the level nearest the target."""
    said = ["3+3 has no target: its MTD is the highest dose with at most one DLT in six patients. "] * (
        "3+3" in results.designs
    )
    said += [
        f"{design_name(name)} does not aim at the level nearest the target: it takes the one most likely to lie in its "
        "target interval among those unlikely to be overdoses (EWOC), and so will often stay lower. "
        for name, design in results.designs.items()
        if "ewoc" in in_use(design)
    ]
    return "".join(said)


def characteristics_table(scenarios: Sequence[Scenario], illustrative: bool) -> Table:
    """How often each design is right, and at what price."""
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
        "the trials, with the 95 % limit of the share. Duration: from the first site’s opening to the last decision. "
        "A more toxic truth may have fewer overdosed patients, where trials stop sooner.",
        illustrative=illustrative,
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


def differences_table(scenarios: Sequence[Scenario], illustrative: bool) -> Table:
    """Paired differences between designs."""
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
        illustrative=illustrative,
    )
