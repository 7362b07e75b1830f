"""The doses a trial may give, lowest first."""

from dataclasses import dataclass

from firstdose.errors import ProtocolError


@dataclass(frozen=True)
class DoseGrid:
    """Dose levels of one drug in increasing order.

    Examples
    --------
    >>> DoseGrid((1.2, 1.6, 2.4), "mg/kg").label(0)
    'DL1 (1.2 mg/kg)'
    """

    doses: tuple[float, ...]
    units: str  # of every dose, e.g. "mg/kg"

    def __post_init__(self) -> None:
        if not self.doses:
            raise ProtocolError("[doses] values is empty: a trial needs at least one dose level, e.g. [1.2, 1.6, 2.4].")
        for number, dose in enumerate(self.doses, start=1):
            if not 0 < dose < float("inf"):
                raise ProtocolError(
                    f"[doses] level {number} = {dose:g} {self.units}: a dose is a positive number. "
                    "Give every level's dose, lowest first."
                )
        for number, (low, high) in enumerate(zip(self.doses, self.doses[1:], strict=False), start=2):
            if high <= low:
                raise ProtocolError(
                    f"[doses] level {number} = {high:g} is not above level {number - 1} = {low:g}: "
                    "levels rise with the dose. Put the doses in increasing order, each once."
                )

    def __len__(self) -> int:
        return len(self.doses)

    def label(self, level: int) -> str:
        """How a level is printed: DL1 is the lowest."""
        return f"DL{level + 1} ({self.doses[level]:g} {self.units})"
