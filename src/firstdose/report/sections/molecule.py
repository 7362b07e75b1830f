"""What is given: antibody, target, linker and payload, and what another molecule shares."""

from __future__ import annotations

from firstdose.molecule import Adc
from firstdose.report.blocks import (
    Badge,
    Block,
    Callout,
    Cell,
    Column,
    Facts,
    Heading,
    Marked,
    Strong,
    Table,
    Text,
    Words,
    prose,
)
from firstdose.report.digits import capitalised, listed
from firstdose.report.results import Results
from firstdose.report.words import cited, provenance, short
from firstdose.study import Study


def molecule(study: Study, results: Results) -> tuple[Block, ...]:
    """The molecule, part by part."""
    adc = study.molecule
    return (
        Heading("molecule", "The molecule"),
        Facts(_parts(adc, results.tested)),
        _borrowed(adc, results.tested) if adc.illustrative else _own(adc),
        *_facts(adc),
    )


def _parts(adc: Adc, tested: Adc) -> tuple[tuple[str, Cell], ...]:
    target = adc.antibody.target
    linker = "cleavable" if adc.linker.cleavable else "not cleavable: the antibody must be digested to free the payload"
    reach = "can reach" if adc.payload.permeable else "does not reach"
    payload = f"{adc.payload.class_}; what is set free in a cell {reach} its neighbours"
    return (
        ("Antibody", _noted(adc.antibody.name, adc.antibody.note)),
        ("Target", _noted(target.name, target.note)),
        ("Linker", _as_in(adc, tested, "linker", prose(Strong(adc.linker.name), f", {linker}"))),
        ("Payload", _as_in(adc, tested, "payload", prose(Strong(adc.payload.name), f", {payload}"))),
        ("Drug-to-antibody ratio", Marked(f"{adc.dar.value:g} on average", provenance(adc.dar.provenance))),
        ("Molar mass", Marked(f"{adc.antibody.molar_mass} (antibody)", provenance(adc.antibody.molar_mass.provenance))),
    )


def _noted(name: str, note: str) -> Words:
    return prose(Strong(name), f". {capitalised(note)}" if note else "")


def _as_in(adc: Adc, tested: Adc, part: str, words: Words) -> Cell:
    shared = adc.illustrative and part in _shared(adc, tested)
    return Marked(words, Badge(f"shared with {short(tested)}")) if shared else words


def _shared(adc: Adc, tested: Adc) -> list[str]:
    """The parts in which the two are alike."""
    return [part for part in ("linker", "payload") if getattr(adc, part) == getattr(tested, part)]


def _own(adc: Adc) -> Block:
    cites = listed([cited(trial.citation) for trial in adc.trials])
    return Text(f"Toxicity rests on this molecule’s own published dose escalations: {cites}.")


def _borrowed(adc: Adc, tested: Adc) -> Block:
    name, other = short(adc), short(tested)
    return Callout(
        "No human result of this molecule stands behind what follows.",
        f"{_alike(adc, tested)} Its toxicity is judged by the published trials of {other}, whose antibody binds "
        f"{_targets(adc, tested)}. {_kinetics(adc, tested)} Read every prediction as “if {name} behaves like "
        f"{other}”. Its potency for toxicity is allowed to differ, with a standard deviation of "
        f"{adc.transfer.spread.value:g} on the log scale: {adc.transfer.spread.source}.",
        "illustrative",
    )


def _alike(adc: Adc, tested: Adc) -> str:
    name, other = short(adc), short(tested)
    match _shared(adc, tested):
        case []:
            return f"{name} shares neither linker nor payload with {other}."
        case [part]:
            return f"{name} shares the {part} with {other}, not the {'payload' if part == 'linker' else 'linker'}."
        case _:
            return f"{name} shares linker and payload with {other}."


def _targets(adc: Adc, tested: Adc) -> str:
    own, others = adc.antibody.target.name, tested.antibody.target.name
    return f"{others} too" if own == others else f"{others} and not {own}"


def _kinetics(adc: Adc, tested: Adc) -> str:
    """Whose pharmacokinetics it has."""
    own, others = (
        [(one.value, one.unit) for one in (kinetics.CL, kinetics.V1, kinetics.Q, kinetics.V2)]
        for kinetics in (adc.pharmacokinetics, tested.pharmacokinetics)
    )
    return (
        f"Its pharmacokinetics are those of {short(tested)}." if own == others else "Its pharmacokinetics are its own."
    )


def _facts(adc: Adc) -> tuple[Block, ...]:
    if not adc.facts:
        return ()
    return (
        Table(
            "facts",
            f"What else is known of {short(adc)}; no number below uses it.",
            (
                Column("Subject", align="left"),
                Column("Finding", align="left", wide=True),
                Column("Source", align="left", wide=True),
                Column("Provenance", align="left"),
            ),
            tuple((capitalised(fact.what), fact.text, fact.source, provenance(fact.provenance)) for fact in adc.facts),
        ),
    )
