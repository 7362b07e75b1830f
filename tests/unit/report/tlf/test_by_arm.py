"""Tables filled line by line under their arms."""

import polars as pl

from firstdose.analysis.describe import described
from firstdose.report.tlf.by_arm import Lines, by_arm, tallied
from firstdose.report.tlf.folder import as_csv
from firstdose.report.tlf.output import Population

FRAME = pl.DataFrame({"USUBJID": ["1", "2", "3", "3"], "TRTA": ["A", "A", "B", "B"], "SEX": ["F", "M", "F", "F"]})


def test_a_subject_counts_once_in_its_arm_and_once_in_all() -> None:
    assert by_arm(FRAME) == {"A": 2, "B": 1, "Total": 3}
    assert tallied(FRAME, "SEX")["F"] == {"A": 1, "B": 1, "Total": 2}


def test_lines_stand_under_their_arms_with_headings_between() -> None:
    lines = Lines({"A": 2, "B": 1, "Total": 3})
    lines.group("Sex")
    lines.counts("Female", {"A": 1, "B": 1, "Total": 2})
    lines.numbers(described(pl.DataFrame({"TRTA": ["A", "A"], "AGE": [60.0, 70.0]}), "AGE", "TRTA").to_dicts())
    sheet = lines.sheet(Population("Safety", 3), "Characteristic")
    assert sheet.rows[0] == ("Female", "1 (50.0)", "1 (100.0)", "2 (66.7)")
    assert sheet.rows[2] == ("Mean (SD)", "65.0 (7.07)", "–", "–")
    assert sheet.groups == ((0, "Sex"),)


def test_a_spreadsheet_runs_no_cell() -> None:
    lines = Lines({"=cmd": 1})
    lines.line("@SUM(A1)", {"=cmd": "+1"})
    assert as_csv(lines.sheet(Population("", 1), "-")).decode() == "-,'=cmd (N = 1)\n'@SUM(A1),'+1\n"
