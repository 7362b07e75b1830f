"""What makes the patients of a study differ."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr

from firstdose.pkpd.calibrate import ensemble
from firstdose.pkpd.mechanism import typical
from firstdose.study import load
from firstdose.virtual.traits import Traits, central_row, even_shares

STUDY = load("imgn289")
TRAITS = Traits.of(STUDY, "circulation")
Q = len(TRAITS.names)


def test_traits_have_addresses() -> None:
    whole, part = TRAITS.drawn(7, range(10), 8), TRAITS.drawn(7, range(4, 6), 3)
    assert whole.shape == (10, 8, Q)
    assert whole[4:6, :3].tolist() == part.tolist()
    assert not np.array_equal(whole, TRAITS.drawn(8, range(10), 8))


def test_every_trait_is_a_stream_of_its_own() -> None:
    drawn = TRAITS.drawn(1, range(1), 400)[0]
    correlation = np.corrcoef(drawn.T) - np.eye(Q)
    assert np.abs(correlation).max() < 4 / np.sqrt(400)


def test_even_patients_lie_evenly_in_every_trait() -> None:
    shares = ndtr(TRAITS.even(50))
    assert np.sort(shares, axis=0) == pytest.approx(np.tile((np.arange(50)[:, None] + 0.5) / 50, (1, Q)))
    assert even_shares("tolerance", 5).tolist() != even_shares("CLC", 5).tolist()


def test_the_median_patient_has_the_typical_parameters_but_for_covariates() -> None:
    found, weight_kg = TRAITS.parameters(np.zeros((1, Q)), {})
    known = typical(STUDY.molecule)
    assert {name: float(found[name][0]) for name in ("PLT0", "SLOPE_PLT", "ALT0")} == pytest.approx(
        {name: known[name] for name in ("PLT0", "SLOPE_PLT", "ALT0")}
    )
    assert weight_kg.tolist() == pytest.approx([71.0])  # the median of NSCLC, the larger share


def test_the_indication_decides_the_covariates() -> None:
    shares = np.zeros((2, Q))
    shares[:, 0] = [-5.0, 5.0]
    weights = TRAITS.parameters(shares, {})[1]
    assert weights.tolist() == pytest.approx([71.0, 60.0])
    alone = Traits.of(replace(STUDY, indications=STUDY.indications[1:]), "circulation")
    assert alone.parameters(shares, {})[1].tolist() == pytest.approx([60.0, 60.0])


def test_unknowns_may_be_the_same_for_all_or_differ() -> None:
    z = np.zeros((2, Q))
    same = TRAITS.parameters(z, {"SLOPE_PLT": np.asarray(0.01)})[0]["SLOPE_PLT"]
    each = TRAITS.parameters(z, {"SLOPE_PLT": np.array([0.01, 0.02])})[0]["SLOPE_PLT"]
    assert (same.tolist(), each.tolist()) == (pytest.approx([0.01, 0.01]), pytest.approx([0.01, 0.02]))


def test_the_central_row_has_the_median_of_every_unknown() -> None:
    known = ensemble(STUDY.molecule)
    row = central_row(known)
    assert row.keys() == known.rows.keys()
    below = known.weight[known.rows["SLOPE_PLT"] <= row["SLOPE_PLT"]].sum()
    assert below == pytest.approx(0.5, abs=0.01)
