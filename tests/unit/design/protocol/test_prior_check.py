"""Data against what the prior foretold of them."""

import numpy as np
import pytest
from scipy import integrate, stats
from scipy.special import expit

from firstdose.design import Blrm, Boin, Crm, Ruled, prior_check
from firstdose.errors import DesignError
from firstdose.trial import Outcomes

FEARLESS = Blrm((1.0, 2.0, 4.0), reference_dose=2.0, prior_mean=(-3.0, 0.0), prior_cov=((1.0, 0.0), (0.0, 1.0)))


def test_the_dlts_of_a_level_are_foretold_by_the_prior() -> None:
    """At the reference dose logit p ~ N(-3, 1): a binomial mixed over it."""
    check = prior_check(Ruled(FEARLESS), Outcomes.parse("2NNT"))
    (here,) = check.levels
    density = stats.norm(-3.0, 1.0).pdf
    shares = [
        float(integrate.quad(lambda x, way=way: density(x) * stats.binom.pmf(way, 3, expit(x)), -15, 9)[0])
        for way in range(4)
    ]
    assert (here.level, here.n, here.dlt, check.exact) == (1, 3, 1, True)
    assert here.p_at_most == pytest.approx(shares[0] + shares[1], abs=1e-6)
    assert here.p_at_least == pytest.approx(1 - shares[0], abs=1e-6)
    assert here.expected == pytest.approx(float(np.arange(4) @ shares), abs=1e-6)
    assert check.overall == pytest.approx(1 - shares[0], abs=1e-6)  # the fewer DLTs the likelier


def test_data_that_contradict_the_prior_are_surprising() -> None:
    expected, surprising = (prior_check(FEARLESS, Outcomes.parse(seen)) for seen in ("1NNN 2NNN", "1NNN 2TTT"))
    assert expected.overall == pytest.approx(1.0)  # nothing is likelier
    assert surprising.overall is not None
    assert surprising.overall < 0.01
    assert surprising.levels[1].p_at_least < 0.01 < surprising.levels[0].p_at_least


def test_patients_in_the_dlt_window_do_not_count() -> None:
    assert prior_check(FEARLESS, Outcomes.parse("1NNP")) == prior_check(FEARLESS, Outcomes.parse("1NN"))
    nobody = prior_check(FEARLESS, Outcomes.parse("1P"))
    assert nobody.levels == ()
    assert nobody.overall == pytest.approx(1.0)


def test_more_outcomes_than_can_be_gone_through_leave_the_levels() -> None:
    many = prior_check(FEARLESS, Outcomes.parse(f"1{'N' * 20} 2{'N' * 20} 3{'N' * 20}"))
    assert many.overall is None
    assert len(many.levels) == 3


def test_another_model_is_stood_for_by_beta_distributions() -> None:
    design = Crm((0.1, 0.2, 0.3), 0.25)
    check = prior_check(design, Outcomes.parse("1NNN 2NNT"))
    assert (check.exact, check.overall) == (False, None)
    numbers = design.decide(Outcomes.parse("")).numbers
    for level, here in enumerate(check.levels):
        assert here.expected == pytest.approx(3 * numbers["p_dlt_mean"][0, level])
        assert here.p_at_most + here.p_at_least > 1
    assert check.to_dict()["levels"][0]["level"] == 1


def test_what_cannot_be_checked_is_refused() -> None:
    with pytest.raises(DesignError, match="Boin has no prior"):
        prior_check(Boin(0.3, 3), Outcomes.parse("1NNN"))
    with pytest.raises(DesignError, match="a batch of 2"):
        prior_check(FEARLESS, Outcomes.of(level=[[0], [0]], dlt=[[0], [0]]))
