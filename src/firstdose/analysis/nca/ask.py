"""The question: what exposure, clearance, volume and half-life does each profile show?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from firstdose.analysis.nca.blq import BlqRule
from firstdose.analysis.nca.catalogue import Parameter, When, parameters
from firstdose.analysis.nca.interval import accumulation, over_tau
from firstdose.analysis.nca.marks import marks
from firstdose.analysis.nca.options import AreaRule, Points, Route, Terminal, TerminalRule, Units, one_of
from firstdose.analysis.nca.parameters import (
    Curves,
    Parameters,
    areas,
    back_extrapolated,
    disposition,
    observed,
    partial,
)
from firstdose.analysis.nca.profiles import Profiles, profiles
from firstdose.analysis.nca.reasons import NO_DOSE, Measured, derive
from firstdose.analysis.nca.result import NcaResult
from firstdose.data import AnyTable
from firstdose.errors import DataError
from firstdose.types import Bool

if TYPE_CHECKING:
    import polars as pl

_BY_DOSE = ("CMAX", "CMIN", "AUCLST", "AUCALL", "AUCIFO", "AUCIFP", "AUMCLST", "AUMCIFO", "AUMCIFP", "AUCTAU")


def nca(
    concentrations: AnyTable,
    *,
    auc: AreaRule = "lin-up-log-down",
    blq: str | float | Mapping[str, str | float] | None = None,
    lambda_z: TerminalRule = "pknca",
    points: Mapping[str, Points] | None = None,
    min_points: int = 3,
    tolerance: float = 1e-4,
    allow_tmax: bool = False,
    intervals: Sequence[tuple[float, float]] = (),
    tau: float | None = None,
    steady_state: bool = False,
    dose_times: Sequence[float] = (),
    by: Sequence[str] = (),
    route: Route | None = None,
    time_unit: str | None = None,
    conc_unit: str | None = None,
    dose_unit: str | None = None,
) -> NcaResult:
    """Noncompartmental analysis of every profile of a table, all at once.

    Parameters
    ----------
    concentrations : one row a sample: USUBJID, TIME, CONC and DOSE; where there are, DUR (of the infusion), ROUTE
        (INTRAVENOUS or EXTRAVASCULAR), ANALYTE, LLOQ, TAU, and DOSETIME (of the dose that a sample follows; TIME is on
        the same clock). CONC may say ``BLQ`` or ``<0.05``; 0 is below the limit.
    auc : rule of areas, see `area`.
    blq : what becomes of samples below the limit, by place (`BlqRule`): ``"drop"``,
        ``"first=keep,middle=drop,last=keep"`` (what is done if nothing is said), ``"before.tmax=0,after.tmax=drop"``.
    lambda_z, min_points, tolerance, allow_tmax : how the terminal phase is found, see `terminal`.
    points : its points by hand, under the USUBJID: ``(from, to)``, or three and more times.
    intervals : of partial areas AUCINT, after the dose.
    tau : dosing interval; without it the column TAU, or none.
    steady_state : the profiles follow doses before; clearance is then CLTAU, from AUCTAU.
    dose_times : when doses were given, on the clock of TIME, to everyone; cuts each subject's samples into profiles.
    by : columns that tell profiles of a subject apart, such as PERIOD; a DOSE or ROUTE of its own makes one as well.
    route : of rows without ROUTE; without it INTRAVENOUS where DUR is positive, else EXTRAVASCULAR.
    time_unit, conc_unit, dose_unit : units of the columns, from which those of the parameters follow.

    Notes
    -----
    AUCIFO = AUCLST + CLST / LAMZ; with the fitted concentration at TLST in place of CLST it is AUCIFP. CL = DOSE /
    AUCIF, VZ = CL / LAMZ, MRT = AUMCIF / AUCIF - DUR / 2, VSS = CL MRT. A volume is given over F (CLFO, VZFO) after an
    extravascular dose. What is missing says why.

    References
    ----------
    Gabrielsson J, Weiner D (2012), Methods Mol Biol 929:377, doi:10.1007/978-1-62703-050-2_16.

    Examples
    --------
    >>> import polars as pl
    >>> curve = pl.DataFrame({"TIME": [0, 1, 2, 4, 8], "CONC": [0.0, 8, 4, 2, 0.5]})
    >>> found = nca(curve.with_columns(USUBJID=pl.lit("01"), DOSE=100), conc_unit="mg/L", time_unit="h", dose_unit="mg")
    >>> found.subjects[0]["parameters"]["TMAX"]
    {'value': 1.0, 'unit': 'h', 'reason': None}
    >>> found.points(0)
    [2.0, 4.0, 8.0]
    """
    one_of(auc, get_args(AreaRule), "rule of areas")
    if route is not None:
        one_of(route, get_args(Route), "route")
    fates = BlqRule.of(blq)
    terminal = Terminal(lambda_z, min_points, tolerance, allow_tmax, dict(points or {}))
    given = profiles(concentrations, by=by, route=route, tau=tau, dose_times=dose_times, steady_state=steady_state)
    _known(given, terminal)
    curves = Curves.of(given, auc, fates, terminal)
    return _answer(curves, intervals, Units(time_unit, conc_unit, dose_unit), terminal)


def adpp(concentrations: AnyTable, **options: Any) -> pl.DataFrame:
    """The parameters of every profile as ADPP: `nca`, with its options, as one row a parameter."""
    return nca(concentrations, **options).adpp()


def _known(given: Profiles, terminal: Terminal) -> None:
    unknown = sorted(set(terminal.chosen) - set(given.keys["USUBJID"]))
    if unknown:
        raise DataError(f'Points of LAMZ are given for "{unknown[0]}", which is no USUBJID of the table. Correct it.')


def _answer(curves: Curves, intervals: Sequence[tuple[float, float]], units: Units, terminal: Terminal) -> NcaResult:
    given = curves.given
    found = observed(curves) | areas(curves)
    found |= back_extrapolated(curves, found) | disposition(given, found)
    found |= over_tau(curves, found)
    ratios, has_first = accumulation(given, found)
    found |= ratios | _per_dose(given, found)
    applies = _applies(given, has_first)
    asked = [*parameters(), *_partial_areas(curves, intervals, found)]
    everyone = np.ones(len(given.keys), dtype=np.bool_)
    masks = {each.code: applies.get(each.when, everyone) for each in asked}
    return NcaResult(
        given.keys.drop("LATER"),
        tuple(each for each in asked if masks[each.code].any() or each.when == "any"),
        {each.code: found[each.source] for each in asked},
        masks,
        units,
        curves.slope_time,
        curves.slope.used,
        marks(curves, found, np.isin(given.keys["USUBJID"].to_numpy(), list(terminal.chosen))),
    )


def _per_dose(given: Profiles, found: Mapping[str, Measured]) -> Parameters:
    dose = Measured.of(np.where(given.number("DOSE") > 0, given.number("DOSE"), np.nan), NO_DOSE)
    return {f"{code}D": derive(lambda value, d: value / d, found[code], dose) for code in _BY_DOSE}


def _applies(given: Profiles, has_first: Bool) -> dict[When, Bool]:
    """Which profiles (N,) have a parameter, by when it is defined."""
    iv, later = given.intravenous, given.keys["LATER"].to_numpy()
    tau = given.keys["TAU"].is_not_null().to_numpy()
    return {
        "iv": iv,
        "ev": ~iv,
        "bolus": given.bolus,
        "tau": tau,
        "iv-later": iv & later & tau,
        "ev-later": ~iv & later & tau,
        "accumulation": has_first & tau,
    }


def _partial_areas(
    curves: Curves, intervals: Sequence[tuple[float, float]], found: dict[str, Measured]
) -> list[Parameter]:
    asked = []
    for start, end in intervals:
        if not 0 <= start < end < np.inf:
            raise DataError(f"interval {start:g} to {end:g}: the times of a partial area are from 0, the first below.")
        code, everyone = f"AUCINT_{start:g}-{end:g}", np.ones(len(curves.given.keys))
        found[code], _ = partial(curves, start * everyone, end * everyone)
        asked.append(Parameter(code, f"AUC from T1 to T2 ({start:g} to {end:g})", "auc", people=True))
    return asked
