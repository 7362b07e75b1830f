"""Fit a population model: data in, estimates out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from firstdose.analysis.population.fit import Fit
from firstdose.analysis.population.records import Records
from firstdose.analysis.population.specification import PopulationModel
from firstdose.errors import DataError, ModelError

if TYPE_CHECKING:
    from firstdose.analysis.population.focei.descent import Progress
    from firstdose.data import AnyTable

Method: TypeAlias = Literal["focei", "saem"]
METHODS: tuple[Method, ...] = ("focei", "saem")


def fit(
    model: PopulationModel | str | Path | Mapping[str, Any],
    data: AnyTable,
    method: Method = "focei",
    *,
    progress: Progress | None = None,
    **options: Any,
) -> Fit:
    """Estimates of population parameters.

    Parameters
    ----------
    model : a population model, its TOML file or tables, or the name of one that ships, e.g. ``"theo_sd"``.
    data : NONMEM-style table, or its path: see ``Records.of``.
    method : ``"focei"``, or ``"saem"``, in any case.
    progress : called with each iteration and the OFV there.
    options : of the method: see ``focei`` and ``saem``.

    Examples
    --------
    >>> found = fit("theo_sd", "theo_sd.csv")  # doctest: +SKIP
    >>> round(found.ofv, 2), {name: round(value, 2) for name, value in found.theta.items()}  # doctest: +SKIP
    (116.8, {'KA': 1.59, 'CL': 2.75, 'V': 31.81})
    """
    spec = stated_model(model)
    if method.lower() not in METHODS:
        raise ModelError(f'There is no method "{method}". Give one of {", ".join(METHODS)}.')
    records = Records.of(spec, data)
    check_subjects(spec, records)
    if method.lower() == "saem":
        from firstdose.analysis.population.saem import saem

        return saem(spec, records, progress=progress, **options)
    from firstdose.analysis.population.focei import focei

    return focei(spec, records, progress=progress, **options)


def stated_model(model: PopulationModel | str | Path | Mapping[str, Any]) -> PopulationModel:
    """The population model that is meant."""
    if isinstance(model, PopulationModel):
        return model
    if isinstance(model, Mapping):
        from firstdose.analysis.population.reading import stated

        return stated(model, str(model.get("name", "model")))
    return PopulationModel.load(model)


def check_subjects(spec: PopulationModel, records: Records) -> None:
    """Refuse to estimate variances that the data cannot tell."""
    free = [name for block in spec.omega if not block.fixed and not block.occasion for name in block.names]
    if records.subjects == 1 and free:
        raise DataError(
            f"The data has one subject, {records.id[0]}, which tells nothing of how subjects differ. Give more "
            f"subjects, or fix omega: [omega] {free[0]} = {{variance = 0.1, fixed = true}}."
        )
    if spec.within and records.occasions == 1:
        raise DataError(
            f"[iov] has {', '.join(spec.within)}, and no subject has a second occasion. Give the column OCC, or leave "
            "[iov] out."
        )
