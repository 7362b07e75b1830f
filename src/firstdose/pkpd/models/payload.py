"""Payload inside a cell: what is free of it, and how it kills."""

from typing import Any

from firstdose.pkpd.engine.expression import sqrt


def free(p: Any, payload: Any) -> Any:
    """What is not bound to the sites, nmol/L of cell; binding is at equilibrium."""
    apart = payload - p.SITES - p.KDP
    return 2 * p.KDP * payload / (sqrt(apart**2 + 4 * p.KDP * payload) - apart)


def occupied(p: Any, payload: Any) -> Any:
    """Share of the sites that hold payload."""
    unbound = free(p, payload)
    return unbound / (p.KDP + unbound)


def killing(p: Any, payload: Any) -> Any:
    """Per day, by all the payload in a cell."""
    return p.KMAX * payload / (p.KC50 + payload)
