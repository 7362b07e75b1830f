"""A number keeps its address, and assumptions come shakiest first."""

from dataclasses import dataclass
from itertools import permutations

import pytest

from firstdose.errors import LibraryError, UnitError
from firstdose.sourced import SHAKIEST_FIRST, Assumption, Provenance, Sourced, ranked, shakier, sourced_in


def _number(value: float = 1.0, unit: str = "L", provenance: Provenance = "source", **more: float) -> Sourced:
    return Sourced(value, unit, "a paper", provenance, **more)


def test_span_is_converted_with_the_value() -> None:
    assert _number(50, "%", low=40, high=60).span("1") == pytest.approx((0.4, 0.5, 0.6))


def test_without_a_range_low_and_high_are_the_value() -> None:
    assert _number(2.0).span("L") == (2.0, 2.0, 2.0)


@pytest.mark.parametrize(("low", "high"), [(1.5, 2.0), (0.1, 0.9)])
def test_a_value_outside_its_range_is_refused(low: float, high: float) -> None:
    with pytest.raises(LibraryError, match="value = 1 lies outside its own range"):
        _number(1.0, low=low, high=high)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_is_finite(value: float) -> None:
    with pytest.raises(LibraryError, match="give finite numbers"):
        _number(value)


def test_a_number_without_a_source_is_refused() -> None:
    with pytest.raises(LibraryError, match="source is empty"):
        Sourced(1.0, "L", " ", "source")


def test_require_refuses_a_wrong_unit_and_a_number_that_is_not_positive() -> None:
    with pytest.raises(UnitError, match="V1 is given in"):
        _number(1.0, "kg").require("L", "V1")
    with pytest.raises(LibraryError, match="V1 = 0 L: V1 is a positive number of L"):
        _number(0.0).require("L", "V1")
    _number(0.0).require("L", "V1", positive=False)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (_number(2.0), "2 L"),
        (_number(2.0, "1"), "2"),
        (_number(2.0, low=1.0, high=3.0), "2 (1 to 3) L"),
        (_number(2.0, high=3.0), "2 (2 to 3) L"),
    ],
)
def test_a_number_prints_with_range_and_unit(number: Sourced, text: str) -> None:
    assert str(number) == text


def test_assumptions_are_ranked_shakiest_first_and_keep_their_order() -> None:
    for order in permutations(SHAKIEST_FIRST):
        found = ranked(Assumption(f"{number}{word}", "", "", word) for word in order for number in (1, 2))
        assert [said.where for said in found] == [f"{n}{word}" for word in SHAKIEST_FIRST[:-1] for n in (1, 2)]


def test_the_shakier_of_two_wins_whatever_their_order() -> None:
    assert shakier("recalled", "transcription") == shakier("transcription", "recalled") == "recalled"


@dataclass(frozen=True)
class _Part:
    volume: Sourced
    label: str = "part one"


@dataclass(frozen=True)
class _Whole:
    name: str
    parts: tuple[_Part, ...]
    other: Sourced


def test_every_number_of_a_noun_is_found_with_its_place() -> None:
    whole = _Whole("w", (_Part(_number(provenance="assumed")),), _number(3.0))
    found = list(sourced_in(whole, "file"))
    assert [(said.where, said.what) for said in found] == [("file parts part one volume", "1 L"), ("file other", "3 L")]
    assert [said.where for said in sourced_in(whole, "file", skip=("parts",))] == ["file other"]
