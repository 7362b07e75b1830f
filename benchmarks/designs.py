"""How long 10,000 complete trials take: 6 levels, 36 patients, cohorts of 3, target 0.25.

Beside our designs stands a peer measured in the same run: BOIN written the usual way, one trial and one cohort after
another, as the R packages have it. What R itself took was measured elsewhere and is only quoted.
"""

import math
import time

import numpy as np

from firstdose.design import Blrm, Boin, Design, ThreePlusThree
from firstdose.types import F64
from firstdose.virtual import simulate_design

TRUE_DLT = (0.05, 0.1, 0.25, 0.4, 0.5, 0.6)
TARGET, COHORT, MAX_PATIENTS, TRIALS = 0.25, 3, 36, 10_000
DOSES = (1.0, 2.0, 4.0, 6.0, 8.0, 10.0)
ELSEWHERE = (  # single thread, R 4.2.2, another machine; seconds for 10,000 trials of the same scenario
    ("BOIN 2.7.2, get.oc", 5.8),
    ("crmPack 2.2.1, BLRM, 1,000 MCMC samples, extrapolated from 10 trials", 9_400.0),
)


def beta_tail(n: int, dlt: int) -> float:
    """Pr(p > target), p ~ Beta(1 + dlt, 1 + n - dlt), as a binomial sum."""
    return sum(math.comb(n + 1, k) * TARGET**k * (1 - TARGET) ** (n + 1 - k) for k in range(dlt + 1))


def boundaries() -> tuple[float, float]:
    """BOIN's two boundaries for 0.6 and 1.4 times the target."""
    low, high, p = 0.6 * TARGET, 1.4 * TARGET, TARGET
    escalate = math.log((1 - low) / (1 - p)) / math.log(p * (1 - low) / (low * (1 - p)))
    deescalate = math.log((1 - p) / (1 - high)) / math.log(high * (1 - p) / (p * (1 - high)))
    return escalate, deescalate


class PlainBoin:
    """BOIN trial by trial: tables made once, then a loop over cohorts."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.escalate, self.deescalate = boundaries()
        sizes = range(MAX_PATIENTS + 1)
        self.toxic = [[n >= 3 and beta_tail(n, dlt) > 0.95 for dlt in range(n + 1)] for n in sizes]

    def trial(self) -> int:
        """The MTD of one trial; -1: none."""
        n, dlt, level, open_levels = [0] * len(TRUE_DLT), [0] * len(TRUE_DLT), 0, len(TRUE_DLT)
        for _ in range(MAX_PATIENTS // COHORT):
            dlt[level] += int((self.random.random(COHORT) < TRUE_DLT[level]).sum())
            n[level] += COHORT
            if self.toxic[n[level]][dlt[level]]:
                open_levels = level
                if level == 0:
                    return -1
            rate = dlt[level] / n[level]
            if level == open_levels or rate > self.deescalate:
                level = max(level - 1, 0)
            elif rate <= self.escalate and level + 1 < open_levels:
                level += 1
        return self.select(n[:open_levels], dlt[:open_levels])

    def select(self, n: list[int], dlt: list[int]) -> int:
        """The level whose isotonic estimate lies nearest the target."""
        treated = [level for level, patients in enumerate(n) if patients]
        mean = np.array([(dlt[level] + 0.05) / (n[level] + 0.1) for level in treated])
        weight = np.array([n[level] + 1.1 for level in treated]) / (mean * (1 - mean))
        estimate = pava(mean, weight) + 1e-10 * np.arange(len(treated))
        return treated[int(np.abs(estimate - TARGET).argmin())]


def pava(mean: F64, weight: F64) -> F64:
    """Pool adjacent violators."""
    blocks: list[tuple[float, float, int]] = []
    for value, mass in zip(mean.tolist(), weight.tolist(), strict=True):
        blocks.append((value, mass, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (low, left, many), (high, right, more) = blocks[-2:]
            blocks[-2:] = [((low * left + high * right) / (left + right), left + right, many + more)]
    return np.repeat(np.array([value for value, _, _ in blocks]), [many for _, _, many in blocks])


def told(name: str, took: float, right: float) -> None:
    """Print one line: seconds, and how often the level with the target's DLT probability was selected."""
    print(f"{name:<42} {took:8.2f} s   selects level 3 in {right:6.1%}")


def ours(name: str, design: Design) -> float:
    """Seconds of the first run of one of our designs: nothing is kept from an earlier one."""
    start = time.perf_counter()
    answer = simulate_design(design, TRUE_DLT, COHORT, MAX_PATIENTS, TRIALS, target=TARGET)
    took = time.perf_counter() - start
    told(name, took, answer.levels[2].selected)
    return took


def peers(name: str) -> float:
    """Seconds of the peer."""
    start = time.perf_counter()
    peer = PlainBoin(seed=1)
    chosen = [peer.trial() for _ in range(TRIALS)]
    took = time.perf_counter() - start
    told(name, took, chosen.count(2) / TRIALS)
    return took


def main() -> None:
    """Print the table."""
    print(f"{TRIALS:,} trials, {len(TRUE_DLT)} levels, {MAX_PATIENTS} patients, cohorts of {COHORT}, target {TARGET}")
    boin = ours("firstdose BOIN", Boin(TARGET, len(TRUE_DLT)))
    ours("firstdose 3+3", ThreePlusThree(len(TRUE_DLT)))
    ours("firstdose BLRM", Blrm(DOSES, target=TARGET))
    plain = peers("peer in this run: BOIN trial by trial")
    print(f"{'peer / firstdose BOIN':<42} {plain / boin:8.1f}")
    for name, took in ELSEWHERE:
        print(f"measured elsewhere, on another machine: {name}: {took:,.1f} s")


if __name__ == "__main__":
    main()
