"""What the answers rest on, the shakiest first."""

from __future__ import annotations

from collections import Counter

from firstdose.report.blocks import Block, Column, Heading, Marked, Reference, Table, Text, prose
from firstdose.report.digits import capitalised, listed
from firstdose.report.results import Results
from firstdose.report.words import PROVENANCE, provenance
from firstdose.study import Study


def assumptions(study: Study, results: Results) -> tuple[Block, ...]:
    """Every number that was not read in a publication."""
    words = [one.provenance for one in results.assumptions]
    count = Counter(words)
    kinds = [f"{count[word]} {word}" for word in PROVENANCE if count[word]]
    return (
        Heading("assumptions", "Assumptions, the shakiest first"),
        Text(
            prose(
                "Everything above rests on ",
                Reference("assumption-table"),
                f", whose entries were not read in a publication: {listed(kinds)}.",
            )
        ),
        Table(
            "assumption-table",
            "Assumptions, ranked by provenance.",
            (
                Column("Where", align="left"),
                Column("What", align="left", wide=True),
                Column("Source or reason", align="left", wide=True),
            ),
            tuple((one.where, one.what, one.source) for one in results.assumptions),
            groups=tuple(
                (words.index(word), Marked(capitalised(PROVENANCE[word]), provenance(word)))
                for word in PROVENANCE
                if count[word]
            ),
        ),
    )
