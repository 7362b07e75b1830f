"""How long a noncompartmental analysis of 100,000 profiles of 12 points takes; promised: under 5 s.

Beside it stands the same arithmetic written the usual way, one profile after another, measured in the same run. What
PKNCA took was measured elsewhere and is only quoted.
"""

import math
import time

import numpy as np
import polars as pl

from firstdose.analysis.nca import nca
from firstdose.types import F64

PROFILES, PLAIN = 100_000, 2_000
TIMES = np.array([0.0, 0.25, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0])
PKNCA = 7.7 / 500  # seconds a profile; PKNCA 0.12, R 4.2.2, another machine
PROMISED = 5.0  # seconds
DOSE = 100.0


def simulated(n: int) -> F64:
    """Concentrations (n, 12) of a one-compartment model with absorption, 10 % noise."""
    random = np.random.default_rng(1)
    ka, k, v = (np.exp(random.normal(math.log(m), 0.3, (n, 1))) for m in (1.5, 0.12, 30.0))
    curve = DOSE / v * ka / (ka - k) * (np.exp(-k * TIMES) - np.exp(-ka * TIMES))
    noisy: F64 = np.maximum(curve * np.exp(random.normal(0, 0.1, curve.shape)), 0.0)
    return noisy


def table(conc: F64) -> pl.DataFrame:
    """One row a sample, as people bring it."""
    n = len(conc)
    return pl.DataFrame(
        {
            "USUBJID": np.repeat(np.arange(n), len(TIMES)),
            "TIME": np.tile(TIMES, n),
            "CONC": conc.ravel(),
            "DOSE": np.full(conc.size, DOSE),
        }
    )


def plain(part: pl.DataFrame) -> tuple[float, float]:
    """AUCIFO and half-life of one profile, as scripts have it: its rows, then a fit after another."""
    times, conc = part["TIME"].to_numpy(), part["CONC"].to_numpy()
    last, peak = int(np.flatnonzero(conc > 0)[-1]), int(conc.argmax())
    area = 0.0
    for i in range(last):
        dt, c1, c2 = times[i + 1] - times[i], conc[i], conc[i + 1]
        area += dt * (c1 - c2) / math.log(c1 / c2) if 0 < c2 < c1 else dt * (c1 + c2) / 2
    fits = []
    for start in range(peak + 1, last - 1):
        t, y = times[start : last + 1], np.log(conc[start : last + 1])
        slope, intercept = np.polyfit(t, y, 1)
        n, residual, total = len(t), ((y - intercept - slope * t) ** 2).sum(), ((y - y.mean()) ** 2).sum()
        fits.append((1 - residual / total * (n - 1) / (n - 2), n, -slope))
    best = max((fit[0] for fit in fits), default=math.nan)
    good = [fit for fit in fits if fit[2] > 0 and fit[0] > best - 1e-4]
    rate = max(good, key=lambda fit: fit[1])[2] if good else math.nan
    return area + conc[last] / rate, math.log(2) / rate


def main() -> None:
    """Measure, and hold the answers of both against each other."""
    conc = simulated(PROFILES)
    rows = table(conc)
    nca(table(conc[:10]))  # what is imported or read once
    start = time.perf_counter()
    found = nca(rows)
    ours = time.perf_counter() - start
    start = time.perf_counter()
    frame = found.adpp()
    as_frame = time.perf_counter() - start
    start = time.perf_counter()
    few = rows.filter(pl.col("USUBJID") < PLAIN)
    loop = np.array([plain(part) for _, part in few.group_by("USUBJID", maintain_order=True)])
    each = (time.perf_counter() - start) / PLAIN
    np.testing.assert_allclose(found.value("AUCIFO")[:PLAIN], loop[:, 0], rtol=1e-9)
    np.testing.assert_allclose(found.value("LAMZHL")[:PLAIN], loop[:, 1], rtol=1e-9)
    codes = len(found.parameters)
    print(f"{PROFILES:,} profiles of {len(TIMES)} points, {codes} parameters: {ours:.2f} s (promised: {PROMISED:g} s)")
    print(f"  as ADPP, {len(frame):,} rows: {as_frame:.2f} s more")
    peer = PROFILES * each
    print(f"  plain loop, AUCIFO and half-life alone, from {PLAIN:,}: {peer:.1f} s ({peer / ours:.0f} times)")
    elsewhere = PROFILES * PKNCA
    print(f"  PKNCA 0.12, measured elsewhere, from 500: {elsewhere:,.0f} s ({elsewhere / ours:,.0f} times)")


if __name__ == "__main__":
    main()
