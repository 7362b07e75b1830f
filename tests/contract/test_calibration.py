"""The fit and the validation on few candidates: each stage reaches what it was shown, and says what it used."""

import numpy as np
import pytest

from firstdose.molecule import library
from firstdose.pkpd.calibrate.fit import Calibration, calibrate
from firstdose.pkpd.calibrate.monte_carlo import Effort
from firstdose.pkpd.calibrate.record import record
from firstdose.pkpd.calibrate.targets import targets
from firstdose.pkpd.models.adc import SITES
from firstdose.pkpd.validate import validate

T_DM1 = library("t-dm1")
FEW = Effort(candidates=50, rounds=2, patients=12, rows=20)


@pytest.fixture(scope="module")
def found() -> Calibration:
    """A fit without the tumour would be enough; it is small."""
    return calibrate(T_DM1, FEW)


def test_every_site_has_an_ensemble_of_as_many_vectors(found: Calibration) -> None:
    assert set(found.ensembles) == set(SITES)
    assert all(len(one) == FEW.rows for one in found.ensembles.values())


def test_no_vector_loses_more_payload_than_conjugate(found: Calibration) -> None:
    rows = found.ensembles["release"].rows
    assert np.all(rows["KDEC"] * 3.127 < rows["CLC"])


def test_the_record_names_what_was_used(found: Calibration) -> None:
    told = record(found)
    used = {one.id for one in targets("t-dm1").targets if one.fitted}
    assert {one["id"] for one in told["targets"]} == used
    assert [one["stage"] for one in told["stages"]][:3] == ["kinetics", "liver", "tumour"]
    assert told["seed"] == targets("t-dm1").seed


def test_validation_predicts_what_is_asked(found: Calibration) -> None:
    wanted = ("marianne_cmax_c1", "q3w36_tcp_g3plus", "weekly_mtd")
    told = validate(T_DM1, 5, 12, found.ensembles, only=wanted)
    names = [one.name for one in told.outcomes]
    assert set(wanted) <= set(names)
    assert {f"q3w36_tcp_g3plus ({site})" for site in SITES if site != "circulation"} <= set(names)
    assert len(names) == len(set(names))
    for one in told.to_json():
        assert one["p05"] <= one["median"] <= one["p95"]  # type: ignore[operator]
