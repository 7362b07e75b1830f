"""The run: the same one gives the same report."""

from __future__ import annotations

from firstdose.report.blocks import Block, Facts, Heading, Text
from firstdose.report.digits import fixed
from firstdose.report.results import Results
from firstdose.study import Study


def manifest(study: Study, results: Results) -> tuple[Block, ...]:
    """Version, seed, study file and sizes."""
    run = results.manifest
    return (
        Heading("manifest", "Run manifest"),
        Text("The same version, study file, truth and seed give the same report, byte for byte, on the same machine."),
        Facts(
            (
                ("firstdose", run.version),
                ("Study", study.name),
                ("Study file", run.study_file),
                ("SHA-256 of the study file", run.sha256),
                ("Truth", run.truth),
                ("Seed", str(run.seed)),
                ("Simulated trials", f"{fixed(run.trials)} for each design and truth"),
                ("Virtual patients", f"{fixed(run.patients)} for exposure"),
                ("Python", run.python),
                ("NumPy", run.numpy),
            )
        ),
    )
