"""``firstdose new`` writes a study file to start from, and nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

Run = Callable[..., Result]


@pytest.mark.parametrize("name", ["my-study", "Study 1", "étude_2"])
def test_the_file_is_a_valid_study_of_that_name(run: Run, name: str) -> None:
    result = run("new", name)
    assert result.exit_code == 0
    assert [path.name for path in Path().iterdir()] == [f"{name}.toml"]
    assert f"{name}.toml is written" in result.stdout
    checked = run("check", f"{name}.toml")
    assert checked.exit_code == 0
    assert f"  {name}, seed 1" in checked.stdout


def test_the_file_is_commented(run: Run) -> None:
    run("new", "my-study")
    text = Path("my-study.toml").read_text(encoding="utf-8")
    assert text.startswith("# my-study: a first-in-human study")
    assert sum("#" in line for line in text.splitlines()) > 20


def test_it_never_overwrites(run: Run, refused: Callable[..., str]) -> None:
    Path("my-study.toml").write_text("precious", encoding="utf-8")
    assert "my-study.toml is there already and stays as it is" in refused("new", "my-study")


def test_it_does_not_write_through_a_dangling_link(refused: Callable[..., str], tmp_path: Path) -> None:
    Path("my-study.toml").symlink_to(tmp_path / "elsewhere.toml")
    assert "is there already" in refused("new", "my-study")


@pytest.mark.parametrize(
    "name",
    ["", " ", "../up", "/root/x", "a/b", "a\\b", "study.toml", ".hidden", 'a"b', "a\nb", " a", "a ", "a$b", "a%b"],
)
def test_odd_names_are_refused(refused: Callable[..., str], name: str) -> None:
    assert "give letters, digits, spaces and hyphens" in refused("new", name)


def test_a_name_that_is_too_long_for_a_file_is_refused(refused: Callable[..., str]) -> None:
    assert "cannot be written" in refused("new", "a" * 300)
