"""Section 14.4: concentrations, noncompartmental parameters and dose proportionality."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from firstdose.analysis.describe import described
from firstdose.errors import DataError
from firstdose.report.blocks import Column
from firstdose.report.digits import DASH, fixed, significant
from firstdose.report.tlf.by_arm import Lines, geometric
from firstdose.report.tlf.output import Population, Sheet, UnavailableError
from firstdose.report.tlf.trial import Trial

if TYPE_CHECKING:
    import polars as pl

    from firstdose.analysis.nca.options import Route
    from firstdose.analysis.nca.proportionality import Proportionality
    from firstdose.analysis.nca.result import NcaResult

_GEOMETRIC = ("CMAX", "AUCLST", "AUCIFO", "LAMZHL", "CLO", "CLFO", "VZO", "VZFO", "VSSO")
_PROPORTIONAL = ("CMAX", "AUCLST", "AUCIFO")
_SAME = 1e-6  # hours: a sample whose reference dose is the first
_BLQ = r"(?i)^\s*<|BLQ|BQL|LLOQ"
_DOSED = "DOSE"  # PARAMCD of a dose in ADPC
_IV = ("INTRAVENOUS", "INTRAVENOUS DRIP", "INTRAVENOUS BOLUS", "IV")


@dataclass(frozen=True, eq=False)
class FirstCycle:
    """Samples after the first dose of every treated subject, by analyte, and their analysis."""

    samples: pl.DataFrame
    """USUBJID TRTA ANALYTE TIME (hours after the dose) NOMINAL CONC (0: below the limit) LLOQ DOSE UNIT."""

    result: NcaResult | None
    reason: str = ""


def first_cycle(trial: Trial) -> FirstCycle:
    """The concentrations after the first dose, and what noncompartmental analysis says of them."""
    return trial.once(_first_cycle)


def _first_cycle(trial: Trial) -> FirstCycle:
    samples = _samples(trial)
    try:
        return FirstCycle(samples, _analysed(trial, samples))
    except DataError as error:
        return FirstCycle(samples, None, str(error))


def _samples(trial: Trial) -> pl.DataFrame:
    import polars as pl

    adpc = trial.get("adpc")
    lacking = [name for name in ("AFRLT", "ARRLT", "AVAL") if name not in adpc.columns]
    if lacking:
        raise UnavailableError(f"ADPC has no {', '.join(lacking)}.")
    rows = adpc.filter(_measured(adpc), (pl.col("AFRLT") - pl.col("ARRLT")).abs() < _SAME)
    value = pl.when(_below(rows)).then(0.0).otherwise(pl.col("AVAL").cast(pl.Float64))
    limit, unit = _or_null(rows, "ALLOQ", pl.Float64), _or_null(rows, "AVALU", pl.String)
    found = rows.select(
        "USUBJID",
        ANALYTE=pl.col("PARAM") if "PARAM" in rows.columns else pl.col("PARAMCD"),
        TIME=pl.col("ARRLT").clip(lower_bound=0.0),
        NOMINAL=(pl.col("NRRLT") if "NRRLT" in rows.columns else pl.col("ARRLT")).clip(lower_bound=0.0),
        CONC=pl.when(value < limit).then(0.0).otherwise(value),
        LLOQ=limit,
        DOSE=_or_null(rows, "DOSEA", pl.Float64),
        UNIT=unit,
    ).drop_nulls(["TIME", "CONC"])
    found = found.join(trial.arms.subjects.select("USUBJID", "TRTA"), on="USUBJID")
    if found.is_empty():
        raise UnavailableError("No treated subject has a concentration with a time after the first dose.")
    return found.unique(["USUBJID", "ANALYTE", "TIME"], keep="last", maintain_order=True)


def _measured(adpc: pl.DataFrame) -> pl.Expr:
    """Samples of blood: neither doses, nor derived rows, nor urine, whose concentration is that of an interval."""
    import polars as pl

    kept = pl.col("PARAMCD") != _DOSED
    if "DTYPE" in adpc.columns:
        kept &= pl.col("DTYPE").is_null()
    return kept & (pl.col("PCSPEC") != "URINE").fill_null(True) if "PCSPEC" in adpc.columns else kept


def _below(rows: pl.DataFrame) -> pl.Expr:
    """Whether the laboratory said that a value is below the limit of quantification."""
    import polars as pl

    said = [pl.col(name).cast(pl.String).str.contains(_BLQ) for name in ("AVALC", "PCSTRESC") if name in rows.columns]
    return pl.any_horizontal(*said, pl.lit(False)).fill_null(False)


def _or_null(rows: pl.DataFrame, name: str, kind: type[pl.DataType]) -> pl.Expr:
    import polars as pl

    return pl.col(name).cast(kind) if name in rows.columns else pl.lit(None, kind)


def _analysed(trial: Trial, samples: pl.DataFrame) -> NcaResult:
    import polars as pl

    from firstdose.analysis.nca import nca
    from firstdose.errors import UnitError

    intravenous = _intravenous(trial)
    given = samples.drop_nulls("DOSE").drop("LLOQ", "NOMINAL", "UNIT")
    if intravenous:
        given = given.with_columns(DUR=pl.lit(trial.infusion_hours))
    route: Route = "INTRAVENOUS" if intravenous else "EXTRAVASCULAR"
    try:
        conc, dose = _only(samples["UNIT"]), dose_unit(trial)
        return nca(given, route=route, time_unit="h", conc_unit=conc, dose_unit=dose)
    except UnitError:  # one that nobody knows: the parameters come without
        return nca(given, route=route, time_unit="h")


def dose_unit(trial: Trial) -> str | None:
    """The unit of every dose in ADPC, if they share one."""
    adpc = trial.get("adpc")
    return _only(adpc.filter(adpc["PARAMCD"] == _DOSED)["AVALU"]) if "AVALU" in adpc.columns else None


def _only(values: pl.Series) -> str | None:
    found = values.drop_nulls().unique().to_list()
    return str(found[0]) if len(found) == 1 else None


def _intravenous(trial: Trial) -> bool:
    """As EX says; where it does not, an infusion of the protocol is into a vein."""
    ex = trial.domain("ex")
    routes = set[str]()
    if ex is not None and "EXROUTE" in ex.columns:
        routes = {str(each).upper() for each in ex["EXROUTE"].drop_nulls()}
    return routes <= set(_IV) if routes else trial.infusion_hours > 0


def parameters(trial: Trial) -> Sheet:
    """Geometric mean and geometric CV of each parameter by dose level; the median of tmax."""
    long = parameters_of(trial)
    sizes = {arm: n for arm, n in Lines.of(trial.arms).sizes.items() if arm != "Total"}
    lines = Lines(sizes)
    for (analyte,), of in long.group_by("ANALYTE", maintain_order=True):
        for code in _GEOMETRIC:
            rows = of.filter(of["PPTESTCD"] == code)
            if not rows.is_empty():
                lines.group(f"{analyte}: {code}{_unit(rows)}")
                _geometric(lines, rows)
        _tmax(lines, of.filter(of["PPTESTCD"] == "TMAX"), str(analyte))
    notes = (
        "Noncompartmental, after the first dose; areas linear up and logarithmic down.",
        "Below the limit of quantification: 0 before the first and after the last value above it, else left out.",
    )
    return lines.sheet(sampled(trial), "Parameter", notes)


def _geometric(lines: Lines, rows: pl.DataFrame) -> None:
    found = {row["TRTA"]: row for row in described(rows, "AVAL", "TRTA").to_dicts()}
    lines.line("n", {arm: fixed(row["N"]) for arm, row in found.items()})
    lines.line("Geometric mean (CV %)", {arm: geometric(row) for arm, row in found.items()}, DASH)
    lines.line(
        "Min, max", {arm: f"{significant(row['LOW'])}, {significant(row['HIGH'])}" for arm, row in found.items()}, DASH
    )


def _tmax(lines: Lines, rows: pl.DataFrame, analyte: str) -> None:
    if rows.is_empty():
        return
    found = described(rows, "AVAL", "TRTA").to_dicts()
    lines.group(f"{analyte}: TMAX, h")
    lines.line(
        "Median (min, max)",
        {
            row["TRTA"]: f"{significant(row['MEDIAN'])} ({significant(row['LOW'])}, {significant(row['HIGH'])})"
            for row in found
        },
        DASH,
    )


def _unit(rows: pl.DataFrame) -> str:
    units = rows["UNIT"].drop_nulls().unique().to_list()
    return f", {units[0]}" if len(units) == 1 else ""


def sampled(trial: Trial) -> Population:
    """Who has a concentration after the first dose."""
    return Population("Pharmacokinetic analysis set", first_cycle(trial).samples["USUBJID"].n_unique())


def parameters_of(trial: Trial) -> pl.DataFrame:
    """USUBJID TRTA ANALYTE DOSE PPTESTCD AVAL UNIT, of what could be calculated."""
    import polars as pl

    cycle = first_cycle(trial)
    if cycle.result is None:
        raise UnavailableError(f"The concentrations cannot be analysed: {cycle.reason}")
    rows = [
        {
            "USUBJID": each["USUBJID"],
            "ANALYTE": each["ANALYTE"],
            "PPTESTCD": code,
            "AVAL": one["value"],
            "UNIT": one["unit"],
        }
        for each in cycle.result.subjects
        for code, one in each["parameters"].items()
    ]
    names = ("USUBJID", "ANALYTE", "PPTESTCD", "UNIT")
    long = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String) | {"AVAL": pl.Float64})
    doses = cycle.samples.select("USUBJID", "ANALYTE", "TRTA", "DOSE").unique(
        ["USUBJID", "ANALYTE"], maintain_order=True
    )
    found = long.drop_nulls("AVAL").join(doses, on=["USUBJID", "ANALYTE"])
    if found.is_empty():
        raise UnavailableError("No pharmacokinetic parameter could be calculated from these concentrations.")
    return found


@dataclass(frozen=True, eq=False)
class Proportional:
    """One parameter of one analyte over the dose."""

    analyte: str
    code: str
    rows: pl.DataFrame  # USUBJID DOSE AVAL UNIT
    found: Proportionality


def proportional(trial: Trial) -> tuple[tuple[Proportional, ...], Population]:
    """The power model of each parameter of exposure."""
    from firstdose.analysis.nca import power_model

    long = parameters_of(trial)
    long = long.filter((long["AVAL"] > 0) & (long["DOSE"] > 0))
    each = []
    for (analyte,), of in long.group_by("ANALYTE", maintain_order=True):
        for code in _PROPORTIONAL:
            rows = of.filter(of["PPTESTCD"] == code).sort("USUBJID")
            if not rows.is_empty():
                values = rows["DOSE"].to_numpy(), rows["AVAL"].to_numpy(), np.asarray(rows["USUBJID"].to_list())
                each.append(Proportional(str(analyte), code, rows, power_model(*values, code)))
    return tuple(each), sampled(trial)


def proportionality(trial: Trial) -> Sheet:
    """Slope of the power model, its interval and what follows."""
    each, population = proportional(trial)
    rows = tuple(_slope(one) for one in each)
    if not rows:
        raise UnavailableError("No subject has an exposure and a dose.")
    heads = (
        Column("Subjects"),
        Column("Doses"),
        Column("Slope"),
        Column("90 % interval"),
        Column("Required for proportionality"),
        Column("Conclusion", align="left", wide=True),
    )
    columns = (Column("Analyte", align="left"), Column("Parameter", align="left"), *heads)
    notes = (
        "Power model: log exposure on log dose; a slope of 1 is proportional.",
        "Required: ratio of dose-normalised means within 0.8 to 1.25 (Smith 2000).",
    )
    return Sheet(population, columns, rows, notes=notes)


def _slope(one: Proportional) -> tuple[str, ...]:
    found = one.found
    head = (one.analyte, one.code, fixed(found.n), fixed(found.doses))
    if found.reason is not None:
        return (*head, DASH, DASH, DASH, found.reason)
    low, high = found.required
    return (*head, f"{found.slope:.2f}", f"{found.low:.2f}–{found.high:.2f}", f"{low:.2f}–{high:.2f}", found.verdict)
