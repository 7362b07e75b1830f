"""The conjugate in plasma: nothing is made or lost, and antibody outlives its payload."""

import numpy as np
import pytest

from firstdose.errors import ModelError
from firstdose.molecule import library
from firstdose.pkpd.engine.expression import evaluated
from firstdose.pkpd.mechanism import typical
from firstdose.pkpd.models.adc import SITES, patient_model

KNOWN = typical(library("t-dm1"))
MODEL = patient_model("circulation")


def _rates(states: dict[str, float], **changed: float) -> dict[str, float]:
    before = dict(zip(MODEL.state_names, MODEL.start.evaluate(KNOWN, {}), strict=True))
    found = MODEL.rates.evaluate(KNOWN | changed, before | states)
    return dict(zip(MODEL.state_names, found, strict=True))


def test_antibody_and_payload_are_lost_only_as_declared() -> None:
    amounts = {"AC": 900.0, "AP": 300.0, "TC": 200.0, "TP": 100.0, "PI": 40.0, "PC": 30.0}
    rates = _rates(amounts)
    assert len(MODEL.balances) == 2
    for total, loss in MODEL.balances:
        (changing,), (lost,) = evaluated([total], KNOWN, rates), evaluated([loss], KNOWN, amounts)
        assert changing == pytest.approx(-lost, rel=1e-12)
        assert lost > 0


def test_the_published_clearance_of_the_conjugate_includes_the_loss_of_its_payload() -> None:
    alone = _rates({"AC": 1000.0, "AP": 1000.0 * KNOWN["V2"] / KNOWN["V1"]}, VM=0.0)
    assert -alone["AC"] == pytest.approx(KNOWN["CLC"] / KNOWN["V1"] * 1000.0)
    naked = _rates({"TC": 1000.0, "TP": 1000.0 * KNOWN["V2"] / KNOWN["V1"]}, VM=0.0)
    assert -naked["TC"] == pytest.approx((KNOWN["CLC"] / KNOWN["V1"] - KNOWN["KDEC"]) * 1000.0)


def test_antibodies_with_and_without_payload_compete_for_the_target() -> None:
    without_exchange = {"Q": 0.0, "KDEC": 0.0}
    alone, beside = (_rates({"AC": 100.0, "TC": naked}, **without_exchange)["AC"] for naked in (0.0, 1e6))
    assert beside == pytest.approx(-KNOWN["CLC"] / KNOWN["V1"] * 100.0, rel=1e-3)  # the target is taken up by the other
    assert alone < 1.5 * beside


def test_sites_of_action_differ_in_nothing_but_platelets() -> None:
    names = {patient_model(site).names for site in SITES}
    digests = {patient_model(site).digest for site in SITES}
    assert len(names) == 1
    assert len(digests) == 3


def test_a_bystander_needs_more_states() -> None:
    assert {"PINT", "NEG"} <= set(patient_model("release", bystander=True).names) - set(patient_model("release").names)


def test_a_model_is_stated_once() -> None:
    assert patient_model("release") is patient_model("release")


def test_an_unknown_site_is_refused() -> None:
    with pytest.raises(ModelError, match='"spleen" is no site .* proliferation, release, circulation'):
        patient_model("spleen")


def test_an_untreated_patient_stays_as_he_is_but_for_the_tumour() -> None:
    for site in SITES:
        model = patient_model(site)
        start = dict(zip(model.state_names, model.start.evaluate(KNOWN, {}), strict=True))
        rates = dict(zip(model.state_names, model.rates.evaluate(KNOWN, start), strict=True))
        still = [rate for name, rate in rates.items() if name != "POS"]
        np.testing.assert_allclose(still, 0.0, atol=1e-12)
        assert rates["POS"] > 0
