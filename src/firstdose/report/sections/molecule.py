"""What is given: antibody, target, linker and payload, and what another molecule shares."""

from __future__ import annotations

from firstdose.molecule import Adc
from firstdose.report.blocks import Badge, Block, Callout, Cell, Column, Facts, Heading, Marked, Table, Text
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
        ("Linker", _as_in(adc, tested, "linker", f"**{adc.linker.name}**, {linker}")),
        ("Payload", _as_in(adc, tested, "payload", f"**{adc.payload.name}**, {payload}")),
        ("Drug-to-antibody ratio", Marked(f"{adc.dar.value:g} on average", provenance(adc.dar.provenance))),
        ("Molar mass", Marked(f"{adc.antibody.molar_mass} (antibody)", provenance(adc.antibody.molar_mass.provenance))),
    )


def _noted(name: str, note: str) -> str:
    return f"**{name}**. {capitalised(note)}" if note else f"**{name}**"


def _as_in(adc: Adc, tested: Adc, part: str, words: str) -> Cell:
    shared = adc.illustrative and getattr(adc, part) == getattr(tested, part)
    return Marked(words, Badge(f"shared with {short(tested)}")) if shared else words


def _own(adc: Adc) -> Block:
    cites = listed([cited(trial.citation) for trial in adc.trials])
    return Text(f"Toxicity rests on this molecule's own published dose escalations: {cites}.")


def _borrowed(adc: Adc, tested: Adc) -> Block:
    name, other = short(adc), short(tested)
    return Callout(
        "No human result of this molecule stands behind what follows.",
        f"{name} shares linker and payload with {other}. Its pharmacokinetics and its toxicity are taken over from "
        f"{other}, whose antibody binds {tested.antibody.target.name} and not {adc.antibody.target.name}. Read every "
        f"prediction as “if {name} behaves like {other}”. Its potency for toxicity is allowed to differ, with a "
        f"standard deviation of {adc.transfer.spread.value:g} on the log scale: {adc.transfer.spread.source}.",
        "illustrative",
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
