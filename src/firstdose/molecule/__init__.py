"""What is given: antibody, target, linker, payload, pharmacokinetics, and the trials published so far."""

from firstdose.molecule.adc import Adc, Toxicity, Transfer
from firstdose.molecule.assumptions import assumptions
from firstdose.molecule.parts import Antibody, Fact, Linker, Payload, Target
from firstdose.molecule.pharmacokinetics import CovariateEffect, Omega, Pharmacokinetics
from firstdose.molecule.published import PublishedLevel, PublishedTrial
from firstdose.molecule.reading import library, names

__all__ = [
    "Adc",
    "Antibody",
    "CovariateEffect",
    "Fact",
    "Linker",
    "Omega",
    "Payload",
    "Pharmacokinetics",
    "PublishedLevel",
    "PublishedTrial",
    "Target",
    "Toxicity",
    "Transfer",
    "assumptions",
    "library",
    "names",
]
