"""By which rules the best response is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral
from typing import Literal, TypeAlias, get_args

from firstdose.errors import ProtocolError
from firstdose.trial.recist.criteria import recist

Mode: TypeAlias = Literal["recist_table3", "admiral"]
MODES: tuple[Mode, ...] = get_args(Mode)


@dataclass(frozen=True)
class ResponseRules:
    """How long until a confirmation, how many gaps in between, and from when disease is stable; names as admiralonco's.

    ``recist_table3`` follows Table 3 of RECIST 1.1: whatever disease is seen after a complete response is progression.
    ``admiral`` follows admiralonco 1.4.0, which leaves such data as they are.
    """

    mode: Mode
    ref_confirm: int  # days from a response to its confirmation, at least
    ref_start_window: int  # days from the reference date until disease can be called stable
    max_nr_ne: int = 1  # assessments NE between a response and its confirmation, at most
    accept_sd: bool = False  # one SD between a partial response and its confirmation
    missing_as_ne: bool = False  # a subject without assessments is NE instead of MISSING

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise ProtocolError(f'mode = "{self.mode}" is not known. Give one of {", ".join(MODES)}.')
        for name in ("ref_confirm", "ref_start_window", "max_nr_ne"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, Integral) or value < 0:
                raise ProtocolError(f"{name} = {value!r}: give a whole number from 0.")
        for name in ("accept_sd", "missing_as_ne"):
            if not isinstance(value := getattr(self, name), bool):
                raise ProtocolError(f"{name} = {value!r}: give true or false.")


def response_rules(
    mode: Mode = "recist_table3",
    *,
    ref_confirm: int | None = None,
    ref_start_window: int | None = None,
    max_nr_ne: int = 1,
    accept_sd: bool = False,
    missing_as_ne: bool = False,
) -> ResponseRules:
    """The rules with the days of RECIST 1.1 where none are given.

    Examples
    --------
    >>> rules = response_rules()
    >>> rules.ref_confirm, rules.ref_start_window
    (28, 42)
    """
    usual = recist()
    return ResponseRules(
        mode,
        round(usual.confirm.to("day")) if ref_confirm is None else ref_confirm,
        round(usual.stable.to("day")) if ref_start_window is None else ref_start_window,
        max_nr_ne,
        accept_sd,
        missing_as_ne,
    )
