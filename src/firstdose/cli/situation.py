"""The trials that a design is simulated in, as told on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from firstdose.cli.question import Question
from firstdose.cli.scenarios import RandomFamily, refuse_beside, scenarios_from
from firstdose.cli.truth import curve_of, onset_of
from firstdose.design import Design, Ruled
from firstdose.errors import FirstDoseError
from firstdose.virtual.plan import WINDOW_DAYS, Plan, judge
from firstdose.virtual.scenarios import random_scenarios
from firstdose.virtual.setting import Setting, target_of
from firstdose.virtual.study_runs import setting_of
from firstdose.virtual.truth import AssumedCurve

_SEED = 1  # where neither a study nor the command line says


@dataclass(frozen=True)
class Situation:
    """Options that tell of the trials; None where left out."""

    trials: int
    seed: int | None = None
    true_dlt: Sequence[str] = ()  # a scenario each
    true_response: str | None = None
    late: float | None = None
    cohort_size: int | None = None
    max_patients: int | None = None
    scenarios: str | None = None  # instead of true_dlt and true_response

    def made(self, question: Question) -> tuple[Design, dict[str, Setting]]:
        """The design within its rules, and the setting of each scenario by its name."""
        if self.scenarios:
            curves = " and ".join(self.true_dlt) or None
            refuse_beside(self.scenarios, true_dlt=curves, true_response=self.true_response)
        design, setting = self._of_study(question) if question.plan else self._plain(question)
        truths = self._truths(design, setting)
        if not truths:
            return design, {"the study's truth": setting}
        return design, {name: replace(setting, truth=truth, correct_level=level) for name, truth, level in truths}

    def _truths(self, design: Design, setting: Setting) -> list[tuple[str, AssumedCurve, int | None]]:
        """Name, truth and correct level of each scenario."""
        window, onset = setting.dlt.window_days, onset_of(self.late)
        if self.scenarios is None:
            curves = ((text, self._curve(text, design, window)) for text in self.true_dlt)
            return [(f"true DLT {text}", curve, None) for text, curve in curves]
        said = scenarios_from(self.scenarios)
        if isinstance(said, RandomFamily):
            drawn = random_scenarios(said.kind, design.n_levels, target_of(design, None), said.n, setting.seed)
            rows = enumerate(drawn.tolist(), start=1)
            return [(f"{said.kind} {number}", AssumedCurve(tuple(p), window, onset), None) for number, p in rows]
        return [
            (one.name, one.truth(window, onset), None if one.correct_level is None else one.correct_level - 1)
            for one in said.scenarios
        ]

    def _of_study(self, question: Question) -> tuple[Design, Setting]:
        assert question.plan is not None
        self._refuse_own("study")
        return question.design, setting_of(question.plan, self.trials, self.seed)

    def _plain(self, question: Question) -> tuple[Design, Setting]:
        if not self.true_dlt and not self.scenarios:
            raise FirstDoseError("What is true? Give a scenario, e.g. --true-dlt 0.05,0.1,0.2,0.3,0.45.")
        design = question.design
        plan = Plan(self.cohort_size or Plan.cohort_size, self.max_patients or Plan.max_patients)
        if isinstance(design, Ruled):
            self._refuse_own("file")
        ruled = design if isinstance(design, Ruled) else plan.ruled(design)
        return ruled, Setting(
            truth=AssumedCurve((0.0,) * design.n_levels, WINDOW_DAYS),  # until a scenario takes its place
            arrivals=plan.comes([design], WINDOW_DAYS),
            dlt=judge(WINDOW_DAYS),
            max_patients=plan.max_patients,
            seed=_SEED if self.seed is None else self.seed,
            trials=self.trials,
        )

    def _refuse_own(self, what: str) -> None:
        if self.cohort_size or self.max_patients:
            raise FirstDoseError(f"--cohort-size and --max-patients are those of the {what}. Change them there.")

    def _curve(self, true_dlt: str, design: Design, window_days: float) -> AssumedCurve:
        return curve_of(true_dlt, design.n_levels, window_days, self.true_response, self.late)
