"""``firstdose predict``: what exposure and what toxicity does each dose give?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from firstdose.cli import show
from firstdose.cli.options import Json, Patients, Seed, Study
from firstdose.cli.truth import OtherTruth, loaded, named_truth

if TYPE_CHECKING:
    from firstdose.pkpd import Band
    from firstdose.study import Study as Plan
    from firstdose.virtual import LevelPrediction, MechanismPrediction, Prediction

_COLUMNS = {
    "cmax_ug_per_ml": "Cmax\nµg/mL",
    "ctrough_ug_per_ml": "Ctrough\nµg/mL",
    "auc_tau_ug_day_per_ml": "AUC tau\nµg·day/mL",
    "auc_0_21_ug_day_per_ml": "AUC 0-21d\nµg·day/mL",
    "accumulation_ratio": "accumu-\nlation",
}
_OUTCOMES = {
    "p_dlt": "DLT\n%",
    "p_thrombocytopenia_g3": "platelets G3+\n%",
    "p_thrombocytopenia_g4": "platelets G4\n%",
    "p_alt_g3": "ALT G3+\n%",
    "p_rash_g3": "rash G3+\n%",
    "orr": "response\n%",
}


def predict(
    study: Study, patients: Patients = 2000, seed: Seed = None, truth: OtherTruth = None, as_json: Json = False
) -> None:
    """Predict exposure and outcomes at each dose level.

    Exposure varies between patients; a DLT (dose-limiting toxicity) has a probability that is uncertain. Where the
    molecule has a mechanism, its outcomes stand beside.
    """
    plan = loaded(study, truth)
    from firstdose.virtual import predict_study

    prediction = predict_study(plan, patients, seed)
    if as_json:
        show.as_json(prediction.to_dict() | named_truth(truth))
    else:
        _print(plan, prediction)


def _print(plan: Plan, prediction: Prediction) -> None:
    from firstdose.report.words import hazard_words, validity_words

    if prediction.illustrative:
        show.say(f"Illustrative: no human result of {plan.molecule.title} stands behind this prediction.")
    columns = ("level", f"dose\n{plan.protocol.grid.units}", *_COLUMNS.values(), "P(DLT)\n%")
    show.table(columns, map(_row, prediction.levels), title="Median, and below it 5th to 95th percentile")
    show.say("", f"Exposure: between {prediction.patients} virtual patients. P(DLT): how uncertain it is.")
    show.say("Cmax, Ctrough and AUC 0-21d: first 21 days. AUC tau and accumulation: at steady state.")
    show.say(*filter(None, [validity_words(plan) if prediction.mechanism is None else hazard_words(plan, prediction)]))
    if prediction.mechanism is not None:
        _print_mechanism(plan, prediction, prediction.mechanism)


def _print_mechanism(plan: Plan, prediction: Prediction, found: MechanismPrediction) -> None:
    from firstdose.report.words import dose_or_beyond
    from firstdose.virtual import target_of

    columns = ("level", f"dose\n{plan.protocol.grid.units}", *_OUTCOMES.values(), "fewest platelets\nday")
    show.say("")
    show.table(columns, (_outcomes(level, found) for level in prediction.levels), title="What the mechanism says")
    target = target_of(plan.design, None)
    mtd = found.mtd(target)
    median, p05, p95 = (dose_or_beyond(dose, mtd.lowest, mtd.highest) for dose in vars(mtd.band).values())
    show.say(
        "", f"Shares of patients: how uncertain they are. Grades: in the DLT window. Site of action: {found.site}."
    )
    show.say(f"MTD, at a DLT probability of {100 * target:g} %: {median} mg/kg ({p05} to {p95}).")


def _outcomes(level: LevelPrediction, found: MechanismPrediction) -> tuple[str, ...]:
    from firstdose.report.digits import fixed, percent

    bands = found.outcomes(level.level)
    shares = (_banded(bands[name], lambda share: percent(share, 1)) for name in _OUTCOMES)
    return (str(level.level + 1), f"{level.dose:g}", *shares, _banded(bands["platelet_nadir_day"], fixed))


def _row(level: LevelPrediction) -> tuple[str, ...]:
    from firstdose.report.digits import percent, significant

    bands = (_banded(level.exposure[metric], significant) for metric in _COLUMNS)
    return (str(level.level + 1), f"{level.dose:g}", *bands, _banded(level.p_dlt, lambda share: percent(share, 1)))


def _banded(band: Band, shown: Callable[[float], str]) -> str:
    from firstdose.report.digits import between

    return f"{shown(band.median)}\n{between(shown(band.p05), shown(band.p95))}"
