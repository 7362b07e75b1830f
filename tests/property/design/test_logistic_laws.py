"""Laws that every posterior of a logistic dose-DLT curve keeps, whatever the prior and the data."""

from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstdose.design.curve.combo_model import Surface
from firstdose.design.curve.combo_posterior import ComboModel
from firstdose.design.curve.logistic_posterior import LogisticModel
from firstdose.design.curve.logistic_prior import LogisticPrior, Matrix, MixturePrior, Pair, Part
from firstdose.design.curve.posterior import Model, Posterior
from firstdose.design.curve.strata_posterior import StrataModel
from firstdose.types import I64

CUTS = (0.1, 0.2, 0.35, 0.6)
X = tuple(log(dose / 2.4) for dose in (0.6, 1.2, 2.4, 3.6))
LEVELS = len(X)


@st.composite
def normals(draw: st.DrawFn) -> tuple[Pair, Matrix]:
    """Mean and covariance of (log alpha, log beta)."""
    mean = draw(st.floats(-4, 2)), draw(st.floats(-0.7, 0.7))
    one, other, correlation = draw(st.floats(0.3, 3.0)), draw(st.floats(0.2, 1.2)), draw(st.floats(-0.8, 0.8))
    cross = correlation * one * other
    return mean, ((one**2, cross), (cross, other**2))


@st.composite
def states(draw: st.DrawFn, levels: int = LEVELS) -> tuple[I64, I64]:
    """Patients and DLTs by level."""
    n = np.array(draw(st.lists(st.integers(0, 9), min_size=levels, max_size=levels)), np.int64)
    return n, np.array([draw(st.integers(0, int(each))) for each in n], np.int64)


@st.composite
def models(draw: st.DrawFn) -> LogisticModel:
    """One part or two."""
    share = draw(st.floats(0.1, 0.9))
    one, other = draw(normals()), draw(normals())
    parts: tuple[Part, ...] = ((share, *one), (1 - share, *other)) if draw(st.booleans()) else ((1.0, *one),)
    return LogisticModel(MixturePrior.of(parts, X))


def _after(model: Model, *columns: I64) -> Posterior:
    return Posterior(model, np.concatenate(columns)[None])


@settings(max_examples=30, deadline=None)
@given(model=models(), state=states())
def test_a_higher_dose_is_never_less_toxic(model: LogisticModel, state: tuple[I64, I64]) -> None:
    after = _after(model, *state)
    below = after.below(CUTS)[:, 0]
    assert np.all(np.diff(below, axis=1) <= 1e-6)  # levels
    assert np.all(np.diff(below, axis=0) >= -1e-6)  # cut points
    assert np.all(np.diff(after.mean[0]) >= 0)
    assert np.all(np.diff(after.quantile(0.5)[0]) >= -1e-6)


@settings(max_examples=20, deadline=None)
@given(model=models(), state=states(), level=st.integers(0, LEVELS - 1))
def test_the_next_patient_has_a_dlt_with_the_mean_probability(
    model: LogisticModel, state: tuple[I64, I64], level: int
) -> None:
    """And the probabilities of what can be seen next add up to that of what was seen."""
    (n, dlt), one = state, np.eye(LEVELS, dtype=np.int64)[level]
    now, toxic, well = (
        _after(model, *each).log_evidence[0] for each in ((n, dlt), (n + one, dlt + one), (n + one, dlt))
    )
    mean = float(_after(model, n, dlt).mean[0, level])
    assert np.exp(toxic - now) == pytest.approx(mean, abs=1e-6)
    assert np.exp(well - now) == pytest.approx(1 - mean, abs=1e-6)


@settings(max_examples=20, deadline=None)
@given(model=models(), state=states(), share=st.sampled_from([0.025, 0.2, 0.5, 0.975]))
def test_a_quantile_has_its_share_below_it(model: LogisticModel, state: tuple[I64, I64], share: float) -> None:
    after = _after(model, *state)
    for level, p in enumerate(after.quantile(share)[0].tolist()):
        if 1e-9 < p < 1 - 1e-9:
            assert after.below((p,))[0, 0, level] == pytest.approx(share, abs=1e-6)


@settings(max_examples=10, deadline=None)
@given(normal=normals(), sd=st.floats(0.1, 2.0), first=states(), second=states(), stratum=st.integers(0, 1))
def test_strata_foretell_the_next_patient(
    normal: tuple[Pair, Matrix], sd: float, first: tuple[I64, I64], second: tuple[I64, I64], stratum: int
) -> None:
    model = StrataModel(LogisticPrior(*normal, X), (0.0, sd), (X, X), stratum)
    one = np.eye(LEVELS, dtype=np.int64)[2]
    seen = [list(first), list(second)]
    now = _after(model, *seen[0], *seen[1])
    n, dlt = seen[stratum]
    seen[stratum] = [n + one, dlt + one]
    toxic = _after(model, *seen[0], *seen[1]).log_evidence[0]
    assert np.exp(toxic - now.log_evidence[0]) == pytest.approx(float(now.mean[0, 2]), abs=1e-6)


@settings(max_examples=4, deadline=None)
@given(one=normals(), other=normals(), state=states(2))
def test_two_drugs_foretell_the_next_patient(
    one: tuple[Pair, Matrix], other: tuple[Pair, Matrix], state: tuple[I64, I64]
) -> None:
    """Two quadratures about two posteriors, so to their own accuracy."""
    model = ComboModel(Surface((one, other), (0.0, 1.0), ((0.5, 0.5), (1.0, 0.5))))
    (n, dlt), next_one = state, np.array([1, 0])
    now = _after(model, n, dlt)
    toxic = _after(model, n + next_one, dlt + next_one).log_evidence[0]
    mean = float(now.mean[0, 0])
    assert np.exp(toxic - now.log_evidence[0]) == pytest.approx(mean, rel=0.02, abs=1e-3)
    assert np.all(np.diff(now.below(CUTS)[:, 0], axis=0) >= -1e-3)
