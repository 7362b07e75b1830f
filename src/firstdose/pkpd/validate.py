"""Does the calibrated model show what was published, what it was fitted to and what it was not?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from firstdose.molecule import Adc, library
from firstdose.pkpd.band import Band
from firstdose.pkpd.calibrate.ensembles import Ensemble, ensemble, for_molecule
from firstdose.pkpd.calibrate.outcomes import Outcome, outcomes
from firstdose.pkpd.calibrate.priors import STAGES, Prior, priors
from firstdose.pkpd.calibrate.relatives import relatives
from firstdose.pkpd.calibrate.simulated import Bench
from firstdose.pkpd.calibrate.statistics import Seen
from firstdose.pkpd.calibrate.targets import Target, Targets, targets
from firstdose.pkpd.mechanism import DEFAULT_SITE
from firstdose.pkpd.models.adc import SITES, patient_model
from firstdose.trial.ctcae import grade
from firstdose.types import F64

Progress = Callable[[int, int], None] | None
_PLATELETS, _GRADE = "platelet count decreased", 3  # what is counted of each course
_ROWS, _PATIENTS = 100, 200


@dataclass(frozen=True, eq=False)
class PlateletCourse:
    """Platelets over time on one regimen, between patients and parameter vectors."""

    regimen: str
    days: F64  # (M,)
    p05: F64  # (M,) 1e9/L
    median: F64  # (M,) 1e9/L
    p95: F64  # (M,) 1e9/L
    grade3: Band  # share of patients whose platelets fall to grade 3 or worse; uncertainty of parameters alone


@dataclass(frozen=True, eq=False)
class SiteSeen:
    """What one site of action makes of both schedules."""

    site: str
    nadir_day: Band  # of the middle patient, every three weeks
    recovery_day: Band
    courses: tuple[PlateletCourse, ...]


@dataclass(frozen=True, eq=False)
class Learnt:
    """One unknown before and after the fit."""

    prior: Prior
    site: str | None
    before: Band
    after: Band


@dataclass(frozen=True, eq=False)
class Validation:
    """All targets of a molecule, the sites of action side by side, and what the fit has learnt."""

    adc: Adc
    published: Targets
    outcomes: tuple[Outcome, ...]
    sites: tuple[SiteSeen, ...]
    learnt: tuple[Learnt, ...]
    rows: int  # parameter vectors
    patients: int  # virtual, of each
    unmodelled: tuple[Target, ...]  # whose quantity the model of this version has not

    def of(self, *, fitted: bool) -> tuple[Outcome, ...]:
        """Of the molecule itself: those that the fit used, or those that it did not."""
        return tuple(one for one in self.outcomes if one.relative is None and one.target.fitted == fitted)

    @property
    def relatives(self) -> tuple[Outcome, ...]:
        """Of other conjugates of its class."""
        return tuple(one for one in self.outcomes if one.relative is not None)

    def to_json(self) -> list[dict[str, object]]:
        """``validation.json``."""
        return [one.to_dict() for one in self.outcomes]


def validate(
    adc: Adc,
    rows: int = _ROWS,
    patients: int = _PATIENTS,
    ensembles: Mapping[str, Ensemble] | None = None,
    progress: Progress = None,
    only: Sequence[str] = (),
) -> Validation:
    """Predict every published number of a molecule from its parameter ensembles.

    Parameters
    ----------
    adc : a molecule with a table of published results and an ensemble.
    rows : parameter vectors, evenly spaced in each ensemble.
    patients : virtual, the same for every vector.
    ensembles : by site of action on platelets; the packaged ones if not given.
    progress : called with sites done and sites in all.
    only : names of targets; all if none is named.

    Notes
    -----
    The interval holds nine in ten of what a study with the published number of patients may find: parameters that the
    fit leaves open, and for a percentage the binomial chance of its n patients, for a mean the sampling of n patients
    and the spread between studies. A published number is inside where it, or its range, meets the interval.
    """
    published = targets(adc.name)
    known = {site: (ensembles or {}).get(site) or ensemble(adc, site) for site in SITES}
    wanted = [one for one in published.targets if not only or one.id in only]
    modelled = [one for one in wanted if _is_modelled(one)]
    found: list[Outcome] = []
    sites: list[SiteSeen] = []
    order = (DEFAULT_SITE, *(site for site in SITES if site != DEFAULT_SITE))
    for number, site in enumerate(order):
        bench = Bench(adc, site, published, patients, published.seed)
        own = known[site].thinned(rows)
        here = [one for one in modelled if site == DEFAULT_SITE or one.follows_platelets]
        found += outcomes(bench, own, here)
        if not only:
            sites.append(_site(bench, own))
        if progress is not None:
            progress(number + 1, len(order))
    found += _relatives(adc, known[DEFAULT_SITE], published, rows, patients, only)
    unmodelled = tuple(one for one in wanted if one not in modelled)
    return Validation(adc, published, tuple(found), tuple(sites), _learnt(adc, known), rows, patients, unmodelled)


def _is_modelled(target: Target) -> bool:
    return not target.analyte or target.analyte in patient_model(DEFAULT_SITE).names


def _relatives(
    adc: Adc, lent: Ensemble, published: Targets, rows: int, patients: int, only: Sequence[str]
) -> Iterator[Outcome]:
    """What the ensemble of a molecule says of other conjugates of its class."""
    known = relatives(adc.name)
    for one in known.relatives:
        model, wanted = library(one.model), [each for each in one.targets if not only or each.id in only]
        spread = library(known.spread_like).transfer.spread.to("1")
        own = lent.scattered(spread) if model.name == lent.molecule else for_molecule(lent, model)
        bench = Bench(
            model, lent.site, replace(published, regimens=one.regimens, targets=one.targets), patients, published.seed
        )
        yield from outcomes(bench, own.thinned(rows), wanted, one)


def _site(bench: Bench, known: Ensemble) -> SiteSeen:
    """Both schedules at their maximum tolerated doses, and the days of the lowest platelets and of recovery."""
    regimens = {one.id: bench.published.regimen(one.regimens[0]) for one in bench.published.targets}
    seen = [
        bench.seen(known.rows, regimens[name], ["PLT"], 2 * 21.0) for name in ("q3w36_tcp_g3plus", "weekly_dlt_2.4")
    ]
    by_id = {one.id: one for one in bench.published.targets}
    days = bench.measured(known.rows, [by_id["q3w_nadir_day"], by_id["q3w_recovery_day"]])
    nadir, recovery = (Band.of(np.median(each[0], axis=-1)) for each in days.values())
    return SiteSeen(bench.site, nadir, recovery, tuple(map(_course, seen)))


def _course(seen: Seen) -> PlateletCourse:
    platelets = seen["PLT"]
    p05, median, p95 = np.quantile(platelets, [0.05, 0.5, 0.95], axis=(0, 1))
    first = grade(_PLATELETS, platelets[..., seen.within(0.0, 21.0)].min(axis=-1)) >= _GRADE
    return PlateletCourse(seen.regimen.name, seen.days, p05, median, p95, Band.of(first.mean(axis=-1)))


def _learnt(adc: Adc, known: Mapping[str, Ensemble]) -> tuple[Learnt, ...]:
    found = []
    for stage in STAGES:
        for site in SITES if stage == "platelets" else (DEFAULT_SITE,):
            for prior in priors(adc, stage, site):
                p05, median, p95 = prior.quantiles()
                before = Band(float(median), float(p05), float(p95))
                after = Band.of(known[site].rows[prior.name], known[site].weight)
                found.append(Learnt(prior, site if stage == "platelets" else None, before, after))
    return tuple(found)
