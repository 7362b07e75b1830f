"""Reports of the packaged studies, small ones: a few hundred trials and patients."""

import pytest

from firstdose.report import Document, Results, compose, results_of, to_html
from firstdose.study import Study, load


@pytest.fixture(scope="session")
def imgn289() -> tuple[Study, Results]:
    """A molecule without a human result."""
    study = load("imgn289")
    return study, results_of(study, trials=200, patients=200)


@pytest.fixture(scope="session")
def tdm1() -> tuple[Study, Results]:
    """The molecule whose trials are published."""
    study = load("t-dm1-weekly")
    return study, results_of(study, trials=200, patients=200)


@pytest.fixture(scope="session")
def document(imgn289: tuple[Study, Results]) -> Document:
    """The IMGN289 report as blocks."""
    return compose(*imgn289)


@pytest.fixture(scope="session")
def page(document: Document) -> str:
    """The IMGN289 report as a page."""
    return to_html(document)
