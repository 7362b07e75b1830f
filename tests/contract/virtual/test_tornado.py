"""Which assumption moves the MTD most."""

import numpy as np
import pytest

from firstdose.pkpd.calibrate import ensemble
from firstdose.study import load
from firstdose.virtual import mechanism_prediction
from firstdose.virtual.mechanism_truth import mechanism_truth
from firstdose.virtual.tornado import Tornado, fitted, ranged, tornado

STUDY = load("imgn289")
KNOWN = ensemble(STUDY.molecule)
MODEL = mechanism_truth(STUDY, responses=False).model


@pytest.fixture(name="found", scope="module")
def _found() -> Tornado:
    with pytest.MonkeyPatch.context() as small:
        small.setattr(mechanism_prediction, "ROWS", 2)
        mechanism_prediction._predicted.cache_clear()
        mechanism_prediction._responses.cache_clear()
        found = tornado(STUDY, 0.3, patients=8)
        mechanism_prediction._predicted.cache_clear()
        mechanism_prediction._responses.cache_clear()
    return found


def test_the_widest_swing_comes_first(found: Tornado) -> None:
    sizes = [one.size for one in found.swings]
    assert sizes == sorted(sizes, reverse=True)
    assert found.lowest <= found.mtd <= found.highest
    assert all(found.lowest <= end <= found.highest for one in found.swings for end in (one.mtd_low, one.mtd_high))


def test_more_harm_lowers_the_mtd(found: Tornado) -> None:
    harm = next(one for one in found.swings if one.short == "SLOPE_AST")
    assert harm.mtd_high < harm.mtd_low
    assert harm.source.startswith("5th to 95th percentile of the ensemble fitted to t-dm1")
    assert harm.provenance == "derived"


def test_what_was_fitted_goes_over_the_ensemble() -> None:
    told = {each.name: each for each in fitted(KNOWN, MODEL)}
    assert told.keys() == KNOWN.rows.keys()
    slope = told["SLOPE_PLT"]
    below = KNOWN.weight[KNOWN.rows["SLOPE_PLT"] < slope.high].sum()
    assert below == pytest.approx(0.95, abs=0.01)
    assert slope.low < slope.value < slope.high
    assert "spread in potency between conjugates of the class" in slope.source
    assert "spread in potency" not in told["KDEC"].source


def test_what_has_a_range_and_was_not_fitted_goes_over_it() -> None:
    told = {each.name: each for each in ranged(STUDY, KNOWN, MODEL)}
    assert not told.keys() & KNOWN.rows.keys()
    assert (told["KINJ"].low, told["KINJ"].high) == (0.1, 1.0)
    assert told["VM"].unit == "nmol/day"
    spread = told["sd_ALT0"]
    assert spread.low == pytest.approx(np.sqrt(np.log1p(0.25**2)))
    assert spread.high == pytest.approx(np.sqrt(np.log1p(0.6**2)))
    assert "PLT0" not in told  # no range is given
