"""A document as PDF."""

from firstdose.report.pdf.render import to_pdf

__all__ = ["to_pdf"]
