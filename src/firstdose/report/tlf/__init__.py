"""The tables, listings and figures of a clinical study report of phase I (ICH E3, sections 14 and 16.2)."""

from firstdose.report.tlf.cut import cut_data
from firstdose.report.tlf.document import Outputs, outputs_of
from firstdose.report.tlf.folder import write
from firstdose.report.tlf.given import read
from firstdose.report.tlf.trial import Trial

__all__ = ["Outputs", "Trial", "cut_data", "outputs_of", "read", "write"]
