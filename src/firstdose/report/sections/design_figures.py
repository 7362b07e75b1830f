"""The figures of the designs' behaviour: one panel a truth."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from altair import LayerChart

from firstdose.report.blocks import Figure, Panel
from firstdose.report.digits import DASH, doses, fixed, listed, percent, with_error
from firstdose.report.figures.bars import Bar, Order, differences, grouped_bars
from firstdose.report.results import Scenario
from firstdose.report.words import BENCHMARK, axis_labels, design_name, level_words, runs
from firstdose.trial import DoseGrid
from firstdose.virtual import Comparison

NONE = "none"
_UNDER = "Under each level its dose and its true DLT probability; the correct MTD is shaded."


def selection_figure(grid: DoseGrid, scenarios: Sequence[Scenario], illustrative: bool) -> Figure:
    """How often each level is selected."""

    def chart(scenario: Scenario) -> LayerChart:
        bars = list(_selections(scenario.comparison, axis_labels(grid, scenario.comparison.optimal)))
        return _bars(grid, scenario.comparison, bars, "Trials that select it", share=True)

    return Figure(
        "selection",
        f"How often each level is selected as the MTD. {_UNDER} Whiskers: two Monte Carlo standard errors "
        "either way, none where no trial or every one selects it.",
        " ".join(_selected_words(grid, scenario) for scenario in scenarios),
        _panels(scenarios, chart, _width(grid)),
        illustrative=illustrative,
    )


def patients_figure(grid: DoseGrid, scenarios: Sequence[Scenario], illustrative: bool) -> Figure:
    """How many patients each level gets."""

    def chart(scenario: Scenario) -> LayerChart:
        bars = list(_patients(scenario.comparison, axis_labels(grid, scenario.comparison.optimal)))
        return _bars(grid, scenario.comparison, bars, "Patients a trial", share=False)

    return Figure(
        "patients",
        f"Patients treated at each level, mean of all trials. {_UNDER} Whiskers: two Monte Carlo standard errors.",
        " ".join(_patients_words(scenario) for scenario in scenarios),
        _panels(scenarios, chart, _width(grid)),
        illustrative=illustrative,
    )


def difference_figure(scenarios: Sequence[Scenario], illustrative: bool) -> Figure:
    """Paired differences between designs."""
    words = [
        f"{scenario.title} truth: "
        f"{listed([f'{name} {with_error(diff, error, 1, 100)}' for name, diff, error in pairs])}."
        for scenario in scenarios
        for pairs in [_pairs(scenario.comparison)]
    ]
    return Figure(
        "differences",
        "Difference in correct selections between two designs on the same patients, in percentage points. Lines: two "
        "Monte Carlo standard errors either way, none where no trial differed. Right of zero the "
        "first design does better.",
        " ".join(words),
        _panels(scenarios, lambda one: differences(_pairs(one.comparison), "Percentage points")),
        illustrative=illustrative,
    )


def _panels(
    scenarios: Sequence[Scenario], chart: Callable[[Scenario], LayerChart], least_px: int = 0
) -> tuple[Panel, ...]:
    return tuple(Panel(chart(one), f"{one.title} truth", least_px) for one in scenarios)


def _width(grid: DoseGrid) -> int:
    """Pixels that the labels of all levels, of "none" and of the axis need."""
    return 60 + (6 + 7 * max(map(len, (NONE, *doses(grid.doses))))) * (len(grid) + 1)


def _bars(grid: DoseGrid, comparison: Comparison, bars: list[Bar], y_title: str, *, share: bool) -> LayerChart:
    labels = axis_labels(grid, comparison.optimal)
    order = Order(
        levels=(*labels, *[NONE] * share),
        designs=tuple(design_name(run.design) for run in comparison.designs),
        benchmark=BENCHMARK * share,
        correct=labels[comparison.optimal.correct_level],
    )
    return grouped_bars(bars, order, f"Level, dose in {grid.units}, true DLT probability in %", y_title, share=share)


def _selections(comparison: Comparison, labels: tuple[str, ...]) -> Iterator[Bar]:
    for run in runs(comparison):
        name = design_name(run.design)
        for label, level in zip(labels, run.levels, strict=True):
            yield Bar(label, name, level.selected, level.selected_se, f"{percent(level.true_dlt, 1)} %")
        yield Bar(NONE, name, run.none_selected, None, DASH)


def _patients(comparison: Comparison, labels: tuple[str, ...]) -> Iterator[Bar]:
    for run in comparison.designs:
        for label, level in zip(labels, run.levels, strict=True):
            truth = f"{percent(level.true_dlt, 1)} %"
            yield Bar(label, design_name(run.design), level.patients_mean or 0.0, level.patients_se, truth)


def _selected_words(grid: DoseGrid, scenario: Scenario) -> str:
    shares = [f"{design_name(one.design)} in {percent(one.correct_share)} %" for one in runs(scenario.comparison)]
    level = level_words(grid, scenario.comparison.optimal.correct_level)
    return f"{scenario.title} truth: the correct MTD, {level}, is selected by {listed(shares)} of trials."


def _patients_words(scenario: Scenario) -> str:
    means = [f"{design_name(one.design)} {fixed(one.patients_mean, 1)}" for one in scenario.comparison.designs]
    return f"{scenario.title} truth: mean number of patients {listed(means)}."


def _pairs(comparison: Comparison) -> list[tuple[str, float, float]]:
    return [
        (f"{design_name(one.a)} − {design_name(one.b)}", one.correct_diff, one.correct_diff_se)
        for one in comparison.differences
    ]
