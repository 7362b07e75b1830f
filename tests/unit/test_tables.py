"""From TOML to nouns; each thing that can be wrong with a file gives its own clear error."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest

from firstdose.errors import LibraryError, StudyError
from firstdose.tables import Key, dotted, noun, parse_toml, read_toml


@dataclass(frozen=True)
class Part:
    value: float
    class_: str = ""

    def __post_init__(self) -> None:
        if self.value < 0:
            raise LibraryError("value is below zero.")


@dataclass(frozen=True)
class Whole:
    kind: Literal["one", "two"]
    n: int
    parts: tuple[Part, ...] = ()
    part: Part | None = None
    either: float | tuple[float, ...] = 0.0
    pair: tuple[float, float] = (0.0, 0.0)


GOOD: dict[str, Any] = {"kind": "one", "n": 3}


def _refusal(table: dict[str, Any]) -> str:
    with pytest.raises(LibraryError) as found:
        noun(Whole, table, "file.toml")
    return str(found.value)


def test_nested_tables_become_nested_nouns() -> None:
    made = noun(Whole, {**GOOD, "parts": [{"value": 1}], "part": {"value": 2.5, "class": "x"}}, "file.toml")
    assert made == Whole("one", 3, (Part(1.0),), Part(2.5, "x"))


def test_a_value_of_several_kinds_takes_either() -> None:
    assert noun(Whole, {**GOOD, "either": [1, 2]}, "f").either == (1.0, 2.0)
    assert noun(Whole, {**GOOD, "either": 2}, "f").either == 2.0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"n": 2.5}, "file.toml: n = 2.5: a whole number is needed."),
        ({"n": True}, "file.toml: n = true: a whole number is needed."),
        ({"n": "3"}, 'file.toml: n = "3": a whole number without quotes is needed.'),
        ({"kind": "three"}, "file.toml: kind = \"three\" is not known. Give one of 'one' or 'two'."),
        ({"parts": {"value": 1}}, 'file.toml: parts = {"value": 1}: a list in square brackets is needed.'),
        ({"parts": [{"value": "1"}]}, 'file.toml: [[parts]] 1 value = "1": a number without quotes is needed.'),
        ({"parts": [{"value": 1}, {}]}, "file.toml: [[parts]] 2 value is missing. Add it."),
        ({"parts": [{"value": -1}]}, "file.toml: [[parts]] 1: value is below zero."),
        ({"pair": [1]}, "file.toml: [[pair]] 2 is missing. Add it."),
        ({"part": {"value": -1}}, "file.toml: [part]: value is below zero."),
        (
            {"part": {"valu": 1}},
            'file.toml: [part] valu: there is no such key. Did you mean "value"? The keys here are value, class.',
        ),
        (
            {"part": {"value": 1, "clas": ""}},
            'file.toml: [part] clas: there is no such key. Did you mean "class"? The keys here are value, class.',
        ),
        (
            {"either": "x"},
            'file.toml: either = "x": a number without quotes, or a list in square brackets is needed.',
        ),
        ({"either": [1, "x"]}, 'file.toml: either = "x": a number without quotes is needed.'),
    ],
)
def test_what_cannot_be_is_refused_in_words(change: dict[str, Any], message: str) -> None:
    assert _refusal({**GOOD, **change}) == message


def test_a_key_far_from_every_other_is_refused_without_a_guess() -> None:
    assert _refusal({**GOOD, "zzz": 1}) == (
        "file.toml: zzz: there is no such key. The keys here are kind, n, parts, part, either, pair."
    )


def test_all_problems_of_a_file_are_told_at_once() -> None:
    assert len(_refusal({"kind": "three", "n": "3", "zzz": 1}).splitlines()) == 3


def test_a_misspelt_key_is_not_told_to_be_missing_too() -> None:
    refusal = _refusal({"kinds": "one", "n": 3})
    assert refusal.startswith('file.toml: kinds: there is no such key. Did you mean "kind"? The keys here are kind, n,')
    assert len(refusal.splitlines()) == 1


def test_the_error_is_of_the_class_asked_for() -> None:
    with pytest.raises(StudyError):
        noun(Whole, {}, "file.toml", StudyError)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "file.toml is empty"),
        (b"# only a comment\n", "file.toml is empty"),
        (b"a = 1\nb = '\xff'\n", "file.toml: line 2 is not UTF-8 text. Save the file as UTF-8."),
        (b"[a\n", r"file.toml is not TOML: .*\(at line 1, column 3\)"),
        (b"a = 1\na = 2\n", r"file.toml is not TOML: .*\(at line 2, column"),
    ],
)
def test_a_file_that_is_no_toml_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(LibraryError, match=message):
        parse_toml(data, "file.toml")


def test_a_file_that_is_not_there_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"nothing\.toml: there is no such file\."):
        read_toml(tmp_path / "nothing.toml")
    with pytest.raises(LibraryError, match="is a folder"):
        read_toml(tmp_path)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ((), ""),
        (("seed",), "seed"),
        (("doses", "values"), "[doses] values"),
        (("doses", "values", 0), "[doses] values[1]"),
        (("expansion", 1, "null"), "[[expansion]] 2 null"),
        (("toxicity", "trials", 0, "levels", 2, "n"), "[toxicity] trials[1].levels[3].n"),
        (("payload", "class_"), "[payload] class"),
    ],
)
def test_a_place_is_written_as_in_the_file(key: Key, text: str) -> None:
    assert dotted(key) == text
