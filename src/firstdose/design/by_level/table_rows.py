"""Rows of a decision table, as a team has them: checked, and brought into one form."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from firstdose.errors import DesignError

LETTERS = ("E", "S", "D", "DU")
COLUMNS = ("n", "escalate_if_at_most", "deescalate_if_at_least", "eliminate_if_at_least")
BY_DLT = ("n", "dlt", "decision")


class Bounds(NamedTuple):
    """What follows once ``n`` patients of a level have been seen; None: never."""

    n: int
    escalate_if_at_most: int | None
    deescalate_if_at_least: int | None
    eliminate_if_at_least: int | None

    @property
    def limits(self) -> tuple[int, int, int]:
        """The three bounds as numbers: -1 and n + 1 stand for never."""
        up, down, out = self[1:]
        last = self.n + 1 if out is None else out
        return -1 if up is None else up, last if down is None else down, last


def bounds(rows: Iterable[Bounds | Mapping[str, Any]]) -> tuple[Bounds, ...]:
    """The rows in order of ``n``, in whichever form they were given.

    Parameters
    ----------
    rows : with the columns ``n``, ``escalate_if_at_most``, ``deescalate_if_at_least`` and ``eliminate_if_at_least``
        (None or left out: never), or with ``n``, ``dlt`` and ``decision``: E up, S stay, D down, DU down and excluded.

    Examples
    --------
    >>> bounds([{"n": 1, "dlt": 0, "decision": "E"}, {"n": 1, "dlt": 1, "decision": "D"}])
    (Bounds(n=1, escalate_if_at_most=0, deescalate_if_at_least=1, eliminate_if_at_least=None),)
    """
    given = [row._asdict() if isinstance(row, Bounds) else row for row in rows] if isinstance(rows, Iterable) else []
    if not given or not all(isinstance(row, Mapping) for row in given):
        raise DesignError(
            "The decision table has no rows. Give one for each number of patients at a level, with the columns "
            f"{', '.join(COLUMNS)}."
        )
    by_dlt = "decision" in given[0]
    for number, row in enumerate(given, start=1):
        _check_columns(number, row, BY_DLT if by_dlt else COLUMNS)
    made = _from_letters(given) if by_dlt else [_from_bounds(number, row) for number, row in enumerate(given, start=1)]
    made.sort(key=lambda row: row.n)
    for before, after in pairwise(made):
        _check_pair(before, after)
    return tuple(made)


def _check_columns(number: int, row: Mapping[str, Any], known: Sequence[str]) -> None:
    for name in row:
        if name not in known:
            raise DesignError(f"Row {number}: there is no column {name}. The columns are {', '.join(known)}.")
    for name in known if known == BY_DLT else known[:1]:
        if row.get(name) is None:
            raise DesignError(f"Row {number}: column {name} is empty. Give it a value.")
    _whole(number, row, "n", 1, None)


def _whole(number: int, row: Mapping[str, Any], name: str, least: int, most: int | None) -> int:
    """A whole number of patients in one column of a row."""
    value = row[name]
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= (value if most is None else most):
        range_ = f"from {least} on" if most is None else f"from {least} to {most}, or nothing for never"
        raise DesignError(f"Row {number}, column {name} = {value}: a whole number of patients is needed, {range_}.")
    return value


def _from_bounds(number: int, row: Mapping[str, Any]) -> Bounds:
    n: int = row["n"]
    up, down, out = (
        None if row.get(name) is None else _whole(number, row, name, least, n)
        for name, least in zip(COLUMNS[1:], (0, 1, 1), strict=True)
    )
    found = Bounds(n, up, out if down is None else down, out)
    high, low, last = found.limits
    for name, wrong, other in (
        ("deescalate_if_at_least", high >= low, "escalate_if_at_most"),
        ("eliminate_if_at_least", low > last, "deescalate_if_at_least"),
    ):
        if wrong:
            raise DesignError(
                f"Row {number} (n = {n}), column {name} = {getattr(found, name)}: it contradicts {other} = "
                f"{getattr(found, other)}. More DLTs never call for a higher dose; correct one of the two."
            )
    return found


def _from_letters(rows: Sequence[Mapping[str, Any]]) -> list[Bounds]:
    letters: dict[int, dict[int, str]] = {}
    for number, row in enumerate(rows, start=1):
        dlt, letter, of_n = _whole(number, row, "dlt", 0, row["n"]), row["decision"], letters.setdefault(row["n"], {})
        if letter not in LETTERS:
            raise DesignError(f"Row {number}, column decision = {letter}: give one of {', '.join(LETTERS)}.")
        if dlt in of_n:
            raise DesignError(f"Row {number}: n = {row['n']} with dlt = {dlt} stands twice. Give each once.")
        of_n[dlt] = letter
    return [_joined(n, of_n) for n, of_n in letters.items()]


def _joined(n: int, letters: Mapping[int, str]) -> Bounds:
    for dlt in range(n + 1):
        if dlt not in letters:
            raise DesignError(f"n = {n}: there is no row for dlt = {dlt}. Give one for each from 0 to {n}.")
    ranks = [LETTERS.index(letters[dlt]) for dlt in range(n + 1)]
    for dlt, (before, after) in enumerate(pairwise(ranks), start=1):
        if after < before:
            raise DesignError(
                f"n = {n}, dlt = {dlt}: {LETTERS[after]} contradicts {LETTERS[before]} after one DLT fewer. More DLTs "
                "never call for a higher dose; correct one of the two."
            )
    first = [next((dlt for dlt, rank in enumerate(ranks) if rank >= least), None) for least in (1, 2, 3)]
    up = n if first[0] is None else first[0] - 1
    return Bounds(n, None if up < 0 else up, first[1], first[2])


def _check_pair(before: Bounds, after: Bounds) -> None:
    more = after.n - before.n
    if not more:
        raise DesignError(f"n = {after.n} stands twice. Give each number of patients once.")
    for name, low, high in zip(COLUMNS[1:], before.limits, after.limits, strict=True):
        if not low <= high <= low + more:
            raise DesignError(
                f"Column {name}: {_said(getattr(before, name))} at n = {before.n} and {_said(getattr(after, name))} at "
                f"n = {after.n} contradict each other. With {more} more patients the bound rises by 0 to {more} DLTs; "
                "correct one of the two."
            )


def _said(bound: int | None) -> str:
    return "never" if bound is None else str(bound)
