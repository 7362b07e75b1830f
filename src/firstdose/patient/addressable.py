"""How many patients a treatment for strong expression of its target could help."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from firstdose.patient.population import Indication, Population, Subtype
from firstdose.sourced import Provenance


@dataclass(frozen=True)
class AddressableRow:
    """One subtype of one indication; low and high are products of lows and of highs."""

    indication: str
    subtype: str
    incidence: float  # new cases of the whole indication a year
    share_low: float
    share: float
    share_high: float
    strong_low: float
    strong: float
    strong_high: float
    patients_low: float  # a year
    patients: float
    patients_high: float


@dataclass(frozen=True)
class Origin:
    """Where the numbers of a row come from."""

    indication: str
    subtype: str
    what: str  # "incidence", "share" or "strong"
    source: str
    provenance: Provenance


@dataclass(frozen=True)
class Addressable:
    """Patients a year whose tumour strongly expresses the target."""

    population: str  # title, e.g. "United States, 2013"
    rows: tuple[AddressableRow, ...]
    origins: tuple[Origin, ...]

    @property
    def incidence(self) -> float:
        """New cases a year, each indication counted once."""
        return sum({row.indication: row.incidence for row in self.rows}.values())

    @property
    def patients_low(self) -> float:
        """Sum of the lows."""
        return sum(row.patients_low for row in self.rows)

    @property
    def patients(self) -> float:
        """Sum of the central values."""
        return sum(row.patients for row in self.rows)

    @property
    def patients_high(self) -> float:
        """Sum of the highs."""
        return sum(row.patients_high for row in self.rows)

    def to_dict(self) -> dict[str, object]:
        """As ``firstdose population --json`` prints it."""
        totals = ("incidence", "patients_low", "patients", "patients_high")
        return {"rows": [asdict(row) for row in self.rows], "totals": {name: getattr(self, name) for name in totals}}


def addressable(population: Population, indications: Iterable[str]) -> Addressable:
    """Patients a year in each subtype of the indications, with the range that the published ranges allow.

    Examples
    --------
    >>> from firstdose.patient import library
    >>> found = addressable(library("us-2013"), ["NSCLC"])
    >>> [(row.subtype, round(row.patients)) for row in found.rows]
    [('AC', 15520), ('SCC', 26675), ('LCC', 12125)]
    """
    chosen = [population.indication(name) for name in indications]
    pairs = [(indication, subtype) for indication in chosen for subtype in indication.subtypes]
    return Addressable(
        population=population.title,
        rows=tuple(_row(indication, subtype) for indication, subtype in pairs),
        origins=tuple(origin for indication, subtype in pairs for origin in _origins(indication, subtype)),
    )


def _row(indication: Indication, subtype: Subtype) -> AddressableRow:
    incidence = indication.incidence.span("patients/year")
    share, strong = subtype.share.span("1"), subtype.strong.span("1")
    low, patients, high = (round(a * b * c, 6) for a, b, c in zip(incidence, share, strong, strict=True))
    return AddressableRow(indication.name, subtype.name, incidence[1], *share, *strong, low, patients, high)


def _origins(indication: Indication, subtype: Subtype) -> tuple[Origin, ...]:
    numbers = (("incidence", indication.incidence), ("share", subtype.share), ("strong", subtype.strong))
    return tuple(
        Origin(indication.name, subtype.name, what, number.source, number.provenance) for what, number in numbers
    )
