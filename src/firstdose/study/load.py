"""From a study file to a study."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from firstdose.design import Ruled, build
from firstdose.errors import FirstDoseError, StudyError
from firstdose.molecule import Adc
from firstdose.molecule import library as molecule
from firstdose.patient import Population
from firstdose.patient import library as population
from firstdose.resources import find
from firstdose.resources import names as packaged_names
from firstdose.study.decision_rows import with_rows
from firstdose.study.file import StudyFile
from firstdose.study.history import history_assumptions, with_history
from firstdose.study.in_truth import check_window
from firstdose.study.nouns import AssumedTruth, Study
from firstdose.study.protocol_tables import check_doses
from firstdose.study.stated import stated
from firstdose.study.stated_table import without_address
from firstdose.tables import Key, Table, dotted, noun, parse_toml, read_bytes
from firstdose.trial import DoseGrid, Protocol
from firstdose.units import quantity

FOLDER = "studies"
_SUFFIXES = {"_days": "day", "_hours": "hour"}


def names() -> tuple[str, ...]:
    """The studies that come with firstdose."""
    return packaged_names(FOLDER)


def load(path_or_name: str | Path) -> Study:
    """A study from its file, or by the name of one that comes with firstdose.

    Parameters
    ----------
    path_or_name : ``"imgn289"``, or a path such as ``"studies/imgn289.toml"``. Files that the study names
        (a molecule, a population) are looked for from the folder of the study file.

    Examples
    --------
    >>> load("t-dm1-weekly").protocol.grid.label(3)
    'DL4 (2.4 mg/kg)'
    """
    file = find(FOLDER, path_or_name, "study", StudyError)
    data, where = read_bytes(file, StudyError), str(file)
    tables = parse_toml(data, where, StudyError)
    with _in(where):
        said = noun(StudyFile, _numbers(tables, ()), where, StudyError)
    near = file.parent if isinstance(file, Path) else None
    with _in(f"{where}: [study] molecule"):
        adc = molecule(said.study.molecule, near)
    with _in(f"{where}: [study] population"):
        people = population(said.study.population, near)
    return _study(said, tables, adc, people, where, sha256(data).hexdigest(), near)


def _study(
    said: StudyFile, tables: Table, adc: Adc, people: Population, where: str, digest: str, near: Path | None
) -> Study:
    with _in(where):
        protocol = _protocol(said)
        _check(said, people, protocol.grid)
        if said.truth.kind == "mechanism":
            adc.require_mechanism()
        history = said.escalation.design, protocol.schedule.every_days, near
        design = _design(said, protocol, f"{where}: ", with_rows(with_history(*history), near))
        borrowed = history_assumptions(*history)
    return Study(
        name=said.study.name,
        seed=said.study.seed,
        molecule=adc,
        population=people,
        indications=tuple(each.made() for each in said.indications),
        protocol=protocol,
        design=design,
        accrual=said.accrual.made(),
        truth=said.truth.made(),
        expansion=tuple(each.made() for each in said.expansion),
        stated=(*stated(said, tables, design), *borrowed),
        path=where,
        sha256=digest,
    )


@contextmanager
def _in(where: str) -> Iterator[None]:
    """Put the place in front of what is wrong, unless it stands there."""
    try:
        yield
    except FirstDoseError as found:
        raise found if str(found).startswith(where) else StudyError(f"{where}: {found}") from found


def _numbers(value: Any, key: Key, unit: str | None = None) -> Any:
    """Text such as "90 min" under a key that ends in its unit, as the number that the key stands for."""
    if isinstance(value, dict):
        return {name: _numbers(inner, (*key, name), _unit(name, value)) for name, inner in value.items()}
    if isinstance(value, list):
        return [_numbers(inner, (*key, number), unit) for number, inner in enumerate(value)]
    if isinstance(value, str) and unit is not None:
        number = quantity(value, unit, dotted(key))
        return int(number) if number.is_integer() else number
    return value


def _unit(key: str, table: Table) -> str | None:
    if key == "values":
        return str(table.get("unit", "mg/kg"))
    return next((unit for ending, unit in _SUFFIXES.items() if key.endswith(ending)), None)


def _protocol(said: StudyFile) -> Protocol:
    return Protocol(
        grid=said.doses.made(),
        schedule=said.schedule.made(),
        dlt=said.dlt.made(),
        cohort_size=said.escalation.cohort_size,
        start_level=said.doses.start_level - 1,
        max_patients=said.escalation.max_patients,
    )


def _design(said: StudyFile, protocol: Protocol, where: str, options: Table) -> Ruled:
    return build(
        without_address(options),
        protocol.grid,
        cohort_size=protocol.cohort_size,
        max_patients=protocol.max_patients,
        start_level=protocol.start_level,
        rules=[without_address(rule) for rule in said.escalation.rules],
        where=where,
    )


def _check(said: StudyFile, people: Population, grid: DoseGrid) -> None:
    """What no table can know of itself."""
    check_doses(said.schedule, said.dlt)
    _check_once("[[indications]]", [each.name for each in said.indications])
    _check_once("[[expansion]]", [each.name for each in said.expansion])
    for number, enrolled in enumerate(said.indications, start=1):
        _check_indication(f"[[indications]] {number}", people, enrolled.name)
    for number, cohort in enumerate(said.expansion, start=1):
        _check_indication(f"[[expansion]] {number}", people, cohort.indication, cohort.subtype)
    truth = said.truth.made()
    if isinstance(truth, AssumedTruth) and len(truth.p_dlt) != len(grid):
        raise StudyError(
            f"[truth] p_dlt has {len(truth.p_dlt)} values for {len(grid)} dose levels. Give one a level, lowest first."
        )
    check_window(truth, said.dlt.window_days)


def _check_once(where: str, names: Sequence[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise StudyError(f'{where} name = "{name}" stands more than once. Give each its own name, once.')


def _check_indication(where: str, people: Population, name: str, subtype: str = "") -> None:
    with _in(where):
        known = [each.name for each in people.indication(name).subtypes]
    if subtype and subtype not in known:
        raise StudyError(
            f'{where} subtype = "{subtype}": {name} has {", ".join(known)}. Give one of them, or leave subtype out.'
        )
