"""The question: which exposure explains an event, and how well?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np

from firstdose.analysis.exposure_response.average import ExposureResponse
from firstdose.analysis.exposure_response.candidate import candidates
from firstdose.analysis.exposure_response.observed import Observed, observed
from firstdose.analysis.exposure_response.shapes import ShapeName, check_shapes
from firstdose.data import AnyTable, table
from firstdose.errors import DataError
from firstdose.rng import uniforms
from firstdose.types import F64


def exposure_response(
    patients: AnyTable,
    endpoint: str,
    metrics: Sequence[str],
    *,
    covariates: Sequence[str] = (),
    shapes: Sequence[str] = ("linear", "log", "emax", "flat"),
    firth: bool = True,
    bootstrap: int = 500,
    level: float = 0.9,
    seed: int = 1,
) -> ExposureResponse:
    """Does an event become likelier with exposure, and which metric of it does the work?

    Parameters
    ----------
    patients : one row a patient: the endpoint (Y or N, 1 or 0), the metrics, the covariates.
    endpoint : column of the event, such as a DLT, an adverse event of grade 3 or a response.
    metrics : columns of exposure, in any unit, such as AUC, CMAX, CTROUGH.
    covariates : columns of numbers that may confound; they enter every candidate linearly.
    shapes : the log odds are linear in the exposure, linear in its log, or an Emax function of it; "flat" is no
        relation. An exposure of 0 rules the log out for that metric.
    firth : Firth's correction, which has a finite estimate whatever the data; without it, maximum likelihood.
    bootstrap : samples of patients, with replacement, from which intervals come.
    level : of intervals.
    seed : of the bootstrap.

    Notes
    -----
    logit p = E0 + b g(x) + covariates, with g(x) = x, log x, or x / (EC50 + x). Every candidate has a weight in
    proportion to exp(-AICc / 2), and what is said of a curve or a dose is their weighted mean. All of it, EC50 and
    weights included, is done anew in each bootstrap sample, so that the intervals contain the choice of metric and
    shape (Buckland 1997). AICc takes the log likelihood without Firth's penalty. Metrics that rise in proportion, as
    AUC and Cmax of one drug do, share the weight: data that cannot tell them apart say so.

    Deviations: Firth's correction is known to draw probabilities towards one half (Puhr 2017); with few events that is
    towards the cautious side. An EC50 is sought between a fifth of the lowest exposure and five times the highest.

    References
    ----------
    Firth D (1993), Biometrika 80:27, doi:10.1093/biomet/80.1.27.
    Buckland ST, Burnham KP, Augustin NH (1997), Biometrics 53:603, doi:10.2307/2533961.
    Hurvich CM, Tsai CL (1989), Biometrika 76:297, doi:10.1093/biomet/76.2.297.
    Puhr R, Heinze G, Nold M, Lusa L, Geroldinger A (2017), Stat Med 36:2302, doi:10.1002/sim.7273.

    Examples
    --------
    >>> import polars as pl
    >>> seen = pl.DataFrame({"AUC": [1.0, 2, 3, 4, 5, 6, 7, 8], "DLT": list("NNNNNYNY")})
    >>> exposure_response(seen, "DLT", ["AUC"], bootstrap=50).candidates()["SHAPE"].to_list()
    ['flat', 'linear', 'log', 'emax']
    """
    frame = table(patients, "patients")
    _check(endpoint, metrics, covariates)
    _check_intervals(bootstrap, level)
    check_shapes(tuple(shapes))
    seen = observed(frame, endpoint, metrics, covariates)
    if reason := _impossible(seen):
        return ExposureResponse(seen, (), level, firth, reason)
    names = tuple(cast(ShapeName, each) for each in shapes)
    found = tuple(candidates(seen, names, _samples(seen.n, bootstrap, seed), firth=firth))
    reason = None if found else "an exposure of 0 has no log, and no other shape is asked for"
    return ExposureResponse(seen, found, level, firth, reason)


def _samples(n: int, bootstrap: int, seed: int) -> F64:
    """(1 + bootstrap, N) how often each patient counts; in the first row, once."""
    drawn = np.floor(uniforms(seed, "exposure-response bootstrap", range(bootstrap), n) * n).astype(np.int64)
    counts = np.zeros((bootstrap, n))
    np.add.at(counts, (np.arange(bootstrap)[:, None], drawn), 1.0)
    return np.vstack([np.ones((1, n)), counts])


def _impossible(seen: Observed) -> str | None:
    events = int(seen.event.sum())
    if seen.n == 0:
        return "no patient has everything that is needed"
    if events in (0, seen.n):
        return f"{'nobody' if not events else 'everybody'} of {seen.n} had the event, so nothing can be told apart"
    return None


def _check(endpoint: str, metrics: Sequence[str], covariates: Sequence[str]) -> None:
    if isinstance(metrics, str) or not metrics or len(set(metrics)) < len(metrics):
        raise DataError(f"metrics = {metrics!r}: give a list of columns of exposure, each once.")
    for name in covariates:
        if [endpoint, *metrics, *covariates].count(name) > 1:
            raise DataError(f"covariates: {name} is named twice, or is a metric or the endpoint. Leave it out.")
    if endpoint in metrics:
        raise DataError(f"{endpoint} is the endpoint, and cannot explain itself. Leave it out of the metrics.")


def _check_intervals(bootstrap: int, level: float) -> None:
    if bootstrap < 0:
        raise DataError(f"bootstrap = {bootstrap}: give a number of samples, 0 or more.")
    if not 0 < level < 1:
        raise DataError(f"level = {level:g}: give the level of intervals as a share, e.g. 0.9.")
