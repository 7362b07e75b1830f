from datetime import datetime
from typing import Any

import polars as pl
import pytest

from firstdose.analysis import adpc
from firstdose.errors import DataError

ADSL = pl.DataFrame({"USUBJID": ["1"], "TRTSDT": ["2024-01-02"], "TRT01A": ["DL1"]})
EX = pl.DataFrame(
    {"USUBJID": "1", "EXTRT": "ADC", "EXDOSE": [100, 80], "EXSTDTC": ["2024-01-02T10:00", "2024-01-23T09:00"]}
).with_columns(EXDOSU=pl.lit("mg"), VISITDY=pl.Series([1, 22]))


def samples(*rows: tuple[str | None, str, int, float | None], **columns: Any) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema=["PCDTC", "PCTPT", "VISITDY", "PCSTRESN"], orient="row")
    named = {"USUBJID": "1", "PCTESTCD": "ADC", "PCLLOQ": 0.1} | columns
    text = pl.when(pl.col("PCSTRESN").is_null()).then(pl.lit("<0.1")).alias("PCSTRESC")
    return frame.with_columns(text, *(pl.lit(value).alias(name) for name, value in named.items()))


PC = samples(
    ("2024-01-02T09:00", "Pre-dose", 1, None),
    ("2024-01-02T11:30", "1h Post-dose", 1, 5.5),
    ("2024-01-23T08:00", "504h Post-dose", 1, 1.5),
    ("2024-01-23T10:00", "1h Post-dose", 22, 6.5),
)


def test_times_from_the_first_and_from_the_last_dose() -> None:
    found = adpc(PC, EX, ADSL).filter(ANL02FL="Y")
    assert found.select("PARAMCD", "NFRLT", "AFRLT", "NRRLT", "ARRLT", "MRRLT", "DOSEA").rows() == [
        ("ADC", 0, -1, 0, -1, 0, 100),
        ("DOSE", 0, 0, 0, 0, 0, 100),
        ("ADC", 1, 1.5, 1, 1.5, 1.5, 100),
        ("ADC", 504, 502, 504, 502, 502, 100),
        ("DOSE", 504, 503, 0, 0, 0, 80),
        ("ADC", 505, 504, 1, 1, 1, 80),
    ]
    assert found["ASEQ"].to_list() == [2, 3, 4, 5, 7, 8]
    assert found["PCRFTDTM"].to_list()[-1] == datetime(2024, 1, 23, 9)


def test_what_is_derived() -> None:
    found = adpc(PC, EX, ADSL).filter(pl.col("DTYPE").is_not_null())
    assert found.select("DTYPE", "AVAL", "ARRLT", "DOSEA", "BASETYPE", "ABLFL").rows() == [
        ("HALFLLOQ", 0.05, -1, 100, "Day 1 Baseline", "Y"),
        ("COPY", 1.5, -1, 80, "Day 22 Baseline", "Y"),
    ]


def test_change_from_the_value_before_the_dose() -> None:
    found = adpc(PC, EX, ADSL).filter(PARAMCD="ADC", ANL02FL="Y")
    assert found["BASE"].to_list() == [0.05, 0.05, 0.05, 1.5]
    assert found["CHG"].to_list() == [None, 5.45, 1.45, 5.0]


def test_a_measured_baseline_comes_before_a_copy() -> None:
    real = samples(("2024-01-23T08:30", "Pre-dose", 22, 1.25))
    found = adpc(pl.concat([PC, real]), EX, ADSL)
    assert found.filter(pl.col("AVAL") == 6.5)["BASE"].to_list() == [1.25]


def test_a_sample_without_a_date_is_kept_without_actual_times() -> None:
    found = adpc(samples((None, "2h Post-dose", 1, 3.0), ("2024-01-02T11:00", "1h Post-dose", 1, 4.0)), EX, ADSL)
    assert found.select("NFRLT", "AFRLT", "AVAL").rows() == [(0, 0, 100), (1, 1, 4), (2, None, 3)]


def test_who_was_not_dosed_has_no_row() -> None:
    assert adpc(samples(("2024-01-02", "Pre-dose", 1, None), USUBJID="2"), EX, ADSL).is_empty()
    assert adpc(PC, EX.clear(), ADSL).is_empty()
    assert adpc(PC.clear(), EX, ADSL).is_empty()
    assert adpc(PC, EX.with_columns(EXDOSE=pl.lit(0)), ADSL).is_empty()


def test_all_below_the_limit() -> None:
    found = adpc(PC.with_columns(PCSTRESN=pl.lit(None), PCSTRESC=pl.lit("BLQ")), EX, ADSL)
    assert set(found.filter(DTYPE="HALFLLOQ")["AVAL"]) == {0.05}


def test_time_points_without_words_are_taken_from_their_number() -> None:
    given = PC.drop("PCTPT", "VISITDY").with_columns(PCTPTNUM=pl.Series(["-1", "1", "504", "505"]))
    assert adpc(given, EX, ADSL).filter(SRCDOM="PC", ANL02FL="Y")["NFRLT"].to_list() == [0, 1, 504, 505]


def test_doses_without_a_visit_have_their_days() -> None:
    found = adpc(PC, EX.drop("VISITDY"), ADSL).filter(PARAMCD="DOSE")
    assert found["NFRLT"].to_list() == [0, 504]


def test_an_analyte_follows_its_drug() -> None:
    two = pl.concat([EX, EX.with_columns(EXTRT=pl.lit("OTHER"), EXSTDTC=pl.lit("2024-01-02T08:00"))])
    payload = PC.with_columns(PCTESTCD=pl.lit("PAYL"), PCTEST=pl.lit("Payload"))
    assert adpc(PC, two, ADSL).filter(PARAMCD="ADC")["AFRLT"].min() == -1
    found = adpc(payload, two, ADSL, drug={"PAYL": "Other"})
    assert found.filter(PARAMCD="PAYL")["AFRLT"].min() == 1
    with pytest.raises(DataError, match=r'the analyte PAYL \(Payload\) .* drug=\{"PAYL": "ADC"\}'):
        adpc(payload, two, ADSL)


def test_analytes_of_one_drug() -> None:
    payload = PC.with_columns(PCTESTCD=pl.lit("PAYL"))
    found = adpc(pl.concat([PC, payload]), EX, ADSL)
    assert found.filter(PARAMCD="PAYL")["BASE"].to_list() == found.filter(PARAMCD="ADC")["BASE"].to_list()


def test_subject_columns_are_added() -> None:
    found = adpc(PC, EX, ADSL)
    assert set(found["TRT01A"]) == {"DL1"}
    assert found["ADY"].to_list()[0] == 1
