"""Other conjugates of the class are predicted, never fitted."""

from dataclasses import replace

import pytest

from firstdose.errors import LibraryError
from firstdose.molecule import library, names
from firstdose.pkpd.calibrate.relatives import Relative, relatives

KNOWN = relatives("t-dm1")


@pytest.mark.parametrize("one", KNOWN.relatives, ids=lambda one: one.name)
def test_a_model_of_the_library_stands_in_for_each(one: Relative) -> None:
    assert one.model in names()
    assert one.differs
    assert not any(target.fitted for target in one.targets)


def test_the_spread_of_the_class_has_an_address() -> None:
    assert library(KNOWN.spread_like).transfer.spread.to("1") > 0


def test_what_the_spread_rests_on_is_not_independent() -> None:
    told = {target.id: target.independent for one in KNOWN.relatives for target in one.targets}
    assert not told["avid100_dlt"]
    assert not told["amg224_mtd"]
    assert told["avid100_rash"]


def test_other_molecules_have_none() -> None:
    assert relatives("t-dxd").relatives == ()


def test_a_fitted_relative_is_refused() -> None:
    one = KNOWN.relatives[0]
    with pytest.raises(LibraryError, match="Give fitted = false"):
        replace(one, targets=(replace(one.targets[0], fitted=True),))


def test_a_regimen_that_is_not_known_is_refused() -> None:
    with pytest.raises(LibraryError, match='regimen "20 mg/m² every 3 weeks" is not known'):
        replace(KNOWN.relatives[0], regimens=())
