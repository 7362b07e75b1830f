"""Peers: designs written the usual way, one trial and one cohort after another, as the R packages have them."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from firstdose.types import F64

Choose = Callable[
    [list[int], list[int], int], int
]  # patients and DLTs a level, and the current level, to the next; -1: stop


@dataclass
class Scenario:
    """What every peer simulates."""

    true_dlt: tuple[float, ...]
    target: float
    cohort: int
    max_patients: int
    window_days: float = 28.0


@dataclass
class PlainTrial:
    """Complete cohorts of one trial, by a rule."""

    scenario: Scenario
    choose: Choose
    select: Callable[[list[int], list[int]], int]
    random: np.random.Generator = field(default_factory=lambda: np.random.default_rng(1))

    def trial(self) -> int:
        """The level selected; -1: none."""
        n, dlt, level = [0] * len(self.scenario.true_dlt), [0] * len(self.scenario.true_dlt), 0
        while sum(n) < self.scenario.max_patients:
            dlt[level] += int((self.random.random(self.scenario.cohort) < self.scenario.true_dlt[level]).sum())
            n[level] += self.scenario.cohort
            level = self.choose(n, dlt, level)
            if level < 0:
                return -1
        return self.select(n, dlt)


class PlainBoin:
    """BOIN: tables made once, then comparisons; MTD by isotonic regression."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario, self.target = scenario, scenario.target
        low, high, p = 0.6 * self.target, 1.4 * self.target, self.target
        self.escalate = math.log((1 - low) / (1 - p)) / math.log(p * (1 - low) / (low * (1 - p)))
        self.deescalate = math.log((1 - p) / (1 - high)) / math.log(high * (1 - p) / (p * (1 - high)))
        sizes = range(scenario.max_patients + 1)
        self.toxic = [[n >= 3 and self._tail(n, dlt) > 0.95 for dlt in range(n + 1)] for n in sizes]

    def open_levels(self, n: list[int], dlt: list[int]) -> int:
        """How many levels from the lowest are not excluded."""
        levels = range(len(n))
        return next((level for level in levels if self.toxic[n[level]][dlt[level]]), len(n))

    def choose(self, n: list[int], dlt: list[int], level: int) -> int:
        """The next level; -1: stop."""
        return self.move(dlt[level] / n[level], level, self.open_levels(n, dlt))

    def move(self, rate: float, level: int, open_levels: int) -> int:
        """The next level by a DLT rate."""
        if open_levels == 0:
            return -1
        if level >= open_levels:
            return open_levels - 1
        if rate > self.deescalate:
            return max(level - 1, 0)
        return level + 1 if rate <= self.escalate and level + 1 < open_levels else level

    def select(self, n: list[int], dlt: list[int]) -> int:
        """The level whose isotonic estimate lies nearest the target."""
        treated = [level for level in range(self.open_levels(n, dlt)) if n[level]]
        mean = np.array([(dlt[level] + 0.05) / (n[level] + 0.1) for level in treated])
        weight = np.array([n[level] + 1.1 for level in treated]) / (mean * (1 - mean))
        estimate = pava(mean, weight) + 1e-10 * np.arange(len(treated))
        return treated[int(np.abs(estimate - self.target).argmin())]

    def _tail(self, n: int, dlt: int) -> float:
        """Pr(p > target), p ~ Beta(1 + dlt, 1 + n - dlt), as a binomial sum."""
        p = self.target
        return sum(math.comb(n + 1, k) * p**k * (1 - p) ** (n + 1 - k) for k in range(dlt + 1))


