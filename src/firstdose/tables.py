"""From a TOML file to frozen nouns; whatever cannot be is refused with the file, the key, the reason and the remedy."""

from __future__ import annotations

import json
import keyword
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast, get_args, get_origin, get_type_hints

from firstdose.errors import FirstDoseError, LibraryError
from firstdose.resources import File

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pydantic_core import ErrorDetails

Noun = TypeVar("Noun")
Table: TypeAlias = dict[str, Any]
Key: TypeAlias = tuple[int | str, ...]
_UNKNOWN = "unexpected_keyword_argument"  # pydantic's name for a key that no field has


def read_bytes(path: File, error: type[FirstDoseError] = LibraryError) -> bytes:
    """The bytes of a file, or why there are none."""
    try:
        return path.read_bytes()
    except FileNotFoundError as found:
        raise error(f"{path}: there is no such file. Correct the path, or make the file first.") from found
    except IsADirectoryError as found:
        raise error(f"{path} is a folder. Give the path of a file in it.") from found
    except OSError as found:
        raise error(f"{path} cannot be read: {found.strerror}. Check the path and its permissions.") from found


def parse_toml(data: bytes, where: str, error: type[FirstDoseError] = LibraryError) -> Table:
    """The tables of a TOML file's bytes; ``where`` names the file in messages."""
    try:
        tables = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as found:
        line = data.count(b"\n", 0, found.start) + 1
        raise error(f"{where}: line {line} is not UTF-8 text. Save the file as UTF-8.") from found
    except tomllib.TOMLDecodeError as found:
        raise error(f"{where} is not TOML: {found}. Correct that line; text stands in quotes.") from found
    if not tables:
        raise error(
            f"{where} is empty. Start from a file that comes with firstdose, "
            'or let "firstdose new NAME" write a study file.'
        )
    return tables


def read_toml(path: File, error: type[FirstDoseError] = LibraryError) -> Table:
    """The tables of a TOML file."""
    return parse_toml(read_bytes(path, error), str(path), error)


def noun(cls: type[Noun], table: Mapping[str, Any], where: str, error: type[FirstDoseError] = LibraryError) -> Noun:
    """A frozen dataclass from a table of the same keys.

    Parameters
    ----------
    cls : a dataclass; nested dataclasses, tuples, literals and ``| None`` are understood.
    table : keys are the fields' names; a field named after a Python keyword ends in an underscore (``class_``).
    where : the file, as it stands in front of every problem found.
    error : raised with all problems, one a line.
    """
    from pydantic import ValidationError

    try:
        text = json.dumps(_pythonic(table), default=str)
        made: Noun = _adapter(cast(Any, cls)).validate_json(text, strict=True, extra="forbid")
    except ValidationError as found:
        faults = _by_place(cls, table, found.errors(include_url=False))
        raise error("\n".join(f"{where}: {_problem(cls, key, each)}" for key, each in faults.items())) from None
    return made


@cache
def _adapter(cls: Any) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(cls)


