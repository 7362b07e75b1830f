"""One assumption at a time."""

from collections.abc import Mapping

import pytest

from firstdose.errors import ModelError
from firstdose.pkpd.sensitivity import Range, tornado


def _mtd(p: Mapping[str, float]) -> float:
    return 3.0 - p["slope"] + 0.5 * p["clearance"] + abs(p["bent"] - 1)


RANGES = {"clearance": Range(0, 1, 2), "slope": Range(1, 2, 4), "bent": Range(0, 1, 2), "idle": Range(0, 1, 2)}


def test_the_widest_comes_first() -> None:
    bars = tornado(_mtd, RANGES)
    assert [(bar.name, bar.low, bar.base, bar.high) for bar in bars] == [
        ("slope", 2.5, 1.5, -0.5),
        ("bent", 2.5, 1.5, 2.5),
        ("clearance", 1.0, 1.5, 2.0),
        ("idle", 1.5, 1.5, 1.5),
    ]
    assert [bar.swing for bar in bars] == [3.0, 1.0, 1.0, 0.0]


def test_progress_counts_evaluations() -> None:
    seen: list[tuple[int, int]] = []
    tornado(_mtd, RANGES, lambda done, total: seen.append((done, total)))
    assert seen == [(done, 9) for done in range(1, 10)]


def test_nothing_to_move_is_refused() -> None:
    with pytest.raises(ModelError, match="nothing moves"):
        tornado(_mtd, {})
