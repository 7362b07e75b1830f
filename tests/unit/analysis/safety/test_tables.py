"""Adverse events counted."""

from collections.abc import Sequence

import polars as pl

from firstdose.analysis.safety import (
    ANY,
    GRADE_3,
    Reported,
    Selection,
    ae_by_grade,
    ae_by_term,
    ae_listing,
    ae_overview,
    durations,
    reported,
    time_to_onset,
)

ADSL = pl.DataFrame(
    {
        "USUBJID": ["1", "2", "3", "4"],
        "TRT01A": ["2 mg", "2 mg", "10 mg", "10 mg"],
        "TRTSDT": ["2024-01-01", "2024-01-01", "2024-02-01", "2024-02-01"],
        "LSTALVDT": ["2024-06-30", "2024-06-30", "2024-03-01", None],
    }
)
ROWS: list[tuple[str, str, str, int | None, str | None, str | None]] = [  # subject, class, term, grade, start, end
    ("1", "Skin", "Rash", 1, "2024-01-08", "2024-01-10"),
    ("1", "Skin", "Rash", 3, "2024-01-20", None),
    ("1", "Skin", "Pruritus", None, "2024-01-05", "2024-01-05"),
    ("2", "Skin", "Rash", None, None, None),
    ("3", "Blood", "Anaemia", 4, "2024-02-01", None),
    ("3", "Skin", "Pruritus", 2, "2024-02-03", "2024-02-01"),
]


Row = tuple[str, str, str, int | None, str | None, str | None]


def _adae(rows: Sequence[Row]) -> pl.DataFrame:
    names = ("USUBJID", "AEBODSYS", "AEDECOD", "AETOXGR", "AESTDTC", "AEENDTC")
    schema = {name: pl.Int64() if name == "AETOXGR" else pl.String() for name in names}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _events(rows: Sequence[Row] = ROWS) -> Reported:
    return reported(_adae(rows), ADSL)


def test_a_subject_counts_once_a_term() -> None:
    rash = ae_by_term(_events()).filter(pl.col("AEDECOD") == "Rash")
    assert rash.select("TRTA", "n", "of", "events").rows() == [
        ("2 mg", 2, 2, 3),
        ("10 mg", 0, 2, 0),
        ("Total", 2, 4, 3),
    ]


def test_lines_are_ordered_by_frequency_then_name() -> None:
    lines = ae_by_term(_events()).filter(pl.col("TRTA") == "Total").select("ORDER", "AEBODSYS", "AEDECOD", "n")
    assert lines.rows() == [
        (1, None, None, 3),
        (2, "Skin", None, 3),
        (3, "Skin", "Pruritus", 2),
        (4, "Skin", "Rash", 2),
        (5, "Blood", None, 1),
        (6, "Blood", "Anaemia", 1),
    ]


def test_the_worst_known_grade_counts_and_a_missing_one_has_its_own_column() -> None:
    rash = ae_by_grade(_events()).filter(pl.col("AEDECOD") == "Rash", pl.col("TRTA") == "2 mg")
    expected = [(1, 0), (2, 0), (3, 1), (4, 0), (5, 0), (None, 1)]
    assert rash.select("ATOXGR", "n").rows() == expected


def test_a_missing_grade_is_told_beside_the_high_ones() -> None:
    rows = ae_overview(_events(), [ANY, GRADE_3]).filter(pl.col("TRTA") != "10 mg")
    assert rows.select("ORDER", "TRTA", "n", "of", "events", "n_unknown").rows() == [
        (1, "2 mg", 2, 2, 4, 0),
        (1, "Total", 3, 4, 6, 0),
        (2, "2 mg", 1, 2, 1, 1),
        (2, "Total", 2, 4, 2, 1),
    ]


def test_a_selection_asks_for_everything_it_names() -> None:
    events = _events()
    flagged = events.events.with_columns(SERIOUS=pl.col("AEROW") <= 2, RELATED=pl.col("AEROW") == 2)
    assert Selection("both", serious=True, related=True).of(flagged)["AEROW"].to_list() == [2]


def test_no_event_leaves_the_denominators() -> None:
    nothing = _events([])
    assert ae_by_term(nothing).select("TRTA", "n", "of").rows() == [("2 mg", 0, 2), ("10 mg", 0, 2), ("Total", 0, 4)]
    assert ae_by_grade(nothing)["n"].sum() == 0
    assert ae_overview(nothing)["events"].sum() == 0
    assert ae_listing(nothing).is_empty()
    assert durations(nothing).is_empty()
    assert time_to_onset(nothing)["CNSR"].to_list() == [1, 1, 1, None]


def test_a_listing_goes_by_arm_subject_and_start() -> None:
    listing = ae_listing(_events())
    assert listing["AEROW"].to_list() == [3, 1, 2, 4, 5, 6]
    first = listing.row(0, named=True)
    assert (first["ASTDY"], first["AENDY"], first["ADURN"]) == (5, 5, 1)


def test_the_first_event_ends_the_time_to_onset() -> None:
    found = time_to_onset(_events(), term="Rash")
    assert found.select("USUBJID", "AVAL", "CNSR", "reason").rows() == [
        ("1", 8.0, 0, None),
        ("2", None, None, "the start of the event is not known"),
        ("3", 30.0, 1, None),
        ("4", None, None, "the end of follow-up is not known"),
    ]


def test_an_event_without_an_end_lasts_until_the_subject_was_last_seen() -> None:
    found = durations(_events()).select("AVAL", "CNSR", "reason").rows()
    assert found[:3] == [(3.0, 0, None), (163.0, 1, None), (1.0, 0, None)]
    assert found[3] == (None, None, "the start of the event is not known")
    assert found[4] == (30.0, 1, None)
    assert found[5] == (None, None, "the event ends before it starts")


def test_a_more_frequent_term_goes_before_its_name() -> None:
    terms = [("1", "Skin", "Alopecia"), ("1", "Skin", "Rash"), ("2", "Skin", "Rash")]
    lines = ae_by_term(_events([(*each, None, None, None) for each in terms])).filter(pl.col("TRTA") == "Total")
    assert lines["AEDECOD"].to_list() == [None, None, "Rash", "Alopecia"]


def test_the_day_of_the_first_dose_is_day_1_and_the_day_before_is_day_minus_1() -> None:
    rows: list[Row] = [("1", "Skin", "Rash", 1, day, None) for day in ("2023-12-31", "2024-01-01")]
    both = reported(_adae(rows), ADSL, emergent=False)
    assert ae_listing(both)["ASTDY"].to_list() == [-1, 1]
