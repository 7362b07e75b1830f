"""What a molecule's numbers rest on."""

from __future__ import annotations

from collections.abc import Iterator

from firstdose.molecule.adc import Adc
from firstdose.molecule.published import PublishedTrial
from firstdose.sourced import Assumption, ranked, shakier, sourced_in


def assumptions(adc: Adc) -> tuple[Assumption, ...]:
    """Everything used of a molecule that was not read in a publication, shakiest first."""
    parts = sourced_in(adc, adc.name, skip=("toxicity", "facts", "nonclinical"))
    trials = [said for trial in adc.trials for said in _of_trial(trial, adc.toxicity.of)]
    return ranked([*_of_transfer(adc), *parts, *_of_donor(adc), *trials])


def _of_transfer(adc: Adc) -> Iterator[Assumption]:
    if adc.illustrative and adc.trials:
        what = f"exposure limits the dose as it does for {adc.toxicity.of}"
        yield Assumption(f"{adc.name} toxicity", what, "It has no published human trial of its own.", "assumed")
        yield from sourced_in(adc.transfer, f"{adc.name} toxicity transfer")


def _of_donor(adc: Adc) -> Iterator[Assumption]:
    """Exposure in trials of another molecule is that molecule's."""
    if adc.toxicity.donor is not None:
        yield from sourced_in(adc.toxicity.pharmacokinetics, f"{adc.toxicity.of} pharmacokinetics")


def _of_trial(trial: PublishedTrial, molecule: str) -> Iterator[Assumption]:
    where = f"{molecule} trial {trial.name}"
    yield from sourced_in(trial.mtd, f"{where} mtd")
    if trial.note_provenance is not None:
        yield Assumption(where, trial.note, trial.citation, trial.note_provenance)
    for level in trial.levels:
        dlt = f"{level.dlt}" if level.most == level.dlt else f"{level.dlt} to {level.most}"
        seen, of = _counted(dlt, "DLT"), _counted(str(level.n), "patient")
        what = f"{seen} ({level.dlt_provenance}) in {of} ({level.n_provenance})"
        source = "; ".join(filter(None, (level.note, trial.citation)))
        provenance = shakier(level.n_provenance, level.dlt_provenance)
        yield Assumption(f"{where}, {level.dose:g} mg/kg", what, source, provenance)


def _counted(n: str, noun: str) -> str:
    return f"{n} {noun}" if n == "1" else f"{n} {noun}s"
