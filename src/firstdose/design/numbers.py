"""The numbers of a decision, each made when somebody first asks: simulated trials ask for few of them."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from firstdose.types import F64, I64

Number: TypeAlias = F64 | Callable[[], F64]  # (T, K), or what makes it


class Numbers(Mapping[str, F64]):
    """Arrays (T, K) by name; the later of two with one name counts.

    Examples
    --------
    >>> import numpy as np
    >>> numbers = Numbers({"n": np.array([[3.0]])}, {"p_dlt_mean": lambda: np.array([[0.2]])})
    >>> list(numbers), float(numbers["p_dlt_mean"][0, 0])
    (['n', 'p_dlt_mean'], 0.2)
    """

    def __init__(self, *layers: Mapping[str, Number]) -> None:
        self._made: dict[str, Number] = {}
        for layer in layers:
            # a layer of Numbers hands on what makes a number, not the number
            self._made |= layer._made if isinstance(layer, Numbers) else layer

    def __getitem__(self, name: str) -> F64:
        number = self._made[name]
        if callable(number):
            number = self._made[name] = number()
        return number

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)

    def take(self, rows: I64) -> "Numbers":
        """Those of the trials ``rows``."""
        return Numbers({name: self._taken(name, rows) for name in self})

    def _taken(self, name: str, rows: I64) -> Callable[[], F64]:
        return lambda: self[name][rows]
