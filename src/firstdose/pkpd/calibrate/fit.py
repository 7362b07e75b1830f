"""The fit: unknowns of the kinetics, of the liver, of the tumour, and of the platelets at each site of action."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from firstdose.molecule import Adc
from firstdose.pkpd.band import Band
from firstdose.pkpd.calibrate.ensembles import Ensemble
from firstdose.pkpd.calibrate.likelihood import log_likelihood
from firstdose.pkpd.calibrate.monte_carlo import Effort, population_monte_carlo
from firstdose.pkpd.calibrate.priors import STAGES, Prior, Stage, priors
from firstdose.pkpd.calibrate.simulated import Bench
from firstdose.pkpd.calibrate.targets import Target, Targets, targets
from firstdose.pkpd.mechanism import typical
from firstdose.pkpd.models.adc import SITES
from firstdose.types import F64, I64, Bool

Progress = Callable[[int, int], None] | None
Rows = Mapping[str, F64]
_MOST_LOST = 0.9  # of the library's clearance that loss of payload may take: KDEC is to fit other molecules too


@dataclass(frozen=True, eq=False)
class Fitted:
    """What one stage has learnt."""

    stage: Stage
    site: str | None  # of action on platelets, where the stage has one
    priors: tuple[Prior, ...]
    posterior: Mapping[str, Band]
    fitted_to: tuple[str, ...]  # targets
    candidates: int
    effective: float  # sample size
    log_evidence: float


@dataclass(frozen=True, eq=False)
class Calibration:
    """The ensembles, and everything that they rest on."""

    adc: Adc
    published: Targets
    effort: Effort
    seed: int
    stages: tuple[Fitted, ...]
    ensembles: Mapping[str, Ensemble]  # by site of action on platelets


@dataclass
class _Counter:
    """Candidates done, of those in all."""

    progress: Progress
    total: int
    done: int = field(default=0)

    def add(self, n: int) -> None:
        self.move_to(self.done + n)

    def move_to(self, done: int) -> None:
        self.done = done
        if self.progress is not None:
            self.progress(self.done, self.total)


def calibrate(
    adc: Adc, effort: Effort | None = None, seed: int | None = None, progress: Progress = None
) -> Calibration:
    """Fit a molecule's few unknowns to what was published of it.

    Parameters
    ----------
    adc : a molecule with a table of published results.
    effort : how hard to try.
    seed : of virtual patients and candidates; that of the table if not given.
    progress : called with candidates done and candidates in all.

    Notes
    -----
    Sequential: each stage joins its own unknowns to vectors of the stages before it, and weights the whole vector by
    its own targets. One set of unknowns of the platelets is fitted for each site of action. The virtual patients are
    the same for every candidate.
    """
    effort, published = effort or Effort(), targets(adc.name)
    own = published.seed if seed is None else seed
    plan = [(stage, site) for stage in STAGES for site in (SITES if stage == "platelets" else (None,))]
    plan = [(stage, site) for stage, site in plan if priors(adc, stage, site or SITES[0])]
    counter = _Counter(progress, len(plan) * effort.candidates * effort.rounds)
    shared: Rows = {}
    found: list[Fitted] = []
    by_site: dict[str, Rows] = {}
    for number, (stage, site) in enumerate(plan, start=1):
        bench = Bench(adc, site or SITES[0], published, effort.patients, own)
        fitted, rows = _extended(bench, stage, shared, effort, counter)
        counter.move_to(counter.total * number // len(plan))
        found.append(fitted)
        if site is None:
            shared = rows
        else:
            by_site[site] = rows
    ensembles = {
        site: Ensemble(adc.name, site, rows, np.full(effort.rows, 1 / effort.rows)) for site, rows in by_site.items()
    }
    return Calibration(adc, published, effort, own, tuple(found), ensembles)


def _extended(bench: Bench, stage: Stage, rows: Rows, effort: Effort, counter: _Counter) -> tuple[Fitted, Rows]:
    """Vectors with the unknowns of one stage joined to them."""
    unknown, wanted = priors(bench.adc, stage, bench.site), bench.published.fitted(stage)
    site = bench.site if stage == "platelets" else None
    name = f"{stage} {site}" if site else stage

    def joint(z: F64, ancestor: I64) -> F64:
        counter.add(len(z))
        return _log_likelihood(bench, wanted, _joined(rows, ancestor, unknown, z))

    ancestors = len(next(iter(rows.values()))) if rows else 1
    draws = population_monte_carlo(joint, len(unknown), ancestors, bench.seed, name, effort)
    joined = _joined(rows, draws.ancestor, unknown, draws.z)
    posterior = {one.name: Band.of(joined[one.name], draws.weight) for one in unknown}
    ids = tuple(one.id for one in wanted)
    told = Fitted(stage, site, unknown, posterior, ids, len(draws.z), draws.effective, draws.log_evidence)
    z, ancestor = draws.resampled(effort.rows)
    return told, _joined(rows, ancestor, unknown, z)


def _joined(rows: Rows, ancestor: I64, unknown: Sequence[Prior], z: F64) -> Rows:
    own = {one.name: one.values(z[:, number]) for number, one in enumerate(unknown)}
    return {name: values[ancestor] for name, values in rows.items()} | own


def _log_likelihood(bench: Bench, wanted: Sequence[Target], rows: Rows) -> F64:
    """(J,) of all targets together, each as far as it is trusted; minus infinity where a vector cannot be."""
    total = np.full(len(next(iter(rows.values()))), -np.inf)
    can = _possible(bench, rows)
    if can.any() and wanted:
        found = bench.measured({name: values[can] for name, values in rows.items()}, wanted)
        study_sd, trust = bench.published.study_sd.to("1"), bench.published.trust
        total[can] = sum(trust[one.provenance] * log_likelihood(one, found[one.id][0], study_sd) for one in wanted)
    return total


def _possible(bench: Bench, rows: Rows) -> Bool:
    """(J,) loss of payload leaves something of the clearance, here and with the library's own clearance."""
    usual = typical(bench.adc, site=bench.site)
    lost = rows.get("KDEC", np.array([usual["KDEC"]])) * usual["V1"]
    least = np.minimum(rows.get("CLC", np.array([usual["CLC"]])), usual["CLC"])
    return np.broadcast_to(lost < _MOST_LOST * least, (len(next(iter(rows.values()))),))
