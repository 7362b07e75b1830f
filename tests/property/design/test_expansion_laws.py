"""Laws of the designs of expansion cohorts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstdose.design.expansion import (
    AHern,
    Bop2,
    Bop2Pair,
    CohortDesign,
    Exchange,
    Exnex,
    PredictiveProbability,
    ToxicityMonitor,
)
from firstdose.errors import DesignError

SHARES = st.floats(0.02, 0.98)
LOOKS = st.sets(st.integers(1, 40), min_size=1, max_size=5).map(lambda each: tuple(sorted(each)))


@st.composite
def cohorts(draw: st.DrawFn) -> CohortDesign | None:
    """Any predictive probability or BOP2 design; None where nothing would be decided."""
    p0, looks = draw(st.floats(0.05, 0.6)), draw(LOOKS)
    prior = draw(st.none() | st.tuples(st.floats(0.1, 5), st.floats(0.1, 5)))
    try:
        if draw(st.booleans()):
            return Bop2(p0, looks, draw(SHARES), draw(st.floats(0, 3)), prior)
        theta = draw(SHARES), draw(st.floats(0, 0.4)), draw(st.floats(0.6, 1))
        return PredictiveProbability(p0, p0 + 0.2, looks[-1], *theta, prior=prior, looks=looks)
    except DesignError:
        return None


@given(cohorts(), SHARES, SHARES)
def test_a_better_drug_is_never_less_likely_to_go_on(design: CohortDesign | None, p: float, q: float) -> None:
    if design is None:
        return
    found = design.chances(sorted((p, q)))
    assert found.p_go[0] <= found.p_go[1] + 1e-12
    assert found.p_early_stop[0] >= found.p_early_stop[1] - 1e-12
    assert (found.p_futility + found.p_efficacy).sum(axis=1) == pytest.approx(np.ones(2), abs=1e-12)
    first = design.boundaries[0].n
    assert ((found.expected_n >= first - 1e-9) & (found.expected_n <= design.patients + 1e-9)).all()


@settings(deadline=None, max_examples=30)
@given(p0=st.floats(0.02, 0.6), gain=st.floats(0.15, 0.35), alpha=st.floats(0.02, 0.2), beta=st.floats(0.05, 0.3))
def test_designs_found_keep_both_errors(p0: float, gain: float, alpha: float, beta: float) -> None:
    single = AHern.design(p0, p0 + gain, alpha, beta)
    watched = PredictiveProbability.design(p0, p0 + gain, alpha, beta, every=5)
    for design in (single, watched):
        assert design.p_go(p0) <= alpha + 1e-9
        assert design.p_go(p0 + gain) >= 1 - beta - 1e-9
    assert watched.expected_n(p0) <= watched.n_max


@settings(deadline=None, max_examples=15)
@given(p0=st.floats(0.05, 0.4), gain=st.floats(0.1, 0.4), looks=LOOKS, alpha=st.floats(0.05, 0.2))
def test_the_bop2_design_found_keeps_its_error(p0: float, gain: float, looks: tuple[int, ...], alpha: float) -> None:
    try:
        design = Bop2.design(p0, p0 + gain, looks, alpha)
    except DesignError:
        return
    assert design.p_go(p0) <= alpha + 1e-9


@given(joint=st.tuples(*[st.floats(0.02, 1)] * 4), lambda_=st.floats(0.3, 0.95), gamma=st.floats(0, 2))
def test_one_endpoint_of_two_that_are_the_same_is_one(joint: tuple[float, ...], lambda_: float, gamma: float) -> None:
    """Co-primary endpoints that always come together are one binary endpoint."""
    p = joint[0] / (joint[0] + joint[3])
    try:
        one = Bop2(p, (5, 10), lambda_, gamma)
        both = Bop2Pair("co-primary", (p, 0.0, 0.0, 1 - p), (5, 10), lambda_, gamma)
    except DesignError:
        return
    assert both.p_go((0.3, 0, 0, 0.7)) == pytest.approx(one.p_go(0.3), abs=1e-12)


@settings(deadline=None, max_examples=15)
@given(
    rows=st.lists(st.tuples(st.integers(1, 15), st.floats(0, 1)), min_size=2, max_size=3),
    weight=st.floats(0, 1),
    shuffle=st.randoms(),
)
def test_the_order_of_the_strata_does_not_matter(
    rows: list[tuple[int, float]], weight: float, shuffle: "np.random.RandomState"
) -> None:
    exchange = (Exchange(-1.4, 2.0, 1.0, weight),)
    order = list(range(len(rows)))
    shuffle.shuffle(order)
    seen = [round(n * share) for n, share in rows]

    def above(at: list[int]) -> list[float]:
        n = tuple(rows[j][0] for j in at)
        design = Exnex((0.1,) * len(n), (0.3,) * len(n), n, exchange=exchange)
        return [float(p) for p in design.posterior([seen[j] for j in at]).p_above[0]]

    plain, other = above(list(range(len(rows)))), above(order)
    assert other == pytest.approx([plain[j] for j in order], abs=1e-9)


@given(limit=st.floats(0.1, 0.5), cutoff=st.floats(0.6, 0.99), n=st.integers(2, 40), p=SHARES)
def test_toxicity_monitoring_stops_a_more_toxic_drug_no_later(limit: float, cutoff: float, n: int, p: float) -> None:
    monitor = ToxicityMonitor(limit, n, cutoff)
    found = monitor.chances([p / 2, p])
    assert found.p_stop[0] <= found.p_stop[1] + 1e-12
    assert found.expected_n[0] >= found.expected_n[1] - 1e-9
