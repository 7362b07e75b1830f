"""Noncompartmental analysis agrees with PKNCA on every parameter that both define, to 1e-6 relative."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from firstdose.analysis.nca import NcaResult, nca, sparse

DATA = Path(__file__).parent / "data" / "nca"
SAME = {  # what PKNCA calls a parameter
    "c0": "C0",
    "cmax": "CMAX",
    "cmin": "CMIN",
    "tmax": "TMAX",
    "tlag": "TLAG",
    "tlast": "TLST",
    "clast.obs": "CLST",
    "auclast": "AUCLST",
    "aucall": "AUCALL",
    "aucinf.obs": "AUCIFO",
    "aucinf.pred": "AUCIFP",
    "aumclast": "AUMCLST",
    "aumcinf.obs": "AUMCIFO",
    "aumcinf.pred": "AUMCIFP",
    "aucpext.obs": "AUCPEO",
    "aucpext.pred": "AUCPEP",
    "clast.pred": "CLSTP",
    "lambda.z": "LAMZ",
    "half.life": "LAMZHL",
    "r.squared": "R2",
    "adj.r.squared": "R2ADJ",
    "lambda.z.n.points": "LAMZNPT",
    "lambda.z.time.first": "LAMZLL",
    "span.ratio": "LAMZSPN",
    "auclast.dn": "AUCLSTD",
    "aucall.dn": "AUCALLD",
    "aucinf.obs.dn": "AUCIFOD",
    "aucinf.pred.dn": "AUCIFPD",
    "aumclast.dn": "AUMCLSTD",
    "aumcinf.obs.dn": "AUMCIFOD",
    "aumcinf.pred.dn": "AUMCIFPD",
    "cmax.dn": "CMAXD",
    "cmin.dn": "CMIND",
}
EXTRAVASCULAR = {
    "cl.obs": "CLFO",
    "cl.pred": "CLFP",
    "vz.obs": "VZFO",
    "vz.pred": "VZFP",
    "mrt.last": "MRTEVLST",
    "mrt.obs": "MRTEVIFO",
    "mrt.pred": "MRTEVIFP",
}
INTRAVENOUS = {
    "cl.obs": "CLO",
    "cl.pred": "CLP",
    "vz.obs": "VZO",
    "vz.pred": "VZP",
    "vss.obs": "VSSO",
    "vss.pred": "VSSP",
    "mrt.last": "MRTIVLST",
    "mrt.obs": "MRTIVIFO",
    "mrt.pred": "MRTIVIFP",
    "mrt.iv.last": "MRTIVLST",
    "mrt.iv.obs": "MRTIVIFO",
    "mrt.iv.pred": "MRTIVIFP",
}
STEADY = {
    "auclast": "AUCTAU",
    "cl.last": "CLFTAU",
    "cav": "CAVG",
    "ctrough": "CTROUGH",
    "ptr": "PTROUGHR",
    "deg.fluc": "FLUCP",
    "swing": "SWING",
}

BY_VEIN = {name: code for name, code in (SAME | INTRAVENOUS).items() if code != "TLAG"}  # of absorption


def _table(name: str) -> pl.DataFrame:
    return pl.read_csv(DATA / name, infer_schema=False, null_values="NA")


def _theoph() -> pl.DataFrame:
    return _table("data_theoph.csv").rename({"Subject": "USUBJID", "Time": "TIME", "conc": "CONC", "Dose": "DOSE"})


def _indometh(name: str = "data_indometh.csv") -> pl.DataFrame:
    rows = _table(name).rename({"Subject": "USUBJID", "time": "TIME", "conc": "CONC"})
    return rows.with_columns(DOSE=pl.lit("25"), ROUTE=pl.lit("INTRAVENOUS"))


def _variant(name: str, variant: str) -> pl.DataFrame:
    return _table(name).filter(pl.col("variant") == variant).select("Subject", "PPTESTCD", "PPORRES")


def _compare(found: NcaResult, expected: pl.DataFrame, names: dict[str, str]) -> int:
    """How many numbers agree; the first that does not fails."""
    ours = {row["USUBJID"]: row["parameters"] for row in found.subjects}
    held = 0
    for subject, code, value in expected.rows():
        if code in names and value is not None:
            parameter = ours[subject][names[code]]
            assert parameter["value"] == pytest.approx(float(value), rel=1e-6), (subject, names[code], parameter)
            held += 1
    return held


@pytest.mark.parametrize(
    ("variant", "options"),
    [
        ("linup_logdown_0_inf", {}),
        ("linear_0_inf", {"auc": "linear"}),
        ("linlog_0_inf", {"auc": "lin-log"}),
        ("hl_tmax_allowed", {"allow_tmax": True}),
        ("hl_min4", {"min_points": 4}),
        ("hl_adjr2factor0", {"tolerance": 0.0}),
        ("hl_minr2_0.9", {}),
    ],
)
def test_oral_profiles(variant: str, options: dict[str, Any]) -> None:
    expected = _variant("theoph_pknca_long.csv.gz", variant)
    assert _compare(nca(_theoph(), **options), expected, SAME | EXTRAVASCULAR) == 468


@pytest.mark.parametrize(("end", "held"), [(24, 468), (12, 192)])
def test_an_interval_of_pknca_is_the_samples_in_it(end: int, held: int) -> None:
    rows = _theoph().filter(pl.col("TIME").cast(pl.Float64) <= end)
    expected = _variant("theoph_pknca_long.csv.gz", f"linup_logdown_0_{end}")
    assert _compare(nca(rows), expected, SAME | EXTRAVASCULAR) == held


def test_steady_state() -> None:
    dose = _theoph().group_by("USUBJID").agg(pl.col("DOSE").first())
    rows = _table("theoph_superposition_tau24.csv").rename({"Subject": "USUBJID", "time": "TIME", "conc": "CONC"})
    found = nca(rows.join(dose, on="USUBJID"), tau=24, steady_state=True)
    expected = _variant("theoph_ss_pknca.csv.gz", "ss_0_24")
    assert _compare(found, expected, SAME | STEADY) == 252
    assert all(row["parameters"]["CLFO"]["reason"] for row in found.subjects)  # AUCIFO is not of one dose


@pytest.mark.parametrize(("variant", "auc"), [("linup_logdown", "lin-up-log-down"), ("linear", "linear")])
def test_bolus_profiles_whose_c0_is_in_the_table(variant: str, auc: Any) -> None:
    found = nca(_indometh("data_indometh_c0added.csv"), auc=auc)
    expected = _variant("indometh_pknca_long.csv.gz", f"c0added_{variant}_0_inf")
    assert _compare(found, expected, BY_VEIN) == 264


def test_bolus_profiles_whose_c0_is_extrapolated() -> None:
    """The areas are those with C0; a 0 at the time of the bolus was taken before it."""
    zero = _indometh().group_by("USUBJID", maintain_order=True).first().with_columns(TIME=pl.lit("0"), CONC=pl.lit("0"))
    names = {
        "c0": "C0",
        "aucivlast": "AUCLST",
        "aucivall": "AUCALL",
        "aucivinf.obs": "AUCIFO",
        "aucivinf.pred": "AUCIFP",
    }
    expected = _variant("indometh_pknca_long.csv.gz", "zero_at_t0_aucivinf")
    terminal = {name: code for name, code in SAME.items() if name.startswith(("lambda", "half", "tlast", "tmax"))}
    for rows in (_indometh(), pl.concat([_indometh(), zero.select(_indometh().columns)])):
        assert _compare(nca(rows), expected, names | terminal) == 6 * 11


def test_lin_log_of_two_equal_concentrations_is_finite() -> None:
    """PKNCA 0.12 has no area where two neighbours after TMAX are equal: log 1 is 0. A line through them is flat."""
    found = nca(_indometh("data_indometh_c0added.csv"), auc="lin-log")
    expected = _variant("indometh_pknca_long.csv.gz", "c0added_linlog_0_inf")
    assert _compare(found, expected, BY_VEIN) == 208
    missing = expected.filter((pl.col("PPTESTCD") == "auclast") & pl.col("PPORRES").is_null())["Subject"].to_list()
    assert missing == ["3", "4"]
    twice = (pl.col("CONC") == pl.col("CONC").shift()).any()
    equal = _indometh("data_indometh_c0added.csv").group_by("USUBJID").agg(twice.alias("EQUAL"))
    assert set(missing) <= set(equal.filter("EQUAL")["USUBJID"])
    assert np.isfinite(found.value("AUCLST")).all()


@pytest.mark.parametrize(("method", "auc"), [("lin up/log down", "lin-up-log-down"), ("linear", "linear")])
@pytest.mark.parametrize(("study", "held"), [("Theoph", 220), ("Indometh", 36), ("pharmaversesdtm_pc", 2060)])
def test_the_older_pknca(study: str, held: int, method: str, auc: Any) -> None:
    expected = _table("pknca_nca.csv.gz").filter((pl.col("study") == study) & (pl.col("method") == method))
    names = SAME | (INTRAVENOUS if study == "Indometh" else EXTRAVASCULAR)
    if study == "Theoph":  # its doses are in mg
        amount = pl.col("DOSE").cast(pl.Float64) * pl.col("Wt").cast(pl.Float64)
        rows = _theoph().with_columns(DOSE=amount)
    elif study == "Indometh":
        rows = _indometh()
    else:
        rows = _table("pc_plasma.csv.gz").rename({"PCTPTNUM": "TIME", "PCSTRESC": "CONC"})
    assert _compare(nca(rows, auc=auc), expected.select("Subject", "param", "value"), names) == held


def test_sparse_areas_are_the_published_ones() -> None:
    """Holder 1999, table 1: as PK 1.3 (R) and PKNCA's own tests have them, for a batch and for a serial design."""
    time = [0, 0, 0, 1, 1, 1, 6, 6, 6, 2, 2, 2, 10, 10, 10, 4, 4, 4, 24, 24, 24]
    conc = [0, 0, 0, 1.75, 2.2, 1.58, 4.63, 2.99, 1.52, 3.03, 1.98, 2.22, 3.34, 1.3, 1.22, 3.54, 2.84, 2.55]
    animal = [1, 2, 3, 1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6, 7, 8, 9, 7, 8, 9]
    rows = pl.DataFrame({"USUBJID": animal, "TIME": time, "CONC": [float(c) for c in conc] + [0.3, 0.0421, 0.231]})
    batch, serial = sparse(rows)[0], sparse(rows.with_columns(USUBJID=pl.int_range(pl.len())))[0]
    assert batch.auclst == pytest.approx(39.4689, rel=1e-12)
    assert (batch.se, batch.df) == pytest.approx((7.30997787038754, 2.74598236184576), rel=1e-12)
    assert (serial.se, serial.df) == pytest.approx((6.86584835083522, 2.82631153092225), rel=1e-12)
