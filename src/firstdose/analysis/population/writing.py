"""Fits and population models as JSON, and back."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from firstdose.analysis.population.fit import Fit
from firstdose.analysis.population.reading import stated
from firstdose.analysis.population.specification import Block, CovariateEffect, PopulationModel
from firstdose.analysis.population.values import Population
from firstdose.errors import DataError
from firstdose.tables import read_bytes
from firstdose.types import F64


def said(spec: PopulationModel) -> dict[str, Any]:
    """The tables of a population model, as its file has them."""
    return {
        "name": spec.name,
        "model": spec.model.name,
        "values": dict(spec.model.defaults),
        "theta": {e.name: {"initial": e.initial, "scale": e.scale, "fixed": e.fixed} for e in spec.theta},
        "omega": {_key(block): _block(block) for block in spec.omega if not block.occasion},
        "iov": {_key(block): _block(block) for block in spec.omega if block.occasion},
        "error": {e.output: {kind: getattr(e, kind) for kind in e.kinds} | {"fixed": e.fixed} for e in spec.error},
        "covariates": [_effect(each) for each in spec.covariates],
        "observed": dict(spec.observed),
    }


def read_fit(path: str | Path) -> Fit:
    """A fit from the file that ``Fit.to_json`` wrote."""
    try:
        found = json.loads(read_bytes(Path(path), DataError))
        return _fit(found)
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError, IndexError) as problem:
        raise DataError(
            f"{path} is no fit: {problem}. Give a file that firstdose fit --output wrote, ending in .json."
        ) from None


def _fit(found: Mapping[str, Any]) -> Fit:
    spec = stated(found["model"], found["model"]["name"])
    theta = np.array([found["theta_log"][each.name] for each in spec.theta], float)
    sigma = np.array([found["sigma"][output][kind] for output, kind in spec.sigma], float)
    omega, iov = _matrix(found["omega"], spec.between), _matrix(found.get("iov", {}), spec.within)
    rows = found["eta"]
    names = tuple(name for name in rows[0] if name != "ID")
    return Fit(
        spec=spec,
        method=found["method"],
        population=Population(theta, omega, iov, sigma),
        ofv=math.nan if found["ofv"] is None else found["ofv"],
        id=tuple(row["ID"] for row in rows),
        eta_names=names,
        eta=np.array([[row[name] for name in names] for row in rows], float),
        n_observations=found["n_observations"],
        iwres=np.array(found["iwres"], float),
        covariance=None if found["covariance"] is None else np.array(found["covariance"], float),
        covariance_by=found["covariance_by"],
        condition=math.nan if found["condition"] is None else found["condition"],
        converged=found["converged"],
        status=found["status"],
        warnings=tuple(found["warnings"]),
        iterations=found["iterations"],
        ofv_method=found["ofv_method"],
        ofv_se=math.nan if found["ofv_se"] is None else found["ofv_se"],
        trace=tuple((int(k), float("nan") if value is None else value) for k, value in found["trace"]),
    )


def _matrix(named: Mapping[str, Mapping[str, float]], names: tuple[str, ...]) -> F64:
    return np.array([[named[a][b] for b in names] for a in names], float).reshape(len(names), len(names))


def _key(block: Block) -> str:
    return ", ".join(block.names)


def _block(block: Block) -> dict[str, Any]:
    lower = block.covariance[np.tril_indices(len(block.names))]
    return {"variance": [float(each) for each in lower], "fixed": block.fixed}


def _effect(effect: CovariateEffect) -> dict[str, Any]:
    told: dict[str, Any] = {
        "parameter": effect.parameter,
        "covariate": effect.covariate,
        "effect": effect.shape,
        "reference": effect.reference,
    }
    if effect.shape == "categorical":
        return told | {"coefficients": dict(effect.coefficients)}
    return told | {"coefficient": effect.coefficients[""]}