class PlainTiteBoin:
    """TITE-BOIN patient by patient: who comes too early waits for the end of the next window."""

    def __init__(self, scenario: Scenario, accrual_per_window: float) -> None:
        self.scenario, self.boin = scenario, PlainBoin(scenario)
        self.gap = scenario.window_days / accrual_per_window
        self.random = np.random.default_rng(1)

    def trial(self) -> int:
        """The level selected; -1: none."""
        window, day, level = self.scenario.window_days, 0.0, 0
        first: list[float] = []
        when: list[float] = []  # of the DLT
        given: list[int] = []
        while True:
            for _ in range(self.scenario.cohort):
                day += self.random.exponential(self.gap)
                p, u = self.scenario.true_dlt[level], self.random.random()
                first.append(day)
                when.append(day + u / p * window if u < p else math.inf)
                given.append(level)
            full = len(first) >= self.scenario.max_patients
            day += window if full else self.random.exponential(self.gap)
            while True:
                n, dlt, pending, follow_up = self._seen(first, when, given, day)
                open_levels = self.boin.open_levels(n, dlt)
                if full and open_levels:
                    return self.boin.select(n, dlt)
                here = level < open_levels
                effective = n[level] - pending[level] + follow_up[level]
                rate = dlt[level] / effective if effective else 0.0
                stuck = level == 0 and pending[0] and rate > self.boin.deescalate
                if not here or (2 * pending[level] <= n[level] and not stuck):
                    break
                day = min(start + window for start in first if start + window > day)
            level = self.boin.move(rate, level, open_levels)
            if level < 0:
                return -1

    def _seen(
        self, first: list[float], when: list[float], given: list[int], day: float
    ) -> tuple[list[int], list[int], list[int], list[float]]:
        levels, window = len(self.scenario.true_dlt), self.scenario.window_days
        n, dlt, pending, follow_up = [0] * levels, [0] * levels, [0] * levels, [0.0] * levels
        for start, toxic, level in zip(first, when, given, strict=True):
            n[level] += 1
            dlt[level] += toxic <= day
            if toxic > day and day < start + window:
                pending[level] += 1
                follow_up[level] += (day - start) / window
        return n, dlt, pending, follow_up


class PlainCrm:
    """The power CRM on a grid of 61 values of beta, by the posterior mean of beta."""

    def __init__(self, scenario: Scenario, skeleton: tuple[float, ...]) -> None:
        self.target = scenario.target
        beta = np.linspace(-4, 4, 61) * 1.34**0.5
        self.beta, self.prior = beta, np.exp(-(beta**2) / 1.34 / 2)
        self.log_skeleton = np.log(skeleton)
        self.p = np.exp(np.exp(beta)[:, None] * self.log_skeleton)

    def best(self, n: list[int], dlt: list[int]) -> int:
        """The level whose plug-in estimate is nearest the target."""
        toxic, treated = np.array(dlt), np.array(n)
        mass = self.prior * np.exp(np.log(self.p) @ toxic + np.log1p(-self.p) @ (treated - toxic))
        mean = float((mass * self.beta).sum() / mass.sum())
        return int(np.abs(np.exp(np.exp(mean) * self.log_skeleton) - self.target).argmin())

    def choose(self, n: list[int], dlt: list[int], level: int) -> int:
        """The best level, at most one above."""
        return min(self.best(n, dlt), level + 1)


class PlainBlrm:
    """The two-parameter BLRM on a grid of 60 x 60, with its interval probabilities and overdose control."""

    def __init__(self, scenario: Scenario, doses: tuple[float, ...], reference: float) -> None:
        center = math.log(scenario.target / (1 - scenario.target))
        a, b = np.meshgrid(center + 2 * np.linspace(-4, 4, 60), np.linspace(-4, 4, 60))
        self.prior = np.exp(-((a - center) ** 2) / 8 - b**2 / 2)
        self.p = 1 / (1 + np.exp(-(a[..., None] + np.exp(b)[..., None] * np.log(np.array(doses) / reference))))

    def choose(self, n: list[int], dlt: list[int], level: int) -> int:
        """The admissible level most likely to lie in the target interval; -1: none is admissible."""
        toxic, treated = np.array(dlt), np.array(n)
        mass = self.prior * np.exp(np.log(self.p) @ toxic + np.log1p(-self.p) @ (treated - toxic))
        mass /= mass.sum()
        over = (mass[..., None] * (self.p > 0.33)).sum(axis=(0, 1))
        inside = (mass[..., None] * ((self.p > 0.16) & (self.p <= 0.33))).sum(axis=(0, 1))
        allowed = (over <= 0.25) & (np.arange(len(n)) <= level + 1)
        return int(np.where(allowed, inside, -1).argmax()) if allowed.any() else -1

    def select(self, n: list[int], dlt: list[int]) -> int:
        """The same among the levels treated."""
        return self.choose(n, dlt, max(level for level, treated in enumerate(n) if treated) - 1)


def pava(mean: F64, weight: F64) -> F64:
    """Pool adjacent violators."""
    blocks: list[tuple[float, float, int]] = []
    for value, mass in zip(mean.tolist(), weight.tolist(), strict=True):
        blocks.append((value, mass, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (low, left, many), (high, right, more) = blocks[-2:]
            blocks[-2:] = [((low * left + high * right) / (left + right), left + right, many + more)]
    return np.repeat(np.array([value for value, _, _ in blocks]), [many for _, _, many in blocks])
