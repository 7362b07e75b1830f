"""What each dose of a study does: exposure between patients, and the probability of dose-limiting toxicity (DLT)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

import numpy as np

from firstdose.pkpd import Band, HazardPosterior, exposure, hazard_settings, infusions, molecule_hazard, strata
from firstdose.sourced import Assumption, ranked, sourced_in
from firstdose.study import ExposureTruth, MechanismTruth, Study, assumptions
from firstdose.types import F64
from firstdose.virtual.analytes import CONJUGATE, Analytes, analyte_exposures, bands, conjugate_over_time
from firstdose.virtual.exposure_truth import study_peak
from firstdose.virtual.mechanism_prediction import MechanismPrediction, has_mechanism, predict_mechanism
from firstdose.virtual.mechanism_truth import mechanism_assumptions
from firstdose.virtual.outcomes_by_patient import DLT
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
    analytes: Mapping[str, Mapping[str, Band]] = field(default_factory=dict)  # total antibody, payload; as exposure
    outcomes: Mapping[str, Band] = field(default_factory=dict)  # what the mechanism says beside; shares are uncertain

    def to_dict(self) -> dict[str, object]:
        """What ``firstdose predict --json`` prints of this level."""
        return {
            "level": self.level + 1,
            "dose": self.dose,
            "exposure": {
                analyte: {name: asdict(band) for name, band in bands.items()}
                for analyte, bands in {CONJUGATE: self.exposure, **self.analytes}.items()
            },
            "outcomes": {name: asdict(band) for name, band in {DLT: self.p_dlt, **self.outcomes}.items()},
        }


@dataclass(frozen=True, eq=False)
class Prediction:
    """What a study's doses are expected to do."""

    illustrative: bool  # no human result of this molecule stands behind it
    levels: tuple[LevelPrediction, ...]
    patients: int  # virtual, for exposure
    hazard: HazardPosterior  # that p_dlt comes from, unless it follows the mechanism
    mechanism: MechanismPrediction | None = None  # where the patient model can be run for the molecule

    def to_dict(self) -> dict[str, object]:
        """What ``firstdose predict --json`` prints."""
        return {"illustrative": self.illustrative, "levels": [level.to_dict() for level in self.levels]}


def prediction_assumptions(study: Study) -> tuple[Assumption, ...]:
    """Everything that a study's answers rest on and was not read in a publication, shakiest first.

    The complete list: that of the file, the molecule and the population, and what is believed of the DLT hazard.
    """
    stated = ("window_days",) if isinstance(study.truth, ExposureTruth) else ()  # the study says, or leaves out
    known = assumptions(study)
    hazard = *sourced_in(hazard_settings(), "DLT hazard", stated), *_at_reference(study)
    return ranked([*known, *hazard, *(mechanism_assumptions(study, known) if has_mechanism(study.molecule) else ())])


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

    Exposure comes from the patient model where the molecule has one, whatever the study's truth; the DLT probability
    is the truth's.

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
    hazard = molecule_hazard(study.molecule.toxicity, window_days(study))
    by_mechanism = isinstance(study.truth, MechanismTruth)  # then it is an error to have none
    known = by_mechanism or has_mechanism(study.molecule)
    mechanism = predict_mechanism(study, patients=patients) if known else None
    exposures = _exposures(seeded(study, seed), patients, known)
    levels = []
    for level, (dose, exposed, p) in enumerate(
        zip(study.protocol.grid.doses, exposures, _p_dlt(study, hazard), strict=True)
    ):
        weight, more = hazard.weight, {} if mechanism is None else mechanism.outcomes(level)
        if mechanism is not None and by_mechanism:
            p, weight = mechanism.shares[DLT][:, level], mechanism.weight
        levels.append(
            LevelPrediction(
                level=level,
                dose=dose,
                exposure=exposed[CONJUGATE],
                p_dlt=Band.of(p, weight),
                p_too_toxic=float(weight @ (p > TOO_TOXIC)),
                analytes={name: found for name, found in exposed.items() if name != CONJUGATE},
                outcomes={name: band for name, band in more.items() if name != DLT},
            )
        )
    return Prediction(study.molecule.illustrative, tuple(levels), patients, hazard, mechanism)


def _exposures(study: Study, patients: int, by_mechanism: bool) -> Iterator[Analytes]:
    """At each level by the patient model, all analytes alike; else the conjugate's by the published linear model."""
    if by_mechanism:
        yield from map(bands, analyte_exposures(study, patients))
        return
    unit = exposure(study_patients(study, patients), study.protocol.schedule)
    for dose in doses_mg_per_kg(study):
        yield {CONJUGATE: {name: Band.of(values) for name, values in vars(unit.times(dose)).items()}}


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
    if has_mechanism(study.molecule):
        return tuple(
            ConcentrationBand(dose, np.asarray(days, np.float64), *np.quantile(values, [0.05, 0.5, 0.95], axis=0))
            for dose, values in zip(study.protocol.grid.doses, conjugate_over_time(study, days, patients), strict=True)
        )
    pool, when = study_patients(study, patients), np.asarray(days, np.float64)
    doses = infusions(study.protocol.schedule, float(when.max(initial=0.0)) + 1e-9)
    per_mg_per_kg = pool.weight_kg[:, None] * pool.kinetics.concentration(doses, when)
    p05, median, p95 = np.quantile(per_mg_per_kg, [0.05, 0.5, 0.95], axis=0)
    return tuple(
        ConcentrationBand(shown, when, dose * p05, dose * median, dose * p95)
        for shown, dose in zip(study.protocol.grid.doses, doses_mg_per_kg(study), strict=True)
    )
