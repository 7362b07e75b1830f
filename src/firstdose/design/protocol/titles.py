"""What designs are called in print."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Title:
    """A design's short name, and its name in full where the short one is not all."""

    short: str
    full: str

    @property
    def whole(self) -> str:
        """For the first mention in a text.

        Examples
        --------
        >>> title_of("boin").whole, title_of("3+3").whole
        ('Bayesian optimal interval design (BOIN)', '3+3 design')
        """
        return self.full if self.short.lower() in self.full.lower() else f"{self.full} ({self.short})"


TITLES = {
    "3+3": Title("3+3", "3+3 design"),
    "rolling-six": Title("Rolling six", "rolling six design"),
    "i3+3": Title("i3+3", "i3+3 design"),
    "accelerated": Title("Accelerated titration", "accelerated titration design"),
    "table": Title("Decision table", "decision table that the protocol gives"),
    "mtpi": Title("mTPI", "modified toxicity probability interval design"),
    "mtpi2": Title("mTPI-2", "modified toxicity probability interval design of equal intervals"),
    "keyboard": Title("Keyboard", "Keyboard design"),
    "boin": Title("BOIN", "Bayesian optimal interval design"),
    "tite-boin": Title("TITE-BOIN", "time-to-event Bayesian optimal interval design"),
    "gboin": Title("gBOIN", "generalised Bayesian optimal interval design"),
    "boin12": Title("BOIN12", "Bayesian optimal interval design for phase I and II"),
    "boin-et": Title("BOIN-ET", "Bayesian optimal interval design on efficacy and toxicity"),
    "u-boin": Title("U-BOIN", "utility-based Bayesian optimal interval design"),
    "bf-boin": Title("BF-BOIN", "Bayesian optimal interval design with backfill"),
    "crm": Title("CRM", "continual reassessment method"),
    "tite-crm": Title("TITE-CRM", "time-to-event continual reassessment method"),
    "blrm": Title("BLRM", "Bayesian logistic regression model with escalation with overdose control"),
    "po-crm": Title("PO-CRM", "partial-order continual reassessment method"),
    "combo-blrm": Title("Combination BLRM", "Bayesian logistic regression model of two agents"),
    "strata-blrm": Title("Strata BLRM", "Bayesian logistic regression model of several strata"),
    "optimal": Title("Benchmark", "non-parametric optimal design"),
}


def title_of(name: str) -> Title:
    """Of the design with this name in the catalogue; a stranger's is its name.

    Examples
    --------
    >>> title_of("mtpi2").short, title_of("my-own").short
    ('mTPI-2', 'my-own')
    """
    return TITLES.get(name.lower(), Title(name, name))
