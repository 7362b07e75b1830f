"""Expansion cohorts of a study: every design by its name in the file, and what cannot be planned."""

from pathlib import Path
from typing import Any

import pytest

from firstdose.design.expansion import AHern, Bop2, Exnex, Look, PredictiveProbability
from firstdose.errors import StudyError
from firstdose.study import ExpansionCohort, assumptions, load, template
from firstdose.study.expansion import PLANS, basket_of, outlooks

NEEDED = {"bop2": 30, "exnex": 12}
GOOD = template("good")
KEYS = GOOD[GOOD.index("null = 0.10 ") : GOOD.rindex("provenance")]


def _cohort(design: Any, **changes: Any) -> ExpansionCohort:
    plain: dict[str, Any] = {"name": "c", "indication": "SCCHN", "null": 0.1, "target": 0.3, "n": NEEDED.get(design)}
    return ExpansionCohort(design=design, **(plain | changes))


def _written(folder: Path, keys: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(GOOD.replace(KEYS, keys), encoding="utf-8")
    return path


@pytest.mark.parametrize("design", PLANS)
def test_every_design_has_an_outlook(design: Any) -> None:
    (one,) = outlooks([_cohort(design)])
    low, high = one.p_go((0.1, 0.3))
    assert 0 < low < high < 1
    assert one.rows[-1].n == one.patients
    assert 0 < one.expected_n(0.1) <= one.patients
    assert 0 <= one.p_early_stop(0.3) <= one.p_early_stop(0.1)
    assert one.monitor is None


def test_options_reach_the_designs() -> None:
    assert isinstance(_cohort("a-hern", alpha=0.1).plan, AHern)
    watched = _cohort("predictive-probability", first_look=6, look_every=4).plan
    assert isinstance(watched, PredictiveProbability)
    assert watched.at[:2] == (6, 10)
    bop2 = _cohort("bop2", alpha=0.05, first_look=5, look_every=8).plan
    assert isinstance(bop2, Bop2)
    assert bop2.looks == (5, 13, 21, 29, 30)
    assert bop2.p_go(0.1) <= 0.05


def test_cohorts_with_exnex_share_one_basket() -> None:
    cohorts = [
        _cohort("exnex", name="a", cutoff=0.8),
        _cohort("a-hern", name="b"),
        _cohort("exnex", name="c", null=0.05, target=0.2, n=10, exchangeable=0.7),
    ]
    basket = basket_of(cohorts)
    assert isinstance(basket, Exnex)
    assert (basket.names, basket.n, basket.p0, basket.cutoffs) == (("a", "c"), (12, 10), (0.1, 0.05), (0.8, 0.9))
    assert basket.components[0].weight == (0.5, 0.7)
    one, single, other = outlooks(cohorts)
    assert (one.stratum, other.stratum, single.basket) == (0, 1, None)
    assert one.basket is other.basket
    assert one.p_go((0.1,), others="target")[0] > one.p_go((0.1,))[0]
    assert one.rows == (Look(12, one.rows[0].go_if_at_least - 1, one.rows[0].go_if_at_least),)  # type: ignore[operator]
    with pytest.raises(StudyError, match="share one design"):
        _ = cohorts[0].plan
    assert basket_of(cohorts[1:2]) is None


def test_a_stratum_that_no_responses_are_enough_for() -> None:
    (one,) = outlooks([_cohort("exnex", n=1, cutoff=0.9999)])
    assert one.rows == (Look(1, 1, None),)


def test_toxicity_is_watched_where_a_limit_is_given() -> None:
    (one,) = outlooks([_cohort("a-hern", toxicity_limit=0.33, toxicity_cutoff=0.9)])
    assert one.monitor is not None
    assert (one.monitor.limit, one.monitor.cutoff, one.monitor.n_max) == (0.33, 0.9, one.patients)
    assert _cohort("a-hern", toxicity_limit=0.33).monitor(20).cutoff == 0.95  # type: ignore[union-attr]


REFUSED = {
    "unknown design": (
        'null = 0.1\ntarget = 0.3\ndesign = "simon"\n',
        r'\[\[expansion\]\] 1 design = "simon" is not known',
    ),
    "no size": ('null = 0.1\ntarget = 0.3\ndesign = "bop2"\n', r'1: n is missing: design = "bop2" treats as many'),
    "option of another": (
        'null = 0.1\ntarget = 0.3\ndesign = "a-hern"\ncutoff = 0.9\n',
        r'1: cutoff has no meaning for design = "a-hern", which takes alpha, beta\. Remove it',
    ),
    "error rate": ("null = 0.1\ntarget = 0.3\nalpha = 0\n", r"\[\[expansion\]\] 1: alpha = 0: a probability"),
    "cutoff": (
        'null = 0.1\ntarget = 0.3\ndesign = "exnex"\nn = 20\ncutoff = 1.0\n',
        r"\[\[expansion\]\] 1: cutoff = 1: a probability",
    ),
    "exchangeable": (
        'null = 0.1\ntarget = 0.3\ndesign = "exnex"\nn = 20\nexchangeable = 1.5\n',
        r"\[\[expansion\]\] 1: EXNEX: weights 1\.5",
    ),
    "looks": (
        'null = 0.1\ntarget = 0.3\ndesign = "bop2"\nn = 20\nfirst_look = 0\n',
        r"\[\[expansion\]\] 1: first_look = 0: give at least one patient",
    ),
    "no patients": ("null = 0.1\ntarget = 0.3\nn = 0\n", r"1: n = 0: a cohort treats 1 to 300"),
    "toxicity limit": ("null = 0.1\ntarget = 0.3\ntoxicity_limit = 2\n", r"1: limit = 2: a probability"),
    "toxicity cutoff alone": (
        "null = 0.1\ntarget = 0.3\ntoxicity_cutoff = 0.9\n",
        r"1: toxicity_cutoff has no meaning without toxicity_limit",
    ),
}


@pytest.mark.parametrize(("keys", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_a_cohort_that_cannot_be_is_refused(tmp_path: Path, keys: str, message: str) -> None:
    with pytest.raises(StudyError, match=message):
        load(_written(tmp_path, keys))


def test_more_cohorts_than_a_basket_holds_are_refused(tmp_path: Path) -> None:
    keys = 'null = 0.1\ntarget = 0.3\ndesign = "exnex"\nn = 10\n'
    more = "".join(f'\n[[expansion]]\nname = "{k}"\nindication = "SCCHN"\n{keys}' for k in range(12))
    path = _written(tmp_path, keys)
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    with pytest.raises(StudyError, match=r"\[\[expansion\]\] EXNEX: 13 strata: give 1 to 12"):
        load(path)


def test_options_left_out_are_listed_as_they_are_in_use(tmp_path: Path) -> None:
    keys = 'null = 0.1\ntarget = 0.3\ndesign = "exnex"\nn = 10\ntoxicity_limit = 0.3\n'
    said = [each.what for each in assumptions(load(_written(tmp_path, keys))) if each.where.startswith("[[expansion]]")]
    assert "cutoff = 0.9; exchangeable = 0.5; toxicity_cutoff = 0.95" in said
    assert not any("beta" in what or "first_look" in what for what in said)
