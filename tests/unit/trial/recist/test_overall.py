"""The overall response at a visit, row by row of Tables 1 and 2 of RECIST 1.1."""

import itertools

import numpy as np
import pytest

from firstdose.errors import OutcomeError
from firstdose.trial.recist import CODES, WORDS, Response, overall_response

ANY = ("CR", "NON-CR/NON-PD", "PD", "NE")

# Eisenhauer 2009, Table 1: target, non-target, new lesions, overall
TABLE_1 = [
    (("CR",), ("CR",), (False,), "CR"),
    (("CR",), ("NON-CR/NON-PD",), (False,), "PR"),
    (("CR",), ("NE",), (False,), "PR"),
    (("PR",), ("CR", "NON-CR/NON-PD", "NE"), (False,), "PR"),  # non-PD, or not all evaluated
    (("SD",), ("CR", "NON-CR/NON-PD", "NE"), (False,), "SD"),
    (("NE",), ("CR", "NON-CR/NON-PD", "NE"), (False,), "NE"),  # not all evaluated, non-PD
    (("PD",), ANY, (False, True), "PD"),
    (("CR", "PR", "SD", "PD", "NE"), ("PD",), (False, True), "PD"),
    (("CR", "PR", "SD", "PD", "NE"), ANY, (True,), "PD"),
]
# Table 2: non-target, new lesions, overall
TABLE_2 = [
    ("CR", False, "CR"),
    ("NON-CR/NON-PD", False, "NON-CR/NON-PD"),
    ("NE", False, "NE"),
    ("PD", False, "PD"),
    ("PD", True, "PD"),
    *((word, True, "PD") for word in ANY),
]


@pytest.mark.parametrize(("targets", "others", "new", "overall"), TABLE_1)
def test_table_1(targets: tuple[str, ...], others: tuple[str, ...], new: tuple[bool, ...], overall: str) -> None:
    for target, other, lesion in itertools.product(targets, others, new):
        assert WORDS[Response(int(overall_response(CODES[target], CODES[other], lesion)))] == overall


def test_table_1_has_every_combination() -> None:
    covered = {one for a, b, c, _ in TABLE_1 for one in itertools.product(a, b, c)}
    assert len(covered) == 5 * 4 * 2


@pytest.mark.parametrize(("other", "new", "overall"), TABLE_2)
def test_table_2(other: str, new: bool, overall: str) -> None:
    assert WORDS[Response(int(overall_response(Response.NONE, CODES[other], new)))] == overall


def test_target_lesions_alone() -> None:
    found = overall_response([CODES[word] for word in ("CR", "PR", "SD", "NE")], Response.NONE, False)
    assert [WORDS[Response(one)] for one in found] == ["CR", "PR", "SD", "NE"]


def test_no_lesions_at_all() -> None:
    assert overall_response(Response.NONE, Response.NONE, np.array([False, True])).tolist() == [
        Response.NE,
        Response.PD,
    ]


@pytest.mark.parametrize(
    ("target", "other", "message"),
    [
        (Response.NON_CR_NON_PD, Response.CR, "NON-CR/NON-PD is no target response"),
        (Response.CR, Response.SD, "SD is no non-target response"),
        (99, Response.CR, "99 is no target response"),
    ],
)
def test_a_response_of_the_wrong_kind_is_refused(target: int, other: int, message: str) -> None:
    with pytest.raises(OutcomeError, match=message):
        overall_response([target], [other], [False])
