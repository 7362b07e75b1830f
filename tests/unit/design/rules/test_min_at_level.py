"""No higher before a level has had its patients."""

from typing import Any

import pytest

from firstdose.design import Boin, MinAtLevel, PoCrm, Ruled
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

BOIN = Boin(0.3, 4)


@pytest.mark.parametrize(
    ("n", "outcomes", "permitted"),
    [
        (3, "", [1, 1, 1, 1]),
        (3, "1NN", [1, 0, 0, 0]),
        (3, "1NNN", [1, 1, 1, 1]),
        (3, "1N 2N", [1, 1, 0, 0]),
        ((1, 3, 3, 3), "1N", [1, 1, 1, 1]),
        ((1, 3, 3, 3), "1N 2N", [1, 1, 0, 0]),
    ],
)
def test_levels_above_the_last_one_open_with_its_patients(
    n: int | tuple[int, ...], outcomes: str, permitted: list[int]
) -> None:
    seen = Outcomes.parse(outcomes)
    assert MinAtLevel(n)(seen, BOIN.decide(seen)).astype(int).tolist() == [permitted]


@pytest.mark.parametrize(
    ("n", "reason"),
    [
        (3, "The design would go higher, but the level has not had the 3 patients yet: treat level 1 again."),
        ((3,) * 4, "The design would go higher, but the level has not had its patients yet: treat level 1 again."),
    ],
)
def test_what_it_says(n: int | tuple[int, ...], reason: str) -> None:
    assert Ruled(BOIN, (MinAtLevel(n),)).decide(Outcomes.parse("1NN")).one().reason == reason


@pytest.mark.parametrize("n", [0, (3, 0)])
def test_a_number_of_patients_that_is_none_is_refused(n: int | tuple[int, ...]) -> None:
    with pytest.raises(DesignError, match="^min-at-level: n = 0: a whole number of patients"):
        MinAtLevel(n)


def test_to_the_side_is_not_higher() -> None:
    """The design leaves level 3, of which nobody knows whether it is more toxic than level 2."""
    design = PoCrm((0.06, 0.15, 0.3, 0.45), 0.3, doses=((1, 10), (1, 20), (2, 10), (2, 20)))
    seen = Outcomes.parse("1NNN 4TNN 3TTT")
    answers = [each.decide(seen).one() for each in (design, Ruled(design, (MinAtLevel(6),)))]
    assert [answer.level for answer in answers] == [1, 1]
    going_up = Outcomes.parse("1NNN 2NNN")
    assert Ruled(design, (MinAtLevel(6),)).decide(going_up).one().level == 1


@pytest.mark.parametrize("n", [(3,), (3, 3, 3, 3, 3)])
def test_there_is_a_number_for_every_level(n: tuple[int, ...]) -> None:
    with pytest.raises(DesignError, match=f"^min-at-level: n has {len(n)} values and the design 4 levels"):
        Ruled(BOIN, (MinAtLevel(n),)).decide(Outcomes.parse("1NN"))


def test_a_list_does_as_well() -> None:
    listed: Any = [3, 3, 3, 3]
    assert MinAtLevel(listed) == MinAtLevel((3, 3, 3, 3))
