"""Without its packages the report says what to install, before it does anything else."""

import sys

import pytest

from firstdose.errors import MissingExtraError
from firstdose.report import Document, Results, compose, results_of, to_html
from firstdose.report.extra import require
from firstdose.study import Study


@pytest.mark.parametrize(
    ("module", "package"), [("altair", "altair"), ("jinja2", "jinja2"), ("vl_convert", "vl-convert-python")]
)
def test_a_missing_package_names_its_remedy(monkeypatch: pytest.MonkeyPatch, module: str, package: str) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError) as missing:
        require()
    assert f"needs {package}, which is not installed" in str(missing.value)
    assert 'pip install "firstdose[report]"' in str(missing.value)
    assert "pip install altair jinja2 vl-convert-python" in str(missing.value)


def test_every_step_to_a_report_asks_first(
    monkeypatch: pytest.MonkeyPatch, imgn289: tuple[Study, Results], document: Document
) -> None:
    monkeypatch.setitem(sys.modules, "altair", None)
    monkeypatch.setattr("firstdose.report.gather.predict_study", None)
    for step in (lambda: results_of(imgn289[0]), lambda: compose(*imgn289), lambda: to_html(document)):
        with pytest.raises(MissingExtraError):
            step()
