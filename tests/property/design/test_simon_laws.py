"""Laws of Simon's two-stage design."""

from hypothesis import given, settings
from hypothesis import strategies as st

from firstdose.design.expansion import SimonTwoStage
from firstdose.design.expansion.simon import CRITERIA, Criterion

SHARES = st.floats(0.0, 1.0)


@st.composite
def two_stages(draw: st.DrawFn) -> SimonTwoStage:
    """Any design that decides something at each stage."""
    n1 = draw(st.integers(1, 20))
    n = draw(st.integers(n1 + 1, n1 + 20))
    r1 = draw(st.integers(0, n1 - 1))
    return SimonTwoStage(0.1, 0.3, 0.05, 0.2, r1=r1, n1=n1, r=draw(st.integers(r1, n - 1)), n=n)


@given(two_stages(), SHARES, SHARES)
def test_a_better_drug_is_never_less_likely_to_go_on(design: SimonTwoStage, p: float, q: float) -> None:
    low, high = sorted((p, q))
    assert design.p_go(low) <= design.p_go(high) + 1e-12
    assert design.p_early_stop(low) >= design.p_early_stop(high) - 1e-12


@given(two_stages(), SHARES)
def test_the_mean_size_lies_between_the_stages(design: SimonTwoStage, p: float) -> None:
    assert design.n1 - 1e-9 <= design.expected_n(p) <= design.n + 1e-9
    assert design.p_go(p) + design.p_early_stop(p) <= 1 + 1e-12


@settings(deadline=None, max_examples=40)
@given(
    p0=st.floats(0.02, 0.5),
    gain=st.floats(0.15, 0.4),
    alpha=st.floats(0.02, 0.2),
    beta=st.floats(0.05, 0.3),
    criterion=st.sampled_from(CRITERIA),
)
def test_the_design_found_keeps_both_errors(
    p0: float, gain: float, alpha: float, beta: float, criterion: Criterion
) -> None:
    design = SimonTwoStage.design(p0, p0 + gain, alpha, beta, criterion)
    assert design.p_go(p0) <= alpha + 1e-9
    assert design.p_go(p0 + gain) >= 1 - beta - 1e-9


def test_close_rates_are_told_apart_too() -> None:
    design = SimonTwoStage.design(0.4, 0.5, n_max=200)
    assert (design.r1, design.n1, design.r, design.n) == (25, 60, 80, 176)
