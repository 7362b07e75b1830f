"""The figures: what analysis found, as frames for the figures of `report.figures`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from firstdose.analysis.power_line import power_line
from firstdose.report.blocks import Panel
from firstdose.report.digits import counted
from firstdose.report.figures.concentration_time import concentration_time
from firstdose.report.figures.dose_proportionality import dose_proportionality
from firstdose.report.figures.footer import Footer
from firstdose.report.figures.kaplan_meier import kaplan_meier
from firstdose.report.figures.shares import shares
from firstdose.report.figures.spider import spider as spider_of
from firstdose.report.figures.swimmer import swimmer as swimmer_of
from firstdose.report.figures.waterfall import waterfall as waterfall_of
from firstdose.report.tlf import dose_limiting
from firstdose.report.tlf.output import Drawing, Population, UnavailableError
from firstdose.report.tlf.pharmacokinetics import dose_unit, first_cycle, proportional, sampled
from firstdose.report.tlf.response import objective_response, responses
from firstdose.report.tlf.survival import TITLES, curves
from firstdose.report.tlf.trial import Trial

if TYPE_CHECKING:
    import polars as pl

    from firstdose.analysis.survival.curve import KaplanMeier

_ON_AXIS = 7  # numbers at risk side by side


def _footer(trial: Trial, population: Population) -> Footer:
    return Footer(population.name, population.n, trial.cut)


def _sums(trial: Trial) -> pl.DataFrame:
    """Sums of target lesions after baseline and at it: USUBJID TRT01A ADY PCHG ANL02FL, in the order of the doses."""
    import polars as pl

    adtr = trial.get("adtr")
    rows = adtr.filter((pl.col("PARAMCD") == "SDIAM") & pl.col("PCHG").is_not_null())
    rows = rows.drop("TRT01A", "TRTA", "TRTSDT", strict=False)
    rows = rows.join(trial.arms.subjects.select("USUBJID", "TRTSDT", TRT01A="TRTA"), on="USUBJID")
    if rows.is_empty():
        raise UnavailableError("No treated subject has target lesions measured at baseline and again.")
    since = (pl.col("ADT") - pl.col("TRTSDT")).dt.total_days()
    return _ordered(rows.with_columns(ADY=pl.max_horizontal(since + (since >= 0), pl.lit(1))), trial).sort(
        "PLACE", "USUBJID", "ADY", maintain_order=True
    )


def _ordered(rows: pl.DataFrame, trial: Trial) -> pl.DataFrame:
    import polars as pl

    order = {arm: at for at, arm in enumerate(trial.arms.names)}
    return rows.with_columns(PLACE=pl.col("TRT01A").replace_strict(order, return_dtype=pl.Int64)).sort(
        "PLACE", maintain_order=True
    )


def waterfall(trial: Trial) -> Drawing:
    """Best change of the target lesions."""
    import polars as pl

    rows = _sums(trial)
    flagged = rows.filter(pl.col("ANL02FL") == "Y") if "ANL02FL" in rows.columns else rows.filter(pl.col("ADY") > 1)
    best = flagged.group_by("USUBJID", "TRT01A", maintain_order=True).agg(pl.col("PCHG").min())
    if best.is_empty():
        raise UnavailableError("No treated subject has target lesions measured after baseline.")
    best = best.join(_best(trial), on="USUBJID", how="left").with_columns(pl.col("BOR").fill_null("not assessed"))
    who = Population("Treated, with target lesions measured again", len(best))
    chart = waterfall_of(best, _footer(trial, who))
    return Drawing(
        who,
        (Panel(chart, least_px=560),),
        f"Bars of the best percentage change of {counted(len(best), 'subject')}, from growth to shrinkage.",
    )


def _best(trial: Trial) -> pl.DataFrame:
    import polars as pl

    try:
        found = responses(trial, "CBOR")
    except UnavailableError:
        return pl.DataFrame(schema={"USUBJID": pl.String, "BOR": pl.String})
    return found.select("USUBJID", BOR=pl.col("AVALC").replace("MISSING", "not assessed"))


def forest(trial: Trial) -> Drawing:
    """The confirmed objective response by dose level and by what is known of subjects at baseline."""
    lines = objective_response(trial)
    chart = shares(lines, "Objective response, confirmed", _footer(trial, trial.safety))
    alt = f"Objective response with its exact 95 % interval in {counted(sum(one.of > 0 for one in lines), 'subgroup')}."
    notes = (
        "Intervals: Clopper-Pearson, 95 %. Dashed: all subjects.",
        "Subjects without an assessment count as not responding.",
    )
    return Drawing(trial.safety, (Panel(chart, least_px=520),), alt, notes)


def spider(trial: Trial) -> Drawing:
    """Change of the target lesions over time."""
    rows = _sums(trial)
    who = Population("Treated, with target lesions measured", rows["USUBJID"].n_unique())
    alt = f"One line of percentage change over weeks for each of {counted(who.n, 'subject')}."
    return Drawing(who, (Panel(spider_of(rows, _footer(trial, who), trial.arms.names), least_px=560),), alt)


def swimmer(trial: Trial) -> Drawing:
    """Time on treatment and what happened in it."""
    import polars as pl

    adsl = trial.get("adsl")
    if "TRTDURD" not in adsl.columns:
        raise UnavailableError("ADSL has no duration of treatment (TRTDURD).")
    status = (
        pl.col("EOTSTT")
        if "EOTSTT" in adsl.columns
        else pl.col("EOSSTT")
        if "EOSSTT" in adsl.columns
        else pl.lit(None, pl.String)
    )
    rows = adsl.select("USUBJID", "TRTDURD", EOTSTT=status).join(
        trial.arms.subjects.select("USUBJID", TRT01A="TRTA"), on="USUBJID"
    )
    rows = _ordered(rows.drop_nulls("TRTDURD"), trial)
    if rows.is_empty():
        raise UnavailableError("No treated subject has both a first and a last date of dosing.")
    who = Population(trial.safety.name, len(rows))
    chart = swimmer_of(rows, _happened(trial), _footer(trial, who), trial.arms.names)
    return Drawing(
        who,
        (Panel(chart, least_px=560),),
        f"Bars of time on treatment of {counted(len(rows), 'subject')}, with responses, progressions, DLTs and deaths.",
        ("Response: the first assessment of a confirmed one.",),
    )


def _happened(trial: Trial) -> pl.DataFrame:
    """USUBJID ADY EVENT of treated subjects; what the data lack is left out."""
    import polars as pl

    parts = [_dated(trial, *each) for each in (("adrs", "CRSP", "Response"), ("adrs", "PD", "Progression"))]
    adsl = trial.get("adsl")
    if "DTHDT" in adsl.columns:
        parts.append(adsl.select("USUBJID", ADT=pl.col("DTHDT").cast(pl.Date), EVENT=pl.lit("Death")))
    try:
        seen = dose_limiting.found(trial)
        parts.append(seen.events.select("USUBJID", ADT="ASTDT", EVENT=pl.lit("DLT")))
    except UnavailableError:
        pass
    rows = (
        pl.concat(parts)
        .join(trial.arms.subjects.select("USUBJID", "TRTSDT"), on="USUBJID")
        .drop_nulls(["ADT", "TRTSDT"])
    )
    since = (pl.col("ADT") - pl.col("TRTSDT")).dt.total_days()
    return rows.select("USUBJID", ADY=since + (since >= 0), EVENT="EVENT")


def _dated(trial: Trial, name: str, code: str, event: str) -> pl.DataFrame:
    import polars as pl

    empty = pl.DataFrame(schema={"USUBJID": pl.String, "ADT": pl.Date, "EVENT": pl.String})
    try:
        rows = trial.get(name)
    except UnavailableError:
        return empty
    rows = rows.filter((pl.col("PARAMCD") == code) & (pl.col("AVALC") == "Y"))
    return rows.select("USUBJID", pl.col("ADT").cast(pl.Date), EVENT=pl.lit(event))


def survival(code: str) -> Callable[[Trial], Drawing]:
    """The Kaplan-Meier figure of an endpoint."""

    def made(trial: Trial) -> Drawing:
        found = {arm: curve for arm, curve in curves(trial, code).items() if arm != "Total"}
        n = sum(curve.n for curve in found.values())
        who = Population(trial.safety.name if code != "RSD" else "Responders, confirmed or not", n)
        steps, at_risk = _curves(found)
        title = TITLES[code]
        share = f"{title}, share without event"
        chart = kaplan_meier(steps, at_risk, _since(trial, code), share, _footer(trial, who), trial.arms.names)
        return Drawing(
            who,
            (Panel(chart, least_px=520),),
            f"Kaplan-Meier curves of {title.lower()} by dose level, with numbers at risk.",
        )

    return made


def _since(trial: Trial, code: str) -> str:
    start = "randomisation" if trial.reference == "RANDDT" else "the first dose"
    return f"Months since {'response' if code == 'RSD' else start}"


def _curves(found: dict[str, KaplanMeier]) -> tuple[pl.DataFrame, pl.DataFrame]:
    import polars as pl

    last = max([float(curve.time[-1]) for curve in found.values() if len(curve.time)] or [1.0])
    step = next(each for each in (0.25, 0.5, 1, 2, 3, 6, 12, 24, 60, 1200) if last / each <= _ON_AXIS)
    ticks = np.arange(0, last + step, step)
    lines, numbers = [], []
    for arm, curve in found.items():
        names = {"time": "TIME", "survival": "SURVIVAL", "low": "LOW", "high": "HIGH", "censored": "CENSORED"}
        lines.append(
            curve.steps().select(pl.lit(arm).alias("TRT01A"), *(pl.col(old).alias(new) for old, new in names.items()))
        )
        numbers.append(
            pl.DataFrame({"TRT01A": [arm] * len(ticks), "TIME": ticks, "AT_RISK": curve.numbers_at_risk(ticks)})
        )
    return pl.concat(lines), pl.concat(numbers)


def concentrations(trial: Trial) -> Drawing:
    """Each analyte on a linear and on a logarithmic axis."""
    import polars as pl

    samples = first_cycle(trial).samples.rename({"TRTA": "TRT01A", "CONC": "AVAL"})
    samples = _ordered(samples, trial).sort("PLACE", "USUBJID", "TIME", maintain_order=True)
    who = sampled(trial)
    panels = []
    for (analyte,), rows in samples.group_by("ANALYTE", maintain_order=True):
        mean = rows.group_by("TRT01A", "NOMINAL", maintain_order=True).agg(pl.col("AVAL").mean(), N=pl.len())
        mean = mean.rename({"NOMINAL": "TIME"}).filter(pl.col("AVAL") > 0)
        units, limits = rows["UNIT"].drop_nulls().unique().to_list(), rows["LLOQ"].drop_nulls().unique().to_list()
        y_title = f"{analyte}{f', {units[0]}' if len(units) == 1 else ''}"
        for log in (False, True):
            footer = _footer(trial, who) if log else None
            options: dict[str, Any] = {"log": log, "lloq": limits[0] if len(limits) == 1 else None, "footer": footer}
            options |= {"doses": trial.arms.names}
            chart = concentration_time(
                rows, mean.sort("TIME", maintain_order=True), "Hours after the first dose", y_title, **options
            )
            panels.append(Panel(chart, f"{analyte}, {'logarithmic' if log else 'linear'} axis", least_px=520))
    note = "Thick lines: arithmetic means at nominal times, values below the limit of quantification as 0."
    return Drawing(
        who,
        tuple(panels),
        f"Concentrations over time of {counted(who.n, 'subject')}, with the mean of each dose level.",
        (note,),
    )


def proportionality(trial: Trial) -> Drawing:
    """Each exposure over the dose with the power model."""
    each, who = proportional(trial)
    if not each:
        raise UnavailableError("No subject has an exposure and a dose.")
    x_title = ", ".join(filter(None, ["Dose", dose_unit(trial)]))
    panels = []
    for at, one in enumerate(each):
        line = power_line(one.rows["DOSE"].to_numpy(), one.rows["AVAL"].to_numpy())
        unit = one.rows["UNIT"].drop_nulls().unique().to_list()
        points = one.rows.select("USUBJID", "AVAL", DOSEA="DOSE")
        footer = _footer(trial, who) if at == len(each) - 1 else None
        y_title = f"{one.code}{f', {unit[0]}' if len(unit) == 1 else ''}"
        panels.append(Panel(dose_proportionality(points, line, x_title, y_title, footer), f"{one.analyte}: {one.code}"))
    return Drawing(
        who,
        tuple(panels),
        "Exposure over dose on logarithmic axes, with the power model.",
        ("Line and band: power model with the 90 % interval of the geometric mean.",),
    )
