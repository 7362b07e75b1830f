"""Addressable patients are incidence times share times strong expression, low to high."""

import json

import pytest

from firstdose.errors import LibraryError
from firstdose.patient import Indication, Population, Subtype, addressable, library
from firstdose.sourced import Sourced


def _number(value: float, unit: str = "1", **span: float) -> Sourced:
    return Sourced(value, unit, "a test", "assumed", **span)


@pytest.fixture(name="small")
def _small() -> Population:
    weight = library("us-2013").indication("NSCLC").covariates
    subtypes = (
        Subtype("A", "a", _number(50, "%", low=40, high=60), _number(0.2, low=0.1, high=0.3)),
        Subtype("B", "b", _number(0.25), _number(0.5)),
    )
    return Population(
        "small", "Small", 2000, (Indication("X", "x", "EGFR", _number(1000, "patients/year"), subtypes, weight),)
    )


def test_low_and_high_are_products_of_lows_and_of_highs(small: Population) -> None:
    row = addressable(small, ["X"]).rows[0]
    assert (row.share_low, row.share, row.share_high) == pytest.approx((0.4, 0.5, 0.6))
    assert (row.patients_low, row.patients, row.patients_high) == pytest.approx((40.0, 100.0, 180.0))


def test_totals_count_an_indication_once(small: Population) -> None:
    found = addressable(small, ["X"])
    assert found.incidence == 1000
    assert (found.patients_low, found.patients, found.patients_high) == pytest.approx((165.0, 225.0, 305.0))


def test_the_answer_has_exactly_the_promised_shape(small: Population) -> None:
    answer = json.loads(json.dumps(addressable(small, ["X"]).to_dict()))
    assert list(answer) == ["rows", "totals"]
    assert list(answer["totals"]) == ["incidence", "patients_low", "patients", "patients_high"]
    assert list(answer["rows"][0]) == [
        "indication",
        "subtype",
        "incidence",
        "share_low",
        "share",
        "share_high",
        "strong_low",
        "strong",
        "strong_high",
        "patients_low",
        "patients",
        "patients_high",
    ]


def test_every_factor_keeps_its_origin(small: Population) -> None:
    assert [(origin.subtype, origin.what) for origin in addressable(small, ["X"]).origins] == [
        (subtype, what) for subtype in "AB" for what in ("incidence", "share", "strong")
    ]


def test_an_indication_that_the_population_lacks_is_refused(small: Population) -> None:
    with pytest.raises(LibraryError, match='"Y" is not in population small'):
        addressable(small, ["X", "Y"])
