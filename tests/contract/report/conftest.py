"""One small report, made once: a few dozen trials, few patients."""

import pytest

from firstdose.report import Document, Results, compose, results_of, to_html
from firstdose.study import Study, load
from firstdose.virtual import mechanism_prediction


@pytest.fixture(scope="session")
def imgn289() -> tuple[Study, Results]:
    """A molecule without a human result."""
    study = load("imgn289")
    with pytest.MonkeyPatch.context() as small:
        small.setattr(mechanism_prediction, "ROWS", 5)
        small.setattr(mechanism_prediction, "TUMOUR_ROWS", 2)
        mechanism_prediction._predicted.cache_clear()
        mechanism_prediction._responses.cache_clear()
        results = results_of(study, trials=40, patients=50)
        mechanism_prediction._predicted.cache_clear()
        mechanism_prediction._responses.cache_clear()
    return study, results


@pytest.fixture(scope="session")
def document(imgn289: tuple[Study, Results]) -> Document:
    """Its report as blocks."""
    return compose(*imgn289)


@pytest.fixture(scope="session")
def page(document: Document) -> str:
    """Its report as a page."""
    return to_html(document)
