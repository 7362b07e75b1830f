"""``simulate`` and ``compare`` in one truth, in a set of scenarios, or over a random family."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

from firstdose.cli import show
from firstdose.cli.progress import bar
from firstdose.cli.scenarios import RandomFamily, scenarios_from

if TYPE_CHECKING:
    from pathlib import Path

    from firstdose.design import Design
    from firstdose.study import Study
    from firstdose.virtual import (
        Comparison,
        FamilyCharacteristics,
        FamilyComparison,
        Onset,
        ScenarioAnswers,
        ScenarioSet,
        Truth,
    )


_TITLES = {"exposure": "Exposure-driven", "mechanism": "Mechanistic", "assumed": "Assumed"}  # of a truth


@dataclass(frozen=True)
class Asked:
    """What is simulated, and how the answer is shown."""

    plan: Study
    designs: Mapping[str, Design]
    trials: int  # in each scenario of a set, or over a whole family
    seed: int | None
    target: float | None
    onset: Onset | None
    path: Path | None
    output: str | None  # the same as it was given
    as_json: bool
    one: Callable[[Comparison, str], None]  # prints what was found in one truth
    to_dict: Callable[[Comparison], dict[str, Any]]

    @property
    def _doing(self) -> str:
        return "comparing" if len(self.designs) > 1 else "simulating"

    def in_truth(self, truth: Truth | None) -> None:
        """Simulate in ``truth``, or in the study's own, and show what was found."""
        from firstdose.cli.truth import check_looked_at, told_truth
        from firstdose.virtual import compare_designs, truth_of

        words = told_truth(self.plan, given=truth is not None)
        title = _TITLES[self.plan.truth.kind] if truth is None else "Given"
        truth = truth_of(self.plan, self.designs.values()) if truth is None else truth
        check_looked_at(self.designs, truth)
        with bar(self._doing) as progress:
            found = compare_designs(
                self.plan,
                self.designs,
                trials=self.trials,
                seed=self.seed,
                target=self.target,
                truth=truth,
                progress=progress,
            )
        if self.path:
            said = " ".join(one.removeprefix("Truth: ") for one in words)
            self._draw(self.path, {title: said}, {title: found}, illustrative=len(words) > 1)
        elif self.as_json:
            show.as_json(self.to_dict(found))
        else:
            show.say(*words, "")
            self.one(found, self.plan.protocol.grid.units)

    def in_scenarios(self, scenarios: str) -> None:
        """Simulate in ``scenarios`` and show what was found."""
        said = scenarios_from(scenarios)
        if isinstance(said, RandomFamily):
            self._family(said)
        else:
            self._set(said)

    def _set(self, said: ScenarioSet) -> None:
        from firstdose.cli.truth import check_looked_at
        from firstdose.virtual.study_scenarios import compare_in_scenarios

        for scenario in said.scenarios:
            check_looked_at(self.designs, scenario.truth())
        with bar(self._doing) as progress:
            found = compare_in_scenarios(
                self.plan,
                self.designs,
                said,
                trials=self.trials,
                seed=self.seed,
                target=self.target,
                onset=self.onset,
                progress=progress,
            )
        if self.path:
            words = {one.name: f"DLT probabilities {_listed(one.p_dlt)}." for one in said.scenarios}
            self._draw(self.path, words, found.comparisons, illustrative=False)
        elif self.as_json:
            show.as_json(self._set_answer(said, found))
        else:
            show.say(f"{said.title}. Source: {said.source} [{said.provenance}].", "")
            for name, comparison in found.comparisons.items():
                show.say(f"Scenario {name}")
                self.one(comparison, self.plan.protocol.grid.units)
                show.say("")

    def _set_answer(self, said: ScenarioSet, found: ScenarioAnswers) -> dict[str, Any]:
        told = {name: getattr(said, name) for name in ("name", "title", "source", "provenance", "target")}
        each = [
            {"name": one.name, "p_dlt": one.p_dlt, "p_response": one.p_response}
            | self.to_dict(found.comparisons[one.name])
            for one in said.scenarios
        ]
        return told | {"scenarios": each}

    def _draw(
        self, path: Path, words: Mapping[str, str], found: Mapping[str, Comparison], *, illustrative: bool
    ) -> None:
        from firstdose.cli.comparison_file import draw
        from firstdose.report.digits import capitalised
        from firstdose.report.results import Scenario

        drawn = [Scenario(capitalised(name), told, found[name]) for name, told in words.items()]
        draw(path, self.plan, self.designs, drawn, illustrative=illustrative)
        typer.echo(self.output)

    def _family(self, said: RandomFamily) -> None:
        from firstdose.cli.truth import check_looked_at
        from firstdose.virtual.study_scenarios import compare_in_family

        check_looked_at(self.designs, None)
        with bar(self._doing) as progress:
            found = compare_in_family(
                self.plan,
                self.designs,
                said.kind,
                said.n,
                trials_each=-(-self.trials // said.n),
                seed=self.seed,
                target=self.target,
                onset=self.onset,
                progress=progress,
            )
        if self.path:
            from firstdose.cli.comparison_file import draw_family

            draw_family(self.path, self.plan, self.designs, found, said.kind)
            typer.echo(self.output)
        elif self.as_json:
            show.as_json({"family": said.kind} | found.to_dict())
        else:
            _print_family(found, said.kind)


def _listed(p: Sequence[float]) -> str:
    return ", ".join(f"{each:g}" for each in p)


def _print_family(found: FamilyComparison, kind: str) -> None:
    from firstdose.report.digits import with_error

    first = found.optimal
    title = (
        f"{first.scenarios} random scenarios ({kind}), {first.trials_each} trials of each on the same virtual patients"
    )
    heads = ("design", "correct %", "too high %", "none %", "patients", "overdosed", "months")
    show.table(heads, map(_family_row, (*found.designs, found.optimal)), title=title)
    pairs = [
        (f"{one.a} less {one.b}", with_error(one.correct_diff, one.correct_diff_se, scale=100))
        for one in found.differences
    ]
    if pairs:
        show.say("")
        show.table(("correct selections", "% points"), pairs, title="Differences, paired by trial")
    show.say(
        "", f"Target: a DLT probability of {first.target:g}. After ±: Monte Carlo standard error between scenarios."
    )


def _family_row(one: FamilyCharacteristics) -> tuple[str, ...]:
    from firstdose.report.digits import fixed, with_error
    from firstdose.virtual.arrivals import DAYS_PER_MONTH

    ends = (
        (one.correct_share, one.correct_se),
        (one.too_high_share, one.too_high_se),
        (one.none_selected, one.none_se),
    )
    months = None if one.duration_days_mean is None else one.duration_days_mean / DAYS_PER_MONTH
    means = (one.patients_mean, one.overdosed_patients_mean, months)
    return (one.design, *(with_error(*end, 1, 100) for end in ends), *(fixed(mean, 1) for mean in means))
