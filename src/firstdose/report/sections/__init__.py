"""The report's sections, one file each: a study and its results in, blocks out."""

from collections.abc import Callable

from firstdose.report.blocks import Block
from firstdose.report.results import Results
from firstdose.report.sections.assumptions import assumptions
from firstdose.report.sections.designs import designs
from firstdose.report.sections.expansion import expansion
from firstdose.report.sections.exposure import exposure
from firstdose.report.sections.manifest import manifest
from firstdose.report.sections.mechanism import mechanism
from firstdose.report.sections.molecule import molecule
from firstdose.report.sections.next_steps import next_steps
from firstdose.report.sections.population import population
from firstdose.report.sections.preclinical import preclinical
from firstdose.report.sections.replays import replays
from firstdose.report.sections.summary import summary
from firstdose.report.sections.toxicity import toxicity
from firstdose.report.sections.trial import trial
from firstdose.study import Study

SECTIONS: tuple[Callable[[Study, Results], tuple[Block, ...]], ...] = (
    summary,
    molecule,
    preclinical,
    trial,
    exposure,
    toxicity,
    mechanism,
    designs,
    next_steps,
    expansion,
    population,
    replays,
    assumptions,
    manifest,
)
