"""The exact distribution of an arm's results."""

import numpy as np
import pytest
from scipy.stats import binom, multinomial

from firstdose.design.optimisation.score_table import ScoreTable, all_results, p_selected, probabilities
from firstdose.errors import DesignError


def test_the_results_of_an_arm_have_multinomial_probabilities() -> None:
    results, cells = all_results(5, with_exposure=False), (0.3, 0.4, 0.1, 0.2)
    assert len(results.both) == 56
    expected = multinomial.pmf(np.array(results[:4]).T, 5, cells)
    assert probabilities(results, cells, None) == pytest.approx(expected, abs=1e-14)


def test_exposure_is_a_binomial_count_beside_them() -> None:
    results = all_results(4, with_exposure=True)
    chance = probabilities(results, (0.5, 0.5, 0.0, 0.0), 0.3)
    assert chance.sum() == pytest.approx(1, abs=1e-13)
    for e in range(5):
        assert chance[results.exposed == e].sum() == pytest.approx(binom.pmf(e, 4, 0.3), abs=1e-13)


def test_what_cannot_happen_has_no_probability() -> None:
    results = all_results(3, with_exposure=True)
    assert probabilities(results, (1.0, 0.0, 0.0, 0.0), 1.0)[-1] == pytest.approx(1, abs=1e-14)


def test_too_many_results_are_refused() -> None:
    with pytest.raises(DesignError, match="^200 patients an arm can come out in"):
        all_results(200, with_exposure=True)


def _table(score: list[float], probability: list[float], toxic: float = 0.0, futile: float = 0.0) -> ScoreTable:
    return ScoreTable(np.array(score), np.array(probability), toxic, futile)


def test_of_equal_scores_the_lower_arm_is_selected() -> None:
    same = _table([1.0, 2.0], [0.5, 0.5])
    assert p_selected([same, same], 0.0) == pytest.approx([0.75, 0.25])


def test_a_toxic_arm_takes_those_above_along_and_a_futile_one_does_not() -> None:
    safe, toxic, futile = _table([1.0], [1.0]), _table([], [], toxic=1.0), _table([], [], futile=1.0)
    assert p_selected([safe, toxic, _table([9.0], [1.0])], 0.0) == pytest.approx([1, 0, 0])
    assert p_selected([safe, futile, _table([9.0], [1.0])], 0.0) == pytest.approx([0, 0, 1])
    assert p_selected([toxic, safe], 0.0) == pytest.approx([0, 0])
    assert p_selected([futile, futile], 0.0) == pytest.approx([0, 0])


@pytest.mark.parametrize("margin", [0.0, 1.0, 2.5])
def test_the_chances_add_up_every_combination_of_results(margin: float) -> None:
    random = np.random.default_rng(1)
    tables = []
    for _ in range(3):
        p = random.dirichlet(np.ones(6))
        tables.append(_table(np.arange(4.0).tolist(), p[:4].tolist(), toxic=float(p[4]), futile=float(p[5])))
    kinds = [[(float(s), float(p)) for s, p in zip(t.score, t.probability, strict=True)] for t in tables]
    expected = np.zeros(3)
    for one in [*kinds[0], ("toxic", tables[0].toxic), ("futile", tables[0].futile)]:
        for two in [*kinds[1], ("toxic", tables[1].toxic), ("futile", tables[1].futile)]:
            for three in [*kinds[2], ("toxic", tables[2].toxic), ("futile", tables[2].futile)]:
                arms = [one, two, three]
                states = [state for state, _ in arms]
                first_toxic = states.index("toxic") if "toxic" in states else 3
                scores = {i: s for i, s in enumerate(states[:first_toxic]) if isinstance(s, float)}
                if scores:
                    near = [i for i, s in scores.items() if s >= max(scores.values()) - margin]
                    expected[min(near)] += np.prod([p for _, p in arms])
    assert p_selected(tables, margin) == pytest.approx(expected, abs=1e-12)


def test_a_table_adds_up_results_of_equal_score() -> None:
    table = ScoreTable.of(
        np.array([1.0, 2.0, 1.0, 5.0, 6.0]), np.array([0.1, 0.2, 0.3, 0.15, 0.25]),
        np.array([False, False, False, True, True]), np.array([False, False, False, True, False]),
    )  # fmt: skip
    assert (table.score.tolist(), table.probability.round(12).tolist()) == ([1, 2], [0.4, 0.2])
    assert (round(table.toxic, 12), round(table.futile, 12)) == (0.4, 0.0)
