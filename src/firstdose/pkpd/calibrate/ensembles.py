"""Parameter ensembles: vectors of the patient model's unknowns that published results leave open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from firstdose.errors import LibraryError
from firstdose.molecule import Adc
from firstdose.pkpd.calibrate.priors import check_site, unknowns
from firstdose.pkpd.mechanism import DEFAULT_SITE, parameters, typical
from firstdose.resources import File, packaged
from firstdose.rng import uniforms
from firstdose.tables import read_bytes
from firstdose.types import F64, I64

if TYPE_CHECKING:
    import polars as pl

_FOLDER = "pkpd/library"
_COLUMNS = ("site", "weight")  # of the file, before the parameters
_SEED = 0  # of the transfer: a property of the molecule, not of the study that asks for it


@dataclass(frozen=True, eq=False)
class Ensemble:
    """J vectors of parameters and how much weight the published results leave to each.

    Notes
    -----
    It holds what is not known, never what differs between patients: ``sd_NAME`` is an unknown too, the standard
    deviation of the log of ``NAME`` between patients. Parameters that are not among ``rows`` are known well enough.
    """

    molecule: str  # whose published results it was fitted to, by name in the library
    site: str  # of action on platelets
    rows: Mapping[str, F64]  # (J,) by parameter, in its unit in the patient model
    weight: F64  # (J,) sums to 1
    spread: float = 0.0  # SD of the log of the potency for toxicity, added for another molecule of the class

    def __len__(self) -> int:
        return len(self.weight)

    def row(self, number: int) -> dict[str, float]:
        """One vector, by parameter."""
        return {name: float(values[number]) for name, values in self.rows.items()}

    def at(self, numbers: I64) -> dict[str, F64]:
        """The vectors of these numbers, by parameter; of the same shape."""
        return {name: values[numbers] for name, values in self.rows.items()}

    def drawn(self, uniform: F64) -> I64:
        """Numbers of vectors drawn by weight, from uniform deviates of any shape.

        Examples
        --------
        >>> from firstdose.molecule import library
        >>> known = ensemble(library("t-dm1"))
        >>> int(known.drawn(np.array(0.0))), int(known.drawn(np.array(1.0))) == len(known) - 1
        (0, True)
        """
        return np.minimum(np.searchsorted(np.cumsum(self.weight), uniform, side="right"), len(self) - 1)

    def thinned(self, n: int) -> Ensemble:
        """``n`` vectors of equal weight, evenly spaced along the weights: for what is slow to compute of each."""
        if n >= len(self):
            return self
        kept = self.drawn((np.arange(n) + 0.5) / n)
        return replace(self, rows=self.at(kept), weight=np.full(n, 1.0 / n))

    def transferred(self, spread: float) -> Ensemble:
        """For another conjugate of the same linker and payload, whose potency lies ``spread`` (SD of its log) around.

        Notes
        -----
        Unknowns of the target stay behind.
        """
        rows = {name: values for name, values in self.rows.items() if unknowns()[name].travels}
        return replace(self, rows=rows).scattered(spread)

    def scattered(self, spread: float) -> Ensemble:
        """With potencies for toxicity as far apart as between the conjugates of a class.

        Notes
        -----
        One factor exp(spread z) multiplies every potency for toxicity of a vector; the z of the J vectors are the J
        middle quantiles of a standard normal, in an order that a seed gives.
        """
        order = np.argsort(uniforms(_SEED, "class spread", range(1), len(self))[0])
        factor = np.exp(spread * ndtri((order + 0.5) / len(self)))
        known = unknowns()
        rows = {name: values * factor if known[name].potency else values for name, values in self.rows.items()}
        return replace(self, rows=rows, spread=spread)


def ensemble(adc: Adc, site: str = DEFAULT_SITE) -> Ensemble:
    """What published results leave open of a molecule's parameters.

    Parameters
    ----------
    adc : a molecule with a packaged ensemble, or one that borrows its toxicity from such a molecule.
    site : of action on platelets: "proliferation", "release" or "circulation".

    Examples
    --------
    >>> from firstdose.molecule import library
    >>> ours, theirs = ensemble(library("imgn289")), ensemble(library("t-dm1"))
    >>> ours.molecule, ours.spread > theirs.spread
    ('t-dm1', True)
    """
    return for_molecule(_packaged(adc.toxicity.of, check_site(site)), adc)


def for_molecule(known: Ensemble, adc: Adc) -> Ensemble:
    """An ensemble as it serves ``adc``: as it is for the molecule it was fitted to, transferred to any other.

    Notes
    -----
    A number that the other molecule has of its own, such as the clearance of a conjugate whose pharmacokinetics are
    known, is not overruled by what was fitted to this one. A potency for toxicity of its own, that of another payload,
    is spread as far as one that was taken over.
    """
    if known.molecule == adc.name:
        return known
    spread = adc.transfer.spread.to("1")
    moved = known.transferred(spread)
    own, usual = _own(moved.rows, adc, known.site), typical(adc, site=known.site)
    kept = {name: values for name, values in moved.rows.items() if name not in own}
    potencies = {name: np.full(len(moved), usual[name]) for name in own if unknowns()[name].potency}
    return replace(moved, rows={**kept, **replace(moved, rows=potencies).scattered(spread).rows})


def _own(names: Iterable[str], adc: Adc, site: str) -> set[str]:
    """Those of which a molecule says something else than the one whose toxicity it borrows."""
    if adc.toxicity.donor is None:
        return set()
    here, there = parameters(adc, site=site), parameters(adc.toxicity.donor, site=site)
    known = {name: unknowns()[name].parameter for name in names}
    return {
        name for name, one in known.items() if (here[one].value, here[one].unit) != (there[one].value, there[one].unit)
    }


def read_ensemble(path: File, molecule: str, site: str = DEFAULT_SITE) -> Ensemble:
    """One site's vectors from a file that ``firstdose calibrate`` has written."""
    from io import BytesIO

    import polars as pl

    data = BytesIO(read_bytes(path))
    try:
        table = pl.read_parquet(data)
    except (pl.exceptions.PolarsError, OSError) as found:
        raise LibraryError(
            f'{path} is no ensemble: it is not a Parquet file. Write one by "firstdose calibrate".'
        ) from found
    if not set(_COLUMNS) < set(table.columns):
        raise LibraryError(
            f"{path} is no ensemble: it lacks a column of {', '.join(_COLUMNS)}, or parameters. Write one by "
            '"firstdose calibrate".'
        )
    return from_frame(table, molecule, check_site(site))


