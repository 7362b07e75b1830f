"""Rules, and the values of options, in words."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from firstdose.design.protocol.docstring import docstring
from firstdose.design.rules import Both, Stops


def stops(rule: Stops) -> str:
    """When a stopping rule ends the trial.

    Examples
    --------
    >>> from firstdose.design import MaxPatients
    >>> stops(MaxPatients(36)).startswith("the trial has treated 36 patients")
    True
    """
    if isinstance(rule, Both):
        return f"{stops(rule.one).removesuffix('.')}, and {stops(rule.other)}"
    told = lower(sentence(rule)).removesuffix(".")
    return f"{told}, and no dose is the MTD." if rule.no_mtd else f"{told}."


def sentence(rule: Any) -> str:
    """The first line of a rule's docstring with the rule's own numbers in it; those it does not name follow.

    Examples
    --------
    >>> from firstdose.design import NoSkipping
    >>> sentence(NoSkipping())
    'Go at most one level above the highest one treated so far.'
    """
    text, rest = docstring(type(rule)).summary.removesuffix("."), []
    for name in [each.name for each in fields(rule)] if is_dataclass(rule) else []:
        value = getattr(rule, name)
        if f"`{name}`" in text:
            text = text.replace(f"`{name}`", shown(value))
        elif is_dataclass(value):
            rest.append(lower(sentence(value)).removesuffix("."))
        elif value not in (None, False, ()) and name != "doses":
            rest.append(f"{name.replace('_', ' ')}: {shown(value)}")
    text = text.replace("`", "")
    return f"{text} ({'; '.join(rest)})." if rest else f"{text}."


def shown(value: Any) -> str:
    """An option's value in print.

    Examples
    --------
    >>> shown(True), shown(0.123456), shown(((4.0, 0.0), (0.0, 1.0)))
    ('yes', '0.1235', '(4, 0), (0, 1)')
    """
    match value:
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return f"{value:.4g}".replace("-", "−")
        case tuple() | list():
            return ", ".join(f"({shown(one)})" if isinstance(one, tuple | list) else shown(one) for one in value)
        case _:
            return str(value)


def lower(text: str) -> str:
    """With a small first letter, unless it begins an abbreviation.

    Examples
    --------
    >>> lower("The level"), lower("DLT rate"), lower("A level")
    ('the level', 'DLT rate', 'a level')
    """
    return text if text[:2].isalpha() and text[:2].isupper() else text[:1].lower() + text[1:]
