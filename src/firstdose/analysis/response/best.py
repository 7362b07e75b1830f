"""Best overall response, response and clinical benefit of every subject."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from firstdose.analysis.proportion import Proportion, proportion
from firstdose.analysis.response.assessed import Assessed, assessed
from firstdose.analysis.response.derived import Derived, derived
from firstdose.analysis.response.difference import differences
from firstdose.analysis.response.taken import placed, taken
from firstdose.data import AnyTable, days, require, table, words
from firstdose.errors import DataError
from firstdose.trial.recist import BENEFIT, CODES, MODES, WORDS, Mode, Response, ResponseRules, in_words, response_rules
from firstdose.trial.recist.assessments import NEVER
from firstdose.types import I64

if TYPE_CHECKING:
    import polars as pl

PROMISED = ("USUBJID", "BOR", "CBOR", "RSP", "CRSP", "CB", "PD_DATE")
CATEGORIES = tuple(word for code, word in WORDS.items() if code != Response.ND)


@dataclass(frozen=True)
class BestOverallResponse:
    """The answer: one row a subject."""

    rules: ResponseRules
    subjects: pl.DataFrame  # PROMISED, CCB, the date of each (BORDT, CBORDT, RSPDT, CRSPDT, CBDT, CCBDT), reason
    differences: pl.DataFrame  # subjects whom the other mode judges otherwise: USUBJID, HERE, THERE, WHY
    notes: tuple[str, ...]  # what was chosen and left out

    def rate(self, of: str = "CRSP", level: float = 0.95) -> Proportion:
        """The share of subjects with RSP, CRSP, CB or CCB, with its exact interval; CRSP: objective response rate."""
        if of not in ("RSP", "CRSP", "CB", "CCB"):
            raise DataError(f'"{of}" is no rate. Give RSP, CRSP, CB or CCB.')
        return proportion(int((self.subjects[of] == "Y").sum()), self.subjects.height, level)

    def counts(self, of: str = "CBOR") -> dict[str, int]:
        """How many subjects are of each category, best first."""
        found = dict(self.subjects[of].value_counts().iter_rows())
        names = (*CATEGORIES, *(["ND"] if "ND" in found else []))
        return {name: found.get(name, 0) for name in names}

    def to_dict(self) -> dict[str, Any]:
        """What ``firstdose response --json`` prints."""
        import polars as pl

        told = self.subjects.select(PROMISED).with_columns(pl.col("PD_DATE").dt.to_string("iso"))
        return {"subjects": told.to_dicts()}


def best_overall_response(
    rs: AnyTable,
    adsl: AnyTable | None = None,
    *,
    mode: Mode = "recist_table3",
    ref_confirm: int | None = None,
    max_nr_ne: int = 1,
    accept_sd: bool = False,
    ref_start_window: int | None = None,
    missing_as_ne: bool = False,
    clinben_vals: Iterable[str] | None = None,
    reference_date: str | None = None,
    evaluator: str | None = None,
    until_pd: bool = True,
    pd_dates: AnyTable | None = None,
) -> BestOverallResponse:
    """Best overall response, unconfirmed and confirmed, response and clinical benefit of every subject.

    Parameters
    ----------
    rs : SDTM RS with USUBJID, RSTESTCD (OVRLRESP), RSSTRESC, RSDTC; a polars or pandas frame, or a path.
    adsl : whom to look at, with the reference date; not given: everyone in ``rs``, which has the date itself.
    mode : ``"recist_table3"`` (disease after a complete response is progression) or ``"admiral"`` (as admiralonco).
    ref_confirm : days from a response to its confirmation, at least; not given: 28.
    max_nr_ne : assessments NE in between, at most.
    accept_sd : whether one SD may stand between a PR and its confirmation.
    ref_start_window : days from the reference date until SD, NON-CR/NON-PD, unconfirmed responses count; not given: 42.
    missing_as_ne : whether a subject without assessments is NE instead of MISSING.
    clinben_vals : the responses that are clinical benefit; not given: CR, PR, SD and NON-CR/NON-PD.
    reference_date : column of the date from which days count; not given: RANDDT, else TRTSDT.
    evaluator : whose assessments, where there are several; not given: the investigator's.
    until_pd : whether progression ends what is looked at.
    pd_dates : dates of progression from another source, with USUBJID and PDDT; not given: the first PD in ``rs``.

    Notes
    -----
    The steps, and how the two modes differ, stand in the guide. RSP and CB need no confirmation, CRSP and CCB do.

    References
    ----------
    Eisenhauer EA et al. (2009), Eur J Cancer 45:228, Table 3, doi:10.1016/j.ejca.2008.10.026.
    admiralonco 1.4.0, derive_param_bor, _confirmed_bor, _response, _confirmed_resp, _clinbenefit.

    Examples
    --------
    >>> import polars as pl
    >>> rs = pl.DataFrame({"USUBJID": ["01", "01"], "RSTESTCD": "OVRLRESP", "RSSTRESC": ["CR", "PR"],
    ...                    "RSDTC": ["2024-01-29", "2024-03-11"], "RANDDT": "2024-01-01"})
    >>> best_overall_response(rs).to_dict()["subjects"][0]["CBOR"]
    'PD'
    >>> best_overall_response(rs, mode="admiral").to_dict()["subjects"][0]["CBOR"]
    'SD'
    """
    rules = response_rules(
        mode,
        ref_confirm=ref_confirm,
        ref_start_window=ref_start_window,
        max_nr_ne=max_nr_ne,
        accept_sd=accept_sd,
        missing_as_ne=missing_as_ne,
    )
    counting = BENEFIT if clinben_vals is None else tuple(map(_code, clinben_vals))
    given = assessed(rs, adsl, reference_date=reference_date, evaluator=evaluator)
    last = _last(given, pd_dates)
    here, there = (
        derived(given.seen, replace(rules, mode=one), until_pd=until_pd, last=last, counting=counting)
        for one in (mode, *(other for other in MODES if other != mode))
    )
    return BestOverallResponse(rules, _frame(given, here), differences(given, here, there), given.notes)


def _code(word: str) -> Response:
    if word not in CODES:
        raise DataError(f'"{word}" is no response of RECIST 1.1. Give some of {", ".join(CODES)}.')
    return CODES[word]


def _last(given: Assessed, pd_dates: AnyTable | None) -> I64 | None:
    """(S,) the day of progression that another table says."""
    import polars as pl

    if pd_dates is None:
        return None
    frame = table(pd_dates, "pd_dates")
    require(frame, ["USUBJID", "PDDT"], "pd_dates")
    told = frame.select(words(frame, "USUBJID"), days(frame, "PDDT", "pd_dates").alias("PDDT"))
    joined = given.subjects.join(
        told.group_by("USUBJID").agg(pl.col("PDDT").min()), on="USUBJID", how="left", maintain_order="left"
    )
    return (joined["PDDT"] - joined["REFDT"]).dt.total_days().fill_null(NEVER).to_numpy()


def _frame(given: Assessed, found: Derived) -> pl.DataFrame:
    import polars as pl

    dates = {name: _date(given, found, at) for name, at in _places(found).items()}
    return pl.DataFrame(
        {
            "USUBJID": given.subjects["USUBJID"],
            "BOR": in_words(found.best.response),
            "CBOR": in_words(found.confirmed.response),
            **{name: _yes(dates[f"{name}DT"]) for name in ("RSP", "CRSP", "CB")},
            "PD_DATE": dates.pop("PD_DATE"),
            "CCB": _yes(dates["CCBDT"]),
            **dates,
            "reason": _reason(given),
        },
        schema_overrides={"BOR": pl.String, "CBOR": pl.String},
    )


def _places(found: Derived) -> dict[str, I64]:
    return {
        "BORDT": found.best.at,
        "CBORDT": found.confirmed.at,
        "RSPDT": found.response,
        "CRSPDT": found.confirmed_response,
        "CBDT": found.benefit,
        "CCBDT": found.confirmed_benefit,
        "PD_DATE": found.progression,
    }


def _date(given: Assessed, found: Derived, at: I64) -> pl.Series:
    return taken(given.rows.select("ADT"), placed(found.seen.row, at))["ADT"]


def _yes(dates: pl.Series) -> pl.Series:
    import polars as pl

    return pl.select(pl.when(dates.is_not_null()).then(pl.lit("Y")).otherwise(pl.lit("N"))).to_series()


def _reason(given: Assessed) -> pl.Series:
    """Why nothing is known of a subject."""
    import polars as pl

    some = np.zeros(given.subjects.height, np.bool_)
    some[given.seen.subject] = True
    frame = given.subjects.select("REFDT").with_columns(pl.Series("SOME", some))
    return frame.select(
        pl.when(pl.col("REFDT").is_null())
        .then(pl.lit("no reference date"))
        .when(~pl.col("SOME"))
        .then(pl.lit("no assessment that counts"))
    ).to_series()
