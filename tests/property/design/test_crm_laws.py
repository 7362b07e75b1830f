"""The CRM's posterior against an adaptive integration, and what a CRM owes to a patient with a DLT."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from math import exp, log, log1p, sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import comb, expit
from tests.outcomes import outcomes, with_one_more_dlt

from firstdose.design import Action, Crm, TiteCrm, get_prior_skeleton, indifference_intervals
from firstdose.design.curve.crm_posterior import Posterior
from firstdose.design.curve.crm_states import Partial
from firstdose.design.curve.one_parameter import OneParameter
from firstdose.design.order import within_a_step
from firstdose.design.po_crm import PoCrm
from firstdose.trial import Outcomes

LEVELS = 4
SKELETON = (0.06, 0.15, 0.3, 0.5)
EXACT = 1e-8  # the integration's own accuracy
moderate = settings(max_examples=40, deadline=None)
thorough = settings(max_examples=60, deadline=None)


@dataclass(frozen=True)
class State:
    """A curve, and patients in full and in part."""

    curve: OneParameter
    n: tuple[int, ...]
    dlt: tuple[int, ...]
    partial: tuple[tuple[int, float], ...]  # level and weight

    @property
    def after(self) -> Posterior:
        """Ours."""
        some = Partial(np.array([[level for level, _ in self.partial]], np.int64).reshape(1, -1), self._weights)
        return Posterior(self.curve, np.array([self.n]), np.array([self.dlt]), some)

    @property
    def _weights(self) -> Any:
        return np.array([weight for _, weight in self.partial]).reshape(1, -1)

    def p(self, beta: float) -> list[float]:
        """DLT probabilities, written out again."""
        a = self.curve.intercept
        if self.curve.model == "power":
            return [guess ** exp(beta) for guess in self.curve.skeleton]
        return [float(expit(a + exp(beta) * (log(guess / (1 - guess)) - a))) for guess in self.curve.skeleton]

    def log_density(self, beta: float) -> float:
        """Up to a constant."""
        p, total = self.p(beta), -0.5 * (beta / self.curve.scale) ** 2
        for n, dlt, at in zip(self.n, self.dlt, p, strict=True):
            total += dlt * log(max(at, 1e-300)) + (n - dlt) * log(max(1 - at, 1e-16))
        return total + sum(log1p(-weight * p[level]) for level, weight in self.partial)


@st.composite
def states(draw: st.DrawFn) -> State:
    """Up to a hundred patients anywhere, on any skeleton, with any prior."""
    levels = draw(st.integers(1, 5))
    guesses = draw(st.lists(st.integers(1, 85), min_size=levels, max_size=levels, unique=True))
    curve = OneParameter(
        tuple(guess / 100 for guess in sorted(guesses)),
        draw(st.sampled_from(["power", "logistic"])),
        draw(st.sampled_from([0.3, 1.34**0.5, 1.34, 5.0])),
        draw(st.sampled_from([2.0, 3.0, 5.0])),
    )
    n = tuple(draw(st.sampled_from([0, 0, 1, 3, 6, 12, 30])) for _ in range(levels))
    dlt = tuple(draw(st.integers(0, patients)) for patients in n)
    pending = draw(st.lists(st.tuples(st.integers(0, levels - 1), st.floats(0.01, 0.99)), max_size=4))
    return State(curve, n, dlt, tuple(pending))


def _integrals(state: State, functions: list[Callable[[float], float]], *edges: float) -> list[float]:
    """Posterior means of functions of beta, by adaptive integration between where the density is nothing."""
    betas = np.linspace(-12 * state.curve.scale - 8, 12 * state.curve.scale + 8, 4001)
    logs = np.array([state.log_density(beta) for beta in betas.tolist()])
    top, near = logs.max(), np.flatnonzero(logs > logs.max() - 45)
    low, high = betas[max(near[0] - 1, 0)], betas[min(near[-1] + 1, 4000)]
    cuts = np.sort(np.concatenate([np.linspace(low, high, 13), np.clip(edges, low, high)]))
    cuts = cuts[np.append(True, np.diff(cuts) > 1e-12)]  # quad warns where two of them are one but for rounding

    def area(function: Callable[[float], float]) -> float:
        def weighted(beta: float) -> float:
            return function(beta) * exp(state.log_density(beta) - top)

        return sum(float(quad(weighted, a, b, epsabs=1e-13, epsrel=1e-11, limit=200)[0]) for a, b in pairwise(cuts))

    total = area(lambda _: 1.0)
    return [area(function) / total for function in functions]


def _share_below(state: State, edge: float) -> float:
    """Pr(beta <= edge)."""
    return _integrals(state, [lambda beta: float(beta <= edge)], edge)[0]


@thorough
@given(state=states(), level=st.integers(0, 4))
def test_moments_equal_an_adaptive_integration(state: State, level: int) -> None:
    k = level % len(state.n)
    beta, square, p, p_square = _integrals(
        state, [lambda b: b, lambda b: b * b, lambda b: state.p(b)[k], lambda b: state.p(b)[k] ** 2]
    )
    after = state.after
    assert after.beta_mean[0] == pytest.approx(beta, abs=EXACT)
    assert after.beta_var[0] == pytest.approx(square - beta**2, abs=4 * EXACT)
    assert after.p_plugin[0, k] == pytest.approx(state.p(beta)[k], abs=EXACT)
    assert after.p_mean[0, k] == pytest.approx(p, abs=EXACT)
    assert after.p_sd[0, k] == pytest.approx(sqrt(max(p_square - p * p, 0)), abs=1e-6)  # a root of a difference


HOSTILE = State(OneParameter((0.6,), "logistic", 10.0, 0.5), (3,), (1,), ())  # a wide prior, a pole nearby


@moderate
@example(state=State(OneParameter((0.73,), "logistic", 1.34, 3.0), (0,), (0,), ()), level=0, threshold=0.1)
@example(state=HOSTILE, level=0, threshold=0.25)
@given(state=states(), level=st.integers(0, 4), threshold=st.sampled_from([0.1, 0.25, 0.33, 0.5]))
def test_an_overdose_and_a_quantile_equal_an_adaptive_integration(state: State, level: int, threshold: float) -> None:
    k = level % len(state.n)
    over = _share_below(state, float(state.curve.beta_at(threshold)[k]))
    assert state.after.p_over(threshold)[0, k] == pytest.approx(over, abs=EXACT)
    for share in (0.025, 0.5, 0.975):
        found = float(state.after.quantile(share)[0, k])
        if 1e-6 < found < state.p(-30.0)[k] - 1e-6:  # nearer to an end beta cannot be had back from p
            assert _share_below(state, float(state.curve.beta_at(found)[k])) == pytest.approx(1 - share, abs=EXACT)


@moderate
@given(n=st.lists(st.integers(0, 9), min_size=3, max_size=3), model=st.sampled_from(["power", "logistic"]))
def test_the_evidence_of_every_number_of_dlts_adds_up_to_one(n: list[int], model: Any) -> None:
    dlt = np.stack(np.meshgrid(*(np.arange(most + 1) for most in n), indexing="ij"), axis=-1).reshape(-1, 3)
    patients = np.broadcast_to(n, dlt.shape)
    after = Posterior(OneParameter((0.05, 0.2, 0.5), model), patients, dlt)
    assert (comb(patients, dlt).prod(axis=1) * np.exp(after.log_evidence)).sum() == pytest.approx(1, abs=1e-9)


@moderate
@given(state=states(), level=st.integers(0, 4))
def test_one_more_dlt_raises_every_estimate(state: State, level: int) -> None:
    k = level % len(state.n)
    if state.dlt[k] == state.n[k]:
        return
    worse = replace(state, dlt=tuple(dlt + (at == k) for at, dlt in enumerate(state.dlt))).after
    for name in ("p_plugin", "p_mean"):
        assert np.all(getattr(worse, name) >= getattr(state.after, name) - EXACT), name
    assert np.all(worse.p_over(0.3) >= state.after.p_over(0.3) - EXACT)


@moderate
@given(state=states(), more=st.floats(0, 1))
def test_longer_follow_up_without_a_dlt_lowers_every_estimate(state: State, more: float) -> None:
    followed = tuple((level, weight + more * (1 - weight)) for level, weight in state.partial)
    assert np.all(replace(state, partial=followed).after.p_plugin <= state.after.p_plugin + EXACT)


@moderate
@given(
    halfwidth=st.floats(0.01, 0.09),
    target=st.floats(0.15, 0.5),
    nu=st.integers(1, 6),
    model=st.sampled_from(["power", "logistic"]),
)
def test_a_skeleton_and_its_indifference_intervals_are_each_others_inverse(
    halfwidth: float, target: float, nu: int, model: Any
) -> None:
    intervals = indifference_intervals(get_prior_skeleton(halfwidth, target, nu, 6, model), target, model)
    assert [low for low, _ in intervals[1:]] == pytest.approx([target - halfwidth] * 5, abs=1e-9)
    assert [high for _, high in intervals[:-1]] == pytest.approx([target + halfwidth] * 5, abs=1e-9)


@moderate
@given(seen=outcomes(LEVELS, waiting=False), weights=st.sampled_from(["linear", "adaptive"]))
def test_with_nobody_pending_a_tite_crm_decides_as_the_crm(seen: Outcomes, weights: Any) -> None:
    ours, crm = TiteCrm(SKELETON, 0.3, weights=weights), Crm(SKELETON, 0.3)
    one, other = ours.decide(seen), crm.decide(seen)
    for name in ("action", "level", "size", "mtd", "admissible"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)
    np.testing.assert_array_equal(ours.select(seen), crm.select(seen))


@moderate
@given(seen=outcomes(LEVELS, trials=1), weights=st.sampled_from(["linear", "adaptive"]))
def test_a_row_of_a_tite_batch_is_the_single_trial(seen: Outcomes, weights: Any) -> None:
    design = TiteCrm(SKELETON, 0.3, weights=weights)
    worse = [one for _, one in with_one_more_dlt(seen)]
    batch = Outcomes(
        **{f.name: np.concatenate([getattr(one, f.name) for one in (seen, *worse)]) for f in fields(Outcomes)}
    )
    together = design.decide(batch)
    for trial in range(len(batch)):
        alone = design.decide(batch[trial])
        assert (together.action[trial], together.level[trial]) == (alone.action[0], alone.level[0])
        for name in alone.numbers.keys() - {"waiting"}:
            np.testing.assert_array_equal(together.numbers[name][trial], alone.numbers[name][0], err_msg=name)


@moderate
@given(seen=outcomes(LEVELS, trials=1))
def test_a_dlt_among_pending_patients_never_leads_a_tite_crm_higher(seen: Outcomes) -> None:
    """With linear weights; an adaptive one may rise with the DLT of another patient."""
    design = TiteCrm(SKELETON, 0.3)
    before = design.decide(seen)
    for column, worse in with_one_more_dlt(seen):
        after = design.decide(worse)
        if before.action[0] == after.action[0] == Action.TREAT and not (
            seen.pending[0, column] and _opens(seen, column)
        ):
            assert after.level[0] <= before.level[0]


def _opens(seen: Outcomes, column: int) -> bool:
    """That this patient is no longer pending lets the dose go up again."""
    return bool(seen.level[0, column] == seen.current[0])


@moderate
@given(seen=outcomes(LEVELS, waiting=False))
def test_a_po_crm_of_one_order_is_the_crm(seen: Outcomes) -> None:
    crm, po_crm = Crm(SKELETON, 0.3), PoCrm(SKELETON, 0.3, orders=((0, 1, 2, 3),))
    one, other = crm.decide(seen), po_crm.decide(seen)
    for name in ("action", "level", "mtd", "admissible"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)
    np.testing.assert_array_equal(crm.select(seen), po_crm.select(seen))


@moderate
@given(seen=outcomes(LEVELS, waiting=False))
def test_a_po_crm_gives_nothing_excluded_or_out_of_reach(seen: Outcomes) -> None:
    design = PoCrm(SKELETON, 0.3, doses=((1, 10), (1, 20), (2, 10), (2, 20)))
    decision = design.decide(seen)
    treated = (seen.level[:, :, None] == np.arange(LEVELS)).any(axis=1)
    for trial in np.flatnonzero((decision.action == Action.TREAT) & treated.any(axis=1)):
        level = decision.level[trial]
        assert decision.admissible[trial, level]
        assert within_a_step(treated[trial : trial + 1], design.below)[0, level]
    mtd = design.select(seen)
    assert all(treated[trial, level] for trial, level in enumerate(mtd) if level >= 0)


@moderate
@given(seen=outcomes(LEVELS, waiting=False))
def test_drugs_may_change_places(seen: Outcomes) -> None:
    """The same grid with the drugs renamed: every estimate over all orders moves along."""
    doses = ((1, 10), (1, 20), (2, 10), (2, 20))
    renamed = Outcomes.of(level=np.array([0, 2, 1, 3, -1])[seen.level], dlt=seen.dlt, cohort=seen.cohort)
    for name in ("p_dlt_mean", "p_over"):
        ours = PoCrm(SKELETON, 0.3, doses=doses).decide(seen).numbers[name]
        theirs = PoCrm(SKELETON, 0.3, doses=doses).decide(renamed).numbers[name]
        np.testing.assert_allclose(ours, theirs[:, [0, 2, 1, 3]], atol=1e-12)
