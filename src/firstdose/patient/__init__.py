"""Who is treated: indications, target expression, covariates, and how many patients there are."""

from firstdose.patient.addressable import Addressable, AddressableRow, Origin, addressable
from firstdose.patient.covariates import Covariate, Covariates
from firstdose.patient.population import Indication, Population, Subtype, library, names

__all__ = [
    "Addressable",
    "AddressableRow",
    "Covariate",
    "Covariates",
    "Indication",
    "Origin",
    "Population",
    "Subtype",
    "addressable",
    "library",
    "names",
]
