"""Ask every part of firstdose what the report needs; nothing is computed here but what they answer."""

from __future__ import annotations

import platform
from dataclasses import replace
from pathlib import Path

import numpy as np

from firstdose import __version__
from firstdose.design import Recommendation, published, replay
from firstdose.molecule import PublishedTrial
from firstdose.pkpd import window_support
from firstdose.report.extra import require
from firstdose.report.mechanistic import mechanistic
from firstdose.report.results import Forward, Manifest, Opening, Replay, Results
from firstdose.report.scenarios import scenarios
from firstdose.study import MechanismTruth, Study
from firstdose.trial import Outcomes
from firstdose.virtual import Progress, concentration_bands, designs_of, predict_study, prediction_assumptions
from firstdose.virtual.prediction import p_dlt_by_window

COMPARED = ("3+3", "boin", "blrm")  # one of each family, beside the study's own design
_RATES = tuple(k / 100 for k in range(61))  # response rates of the curves
_CYCLES = 2  # of the concentration curves
_MOST_MECHANISTIC = 1000  # trials, where every patient is simulated at every level for the benchmark


def results_of(
    study: Study,
    *,
    trials: int = 10_000,
    patients: int = 2000,
    seed: int | None = None,
    progress: Progress | None = None,
) -> Results:
    """Everything that ``compose`` shows of a study.

    Parameters
    ----------
    trials : simulated, for each design and each truth; at most 1,000 where every patient's mechanism is simulated.
    patients : virtual, for exposure.
    seed : instead of the study's own.
    progress : called with trials done and trials in all.
    """
    require()
    study = study if seed is None else replace(study, seed=seed)
    trials = min(trials, _MOST_MECHANISTIC) if isinstance(study.truth, MechanismTruth) else trials
    prediction = predict_study(study, patients)
    designs = designs_of(study, tuple(dict.fromkeys((*COMPARED, study.design_name))))
    found = tuple(scenarios(study, designs, trials, progress))
    target = found[0].comparison.optimal.target
    windows = window_support(study.molecule.toxicity)
    first, openings = _openings(study)
    return Results(
        tested=study.molecule.toxicity.donor or study.molecule,
        prediction=prediction,
        concentrations=concentration_bands(study, _days(study), patients),
        windows=windows,
        by_window=p_dlt_by_window(study, [one.window_days for one in windows]),
        designs=designs,
        scenarios=found,
        first=first,
        openings=openings,
        forward=tuple(
            Forward(one.cohort.name, tuple(zip(_RATES, one.p_go(_RATES), strict=True))) for one in study.outlooks
        ),
        addressable=study.addressable(),
        replays=tuple(_replay(trial, target) for trial in study.molecule.trials if trial.cohorts),
        assumptions=prediction_assumptions(study),
        manifest=_manifest(study, trials, patients),
        mechanistic=mechanistic(study, target, patients),
    )


def _days(study: Study) -> list[float]:
    """Every six hours, and the start and end of each infusion, over the first cycles."""
    schedule, end = study.protocol.schedule, float(_CYCLES * study.protocol.schedule.cycle_days)
    turns = [day + late for day in schedule.dose_days(end) for late in (0.0, schedule.infusion_days)]
    return [float(day) for day in np.unique([*np.arange(0, end + 0.25, 0.25), *turns])]


def _openings(study: Study) -> tuple[Recommendation, tuple[Opening, ...]]:
    def said(outcomes: str) -> Recommendation:
        return study.design.decide(Outcomes.parse(outcomes)).at(grid.doses, grid.units).one()

    grid = study.protocol.grid
    first = said("")
    after = [Opening(dlt, first.size, said(_cohort(study, dlt, first.size))) for dlt in range(first.size + 1)]
    return first, tuple(after)


def _cohort(study: Study, dlt: int, n: int) -> str:
    return f"{study.protocol.start_level + 1}{'T' * dlt}{'N' * (n - dlt)}"


def _replay(trial: PublishedTrial, target: float) -> Replay:
    doses, seen = tuple(level.dose for level in trial.levels), Outcomes.parse(trial.cohorts)
    designs = {name: published(name, len(doses), doses, target) for name in COMPARED}
    chosen = {name: int(design.select(seen)[0]) for name, design in designs.items()}
    return Replay(
        trial,
        {name: replay(design, trial.cohorts, doses, "mg/kg") for name, design in designs.items()},
        {name: None if level < 0 else level for name, level in chosen.items()},
    )


def _manifest(study: Study, trials: int, patients: int) -> Manifest:
    return Manifest(
        version=__version__,
        seed=study.seed,
        study_file=Path(study.path).name,
        sha256=study.sha256,
        truth=study.truth.kind,
        trials=trials,
        patients=patients,
        python=platform.python_version(),
        numpy=np.__version__,
    )
