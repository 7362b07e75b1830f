"""What designs look at."""

import numpy as np
import pytest

from firstdose.design.catalogue import published
from firstdose.design.protocol.probe import GRADES, RESPONSES, one_level, reads


def test_every_number_of_dlts_among_every_number_of_patients() -> None:
    seen = one_level(1, (1, 2, 3), 2)
    counts = seen.counts(2)
    assert counts.n[:, 1].tolist() == [1, 1, 2, 2, 2, 3, 3, 3, 3]
    assert counts.dlt[:, 1].tolist() == [0, 1, 0, 1, 2, 0, 1, 2, 3]
    assert set(counts.n[:, 0]) == {2}
    assert set(counts.dlt[:, 0]) == {0}
    assert set(seen.current) == {1}


def test_responses_and_grades_are_those_of_the_patients() -> None:
    seen = one_level(0, (1, 2), 0, response=1, grades=(2, 4))
    np.testing.assert_array_equal(seen.response == 1, seen.treated)
    assert set(seen.severity[seen.treated & ~seen.dlt]) == {2}
    assert set(seen.severity[seen.dlt]) == {4}
    assert set(seen.severity[~seen.treated]) == {-1}


@pytest.mark.parametrize(
    ("name", "looks_at"),
    [
        ("3+3", ()),
        ("boin", ()),
        ("crm", ()),
        ("gboin", (GRADES,)),
        ("accelerated", (GRADES,)),
        ("boin12", (RESPONSES,)),
    ],
)
def test_what_a_design_looks_at_beside_dlts(name: str, looks_at: tuple[str, ...]) -> None:
    assert reads(published(name, 4, None, 0.3)) == looks_at
