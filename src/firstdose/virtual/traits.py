"""What makes the patients of a study differ, as standard normal deviates with addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from scipy.special import ndtr, ndtri

from firstdose.molecule import Adc
from firstdose.patient import Covariates
from firstdose.pkpd.band import weighted_quantiles
from firstdose.pkpd.calibrate import Ensemble
from firstdose.pkpd.draws import draw
from firstdose.pkpd.population import BODY_WEIGHT
from firstdose.rng import uniforms
from firstdose.study import Study
from firstdose.types import F64

Row: TypeAlias = Mapping[str, F64]  # parameters that are not known, by name; each () for all patients, or (N,)
_INDICATION, _COVARIATE = "indication", "covariate "
_EVEN_SEED = 0  # of patients who do not depend on a study's seed


@dataclass(frozen=True, eq=False)
class Traits:
    """From deviates to the parameters of patients of one molecule and a mixture of indications."""

    adc: Adc
    site: str  # of action on platelets
    shares: tuple[float, ...]
    covariates: tuple[Covariates, ...]  # of each indication
    scans: tuple[float, ...] = ()  # days on which tumours are measured, with an error of its own each

    @classmethod
    def of(cls, study: Study, site: str, scans: tuple[float, ...] = ()) -> Traits:
        """The patients of a study's dose escalation."""
        known = tuple(study.population.covariates(each.name) for each in study.indications)
        return cls(study.molecule, site, tuple(each.share for each in study.indications), known, scans)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Of the deviates, each of which is a stream of its own."""
        asked = dict.fromkeys([_INDICATION, *(_COVARIATE + name for name in self._units)])

        def asking(name: str) -> F64:
            asked[name] = None
            return np.zeros(1)

        draw(self.adc, asking, {BODY_WEIGHT: np.ones(1)}, site=self.site)
        return (*asked, *map(_scan, self.scans))

    def drawn(self, seed: int, trials: range, n: int) -> F64:
        """(T, n, Q) deviates of the first ``n`` patients of each trial; each depends on its own address alone."""
        return np.stack([ndtri(uniforms(seed, name, trials, n)) for name in self.names], axis=-1)

    def even(self, n: int) -> F64:
        """(n, Q) deviates of patients who lie evenly in every trait, in an order that chance gives each of them.

        References
        ----------
        McKay MD, Beckman RJ, Conover WJ (1979), Technometrics 21:239, doi:10.1080/00401706.1979.10489755 (Latin
        hypercube sampling).
        """
        return np.stack([ndtri(even_shares(name, n)) for name in self.names], axis=-1)

    def parameters(self, deviates: F64, row: Row) -> tuple[dict[str, F64], F64]:
        """Every parameter of the patient model for N patients, and their body weight in kg.

        Parameters
        ----------
        deviates : (N, Q).
        row : of the ensemble: what is not known of the molecule, the same for all or one of each patient.
        """
        place = {name: number for number, name in enumerate(self.names)}

        def normal(name: str) -> F64:
            return np.asarray(deviates[:, place[name]], np.float64)

        covariates = self._covariates(normal)
        return dict(draw(self.adc, normal, covariates, row, self.site)), covariates[BODY_WEIGHT]

    def errors(self, deviates: F64) -> F64:
        """(N, S) of the measurement of tumours at each scan, as standard normal deviates."""
        return deviates[:, deviates.shape[1] - len(self.scans) :]

    @property
    def _units(self) -> dict[str, str]:
        """Unit of each covariate that has an effect."""
        effects = self.adc.pharmacokinetics.covariates
        return {effect.covariate: effect.unit for effect in effects} | {BODY_WEIGHT: "kg"}

    def _covariates(self, normal: Callable[[str], F64]) -> dict[str, F64]:
        """(N,) each; NaN where the population does not know one."""
        bounds = np.cumsum(self.shares) / sum(self.shares)
        group = np.searchsorted(bounds[:-1], ndtr(normal(_INDICATION)), side="right")
        found = {name: np.full(len(group), np.nan) for name in self._units}
        for name, unit in self._units.items():
            z = normal(_COVARIATE + name)
            for number, known in enumerate(self.covariates):
                for one in (each for each in known.each if each.name == name):
                    here = group == number
                    found[name][here] = one.median.to(unit) * np.exp(one.log_sd.to("1") * z[here])
        return found


def _scan(day: float) -> str:
    return f"scan on day {day:g}"


def even_shares(name: str, n: int) -> F64:
    """(n,) the middles of n equal parts of 0 to 1, in an order that depends on the name."""
    order = np.argsort(uniforms(_EVEN_SEED, name, range(1), n)[0])
    return np.asarray((order + 0.5) / n, np.float64)


def central_row(known: Ensemble) -> dict[str, F64]:
    """The median of every parameter of an ensemble."""
    return {name: weighted_quantiles(values, known.weight, [0.5])[0] for name, values in known.rows.items()}
