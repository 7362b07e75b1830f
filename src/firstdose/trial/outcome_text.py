"""The outcome string: "1NNN 2NNT" is three patients at level 1, then three at level 2, one with a DLT."""

import re

from firstdose.errors import OutcomeError

_HIGHEST = 127  # levels that a design can have
_COHORT = re.compile(r"([0-9]+)([NTEBP]+)")


def parse_cohorts(text: str) -> list[tuple[int, str]]:
    """Cohorts in order of treatment as (level, letters), level 0-based.

    Examples
    --------
    >>> parse_cohorts("1NNN 2NNT")
    [(0, 'NNN'), (1, 'NNT')]
    """
    return [_cohort(word, text) for word in text.split()]


def _cohort(word: str, text: str) -> tuple[int, str]:
    match = _COHORT.fullmatch(word)
    if match is None:
        raise OutcomeError(
            f'Outcomes "{text}": "{word}" is not a cohort. Write the dose level and then a letter for each patient, '
            "N no DLT, T DLT, E response without DLT, B both, P pending: 1NNN 2NNT."
        )
    level = int(match[1])
    if not 1 <= level <= _HIGHEST:
        raise OutcomeError(
            f'Outcomes "{text}": "{word}" names level {level}. Levels count from 1, the lowest dose, to {_HIGHEST}.'
        )
    return level - 1, match[2]
