"""Simon's two-stage design for the response rate of one cohort."""

from dataclasses import dataclass
from typing import Literal

from firstdose.design.expansion.checks import check_two_rates
from firstdose.design.expansion.cohort import CohortDesign, Look
from firstdose.design.expansion.simon_search import Search, improving
from firstdose.design.levels import check_count, check_share, is_whole
from firstdose.errors import DesignError

Criterion = Literal["optimal", "minimax"]
CRITERIA = ("optimal", "minimax")


@dataclass(frozen=True)
class SimonTwoStage(CohortDesign):
    """Treat n1 patients; stop at r1 responses or fewer, else treat n in all; worth pursuing above r responses.

    Notes
    -----
    Every probability is an exact binomial sum; the trial stops early for futility only.

    References
    ----------
    Simon R (1989), Control Clin Trials 10:1, doi:10.1016/0197-2456(89)90015-9.

    Examples
    --------
    >>> design = SimonTwoStage(p0=0.1, p1=0.3, alpha=0.05, beta=0.2, r1=1, n1=10, r=5, n=29)
    >>> round(design.p_early_stop(0.1), 4), round(design.expected_n(0.1), 2)
    (0.7361, 15.01)
    """

    p0: float  # response rate that is of no interest
    p1: float  # response rate that is worth pursuing
    alpha: float  # highest probability of going on at p0
    beta: float  # highest probability of giving up at p1
    r1: int  # stage 1 stops at this many responses or fewer
    n1: int  # patients of stage 1
    r: int  # above this many responses of n: worth pursuing
    n: int  # patients of both stages

    def __post_init__(self) -> None:
        _check_rates(self.p0, self.p1, self.alpha, self.beta)
        whole = all(map(is_whole, (self.r1, self.n1, self.r, self.n)))
        if not whole or not (0 <= self.r1 < self.n1 < self.n and self.r1 <= self.r < self.n):
            raise DesignError(
                f"Simon two-stage: r1/n1 = {self.r1}/{self.n1}, r/n = {self.r}/{self.n}: 0 <= r1 < n1 < n and "
                "r1 <= r < n are needed, all whole, or a stage has nothing to decide. Let SimonTwoStage.design(p0, p1) "
                "find them."
            )

    @classmethod
    def design(
        cls,
        p0: float,
        p1: float,
        alpha: float = 0.05,
        beta: float = 0.2,
        criterion: Criterion = "optimal",
        n_max: int = 300,
    ) -> "SimonTwoStage":
        """The two-stage design with the fewest patients: on average at p0, or at most.

        Parameters
        ----------
        p0, p1 : response rates of no interest and worth pursuing, 0 < p0 < p1 < 1.
        alpha, beta : highest error rates, of going on at p0 and of giving up at p1.
        criterion : ``"optimal"``, smallest expected size at p0; ``"minimax"``, smallest n, then the same.
        n_max : largest n looked at. Most searches end long before, once no larger n can be better.

        Examples
        --------
        >>> best = SimonTwoStage.design(p0=0.1, p1=0.3)
        >>> best.r1, best.n1, best.r, best.n
        (1, 10, 5, 29)
        """
        _check_rates(p0, p1, alpha, beta)
        if criterion not in CRITERIA:
            raise DesignError(
                f'Simon two-stage: criterion = "{criterion}" is not known. Give one of {", ".join(CRITERIA)}.'
            )
        check_count("n_max", n_max)
        found = list(improving(Search.of(p0, p1, alpha, beta, n_max), minimax=criterion == "minimax"))
        if not found:
            raise DesignError(
                f"Simon two-stage: no design with n <= {n_max} tells a response rate of {p1:g} from {p0:g} with "
                f"alpha = {alpha:g} and beta = {beta:g}. Raise n_max, alpha or beta, or move the rates apart."
            )
        r1, n1, r, n = found[-1]
        return cls(p0, p1, alpha, beta, r1=r1, n1=n1, r=r, n=n)

    @property
    def boundaries(self) -> tuple[Look, ...]:
        """Stage 1, which stops for futility only, and stage 2."""
        return Look(self.n1, self.r1, None), Look(self.n, self.r, self.r + 1)

    @property
    def pet0(self) -> float:
        """Probability of stopping early at p0."""
        return self.p_early_stop(self.p0)

    @property
    def en0(self) -> float:
        """Mean number of patients at p0."""
        return self.expected_n(self.p0)


def _check_rates(p0: float, p1: float, alpha: float, beta: float) -> None:
    check_two_rates("Simon two-stage", p0, p1)
    check_share("alpha", alpha)
    check_share("beta", beta)
