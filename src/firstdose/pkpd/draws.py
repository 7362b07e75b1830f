"""Patients as parameters of the patient model: typical values, covariates, and what differs between patients."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from firstdose.errors import LibraryError, ModelError
from firstdose.molecule import Adc
from firstdose.pkpd.mechanism import DEFAULT_SITE, check_clearance, parameters, typical
from firstdose.pkpd.population import UNITS, effects, virtual_patients
from firstdose.resources import packaged
from firstdose.sourced import Assumption, Sourced, ranked
from firstdose.tables import noun, read_toml
from firstdose.types import F64

SD = "sd_"  # before a parameter's name: the standard deviation of its log between patients
_FILE = "pkpd/library/variability.toml"
_KINETIC = {"CLC": "CL", "V1": "V1", "Q": "Q", "V2": "V2"}  # in the model, and in the molecule's file


@dataclass(frozen=True)
class Spread:
    """How far one parameter lies apart between patients."""

    name: str
    spread: Sourced  # %, coefficient of variation; or without unit, standard deviation of the log
    like: str | None = None  # a parameter that it rises and falls with
    correlation: Sourced | None = None  # of the logs

    def __post_init__(self) -> None:
        self.spread.require("1", f"spread of {self.name}", positive=False)
        if (self.like is None) != (self.correlation is None):
            raise LibraryError(f"{self.name}: like and correlation go together. Give both, or neither.")
        if self.correlation is not None and not -1 < self.correlation.to("1") < 1:
            raise LibraryError(f"{self.name}: correlation = {self.correlation}: it lies between -1 and 1.")

    @property
    def log_sd(self) -> float:
        """Standard deviation of the log."""
        size = self.spread.to("1")
        return math.sqrt(math.log1p(size**2)) if self.spread.unit == "%" else size


@dataclass(frozen=True)
class Variability:
    """Of all parameters that differ between patients, those of the conjugate's kinetics excepted."""

    spreads: tuple[Spread, ...]

    @property
    def by_name(self) -> dict[str, Spread]:
        """Each by the name of its parameter."""
        return {each.name: each for each in self.spreads}


@cache
def variability() -> Variability:
    """The packaged one.

    Examples
    --------
    >>> round(variability().by_name["PLT0"].log_sd, 3)
    0.321
    """
    return noun(Variability, read_toml(packaged(_FILE)), "variability.toml")


def patient_assumptions(adc: Adc, site: str = DEFAULT_SITE) -> tuple[Assumption, ...]:
    """What the patient model takes for a molecule and was not read in a publication, shakiest first.

    Examples
    --------
    >>> from firstdose.molecule import library
    >>> patient_assumptions(library("imgn289"))[0].provenance
    'assumed'
    """
    known = parameters(adc, "human", site)
    numbers = [(f"{adc.name} patient model {name}", number) for name, number in known.items()]
    for each in (each for each in variability().spreads if each.name in known):
        numbers.append((f"patients {each.name}", each.spread))
        if each.correlation is not None:
            numbers.append((f"patients {each.name} with {each.like}", each.correlation))
    return ranked(Assumption(where, str(number), number.source, number.provenance) for where, number in numbers)


