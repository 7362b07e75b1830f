"""How likely a level's DLT probability exceeds the target."""

import numpy as np
import pytest
from scipy import stats

from firstdose.design.by_level.overdose import Overdose
from firstdose.errors import DesignError


@pytest.mark.parametrize("most", [5, 16, 40, 256, 257, 3000])
def test_it_is_a_beta_tail_from_a_table_and_beyond_it(most: int) -> None:
    n = np.array([[0, 3, most]])
    dlt = np.array([[0, 2, most // 3]])
    found = Overdose(0.3).p_over(n, dlt)
    assert found[0] == pytest.approx(np.ravel(stats.beta.sf(0.3, dlt + 1, n - dlt + 1)), abs=1e-12)


def test_it_does_not_depend_on_who_else_is_in_the_batch() -> None:
    small, large = np.array([[3]]), np.array([[3], [5000]])
    rule = Overdose(0.3)
    assert rule.p_over(large, large // 3)[0, 0] == rule.p_over(small, small // 3)[0, 0]


@pytest.mark.parametrize(
    ("rule", "n", "dlt", "toxic"),
    [
        (Overdose(0.3), [3, 3], [3, 2], [True, False]),  # 0.992 and 0.916
        (Overdose(0.3, offset=0.05), [3, 3], [2, 2], [True, False]),  # the cutoff of the lowest level is 0.9
        (Overdose(0.3), [2, 2], [2, 2], [False, False]),  # two are too few
        (Overdose(0.3, at_least=1), [2, 0], [2, 0], [True, False]),  # 0.973
    ],
)
def test_which_levels_are_too_toxic(rule: Overdose, n: list[int], dlt: list[int], toxic: list[bool]) -> None:
    assert rule.toxic(np.array([n]), np.array([dlt])).tolist() == [toxic]


def test_a_probability_at_the_cutoff_is_not_above_it() -> None:
    three = np.array([[3]])
    at = 1 - 0.3**4
    assert not Overdose(0.3, cutoff=at).toxic(three, three)[0, 0]
    assert Overdose(0.3, cutoff=at - 2e-9).toxic(three, three)[0, 0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((1.0,), "target = 1: a probability between 0 and 1 is needed."),
        ((0.3, float("nan")), "cutoff = nan: a probability"),
        ((0.3, 0.95, 0), "at_least = 0: a whole number of patients"),
        (
            (0.3, 0.95, 3, -0.1),
            "offset = -0.1: the cutoff of the lowest level is lowered by a number from 0 to below 0.5",
        ),
        ((0.3, 0.95, 3, 0.5), "offset = 0.5: the cutoff"),
        ((0.3, 0.2, 3, 0.2), "offset = 0.2: the cutoff"),
        ((0.3, 0.95, 3, float("nan")), "offset = nan: the cutoff"),
    ],
)
def test_what_cannot_be_is_refused(arguments: tuple[float, ...], message: str) -> None:
    with pytest.raises(DesignError) as refused:
        Overdose(*arguments)  # type: ignore[arg-type]
    assert str(refused.value).startswith(message)
