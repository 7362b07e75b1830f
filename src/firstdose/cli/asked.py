"""Which design a command is about: by its name, or from a file."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from firstdose.cli.design_file import in_file
from firstdose.cli.question import Given, Question, by_name, contradiction
from firstdose.design.catalogue import DESIGNS
from firstdose.errors import DesignError, FirstDoseError
from firstdose.resources import find
from firstdose.study import names


def asked(
    design: str,
    *,
    target: float | None,
    levels: int | None,
    doses: str | None,
    unit: str | None,
    option: Sequence[str] | None,
    levels_else: int | None = None,
) -> Question:
    """The design of this name, or of the file of this path or name, on its dose levels."""
    options = settings(option or ())
    if levels is None and doses is None and {"doses_a", "doses_b"} <= options.keys():
        levels = len(_list(options["doses_a"])) * len(_list(options["doses_b"]))
    if target is not None and options.get("target", target) != target:
        raise contradiction("--target", f"{target:g}", "--option", f"target = {options['target']}")
    given = Given(target, levels, doses, unit, options, levels_else)
    if design.lower() in DESIGNS:
        return by_name(design.lower(), given)
    if design.replace("-", "").isalnum() and design not in names():
        close = get_close_matches(design, (*DESIGNS, *names()), n=1)
        meant = f'Did you mean "{close[0]}"? ' if close else ""
        raise DesignError(
            f'Design "{design}": there is no such design. {meant}Give one of {", ".join(DESIGNS)}, '
            f"a study that comes with firstdose ({', '.join(names())}), "
            "or the path of a TOML file with a table [escalation.design]."
        )
    return in_file(find("studies", design, "study", DesignError), given)


def either(study: str | None, design: str | None) -> str:
    """What is asked about: the argument STUDY, or ``--design``."""
    if (study is None) == (design is None):
        given = "and --design are both given" if study else "or --design is missing"
        raise FirstDoseError(f"STUDY {given}. Give one of the two, e.g. --design boin.")
    return str(study or design)


def told(question: Question) -> tuple[str, ...]:
    """What was assumed, and what had no effect."""
    assumed = question.assumed
    return (*([f"Assumed, because not given: {'; '.join(assumed)}."] if assumed else []), *question.notes)


def settings(option: Sequence[str]) -> dict[str, Any]:
    """Options of a design from ``key=value``; values as TOML has them, and a list may go without its brackets.

    Examples
    --------
    >>> settings(["cutoff=0.9", "extrasafe=true", "model=logistic", "skeleton=0.1,0.2"])
    {'cutoff': 0.9, 'extrasafe': True, 'model': 'logistic', 'skeleton': [0.1, 0.2]}
    """
    given: dict[str, Any] = {}
    for each in option:
        key, sign, text = (part.strip() for part in each.partition("="))
        if not (key and sign and text):
            raise FirstDoseError(f'--option "{each}": give a key and its value, e.g. --option cutoff=0.9.')
        if key in (*given, "name"):
            why = "is the design itself" if key == "name" else "is given twice"
            raise FirstDoseError(f'--option "{each}": {key} {why}. Give each option of the design once.')
        given[key] = _value(text)
    return given


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _value(text: str) -> Any:
    for form in (text, f"[{text}]") if "," in text else (text,):
        try:
            return tomllib.loads(f"value = {form}")["value"]
        except tomllib.TOMLDecodeError:
            continue
    return text
