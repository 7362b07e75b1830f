"""At most one level above the highest tried."""

import pytest

from firstdose.design import Boin, NoSkipping
from firstdose.trial import Outcomes


@pytest.mark.parametrize(
    ("outcomes", "permitted"),
    [("", [1, 1, 1, 1]), ("1NNN", [1, 1, 0, 0]), ("1N 3N 1N", [1, 1, 1, 1]), ("2N", [1, 1, 1, 0])],
)
def test_no_skipping_permits_one_above_the_highest_tried(outcomes: str, permitted: list[int]) -> None:
    seen = Outcomes.parse(outcomes)
    assert NoSkipping()(seen, Boin(0.3, 4).decide(seen)).astype(int).tolist() == [permitted]
