"""Machine code is kept between runs, and a cache that does not work costs only time."""

from collections.abc import Callable
from pathlib import Path

import pytest

from firstdose.pkpd.engine.kernel.cache import folder, kept


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FIRSTDOSE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def never() -> bytes:
    raise AssertionError("made again")


def making(content: bytes) -> Callable[[], bytes]:
    return lambda: content


def test_what_is_kept_is_not_made_again(place: Path) -> None:
    assert kept("key", making(b"code")) == b"code"
    assert kept("key", never) == b"code"
    assert kept("another key", making(b"other code")) == b"other code"
    assert len(list(place.iterdir())) == 2


@pytest.mark.parametrize("damage", [b"", b"short", b"x" * 100])
def test_a_broken_file_is_made_again(place: Path, damage: bytes) -> None:
    kept("key", making(b"code"))
    (file,) = place.iterdir()
    file.write_bytes(damage)
    assert kept("key", making(b"code")) == b"code"
    assert kept("key", never) == b"code"


def test_a_file_with_a_changed_byte_is_made_again(place: Path) -> None:
    kept("key", making(b"code"))
    (file,) = place.iterdir()
    file.write_bytes(file.read_bytes()[:-1] + b"!")
    assert kept("key", making(b"new")) == b"new"


def test_a_folder_that_cannot_be_made_is_no_cache(place: Path) -> None:
    place.write_text("a file stands where the folder should be")
    assert kept("key", making(b"code")) == b"code"
    assert kept("key", making(b"again")) == b"again"


def test_the_folder_is_the_one_that_the_user_names(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert folder() == place
    monkeypatch.delenv("FIRSTDOSE_CACHE")
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(place))
    assert folder() == place / "firstdose"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert folder() == Path.home() / ".cache" / "firstdose"
