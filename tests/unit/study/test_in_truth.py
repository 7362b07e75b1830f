"""A study in another truth than its file's."""

from dataclasses import replace

import pytest

from firstdose.errors import LibraryError, StudyError
from firstdose.molecule import Adc
from firstdose.study import AssumedTruth, ExposureTruth, MechanismTruth, in_truth, load

STUDY = load("imgn289")


def _without_binding(adc: Adc) -> Adc:
    return replace(adc, antibody=replace(adc.antibody, binding=None))


def test_only_the_truth_changes_and_what_is_said_of_it() -> None:
    found = in_truth(STUDY, "mechanism")
    assert found.truth == MechanismTruth("circulation")
    assert replace(found, truth=STUDY.truth, stated=STUDY.stated) == STUDY
    assert [each.what for each in found.stated if each.where == "[truth]"] == ["kind = mechanism; site = circulation"]
    assert {each for each in STUDY.stated if each.where != "[truth]"} < set(found.stated)


def test_a_truth_of_that_kind_stays_as_the_file_has_it() -> None:
    own = replace(STUDY, truth=MechanismTruth("release"))
    assert in_truth(own, "mechanism") is own
    assert in_truth(STUDY, "exposure") is STUDY


def test_an_assumed_truth_can_give_way_to_exposure() -> None:
    assumed = replace(STUDY, truth=AssumedTruth((0.1,) * 7))
    assert in_truth(assumed, "exposure").truth == ExposureTruth(7.0)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(StudyError, match='Truth "mechanistic": there is no such truth. Give exposure or mechanism'):
        in_truth(STUDY, "mechanistic")
    with pytest.raises(LibraryError, match="the mechanistic models need it"):
        in_truth(replace(STUDY, molecule=_without_binding(STUDY.molecule)), "mechanism")
    short = replace(STUDY.protocol, dlt=replace(STUDY.protocol.dlt, window_days=5))
    with pytest.raises(StudyError, match="window_days = 7: exposure counts within the DLT window of 5 days"):
        in_truth(replace(STUDY, truth=AssumedTruth((0.1,) * 7), protocol=short), "exposure")
