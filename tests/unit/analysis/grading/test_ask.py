"""Grades of a laboratory's table."""

import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pytest

from firstdose.analysis.grading import grade_laboratory
from firstdose.errors import DataError

BLANK = {"LBSTRESU": "10^9/L", "LBSTNRLO": 150.0, "LBSTNRHI": 400.0, "ADT": "2026-03-01", "ABLFL": None}


def _lb(*rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame([{"USUBJID": "01", "LBTESTCD": "PLAT", "LBSTRESN": 60.0} | BLANK | row for row in rows])


def _told(lb: pl.DataFrame, **how: object) -> list[tuple[object, ...]]:
    return grade_laboratory(lb, **how).rows.select("ATOXGRL", "ATOXGRH", "reason").rows()  # type: ignore[arg-type]


def test_the_answer_has_a_row_for_each_row_in_order() -> None:
    found = grade_laboratory(_lb({"USUBJID": "02"}, {"LBTESTCD": "SODIUM", "LBSTRESN": None})).to_dict()["rows"]
    assert found == [
        {"USUBJID": "02", "LBTESTCD": "PLAT", "ADT": "2026-03-01", "ATOXGRL": "2", "ATOXGRH": None, "reason": None},
        {"USUBJID": "01", "LBTESTCD": "SODIUM", "ADT": "2026-03-01", "ATOXGRL": None, "ATOXGRH": None}
        | {"reason": "no number was measured"},
    ]


def test_pandas_and_files_in_any_order_of_columns(tmp_path: object) -> None:
    lb = _lb({}, {"LBSTRESN": 20.0})
    wanted = grade_laboratory(lb).rows
    path = f"{tmp_path}/lb.csv"
    lb.select(reversed(lb.columns)).with_columns(pl.lit("x").alias("EXTRA")).write_csv(path)
    assert grade_laboratory(path).rows.equals(wanted)
    assert grade_laboratory(pd.DataFrame(lb.to_dicts())).rows.equals(wanted)
    assert grade_laboratory(lb.with_columns(pl.col("ADT").str.to_datetime())).rows.equals(wanted)
    assert wanted["ATOXGRL"].to_list() == ["2", "4"]


def test_a_code_is_given_back_as_it_was_written() -> None:
    rows = grade_laboratory(_lb({"LBTESTCD": "plat"})).rows
    assert rows.select("LBTESTCD", "ATOXGRL").row(0) == ("plat", "2")


def test_names_of_adam_are_read_too() -> None:
    names = {"LBTESTCD": "PARAMCD", "LBSTRESN": "AVAL", "LBSTRESU": "AVALU", "LBSTNRLO": "ANRLO", "LBSTNRHI": "ANRHI"}
    assert _told(_lb({}).rename(names)) == [("2", None, None)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"LBTESTCD": "PROT"}, "the test has no CTCAE term"),
        ({"LBTESTCD": None}, "no test code"),
        ({"LBTESTCD": "PHOS"}, "the test has no term in CTCAE v5.0"),
        ({"LBSTRESU": "furlong"}, "furlong cannot become 1e9/L"),
        ({"LBSTRESU": None}, "no unit; 1e9/L is needed"),
        ({"LBSTRESN": 100.0, "LBSTNRLO": None}, "no lower limit of normal"),
        ({"LBTESTCD": "ALT", "LBSTNRHI": None}, "no upper limit of normal"),
        ({"LBTESTCD": "INR", "LBSTRESN": 1.1}, "no baseline"),
        ({"LBTESTCD": "GLUC", "LBSPEC": "URINE"}, "measured in urine; the criteria are for blood"),
        ({"LBTESTCD": "GLUC", "LBCAT": "Urinalysis"}, "measured in urinalysis; the criteria are for blood"),
        ({"LBSTRESN": -5.0}, "below 0, which nothing measured can be"),
        ({"LBSTRESN": float("inf")}, "no number was measured"),
        ({"LBTESTCD": "PH", "LBSTRESN": 5.0}, "graded only where LBSPEC says that it is of blood"),
    ],
)
def test_a_row_without_a_grade_says_why(row: dict[str, object], reason: str) -> None:
    assert _told(_lb(row)) == [(None, None, reason)]


def test_units_are_converted_and_it_is_said() -> None:
    glucose = {"LBTESTCD": "GLUC", "LBSTRESN": 35.0, "LBSTRESU": "mg/dL", "LBSTNRLO": 70.0, "LBSTNRHI": 110.0}
    assert _told(_lb(glucose)) == [("3", None, "converted from mg/dL to mmol/L")]
    assert _told(_lb(glucose), units="us") == [("3", None, None)]
    assert _told(_lb(glucose), mode="admiral") == [(None, None, "mg/dL is not mmol/L")]
    assert _told(_lb({"LBSTRESU": "THOU/uL"})) == [("2", None, None)]