def _pythonic(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {f"{key}_" if keyword.iskeyword(key) else key: _pythonic(inner) for key, inner in value.items()}
    return [_pythonic(inner) for inner in value] if isinstance(value, list | tuple) else value


def _by_place(cls: type, table: Mapping[str, Any], faults: list[ErrorDetails]) -> dict[Key, list[ErrorDetails]]:
    """What is wrong at each key; a key that is missing because it is misspelt is told once, as misspelt."""
    places: dict[Key, list[ErrorDetails]] = {}
    for fault in faults:
        places.setdefault(_place(table, fault["loc"]), []).append(fault)
    misspelt = {
        (*_plain(key[:-1]), meant)
        for key, each in places.items()
        if each[0]["type"] == _UNKNOWN
        for meant in get_close_matches(_bare(key[-1]), _known(cls, key[:-1]), n=1)
    }
    return {key: each for key, each in places.items() if not (each[0]["type"] == "missing" and _plain(key) in misspelt)}


def _place(table: Any, loc: Key) -> Key:
    """Where it is in the file: pydantic goes on, below a value of several kinds, with the name of each kind."""
    for depth, step in enumerate(loc):
        if isinstance(table, list) and isinstance(step, int):
            table = table[step] if step < len(table) else None
        elif isinstance(table, Mapping) and _bare(step) in table:
            table = table[_bare(step)]
        else:
            return loc[: depth + isinstance(table, Mapping)]
    return loc


def _problem(cls: type, key: Key, faults: list[ErrorDetails]) -> str:
    """One problem in words: key, what was found, why it cannot be, what to do."""
    depth = max(len(fault["loc"]) for fault in faults)
    faults = [fault for fault in faults if len(fault["loc"]) == depth]  # of several kinds, the one that came nearest
    name, kind, found = dotted(key), faults[0]["type"], faults[0]["input"]
    if kind == "value_error":
        said, name = str(faults[0]["ctx"]["error"]), f"[{name}]" if len(key) == 1 else name
        return said if said.startswith("[") or not key else f"{name}: {said}"
    if kind == _UNKNOWN:
        return f"{name}: there is no such key. {_hint(_bare(key[-1]), _known(cls, key[:-1]))}"
    if kind == "missing":
        return f"{name} is missing. Add it."
    if kind == "literal_error":
        return f"{name} = {_shown(found)} is not known. Give one of {faults[0]['ctx']['expected']}."
    wanted = dict.fromkeys(_wanted(fault["type"], fault["input"]) for fault in faults)
    return f"{name} = {_shown(found)}: {', or '.join(wanted)} is needed."


def _wanted(kind: str, found: Any) -> str:
    bare = " without quotes" if isinstance(found, str) else ""
    wanted = {
        "float_type": f"a number{bare}",
        "int_type": f"a whole number{bare}",
        "string_type": "text in quotes",
        "bool_type": f"true or false{bare}",
        "tuple_type": "a list in square brackets",
        "dict_type": "a table",
        "dataclass_type": "a table",
    }
    return wanted.get(kind, f"a value of another kind ({kind.replace('_', ' ')})")


def _hint(key: str, known: tuple[str, ...]) -> str:
    close = get_close_matches(key, known, n=1)
    meant = f'Did you mean "{close[0]}"? ' if close else ""
    return f"{meant}The keys here are {', '.join(known)}." if known else "Remove it."


def _known(cls: Any, key: Key) -> tuple[str, ...]:
    """The keys of the table at a place; pydantic may name a union's member there, which is skipped."""
    for part in key:
        inner = [kind for option in _options(cls) for kind in _inside(option, part)]
        cls = inner[0] if inner else cls
    return tuple(
        f.name.removesuffix("_") for option in _options(cls) if is_dataclass(option) for f in fields(option) if f.init
    )


def _options(kind: Any) -> Iterator[Any]:
    if is_dataclass(kind) or get_origin(kind) is tuple or not get_args(kind):
        yield kind
    else:
        for option in get_args(kind):
            yield from _options(option)


def _inside(kind: Any, part: int | str) -> list[Any]:
    if is_dataclass(kind) and isinstance(part, str):
        hints = get_type_hints(kind)
        return [hints[part]] if part in hints else []
    return [get_args(kind)[0]] if get_origin(kind) is tuple and isinstance(part, int) else []


def dotted(key: Key) -> str:
    """A place as people write it: ``[doses] values``, ``[[expansion]] 2 null``, ``[toxicity] trials[1].mtd``."""
    if len(key) < 2:
        return "".join(map(_bare, key))
    table = f"[[{_bare(key[0])}]] {key[1] + 1}" if isinstance(key[1], int) else f"[{_bare(key[0])}]"
    rest = key[2:] if isinstance(key[1], int) else key[1:]
    steps = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{_bare(step)}" for step in rest)
    return f"{table} {steps.removeprefix('.')}".strip()


def _plain(key: Key) -> Key:
    return tuple(step if isinstance(step, int) else _bare(step) for step in key)


def _bare(step: int | str) -> str:
    return str(step).removesuffix("_")


def _shown(found: Any) -> str:
    text = json.dumps(found, default=str)
    return text if len(text) <= 60 else f"{text[:57]}..."
