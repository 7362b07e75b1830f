"""U-BOIN selects as an independent enumeration of every path of a small trial."""

import json
from itertools import product
from math import factorial, prod, tanh
from pathlib import Path

import numpy as np
import pytest

from firstdose.design import Action, UBoin
from firstdose.trial import Outcomes

REFERENCE = json.loads((Path(__file__).parent / "data" / "dosefinding" / "u_boin_exact.json").read_text())
SETUP, SCENARIO = REFERENCE["setup"], REFERENCE["scenario"]
SIZE = SETUP["cohort_size"]
RESULTS = [result for result in product(range(SIZE + 1), repeat=4) if sum(result) == SIZE]  # of a cohort
DESIGN = UBoin(2, **{name: SETUP[name] for name in SETUP if name not in ("cohorts", "cohort_size")})


def _cells(level: int) -> list[float]:
    """Gumbel's model: response without DLT, neither, both, DLT without response."""
    dlt, response = SCENARIO["p_dlt"][level], SCENARIO["p_response"][level]
    shift = dlt * (1 - dlt) * response * (1 - response) * tanh(SCENARIO["gumbel_association"] / 2)
    both = dlt * response + shift
    return [response - both, 1 - response - dlt + both, both, dlt - both]


def _probability(result: tuple[int, ...], level: int) -> float:
    ways = factorial(SIZE) / prod(factorial(n) for n in result)
    return ways * prod(p**n for p, n in zip(_cells(level), result, strict=True))


def _cohort(level: int, result: tuple[int, ...]) -> str:
    return f"{level + 1}" + "".join(letter * n for letter, n in zip("ENBT", result, strict=True))


def test_the_probability_of_selecting_each_dose() -> None:
    selected = np.zeros(3)
    for first in RESULTS:
        answer = DESIGN.decide(Outcomes.parse(_cohort(0, first))).one()
        chance = _probability(first, 0)
        if answer.level is None:
            assert answer.action == Action.STOP.name.lower()
            selected[0] += chance
            continue
        for second in RESULTS:
            outcomes = f"{_cohort(0, first)} {_cohort(answer.level, second)}"
            optimal = int(DESIGN.select(Outcomes.parse(outcomes))[0])
            selected[optimal + 1] += chance * _probability(second, answer.level)
    assert selected == pytest.approx(REFERENCE["selected"], abs=1e-14)
