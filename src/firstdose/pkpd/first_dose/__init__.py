"""Which dose to give first, by every method in use."""

from firstdose.pkpd.first_dose.body_surface import Species, all_species, body_surface, human_equivalent, species
from firstdose.pkpd.first_dose.effect import effect_concentration
from firstdose.pkpd.first_dose.hnstd import hnstd
from firstdose.pkpd.first_dose.mabel_in_vitro import mabel_in_vitro
from firstdose.pkpd.first_dose.mabel_occupancy import concentration_at, mabel_occupancy
from firstdose.pkpd.first_dose.method import Given, MethodDose
from firstdose.pkpd.first_dose.noael import noael
from firstdose.pkpd.first_dose.peak import Peak, linear_peak, mechanism_peak, peak_of
from firstdose.pkpd.first_dose.propose import FirstDoses, first_dose
from firstdose.pkpd.first_dose.settings import FirstDoseSettings, first_dose_settings
from firstdose.pkpd.first_dose.std10 import std10

__all__ = [
    "FirstDoseSettings",
    "FirstDoses",
    "Given",
    "MethodDose",
    "Peak",
    "Species",
    "all_species",
    "body_surface",
    "concentration_at",
    "effect_concentration",
    "first_dose",
    "first_dose_settings",
    "hnstd",
    "human_equivalent",
    "linear_peak",
    "mabel_in_vitro",
    "mabel_occupancy",
    "mechanism_peak",
    "noael",
    "peak_of",
    "species",
    "std10",
]
