"""The numbers of RECIST 1.1 stand in its file."""

from dataclasses import replace

import pytest

from firstdose.errors import LibraryError
from firstdose.sourced import Sourced
from firstdose.trial.recist import recist


def test_the_numbers_of_the_paper() -> None:
    rule = recist()
    assert (rule.fall.to("%"), rule.rise.to("%"), rule.least_rise.to("mm"), rule.node.to("mm")) == (30, 20, 5, 10)
    assert (rule.confirm.to("week"), rule.stable.to("week")) == (4, 6)


def test_a_limit_is_a_positive_number() -> None:
    with pytest.raises(LibraryError, match="fall is a positive number"):
        replace(recist(), fall=Sourced(0.0, "%", "a test", "assumed"))
