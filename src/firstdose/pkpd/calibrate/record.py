"""Everything that an ensemble rests on, to be kept beside it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from firstdose import __version__
from firstdose.pkpd.calibrate.fit import Calibration, Fitted


def record(found: Calibration) -> dict[str, Any]:
    """What was fitted to what, from which priors, how, and how well it went: plain values for a JSON file."""
    used = {name for stage in found.stages for name in stage.fitted_to}
    return {
        "firstdose": __version__,
        "molecule": found.adc.name,
        "seed": found.seed,
        "effort": asdict(found.effort),
        "between_studies": found.published.study_sd.to("1"),
        "trust": dict(found.published.trust),
        "stages": [_stage(one) for one in found.stages],
        "targets": [asdict(one) for one in found.published.targets if one.id in used],
    }


def _stage(one: Fitted) -> dict[str, Any]:
    return {
        "stage": one.stage,
        "site": one.site,
        "fitted_to": list(one.fitted_to),
        "candidates": one.candidates,
        "effective_sample_size": round(one.effective, 1),
        "log_evidence": round(one.log_evidence, 3),
        "unknowns": [
            {
                "name": prior.name,
                "unit": prior.unit,
                "prior": {
                    "median": prior.median,
                    "log_sd": prior.unknown.log_sd.to("1"),
                    "source": prior.source,
                    "provenance": prior.provenance,
                },
                "posterior": one.posterior[prior.name].to_dict(),
            }
            for prior in one.priors
        ],
    }
