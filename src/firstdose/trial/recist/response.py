"""The responses of RECIST 1.1 as numbers, best first."""

from collections.abc import Iterable
from enum import IntEnum
from types import MappingProxyType


class Response(IntEnum):
    """A response at a visit, or the best of a subject; a smaller number is better.

    Examples
    --------
    >>> min(Response.PD, Response.SD), WORDS[Response.NON_CR_NON_PD]
    (<Response.SD: 3>, 'NON-CR/NON-PD')
    """

    NONE = 0  # there are no lesions of this kind
    CR = 1
    PR = 2
    SD = 3
    NON_CR_NON_PD = 4
    PD = 5
    NE = 6
    ND = 7  # not done
    MISSING = 8  # no assessment at all


WORDS = MappingProxyType(
    {
        Response.CR: "CR",
        Response.PR: "PR",
        Response.SD: "SD",
        Response.NON_CR_NON_PD: "NON-CR/NON-PD",
        Response.PD: "PD",
        Response.NE: "NE",
        Response.ND: "ND",
        Response.MISSING: "MISSING",
    }
)
CODES = MappingProxyType({word: code for code, word in WORDS.items()})


def in_words(codes: Iterable[int]) -> list[str]:
    """Responses as RS spells them."""
    return [WORDS[Response(code)] for code in codes]
