"""[[expansion]] of a study file: cohorts of one disease at the recommended dose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from firstdose.errors import FirstDoseError, StudyError
from firstdose.study.expansion import MOST_IN_COHORT, OPTIONS, ExpansionCohort, Plan, basket_of
from firstdose.study.stated_table import Stated, without_address


@dataclass(frozen=True, kw_only=True)
class ExpansionTable(Stated):
    """[[expansion]]"""

    name: str
    indication: str
    null: float
    target: float
    design: Plan = "simon-optimal"
    subtype: str = ""
    n: int | None = None
    alpha: float | None = None
    beta: float | None = None
    first_look: int | None = None
    look_every: int | None = None
    cutoff: float | None = None
    exchangeable: float | None = None
    toxicity_limit: float | None = None
    toxicity_cutoff: float | None = None

    def _check(self) -> None:
        made = self.made()
        _ = made.monitor(MOST_IN_COHORT), basket_of([made]) if self.design == "exnex" else made.plan

    def made(self) -> ExpansionCohort:
        """The noun."""
        return ExpansionCohort(**without_address({each.name: getattr(self, each.name) for each in fields(self)}))

    def defaults(self) -> dict[str, object]:
        """Values in use of the keys that may be left out."""
        watched = {"toxicity_cutoff": 0.95} if self.toxicity_limit is not None else {}
        return super().defaults() | OPTIONS[self.design] | watched


def check_expansion(cohorts: Sequence[ExpansionTable]) -> None:
    """Refuse cohorts that cannot share one design."""
    try:
        basket_of([each.made() for each in cohorts])
    except FirstDoseError as found:
        raise StudyError(f"[[expansion]] {found}") from found
