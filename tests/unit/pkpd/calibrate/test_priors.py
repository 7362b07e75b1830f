"""Priors and virtual patients, before anything is fitted."""

import numpy as np
import pytest

from firstdose.molecule import library
from firstdose.pkpd.calibrate.priors import priors
from firstdose.pkpd.calibrate.simulated import Bench
from firstdose.pkpd.calibrate.targets import targets

T_DM1 = library("t-dm1")


def test_virtual_patients_are_the_middle_quantiles_of_a_normal() -> None:
    bench = Bench(T_DM1, "release", targets("t-dm1"), 101, 1)
    z, other = bench.normal("PLT0"), bench.normal("SLOPE_PLT")
    assert np.sort(z)[50] == pytest.approx(0.0, abs=1e-12)
    np.testing.assert_allclose(np.sort(z), np.sort(other))
    assert abs(np.corrcoef(z, other)[0, 1]) < 4 / np.sqrt(101)


def test_priors_have_their_median_from_the_library() -> None:
    known = {one.name: one for one in priors(T_DM1, "kinetics", "release")}
    assert known["CLC"].median == pytest.approx(T_DM1.pharmacokinetics.CL.to("L/day"))
    low, middle, high = known["CLC"].quantiles()
    assert low < middle < high
