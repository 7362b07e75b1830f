"""The outcome string, letter by letter."""

import pytest

from firstdose.errors import OutcomeError
from firstdose.trial.outcome_text import parse_cohorts


def test_cohorts_in_the_order_of_treatment() -> None:
    assert parse_cohorts("2NTEBP 1N  12TT\n3P") == [(1, "NTEBP"), (0, "N"), (11, "TT"), (2, "P")]


@pytest.mark.parametrize("text", ["", "  "])
def test_nobody(text: str) -> None:
    assert parse_cohorts(text) == []


@pytest.mark.parametrize("word", ["NNN", "1", "1nnn", "1NXN", "1N2N", "-1N", "1.5N", "1,NN"])
def test_what_is_no_cohort_is_shown_with_the_letters_that_are(word: str) -> None:
    with pytest.raises(OutcomeError) as refused:
        parse_cohorts(f"1NNN {word}")
    assert str(refused.value) == (
        f'Outcomes "1NNN {word}": "{word}" is not a cohort. Write the dose level and then a letter for each patient, '
        "N no DLT, T DLT, E response without DLT, B both, P pending: 1NNN 2NNT."
    )


@pytest.mark.parametrize(("word", "level"), [("0NNN", 0), ("128N", 128), ("00T", 0)])
def test_a_level_that_no_trial_has(word: str, level: int) -> None:
    with pytest.raises(OutcomeError) as refused:
        parse_cohorts(word)
    assert str(refused.value) == (
        f'Outcomes "{word}": "{word}" names level {level}. Levels count from 1, the lowest dose, to 127.'
    )
