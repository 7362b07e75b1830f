"""What each dose would do, had DLTs followed another window of exposure."""

from __future__ import annotations

from collections.abc import Sequence

from firstdose.pkpd import Band
from firstdose.report.blocks import Column, Table
from firstdose.report.digits import capitalised, doses, percent
from firstdose.report.nearest import NEAR, is_near, nearest_level
from firstdose.report.results import Results
from firstdose.report.words import window_words
from firstdose.study import ExposureTruth, Study


def window_dlt_table(study: Study, results: Results) -> Table:
    """Median DLT probability of each dose under every candidate window."""
    grid, target = study.protocol.grid, results.central.comparison.optimal.target
    written = doses(grid.doses)
    return Table(
        "window-dlt-table",
        "Predicted probability of a DLT at each dose, in %, by the window of exposure that DLTs follow: medians.",
        (
            Column("DLTs follow", align="left"),
            Column("Probability", "of the window, %"),
            *(Column(dose, grid.units) for dose in written),
            Column("Nearest target", grid.units),
        ),
        tuple(
            (
                capitalised(window_words(one.window_days)),
                percent(one.probability),
                *(percent(band.median, 1) for band in results.by_window[one.window_days]),
                _nearest(results.by_window[one.window_days], written, target),
            )
            for one in results.windows
        ),
        marked=frozenset(n for n, one in enumerate(results.windows) if _is_own(study, one.window_days)),
        note=f"Nearest target: the planned dose whose median is nearest {percent(target)} %; in brackets where it is "
        f"more than {percent(NEAR)} percentage points away."
        + " Shaded: what this study’s truth follows."
        * any(_is_own(study, one.window_days) for one in results.windows),
        illustrative=results.prediction.illustrative,
    )


def _nearest(bands: Sequence[Band], written: Sequence[str], target: float) -> str:
    medians = [band.median for band in bands]
    level = nearest_level(medians, target)
    return written[level] if is_near(medians[level], target) else f"({written[level]})"


def _is_own(study: Study, window_days: float) -> bool:
    return isinstance(study.truth, ExposureTruth) and study.truth.window_days == window_days


def other_windows(study: Study, results: Results) -> tuple[float, ...]:
    """Doses that come nearest the target under the candidate windows that are not the study's own."""
    target = results.central.comparison.optimal.target
    found = {
        nearest_level([band.median for band in bands], target)
        for days, bands in results.by_window.items()
        if not _is_own(study, days)
    }
    return tuple(study.protocol.grid.doses[level] for level in sorted(found))
