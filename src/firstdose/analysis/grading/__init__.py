"""Grades of laboratory tests by the CTCAE, and what is counted of them."""

from firstdose.analysis.grading.adlb import adlb
from firstdose.analysis.grading.ask import LaboratoryGrades, chosen, grade_laboratory
from firstdose.analysis.grading.counted import grade_counts, shift_table, worst_grades

__all__ = ["LaboratoryGrades", "adlb", "chosen", "grade_counts", "grade_laboratory", "shift_table", "worst_grades"]
