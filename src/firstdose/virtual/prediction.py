"""What each dose of a study does: exposure between patients, and the probability of dose-limiting toxicity (DLT)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np

from firstdose.pkpd import Band, HazardPosterior, exposure, hazard_settings, infusions, molecule_hazard, strata
from firstdose.sourced import Assumption, ranked, sourced_in
from firstdose.study import ExposureTruth, Study, assumptions
from firstdose.types import F64
from firstdose.virtual.exposure_truth import study_peak
from firstdose.virtual.pool import PATIENTS, doses_mg_per_kg, seeded, study_patients, window_days

TOO_TOXIC = 0.33  # DLT probability above which a dose is too toxic, as BLRM's interval and the rules have it by default


@dataclass(frozen=True)
class LevelPrediction:
    """One dose level."""

    level: int  # 0-based
    dose: float  # in the study's unit
    exposure: Mapping[str, Band]  # by metric, its unit in the name; between patients
    p_dlt: Band  # within the DLT window; how uncertain it is
    p_too_toxic: float  # probability that the DLT probability exceeds TOO_TOXIC

    def to_dict(self) -> dict[str, object]:
        """What ``firstdose predict --json`` prints of this level."""
        return {
            "level": self.level + 1,
            "dose": self.dose,
            "exposure": {"conjugate": {name: asdict(band) for name, band in self.exposure.items()}},
            "outcomes": {"p_dlt": asdict(self.p_dlt)},
        }


@dataclass(frozen=True, eq=False)
class Prediction:
    """What a study's doses are expected to do."""

    illustrative: bool  # no human result of this molecule stands behind it
    levels: tuple[LevelPrediction, ...]
    patients: int  # virtual, for exposure
    hazard: HazardPosterior  # that p_dlt comes from

    def to_dict(self) -> dict[str, object]:
        """What ``firstdose predict --json`` prints."""
        return {"illustrative": self.illustrative, "levels": [level.to_dict() for level in self.levels]}


def prediction_assumptions(study: Study) -> tuple[Assumption, ...]:
    """Everything that a study's answers rest on and was not read in a publication, shakiest first.

    The complete list: that of the file, the molecule and the population, and what is believed of the DLT hazard.
    """
    stated = ("window_days",) if isinstance(study.truth, ExposureTruth) else ()  # the study says, or leaves out
    return ranked([*assumptions(study), *sourced_in(hazard_settings(), "DLT hazard", stated), *_at_reference(study)])


def _at_reference(study: Study) -> Iterator[Assumption]:
    """Covariates of the published trials' patients, of whom body weight alone is known."""
    effects = study.molecule.toxicity.pharmacokinetics.covariates
    known = hazard_settings().trial_patients.name
    names = dict.fromkeys(effect.covariate for effect in effects if effect.covariate != known)
    if names:
        what = f"{', '.join(names)} at the reference of the molecule's model in every patient"
        yield Assumption("DLT hazard trial_patients", what, "the published trials do not give them", "assumed")


def predict_study(study: Study, patients: int = PATIENTS, seed: int | None = None) -> Prediction:
    """Exposure and DLT probability at each dose level.

    Parameters
    ----------
    study : molecule, doses, schedule and patients.
    patients : how many virtual patients the bands of exposure come from.
    seed : of those virtual patients; the study's own if not given. DLT probabilities do not depend on it.

    Examples
    --------
    >>> from firstdose.study import load
    >>> prediction = predict_study(load("imgn289"))
    >>> prediction.illustrative, len(prediction.levels)
    (True, 7)
    """
    protocol = study.protocol
    pool = study_patients(seeded(study, seed), patients)
    unit = exposure(pool, protocol.schedule)
    hazard = molecule_hazard(study.molecule.toxicity, window_days(study))
    levels = tuple(
        LevelPrediction(
            level=level,
            dose=protocol.grid.doses[level],
            exposure={name: Band.of(values) for name, values in vars(unit.times(dose)).items()},
            p_dlt=Band.of(p, hazard.weight),
            p_too_toxic=float(hazard.weight @ (p > TOO_TOXIC)),
        )
        for level, (dose, p) in enumerate(zip(doses_mg_per_kg(study), _p_dlt(study, hazard), strict=True))
    )
    return Prediction(study.molecule.illustrative, levels, patients, hazard)


def p_dlt_by_window(study: Study, windows: Sequence[float]) -> Mapping[float, tuple[Band, ...]]:
    """DLT probability at each dose level, had exposure counted over each of ``windows``, in days (0: concentration).

    Examples
    --------
    >>> from firstdose.study import load
    >>> {days: round(bands[4].median, 2) for days, bands in p_dlt_by_window(load("imgn289"), (0.0, 21.0)).items()}
    {0.0: 0.11, 21.0: 0.3}
    """
    found = {}
    for days in windows:
        hazard = molecule_hazard(study.molecule.toxicity, days)
        supposed = replace(study, truth=ExposureTruth(days))
        found[days] = tuple(Band.of(p, hazard.weight) for p in _p_dlt(supposed, hazard))
    return found


def _p_dlt(study: Study, hazard: HazardPosterior) -> Iterator[F64]:
    """(J,) DLT probabilities at each dose level, under each pair of parameters."""
    highest = strata(study_peak(study).final)
    return (hazard.p_dlt(dose * highest) for dose in doses_mg_per_kg(study))


@dataclass(frozen=True, eq=False)
class ConcentrationBand:
    """Concentration of the conjugate over time at one dose, between patients."""

    dose: float  # in the study's unit
    days: F64  # (M,)
    p05: F64  # (M,) µg/mL
    median: F64  # (M,) µg/mL
    p95: F64  # (M,) µg/mL


def concentration_bands(study: Study, days: Sequence[float], patients: int = PATIENTS) -> tuple[ConcentrationBand, ...]:
    """Concentration at ``days`` after the first dose, one band a dose level; patients as in ``predict_study``."""
    pool, when = study_patients(study, patients), np.asarray(days, np.float64)
    doses = infusions(study.protocol.schedule, float(when.max(initial=0.0)) + 1e-9)
    per_mg_per_kg = pool.weight_kg[:, None] * pool.kinetics.concentration(doses, when)
    p05, median, p95 = np.quantile(per_mg_per_kg, [0.05, 0.5, 0.95], axis=0)
    return tuple(
        ConcentrationBand(shown, when, dose * p05, dose * median, dose * p95)
        for shown, dose in zip(study.protocol.grid.doses, doses_mg_per_kg(study), strict=True)
    )
