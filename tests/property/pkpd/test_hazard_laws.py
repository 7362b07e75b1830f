"""Laws of the DLT hazard."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from firstdose.pkpd import DltHazard

HAZARDS = st.builds(
    DltHazard,
    kappa=st.floats(0.001, 5.0),
    gamma=st.floats(0.2, 20.0),
    reference=st.floats(1.0, 1000.0),
    window_days=st.just(7.0),
)
EXPOSURES = st.just(0.0) | st.floats(1e-6, 5000.0)


@given(HAZARDS, EXPOSURES, EXPOSURES)
def test_more_exposure_is_never_safer(hazard: DltHazard, one: float, other: float) -> None:
    low, high = hazard.p_dlt(np.sort(np.array([one, other])))
    assert 0 <= low <= high <= 1


@given(HAZARDS, st.floats(1e-6, 0.999))
def test_tolerance_and_exposure_are_inverse(hazard: DltHazard, tolerance: float) -> None:
    needed = hazard.exposure_at(np.array([tolerance]))
    np.testing.assert_allclose(hazard.p_dlt(needed), tolerance, rtol=1e-8)


@given(HAZARDS, EXPOSURES, st.floats(0.1, 10.0))
def test_only_the_exposure_relative_to_the_reference_counts(hazard: DltHazard, exposure: float, scale: float) -> None:
    scaled = DltHazard(hazard.kappa, hazard.gamma, scale * hazard.reference, hazard.window_days)
    np.testing.assert_allclose(
        scaled.p_dlt(np.array([scale * exposure])), hazard.p_dlt(np.array([exposure])), rtol=1e-9
    )
