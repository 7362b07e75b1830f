"""A number in print is the number."""

from hypothesis import given
from hypothesis import strategies as st

from firstdose.report.digits import NARROW, fixed, percent, significant

NUMBERS = st.floats(-1e9, 1e9).filter(lambda value: value == 0 or abs(value) > 1e-6)


def _read(text: str) -> float:
    return float(text.replace(NARROW, "").replace("−", "-"))


@given(NUMBERS, st.integers(1, 6))
def test_significant_digits_keep_the_relative_error(value: float, digits: int) -> None:
    assert abs(_read(significant(value, digits)) - value) <= 0.5000001 * 10.0 ** (1 - digits) * abs(value)


@given(NUMBERS, st.integers(0, 4))
def test_fixed_decimals_keep_the_absolute_error(value: float, decimals: int) -> None:
    text = fixed(value, decimals)
    assert abs(_read(text) - value) <= 0.5000001 * 10.0**-decimals + 1e-7 * abs(value)
    assert len(text.partition(".")[2]) == decimals


@given(st.floats(0, 1))
def test_a_share_that_is_not_quite_zero_or_one_never_prints_as_such(share: float) -> None:
    text = percent(share)
    assert (text == "0") == (share == 0)
    assert (text == "100") == (share == 1)
