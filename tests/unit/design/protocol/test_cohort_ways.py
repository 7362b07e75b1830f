"""The ways in which one cohort can go."""

from math import comb

import numpy as np
import pytest

from firstdose.design.protocol.cohort_ways import BOTH, DLTS, chance, extended, ways
from firstdose.trial import Outcomes


@pytest.mark.parametrize(("size", "letters", "number"), [(1, DLTS, 2), (6, DLTS, 7), (1, BOTH, 4), (3, BOTH, 20)])
def test_each_way_once_by_the_number_of_dlts(size: int, letters: str, number: int) -> None:
    told = ways(size, letters)
    assert len(set(map("".join, map(sorted, told)))) == len(told) == number
    dlts = [way.count("T") + way.count("B") for way in told]
    assert dlts == sorted(dlts)


@pytest.mark.parametrize("sd", [0.0, 0.1])
@pytest.mark.parametrize(("letters", "response"), [(DLTS, 0.0), (BOTH, 0.3)])
def test_chances_add_up_to_one(letters: str, response: float, sd: float) -> None:
    assert sum(chance(way, 0.2, sd, response) for way in ways(4, letters)) == pytest.approx(1)


def test_a_known_probability_is_binomial_and_responses_are_independent() -> None:
    assert chance("NNT", 0.2, 0.0) == pytest.approx(comb(3, 1) * 0.2 * 0.8**2)
    assert chance("NEB", 0.2, 0.0, 0.4) == pytest.approx(6 * 0.8**2 * 0.2 * 0.4**2 * 0.6)


def test_an_uncertain_probability_has_its_mean_and_its_spread() -> None:
    mean, sd = 0.2, 0.1
    found = [chance(way, mean, sd) for way in ways(2, DLTS)]
    assert found[2] == pytest.approx(mean**2 + sd**2)
    assert found[1] / 2 + found[2] == pytest.approx(mean)


@pytest.mark.parametrize("p", [0.0, 1.0])
def test_certainty(p: float) -> None:
    assert [chance(way, p, 0.0) for way in ways(2, DLTS)] == ([1, 0, 0] if p == 0 else [0, 0, 1])


@pytest.mark.parametrize("sd", [1e-9, 1e-150])
def test_hardly_any_doubt_is_as_good_as_none(sd: float) -> None:
    assert chance("NNT", 0.2, sd) == pytest.approx(0.384, abs=1e-9)


def test_a_cohort_is_added_to_each_row() -> None:
    seen = extended(Outcomes.parse("1NT")[np.array([0, 0])], np.array([1, 0]), ["NNB", "E"])
    for row, text in enumerate(("1NT 2NNB", "1NT 1E")):
        expected = Outcomes.parse(text)
        for name in ("level", "dlt", "response", "cohort", "follow_up"):
            n = expected.level.shape[1]
            np.testing.assert_array_equal(getattr(seen[row], name)[:, :n], getattr(expected, name), err_msg=name)
    assert seen.level[1].tolist() == [0, 0, 0, -1, -1]
