"""Laws of the tables of adverse events, whatever was reported."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from firstdose.analysis.safety import TOTAL, Reported, Selection, ae_by_grade, ae_by_term, ae_overview, reported

PEOPLE = [str(number) for number in range(6)]
ADSL = pl.DataFrame({"USUBJID": PEOPLE, "TRT01A": ["a", "a", "b", "b", "b", "c"]})
SCHEMA = {"USUBJID": pl.String, "AEBODSYS": pl.String, "AEDECOD": pl.String, "AETOXGR": pl.Int64}
LINE = ["AEBODSYS", "AEDECOD", "TRTA"]
ROWS = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from("XY"), st.sampled_from("pqr"), st.none() | st.integers(1, 5)),
    max_size=30,
)


@st.composite
def events(draw: st.DrawFn) -> Reported:
    return reported(pl.DataFrame(draw(ROWS), schema=SCHEMA, orient="row"), ADSL)


@given(seen=events())
@settings(deadline=None)
def test_the_arms_add_up_to_the_total(seen: Reported) -> None:
    table = ae_by_term(seen)
    parts = table.filter(pl.col("TRTA") != TOTAL).group_by("ORDER").agg(pl.col("n", "of", "events").sum())
    whole = table.filter(pl.col("TRTA") == TOTAL).select("ORDER", "n", "of", "events")
    assert parts.sort("ORDER").rows() == whole.sort("ORDER").rows()


@given(seen=events())
@settings(deadline=None)
def test_a_subject_counts_once_a_line(seen: Reported) -> None:
    table = ae_by_term(seen)
    assert (table["n"] <= table["of"]).all()
    assert (table["n"] <= table["events"]).all()
    expected = seen.events.group_by("AEBODSYS", "AEDECOD").agg(n=pl.col("USUBJID").n_unique().cast(pl.Int64))
    found = table.filter(pl.col("TRTA") == TOTAL).join(expected, on=["AEBODSYS", "AEDECOD"])
    assert len(found) == len(expected)
    assert found["n"].to_list() == found["n_right"].to_list()


@given(seen=events())
@settings(deadline=None)
def test_grades_add_up_to_the_line(seen: Reported) -> None:
    summed = ae_by_grade(seen).group_by(LINE).agg(pl.col("n").sum(), pl.col("events").sum()).sort(LINE)
    assert summed.rows() == ae_by_term(seen).select(*LINE, "n", "events").sort(LINE).rows()


@given(seen=events())
@settings(deadline=None)
def test_a_higher_grade_is_rarer_and_the_worst_grade_agrees(seen: Reported) -> None:
    asked = [Selection(str(grade), grade=grade) for grade in range(1, 6)]
    overview = ae_overview(seen, asked).filter(pl.col("TRTA") == TOTAL)["n"].to_list()
    assert overview == sorted(overview, reverse=True)
    worst = ae_by_grade(seen).filter(pl.col("ORDER") == 1, pl.col("TRTA") == TOTAL, pl.col("ATOXGR").is_not_null())
    assert [sum(worst["n"].to_list()[grade:]) for grade in range(5)] == overview


@given(seen=events(), more=ROWS)
@settings(deadline=None)
def test_another_event_never_lowers_a_worst_grade(seen: Reported, more: list[tuple[str, str, str, int | None]]) -> None:
    columns = list(SCHEMA)
    first = seen.events.rename({"ATOXGR": "AETOXGR"}).select(columns)
    both = pl.concat([first, pl.DataFrame(more, schema=SCHEMA, orient="row")])
    asked = [Selection(str(grade), grade=grade) for grade in range(1, 6)]
    before, after = (ae_overview(each, asked)["n"] for each in (seen, reported(both, ADSL)))
    assert (before <= after).all()
