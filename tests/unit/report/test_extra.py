"""Without its packages the report says what to install, and nothing else needs them."""

import subprocess
import sys

import pytest

REPORT = """
import sys
sys.modules[{module!r}] = None
from firstdose.errors import MissingExtraError
from firstdose.report import compose, results_of, to_html
from firstdose.study import load
study = load("imgn289")
results = results_of(study, trials=5, patients=50)
try:
    to_html(compose(study, results))
except MissingExtraError as missing:
    print(missing)
"""


def _run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    ("module", "package"), [("altair", "altair"), ("jinja2", "jinja2"), ("vl_convert", "vl-convert-python")]
)
def test_a_missing_package_names_its_remedy(module: str, package: str) -> None:
    said = _run(REPORT.format(module=module))
    assert said == (
        f"The report needs {package}, which is not installed. Install it with: pip install 'firstdose[report]'\n"
    )


def test_the_report_package_loads_nothing_of_the_extra() -> None:
    code = "import sys, firstdose.report; print(sorted({'altair', 'jinja2', 'vl_convert'} & sys.modules.keys()))"
    assert _run(code) == "[]\n"
