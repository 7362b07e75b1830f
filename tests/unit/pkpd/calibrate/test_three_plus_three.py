"""The dose that a 3+3 declares, beside trials that are played out."""

import numpy as np

from firstdose.pkpd.calibrate.three_plus_three import mtd_shares
from firstdose.rng import uniforms


def test_shares_add_up_to_one() -> None:
    shares = mtd_shares(np.array([[0.1, 0.2, 0.5], [0.0, 0.0, 0.0]]))
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)
    assert shares[1].tolist() == [0.0, 0.0, 0.0, 1.0]


def test_trials_that_are_played_out_agree() -> None:
    p, trials = np.array([0.1, 0.25, 0.5]), 20_000
    dlt = uniforms(1, "dlt", range(trials), 18).reshape(trials, 3, 6) < p[:, None]
    first, six = dlt[..., :3].sum(axis=-1), dlt.sum(axis=-1)
    passed = (first == 0) | ((first == 1) & (six == 1))
    level = np.where(passed.all(axis=1), 3, passed.argmin(axis=1))
    seen = np.bincount(level, minlength=4) / trials
    expected = mtd_shares(p[None])[0]
    assert np.all(np.abs(seen - expected) < 4 * np.sqrt(expected * (1 - expected) / trials))
