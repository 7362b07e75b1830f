"""What the report needs beyond the core is asked for by name when it is absent."""

from collections.abc import Iterator
from contextlib import contextmanager

from firstdose.errors import MissingExtraError

_PACKAGES = {"altair": "altair", "jinja2": "jinja2", "vl_convert": "vl-convert-python"}  # module: distribution


@contextmanager
def report_extra() -> Iterator[None]:
    """Turn the missing import of a report package into its remedy."""
    try:
        yield
    except ModuleNotFoundError as missing:
        if missing.name not in _PACKAGES:
            raise
        raise MissingExtraError(
            f"The report needs {_PACKAGES[missing.name]}, which is not installed. "
            "Install it with: pip install 'firstdose[report]'"
        ) from None
