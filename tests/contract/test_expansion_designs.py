"""What every design of expansion cohorts keeps: it never takes back what fewer responses or patients allowed."""

from itertools import pairwise, product

import numpy as np
import pytest
from tests.every_expansion import BASKETS, COHORTS, MONITORS, PAIRS

from firstdose.design.expansion import Bop2Pair, CohortDesign, Exnex, ToxicityMonitor
from firstdose.types import F64, I64

RATES = np.array([0.0, 0.05, 0.2, 0.35, 0.6, 1.0])
JOINTS = np.array([[0.1, 0.2, 0.1, 0.6], [0.3, 0.3, 0.1, 0.3], [0.05, 0.05, 0.3, 0.6]])
NESTED = np.array([[0.1, 0.2, 0.7], [0.3, 0.3, 0.4], [0.05, 0.05, 0.9]])
TRIALS = 4000


def _rises(values: list[int | None], none: int) -> bool:
    numbers = [none if value is None else value for value in values]
    return all(low <= high for low, high in pairwise(numbers))


@pytest.mark.parametrize("design", COHORTS.values(), ids=COHORTS.keys())
def test_boundaries_rise_with_the_patients(design: CohortDesign) -> None:
    rows = design.boundaries
    assert [row.n for row in rows] == sorted({row.n for row in rows})
    assert _rises([row.stop_if_at_most for row in rows], -1)
    last = rows[-1]
    assert last.stop_if_at_most is not None
    assert last.go_if_at_least == last.stop_if_at_most + 1
    assert all(row.go_if_at_least is None or row.go_if_at_least > (row.stop_if_at_most or -1) for row in rows)


@pytest.mark.parametrize("design", COHORTS.values(), ids=COHORTS.keys())
def test_more_responses_never_make_a_decision_worse(design: CohortDesign) -> None:
    for n in range(1, design.patients + 1):
        verdicts = design.verdict(np.arange(n + 1), np.full(n + 1, n))
        assert (np.diff(verdicts) >= 0).all()
    last = design.verdict(np.arange(design.patients + 1), design.patients)
    assert set(last.tolist()) == {-1, 1}


@pytest.mark.parametrize("design", COHORTS.values(), ids=COHORTS.keys())
def test_a_cohort_of_a_batch_is_the_single_cohort(design: CohortDesign) -> None:
    states = [(x, n) for n in range(1, design.patients + 1) for x in range(n + 1)]
    batch = design.verdict([x for x, _ in states], [n for _, n in states])
    words = {-1: ("stop-futility",), 0: ("continue",), 1: ("go", "stop-efficacy")}
    for (x, n), verdict in zip(states, batch, strict=True):
        said = design.decide(x, n)
        assert said.action in words[int(verdict)]
        assert said.forward == {-1: False, 0: None, 1: True}[int(verdict)]
        assert f"{x} of {n} patients responded" in said.reason
        assert (said.next_look is None) == (said.action != "continue")


@pytest.mark.parametrize("design", COHORTS.values(), ids=COHORTS.keys())
def test_the_chances_of_every_end_add_up_to_one(design: CohortDesign) -> None:
    found = design.chances(RATES)
    assert (found.p_futility + found.p_efficacy).sum(axis=1) == pytest.approx(np.ones(len(RATES)), abs=1e-12)
    assert (np.diff(found.p_go) >= -1e-12).all()
    assert (found.p_go[0], found.p_go[-1]) == (0.0, 1.0)
    one = design.chances(0.2)
    assert (one.p_go[0], one.expected_n[0]) == (found.p_go[2], found.expected_n[2])


@pytest.mark.parametrize("design", COHORTS.values(), ids=COHORTS.keys())
def test_exact_chances_agree_with_simulated_cohorts(design: CohortDesign) -> None:
    rate, rng = 0.25, np.random.default_rng(20131105)
    walks = np.cumsum(rng.random((TRIALS, design.patients)) < rate, axis=1)
    open_, p_go, patients = np.ones(TRIALS, bool), np.zeros(TRIALS), np.zeros(TRIALS)
    for row in design.boundaries:
        verdict = design.verdict(walks[:, row.n - 1], row.n)
        ends = open_ & (verdict != 0)
        p_go[ends & (verdict > 0)], patients[ends] = 1, row.n
        open_ &= ~ends
    found = design.chances(rate)
    _near(p_go, float(found.p_go[0]))
    _near(patients, float(found.expected_n[0]))


def _near(drawn: F64, exact: float) -> None:
    share = exact < 1 and set(np.unique(drawn)) <= {0.0, 1.0}
    spread = np.sqrt(exact * (1 - exact)) if share else drawn.std()
    assert abs(drawn.mean() - exact) <= 4 * spread / np.sqrt(len(drawn)) + 1e-12