def draw(
    adc: Adc,
    normal: Callable[[str], F64],
    covariates: Mapping[str, F64],
    ensemble_row: Mapping[str, ArrayLike] | None = None,
    site: str = DEFAULT_SITE,
) -> dict[str, F64]:
    """Every parameter of ``model_of(adc, site)`` for patients of any shape, and the molar mass ``MM``.

    Parameters
    ----------
    adc : the molecule.
    normal : called with a parameter's name; standard normals of the patients' shape, the same at each call.
    covariates : by name, of the patients' shape; ``body_weight`` in kg is needed, one that is missing or NaN stays at
        its reference.
    ensemble_row : typical values, and spreads as ``sd_NAME``, that stand in place of the library's; numbers, or of the
        patients' shape.
    site : of action on platelets.

    Notes
    -----
    Log-normal between patients: typical value * exp(SD * normal). Clearance and volumes of the conjugate follow the
    molecule's population model, covariates included. Loss of payload, KDEC, keeps its share of the conjugate's
    clearance in every patient: that it is neither above it in some, nor wholly independent of it, is assumed.

    Examples
    --------
    >>> from firstdose.molecule import library
    >>> one = draw(library("t-dm1"), lambda name: np.zeros(1), {"body_weight": np.array([70.0])})
    >>> float(one["CLC"][0]), float(one["PLT0"][0])
    (0.676, 237.0)
    """
    row = dict(ensemble_row or {})
    centre: dict[str, ArrayLike] = {**typical(adc, site)}
    _check_row(row, centre)
    centre |= {name: value for name, value in row.items() if not name.startswith(SD)}
    shape = np.broadcast_shapes(normal("CLC").shape, *(np.shape(value) for value in row.values()))
    drawn = {name: np.broadcast_to(np.asarray(value, np.float64), shape) for name, value in centre.items()}
    sd: dict[str, ArrayLike] = {name: each.log_sd for name, each in variability().by_name.items()}
    sd |= {name.removeprefix(SD): value for name, value in row.items() if name.startswith(SD)}
    for name in (name for name in sd if name in drawn and name not in _KINETIC):
        drawn[name] = drawn[name] * np.exp(np.asarray(sd[name]) * _normal(name, normal))
    return _with_kinetics(adc, drawn, normal, covariates, row)


def _normal(name: str, normal: Callable[[str], F64]) -> F64:
    """Standard normals of a parameter, correlated with those of the one that it is ``like``."""
    known = variability().by_name.get(name)
    if known is None or known.like is None or known.correlation is None:
        return normal(name)
    shared = known.correlation.to("1")
    return shared * _normal(known.like, normal) + math.sqrt(1 - shared**2) * normal(name)


def _with_kinetics(
    adc: Adc,
    drawn: dict[str, F64],
    normal: Callable[[str], F64],
    covariates: Mapping[str, F64],
    row: Mapping[str, ArrayLike],
) -> dict[str, F64]:
    """Clearance and volumes by the molecule's population model, relative to its typical values."""
    shape, omega = drawn["CLC"].shape, adc.pharmacokinetics.omega
    normals = {name: np.broadcast_to(normal(name), shape).ravel() for name in _KINETIC}
    eta = effects(omega, *normals.values())
    for number, (name, published) in enumerate(_KINETIC.items()):
        if SD + name in row:
            fitted = np.broadcast_to(np.asarray(row[SD + name]), shape).ravel()
            eta[number] *= fitted / math.sqrt(omega.log_variance(published))
    known = {name: np.broadcast_to(np.asarray(value), shape).ravel() for name, value in covariates.items()}
    kinetics = virtual_patients(adc.pharmacokinetics, known, eta).kinetics
    before = drawn["CLC"] / drawn["V1"]
    for name, published in _KINETIC.items():
        usual = getattr(adc.pharmacokinetics, published).to(UNITS[published])
        drawn[name] = drawn[name] * getattr(kinetics, published).reshape(shape) / usual
    drawn["KDEC"] = drawn["KDEC"] * drawn["CLC"] / drawn["V1"] / before
    check_clearance(drawn)
    return drawn


def _check_row(row: Mapping[str, ArrayLike], known: Mapping[str, ArrayLike]) -> None:
    for name, value in row.items():
        if name.removeprefix(SD) not in known:
            raise ModelError(
                f"The ensemble has a column {name}, which is no parameter of the patient model, nor sd_ and one. "
                f"Its parameters are {', '.join(known)}."
            )
        if not np.all(np.isfinite(value)):
            raise ModelError(f"The ensemble's {name} is not a finite number. Correct the ensemble, or write it anew.")
