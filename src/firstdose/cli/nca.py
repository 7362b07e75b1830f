"""``firstdose nca``: exposure, clearance, volume and half-life from concentrations, without a model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from firstdose.cli import nca_tables, show
from firstdose.cli.options import Json
from firstdose.errors import FirstDoseError

if TYPE_CHECKING:
    from pathlib import Path

    from firstdose.analysis.nca import NcaResult, Proportionality
    from firstdose.analysis.nca.options import AreaRule, TerminalRule
    from firstdose.analysis.nca.options import Route as Way

File = Annotated[
    str,
    typer.Argument(
        metavar="FILE",
        help="Table of concentrations: USUBJID, TIME, CONC, DOSE; also DUR, ROUTE, ANALYTE, LLOQ, DOSETIME, TAU.",
    ),
]
Auc = Annotated[str, typer.Option("--auc", metavar="RULE", help="Areas: lin-up-log-down, linear or lin-log.")]
Blq = Annotated[
    str | None,
    typer.Option(
        metavar="RULE",
        show_default="first=keep,middle=drop,last=keep",
        help="Samples below the limit: keep (as 0), drop, a number, lloq or lloq/2; for all, or by place as "
        "first=...,middle=...,last=... or before.tmax=...,after.tmax=...",
    ),
]
LambdaZ = Annotated[
    str, typer.Option("--lambda-z", metavar="RULE", help="Points of the terminal phase: pknca or winnonlin.")
]
Points = Annotated[
    list[str] | None,
    typer.Option(
        "--points",
        metavar="SUBJECT=FROM:TO",
        show_default=False,
        help="Points of the terminal phase by hand: a span such as 01=9:24, or times such as 01=9,12,24; repeat it.",
    ),
]
Intervals = Annotated[
    list[str] | None,
    typer.Option("--interval", metavar="FROM:TO", show_default=False, help="A partial area, AUCINT; repeat it."),
]
Tau = Annotated[float | None, typer.Option(metavar="T", help="Dosing interval, for AUCTAU, CAVG, CTROUGH, FLUCP.")]
Steady = Annotated[bool, typer.Option("--steady-state", help="The profiles follow doses before: CL is from AUCTAU.")]
DoseTimes = Annotated[
    str | None,
    typer.Option(metavar="T,T,...", help="When doses were given, on the clock of TIME: cuts samples into profiles."),
]
By = Annotated[
    str | None, typer.Option("--by", metavar="COLUMN,...", help="Columns that tell a subject's profiles apart.")
]
Route = Annotated[
    str | None,
    typer.Option(metavar="ROUTE", show_default="EXTRAVASCULAR", help="INTRAVENOUS or EXTRAVASCULAR, without a column."),
]
TimeUnit = Annotated[str | None, typer.Option(metavar="UNIT", help="Unit of TIME, such as h.")]
ConcUnit = Annotated[str | None, typer.Option(metavar="UNIT", help="Unit of CONC, such as ug/mL.")]
DoseUnit = Annotated[str | None, typer.Option(metavar="UNIT", help="Unit of DOSE, such as mg or mg/kg.")]
Proportional = Annotated[
    str | None,
    typer.Option(
        "--proportionality",
        metavar="CODE,...",
        show_default="AUCIFO,CMAX, where there are several dose levels",
        help="Parameters whose dose proportionality is asked for.",
    ),
]
Output = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        show_default=False,
        help="Write one row a parameter, as ADPP: .csv or .parquet.",
    ),
]
Sparse = Annotated[bool, typer.Option("--sparse", help="One mean curve an analyte and dose; TIME is nominal.")]
_AUC, _LAMBDA_Z = "lin-up-log-down", "pknca"
_ENDINGS = (".csv", ".parquet")


def nca(  # long: the options of an analysis
    file: File,
    auc: Auc = _AUC,
    blq: Blq = None,
    lambda_z: LambdaZ = _LAMBDA_Z,
    points: Points = None,
    interval: Intervals = None,
    tau: Tau = None,
    steady_state: Steady = False,
    dose_times: DoseTimes = None,
    by: By = None,
    route: Route = None,
    time_unit: TimeUnit = None,
    conc_unit: ConcUnit = None,
    dose_unit: DoseUnit = None,
    proportionality: Proportional = None,
    sparse: Sparse = False,
    output: Output = None,
    as_json: Json = False,
) -> None:
    """Find exposure, clearance and half-life of profiles.

    Noncompartmental analysis of every profile of a table, with the points of each half-life and what to look at twice.
    """
    from firstdose.analysis.nca import nca as analysed
    from firstdose.analysis.nca import sparse as averaged
    from firstdose.cli.output import checked

    if sparse:
        _check_alone(
            (auc != _AUC, "--auc"),
            (lambda_z != _LAMBDA_Z, "--lambda-z"),
            (blq, "--blq"),
            (points, "--points"),
            (interval, "--interval"),
            (tau, "--tau"),
            (steady_state, "--steady-state"),
            (dose_times, "--dose-times"),
            (by, "--by"),
            (route, "--route"),
            (proportionality, "--proportionality"),
            (output, "--output"),
        )
        nca_tables.sparse(averaged(file), as_json)
        return
    path = checked(output, file, "parameters are a table", _ENDINGS) if output else None
    found = analysed(
        file,
        auc=cast("AreaRule", auc),
        blq=blq,
        lambda_z=cast("TerminalRule", lambda_z),
        points=dict(_points(text) for text in points or ()),
        intervals=[_span(text, "--interval") for text in interval or ()],
        tau=tau,
        steady_state=steady_state,
        dose_times=_numbers(dose_times, "--dose-times") if dose_times else (),
        by=[name.strip() for name in by.split(",")] if by else (),
        route=cast("Way", route.upper()) if route else None,
        time_unit=time_unit,
        conc_unit=conc_unit,
        dose_unit=dose_unit,
    )
    if path:
        _write(found, path)
    proportional = _proportional(found, proportionality)
    if not as_json:
        nca_tables.parameters(found, proportional)
    elif proportionality:
        show.as_json(found.to_dict() | {"proportionality": [each.to_dict() for each in proportional]})
    else:
        show.as_json(found.to_dict())


def _check_alone(*given: tuple[object, str]) -> None:
    """Refuse options that a mean curve does not have."""
    for value, option in given:
        if value:
            raise FirstDoseError(
                f"{option} cannot stand with --sparse, whose mean curve has linear areas alone. Omit it."
            )


def _write(found: NcaResult, path: Path) -> None:
    from io import BytesIO

    from firstdose.cli.output import ending, write

    content = BytesIO()
    rows = found.adpp()
    rows.write_csv(content) if ending(path) == ".csv" else rows.write_parquet(content)
    write(path, content.getvalue())


def _numbers(text: str, option: str) -> list[float]:
    try:
        return [float(each) for each in text.split(",")]
    except ValueError:
        raise FirstDoseError(f'{option} "{text}" is no list of numbers. Write e.g. 0,24,48.') from None


def _span(text: str, option: str) -> tuple[float, float]:
    try:
        low, high = (float(each) for each in text.split(":"))
    except ValueError:
        raise FirstDoseError(f'{option} "{text}" is no span. Write e.g. 0:12.') from None
    return low, high


def _points(text: str) -> tuple[str, Any]:
    subject, sign, times = text.rpartition("=")
    if not sign:
        raise FirstDoseError(f'--points "{text}" names no subject. Write e.g. 01=9:24, or 01=9,12,24.')
    return subject, _span(times, "--points") if ":" in times else _numbers(times, "--points")


def _proportional(found: NcaResult, asked: str | None) -> list[Proportionality]:
    from firstdose.analysis.nca import dose_proportionality
    from firstdose.analysis.nca.summary import at_levels

    levels = at_levels(found) and found.keys["DOSE"].drop_nulls().n_unique() > 1
    codes = asked.split(",") if asked else ("AUCIFO", "CMAX") * levels
    return [each for code in codes for each in dose_proportionality(found, code.strip())]
