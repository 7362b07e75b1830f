"""What stands in where nothing is said."""

import pytest

from firstdose.errors import LibraryError, UnitError
from firstdose.pkpd.first_dose.settings import check_share
from firstdose.sourced import Sourced


@pytest.mark.parametrize("share", [1.0, 1.2, 100.0])
def test_no_dose_occupies_every_receptor(share: float) -> None:
    with pytest.raises(LibraryError, match="occupancy = .* and why. Give e.g. 0.1"):
        check_share(Sourced(share, "1", "a test", "assumed"), "occupancy", "why")


def test_an_occupancy_is_a_share_above_zero() -> None:
    check_share(Sourced(99, "%", "a test", "assumed"), "occupancy", "why")
    with pytest.raises(LibraryError, match="occupancy is a positive number"):
        check_share(Sourced(0, "1", "a test", "assumed"), "occupancy", "why")
    with pytest.raises(UnitError, match="occupancy is given in"):
        check_share(Sourced(0.1, "nmol/L", "a test", "assumed"), "occupancy", "why")
