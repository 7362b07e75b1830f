"""What is given: antibody, target, linker, payload, pharmacokinetics, and the trials published so far."""

from firstdose.molecule.adc import Adc, Toxicity, Transfer
from firstdose.molecule.assumptions import assumptions
from firstdose.molecule.mechanism import Binding, Kill, Kills, Kinetics, Mechanism, Release, System, Trafficking
from firstdose.molecule.nonclinical import FirstDose, Nonclinical, NonclinicalStudy
from firstdose.molecule.parts import Antibody, Fact, Linker, Payload, Target
from firstdose.molecule.pharmacokinetics import CovariateEffect, Omega, Pharmacokinetics
from firstdose.molecule.published import PublishedLevel, PublishedTrial
from firstdose.molecule.reading import library, names

__all__ = [
    "Adc",
    "Antibody",
    "Binding",
    "CovariateEffect",
    "Fact",
    "FirstDose",
    "Kill",
    "Kills",
    "Kinetics",
    "Linker",
    "Mechanism",
    "Nonclinical",
    "NonclinicalStudy",
    "Omega",
    "Payload",
    "Pharmacokinetics",
    "PublishedLevel",
    "PublishedTrial",
    "Release",
    "System",
    "Target",
    "Toxicity",
    "Trafficking",
    "Transfer",
    "assumptions",
    "library",
    "names",
]
