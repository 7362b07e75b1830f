"""Every term of every version, in both units, against admiral's own conditions, evaluated here as R evaluates them."""

import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from firstdose.data import read_table
from firstdose.trial import ctcae
from firstdose.trial.ctcae import Units, Version
from firstdose.trial.ctcae_units import laboratory_units
from firstdose.types import I8, Bool

FOLDER = Path(__file__).parent / "data/ctcae"
ROUNDED = r"signif\([^()]*\)"
ORDER = ("NA", "4", "3", "2", "1")  # as case_when tries them


def _source(version: Version, units: Units) -> list[dict[str, str]]:
    ending = "_uscv" if units == "us" else ""
    return read_table(FOLDER / f"ncictcaev{version}{ending}_source.csv.gz").fill_null("").to_dicts()


def _conditions(row: dict[str, str]) -> list[tuple[str, str]]:
    """Condition and grade, in Python's words."""
    found = []
    for grade in ORDER:
        code = row[f"GRADE_{grade}_CODE"]
        for condition, result in re.findall(r"(.+?)~\s*\"?(NA_character_|\d)\"?\s*,?", code.replace("\n", " ")):
            plain = condition.replace("BNRIND %in% high_indicator", "HIGH").replace("BNRIND %in% low_indicator", "LOW")
            plain = re.sub(r"is\.na\((\w+)\)", r"np.isnan(\1)", plain).replace("!", "~")
            plain = re.sub(rf"((?:{ROUNDED}|AVAL)\s*[<>]=?\s*(?:{ROUNDED}|BASE|ANRHI|-?[\d.]+))", r"(\1)", plain)
            found.append((plain.strip(), result))
    return found


def _signif(value: np.ndarray | float, digits: int) -> np.ndarray:
    """As R rounds to significant digits."""
    number = np.asarray(value, np.float64)
    scale = 10.0 ** (digits - 1 - np.floor(np.log10(np.maximum(np.abs(number), 1e-9))))
    return np.round(number * scale) / scale


def _as_admiral(row: dict[str, str], seen: dict[str, np.ndarray]) -> I8:
    grade, open_ = np.zeros(len(seen["AVAL"]), np.int8), np.ones(len(seen["AVAL"]), np.bool_)
    for condition, result in _conditions(row):
        met: Bool = eval(condition, {"np": np, "signif": _signif, "signif_dig": 15}, seen)
        grade[met & open_] = -1 if result.startswith("NA") else int(result)
        open_ &= ~met
    return grade


def _seen(row: dict[str, str]) -> dict[str, np.ndarray]:
    """Values at, about and far from every limit that the conditions name, with what is missing here and there."""
    rng = np.random.default_rng(20261124)
    n, named = (
        4000,
        [float(it) for it in re.findall(r"[<>]=? *(\d+\.?\d*)(?![\d.*])", " ".join(c for c, _ in _conditions(row)))],
    )
    scale = (min if row["DIRECTION"] == "H" else max)([it for it in named if it > 0] or [10.0])
    normal = np.array([0.5, 0.8, 1.0, 1.6, 5.0]) * scale
    lln, uln, base = (rng.choice([*normal, np.nan], n, p=[0.18] * 5 + [0.1]) for _ in range(3))
    factors = [0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 10.0, 20.0]
    value = rng.choice(factors, n) * rng.choice(normal, n) * rng.choice([0.999, 1.0, 1.001], n)
    near = rng.random(n) < 0.4
    value[near] = (rng.choice(named or normal, n) * rng.choice([0.999, 1.0, 1.001], n))[near]
    value[rng.random(n) < 0.02] = np.nan
    side = np.where(base > uln, 1, np.where(base < lln, -1, 0))
    change = 100 * (value - base) / base
    return {
        "AVAL": value,
        "ANRLO": lln,
        "ANRHI": uln,
        "BASE": base,
        "PCHG": change,
        "HIGH": side == 1,
        "LOW": side == -1,
    }


@pytest.mark.parametrize("version", [4, 5, 6])
@pytest.mark.parametrize("units", ["si", "us"])
def test_every_term_is_graded_as_admiral_grades_it(version: Version, units: Units) -> None:
    criteria, compared = ctcae(version, units, "admiral"), set()
    for row in _source(version, units):
        term, seen = criteria.term(row["TERM"]), _seen(row)
        factor = laboratory_units().as_admiral(row["UNIT_CHECK"], term.unit) if term.has_unit else 1.0
        assert factor is not None, row["TERM"]
        known = {name: seen[name] * factor for name in ("AVAL", "ANRLO", "ANRHI", "BASE")}
        bnrind = seen["HIGH"].astype(np.int8) - seen["LOW"].astype(np.int8)
        found = term.grade(known["AVAL"], known["BASE"], lln=known["ANRLO"], uln=known["ANRHI"], bnrind=bnrind)
        expected = _as_admiral(row, seen)
        # admiral says nothing without a limit of normal even where the baseline alone tells the grade, and 0 where the
        # baseline is high and missing, which no table has
        asked = ~np.isnan(seen["ANRHI"]) | ~np.isin(row["DIRECTION"], ["H"])
        where = asked & (found != expected)
        assert not where.any(), (
            row["TERM"],
            pl.DataFrame(known).filter(where).head(3),
            found[where][:3],
            expected[where][:3],
        )
        assert set(expected) >= {row.grade for row in term.rows}, row["TERM"]
        compared.add(term.name)
    assert compared == {term.name for term in criteria.terms}
