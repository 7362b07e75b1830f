"""The biology around a conjugate, by packaged file: cells in a dish, a mouse with a tumour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from firstdose.errors import LibraryError
from firstdose.pkpd.engine.statement import Model
from firstdose.resources import packaged
from firstdose.sourced import Assumption, Sourced
from firstdose.tables import noun, read_toml


@cache
def system(name: str) -> Mapping[str, Sourced]:
    """Every number of a file of ``pkpd/library``, by name; its tables are headings.

    Examples
    --------
    >>> system("assay")["TDOUBLE"].to("day")
    1.5
    """
    return dict(_numbers(name))


def of_model(model: Model, known: Mapping[str, Sourced], given: tuple[str, ...]) -> dict[str, Sourced]:
    """The numbers that a model's parameters take.

    Parameters
    ----------
    known : numbers by name; those that are no parameter of the model are left out.
    given : parameters that come from somewhere else.
    """
    wanted = {each.name: each.unit for each in model.parameters if each.name not in given}
    if missing := [name for name in wanted if name not in known]:
        raise LibraryError(f"Model {model.name}: nothing is said of {', '.join(missing)}. Add it to the system's file.")
    for name, unit in wanted.items():
        known[name].require(unit, name, positive=False)
    return {name: known[name] for name in wanted}


def values(model: Model, numbers: Mapping[str, Sourced]) -> dict[str, float]:
    """The same as numbers in the model's units."""
    units = {each.name: each.unit for each in model.parameters}
    return {name: number.to(units[name]) for name, number in numbers.items()}


def provenance(numbers: Mapping[str, Sourced]) -> tuple[Assumption, ...]:
    """Where every number comes from, the shakiest first; those read in a publication too."""
    said = (Assumption(name, str(each), each.source, each.provenance) for name, each in numbers.items())
    return tuple(sorted(said, key=lambda each: each.rank))


def _numbers(name: str) -> Iterator[tuple[str, Sourced]]:
    for heading, table in read_toml(packaged(f"pkpd/library/{name}.toml")).items():
        for parameter, said in table.items():
            yield parameter, noun(Sourced, said, f"{name}.toml [{heading}] {parameter}")
