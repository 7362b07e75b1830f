"""Toxicity over the exposure of the first cycle."""

import pytest
from tests.phase_one import phase_one

from firstdose.report.tlf import Trial, dose_limiting, exposure_response
from firstdose.report.tlf.output import UnavailableError
from firstdose.study import load

SEVERE = "Adverse event of grade 3 or higher"


@pytest.fixture(scope="module")
def trial() -> Trial:
    return Trial(load("imgn289"), phase_one(24))


def test_events_are_those_of_the_other_tables(trial: Trial) -> None:
    found = {
        name: one.found.seen for name, one in exposure_response.related(trial).items() if not isinstance(one, Exception)
    }
    dlt, severe = found["DLT"], found[SEVERE]
    assert int(dlt.event.sum()) == dose_limiting.found(trial).levels["dlt"][-1]
    grade = trial.given["ae"].filter(trial.given["ae"]["AETOXGR"].cast(int) >= 3)["USUBJID"].n_unique()
    assert (int(severe.event.sum()), severe.n) == (grade, 24)


def test_the_weights_of_an_endpoint_make_up_the_whole(trial: Trial) -> None:
    sheet = exposure_response.table(trial)
    first, second = (at for at, _ in sheet.groups)
    assert first == 0
    assert sum(float(row[-1]) for row in sheet.rows[:second]) == pytest.approx(100, abs=0.4)
    assert {row[0] for row in sheet.rows} == {"CMAX", "AUCLST", "None: no relation"}


def test_without_events_it_says_so() -> None:
    few = Trial(load("imgn289"), phase_one(3))
    with pytest.raises(UnavailableError, match="Nobody of 3 had the event"):
        exposure_response.figure("DLT")(few)
