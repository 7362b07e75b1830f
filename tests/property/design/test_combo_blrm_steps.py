"""BLRM of two drugs, sentence by sentence; its posteriors stand in test_combo_posterior."""

from typing import Any

import numpy as np
import pytest

from firstdose.design import ComboBlrm, Recommendation, prior_check
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

DESIGN = ComboBlrm((1.0, 2.0), (10.0, 20.0), 4.0, 40.0)


def _answer(outcomes: str, design: ComboBlrm = DESIGN) -> Recommendation:
    return design.decide(Outcomes.parse(outcomes)).one()


def test_levels_are_combinations_in_a_partial_order() -> None:
    assert DESIGN.n_levels == 4
    assert DESIGN.grid.doses == ((1.0, 10.0), (1.0, 20.0), (2.0, 10.0), (2.0, 20.0))
    assert DESIGN.below.astype(int).tolist() == [[0, 1, 1, 1], [0, 0, 0, 1], [0, 0, 0, 1], [0, 0, 0, 0]]


def test_one_drug_goes_up_by_one_step_at_a_time() -> None:
    answer = _answer("1NNN")
    assert answer.level in (1, 2)  # not both drugs at once
    here = answer.levels[answer.level or 0]
    name = f"level {here.level + 1} ({'1 + 20' if here.level == 1 else '2 + 10'})"
    assert answer.reason == (
        f"L{name[1:]} has a DLT probability of {here.p_dlt_mean:.3f} (posterior mean), in the target interval 0.16 to "
        f"0.33 with probability {here.p_target:.3f} and above it with {here.p_over:.3f}, the most promising of the "
        f"levels whose probability of an overdose is at most 0.25, none untried skipped: go up to {name}."
    )
    free = ComboBlrm((1.0, 2.0), (10.0, 20.0), 4.0, 40.0, no_skipping=False)
    assert "skipped" not in _answer("1NNNNNN", free).reason


def test_what_is_toxic_excludes_what_lies_above_it_alone() -> None:
    answer = _answer("1NNN 2NTT")
    for low, high in np.argwhere(DESIGN.below):
        assert answer.levels[low].admissible or not answer.levels[high].admissible
    assert _answer("1TTT").action == "stop"


def test_the_highest_is_the_most_toxic_admissible_one() -> None:
    highest = ComboBlrm((1.0, 2.0), (10.0, 20.0), 4.0, 40.0, next_best="highest")
    answer = _answer("1NNN 2NNN", highest)
    treatable = [answer.levels[level].p_dlt_mean or 0 for level in (0, 1, 2, 3) if answer.levels[level].admissible]
    assert answer.levels[answer.level or 0].p_dlt_mean == max(treatable)
    assert "the highest of the levels" in answer.reason


def test_the_mtd_is_a_treated_combination() -> None:
    assert DESIGN.select(Outcomes.parse("1NNN 2NNN")).tolist() in ([0], [1])
    assert DESIGN.select(Outcomes.parse("")).tolist() == [-1]


def test_what_is_left_out_is_as_documented() -> None:
    design = ComboBlrm((0.0, 1.0, 2.0), (10.0, 20.0))
    assert design.derived == {
        "reference_a": 1.0,
        "reference_b": 20.0,
        "prior_mean_a": pytest.approx((np.log(0.33 / 0.67), 0.0)),
        "prior_mean_b": pytest.approx((np.log(0.33 / 0.67), 0.0)),
    }
    assert (design.interaction_mean, design.interaction_sd) == (0.0, 1.121)
    assert design.surface.ratios[:2] == ((0.0, 0.5), (0.0, 1.0))
    given: Any = {"prior_mean_a": [0, 0], "prior_cov_b": [[1, 0], [0, 1]], "intervals": [0.2, 0.35]}
    assert ComboBlrm((1.0, 2.0), (10.0,), **given).prior_mean_a == (0.0, 0.0)


def test_what_the_prior_foretells_adds_up() -> None:
    check = prior_check(DESIGN, Outcomes.parse("1NNT"))
    assert check.exact
    assert check.levels[0].expected == pytest.approx(3 * (_answer("").levels[0].p_dlt_mean or 0), abs=3e-3)
    assert check.levels[0].p_at_most + check.levels[0].p_at_least > 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"doses_a": (2.0, 1.0)}, "combination BLRM: doses_a = 2, 1: doses rise, each once."),
        ({"doses_b": (10.0, 10.0)}, "combination BLRM: doses_b = 10, 10: doses rise, each once."),
        ({"doses_a": (-1.0, 1.0)}, "combination BLRM: [doses] level 1"),
        ({"doses_a": (0.0, 1.0), "doses_b": (0.0, 1.0)}, "combination BLRM: [doses] level 1"),
        ({"doses_a": ()}, "combination BLRM: doses_a is empty"),
        ({"doses_a": (True,)}, "combination BLRM: doses_a = True: a number is needed"),
        ({"reference_a": "1"}, "reference_a = '1': a number is needed"),
        ({"interaction_sd": "1"}, "interaction_sd = '1': a number is needed"),
        ({"no_skipping": 1}, "no_skipping = 1: True or False is needed"),
        ({"reference_a": 0.0}, "combination BLRM: reference_a = 0: a positive dose is needed."),
        ({"reference_b": float("nan")}, "combination BLRM: reference_b = nan: a positive dose"),
        ({"interaction_sd": 0.0}, "combination BLRM: interaction_mean = 0, interaction_sd = 0: a mean"),
        ({"interaction_mean": 6.0}, "combination BLRM: interaction_mean = 6, interaction_sd = 1.121: a mean"),
        ({"prior_cov_b": ((1.0, 2.0), (2.0, 1.0))}, "BLRM: prior_cov_b = [[1.0, 2.0], [2.0, 1.0]] is not positive"),
        ({"prior_mean_a": (0.0,)}, "BLRM: prior_mean_a = [0.0]: two finite numbers"),
        ({"ewoc": 0.0}, "ewoc = 0: a probability"),
        ({"intervals": (0.4, 0.2)}, "combination BLRM: intervals = 0.4, 0.2"),
        ({"target": 1.5}, "target = 1.5: a probability"),
    ],
)
def test_what_cannot_be_a_combination_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(DesignError) as refused:
        ComboBlrm(**{"doses_a": (1.0, 2.0), "doses_b": (10.0, 20.0)} | arguments)
    assert str(refused.value).startswith(message)
