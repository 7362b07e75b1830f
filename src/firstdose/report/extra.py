"""What the report needs beyond the core is asked for by name when it is absent."""

from importlib.util import find_spec

from firstdose.errors import MissingExtraError

_PACKAGES = {"altair": "altair", "jinja2": "jinja2", "vl_convert": "vl-convert-python"}  # module: distribution
_OF_PDF = {"typst": "typst"}


def require(kind: str = "html") -> None:
    """Refuse to begin a report of a kind, ``"html"`` or ``"pdf"``, where a package that it needs is not installed."""
    packages = _PACKAGES | (_OF_PDF if kind == "pdf" else {})
    missing = [package for module, package in packages.items() if find_spec(module) is None]
    if missing:
        raise MissingExtraError(
            f"The report needs {', '.join(missing)}, which {'is' if len(missing) == 1 else 'are'} not installed. "
            f'Install with: pip install "firstdose[report]", or the packages themselves: '
            f"pip install {' '.join(packages.values())}"
        )
