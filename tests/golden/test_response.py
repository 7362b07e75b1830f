"""Responses agree with admiralonco 1.4.0, row by row and date by date; where they do not, a test says why."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from firstdose.analysis import adrs, adtr, best_overall_response, overall_responses
from firstdose.data import read_table

DATA = Path(__file__).parent / "data/response"
RS, ADSL = DATA / "rs_onco.csv.gz", DATA / "adsl_dates_rs_onco.csv.gz"
EVALUATORS = {"INV": "INVESTIGATOR", "RAD1": "RADIOLOGIST 1", "RAD2": "RADIOLOGIST 2"}
DATED = {"BOR": "BORDT", "CBOR": "CBORDT", "RSP": "RSPDT", "CRSP": "CRSPDT", "CB": "CBDT"}
REFERENCE = {
    "derive_param_bor": "BOR",
    "derive_param_confirmed_bor": "CBOR",
    "derive_param_response": "RSP",
    "derive_param_confirmed_resp": "CRSP",
    "derive_param_clinbenefit": "CB",
}


def _golden(name: str) -> pl.DataFrame:
    found = read_table(DATA / f"{name}.csv.gz")
    return found.with_columns(pl.col("ADT").str.to_date()) if "ADT" in found.columns else found


def _unlike(expected: pl.DataFrame, found: pl.DataFrame, key: list[str], columns: list[str]) -> pl.DataFrame:
    """The expected rows whose columns are not the same in what was found."""
    joined = expected.join(found, on=key, how="left", suffix="_FOUND")
    apart = [pl.col(name).cast(pl.String).ne_missing(pl.col(f"{name}_FOUND").cast(pl.String)) for name in columns]
    return joined.filter(pl.any_horizontal(apart)).select(*key, *columns, *(f"{name}_FOUND" for name in columns))


def _sequences() -> pl.DataFrame:
    given = _golden("enum_sequences").with_columns(pl.col("DATES", "RESPONSES").str.split("|"))
    return given.explode("DATES", "RESPONSES").select(
        "USUBJID",
        "RANDDT",
        pl.lit("OVRLRESP").alias("RSTESTCD"),
        pl.col("RESPONSES").alias("RSSTRESC"),
        pl.col("DATES").alias("RSDTC"),
    )


def test_every_sequence_of_up_to_four_visits() -> None:
    """80,262 answers: BOR, CBOR and CRSP with their dates, by 26 sets of arguments."""
    rs, expected = _sequences(), _golden("enum_expected")
    assert expected.height == 80_262
    sets = ["ref_confirm", "max_nr_ne", "accept_sd", "ref_start_window", "PARAMCD"]
    for (confirm, gaps, sd, window, parameter), rows in expected.group_by(sets):
        found = best_overall_response(
            rs,
            mode="admiral",
            ref_confirm=int(str(confirm or 28)),
            max_nr_ne=int(str(gaps or 1)),
            accept_sd=sd == "TRUE",
            ref_start_window=int(str(window or 42)),
        ).subjects
        named = found.select("USUBJID", AVALC=pl.col(str(parameter)), ADT=pl.col(DATED[str(parameter)]))
        assert _unlike(rows, named, ["USUBJID"], ["AVALC", "ADT"]).is_empty()


def test_48_sets_of_arguments_on_the_trial() -> None:
    expected = _golden("cbor_variants_rs_onco_inv")
    sets = ["ref_confirm", "max_nr_ne", "accept_sd", "ref_start_window", "missing_as_ne"]
    variants = list(expected.group_by(sets))
    assert len(variants) == 48
    for (confirm, gaps, sd, window, missing), rows in variants:
        found = best_overall_response(
            RS,
            ADSL,
            mode="admiral",
            ref_confirm=int(str(confirm)),
            max_nr_ne=int(str(gaps)),
            accept_sd=sd == "TRUE",
            ref_start_window=int(str(window)),
            missing_as_ne=missing == "TRUE",
        ).subjects
        named = found.select("USUBJID", AVALC="CBOR", ADT="CBORDT")
        assert _unlike(rows, named, ["USUBJID"], ["AVALC", "ADT"]).is_empty()


COLUMNS = ["VISIT", "ADT", "AVALC", "AVAL", "ANL01FL", "ANL02FL", "RSSEQ"]


def _adrs_rows(code: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Reference and ours, with the assessments told apart by their number."""
    number = pl.when(pl.col("PARAMCD") == "OVR").then("RSSEQ").otherwise(pl.lit("")).alias("NUMBER")
    expected = _golden("adrs_rs_onco").filter(pl.col("EVALUATOR") == code)
    tu = DATA / "tu_onco_recist.csv.gz"
    found = adrs(RS, ADSL, tu, mode="admiral", evaluator=EVALUATORS[code])
    return expected.with_columns(number, pl.col("AVAL").cast(pl.Float64)), found.with_columns(number)


