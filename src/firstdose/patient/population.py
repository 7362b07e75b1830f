"""Who gets the disease, and in how many of them the target is strongly expressed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from firstdose.errors import LibraryError
from firstdose.patient.covariates import Covariate, Covariates
from firstdose.resources import find
from firstdose.resources import names as packaged_names
from firstdose.sourced import Sourced
from firstdose.tables import noun, read_toml

FOLDER = "patient/library"


@dataclass(frozen=True)
class Subtype:
    """A part of an indication, by histology; "all" where it is not divided."""

    name: str
    title: str
    share: Sourced  # of the indication's patients, no unit or %
    strong: Sourced  # share of them whose tumour strongly expresses the target

    @property
    def label(self) -> str:
        """How it is called in lists."""
        return self.name

    def __post_init__(self) -> None:
        for what, share in (("share", self.share), ("strong", self.strong)):
            share.require("1", what, positive=False)
            low, _, high = share.span("1")
            if low < 0 or high > 1:
                raise LibraryError(f"{self.name}: {what} = {share}: a share lies between 0 and 1.")


@dataclass(frozen=True)
class Indication:
    """A disease, its new cases and its subtypes."""

    name: str  # e.g. "NSCLC"
    title: str
    target: str  # whose strong expression the subtypes give, e.g. "EGFR"
    incidence: Sourced  # patients/year, new cases
    subtypes: tuple[Subtype, ...]
    covariates: tuple[Covariate, ...]

    @property
    def label(self) -> str:
        """How it is called in lists."""
        return self.name

    def __post_init__(self) -> None:
        self.incidence.require("patients/year", f"{self.name}: incidence")
        if sum(subtype.share.to("1") for subtype in self.subtypes) > 1 + 1e-9:
            raise LibraryError(
                f"{self.name}: the shares of its subtypes add up to more than 1. "
                "Give each as a share of the indication's patients."
            )
        weights = [covariate.median for covariate in self.covariates if covariate.name == "body_weight"]
        if not weights:
            raise LibraryError(f"{self.name}: body_weight is missing among its covariates; a dose in mg/kg needs it.")
        weights[0].require("kg", f"{self.name}: body_weight")


@dataclass(frozen=True)
class Population:
    """The people of one country and year who get the diseases of interest.

    Examples
    --------
    >>> nsclc = library("us-2013").indication("NSCLC")
    >>> nsclc.incidence.to("patients/year")
    194000.0
    """

    name: str
    title: str
    year: int
    indications: tuple[Indication, ...]

    def indication(self, name: str) -> Indication:
        """The indication of that name."""
        for found in self.indications:
            if found.name == name:
                return found
        known = ", ".join(each.name for each in self.indications)
        raise LibraryError(
            f'Indication "{name}" is not in population {self.name}, which has {known}. '
            "Give one of them, or a population file that has it."
        )

    def covariates(self, indication: str) -> Covariates:
        """What is known of the patients of an indication."""
        return Covariates(self.indication(indication).covariates)


def names() -> tuple[str, ...]:
    """The populations that come with firstdose."""
    return packaged_names(FOLDER)


def library(name_or_path: str | Path, near: Path | None = None) -> Population:
    """A population by its name in the library, or from a file of the user's own.

    Parameters
    ----------
    name_or_path : a name such as ``"us-2013"``, or the path of a TOML file.
    near : folder that a relative path starts from; the working folder if not given.
    """
    file = find(FOLDER, name_or_path, "population", LibraryError, near)
    return noun(Population, read_toml(file), str(file))
