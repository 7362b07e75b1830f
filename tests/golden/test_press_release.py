"""The population numbers of the press release of 5 November 2013 come out of the library and the flagship study."""

import json
from pathlib import Path

import pytest
from scipy import stats

from firstdose.patient import Addressable, addressable, library
from firstdose.study import load

GOLDEN = json.loads((Path(__file__).parent / "data" / "press_release_2013.json").read_text(encoding="utf-8"))


@pytest.fixture(name="found", scope="module")
def _found() -> Addressable:
    return addressable(library("us-2013"), ["NSCLC", "SCCHN"])


def test_nsclc_subtypes_have_the_numbers_of_the_press_release(found: Addressable) -> None:
    rows = [row for row in found.to_dict()["rows"] if row["indication"] == "NSCLC"]  # type: ignore[attr-defined]
    assert [{key: row[key] for key in expected} for row, expected in zip(rows, GOLDEN["rows"], strict=True)] == (
        GOLDEN["rows"]
    )


def test_patients_are_the_products_of_those_numbers(found: Addressable) -> None:
    for row, said in zip(found.rows, GOLDEN["rows"], strict=False):
        assert row.patients_low == pytest.approx(said["incidence"] * said["share_low"] * said["strong_low"], abs=1e-6)
        assert row.patients_high == pytest.approx(
            said["incidence"] * said["share_high"] * said["strong_high"], abs=1e-6
        )
        assert row.patients_low <= row.patients <= row.patients_high


def test_scchn_is_strong_in_over_90_percent(found: Addressable) -> None:
    (row,), said = [row for row in found.rows if row.indication == "SCCHN"], GOLDEN["scchn"]
    (_, tumours), (strong, _) = said["positive"], said["strong_of_positive"]
    assert (row.incidence, row.share_low, row.share_high) == (said["incidence"], 1.0, 1.0)
    assert row.strong_low == said["strong_low"]
    assert row.strong == pytest.approx(strong / tumours, abs=5e-4)  # the library gives three digits
    exact_limit = stats.beta.ppf(0.975, strong + 1, tumours - strong)  # Clopper and Pearson (1934)
    assert row.strong_high == pytest.approx(exact_limit, abs=5e-4)


def test_totals_count_each_indication_once(found: Addressable) -> None:
    assert found.incidence == GOLDEN["incidence_of_both"]


def test_the_flagship_study_gives_the_same_answer(found: Addressable) -> None:
    assert load("imgn289").addressable() == found