@pytest.mark.parametrize("code", EVALUATORS)
def test_adrs_of_three_evaluators(code: str) -> None:
    expected, found = _adrs_rows(code)
    others = expected.filter(pl.col("PARAMCD") != "CBCP")
    assert others["PARAMCD"].n_unique() == 12
    assert _unlike(others, found, ["USUBJID", "PARAMCD", "NUMBER"], COLUMNS).is_empty()
    those = found.filter(pl.col("USUBJID").is_in(expected["USUBJID"].unique().implode()))
    assert those.height == expected.height


@pytest.mark.parametrize("code", EVALUATORS)
def test_defect_of_the_reference_cbcp_is_always_no(code: str) -> None:
    """The template derives CBCP in one pipe with CBOR, from the rows of before that pipe, which have no CBOR yet."""
    expected, found = _adrs_rows(code)
    confirmed = expected.filter((pl.col("PARAMCD") == "CBOR") & pl.col("AVALC").is_in(["CR", "PR"]))["USUBJID"]
    theirs = expected.filter(pl.col("PARAMCD") == "CBCP")
    assert theirs["AVALC"].unique().to_list() == ["N"]
    unlike = _unlike(theirs, found, ["USUBJID", "PARAMCD", "NUMBER"], COLUMNS)
    assert sorted(unlike["USUBJID"]) == sorted(confirmed)
    assert set(unlike["AVALC_FOUND"]) == {"Y"}


def test_adrs_as_its_authors_ship_it() -> None:
    """Among them a response in February 2014 without a day, which is its last day."""
    expected = _golden("pkg_adrs_onco").with_columns(pl.col("AVAL", "ASEQ").cast(pl.Float64))
    found = adrs(
        DATA / "rs_onco_recist.csv.gz", DATA / "pkg_adsl.csv.gz", DATA / "tu_onco_recist.csv.gz", mode="admiral"
    ).with_columns(pl.col("ASEQ").cast(pl.Float64))
    assert _unlike(expected, found, ["USUBJID", "PARAMCD", "ASEQ"], ["PARAM", *COLUMNS]).is_empty()
    assert found.height == expected.height


def test_adtr_as_its_authors_ship_it() -> None:
    """Diameters, sums, nadir, changes to 1e-12 (both are double precision), and flags."""
    expected = _golden("pkg_adtr_onco")
    found = adtr(
        *(DATA / f"{name}.csv.gz" for name in ("tr_onco_recist", "tu_onco_recist", "rs_onco_recist", "pkg_adsl"))
    )
    rounded = [name for name in expected.columns if name in found.columns and found[name].dtype.is_numeric()]
    same = [name for name in expected.columns if name not in rounded and name not in ("USUBJID", "PARAMCD")]
    key = ["USUBJID", "PARAMCD", "ASEQ"]
    expected, found = (each.with_columns(pl.col(rounded).cast(pl.Float64).round(12)) for each in (expected, found))
    assert _unlike(expected, found, key, [*same, *(name for name in rounded if name != "ASEQ")]).is_empty()
    those = found.filter(pl.col("USUBJID").is_in(expected["USUBJID"].unique().implode()))
    assert those.height == expected.height == 74


