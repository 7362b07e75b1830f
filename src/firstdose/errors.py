"""Errors that people can act on: what was found, where, why it cannot be, what to do."""


class FirstDoseError(ValueError):
    """Anything the user can mend; the command line prints it and exits with code 2."""


class UnitError(FirstDoseError):
    """A quantity without a unit, or with one of the wrong kind."""


class LibraryError(FirstDoseError):
    """A molecule, population or published trial that cannot be what its file says."""


class ProtocolError(FirstDoseError):
    """A plan that no trial can follow."""


class OutcomeError(FirstDoseError):
    """Outcomes that no trial can have had."""


class DesignError(FirstDoseError):
    """A design that cannot be built, or cannot answer for the outcomes it was shown."""


class StudyError(FirstDoseError):
    """A study file that cannot be read as a study."""


class MissingExtraError(FirstDoseError):
    """An optional part of firstdose that is not installed."""


class ModelError(FirstDoseError):
    """A model that cannot be simulated as stated, or doses, times or parameters that it cannot take."""


class DataError(FirstDoseError):
    """A table of a trial's data that cannot be read, or lacks what a question needs."""
