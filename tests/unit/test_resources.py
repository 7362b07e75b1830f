"""Packaged files by name, users' files by path."""

from pathlib import Path

import pytest

from firstdose.errors import LibraryError
from firstdose.resources import find, names, packaged

FOLDER = "molecule/library"


def test_the_library_is_listed_by_name() -> None:
    assert names(FOLDER) == ("imgn289", "mrg003", "t-dm1", "t-dxd", "tusamitamab-ravtansine")


def test_a_name_finds_the_packaged_file() -> None:
    assert find(FOLDER, "t-dm1", "molecule", LibraryError) == packaged("molecule/library/t-dm1.toml")


@pytest.mark.parametrize("text", ["my.toml", "./my", "folder/my.toml"])
def test_a_dot_or_a_slash_makes_a_path(text: str) -> None:
    assert find(FOLDER, text, "molecule", LibraryError) == Path(text)


def test_a_relative_path_starts_from_the_folder_given_and_an_absolute_one_does_not() -> None:
    near = Path("/studies")
    assert find(FOLDER, "my.toml", "molecule", LibraryError, near) == Path("/studies/my.toml")
    assert find(FOLDER, "/else/my.toml", "molecule", LibraryError, near) == Path("/else/my.toml")


def test_an_unknown_name_is_refused_with_the_nearest_and_all_that_exist() -> None:
    with pytest.raises(LibraryError) as found:
        find(FOLDER, "tdm1", "molecule", LibraryError)
    assert str(found.value) == (
        'There is no molecule named "tdm1". Did you mean "t-dm1"? Those that come with firstdose are imgn289, '
        "mrg003, t-dm1, t-dxd, tusamitamab-ravtansine; give one of them, or the path of a file of your own, "
        'e.g. "tdm1.toml".'
    )
