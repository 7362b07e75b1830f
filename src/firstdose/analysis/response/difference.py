"""Which subjects the two modes judge differently, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from firstdose.analysis.response.assessed import Assessed
from firstdose.analysis.response.derived import Derived
from firstdose.analysis.response.taken import placed, taken
from firstdose.trial.recist import WORDS, Response, in_words, relapse_is_progression
from firstdose.trial.recist.assessments import NEVER
from firstdose.types import I64

if TYPE_CHECKING:
    import polars as pl


def differences(given: Assessed, here: Derived, there: Derived) -> pl.DataFrame:
    """The subjects of whom two modes do not say the same.

    Returns
    -------
    frame : USUBJID, HERE and THERE (what differs, such as ``CBOR SD``), WHY.
    """
    import polars as pl

    first, second = _answers(here), _answers(there)
    unlike = {name: np.flatnonzero(first[name] != second[name]) for name in first}
    who = sorted(set(np.concatenate(list(unlike.values())).tolist()))
    names = {one: [name for name, those in unlike.items() if one in those] for one in who}
    return pl.DataFrame(
        {
            "USUBJID": given.subjects["USUBJID"].gather(pl.Series(who, dtype=pl.UInt32)),
            "HERE": [_told(given, first, names[one], one) for one in who],
            "THERE": [_told(given, second, names[one], one) for one in who],
            "WHY": _why(given, np.array(who, np.int64)),
        },
        schema_overrides={"HERE": pl.String, "THERE": pl.String, "WHY": pl.String},
    )


def _answers(found: Derived) -> dict[str, I64]:
    day = np.where(found.progression >= 0, placed(found.seen.day, found.progression), NEVER)
    return {
        "BOR": found.best.response.astype(np.int64),
        "CBOR": found.confirmed.response.astype(np.int64),
        "RSP": (found.response >= 0).astype(np.int64),
        "CRSP": (found.confirmed_response >= 0).astype(np.int64),
        "CB": (found.benefit >= 0).astype(np.int64),
        "PD_DATE": day,
    }


def _told(given: Assessed, answers: dict[str, I64], names: list[str], one: int) -> str:
    return ", ".join(f"{name} {_word(given, name, int(answers[name][one]), one)}" for name in names)


def _word(given: Assessed, name: str, value: int, one: int) -> str:
    from datetime import timedelta

    if name in ("BOR", "CBOR"):
        return WORDS[Response(value)]
    if name != "PD_DATE":
        return "Y" if value else "N"
    return "none" if value == NEVER else str(given.subjects["REFDT"][one] + timedelta(days=value))


def _why(given: Assessed, who: I64) -> list[str]:
    """Of each subject: when the complete response was, and what was seen after it."""
    seen = given.seen.until_progression()
    again = relapse_is_progression(seen).response != seen.response
    complete, relapse = seen.first(seen.response == Response.CR)[who], seen.first(again)[who]
    dates = [taken(given.rows, placed(seen.row, at))["ADT"].to_list() for at in (complete, relapse)]
    words = in_words(seen.response[relapse])
    return [
        f"CR on {early}, then {word} on {late}" for early, word, late in zip(dates[0], words, dates[1], strict=True)
    ]
