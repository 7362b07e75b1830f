"""The answer: parameters of every profile, as rows, as frames, as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from firstdose.analysis.nca.catalogue import Parameter
from firstdose.analysis.nca.marks import legend
from firstdose.analysis.nca.options import Units
from firstdose.analysis.nca.parameter_units import unit_of
from firstdose.analysis.nca.reasons import REASONS, Measured
from firstdose.analysis.nca.samples import KEYS
from firstdose.types import F64, Bool

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class NcaResult:
    """Parameters of N profiles.

    Parameters
    ----------
    keys : N rows of USUBJID, ANALYTE, PROFILE, DOSETIME, DOSE, DUR, ROUTE, TAU.
    parameters : the P that some profile has, in order.
    found : code to values (N,) and why there is none.
    applies : code to which profiles (N,) have it.
    time, used : (N, M) times after the dose, and whether LAMZ was fitted through them.
    marks : letter to profiles (N,); `legend` says what it means.
    """

    keys: pl.DataFrame
    parameters: tuple[Parameter, ...]
    found: Mapping[str, Measured]
    applies: Mapping[str, Bool]
    units: Units
    time: F64
    used: Bool
    marks: Mapping[str, Bool]

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def subjects(self) -> list[dict[str, Any]]:
        """One dictionary a profile, as in the JSON."""
        return [self._subject(row, key) for row, key in enumerate(self.keys.iter_rows(named=True))]

    def to_dict(self) -> dict[str, Any]:
        """``{"subjects": [...]}``."""
        return {"subjects": self.subjects}

    def value(self, code: str) -> F64:
        """Values (N,) of one parameter, NaN where a profile has none."""
        return np.where(self.applies[code], self.found[code].value, np.nan)

    def unit(self, parameter: Parameter) -> str | None:
        """Its unit, as far as units were told."""
        return unit_of(parameter.unit, self.units)

    def points(self, row: int) -> list[float]:
        """Times through which LAMZ of one profile was fitted."""
        return [float(time) for time in self.time[row, self.used[row]]]

    def marked(self, row: int) -> str:
        """The letters of one profile."""
        return "".join(letter for letter, mask in self.marks.items() if mask[row])

    def wide(self) -> pl.DataFrame:
        """One row a profile: the keys, every parameter, and the marks."""
        import polars as pl

        columns = {each.code: self.value(each.code) for each in self.parameters}
        frame = self.keys.with_columns(pl.Series(name, values).fill_nan(None) for name, values in columns.items())
        letters = [
            pl.Series(np.where(mask, letter, "").tolist(), dtype=pl.String) for letter, mask in self.marks.items()
        ]
        return frame.with_columns(pl.concat_str(letters).alias("MARKS"))

    def adpp(self) -> pl.DataFrame:
        """One row a profile and parameter, as in ADPP.

        Columns USUBJID, PPCAT (the analyte), PROFILE, DOSETIME, DOSE, PPTESTCD, PARAMCD, PARAM, AVAL, AVALU, PPSTINT
        and PPENINT (of AUCINT, after the dose), reason (why AVAL is missing).
        """
        import polars as pl

        keys = self.keys.select(pl.col("USUBJID"), pl.col("ANALYTE").alias("PPCAT"), "PROFILE", "DOSETIME", "DOSE")
        parts = [self._rows(keys.with_row_index("N"), each, order) for order, each in enumerate(self.parameters)]
        return pl.concat(parts).sort("N", "ORDER").drop("N", "ORDER")

    def _rows(self, keys: pl.DataFrame, each: Parameter, order: int) -> pl.DataFrame:
        import polars as pl

        code, _, interval = each.code.partition("_")
        start, _, end = interval.partition("-")
        texts = np.array(REASONS, dtype=object)[self.found[each.code].why]
        return keys.with_columns(
            pl.lit(order).alias("ORDER"),
            pl.lit(code).alias("PPTESTCD"),
            pl.lit(code).alias("PARAMCD"),
            pl.lit(each.name).alias("PARAM"),
            pl.Series("AVAL", self.found[each.code].value).fill_nan(None),
            pl.lit(self.unit(each), dtype=pl.String).alias("AVALU"),
            pl.lit(float(start) if start else None, dtype=pl.Float64).alias("PPSTINT"),
            pl.lit(float(end) if end else None, dtype=pl.Float64).alias("PPENINT"),
            pl.Series("reason", texts.tolist(), dtype=pl.String).replace({"": None}),
        ).filter(pl.Series(self.applies[each.code]))

    def _subject(self, row: int, key: Mapping[str, Any]) -> dict[str, Any]:
        parameters = {each.code: self._one(each, row) for each in self.parameters if self.applies[each.code][row]}
        number = parameters["LAMZNPT"]["value"]
        said = legend()
        return {
            **{name: key[name] for name in ("USUBJID", "ANALYTE")},
            "LAMZNPT": None if number is None else int(number),
            "parameters": parameters,
            **{name: key[name] for name in KEYS[2:]},
            "LAMZPTS": self.points(row),
            "flags": [said[letter] for letter in self.marked(row)],
        }

    def _one(self, each: Parameter, row: int) -> dict[str, Any]:
        value, why = self.found[each.code].value[row], self.found[each.code].why[row]
        return {
            "value": float(value) if np.isfinite(value) else None,
            "unit": self.unit(each),
            "reason": REASONS[why] or None,
        }
