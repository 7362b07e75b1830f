"""The CRM."""

import re
from typing import Any

import numpy as np
import pytest

from firstdose.design import Crm, named
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

SKELETON = (0.05, 0.12, 0.25, 0.4, 0.55)
CRM = Crm(SKELETON, 0.25)
GIVEN: dict[str, Any] = {"skeleton": SKELETON, "target": 0.25}
FREE = Crm(SKELETON, 0.25, no_skipping=False, coherent=False, cutoff=None)


def _level(design: Crm, text: str) -> int | None:
    return design.decide(Outcomes.parse(text)).one().level


@pytest.mark.parametrize(
    ("text", "cautious", "free"),
    [
        ("1NNN", 1, 3),  # no untried level is skipped
        ("1NNN 2NNN", 2, 4),
        ("1NNN 2NNT", 1, 1),
        ("1NNN 2NTT", 0, 0),
        ("1NNN 2NNN 3NNT 3NNN", 3, 3),
        ("3NNN 1NNN", 3, 4),  # the level above the highest treated, not above the last
        ("1NNNNNNNNNNNNNNNNNNNNN 2NNT", 1, 2),  # not up after 1 DLT in 3
        ("1NNN 2NNN 3NNN 4NNN 5NNN 2TTT", 1, 2),
        ("3TTT", 0, 0),
    ],
)
def test_the_next_level(text: str, cautious: int, free: int) -> None:
    assert (_level(CRM, text), _level(FREE, text)) == (cautious, free)


NEAREST = "the nearest to the target of 0.25"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1NNN 2NNT", f"Level 2 has an estimated DLT probability of 0.199, {NEAREST}: treat level 2 again."),
        ("1NNN 2NTT", f"Level 1 has an estimated DLT probability of 0.226, {NEAREST}: go down to level 1."),
        ("1NNN 3NNN 2NNT 1NNN", f"Level 3 has an estimated DLT probability of 0.213, {NEAREST}: go up to level 3."),
        (
            "1NNN",
            f"Level 4, with an estimated DLT probability of 0.217, is {NEAREST}, but no level is skipped: "
            "go up to level 2.",
        ),
        (
            "1NNNNNNNNNNNNNNNNNNNNN 2NNT",
            f"Level 3, with an estimated DLT probability of 0.184, is {NEAREST}, but 1 of 3 patients of the last "
            "cohort had a DLT: do not go up, treat level 2 again.",
        ),
        (
            "1TTT",
            "The lowest dose, level 1, is too likely to be toxic (the probability of exceeding 0.25 is 0.977, above "
            "0.95): stop, no dose is the MTD.",
        ),
    ],
)
def test_it_says_why(text: str, reason: str) -> None:
    assert CRM.decide(Outcomes.parse(text)).one().reason == reason


def test_the_numbers_told() -> None:
    levels = CRM.decide(Outcomes.parse("1NNN 2NNT")).one().levels
    plugin, mean, sd, low, middle, high, over = (
        np.array([getattr(level, f"p_{name}") for level in levels], np.float64)
        for name in ("dlt_plugin", "dlt_mean", "dlt_sd", "dlt_q025", "dlt_q50", "dlt_q975", "over")
    )
    powers = np.log(plugin) / np.log(SKELETON)
    np.testing.assert_allclose(powers, powers[0], rtol=1e-12)  # one exp(beta) for every level
    assert np.all((low < plugin) & (low < middle) & (middle < high) & (low < mean) & (mean < high))
    assert np.all(np.diff([plugin, mean, low, middle, high, over], axis=1) > 0)
    assert np.all((sd > 0) & (np.abs(mean - plugin) > 1e-4))


def test_a_level_far_above_the_target_is_excluded_though_it_is_the_nearest() -> None:
    """Levels 1 and 2 are so far apart that 0.49 is nearer to 0.25 than 0.0006 is."""
    seen = Outcomes.from_counts([3, 27], [0, 13], 1)
    answer = Crm((0.001, 0.4), 0.25).decide(seen).one()
    assert (answer.level, [level.admissible for level in answer.levels]) == (0, [True, False])
    assert Crm((0.001, 0.4), 0.25, cutoff=None).decide(seen).one().level == 1


def test_a_higher_cutoff_goes_on_longer() -> None:
    seen = Outcomes.parse("1TTT")
    assert [Crm(SKELETON, 0.25, cutoff=cutoff).decide(seen).one().action for cutoff in (0.97, 0.98)] == [
        "stop",
        "treat",
    ]


@pytest.mark.parametrize(
    ("text", "mtd", "free"), [("", -1, 2), ("1NNN", 0, 3), ("1NNN 2NNT", 1, 1), ("1TTT", -1, 0), ("4NNN 1NNN", 3, 4)]
)
def test_the_mtd_was_given_to_somebody_unless_levels_may_be_skipped(text: str, mtd: int, free: int) -> None:
    seen = Outcomes.parse(text)
    assert (CRM.select(seen).tolist(), FREE.select(seen).tolist()) == ([mtd], [free])


def test_by_maximum_likelihood_it_climbs_level_by_level_until_there_is_a_dlt() -> None:
    design = Crm(SKELETON, 0.25, method="mle")
    assert [_level(design, text) for text in ("1NNN", "1NNN 2NNN", "1NNN 2NNN 3NNT", "1NNN 2NTT")] == [1, 2, 2, 0]
    fitted = design.decide(Outcomes.parse("2NNNT")).one().levels[1]
    assert fitted.p_dlt_plugin == pytest.approx(0.25)  # the rate itself
    assert fitted.p_dlt_mean == CRM.decide(Outcomes.parse("2NNNT")).one().levels[1].p_dlt_mean


def test_its_skeleton_follows_from_the_levels_unless_given() -> None:
    design = named({"name": "crm", "target": 0.3}, 5, None)
    assert isinstance(design, Crm)
    assert design.skeleton[2] == 0.3
    assert named({"name": "crm", "target": 0.25, "skeleton": list(SKELETON)}, 5, None) == CRM


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"skeleton": (0.3, 0.2)}, "skeleton of level 2 = 0.2 is not above that of level 1 = 0.3"),
        ({"target": 0.0}, "target = 0: a probability between 0 and 1 is needed."),
        ({"target": 0.96, "model": "logistic"}, "target = 0.96: the logistic model with intercept = 3 only has"),
        ({"cutoff": 1.0}, "cutoff = 1: a probability"),
        ({"method": "map"}, 'CRM: method = "map" is not known. Give "bayes" or "mle".'),
        ({"scale": -1.0}, "scale = -1: the prior standard deviation"),
    ],
)
def test_what_cannot_be_a_crm_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(DesignError, match=re.escape(message)):
        Crm(**GIVEN | arguments)


def test_outcomes_at_a_dose_that_does_not_exist_are_refused() -> None:
    with pytest.raises(ValueError, match="patients at level 6, but the design has 5 levels"):
        CRM.decide(Outcomes.parse("6N"))
