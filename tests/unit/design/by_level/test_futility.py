"""When a level has too few responses."""

import numpy as np
import pytest
from scipy import stats

from firstdose.design.by_level.futility import Futility
from firstdose.design.by_level.joint_counts import joint_counts
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

RULE = Futility(0.25, 0.9)


def test_the_probability_is_that_of_a_beta_distribution() -> None:
    known, response = np.array([[0, 3, 8], [20, 6, 1]]), np.array([[0, 1, 0], [2, 6, 0]])
    expected = stats.beta.cdf(0.25, 1 + response, 1 + known - response)
    assert RULE.p_below(known, response) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("patients", "futile"), [(7, False), (8, True)])  # 1 - 0.75^8 = 0.8999, 1 - 0.75^9 = 0.925
def test_a_level_is_closed_above_the_cutoff(patients: int, futile: bool) -> None:
    joint = joint_counts(Outcomes.parse("1" + "N" * patients), 2)
    assert RULE.futile(joint).tolist() == [[futile, False]]


def test_its_numbers_tell_who_is_known() -> None:
    seen = Outcomes.of(level=[0, 0, 1], dlt=[0, 0, 1], response=[1, -1, -1])
    numbers = RULE.numbers(joint_counts(seen, 2))
    told = {name: number() if callable(number) else number for name, number in numbers.items()}
    assert {name: number.tolist() for name, number in told.items()} == {
        "response": [[1, 0]],
        "p_response_mean": [[2 / 3, 1 / 2]],
        "unknown": [[2, 2]],
    }


@pytest.mark.parametrize(("arguments", "name"), [((0.0, 0.9), "p_response_min"), ((0.3, 1.0), "cutoff_response")])
def test_what_is_no_probability_is_refused(arguments: tuple[float, float], name: str) -> None:
    with pytest.raises(DesignError, match=f"^{name} = "):
        Futility(*arguments)
