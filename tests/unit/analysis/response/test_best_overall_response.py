"""Best overall response from tables: whose rows count, and what is said of the others."""

from datetime import date

import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pytest

from firstdose.analysis import adrs, best_overall_response, overall_responses
from firstdose.errors import DataError


def rs(*rows: tuple[str, str, str], **columns: object) -> pl.DataFrame:
    who, when, what = zip(*rows, strict=True) if rows else ((), (), ())
    frame = pl.DataFrame(
        {"USUBJID": who, "RSDTC": when, "RSSTRESC": what},
        schema_overrides=dict.fromkeys(("USUBJID", "RSDTC", "RSSTRESC"), pl.String),
    )
    given = {"RSTESTCD": "OVRLRESP", "RANDDT": "2024-01-01"} | columns
    return frame.with_columns(
        pl.Series(name, value) if isinstance(value, list) else pl.lit(value).alias(name)
        for name, value in given.items()
    )


TWO = rs(("01", "2024-02-12", "PR"), ("01", "2024-03-25", "PR"), ("02", "2024-02-12", "SD"))


def test_the_promised_keys_in_their_order() -> None:
    said = best_overall_response(TWO, mode="admiral").to_dict()
    assert said == {
        "subjects": [
            {"USUBJID": "01", "BOR": "PR", "CBOR": "PR", "RSP": "Y", "CRSP": "Y", "CB": "Y", "PD_DATE": None},
            {"USUBJID": "02", "BOR": "SD", "CBOR": "SD", "RSP": "N", "CRSP": "N", "CB": "Y", "PD_DATE": None},
        ]
    }
    assert list(said["subjects"][0]) == ["USUBJID", "BOR", "CBOR", "RSP", "CRSP", "CB", "PD_DATE"]


def test_progression_is_dated() -> None:
    said = best_overall_response(rs(("01", "2024-02-12", "PD"), ("01", "2024-03-25", "PD"))).to_dict()["subjects"]
    assert said[0]["PD_DATE"] == "2024-02-12"


def test_the_response_rate_has_an_exact_interval() -> None:
    found = best_overall_response(TWO)
    rate = found.rate()
    assert (rate.n, rate.of, rate.estimate) == (1, 2, 0.5)
    assert rate.low == pytest.approx(0.0126, abs=1e-4)  # Clopper-Pearson, 1 of 2
    assert found.rate("CB").n == 2
    assert found.counts() == {"CR": 0, "PR": 1, "SD": 1, "NON-CR/NON-PD": 0, "PD": 0, "NE": 0, "MISSING": 0}
    with pytest.raises(DataError, match='"BOR" is no rate'):
        found.rate("BOR")


def test_any_kind_of_table(tmp_path) -> None:  # type: ignore[no-untyped-def]
    expected = best_overall_response(TWO).subjects
    TWO.write_csv(tmp_path / "rs.csv")
    typed = TWO.with_columns(pl.col("RSDTC", "RANDDT").str.to_date())
    for given in (pd.DataFrame(TWO.to_dict(as_series=False)), tmp_path / "rs.csv", typed):
        assert best_overall_response(given).subjects.equals(expected)


def test_nobody_and_nothing() -> None:
    assert best_overall_response(rs()).to_dict() == {"subjects": []}
    assert best_overall_response(rs()).rate().reason == "no subjects"
    adsl = pl.DataFrame({"USUBJID": ["01", "02"], "RANDDT": ["2024-01-01", None]})
    found = best_overall_response(rs(), adsl).subjects
    assert found["BOR"].to_list() == found["CBOR"].to_list() == ["MISSING", "MISSING"]
    assert found["reason"].to_list() == ["no assessment that counts", "no reference date"]
    assert best_overall_response(rs(), adsl, missing_as_ne=True).subjects["BOR"].to_list() == ["NE", "NE"]
    assert adrs(rs(), adsl).filter(pl.col("PARAMCD") == "BOR")["AVAL"].to_list() == [7.0, 7.0]


