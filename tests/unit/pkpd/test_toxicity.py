"""The DLT hazard of molecules of the library."""

from dataclasses import replace

import numpy as np
import pytest

from firstdose.errors import LibraryError
from firstdose.molecule import library
from firstdose.pkpd import Band, molecule_hazard, peak, strata, trial_patients
from firstdose.trial import Schedule
from firstdose.types import F64

T_DM1, IMGN289 = library("t-dm1").toxicity, library("imgn289").toxicity
PATIENTS = trial_patients(T_DM1)
LIMIT = 0.25  # the published rule: one DLT in six patients is tolerated, two are not


def _highest_week(every_days: float) -> F64:
    return strata(peak(PATIENTS, Schedule(every_days, 1.5, 21), 7.0, 21.0).final)


@pytest.mark.parametrize(("every_days", "tolerated", "not_tolerated"), [(7.0, 2.4, 2.9), (21.0, 3.6, 4.8)])
def test_the_published_mtds_are_tolerated_and_the_doses_above_are_not(
    every_days: float, tolerated: float, not_tolerated: float
) -> None:
    posterior, unit = molecule_hazard(T_DM1, 7.0), _highest_week(every_days)
    at, above = (Band.of(posterior.p_dlt(dose * unit), posterior.weight) for dose in (tolerated, not_tolerated))
    assert at.median < LIMIT < above.median
    assert at.p95 < 1 / 3


def test_borrowed_toxicity_is_much_less_certain() -> None:
    unit = _highest_week(7.0)
    own, borrowed = (molecule_hazard(toxicity, 7.0) for toxicity in (T_DM1, IMGN289))
    for dose in (1.2, 1.8, 2.4, 2.9):
        sure, unsure = (Band.of(each.p_dlt(dose * unit), each.weight) for each in (own, borrowed))
        assert unsure.p95 - unsure.p05 > 2 * (sure.p95 - sure.p05)
        assert unsure.p05 < sure.p05 < sure.p95 < unsure.p95


def test_the_patients_of_a_fit_do_not_depend_on_the_study() -> None:
    again = trial_patients(T_DM1)
    assert again.weight_kg.tolist() == PATIENTS.weight_kg.tolist()
    assert np.median(PATIENTS.weight_kg) == pytest.approx(70, rel=0.02)
    assert np.quantile(PATIENTS.weight_kg, [0.05, 0.95]) == pytest.approx([49, 98], rel=0.05)


def test_a_molecule_without_any_trial_has_no_hazard() -> None:
    with pytest.raises(LibraryError, match="no published dose escalation"):
        molecule_hazard(replace(T_DM1, trials=()), 7.0)
