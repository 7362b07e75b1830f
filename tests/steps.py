"""What a design says after every number of DLTs at one level, in the letters of published decision tables."""

from firstdose.design import Design
from firstdose.trial import Outcomes


def letters(design: Design, n: int) -> list[str]:
    """By the number of DLTs, 0 to ``n``, at the third of five levels: E up, S stay, D down, DU down and excluded."""
    answers = [design.decide(Outcomes.from_counts([3, 3, n, 0, 0], [0, 0, dlt, 0, 0], 2)).one() for dlt in range(n + 1)]
    moves = [(answer.level or 0) - 2 for answer in answers]
    open_levels = [answer.levels[2].admissible for answer in answers]
    assert all(answer.action == "treat" for answer in answers)
    return [
        ("E" if move > 0 else "S" if move == 0 else "D") + "U" * (not admissible)
        for move, admissible in zip(moves, open_levels, strict=True)
    ]