def test_a_subject_without_a_dated_response_is_missing() -> None:
    found = best_overall_response(rs(("01", "2024", "PR"), ("01", "2023-12-24", "PR"), ("01", "2024-03-25", "")))
    assert found.subjects["BOR"].to_list() == ["MISSING"]
    assert found.notes == (
        "1 assessment is without a result and is left out.",
        "1 assessment is without a date and is left out.",
        "1 assessment is before the reference date and is left out.",
    )


def test_a_month_is_its_last_day() -> None:
    found = best_overall_response(rs(("01", "2024-02", "SD"))).subjects
    assert found["BORDT"].to_list() == [date(2024, 2, 29)]


def test_an_assessment_of_nobody() -> None:
    nobody = TWO.with_columns(USUBJID=pl.Series(["01", "01", None]), REFDT=pl.lit("2030-01-01"))
    found = best_overall_response(nobody)
    assert found.to_dict()["subjects"] == best_overall_response(TWO[:2]).to_dict()["subjects"]
    assert found.notes == ("1 assessment is without a subject and is left out.",)


def test_what_is_no_overall_response_is_left_out_and_told() -> None:
    found = best_overall_response(
        rs(
            ("01", "2024-02-12", "SD"),
            ("01", "2024-03-25", "check"),
            ("01", "2024-02-12", "PD"),
            RSTESTCD=["OVRLRESP", "OVRLRESP", "TRGRESP"],
        )
    )
    assert found.subjects["BOR"].to_list() == ["SD"]
    assert found.notes == ("1 assessment is no response of RECIST 1.1 and is left out: CHECK.",)


def test_the_investigator_is_asked_first() -> None:
    both = rs(
        ("01", "2024-02-12", "SD"),
        ("01", "2024-02-12", "PR"),
        ("01", "2024-02-12", "PD"),
        RSEVAL=["INVESTIGATOR", "INDEPENDENT ASSESSOR", "INDEPENDENT ASSESSOR"],
        RSEVALID=[None, "RADIOLOGIST 1", "RADIOLOGIST 2"],
        RSACPTFL=[None, None, "Y"],
    )
    found = best_overall_response(both)
    assert found.subjects["BOR"].to_list() == ["SD"]
    assert "assessments by INVESTIGATOR" in found.notes[0]
    for name, bor in (("radiologist 1", "PR"), ("INDEPENDENT ASSESSOR", "PD"), ("investigator", "SD")):
        assert best_overall_response(both, evaluator=name).subjects["BOR"].to_list() == [bor]
    central = both.filter(pl.col("RSEVAL") != "INVESTIGATOR")
    assert best_overall_response(central).subjects["BOR"].to_list() == ["PD"]
    with pytest.raises(DataError, match="RADIOLOGIST 1, RADIOLOGIST 2, and one subject has one response a visit"):
        best_overall_response(central.drop("RSACPTFL"))
    with pytest.raises(DataError, match='no assessments by "nobody"'):
        best_overall_response(both, evaluator="nobody")
    with pytest.raises(DataError, match="no column RSEVAL"):
        best_overall_response(TWO, evaluator="nobody")


def test_other_criteria_in_the_same_table() -> None:
    both = rs(("01", "2024-02-12", "SD"), ("01", "2024-02-12", "PD"), RSCAT=["RECIST 1.1", "CA125"])
    assert best_overall_response(both).subjects["BOR"].to_list() == ["SD"]
    with pytest.raises(DataError, match="none by RECIST 1.1"):
        best_overall_response(both.with_columns(pl.Series("RSCAT", ["iRECIST", "CA125"])))


def test_subjects_come_from_adsl() -> None:
    adsl = pl.DataFrame({"USUBJID": ["03", "01"], "TRTSDT": "2024-01-01", "DTHDT": [None, "2024-06-01"]})
    found = best_overall_response(TWO, adsl)
    assert found.subjects.select("USUBJID", "BOR").rows() == [("03", "MISSING"), ("01", "PR")]
    assert found.notes == (
        "Days count from TRTSDT: ADSL has no RANDDT.",
        "1 subject is in RS, not in ADSL, and is left out.",
    )
    assert best_overall_response(TWO, adsl, reference_date="TRTSDT").notes == found.notes[1:]
    deaths = adrs(TWO, adsl).filter(pl.col("PARAMCD") == "DEATH")
    assert deaths.select("AVALC", "ADT", "ANL02FL").rows() == [("N", None, None), ("Y", date(2024, 6, 1), None)]