def test_overall_responses_follow_from_their_parts() -> None:
    """Tables 1 and 2 give every overall response that the investigator reported, but for one that is no response."""
    found = overall_responses(RS)
    unlike = found.filter(pl.col("DERIVED").ne_missing(pl.col("OVRLRESP")))
    assert found.height == 633
    assert unlike["OVRLRESP"].to_list() == ["CHECK"]


def _vectors() -> Iterator[Any]:
    rows = _golden("onco_unit_vectors").unique(maintain_order=True)
    for (function, test, arguments), vectors in rows.group_by("fun", "test", "args", maintain_order=True):
        yield pytest.param(str(function), json.loads(str(arguments)), vectors, id=f"{test} {vectors.height}")


@pytest.mark.parametrize(("function", "arguments", "rows"), list(_vectors()))
def test_the_authors_own_tests(function: str, arguments: dict[str, str], rows: pl.DataFrame) -> None:
    """Every subject's answer and date. What the authors call BOR = 11 and so on is their own numbering."""
    parameter = REFERENCE[function]
    expected = rows.filter(pl.col("PARAMCD").is_in(["BOR", "CBOR", "RSP", "CRSP", "CBR"]))
    if parameter == "CB":
        expected = expected.filter(pl.col("PARAMCD") == "CBR")
    responses = rows.filter(pl.col("PARAMCD") == "OVR")
    first = responses["ADT"].min()  # where no reference date matters
    people = rows.group_by("USUBJID").agg(pl.col("TRTSDT").drop_nulls().first().fill_null(str(first)))
    progression = rows.filter((pl.col("PARAMCD") == "PD") & (pl.col("AVALC") == "Y"))
    found = best_overall_response(
        responses.select("USUBJID", RSTESTCD=pl.lit("OVRLRESP"), RSSTRESC="AVALC", RSDTC=pl.col("ADT").cast(pl.String)),
        people,
        mode="admiral",
        ref_confirm=int(arguments.get("ref_confirm", 28)),
        max_nr_ne=int(arguments.get("max_nr_ne", 1)),
        accept_sd=arguments.get("accept_sd") == "TRUE",
        ref_start_window=int(arguments.get("ref_start_window", 28)),
        missing_as_ne=arguments.get("missing_as_ne") == "TRUE",
        clinben_vals=["CR", "PR", "SD"] if "clinben_vals" in arguments else None,
        until_pd=arguments["source_pd"] != "NULL",
        pd_dates=progression.select("USUBJID", PDDT="ADT"),
    ).subjects
    named = found.select("USUBJID", AVALC=pl.col(parameter), ADT=pl.col(DATED[parameter]))
    assert expected.height
    assert _unlike(expected, named, ["USUBJID"], ["AVALC", "ADT"]).is_empty()


def test_defect_of_the_reference_disease_after_an_early_complete_response() -> None:
    """admiralonco issue 275: by Table 3 the second subject, whose CR comes before disease can be stable, has PD."""
    rs = pl.DataFrame(
        {
            "USUBJID": ["1", "1", "2", "2"],
            "RSTESTCD": "OVRLRESP",
            "RSSTRESC": ["CR", "SD", "CR", "SD"],
            "RSDTC": ["2023-02-26", "2023-04-23", "2023-01-29", "2023-03-16"],
            "RANDDT": "2023-01-01",
        }
    )
    assert best_overall_response(rs, mode="admiral").subjects["CBOR"].to_list() == ["SD", "SD"]
    assert best_overall_response(rs, mode="recist_table3").subjects["CBOR"].to_list() == ["SD", "PD"]
