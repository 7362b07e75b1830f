"""TITE-BOIN is BOIN once every outcome is known."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.outcomes import outcomes

from firstdose.design import Boin
from firstdose.design.tite_boin import TiteBoin
from firstdose.trial import Outcomes

LEVELS = 4
moderate = settings(max_examples=60, deadline=None)


@moderate
@given(seen=outcomes(LEVELS, waiting=False), target=st.sampled_from([0.1, 0.2, 0.25, 0.3, 0.4]), at_bound=st.booleans())
def test_with_nobody_pending_it_decides_as_boin(seen: Outcomes, target: float, at_bound: bool) -> None:
    ours = TiteBoin(target, LEVELS, deescalate_at_bound=at_bound)
    boin = Boin(target, LEVELS, deescalate_at_bound=at_bound)
    one, other = ours.decide(seen), boin.decide(seen)
    for name in ("action", "level", "size", "mtd", "admissible"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)
    np.testing.assert_array_equal(ours.select(seen), boin.select(seen))


@moderate
@given(seen=outcomes(LEVELS, trials=1), later=st.floats(0, 1))
def test_more_follow_up_without_a_dlt_never_leads_lower(seen: Outcomes, later: float) -> None:
    design = TiteBoin(0.3, LEVELS)
    followed = Outcomes.of(
        level=seen.level, dlt=seen.dlt, cohort=seen.cohort, follow_up=np.where(seen.pending, 1 - later / 2, 1.0)
    )
    before, after = design.decide(seen), design.decide(followed)
    if before.action[0] == after.action[0] == 0:
        assert after.level[0] >= before.level[0]
