"""Whatever the records, the closed form and the steps of the kernel give the same courses."""

from typing import Any

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from firstdose.pkpd import Model, model, simulate
from firstdose.pkpd.engine.linear.matrices import is_linear
from firstdose.pkpd.engine.statement import dosing, rates
from firstdose.types import F64

CLOSE = 1e-7  # of the largest amount, at rtol 1e-9
TIMES: F64 = np.array([-1.0, 0.0, 0.3, 1.0, 2.0, 3.0, 4.7, 7.0, 9.3, 14.0, 30.0])


def absorbed(nothing: Any) -> Model:
    """Into two compartments, with all that doses can have; ``nothing`` of an amount is 0."""

    @model(
        {"DEPOT": "nmol, a", "CENT": "nmol, b", "PERI": "nmol, c"},
        K="0.3 1/day, loss",
        LAG="0.3 day, lag",
        F="0.7 1, share",
        DURATION="1.5 day, of an infusion",
        RATE_C="40 nmol/day, of an infusion",
    )
    def stated(p: Any, y: Any) -> Any:
        there, back = 0.4 * y.CENT, 0.2 * y.PERI
        return (
            rates(DEPOT=-1.2 * y.DEPOT, CENT=1.2 * y.DEPOT - p.K * y.CENT - there + back + nothing(y.CENT)),
            rates(PERI=there - back),
            dosing(DEPOT={"lag": p.LAG, "F": p.F, "duration": p.DURATION}, CENT={"rate": p.RATE_C}),
        )

    return stated


CLOSED, STEPPED = absorbed(lambda amount: 0.0), absorbed(lambda amount: amount * amount - amount * amount)
MODELLED = {"DEPOT": -2.0, "CENT": -1.0, "PERI": 0.0}


@st.composite
def record(draw: Any) -> dict[str, Any]:
    event, state = draw(st.sampled_from([0, 1, 1, 1, 2, 3, 4, 8])), draw(st.sampled_from(["DEPOT", "CENT", "PERI"]))
    gives = event in (1, 4)
    steady = gives and draw(st.booleans())
    return {
        "TIME": draw(st.sampled_from([-0.5, 0.0, 1.0, 3.0, 4.7])),
        "AMT": draw(st.floats(1.0, 100.0)),
        "RATE": draw(st.sampled_from([0.0, 5.0, 50.0, MODELLED[state]])) if gives else 0.0,
        "SS": int(steady),
        "II": 3.5 if steady else draw(st.sampled_from([0.7, 3.5])),
        "ADDL": draw(st.integers(0, 3)),
        "EVID": event,
        "CMT": state,
        "K": draw(st.sampled_from([0.3, 0.3, 0.6])),
    }


@settings(max_examples=40, deadline=None)
@given(
    st.lists(record(), min_size=1, max_size=5), st.sampled_from([0.0, 0.3, 3.4, 3.5, 9.0]), st.sampled_from([0.5, 1.0])
)
def test_the_closed_form_and_the_steps_agree(records: list[dict[str, Any]], lag: float, share: float) -> None:
    assert is_linear(CLOSED)
    assert not is_linear(STEPPED)
    frame, params = pl.DataFrame(records), {"LAG": lag, "F": share}
    closed = simulate(CLOSED, frame, TIMES, params)
    stepped = simulate(STEPPED, frame, TIMES, params, rtol=1e-9)
    assert closed.status.tolist() == stepped.status.tolist() == [0]
    np.testing.assert_allclose(stepped.values, closed.values, rtol=0, atol=CLOSE * (closed.values.max() + 1e-9))
