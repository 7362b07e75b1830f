"""The report: answers about a study in, a document of blocks out, and one renderer a format."""

from firstdose.report.blocks import Block, Document
from firstdose.report.gather import results_of
from firstdose.report.html import to_html
from firstdose.report.results import Results
from firstdose.report.study_report import compose

__all__ = ["Block", "Document", "Results", "compose", "results_of", "to_html"]
