"""Laws of addressable patients, whatever the numbers."""

from hypothesis import given
from hypothesis import strategies as st

from firstdose.patient import Indication, Population, Subtype, addressable, library
from firstdose.sourced import Sourced

WEIGHT = library("us-2013").indication("NSCLC").covariates


def _sourced(three: list[float], unit: str) -> Sourced:
    low, value, high = sorted(three)
    return Sourced(value, unit, "a test", "assumed", low, high)


def _shares(most: float) -> st.SearchStrategy[Sourced]:
    return st.lists(st.floats(0, most), min_size=3, max_size=3).map(lambda three: _sourced(three, "1"))


def _indications() -> st.SearchStrategy[list[Indication]]:
    subtypes = st.lists(st.tuples(_shares(0.3), _shares(1.0)), min_size=1, max_size=3)
    each = st.tuples(st.lists(st.floats(1, 1e6), min_size=3, max_size=3), subtypes)
    return st.lists(each, min_size=1, max_size=3).map(
        lambda drawn: [
            Indication(
                f"I{number}",
                "",
                "EGFR",
                _sourced(incidence, "patients/year"),
                tuple(Subtype(f"S{i}", "", share, strong) for i, (share, strong) in enumerate(parts)),
                WEIGHT,
            )
            for number, (incidence, parts) in enumerate(drawn)
        ]
    )


@given(_indications())
def test_low_value_and_high_never_cross_and_add_up(indications: list[Indication]) -> None:
    people = Population("p", "P", 2000, tuple(indications))
    names = [indication.name for indication in indications]
    found = addressable(people, names)
    assert all(row.patients_low <= row.patients <= row.patients_high for row in found.rows)
    apart = [addressable(people, [name]) for name in names]
    assert abs(found.patients - sum(each.patients for each in apart)) <= 1e-6 * max(1.0, found.patients)
    assert abs(found.incidence - sum(each.incidence for each in apart)) <= 1e-9 * found.incidence


@given(_indications())
def test_the_order_of_the_indications_changes_no_total(indications: list[Indication]) -> None:
    people = Population("p", "P", 2000, tuple(indications))
    names = [indication.name for indication in indications]
    there, back = addressable(people, names), addressable(people, names[::-1])
    assert abs(there.patients_high - back.patients_high) <= 1e-9 * max(1.0, there.patients_high)
