"""Numbers as print shows them: sensible digits, a minus sign, thin spaces between thousands."""

from collections.abc import Sequence
from math import isfinite

DASH = "–"
NARROW = "\N{NARROW NO-BREAK SPACE}"


def significant(value: float | None, digits: int = 3) -> str:
    """``value`` with so many significant digits, never in powers of ten.

    Examples
    --------
    >>> significant(71.38), significant(0.05678), significant(9.996), significant(0)
    ('71.4', '0.0568', '10.0', '0')
    """
    if value is None or not isfinite(value):
        return DASH
    if value == 0:
        return "0"
    decimals = digits - 1 - int(f"{value:.{digits - 1}e}".partition("e")[2])  # the exponent once it is rounded
    return fixed(round(value, decimals), max(decimals, 0))


def fixed(value: float | None, decimals: int = 0) -> str:
    """``value`` with so many decimals and its thousands apart.

    Examples
    --------
    >>> fixed(-1234.56, 1)
    '−1\u202f234.6'
    """
    if value is None or not isfinite(value):
        return DASH
    text = f"{value + 0.0:,.{decimals}f}".replace(",", NARROW)
    return text.replace("-", "−") if text.strip("-0.,") else text.lstrip("-")


def percent(share: float | None, decimals: int = 0) -> str:
    """A share in percent, without the sign: the unit stands in the column's head.

    Examples
    --------
    >>> percent(0.4235), percent(0.005), percent(0.996)
    ('42', '<1', '>99')
    """
    if share is None or not isfinite(share):
        return DASH
    smallest = 10.0**-decimals
    if 0 < share <= smallest / 200:
        return f"<{fixed(smallest, decimals)}"
    if 1 - smallest / 200 <= share < 1:
        return f">{fixed(100 - smallest, decimals)}"
    return fixed(100 * share, decimals)


def rounded(value: float, to: int = 1000) -> str:
    """A count that is known roughly.

    Examples
    --------
    >>> rounded(102311.2)
    '102\u202f000'
    """
    return fixed(to * round(value / to))


def with_error(value: float, error: float, decimals: int = 1, scale: float = 1.0) -> str:
    """``value ± error``, both multiplied by ``scale``, with more decimals where the error would print as zero.

    An error of zero is not known, and left out.

    Examples
    --------
    >>> with_error(0.4235, 0.0156, scale=100), with_error(0.9999, 0.0001, scale=100), with_error(0.0, 0.0)
    ('42.4 ± 1.6', '99.99 ± 0.01', '0.0')
    """
    if not error:
        return fixed(scale * value, decimals)
    decimals = max(decimals, -int(f"{scale * error:.0e}".partition("e")[2]))
    return f"{fixed(scale * value, decimals)} ± {fixed(scale * error, decimals)}"


def of_trials(share: float, error: float, trials: int) -> str:
    """A share of simulated trials in percent, with its standard error; of none and of all the 95 % limit.

    Notes
    -----
    Where no trial of T counts, the share may be up to 1 - 0.05^(1/T), about 3 / T, with 95 % confidence.

    Examples
    --------
    >>> of_trials(0.4235, 0.0156, 1000), of_trials(0.0, 0.0, 200), of_trials(1.0, 0.0, 200)
    ('42.4 ± 1.6', '<1.5', '>98.5')
    """
    limit = 100 * (1 - 0.05 ** (1 / trials))
    if share == 0:
        return f"<{significant(limit, 2)}"
    return f">{fixed(100 - limit, 1 if limit > 0.1 else 2)}" if share == 1 else with_error(share, error, 1, 100)


def counted(n: float, noun: str, plural: str = "") -> str:
    """So many of something.

    Examples
    --------
    >>> counted(1, "patient"), counted(0.5, "patient"), counted(2, "entry", "entries")
    ('1 patient', '0.5 patients', '2 entries')
    """
    number = fixed(n) if n == int(n) else f"{n:g}"
    return f"{number} {noun if n == 1 else plural or f'{noun}s'}"


def between(low: str, high: str) -> str:
    """A range, or the one value where both ends are the same.

    Examples
    --------
    >>> between("25", "30"), between("40", "40")
    ('25–30', '40')
    """
    return low if low == high else f"{low}–{high}"


def doses(values: Sequence[float]) -> tuple[str, ...]:
    """Doses side by side, all with the same decimals.

    Examples
    --------
    >>> doses((1.2, 2.0))
    ('1.2', '2.0')
    """
    decimals = max(len(f"{value:g}".partition(".")[2]) for value in values)
    return tuple(fixed(value, decimals) for value in values)


def listed(words: Sequence[str]) -> str:
    """Words as a sentence lists them.

    Examples
    --------
    >>> listed(["3+3", "BOIN", "BLRM"])
    '3+3, BOIN and BLRM'
    """
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


def capitalised(text: str) -> str:
    """The first letter in upper case, the others as they are.

    Examples
    --------
    >>> capitalised("of the MTD")
    'Of the MTD'
    """
    return text[:1].upper() + text[1:]
