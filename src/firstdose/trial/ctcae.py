"""From a measurement to its CTCAE grade: the criteria are data, `library/ctcae-v4.toml` to `ctcae-v6.toml`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from typing import Literal

from numpy.typing import ArrayLike

from firstdose.errors import LibraryError, ProtocolError
from firstdose.resources import packaged
from firstdose.tables import noun, read_toml
from firstdose.trial.ctcae_term import GradeRow, Mode, Term
from firstdose.types import I8

__all__ = ["Criteria", "GradeRow", "Term", "Units", "Version", "ctcae", "grade"]

Version = Literal[4, 5, 6]
Units = Literal["si", "us"]


@dataclass(frozen=True)
class Criteria:
    """Every term of one version of the CTCAE that measurements tell."""

    name: str
    terms: tuple[Term, ...]

    def __post_init__(self) -> None:
        names = [term.name for term in self.terms]
        for name in names:
            if names.count(name) > 1 or name != name.lower():
                raise LibraryError(f'{self.name} term "{name}": each term stands once, in lower case.')

    def term(self, name: str) -> Term:
        """The term of that name, in upper or lower case."""
        known = {term.name: term for term in self.terms}
        if (wanted := name.strip().lower()) in known:
            return known[wanted]
        close = get_close_matches(wanted, known, n=1)
        hint = f'Did you mean "{close[0]}"? ' if close else ""
        raise ProtocolError(
            f'{self.name} has no laboratory criteria for "{name}" here. {hint}It has {", ".join(known)}.'
        )

    def read_as(self, mode: Mode) -> Criteria:
        """The terms and rows of one reading of the criteria."""
        kept = {term: tuple(row for row in term.rows if row.mode in {None, mode}) for term in self.terms}
        return replace(self, terms=tuple(replace(term, rows=rows) for term, rows in kept.items() if rows))

    def in_us(self) -> Criteria:
        """The same terms in US units."""
        return replace(self, terms=tuple(term.in_us() for term in self.terms))


@cache
def ctcae(version: Version = 5, units: Units = "si", mode: Mode = "ctcae") -> Criteria:
    """One version of the CTCAE, as far as measurements tell a grade.

    Parameters
    ----------
    version : 4, 5 or 6.
    units : ``"si"`` (g/L, mmol/L) or ``"us"`` (g/dL, mg/dL): in which the limits are stated.
    mode : ``"ctcae"``, as the National Cancer Institute words it, or ``"admiral"``, as the R package admiral 1.4.1 has
        it; the guide lists where they differ.

    Examples
    --------
    >>> ctcae().name, ctcae().term("Anemia").unit, ctcae(4, "us").term("Anemia").unit
    ('CTCAE v5.0', 'g/L', 'g/dL')
    """
    file = f"ctcae-v{version}.toml"
    found = noun(Criteria, read_toml(packaged(f"trial/library/{file}")), file).read_as(mode)
    return found.in_us() if units == "us" else found


def grade(
    term: str,
    value: ArrayLike,
    baseline: ArrayLike | None = None,
    *,
    lln: ArrayLike | None = None,
    uln: ArrayLike | None = None,
    bnrind: ArrayLike | None = None,
) -> I8:
    """CTCAE v5.0 grade of laboratory measurements.

    Parameters
    ----------
    term : e.g. ``"platelet count decreased"``, as in a protocol's DLT criteria.
    value : measurements, of any shape, in the term's unit.
    baseline : before treatment, of a shape that broadcasts with ``value``; needed where limits are multiples of it in
        patients with an abnormal baseline.
    lln, uln : the laboratory's limits of normal; the usual ones unless given, where the library has them.
    bnrind : whether the baseline was low (-1), normal (0) or high (1); by ``lln`` and ``uln`` unless given.

    Returns
    -------
    Grades 0 to 4 of the shape of ``value``; -1 where the measurement is NaN, or what its lowest grade depends on.

    Notes
    -----
    Criteria that are no measurements (a transfusion, urgent intervention, death) are left to whoever reports the event.
    A value equal to a limit up to rounding (1e-12, relative) is at the limit.

    References
    ----------
    National Cancer Institute (2017), Common Terminology Criteria for Adverse Events (CTCAE) v5.0.

    Examples
    --------
    >>> grade("platelet count decreased", [200, 80, 60, 25, 24]).tolist()
    [0, 1, 2, 3, 4]
    >>> grade("alanine aminotransferase increased", [130, 210], baseline=[30, 60]).tolist()
    [2, 2]
    """
    return ctcae().term(term).grade(value, baseline, lln=lln, uln=uln, bnrind=bnrind)
