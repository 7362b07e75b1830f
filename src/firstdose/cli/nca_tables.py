"""The tables of a noncompartmental analysis, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from firstdose.cli import show

if TYPE_CHECKING:
    from firstdose.analysis.nca import NcaResult, Proportionality, SparseArea


def parameters(found: NcaResult, proportional: list[Proportionality]) -> None:
    """What each profile shows, what to look at twice, what is missing, and a summary."""
    from firstdose.analysis.nca.marks import legend

    if not len(found):
        show.say("The table has no samples.")
        return
    for analyte in found.keys["ANALYTE"].unique(maintain_order=True):
        _print_analyte(found, analyte)
    seen = {letter for row in range(len(found)) for letter in found.marked(row)}
    show.say(*(f"{letter}: {said}" for letter, said in legend().items() if letter in seen))
    _print_missing(found)
    _print_summary(found)
    _print_proportionality(proportional)


def _print_analyte(found: NcaResult, analyte: str | None) -> None:
    from firstdose.report.digits import DASH, significant

    rows = found.keys["ANALYTE"].eq_missing(analyte).arg_true().to_list()
    shown = [each for each in found.parameters if each.people and any(found.applies[each.code][row] for row in rows)]
    keys = [name for name in ("PROFILE", "DOSETIME") if found.keys[name].is_not_null().any()]

    def line(row: int) -> tuple[str, ...]:
        key = found.keys.row(row, named=True)
        told = (
            str(key["USUBJID"]),
            *(_told(key[name]) for name in keys),
            found.marked(row),
        )
        times = found.points(row)
        span = f"{times[0]:g} to {times[-1]:g} ({len(times)})" if times else DASH
        values = (significant(float(found.value(each.code)[row])) for each in shown)
        return (*told, significant(key["DOSE"]), *values, span)

    heads = [" ".join(filter(None, (each.code, f"[{unit}]" if (unit := found.unit(each)) else ""))) for each in shown]
    columns = ("USUBJID", *keys, "look", "DOSE", *heads, "points of LAMZ")
    title = "Noncompartmental analysis" + (f" of {analyte}" if analyte else "")
    show.table(columns, map(line, rows), title=title, left=2 + len(keys))
    show.say("")


def _print_missing(found: NcaResult) -> None:
    """Reasons, with the subjects that share them."""
    import polars as pl

    people = [each.code for each in found.parameters if each.people]
    missing = found.adpp().filter(pl.col("reason").is_not_null() & pl.col("PPTESTCD").is_in(people))
    if len(missing):
        show.say("", "Why there is no value:")
    for reason, rows in missing.group_by("reason", maintain_order=True):
        codes = ", ".join(rows["PPTESTCD"].unique(maintain_order=True))
        show.say(f"{codes} of {_few(rows['USUBJID'].unique(maintain_order=True).to_list())}: {reason[0]}", indent="  ")


def _few(names: list[str], most: int = 5) -> str:
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def _told(value: Any) -> str:
    from firstdose.report.digits import DASH

    return DASH if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _print_summary(found: NcaResult) -> None:
    """One row a dose: geometric means, or medians of times, fits and percentages."""
    from firstdose.analysis.nca import summary
    from firstdose.analysis.nca.summary import at_levels

    frame, levels = summary(found), at_levels(found)
    names = [name for name in ("ANALYTE", "ROUTE", "DOSE", "DOSETIME") if frame[name].n_unique() > 1 or name == "DOSE"]
    codes = list(dict.fromkeys(frame["PPTESTCD"]))
    groups = frame.partition_by("ANALYTE", "ROUTE", "DOSE", "DOSETIME", maintain_order=True)
    rows = []
    for group in groups:
        cells = {row["PPTESTCD"]: row for row in group.iter_rows(named=True)}
        most = int(group["N"].cast(int).to_numpy().max())
        key = ("all" if name == "DOSE" and not levels else _told(group[name][0]) for name in names)
        rows.append((*key, str(most), *(_cell(cells.get(code), most) for code in codes)))
    show.say("")
    title = "By dose: geometric mean (CV %), or median (lowest to highest); [n] where a parameter has fewer"
    show.table((*names, "n", *codes), rows, title=title, left=len(names))


def _cell(row: dict[str, Any] | None, most: int) -> str:
    from firstdose.report.digits import DASH, between, significant

    if row is None:
        return DASH
    fewer = f" [{row['N']}]" if row["N"] < most else ""
    if row["GEOMEAN"] is None:
        return f"{significant(row['MEDIAN'])} ({between(significant(row['MIN']), significant(row['MAX']))}){fewer}"
    return f"{significant(row['GEOMEAN'])} ({significant(row['GEOCV'])}){fewer}"


def _print_proportionality(found: list[Proportionality]) -> None:
    from firstdose.report.digits import significant

    for each in found:
        of = each.parameter + (f" of {each.analyte}" if each.analyte else "")
        of += f", dose {each.interval}" if len({other.interval for other in found}) > 1 else ""
        if each.reason:
            show.say("", f"Dose proportionality of {of}: {each.reason}")
            continue
        low, high = each.required
        show.say(
            "",
            f"Dose proportionality of {of}: {each.verdict}.",
            f"  slope {significant(each.slope)} (90 % interval {significant(each.low)} to {significant(each.high)}; "
            f"proportional within {significant(low)} to {significant(high)}), {each.n} profiles at {each.doses} doses",
        )


def sparse(found: list[SparseArea], as_json: bool) -> None:
    """Areas under mean concentrations."""
    from firstdose.report.digits import DASH, between, significant

    if as_json:
        show.as_json({"sparse": [each.to_dict() for each in found]})
        return
    rows = [
        (
            each.ANALYTE or DASH,
            significant(each.DOSE),
            *map(significant, (each.auclst, each.se, each.df)),
            between(*map(significant, each.interval())),
        )
        for each in found
    ]
    columns = ("ANALYTE", "DOSE", "AUCLST", "standard error", "degrees of freedom", "90 % interval")
    show.table(columns, rows, title="Area under the mean concentrations")
    show.say(
        *(f"{each.ANALYTE or 'All'}, dose {significant(each.DOSE)}: {each.reason}" for each in found if each.reason)
    )
