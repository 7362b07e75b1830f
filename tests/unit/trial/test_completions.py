"""Every way in which pending patients can end."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.outcomes import outcomes

from firstdose.errors import OutcomeError
from firstdose.trial import Outcomes, completions


def test_each_number_of_dlts_at_each_level_comes_once_and_none_first() -> None:
    ways, trial = completions(Outcomes.parse("1NPP 2TP 3N"))
    dlts = [tuple(row) for row in ways.counts(3).dlt.tolist()]
    assert dlts[0] == (0, 1, 0)
    assert sorted(dlts) == [(a, 1 + b, 0) for a, b in product(range(3), range(2))]
    assert trial.tolist() == [0] * 6
    assert not ways.pending.any()


def test_a_trial_without_pending_patients_has_one_way() -> None:
    seen = Outcomes.parse("1NNT")
    ways, trial = completions(seen)
    assert trial.tolist() == [0]
    assert all(np.array_equal(getattr(ways, name), getattr(seen, name)) for name in ("level", "dlt", "follow_up"))


@settings(max_examples=40, deadline=None)
@given(seen=outcomes(4), row=st.integers(0, 3))
def test_the_ways_of_a_trial_do_not_depend_on_its_batch(seen: Outcomes, row: int) -> None:
    ways, trial = completions(seen)
    alone, _ = completions(seen[row])
    assert np.array_equal(ways[trial == row].dlt, alone.dlt)


def test_too_many_ways_are_refused() -> None:
    text = " ".join(f"{level}PPPPPPPPP" for level in range(1, 8))
    with pytest.raises(
        OutcomeError, match=r"63 patients of a trial are still in the DLT window, with 1e\+07 ways to end"
    ):
        completions(Outcomes.parse(text))
