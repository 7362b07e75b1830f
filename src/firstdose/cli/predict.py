"""``firstdose predict``: what exposure and what toxicity does each dose give?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from firstdose.cli import show
from firstdose.cli.options import Json, Patients, Seed, Study

if TYPE_CHECKING:
    from firstdose.pkpd import Band
    from firstdose.study import Study as Plan
    from firstdose.virtual import LevelPrediction, Prediction

_COLUMNS = {
    "cmax_ug_per_ml": "Cmax\nµg/mL",
    "ctrough_ug_per_ml": "Ctrough\nµg/mL",
    "auc_tau_ug_day_per_ml": "AUC tau\nµg·day/mL",
    "auc_0_21_ug_day_per_ml": "AUC 0-21d\nµg·day/mL",
    "accumulation_ratio": "accumu-\nlation",
}


def predict(study: Study, patients: Patients = 2000, seed: Seed = None, as_json: Json = False) -> None:
    """Predict exposure and DLT probability at each dose level.

    Exposure varies between patients; a DLT (dose-limiting toxicity) has a probability that is uncertain.
    """
    from firstdose.study import load
    from firstdose.virtual import predict_study

    plan = load(study)
    prediction = predict_study(plan, patients, seed)
    if as_json:
        show.as_json(prediction.to_dict())
    else:
        _print(plan, prediction)


def _print(plan: Plan, prediction: Prediction) -> None:
    from firstdose.report.words import validity_words

    if prediction.illustrative:
        show.say(f"Illustrative: no human result of {plan.molecule.title} stands behind this prediction.")
    columns = ("level", f"dose\n{plan.protocol.grid.units}", *_COLUMNS.values(), "P(DLT)\n%")
    show.table(columns, map(_row, prediction.levels), title="Median, and below it 5th to 95th percentile")
    show.say("", f"Exposure: between {prediction.patients} virtual patients. P(DLT): how uncertain it is.")
    show.say("Cmax, Ctrough and AUC 0-21d: first 21 days. AUC tau and accumulation: at steady state.")
    if said := validity_words(plan):
        show.say(said)


def _row(level: LevelPrediction) -> tuple[str, ...]:
    from firstdose.report.digits import percent, significant

    bands = (_banded(level.exposure[metric], significant) for metric in _COLUMNS)
    return (str(level.level + 1), f"{level.dose:g}", *bands, _banded(level.p_dlt, lambda share: percent(share, 1)))


def _banded(band: Band, shown: Callable[[float], str]) -> str:
    from firstdose.report.digits import between

    return f"{shown(band.median)}\n{between(shown(band.p05), shown(band.p95))}"
