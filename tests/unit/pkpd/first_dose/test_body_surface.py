"""Body surface of patients and species."""

import pytest

from firstdose.errors import LibraryError
from firstdose.pkpd.first_dose import body_surface, human_equivalent, species


def test_body_surface_is_that_of_mosteller() -> None:
    assert body_surface(160, 90) == 2.0  # sqrt(14,400 / 3600)


@pytest.mark.parametrize(("height", "weight"), [(0, 70), (170, -1), (float("nan"), 70), (170, float("inf"))])
def test_a_body_without_size_is_refused(height: float, weight: float) -> None:
    with pytest.raises(LibraryError, match="a positive number of"):
        body_surface(height, weight)


def test_a_human_is_equivalent_to_a_human() -> None:
    assert human_equivalent(1.7, "human") == 1.7


def test_a_misspelt_species_is_refused_with_the_one_meant() -> None:
    with pytest.raises(LibraryError, match='no species "cinomolgus". Did you mean "cynomolgus"?'):
        species("cinomolgus")
