"""The overall response at each visit as Tables 1 and 2 of RECIST 1.1 make it of its parts, beside the one reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from firstdose.analysis.response.evaluator import of_evaluator
from firstdose.data import AnyTable, require, table, words
from firstdose.errors import DataError
from firstdose.trial.recist import CODES, Response, in_words, overall_response
from firstdose.types import I8

if TYPE_CHECKING:
    import polars as pl

_NEW = ("NEWLPROG", "NEWLIND")  # new lesion progression (RS), new lesion indicator
_SEEN = ("UNEQUIVOCAL", "Y", "YES", "PD")
_PARTS = ("TRGRESP", "NTRGRESP")


def overall_responses(rs: AnyTable, *, evaluator: str | None = None) -> pl.DataFrame:
    """What the overall response of each subject and date should be, given its parts, and what was reported.

    Parameters
    ----------
    rs : SDTM RS with the tests TRGRESP, NTRGRESP, NEWLPROG (or NEWLIND) and OVRLRESP.
    evaluator : as in ``best_overall_response``.

    Returns
    -------
    frame : USUBJID, RSDTC, TRGRESP, NTRGRESP, NEWLESION (Y or N), OVRLRESP (reported), DERIVED.

    Notes
    -----
    A subject without any TRGRESP has no target lesions, and one without any NTRGRESP no non-target lesions. Where a
    part that the subject has is missing on a date, it is NE. An equivocal new lesion is none yet.

    Examples
    --------
    >>> import polars as pl
    >>> rs = pl.DataFrame({"USUBJID": "01", "RSTESTCD": ["TRGRESP", "NTRGRESP", "OVRLRESP"],
    ...                    "RSSTRESC": ["CR", "NON-CR/NON-PD", "CR"], "RSDTC": "2024-02-12"})
    >>> overall_responses(rs).select("OVRLRESP", "DERIVED").rows()
    [('CR', 'PR')]
    """
    import polars as pl

    given = of_evaluator(table(rs, "RS"), "RS", evaluator).frame
    require(given, ("USUBJID", "RSTESTCD", "RSSTRESC", "RSDTC"), "RS")
    key = ("USUBJID", "RSDTC")
    long = given.select(
        words(given, "USUBJID"),
        words(given, "RSDTC"),
        words(given, "RSTESTCD").str.to_uppercase(),
        words(given, "RSSTRESC").str.to_uppercase(),
    ).drop_nulls(["USUBJID", "RSTESTCD"])

    def said(test: str) -> pl.Expr:
        return pl.col("RSSTRESC").filter(pl.col("RSTESTCD") == test).first().alias(test)

    seen = (pl.col("RSTESTCD").is_in(_NEW) & pl.col("RSSTRESC").is_in(_SEEN)).any()
    wide = long.group_by(key, maintain_order=True).agg(
        *map(said, _PARTS), pl.when(seen).then(pl.lit("Y")).otherwise(pl.lit("N")).alias("NEWLESION"), said("OVRLRESP")
    )
    target, non_target = (_codes(wide, long, test) for test in _PARTS)
    derived = overall_response(target, non_target, (wide["NEWLESION"] == "Y").to_numpy())
    return wide.with_columns(pl.Series("DERIVED", in_words(derived), pl.String))


def _codes(wide: pl.DataFrame, long: pl.DataFrame, test: str) -> I8:
    """A part as numbers: NONE in subjects who never have it, NE where it is missing."""
    import polars as pl

    known = CODES.keys()
    if (wrong := wide.filter(pl.col(test).is_in(list(known)).not_())).height:
        who, when, word = wrong.select("USUBJID", "RSDTC", test).row(0)
        raise DataError(f'RS: {test} of subject {who} on {when} is "{word}". Give one of {", ".join(known)}.')
    having = long.filter(pl.col("RSTESTCD") == test)["USUBJID"].unique()
    codes = wide[test].replace_strict(dict(CODES), default=int(Response.NE), return_dtype=pl.Int8).to_numpy()
    has = wide["USUBJID"].is_in(having.implode()).to_numpy()
    return np.asarray(np.where(has, codes, np.int8(Response.NONE)), np.int8)