def test_fasting_glucose_has_a_term_of_its_own() -> None:
    glucose = {"LBTESTCD": "GLUC", "LBSTRESN": 9.0, "LBSTRESU": "mmol/L", "LBSTNRLO": 4.0, "LBSTNRHI": 6.0}
    assert _told(_lb(glucose), ctcae=4) == [("0", "0", None)]
    assert _told(_lb(glucose | {"LBFAST": "Y"}), ctcae=4) == [("0", "2", "admiral has grade 0, by Hyperglycemia")]


def test_a_baseline_in_another_unit_is_converted() -> None:
    same = {"LBTESTCD": "CREAT", "LBSTNRLO": 50.0, "LBSTNRHI": 110.0}
    lb = _lb(
        same | {"LBSTRESN": 100.0, "LBSTRESU": "umol/L", "ABLFL": "Y"},
        same | {"LBSTRESN": 0.16, "LBSTRESU": "mmol/L", "LBSTNRLO": 0.05, "LBSTNRHI": 0.11, "ADT": "2026-03-08"},
    )
    assert [row[1] for row in _told(lb)] == ["0", "2"]
    american = same | {"LBSTRESN": 2.0, "LBSTRESU": "mg/dL", "LBSTNRLO": 0.6, "LBSTNRHI": 1.24, "ADT": "2026-03-08"}
    assert _told(pl.concat([lb[:1], _lb(american)]))[1][1] == "2"  # 177 umol/L, of 100


def test_a_measurement_before_the_baseline_is_not_compared_with_it() -> None:
    alt = {"LBTESTCD": "ALT", "LBSTRESU": "U/L", "LBSTNRLO": 5.0, "LBSTNRHI": 40.0}
    lb = _lb(
        alt | {"LBSTRESN": 130.0, "ADT": "2026-02-20"},
        alt | {"LBSTRESN": 80.0, "ABLFL": "Y"},
        alt | {"LBSTRESN": 130.0, "ADT": "2026-03-08"},
        alt | {"LBSTRESN": 130.0, "ADT": None},
        alt | {"LBSTRESN": 130.0},
    )
    assert [row[1] for row in _told(lb)] == ["2", "1", "1", "1", "1"]
    assert [row[1] for row in _told(lb, mode="admiral")] == ["1", "0", "1", "1", "1"]


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(DataError, match="LB has no column LBSTRESU"):
        grade_laboratory(_lb({}).drop("LBSTRESU"))
    with pytest.raises(DataError, match=r"subject 01 has more than one baseline of PLAT \(rows 1, 2\)"):
        grade_laboratory(_lb({"ABLFL": "Y"}, {"ABLFL": "Y", "LBSTRESN": 61.0}))
    with pytest.raises(DataError, match="ctcae = 3: give one of 4, 5, 6"):
        grade_laboratory(_lb({}), ctcae=3)
    with pytest.raises(DataError, match="LB row 2: USUBJID is empty"):
        grade_laboratory(_lb({}, {"USUBJID": None}))
    with pytest.raises(DataError, match="is no number"):
        grade_laboratory(_lb({"LBSTRESN": "many"}))
    with pytest.raises(DataError, match="row 1: the lower limit of normal of PLAT, 150, lies above the upper one, 40"):
        grade_laboratory(_lb({"LBSTNRHI": 40.0}))
    with pytest.raises(DataError, match='LB row 1: ABLFL = "X" is no flag'):
        grade_laboratory(_lb({"ABLFL": "X"}))


def test_the_same_baseline_twice_is_one() -> None:
    twice = {"LBTESTCD": "ALT", "LBSTRESN": 500.0, "LBSTRESU": "U/L", "ABLFL": "Y"}
    lb = _lb(twice, twice, twice | {"ABLFL": None, "LBSTRESN": 900.0, "ADT": "2026-03-08"})
    assert [row[1] for row in _told(lb)] == ["1", "1", "1"]


def test_a_flag_is_a_word_or_a_truth_value() -> None:
    rows = ({"LBTESTCD": "ALT", "LBSTRESN": 500.0}, {"LBTESTCD": "ALT", "LBSTRESN": 900.0, "ADT": "2026-03-08"})
    for flags in (["y", "n"], [True, False], [1, 0]):
        lb = _lb(*rows).with_columns(pl.Series("ABLFL", flags))
        assert _told(lb)[1][1] == "1"


def test_what_admiral_grades_otherwise_is_said() -> None:
    lymphocytes = {"LBTESTCD": "LYMPH", "LBSTNRLO": 1.0, "LBSTNRHI": 4.0}
    assert _told(_lb(lymphocytes | {"LBSTRESN": 0.7})) == [
        ("2", "0", "admiral has grade 1, by CD4 lymphocytes decreased; admiral does not grade high results")
    ]
    fat = {"LBTESTCD": "TRIG", "LBSTRESN": 1.71, "LBSTRESU": "mmol/L", "LBSTNRLO": 0.5, "LBSTNRHI": 1.7}
    assert _told(_lb(fat)) == [(None, "1", "admiral has grade 0")]
    assert _told(_lb(fat), mode="admiral") == [(None, "0", None)]


def test_an_empty_table_has_no_rows() -> None:
    assert grade_laboratory(_lb({}).clear()).to_dict() == {"rows": []}
