"""How many patients a prior is worth."""

from math import inf

import pytest
from scipy import integrate, stats
from scipy.special import expit, logit

from firstdose.design import Blrm, Boin, Ruled, effective_sizes
from firstdose.errors import DesignError


def test_the_size_is_that_of_the_beta_distribution_with_the_priors_mean_and_variance() -> None:
    """At the reference dose logit p is normal, with mean logit(0.3) and standard deviation 2."""
    density = stats.norm(logit(0.3), 2).pdf
    mean, square = (
        float(integrate.quad(lambda x, power=power: density(x) * expit(x) ** power, -20, 20)[0]) for power in (1, 2)
    )
    variance = square - mean**2
    here = effective_sizes(Ruled(Blrm((1.0, 2.0, 4.0), reference_dose=2.0)))[1]
    assert here.patients == pytest.approx(mean * (1 - mean) / variance - 1, abs=1e-4)
    beta = stats.beta(here.patients * here.p_dlt_mean, here.patients * (1 - here.p_dlt_mean))
    assert (beta.mean(), beta.std()) == pytest.approx((here.p_dlt_mean, here.p_dlt_sd))
    assert here.to_dict()["level"] == 2


def test_a_narrower_prior_is_worth_more_patients() -> None:
    wide, narrow = (
        effective_sizes(Blrm((1.0, 2.0), prior_cov=((sd**2, 0.0), (0.0, 1.0))))[1].patients for sd in (2.0, 0.5)
    )
    assert narrow > 5 * wide


def test_a_prior_that_leaves_no_doubt_is_worth_any_number_of_patients() -> None:
    assert [size.patients for size in effective_sizes(Blrm((1.0, 2.0), prior_mean=(-500.0, 0.0)))] == [inf, inf]


def test_a_design_without_a_model_has_no_prior() -> None:
    with pytest.raises(DesignError, match="Boin has no prior of the DLT probabilities"):
        effective_sizes(Boin(0.3, 3))
