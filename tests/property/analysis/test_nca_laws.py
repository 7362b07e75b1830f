"""Laws of a noncompartmental analysis: what changes with the units, and what nothing changes."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstdose.analysis.nca import nca
from firstdose.types import F64

moderate = settings(max_examples=25, deadline=None)
TIME = np.array([0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 12.0, 24.0])
concentrations = st.lists(st.floats(0.01, 100), min_size=len(TIME), max_size=len(TIME)).map(np.array)
rules = st.sampled_from(["lin-up-log-down", "linear", "lin-log"])
SCALES_WITH = {  # powers of concentration, time and dose
    "CMAX": (1, 0, 0),
    "TMAX": (0, 1, 0),
    "AUCLST": (1, 1, 0),
    "AUCIFO": (1, 1, 0),
    "AUMCIFO": (1, 2, 0),
    "LAMZ": (0, -1, 0),
    "LAMZHL": (0, 1, 0),
    "R2ADJ": (0, 0, 0),
    "CLFO": (-1, -1, 1),
    "VZFO": (-1, 0, 1),
    "MRTEVIFO": (0, 1, 0),
}


def _table(conc: F64, time: F64 = TIME, dose: float = 10.0, name: str = "01") -> pl.DataFrame:
    return pl.DataFrame({"USUBJID": name, "TIME": time, "CONC": conc, "DOSE": dose})


@moderate
@given(concentrations, rules, st.floats(0.1, 10), st.floats(0.1, 10), st.floats(0.1, 10))
def test_parameters_scale_with_their_units(conc: F64, auc: str, c: float, t: float, d: float) -> None:
    one = nca(_table(conc), auc=auc)  # type: ignore[arg-type]  # one of the rules
    other = nca(_table(c * conc, t * TIME, 10 * d), auc=auc)  # type: ignore[arg-type]
    if one.points(0) == pytest.approx([time / t for time in other.points(0)]):  # near ties may fall either way
        for code, (of_conc, of_time, of_dose) in SCALES_WITH.items():
            expected = one.value(code) * c**of_conc * t**of_time * d**of_dose
            np.testing.assert_allclose(other.value(code), expected, rtol=1e-6, atol=1e-9)


@moderate
@given(st.lists(concentrations, min_size=2, max_size=5), rules, st.randoms(use_true_random=False))
def test_a_profile_does_not_depend_on_the_others_or_on_the_order_of_rows(
    many: list[F64], auc: str, random: np.random.Generator
) -> None:
    tables = [
        _table(conc[: len(conc) - number], TIME[: len(conc) - number], name=f"{number}")
        for number, conc in enumerate(many)
    ]
    rows = pl.concat(tables)
    order = list(range(len(rows)))
    random.shuffle(order)
    shuffled = {row["USUBJID"]: row for row in nca(rows[order], auc=auc).subjects}  # type: ignore[arg-type]
    for number, each in enumerate(tables):
        assert nca(each, auc=auc).subjects[0]["parameters"] == shuffled[f"{number}"]["parameters"]  # type: ignore[arg-type]


@moderate
@given(concentrations, rules, st.floats(0.1, 12), st.floats(12.1, 40))
def test_partial_areas_add_up(conc: F64, auc: str, middle: float, end: float) -> None:
    found = nca(_table(conc), auc=auc, intervals=[(0, middle), (middle, end), (0, end)])  # type: ignore[arg-type]
    first, second, whole = (found.value(each.code)[0] for each in found.parameters[-3:])
    if np.isfinite(whole):
        assert first + second == pytest.approx(whole, rel=1e-9)
    assert (found.value("AUCLST") <= found.value("AUCALL") + 1e-12).all()


@moderate
@given(st.floats(0.05, 1), st.floats(1, 50), st.floats(10, 500))
def test_a_bolus_into_one_compartment_is_exact(rate: float, volume: float, dose: float) -> None:
    """log-down areas of an exponential have no error, and C0 is on it."""
    rows = _table(dose / volume * np.exp(-rate * TIME[1:]), TIME[1:], dose).with_columns(ROUTE=pl.lit("INTRAVENOUS"))
    found = nca(rows)
    expected = {"C0": dose / volume, "CLO": rate * volume, "VZO": volume, "VSSO": volume, "MRTIVIFO": 1 / rate}
    for code, value in expected.items():
        assert found.value(code)[0] == pytest.approx(value, rel=1e-6)


@moderate
@given(st.floats(0.1, 0.5), st.floats(0.5, 2))
def test_an_infusion_into_one_compartment(rate: float, duration: float) -> None:
    """The mean residence time is that of a bolus once half the duration is taken off."""
    time = np.concatenate([np.linspace(0, duration, 200), duration + np.linspace(0, 60, 300)[1:]])
    end = (1 - np.exp(-rate * duration)) * np.exp(-rate * np.maximum(time - duration, 0))
    conc = np.where(time < duration, 1 - np.exp(-rate * time), end) / rate
    found = nca(_table(conc, time, duration).with_columns(DUR=duration))
    assert found.value("MRTIVIFO")[0] == pytest.approx(1 / rate, rel=1e-3)
    assert found.value("CLO")[0] == pytest.approx(rate, rel=1e-3)
