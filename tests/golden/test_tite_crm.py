"""The TITE-CRM equals titecrm of the R package dfcrm 0.2-2.1."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from firstdose.design import TiteCrm
from firstdose.design.curve.crm_posterior import Posterior
from firstdose.design.curve.tite_weights import partial_patients
from firstdose.trial import Outcomes

FILE = Path(__file__).parent / "data" / "dosefinding" / "dfcrm_titecrm.json"
CASES = [case for case in json.loads(FILE.read_text())["cases"] if case["method"] == "bayes"]
EVERY = pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['id']}-{case['model']}-{case['scheme']}")
INTEGRATED = 1e-6  # half-way between ours, 1e-9, and the worst that R's integrate promises


def _tite(case: dict[str, Any], **options: Any) -> TiteCrm:
    model: Any = "power" if case["model"] == "empiric" else "logistic"
    return TiteCrm(case["prior"], case["target"], model, weights=case["scheme"], **options)


def _seen(case: dict[str, Any]) -> Outcomes:
    return Outcomes.of(
        level=np.array(case["level"]) - 1,
        dlt=case["tox"],
        follow_up=np.minimum(np.array(case["followup"]) / case["obswin"], 1),
        cohort=np.arange(len(case["tox"])),
    )


@EVERY
def test_weights_and_posterior_equal_titecrm(case: dict[str, Any]) -> None:
    design, seen = _tite(case), _seen(case)
    some, counts = partial_patients(seen, design.weights), seen.counts(design.n_levels)
    assert some.weight[0] == pytest.approx(np.array(case["weights"])[seen.pending[0]], abs=1e-12)  # 13 digits printed
    after = Posterior(design.crm.curve, counts.n - counts.pending, counts.dlt, some)
    assert after.beta_mean[0] == pytest.approx(case["estimate"], abs=INTEGRATED)
    assert after.beta_var[0] == pytest.approx(case["post_var"], abs=INTEGRATED)
    plugin = [level.p_dlt_plugin for level in design.decide(seen).one().levels]
    assert plugin == pytest.approx(case["ptox"], abs=INTEGRATED)


@EVERY
def test_without_caution_the_next_level_is_that_of_titecrm(case: dict[str, Any]) -> None:
    design = _tite(case, no_skipping=False, coherent=False, cutoff=None, max_pending=None)
    assert design.decide(_seen(case)).one().to_dict()["level"] == case["mtd"]
    assert design.select(_seen(case)).tolist() == [case["mtd"] - 1]


@EVERY
def test_with_caution_it_is_never_higher(case: dict[str, Any]) -> None:
    answer = _tite(case).decide(_seen(case)).one()
    told = answer.to_dict()["level"]
    assert told <= case["mtd"]
    assert told == case["mtd"] or "still in the DLT window: do not go up" in answer.reason
