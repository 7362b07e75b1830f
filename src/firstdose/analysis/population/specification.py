"""What is estimated: a model of the library, its population parameters, random effects, covariates and errors."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal, TypeAlias, get_args

import numpy as np

from firstdose.errors import ModelError
from firstdose.pkpd.engine.statement import Model
from firstdose.types import F64

Scale: TypeAlias = Literal["log", "logit", "normal"]
Shape: TypeAlias = Literal["power", "linear", "exponential", "categorical"]


@dataclass(frozen=True)
class Theta:
    """A population parameter: the typical value of a model's parameter, or the coefficient of a covariate."""

    name: str
    initial: float  # on the natural scale
    scale: Scale = "log"  # on which it is estimated, and its random effect added
    fixed: bool = False

    def __post_init__(self) -> None:
        if self.scale not in get_args(Scale):
            raise ModelError(
                f'Theta {self.name}: "{self.scale}" is no scale. Give one of {", ".join(get_args(Scale))}.'
            )
        low, high = {"log": (0.0, math.inf), "logit": (0.0, 1.0), "normal": (-math.inf, math.inf)}[self.scale]
        if not low < self.initial < high:
            raise ModelError(
                f"Theta {self.name} = {self.initial:g} cannot be on the scale {self.scale}, which needs a number "
                f"between {low:g} and {high:g}. Give such a number on the natural scale, or another scale."
            )


@dataclass(frozen=True, eq=False)
class Block:
    """Random effects that vary together: between subjects, or between occasions of a subject."""

    names: tuple[str, ...]  # of thetas
    covariance: F64  # (k, k) initial
    occasion: bool = False
    fixed: bool = False

    def __post_init__(self) -> None:
        k = len(self.names)
        matrix = np.asarray(self.covariance, np.float64)
        if matrix.shape != (k, k) or not np.isfinite(matrix).all() or not np.array_equal(matrix, matrix.T):
            raise ModelError(f"Omega of {', '.join(self.names)}: give {k * (k + 1) // 2} finite numbers by rows.")
        if np.linalg.eigvalsh(matrix)[0] <= 0:
            raise ModelError(
                f"Omega of {', '.join(self.names)} is not positive definite: {matrix.tolist()}. Variances are above 0 "
                "and correlations between -1 and 1; correct them, or leave out what does not vary."
            )


@dataclass(frozen=True)
class Error:
    """Residual error of an output: standard deviations, of which those that are 0 are not part of the model.

    Notes
    -----
    The variance of an observation is additive² + (proportional f)²; with ``log`` the logarithm of the observation is
    normal around log f.
    """

    output: str
    additive: float = 0.0  # in the unit of the output
    proportional: float = 0.0
    log: float = 0.0  # of the logarithm
    fixed: bool = False

    def __post_init__(self) -> None:
        given = [self.additive, self.proportional, self.log]
        if not all(math.isfinite(each) and each >= 0 for each in given) or not any(given):
            raise ModelError(
                f"Error of {self.output}: give a standard deviation above 0 for additive, proportional, both, or log."
            )
        if self.log and (self.additive or self.proportional):
            raise ModelError(f"Error of {self.output}: log stands alone. Leave out additive and proportional, or log.")

    @property
    def kinds(self) -> tuple[str, ...]:
        """Those that are part of the model."""
        return tuple(kind for kind in ("additive", "proportional", "log") if getattr(self, kind))


@dataclass(frozen=True)
class CovariateEffect:
    """How a covariate moves the typical value of a parameter.

    Notes
    -----
    The typical value is multiplied by (covariate/reference)^c (power), 1 + c (covariate - reference) (linear),
    exp(c (covariate - reference)) (exponential), or by a factor c of each category but the reference.
    """

    parameter: str
    covariate: str
    shape: Shape
    reference: float = 0.0
    coefficients: Mapping[str, str | float] = field(default_factory=dict)  # by category, "" if numeric; a theta's name

    def __post_init__(self) -> None:
        if self.shape not in get_args(Shape):
            raise ModelError(
                f'Covariate {self.covariate} on {self.parameter}: "{self.shape}" is no effect. Give one of '
                f"allometric, {', '.join(get_args(Shape))}."
            )
        if self.shape == "power" and not self.reference > 0:
            raise ModelError(f"Covariate {self.covariate} on {self.parameter}: give a reference above 0, e.g. 70.")


@dataclass(frozen=True, eq=False)
class PopulationModel:
    """A model of the library with all that is estimated.

    Examples
    --------
    >>> spec = PopulationModel.load("theo_sd")
    >>> spec.model.name, [each.name for each in spec.theta]
    ('pk1_oral', ['KA', 'CL', 'V'])
    """

    name: str
    model: Model
    theta: tuple[Theta, ...]
    omega: tuple[Block, ...]
    error: tuple[Error, ...]
    covariates: tuple[CovariateEffect, ...] = ()
    observed: Mapping[str, str] = field(default_factory=dict)  # output, by the DVID (or CMT) of its observations

    def __post_init__(self) -> None:
        from firstdose.analysis.population.checks import check

        check(self)

    @classmethod
    def load(cls, name: str | Path) -> PopulationModel:
        """From a TOML file, or by the name of a model that ships."""
        from firstdose.analysis.population.reading import read

        return read(name)

    @cached_property
    def individual(self) -> tuple[Theta, ...]:
        """Those that are parameters of the model; the others are coefficients of covariates."""
        return tuple(each for each in self.theta if each.name in self.model.defaults)

    @property
    def between(self) -> tuple[str, ...]:
        """Parameters that vary between subjects, in the order of the etas."""
        return tuple(name for block in self.omega if not block.occasion for name in block.names)

    @property
    def within(self) -> tuple[str, ...]:
        """Parameters that vary between occasions."""
        return tuple(name for block in self.omega if block.occasion for name in block.names)

    @property
    def outputs(self) -> tuple[str, ...]:
        """With an error, in the order of the observations' ``output``."""
        return tuple(each.output for each in self.error)

    @property
    def sigma(self) -> tuple[tuple[str, str], ...]:
        """Output and kind of every standard deviation of the residual error."""
        return tuple((each.output, kind) for each in self.error for kind in each.kinds)

    def place(self, name: str) -> int:
        """Of a theta."""
        return [each.name for each in self.theta].index(name)
