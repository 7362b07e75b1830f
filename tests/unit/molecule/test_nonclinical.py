"""Findings in animals that cannot be are refused."""

from dataclasses import replace

import pytest

from firstdose.errors import LibraryError, UnitError
from firstdose.molecule import FirstDose, NonclinicalStudy
from firstdose.sourced import Sourced


def _dose(value: float, unit: str = "mg/kg") -> Sourced:
    return Sourced(value, unit, "a test", "assumed")


def test_a_study_without_a_finding_is_refused() -> None:
    with pytest.raises(LibraryError, match="rat: no finding is given. Give at least one of hnstd, std10"):
        NonclinicalStudy("rat", "once")


def test_the_std10_is_known_or_known_from_below() -> None:
    with pytest.raises(LibraryError, match="std10 and std10_above are both given"):
        NonclinicalStudy("rat", "once", std10=_dose(20), std10_above=_dose(10))


STUDY = NonclinicalStudy("rat", "once", noael=_dose(1))


@pytest.mark.parametrize("finding", ["hnstd", "std10", "std10_above", "noael"])
def test_a_finding_is_a_positive_dose(finding: str) -> None:
    with pytest.raises(UnitError, match=f"{finding} in rat"):
        replace(STUDY, **{finding: _dose(20, "mg")})  # type: ignore[arg-type]
    with pytest.raises(LibraryError, match=f"{finding} in rat is a positive number"):
        replace(STUDY, **{finding: _dose(-20)})  # type: ignore[arg-type]


def test_a_first_dose_is_a_positive_dose_every_so_many_days() -> None:
    with pytest.raises(UnitError, match="first dose of weekly"):
        FirstDose("weekly", _dose(1.2, "mg/m^2"), 7)
    for days in (0.0, float("nan"), float("inf")):
        with pytest.raises(LibraryError, match="is not a positive number of days"):
            FirstDose("weekly", _dose(1.2), days)
