"""A commented study file to start from."""

from __future__ import annotations

from firstdose.errors import StudyError
from firstdose.resources import packaged


def template(name: str) -> str:
    """The text of a valid study file for a study called ``name``.

    Examples
    --------
    >>> template("my-study").splitlines()[0]
    '# my-study: a first-in-human study of an antibody-drug conjugate (ADC).'
    """
    if not name.strip() or set(name) & set('"\\\n\r/'):
        raise StudyError(f'Study name "{name}": give letters, digits, spaces and hyphens, e.g. "my-study".')
    return packaged("study/template.toml").read_text(encoding="utf-8").replace("NAME", name)
