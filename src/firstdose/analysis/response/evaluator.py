"""Whose assessments: one evaluator's, of the several that a table may hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from firstdose.data import words
from firstdose.errors import DataError

if TYPE_CHECKING:
    import polars as pl

_FIRST = "INVESTIGATOR"


class Chosen(NamedTuple):
    """One evaluator's rows."""

    frame: pl.DataFrame
    name: str  # "" where the table does not say
    notes: tuple[str, ...] = ()


def of_evaluator(frame: pl.DataFrame, domain: str, evaluator: str | None = None) -> Chosen:
    """The rows of one evaluator.

    Parameters
    ----------
    domain : ``"RS"``, ``"TR"`` or ``"TU"``, with which the names of the columns begin (RSEVAL, RSEVALID, RSACPTFL).
    evaluator : a value of xxEVALID or of xxEVAL; not given: the only one, else the investigator, else whoever's
        assessments are accepted (xxACPTFL is Y).

    Examples
    --------
    >>> import polars as pl
    >>> frame = pl.DataFrame({"RSEVAL": ["INVESTIGATOR", "INDEPENDENT ASSESSOR"], "RSSTRESC": ["SD", "PD"]})
    >>> of_evaluator(frame, "RS", "independent assessor").frame["RSSTRESC"].to_list()
    ['PD']
    """
    roles = _text(frame, f"{domain}EVAL")
    who = _text(frame, f"{domain}EVALID").fill_null(roles)
    known = who.unique().drop_nulls().sort().to_list()
    if evaluator is None:
        if len(known) < 2:
            return Chosen(frame, known[0] if known else "")
        if _FIRST in known:
            return Chosen(frame.filter(who == _FIRST), _FIRST, (_told(domain, _FIRST, known),))
        return _accepted(frame, domain, known)
    wanted = evaluator.strip().upper()
    here = (who == wanted).fill_null(False) | (roles == wanted).fill_null(False)
    if not here.any() and frame.height:
        raise DataError(
            f'{domain} has no assessments by "{evaluator}". '
            + (f"It has {', '.join(known)}." if known else f"It has no column {domain}EVAL; leave the evaluator out.")
        )
    those = frame.filter(here)
    several: Sequence[str] = who.filter(here).unique().drop_nulls().sort().to_list()
    return _accepted(those, domain, several) if len(several) > 1 else Chosen(those, wanted)


def _accepted(frame: pl.DataFrame, domain: str, known: Sequence[str]) -> Chosen:
    accepted = (_text(frame, f"{domain}ACPTFL") == "Y").fill_null(False)
    if not accepted.any():
        raise DataError(
            f"{domain} has assessments by {', '.join(known)}, and one subject has one response a visit. "
            f"Name the evaluator, or mark what is accepted with {domain}ACPTFL = Y."
        )
    return Chosen(
        frame.filter(accepted),
        "INDEPENDENT ASSESSOR",
        (f"{domain}: of {', '.join(known)}, the assessments that are accepted ({domain}ACPTFL = Y).",),
    )


def _told(domain: str, name: str, known: Sequence[str]) -> str:
    others = ", ".join(one for one in known if one != name)
    return f"{domain}: the assessments by {name}; the evaluator can also be {others}."


def _text(frame: pl.DataFrame, name: str) -> pl.Series:
    import polars as pl

    if name not in frame.columns:
        return pl.Series(name, [None] * frame.height, dtype=pl.String)
    found = words(frame, name).str.to_uppercase()
    return found.set((found == "NA").fill_null(False), None)  # as R writes what is missing