def from_frame(table: pl.DataFrame, molecule: str, site: str) -> Ensemble:
    """One site's vectors from the table of all; parameters that the site has not are null there."""
    here = table.filter(table["site"] == site)
    if here.is_empty():
        raise LibraryError(f'This ensemble has no vectors for site = "{site}". Calibrate again for that site.')
    rows = {
        name: here[name].to_numpy().astype(np.float64)
        for name in here.columns
        if name not in _COLUMNS and not here[name].has_nulls()
    }
    weight = here["weight"].to_numpy().astype(np.float64)
    return Ensemble(molecule, site, rows, weight / weight.sum())


def to_frame(ensembles: Mapping[str, Ensemble]) -> pl.DataFrame:
    """All sites below each other: site, weight, and a column a parameter."""
    import polars as pl

    tables = [
        pl.DataFrame({"site": [site] * len(one), "weight": one.weight, **one.rows}) for site, one in ensembles.items()
    ]
    return pl.concat(tables, how="diagonal")


@lru_cache(maxsize=16)
def _packaged(molecule: str, site: str) -> Ensemble:
    file = packaged(_FOLDER).joinpath(f"ensemble-{molecule}.parquet")
    if not file.is_file():
        raise LibraryError(
            f"There is no parameter ensemble for {molecule}: its human results have not been fitted. Give the molecule "
            f'[toxicity] like = "..." naming one that has, such as t-dm1.'
        )
    return read_ensemble(file, molecule, site)
