"""Whatever stands in a file, it is read or refused by name: never a traceback."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firstdose.errors import FirstDoseError
from firstdose.molecule import library as molecule
from firstdose.patient import library as population
from firstdose.resources import packaged
from firstdose.study import load

FILES: dict[str, Callable[[Path], object]] = {
    "studies/imgn289.toml": load,
    "molecule/library/t-dm1.toml": molecule,
    "molecule/library/imgn289.toml": molecule,
    "patient/library/us-2013.toml": population,
}
VALUES = ["", '"x"', "-1", "0", "1e400", "nan", "true", "[]", "{}", "[[1]]", "[{ a = 1 }]", '"3 kg"', "2013-11-05"]


@pytest.mark.parametrize("name", FILES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_a_file_with_a_changed_line_is_read_or_refused_by_name(name: str, data: st.DataObject, tmp_path: Path) -> None:
    lines = packaged(name).read_text(encoding="utf-8").splitlines()
    number = data.draw(st.sampled_from([i for i, line in enumerate(lines) if " = " in line]))
    key, value = lines[number].split(" = ", 1)
    mistakes = [f"{key}s = {value}", *(f"{key} = {other}" for other in VALUES)]
    changed = [*lines[:number], data.draw(st.sampled_from(mistakes)), *lines[number + 1 :]]
    path = tmp_path / "mine.toml"
    path.write_text("\n".join(changed), encoding="utf-8")
    assert str(path) in _answer(FILES[name], path)


def _answer(read: Callable[[Path], object], path: Path) -> str:
    try:
        read(path)
    except FirstDoseError as refused:
        return str(refused)
    return f"{path} is read"
