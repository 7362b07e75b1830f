"""Every analysis that takes a trial's tables, asked of a small made-up trial: one list, which contract tests sweep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import polars as pl
from tests.phase_one import phase_one

from firstdose import analysis

Tables: TypeAlias = Mapping[str, Any]


@cache
def tables(n: int = 12) -> dict[str, pl.DataFrame]:
    """SDTM domains of the made-up trial, and ADaM derived from them."""
    made = phase_one(n)
    adsl = analysis.adsl(made["dm"], made["ex"], made["ds"])
    adrs = analysis.adrs(made["rs"], adsl)
    return {
        **made,
        "adsl": adsl,
        "adae": analysis.adae(made["ae"], adsl, made["ex"]),
        "adlb": analysis.adlb(made["lb"], adsl),
        "adpc": analysis.adpc(made["pc"], made["ex"], adsl),
        "adrs": adrs,
        "adtte": analysis.adtte(adrs, adsl),
        "er": pl.DataFrame(
            {"AUC": [float(at) for at in range(1, 21)], "DLT": [int(at in (5, 9, 12, 15, 16, 19)) for at in range(20)]}
        ),
    }


def _reported(t: Tables) -> analysis.Reported:
    return analysis.reported(t["adae"], t["adsl"])


ANALYSES: Mapping[str, tuple[tuple[str, ...], Callable[[Tables], object]]] = {
    # name: the tables it takes, and the question
    "adsl": (("dm", "ex", "ds"), lambda t: analysis.adsl(t["dm"], t["ex"], t["ds"])),
    "adae": (("ae", "adsl", "ex"), lambda t: analysis.adae(t["ae"], t["adsl"], t["ex"])),
    "adex": (("ex", "adsl"), lambda t: analysis.adex(t["ex"], t["adsl"])),
    "adlb": (("lb", "adsl"), lambda t: analysis.adlb(t["lb"], t["adsl"])),
    "adpc": (("pc", "ex", "adsl"), lambda t: analysis.adpc(t["pc"], t["ex"], t["adsl"])),
    "adpp": (("adpc",), lambda t: analysis.adpp(t["adpc"])),
    "adrs": (("rs", "adsl"), lambda t: analysis.adrs(t["rs"], t["adsl"])),
    "adtr": (("tr", "tu", "rs", "adsl"), lambda t: analysis.adtr(t["tr"], t["tu"], t["rs"], t["adsl"])),
    "adtte": (("adrs", "adsl"), lambda t: analysis.adtte(t["adrs"], t["adsl"])),
    "ae_by_grade": (("adae", "adsl"), lambda t: analysis.ae_by_grade(_reported(t))),
    "ae_by_term": (("adae", "adsl"), lambda t: analysis.ae_by_term(_reported(t))),
    "ae_overview": (("adae", "adsl"), lambda t: analysis.ae_overview(_reported(t))),
    "best_overall_response": (("rs", "adsl"), lambda t: analysis.best_overall_response(t["rs"], t["adsl"]).subjects),
    "durations": (("adae", "adsl"), lambda t: analysis.durations(_reported(t))),
    "exposure": (("ex", "adsl"), lambda t: analysis.exposure(t["ex"], t["adsl"])),
    "exposure_response": (
        ("er",),
        lambda t: analysis.exposure_response(t["er"], "DLT", ["AUC"], bootstrap=0).candidates(),
    ),
    "follow_up_of": (("adtte",), lambda t: analysis.survival_summary(analysis.follow_up_of(t["adtte"], "PFS"))),
    "grade_laboratory": (("lb",), lambda t: analysis.grade_laboratory(t["lb"]).rows),
    "laboratory_shift": (("adlb", "adsl"), lambda t: analysis.laboratory_shift(t["adlb"], t["adsl"])),
    "nca": (("adpc",), lambda t: analysis.nca(t["adpc"]).subjects),
    "overall_responses": (("rs",), lambda t: analysis.overall_responses(t["rs"])),
    "shift_table": (("adlb",), lambda t: analysis.shift_table(t["adlb"])),
    "survival_of": (("adtte",), lambda t: analysis.survival_summary(analysis.survival_of(t["adtte"], "OS"))),
    "time_to_onset": (("adae", "adsl"), lambda t: analysis.time_to_onset(_reported(t))),
    "worst_grades": (("adlb",), lambda t: analysis.worst_grades(t["adlb"])),
}


def as_files(given: Tables, folder: Path) -> dict[str, Path]:
    """The same tables, each in a CSV file."""
    for name, frame in given.items():
        frame.write_csv(folder / f"{name}.csv")
    return {name: folder / f"{name}.csv" for name in given}
