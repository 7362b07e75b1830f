"""Parameters of virtual patients: typical values, covariates, and what differs beyond them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from firstdose.errors import ModelError
from firstdose.pkpd.variability.effects import Effect
from firstdose.pkpd.variability.occasions import Occasions
from firstdose.pkpd.variability.omega import Normal, Omega, normals
from firstdose.types import F64


@dataclass(frozen=True, eq=False)
class Variability:
    """What makes patients differ.

    Parameters
    ----------
    between : random effects of patients.
    effects : of covariates on typical values.
    occasions : random effects of a patient's occasions, such as cycles.

    Examples
    --------
    >>> lively = Variability(Omega.of({"CL": 0.3}))
    >>> everybody = lively.draw({"CL": 0.5, "V": 3.0}, seed=1, patients=range(1000))
    >>> some = lively.draw({"CL": 0.5, "V": 3.0}, seed=1, patients=range(500, 510))
    >>> bool((everybody["CL"][500:510] == some["CL"]).all())
    True
    """

    between: Omega
    effects: tuple[Effect, ...] = ()
    occasions: Occasions | None = None

    def draw(
        self,
        typical: Mapping[str, ArrayLike],
        seed: int,
        patients: range,
        covariates: Mapping[str, Any] | None = None,
    ) -> dict[str, F64]:
        """Parameters of consecutive patients, each (N,).

        Parameters
        ----------
        typical : values of a patient of the reference covariates, such as ``model.defaults``.
        seed, patients : a patient's effects depend on the seed and the patient's number alone.
        covariates : by name, each (N,).
        """
        drawn = self.individuals(typical, normals(seed, patients), covariates)
        return {name: np.broadcast_to(value, len(patients)) for name, value in drawn.items()}

    def individuals(
        self, typical: Mapping[str, ArrayLike], normal: Normal, covariates: Mapping[str, Any] | None = None
    ) -> dict[str, F64]:
        """Parameters of patients of any shape, from standard normal numbers of that shape."""
        values = {name: np.asarray(value, np.float64) for name, value in typical.items()}
        for effect in self.effects:
            _check(effect, values, covariates or {})
            values[effect.parameter] = values[effect.parameter] * effect.factor((covariates or {})[effect.covariate])
        return self.between.applied(values, self.between.effects(normal))

    def over_occasions(
        self, doses: Any, individuals: Mapping[str, F64], seed: int, patients: range
    ) -> tuple[Any, dict[str, F64]]:
        """Dose records and parameters to simulate with, where parameters change from occasion to occasion.

        Parameters
        ----------
        doses : records of the N patients, or one regimen without ID for all of them.
        individuals : parameters of the patients, each (N,), as drawn.

        Returns
        -------
        The records with a column for each parameter that changes, and the other parameters.
        """
        if self.occasions is None:
            return doses, dict(individuals)
        frame = self.occasions.records(doses, individuals, seed, patients)
        return frame, {name: value for name, value in individuals.items() if name not in self.occasions.omega.names}


def _check(effect: Effect, values: Mapping[str, F64], covariates: Mapping[str, Any]) -> None:
    told = f"{effect.covariate} acts on {effect.parameter}"
    if effect.parameter not in values:
        raise ModelError(f"{told}, which has no typical value. There are {', '.join(values)}.")
    if effect.covariate not in covariates:
        raise ModelError(
            f"{told} and is not among the covariates ({', '.join(covariates) or 'none'}). "
            "Give it, NaN for patients in whom it is not known."
        )
