"""CTCAE grades of laboratory tests, one row for each row given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast, get_args

from firstdose.analysis.grading.graded import Grading, with_grades
from firstdose.analysis.grading.indicators import with_baseline
from firstdose.analysis.grading.laboratory import laboratory
from firstdose.data import AnyTable
from firstdose.errors import DataError
from firstdose.trial.ctcae import Units, Version
from firstdose.trial.ctcae_term import Mode

if TYPE_CHECKING:
    import polars as pl

COLUMNS = ("USUBJID", "LBTESTCD", "ADT", "ATOXGRL", "ATOXGRH", "reason")


@dataclass(frozen=True, eq=False)
class LaboratoryGrades:
    """Grades of a laboratory's table."""

    rows: pl.DataFrame  # USUBJID LBTESTCD ADT ATOXDSCL ATOXGRL ATOXDSCH ATOXGRH reason, in the order given

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"rows": self.rows.select(COLUMNS).to_dicts()}


def grade_laboratory(lb: AnyTable, *, ctcae: int = 5, units: str = "si", mode: str = "ctcae") -> LaboratoryGrades:
    """Which CTCAE grade does each laboratory measurement have?

    Parameters
    ----------
    lb : SDTM's LB (USUBJID LBTESTCD LBSTRESN LBSTRESU LBSTNRLO LBSTNRHI, ADT or LBDTC, ABLFL or LBBLFL; LBSPEC, LBCAT
        and LBFAST are read if there) or ADLB.
    ctcae : version 4, 5 or 6.
    units : ``"si"`` or ``"us"``: in which of the CTCAE's two columns of numbers the limits are read.
    mode : ``"ctcae"``: a measurement up to the baseline is graded on the limits of normal, never on the baseline; units
        are converted; lymphocytes are graded as lymphocytes. ``"admiral"``: as the R package admiral 1.4.1 and its
        template grade, for comparison with tables made by it.

    Returns
    -------
    Grades "0" to "4" for low (ATOXGRL) and high (ATOXGRH) results; null where there is none, with the reason.

    Notes
    -----
    The worst row of criteria that is met is the grade. It is null where no row is met and the lowest grade cannot be
    told (a limit of normal is missing). Without a baseline, criteria that ask for one are read as for a normal one.

    References
    ----------
    National Cancer Institute, Common Terminology Criteria for Adverse Events v4.0 (2009), v5.0 (2017), v6.0 (2025).

    Examples
    --------
    >>> import polars as pl
    >>> row = {"USUBJID": "01", "LBTESTCD": "PLAT", "LBSTRESN": 60.0, "LBSTRESU": "10^9/L", "LBSTNRLO": 150.0}
    >>> row |= {"LBSTNRHI": 400.0, "ADT": "2026-03-01", "ABLFL": None}
    >>> grade_laboratory(pl.DataFrame([row])).rows["ATOXGRL"].to_list()
    ['2']
    """
    import polars as pl

    how = chosen(ctcae, units, mode)
    found = with_grades(with_baseline(laboratory(lb)), how).rename({"PARAMCD": "LBTESTCD"})
    kept = ("USUBJID", "LBTESTCD", "ADT", "ATOXDSCL", "ATOXGRL", "ATOXDSCH", "ATOXGRH", "reason")
    return LaboratoryGrades(found.select(kept).with_columns(pl.col("ADT").cast(pl.String)))


def chosen(ctcae: int, units: str, mode: str) -> Grading:
    """The criteria asked for, refused where there are none."""
    for name, value, known in (("ctcae", ctcae, Version), ("units", units, Units), ("mode", mode, Mode)):
        if value not in get_args(known):
            raise DataError(f"{name} = {value}: give one of {', '.join(map(str, get_args(known)))}.")
    return Grading(cast(Version, ctcae), cast(Units, units), cast(Mode, mode))
