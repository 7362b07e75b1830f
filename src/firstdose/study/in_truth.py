"""A study in another truth than its file's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from firstdose.errors import StudyError
from firstdose.sourced import Assumption
from firstdose.study.file import TruthTable
from firstdose.study.nouns import ExposureTruth, Study, TruthPlan

KINDS = ("exposure", "mechanism")  # those that need nothing but the molecule


def in_truth(study: Study, kind: str) -> Study:
    """The study as it is, but for its truth; unchanged where its truth is of that kind already.

    Parameters
    ----------
    kind : ``exposure`` or ``mechanism``, with the default that a study file has where it says no more.

    Examples
    --------
    >>> from firstdose.study import load
    >>> in_truth(load("imgn289"), "mechanism").truth
    MechanismTruth(site='circulation')
    """
    if kind not in KINDS:
        raise StudyError(
            f'Truth "{kind}": there is no such truth. Give {" or ".join(KINDS)}; probabilities of your own are '
            'kind = "assumed" in the table [truth] of a study file.'
        )
    if study.truth.kind == kind:
        return study
    chosen: Any = kind
    table = TruthTable(kind=chosen)
    check_window(table.made(), study.protocol.dlt.window_days)
    if kind == "mechanism":
        study.molecule.require_mechanism()
    what = "; ".join(f"{name} = {value}" for name, value in {"kind": kind, **vars(table.made())}.items())
    said = Assumption("[truth]", what, "asked for instead of the file's, with defaults", "assumed")
    kept = (each for each in study.stated if each.where != said.where)
    return replace(study, truth=table.made(), stated=(*kept, said))


def check_window(truth: TruthPlan, dlt_window_days: float) -> None:
    """Refuse exposure that counts for longer than the DLT window."""
    if isinstance(truth, ExposureTruth) and truth.window_days > dlt_window_days:
        raise StudyError(
            f"[truth] window_days = {truth.window_days:g}: exposure counts within the DLT window of "
            f"{dlt_window_days} days. Give at most so many days, or 0 for the highest concentration."
        )
