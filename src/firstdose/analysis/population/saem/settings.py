"""How long a SAEM runs, and with what."""

from __future__ import annotations

from dataclasses import dataclass

from firstdose.errors import ModelError

SUBJECTS_AT_ONCE = 120  # chains times subjects, at least; the engine takes as many in about the time of one
MOST_CHAINS = 10


@dataclass(frozen=True)
class Settings:
    """Iterations and moves of a SAEM.

    Notes
    -----
    An iteration moves the etas of every chain and subject: independent proposals from the prior and from a t
    distribution around what is known of the subject (both in one call of the engine), then a random walk of all etas at
    once, and of one at a time.
    """

    explore: int = 120  # iterations with step 1
    smooth: int = 180  # iterations with steps 1, 1/2, 1/3, ...
    chains: int | None = None  # a subject; None: as many as make 120 with the subjects, 10 at most
    prior: int = 1  # proposals from the prior
    conditional: int = 2  # around the conditional mean
    walks: int = 1  # of all etas
    single: int = 1  # of one eta
    anneal: float = 0.95  # share of a variance that is kept, at least, from one exploring iteration to the next
    samples: int = 2000  # of importance sampling, for the OFV

    def __post_init__(self) -> None:
        if self.explore < 1 or self.smooth < 1:
            raise ModelError(
                f"SAEM with {self.explore} and {self.smooth} iterations: give 1 or more, e.g. 120 and 180."
            )
        if self.chains is not None and self.chains < 1:
            raise ModelError(f"SAEM with {self.chains} chains: give 1 or more.")
        if self.prior + self.conditional + self.walks + self.single < 1:
            raise ModelError("SAEM without moves cannot learn of random effects. Give one or more of a kind.")

    def chains_of(self, subjects: int) -> int:
        """How many chains a subject has."""
        return self.chains or min(MOST_CHAINS, max(1, -(-SUBJECTS_AT_ONCE // subjects)))

    def step(self, iteration: int) -> float:
        """Of the stochastic approximation, iterations from 1."""
        return 1.0 if iteration <= self.explore else 1 / (iteration - self.explore)
