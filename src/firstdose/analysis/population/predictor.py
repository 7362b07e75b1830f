"""What a population model predicts for every observation, and how that moves with etas and thetas."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from firstdose.analysis.population.courses import Courses
from firstdose.analysis.population.individuals import Individuals
from firstdose.analysis.population.records import Records
from firstdose.analysis.population.specification import PopulationModel
from firstdose.errors import ModelError
from firstdose.pkpd.engine.linear.matrices import is_linear
from firstdose.pkpd.engine.sensitivities import derivative_of, sensitivities
from firstdose.types import F64

STEP, FINE = 5e-4, 1e-5  # of second and first differences of closed forms, on the scales of the parameters
BETWEEN = 1e-3  # of differences of sensitivities
COARSE, STRICT = 3e-3, 1e-10  # of differences of integrations, and the tolerance that these need
RTOL = 1e-8  # of an integration with sensitivities


@dataclass(frozen=True, eq=False)
class Curvature:
    """Predictions with derivatives, C copies of O observations, K etas and T thetas."""

    f: F64  # (C, O)
    by_eta: F64  # (C, O, K)
    by_eta_eta: F64  # (C, O, K, K)
    by_theta: F64  # (C, O, T) 0 for those that are fixed
    by_eta_theta: F64  # (C, O, K, T)


class Predictor:
    """Predictions for C copies of a population in one call of the engine.

    Parameters
    ----------
    spec, records : what is estimated, and from what.

    Notes
    -----
    Models that are linear in their states have closed forms, exact to rounding: their slopes are difference quotients
    of them. Others are integrated together with their forward sensitivities; where these cannot tell (lags,
    durations, parameters that change with time) by difference quotients too.

    Examples
    --------
    >>> import polars as pl
    >>> spec = PopulationModel.load("theo_sd")
    >>> frame = pl.DataFrame({"ID": [1, 1], "TIME": [0, 2], "AMT": [320, 0], "DV": [None, 9.7]})
    >>> predictor = Predictor(spec, Records.of(spec, frame))
    >>> theta = np.log([[1.6, 2.7, 31.0], [1.6, 5.4, 31.0]])
    >>> predictor.predict(theta, np.zeros((2, 1, 3))).round(3).tolist()
    [[8.727], [7.704]]
    """

    def __init__(self, spec: PopulationModel, records: Records, *, rtol: float = RTOL) -> None:
        self.spec, self.records = spec, records
        self.individuals = Individuals(spec, records)
        self.k = self.individuals.k
        self._rtol = rtol
        closed = is_linear(spec.model)
        differences = not closed and self._sensitive is None
        self.step, self._fine = (COARSE, COARSE) if differences else (STEP, FINE)
        rtol = min(rtol, STRICT) if differences else rtol
        self._courses = Courses(spec.model, records, self.individuals.names, rtol)

    def predict(self, theta: F64, eta: F64) -> F64:
        """(C, O) of thetas (C, T) on the scale of estimation and etas (C, S, K)."""
        parameters = self.individuals.parameters(theta, eta)
        return self._seen(self._courses.at_observations(parameters, self.spec.outputs))

    def with_slopes(self, theta: F64, eta: F64) -> tuple[F64, F64]:
        """(C, O) predictions, and their derivatives (C, O, K) with respect to the etas."""
        if self._sensitive is not None:
            return self._by_sensitivities(theta, eta)
        directions = np.eye(self.k)
        points = self._fine * np.concatenate([np.zeros((1, self.k)), directions, -directions])
        f = self.moved(theta, eta, points)
        slopes = (f[:, 1 : self.k + 1] - f[:, self.k + 1 :]) / (2 * self._fine)
        return f[:, 0], np.moveaxis(slopes, 1, 2)

    def with_curvature(self, theta: F64, eta: F64) -> Curvature:
        """Predictions with first and second derivatives with respect to etas, and to etas and thetas."""
        from firstdose.analysis.population.stencil import curvature

        return curvature(self, theta, eta)

    @property
    def has_sensitivities(self) -> bool:
        """Whether slopes are integrated with the model, rather than differences."""
        return self._sensitive is not None

    def moved(self, theta: F64, eta: F64, points: F64) -> F64:
        """(C, D, O) predictions at etas moved by each of D points (D, K), or etas and thetas (D, K + T)."""
        copies, d = len(theta), len(points)
        thetas, etas = theta[:, None, :], eta[:, None] + points[None, :, None, : self.k]
        if points.shape[1] > self.k:
            thetas = thetas + points[None, :, self.k :]
        thetas = np.broadcast_to(thetas, (copies, d, theta.shape[1])).reshape(copies * d, -1)
        return self.predict(thetas, etas.reshape(copies * d, *eta.shape[1:])).reshape(copies, d, -1)

    def _seen(self, values: F64) -> F64:
        """Of each observation its own output: (C, O, ..., outputs) to (C, O, ...)."""
        if values.shape[-1] == 1:
            return np.asarray(values[..., 0])
        return np.asarray(values[:, np.arange(values.shape[1]), ..., self.records.output]).swapaxes(0, 1)

    @cached_property
    def _sensitive(self) -> Courses | None:
        """The model with its derivatives, where they are states."""
        model, names = self.spec.model, self.individuals.names
        changing = len(self.records.period_subject) > self.records.subjects
        if changing or not names or is_linear(model):
            return None
        try:
            return Courses(sensitivities(model, names), self.records, names, self._rtol)
        except ModelError:  # a lag or a duration
            return None

    def _by_sensitivities(self, theta: F64, eta: F64) -> tuple[F64, F64]:
        assert self._sensitive is not None
        names, outputs = self.individuals.names, self.spec.outputs
        parameters = self.individuals.parameters(theta, eta)
        wanted = (*outputs, *(derivative_of(output, name) for name in names for output in outputs))
        found = self._sensitive.at_observations(parameters, wanted)
        found = found.reshape(*found.shape[:2], len(names) + 1, len(outputs))
        values = self._seen(found)
        slopes = np.zeros((*values.shape[:2], self.k))
        subject = self.records.subject
        for i, each in enumerate(self.spec.individual):
            p = parameters[:, subject, i]
            by = {"log": p, "logit": p * (1 - p), "normal": np.ones_like(p)}[each.scale]
            for k in self.individuals.etas_of(i):
                slopes[:, :, k] += values[:, :, i + 1] * by
        return values[:, :, 0], slopes
