"""Which adverse event a laboratory test tells: data, `library/ctcae-tests.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from firstdose.errors import LibraryError
from firstdose.resources import packaged
from firstdose.sourced import Sourced
from firstdose.tables import noun, read_toml
from firstdose.trial.ctcae import Criteria
from firstdose.trial.ctcae_term import Mode, Term
from firstdose.trial.ctcae_units import Substance

_FILE = "ctcae-tests.toml"


@dataclass(frozen=True)
class Told:
    """The terms that low and high results tell, of which a version of the CTCAE has at most one each."""

    low: tuple[str, ...] = ()
    high: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in (*self.low, *self.high):
            if name != name.lower():
                raise LibraryError(f'"{name}": write the term in lower case.')


@dataclass(frozen=True)
class LaboratoryTest:
    """One test of a laboratory."""

    code: str  # LBTESTCD of CDISC's controlled terminology
    name: str
    also: tuple[str, ...] = ()  # other codes in use, such as PARAMCD of ADaM data sets
    low: tuple[str, ...] = ()  # terms of low results, of whichever version
    high: tuple[str, ...] = ()
    fasting: Told | None = None  # terms where the patient is known to have fasted
    admiral: Told | None = None  # terms in the template of admiral, where they differ
    specimen_stated: bool = False  # only where the specimen is said to be blood
    any_specimen: bool = False  # also where it is urine
    molar_mass: Sourced | None = None
    charges: int | None = None  # of one ion, for mEq

    @property
    def label(self) -> str:
        """How it is called in lists."""
        return self.code

    @property
    def substance(self) -> Substance:
        """What turns masses or charges into amounts."""
        return Substance(None if self.molar_mass is None else self.molar_mass.to("g/mol"), self.charges)

    def terms(self, criteria: Criteria, mode: Mode = "ctcae", *, fasted: bool = False) -> tuple[Term | None, ...]:
        """The terms of low and of high results in a version of the CTCAE; None where it has none.

        Examples
        --------
        >>> from firstdose.trial import ctcae
        >>> low, high = laboratory_tests().known["PLT"].terms(ctcae(6))
        >>> low.name, high
        ('thrombocytopenia', None)
        """
        told = Told(self.low, self.high)
        if mode == "admiral":
            told = self.admiral or told
        elif fasted:
            told = self.fasting or told
        by_name = {term.name: term for term in criteria.terms}
        found = [[by_name[name] for name in names if name in by_name] for names in (told.low, told.high)]
        return tuple(each[0] if each else None for each in found)


@dataclass(frozen=True)
class LaboratoryTests:
    """Every test that has a CTCAE term in some version."""

    blood: tuple[str, ...]  # LBSPEC of what the criteria are for
    not_blood: tuple[str, ...]  # LBCAT of what they are not for, where LBSPEC is not given
    tests: tuple[LaboratoryTest, ...]

    def __post_init__(self) -> None:
        codes = [code for test in self.tests for code in (test.code, *test.also)]
        for code in codes:
            if codes.count(code) > 1 or code != code.upper():
                raise LibraryError(f'test "{code}": each code stands once, in upper case.')

    @property
    def known(self) -> dict[str, LaboratoryTest]:
        """Each test by each of its codes."""
        return {code: test for test in self.tests for code in (test.code, *test.also)}


@cache
def laboratory_tests() -> LaboratoryTests:
    """The tests that come with firstdose."""
    return noun(LaboratoryTests, read_toml(packaged(f"trial/library/{_FILE}")), _FILE)
