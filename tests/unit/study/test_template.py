"""The file that ``firstdose new`` writes is a valid, commented study."""

from pathlib import Path

import pytest

from firstdose.errors import StudyError
from firstdose.study import load, template


@pytest.mark.parametrize("name", ["my-study", "Study 1 (weekly)", "étude"])
def test_the_template_loads_under_its_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(template(name), encoding="utf-8")
    assert load(path).name == name


@pytest.mark.parametrize("name", ["", "  ", 'a"b', "a\nb", "a/b", "a\\b"])
def test_a_name_that_no_file_can_have_is_refused(name: str) -> None:
    with pytest.raises(StudyError, match="give letters, digits, spaces and hyphens"):
        template(name)
