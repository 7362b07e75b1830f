"""Random numbers with an address: the same numbers in any chunking, for any number of workers."""

from hashlib import blake2b

import numpy as np

from firstdose.types import F64, U64

_WORDS = 4  # a Philox block holds four 64-bit words


def uniforms(seed: int, name: str, trials: range, patients: int) -> F64:
    """Uniform draws in (0, 1), addressed by quantity, trial and patient.

    Parameters
    ----------
    seed : the study's seed.
    name : the quantity drawn, e.g. ``"tolerance"``; each name is a stream of its own.
    trials : consecutive trial numbers, step 1.
    patients : how many patients of each trial.

    Returns
    -------
    Shape (len(trials), patients). Entry (t, p) depends on seed, name, trial number and patient number alone.

    Notes
    -----
    Philox-4x64 (Salmon 2011, doi:10.1145/2063384.2063405) with the counter (trial, patient // 4).

    Examples
    --------
    >>> bool((uniforms(1, "tolerance", range(8), 5)[3:6, :2] == uniforms(1, "tolerance", range(3, 6), 2)).all())
    True
    """
    if trials.step != 1 or trials.start < 0:
        raise ValueError(f"{trials}: trial numbers are consecutive and start at 0 or above.")
    key = np.frombuffer(blake2b(f"{seed}/{name}".encode(), digest_size=16).digest(), dtype="<u8")
    blocks = [_block(key, trials, column) for column in range(-(-patients // _WORDS))]
    words = np.concatenate([np.empty((len(trials), 0), np.uint64), *blocks], axis=1)[:, :patients]
    # strictly between 0 and 1: safe in logarithms
    return np.asarray((words >> np.uint64(12)) + 0.5, np.float64) * 2.0**-52


def _block(key: U64, trials: range, column: int) -> U64:
    counter = np.array([trials.start, column, 0, 0], np.uint64)
    return np.random.Philox(key=key, counter=counter).random_raw(_WORDS * len(trials)).reshape(-1, _WORDS)