@pytest.mark.parametrize(
    ("given", "options", "message"),
    [
        (TWO.drop("RSDTC"), {}, "RS has no column RSDTC"),
        (TWO.drop("RANDDT"), {}, "RS has no column RANDDT or TRTSDT, the date from which days count"),
        (
            TWO.with_columns(RSSTRESC=pl.lit("iUPD")),
            {},
            "no response of RECIST 1.1 among IUPD. Give RSSTRESC as CR, PR,",
        ),
        (TWO, {"reference_date": "RFSTDT"}, "RS has no column RFSTDT"),
        (TWO, {"clinben_vals": ["good"]}, '"good" is no response'),
        (TWO.with_columns(RSTESTCD=pl.lit("BESTRESP")), {}, "no row with RSTESTCD = OVRLRESP. It has BESTRESP"),
        (
            TWO.with_columns(RANDDT=pl.Series(["2024-01-01", "2024-01-08", "2024-01-01"])),
            {},
            "subject 01 is 2024-01-01 and",
        ),
        (TWO.with_columns(RSDTC=pl.lit("12.02.2024")), {}, 'RSDTC = "12.02.2024" is no date of ISO 8601'),
        (TWO, {"adsl": pl.DataFrame({"USUBJID": ["01", "01"], "RANDDT": "2024-01-01"})}, "subject 01 stands twice"),
    ],
)
def test_tables_that_cannot_answer(given: pl.DataFrame, options: dict[str, object], message: str) -> None:
    with pytest.raises(DataError, match=message):
        best_overall_response(given, **options)  # type: ignore[arg-type]


def test_what_the_other_mode_says_is_told_with_its_reason() -> None:
    found = best_overall_response(
        rs(("01", "2024-01-29", "CR"), ("01", "2024-03-11", "SD"), ("02", "2024-02-12", "SD")), mode="admiral"
    )
    assert found.differences.rows() == [
        ("01", "CBOR SD, PD_DATE none", "CBOR PD, PD_DATE 2024-03-11", "CR on 2024-01-29, then SD on 2024-03-11")
    ]
    assert best_overall_response(TWO).differences.is_empty()


def test_progression_told_by_another_source() -> None:
    dates = pl.DataFrame({"USUBJID": ["01"], "PDDT": ["2024-03-01"]})
    assert best_overall_response(TWO, pd_dates=dates).subjects["CBOR"].to_list() == ["SD", "SD"]
    ended = rs(("01", "2024-02-12", "PD"), ("01", "2024-03-25", "PR"))
    assert best_overall_response(ended).subjects["BOR"].to_list() == ["PD"]
    assert best_overall_response(ended, until_pd=False).subjects["BOR"].to_list() == ["PR"]
    relapse = rs(
        *(
            ("01", f"2024-{day}", word)
            for day, word in (("01-29", "CR"), ("03-11", "SD"), ("05-11", "CR"), ("07-11", "CR"))
        )
    )
    assert best_overall_response(relapse, pd_dates=dates.clear()).subjects["CBOR"].to_list() == ["PD"]


def test_parts_that_are_missing_or_no_response() -> None:
    parts = rs(
        ("01", "2024-02-12", "PR"),
        ("01", "2024-02-12", "CR"),
        ("01", "2024-03-25", "PR"),
        ("02", "2024-02-12", "NON-CR/NON-PD"),
        ("02", "2024-02-12", "UNEQUIVOCAL"),
        RSTESTCD=["TRGRESP", "NTRGRESP", "TRGRESP", "NTRGRESP", "NEWLPROG"],
    )
    assert overall_responses(parts)["DERIVED"].to_list() == ["PR", "PR", "PD"]
    with pytest.raises(DataError, match='TRGRESP of subject 01 on 2024-02-12 is "GOOD"'):
        overall_responses(rs(("01", "2024-02-12", "good"), RSTESTCD="TRGRESP"))
