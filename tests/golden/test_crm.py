"""The CRM equals the R packages dfcrm 0.2-2.1, escalation 0.2.3, bcrm and trialr."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.behaviour import check_behaviour

from firstdose.design import Cohorts, Crm, MaxPatients, Recommendation, Ruled, get_prior_skeleton
from firstdose.design.curve.crm_likelihood import most_likely
from firstdose.design.curve.crm_posterior import Posterior
from firstdose.design.curve.one_parameter import Model
from firstdose.trial import DltDefinition, Outcomes
from firstdose.virtual.arrivals import AtOnce
from firstdose.virtual.runner import Trials, run
from firstdose.virtual.truth import AssumedCurve

DATA = Path(__file__).parent / "data" / "dosefinding"
SKELETONS = json.loads((DATA / "dfcrm_getprior.json").read_text())["cases"]
FITS = [case for case in json.loads((DATA / "dfcrm_crm.json").read_text())["cases"] if "error" not in case]
BAYES, MLE = ([case for case in FITS if case["method"] == method] for method in ("bayes", "mle"))
BEHAVIOUR = json.loads((DATA / "dfcrm_crmsim.json").read_text())["cases"]
PATHS = json.loads((DATA / "escalation_crm_paths.json").read_text())["paths"]
PUBLISHED = json.loads((DATA / "crm_published_values.json").read_text())
INTEGRATED = (
    1e-4  # the reference leaves R's integrate at its relative error of 1.2e-4; ours is held to 1e-9 by quadrature
)
MAXIMISED = 1e-4  # the tolerance of its search
TRIALS = 2_000  # of the reference's simulations


def _model(case: dict[str, Any]) -> Model:
    return "power" if case["model"] == "empiric" else "logistic"


def _crm(case: dict[str, Any], **options: Any) -> Crm:
    return Crm(case["prior"], case["target"], _model(case), case.get("scale", 1.34**0.5), **options)


def _seen(case: dict[str, Any]) -> Outcomes:
    return Outcomes.of(level=np.array(case["level"]) - 1, dlt=case["tox"])


def _free(case: dict[str, Any], **options: Any) -> Crm:
    """As crm() of the reference, which has no rule of caution."""
    return _crm(case, no_skipping=False, coherent=False, cutoff=None, **options)


def _plugin(answer: Recommendation) -> list[float | None]:
    return [level.p_dlt_plugin for level in answer.levels]


def _label(case: dict[str, Any]) -> str:
    return str(case.get("call", case.get("id")))


@pytest.mark.parametrize("case", SKELETONS, ids=_label)
def test_a_skeleton_equals_getprior(case: dict[str, Any]) -> None:
    ours = get_prior_skeleton(
        case["halfwidth"], case["target"], case["nu"], case["nlevel"], _model(case), case["intcpt"]
    )
    assert ours == pytest.approx(case["skeleton"], abs=1e-12)  # the reference prints 13 digits


@pytest.mark.parametrize("case", BAYES, ids=_label)
def test_the_posterior_equals_crm(case: dict[str, Any]) -> None:
    design, seen = _free(case), _seen(case)
    counts = seen.counts(design.n_levels)
    after = Posterior(design.curve, counts.n, counts.dlt)
    assert after.beta_mean[0] == pytest.approx(case["estimate"], abs=INTEGRATED)
    assert after.beta_var[0] == pytest.approx(case["post_var"], abs=INTEGRATED)
    assert _plugin(_crm(case).decide(seen).one()) == pytest.approx(case["ptox"], abs=INTEGRATED)


@pytest.mark.parametrize("case", BAYES, ids=_label)
def test_without_caution_the_next_level_and_the_mtd_are_those_of_crm(case: dict[str, Any]) -> None:
    design, seen = _free(case), _seen(case)
    assert design.decide(seen).one().to_dict()["level"] == case["mtd"]
    assert design.select(seen).tolist() == [case["mtd"] - 1]


@pytest.mark.parametrize("case", BAYES, ids=_label)
def test_with_caution_the_next_level_is_that_of_crm_or_a_lower_one_with_a_reason(case: dict[str, Any]) -> None:
    answer, highest = _crm(case).decide(_seen(case)).one(), max(case["level"])
    told = answer.to_dict()["level"]
    if told != case["mtd"]:
        assert told is None or told == min(case["mtd"], highest + 1) or "of the last cohort had a DLT" in answer.reason
        assert (told is None) == ("stop, no dose is the MTD" in answer.reason)
        assert told is None or told < case["mtd"]


@pytest.mark.parametrize("case", MLE, ids=_label)
def test_the_maximum_likelihood_fit_equals_crm(case: dict[str, Any]) -> None:
    design, seen = _free(case, method="mle"), _seen(case)
    counts, answer = seen.counts(design.n_levels), design.decide(seen).one()
    assert most_likely(design.curve, counts.n, counts.dlt)[0] == pytest.approx(case["estimate"], abs=MAXIMISED)
    assert _plugin(answer) == pytest.approx(case["ptox"], abs=MAXIMISED)
    assert answer.to_dict()["level"] == case["mtd"]


def _nodes(path: dict[str, Any]) -> list[tuple[str, int]]:
    nodes = {node[".node"]: node for node in path["nodes"]}

    def before(node: dict[str, Any]) -> str:
        if node[".parent"] is None:
            return str(node["outcomes"])
        parent = nodes[node[".parent"]]
        return f"{before(parent)} {parent['next_dose']}{node['outcomes']}".strip()

    return [(before(node), node["next_dose"]) for node in nodes.values() if node[".parent"] is not None]


NODES = [node for path in PATHS for node in _nodes(path)]


@pytest.mark.parametrize("coherent", [True, False])
def test_it_goes_where_escalation_goes(coherent: bool) -> None:
    """Every node of two trees; there no rule ends a trial for toxicity, and coherence is never tried."""
    design = Crm((0.05, 0.12, 0.25, 0.40, 0.55), 0.25, coherent=coherent, cutoff=None)
    assert len(NODES) == 160
    for outcomes, dose in NODES:
        assert design.decide(Outcomes.parse(outcomes)).level.tolist() == [dose - 1], outcomes


def test_with_a_cutoff_it_goes_there_too_unless_the_lowest_dose_is_too_toxic() -> None:
    design = Crm((0.05, 0.12, 0.25, 0.40, 0.55), 0.25)
    for outcomes, dose in NODES:
        answer = design.decide(Outcomes.parse(outcomes)).one()
        assert answer.level == dose - 1 or (answer.action, dose) == ("stop", 1), outcomes


def _trials(case: dict[str, Any]) -> Trials:
    """The reference never stops for toxicity."""
    design, most = _crm(case, cutoff=None), case["n"]
    whole = Ruled(design, (), MaxPatients(most), Cohorts(case["mcohort"], most), start_level=case["x0"] - 1)
    truth = AssumedCurve(tuple(case["PI"]), 28)
    return run(whole, truth, AtOnce(), DltDefinition(28, ()), most, seed=6, trials=range(10_000))


@pytest.mark.parametrize("case", BEHAVIOUR, ids=lambda case: f"{case['model']}-{case['n']}-{case['PI']}")
def test_behaviour_over_many_trials_equals_crmsim(case: dict[str, Any]) -> None:
    reference = {
        "percentstop": 0.0,
        "selpercent": [100 * share for share in case["selection"]],
        "npatients": case["n_per_dose"],
        "ntox": case["tox_per_dose"],
    }
    check_behaviour(_trials(case), reference, TRIALS)


def test_posterior_means_equal_those_of_bcrm() -> None:
    case = PUBLISHED["power_crm_neuenschwander_data_bcrm"]
    n, dlt = ([int(case[name].get(str(level), 0)) for level in range(1, 16)] for name in ("n", "dlt"))
    answer = Crm(case["skeleton"], case["target"], scale=1.34).decide(Outcomes.from_counts(n, dlt, 6)).one()
    means = [level.p_dlt_mean for level in answer.levels]
    assert means == pytest.approx(case["posterior_mean_p"], abs=case["tolerance"])
    # the reference takes the mean, this design the plug-in estimate: of the means level 9 is the nearest to the target
    assert int(np.abs(np.array(means, np.float64) - case["target"]).argmin()) + 1 == case["recommended_level"]


def test_posterior_means_equal_those_of_trialr() -> None:
    case = PUBLISHED["trialr_crm_empiric_2NN_3NN_4TT"]
    answer = Crm((0.05, 0.15, 0.25, 0.4, 0.6), 0.25).decide(Outcomes.parse("2NN 3NN 4TT")).one()
    means = [level.p_dlt_mean for level in answer.levels]
    assert means == pytest.approx(case["posterior_mean_p"], abs=case["tolerance"])  # Markov chains
