"""Population models from TOML."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import numpy as np

from firstdose.analysis.population.specification import Block, CovariateEffect, Error, PopulationModel, Shape, Theta
from firstdose.errors import ModelError
from firstdose.pkpd.engine.statement import Model
from firstdose.resources import find, names
from firstdose.tables import read_toml
from firstdose.types import F64

FOLDER = "analysis/population/models"
_TABLES = ("name", "model", "values", "theta", "omega", "iov", "error", "covariates", "observed", "title", "source")
_CLEARANCES, _VOLUMES = ("CL", "Q"), ("V",)


def read(name: str | Path) -> PopulationModel:
    """The population model of a file, or of that name among those that ship."""
    file = find(FOLDER, _shipped(name), "population model", ModelError)
    return stated(read_toml(file), Path(str(file)).stem)


def _shipped(name: str | Path) -> str | Path:
    """The name of a model that ships, where its path in the package is given and there is no such file here."""
    path = Path(name)
    if path.suffix == ".toml" and path.parent in (Path(), Path("models")) and not path.exists():
        return path.stem if path.stem in names(FOLDER) else name
    return name


def stated(said: Mapping[str, Any], name: str) -> PopulationModel:
    """The population model of tables as in a file.

    Notes
    -----
    ``[theta] KA = 1.6`` or ``KA = {initial = 1.6, scale = "log", fixed = false}``. ``[omega] KA = 0.4`` is a variance;
    ``"CL, V" = [0.07, 0.01, 0.02]`` a block by the rows of its lower triangle, and ``V = [0.01, 0.02]`` the row of V
    in a block with the name before it. ``[iov]`` likewise, between occasions.
    """
    for table in said:
        if table not in _TABLES:
            raise ModelError(f"{name}: there is no table {table} in a population model. It has {', '.join(_TABLES)}.")
    for table in ("model", "theta", "error"):
        if table not in said:
            raise ModelError(f'{name}: {table} is missing. Say {table} as in models/theo_sd.toml: model = "pk1_oral".')
    values, thetas, errors = (_table(said, table) for table in ("values", "theta", "error"))
    model = Model.load(str(said["model"])).with_values(**values)
    effects = tuple(_effect(each, name) for each in _covariates(said))
    factors = {
        each: "log" if effect.shape == "categorical" else "normal"
        for effect in effects
        for each in effect.coefficients.values()
        if isinstance(each, str)
    }
    return PopulationModel(
        str(said.get("name", name)),
        model,
        tuple(_theta(each, value, factors.get(each, "log")) for each, value in thetas.items()),
        (*_blocks(_table(said, "omega"), False, name), *_blocks(_table(said, "iov"), True, name)),
        tuple(_error(output, value) for output, value in errors.items()),
        effects,
        {str(label): str(output) for label, output in _table(said, "observed").items()},
    )


def _table(said: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = said.get(name, {})
    if not isinstance(found, Mapping):
        raise ModelError(f"{name} is {found!r}, and a table of names and values is needed: [{name}], then KA = ...")
    return found


def _covariates(said: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = said.get("covariates", [])
    if not isinstance(found, list) or not all(isinstance(each, Mapping) for each in found):
        raise ModelError(
            "covariates is not a list of effects. Begin each of them with [[covariates]], then parameter, covariate "
            "and effect."
        )
    return found


def _theta(name: str, said: Any, scale: str) -> Theta:
    if not isinstance(said, Mapping):
        said = {"initial": said}
    _only(said, ("initial", "scale", "fixed"), f"theta {name}")
    what = f"theta {name}"
    return Theta(name, _number(said.get("initial"), what), said.get("scale", scale), _fixed(said, what))


def _fixed(said: Mapping[str, Any], what: str) -> bool:
    found = said.get("fixed", False)
    if not isinstance(found, bool):
        raise ModelError(f"{what[0].upper()}{what[1:]}: fixed is {found!r}. Say true or false.")
    return found


def _error(output: str, said: Any) -> Error:
    kinds = ("additive", "proportional", "log")
    if not isinstance(said, Mapping):
        raise ModelError(f"Error of {output} is {said!r}. Say e.g. {output} = {{additive = 0.7, proportional = 0.1}}.")
    _only(said, (*kinds, "fixed"), f"error of {output}")
    given = {kind: _number(said[kind], f"{kind} error of {output}") for kind in kinds if kind in said}
    return Error(output, **given, fixed=_fixed(said, f"error of {output}"))


def _blocks(said: Mapping[str, Any], occasion: bool, name: str) -> Iterator[Block]:
    """Of a table of variances and blocks."""
    rows: list[tuple[list[str], list[list[float]], bool]] = []
    for key, value in said.items():
        value, fixed = _variance(value, key)
        numbers = _triangle(value, key)
        names = key.replace(",", " ").replace("+", " ").split()
        if len(names) == 1 and len(numbers) > 1:
            _join(rows, key, numbers, name)
        else:
            rows.append((names, _rows(numbers, names), fixed))
    for names, triangle, fixed in rows:
        yield Block(tuple(names), _symmetric(triangle), occasion, fixed)


def _variance(said: Any, key: str) -> tuple[Any, bool]:
    """What is said of a variance or a block, and whether it is fixed."""
    if not isinstance(said, Mapping):
        return said, False
    what = f"omega {key}"
    _only(said, ("variance", "fixed"), what)
    return said.get("variance"), _fixed(said, what)


def _join(rows: list[tuple[list[str], list[list[float]], bool]], key: str, numbers: list[float], name: str) -> None:
    """A row of a lower triangle: covariances with the names before it, then the variance."""
    earlier = len(numbers) - 1
    while rows and len(rows[-1][0]) < earlier and len(rows) > 1:  # variances before it join the block
        names, triangle, _ = rows.pop()
        size = len(rows[-1][0])
        rows[-1][0].extend(names)
        rows[-1][1].extend([0.0] * size + row for row in triangle)
    if not rows or len(rows[-1][0]) != earlier:
        raise ModelError(
            f"{name}: omega {key} has {len(numbers)} numbers: covariances with the {earlier} names before it, then its "
            f'variance. Put those {earlier} just before it, or name the block: "CL, V" = [0.07, 0.01, 0.02].'
        )
    rows[-1][0].append(key)
    rows[-1][1].append(numbers)


def _triangle(value: Any, key: str) -> list[float]:
    """The numbers of a variance, a lower triangle or a whole matrix."""
    if not isinstance(value, list):
        return [_number(value, f"omega {key}")]
    if value and all(isinstance(row, list) for row in value):
        if all(len(row) == len(value) for row in value) and value != [list(row) for row in zip(*value, strict=True)]:
            raise ModelError(f"Omega {key} is {value}, which is not symmetric. Give the rows of its lower triangle.")
        value = [each for k, row in enumerate(value) for each in row[: k + 1]]
    return [_number(each, f"omega {key}") for each in value]


def _rows(numbers: list[float], names: list[str]) -> list[list[float]]:
    k = len(names)
    if len(numbers) != k * (k + 1) // 2:
        raise ModelError(
            f"Omega of {', '.join(names)} has {len(numbers)} numbers. The lower triangle of a block of {k} has "
            f"{k * (k + 1) // 2}, by rows."
        )
    return [numbers[row * (row + 1) // 2 : (row + 1) * (row + 2) // 2] for row in range(k)]


def _symmetric(triangle: list[list[float]]) -> F64:
    matrix = np.zeros((len(triangle), len(triangle)))
    for row, numbers in enumerate(triangle):
        matrix[row, : row + 1] = matrix[: row + 1, row] = numbers
    return matrix


def _effect(said: Mapping[str, Any], name: str) -> CovariateEffect:
    keys = ("parameter", "covariate", "effect", "reference", "coefficient", "exponent", "coefficients")
    what = f"{name}: covariate {said.get('covariate', '?')} on {said.get('parameter', '?')}"
    _only(said, keys, what)
    for key in ("parameter", "covariate", "effect"):
        if key not in said:
            raise ModelError(f"{what}: {key} is missing. Give parameter, covariate and effect.")
    parameter, shape = str(said["parameter"]), str(said["effect"])
    given = said.get("coefficient", said.get("exponent"))
    if shape == "allometric":
        shape, given = "power", _allometric(parameter, what) if given is None else given
    categories = _table(said, "coefficients")
    if (shape == "categorical") != bool(categories) or (shape != "categorical" and given is None):
        raise ModelError(
            f"{what}: give its coefficient (a number, or the name of a theta); of a categorical effect coefficients, "
            'one for each category but the reference: {female = "CL_FEMALE"}.'
        )
    told = categories or {"": given}
    coefficients = {str(k): v if isinstance(v, str) else _number(v, f"{what}: coefficient") for k, v in told.items()}
    reference = 70.0 if said["effect"] == "allometric" else 0.0
    return CovariateEffect(
        parameter,
        str(said["covariate"]),
        cast(Shape, shape),
        _number(said.get("reference", reference), f"{what}: reference"),
        coefficients,
    )


def _allometric(parameter: str, what: str) -> float:
    """0.75 of clearances and 1 of volumes."""
    if parameter.startswith(_CLEARANCES):
        return 0.75
    if parameter.startswith(_VOLUMES):
        return 1.0
    raise ModelError(f"{what}: {parameter} is neither a clearance nor a volume by its name. Give the exponent.")


def _number(value: Any, what: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ModelError(f"{what[0].upper()}{what[1:]} is {value!r}, which is no finite number. Give one.")
    return float(value)


def _only(said: Mapping[str, Any], known: tuple[str, ...], what: str) -> None:
    for key in said:
        if key not in known:
            raise ModelError(f"{what[0].upper()}{what[1:]}: there is no {key}. It has {', '.join(known)}.")