@pytest.mark.parametrize("design", PAIRS.values(), ids=PAIRS.keys())
def test_two_endpoints_never_make_a_decision_worse(design: Bop2Pair) -> None:
    toxic = design.kind == "efficacy-toxicity"
    rank = {"stop-futility": 0, "continue": 1, "go": 2}
    for n in design.looks:
        counts = [(x, y) for x, y in product(range(n + 1), repeat=2) if design.kind != "nested" or x <= y]
        said = {(x, y): rank[design.decide(x, y, n).action] for x, y in counts}
        assert all(said[x, y] <= said.get((x + 1, y), 2) for x, y in counts)
        better = -1 if toxic else 1
        assert all(said[x, y] <= said.get((x, y + better), 2) for x, y in counts)
    for name in ("first_at_most", "second_at_most", "second_at_least"):
        values = [getattr(row, name) for row in design.boundaries]
        assert _rises(values, -1) or values == [None] * len(values)


@pytest.mark.parametrize("design", PAIRS.values(), ids=PAIRS.keys())
def test_exact_chances_of_two_endpoints_add_up_and_agree_with_simulation(design: Bop2Pair) -> None:
    joints = NESTED if design.kind == "nested" else JOINTS
    found = design.chances(joints)
    assert (found.p_futility + found.p_efficacy).sum(axis=1) == pytest.approx(np.ones(3), abs=1e-12)
    rng, joint = np.random.default_rng(7), found.p[0]
    drawn = rng.choice(4, size=(TRIALS // 4, design.looks[-1]), p=joint)
    first, second = np.cumsum((drawn == 0) | (drawn == 1), axis=1), np.cumsum((drawn == 0) | (drawn == 2), axis=1)
    go = np.array([_ends_well(design, one, two) for one, two in zip(first, second, strict=True)], np.float64)
    _near(go, float(found.p_go[0]))


def _ends_well(design: Bop2Pair, first: I64, second: I64) -> bool:
    said = [design.decide(int(first[n - 1]), int(second[n - 1]), n).action for n in design.looks]
    return "stop-futility" not in said


@pytest.mark.parametrize("design", BASKETS.values(), ids=BASKETS.keys())
def test_more_responses_of_a_stratum_never_make_its_decision_worse(design: Exnex) -> None:
    for beside in ([0] * len(design.n), list(design.n)):
        for j, size in enumerate(design.n):
            rows = np.tile(beside, (size + 1, 1))
            rows[:, j] = np.arange(size + 1)
            assert (np.diff(design.posterior(rows).p_above[:, j]) > -1e-9).all()


@pytest.mark.parametrize("design", BASKETS.values(), ids=BASKETS.keys())
def test_a_basket_of_a_batch_is_the_single_basket_bit_for_bit(design: Exnex) -> None:
    rows = np.random.default_rng(3).integers(0, np.array(design.n) + 1, (40, len(design.n)))
    batch = design.posterior(rows)
    for t, row in enumerate(rows):
        one = design.posterior(row)
        assert (one.p_above[0] == batch.p_above[t]).all()
        assert (one.p_mean[0] == batch.p_mean[t]).all()


@pytest.mark.parametrize("design", BASKETS.values(), ids=BASKETS.keys())
def test_exact_chances_of_a_basket_agree_with_simulated_baskets(design: Exnex) -> None:
    rng, p = np.random.default_rng(11), np.array(design.p1)
    drawn = rng.binomial(design.n, p, (TRIALS, len(p)))
    go = np.round(design.posterior(drawn).p_above, 9) > np.array(design.cutoffs)
    found = design.chances(p)
    for j in range(len(p)):
        _near(go[:, j].astype(np.float64), float(found.p_go[0, j]))
    _near(np.asarray(go.any(axis=1), np.float64), float(found.p_any[0]))


@pytest.mark.parametrize("monitor", MONITORS.values(), ids=MONITORS.keys())
def test_toxicities_stop_once_and_for_all(monitor: ToxicityMonitor) -> None:
    assert _rises([row.stop_if_at_least for row in monitor.boundaries if row.stop_if_at_least], 0)
    for n in range(1, monitor.n_max + 1):
        stops = [monitor.decide(y, n).action == "stop-toxicity" for y in range(n + 1)]
        assert stops == sorted(stops)
    found = monitor.chances(RATES)
    assert (np.diff(found.p_stop) >= -1e-12).all()
    assert ((found.expected_n > 0) & (found.expected_n <= monitor.n_max)).all()
    rng, stopped = np.random.default_rng(5), np.zeros(TRIALS, np.bool_)
    walks = np.cumsum(rng.random((TRIALS, monitor.n_max)) < 0.35, axis=1)
    for n in monitor.at:
        stopped |= monitor.stops(walks[:, n - 1], np.full(TRIALS, n))
    _near(stopped.astype(np.float64), monitor.p_stop(0.35))
