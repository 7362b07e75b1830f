"""A population fit as one page: estimates, and everything that they are judged by."""

from __future__ import annotations

from collections.abc import Iterator

from firstdose import __version__
from firstdose.analysis.population.diagnostics import Diagnostics
from firstdose.analysis.population.fit import Fit
from firstdose.analysis.population.gof import Gof
from firstdose.analysis.population.npde import Npde
from firstdose.report.blocks import (
    Answer,
    Answers,
    Block,
    Bullets,
    Column,
    Document,
    Figure,
    Heading,
    Panel,
    Table,
    Text,
)
from firstdose.report.digits import DASH, counted, fixed, significant
from firstdose.report.extra import require

_WIDE = 340  # pixels that a panel needs for its labels


def fit_page(fit: Fit, found: Diagnostics) -> Document:
    """Estimates with their errors, goodness of fit, predictive checks, prediction distribution errors."""
    require()
    subjects, rows = counted(len(fit.id), "subject"), counted(fit.n_observations, "measurement")
    return Document(
        title=f"Population fit: {fit.spec.name}",
        subtitle=f"Model {fit.spec.model.name}, {subjects}, {rows}, by {fit.method.upper()}.",
        kicker="Population analysis",
        footer=f"firstdose {__version__} supports decisions; it takes none.",
        blocks=tuple(_blocks(fit, found)),
    )


def _blocks(fit: Fit, found: Diagnostics) -> Iterator[Block]:
    yield _answers(fit, found)
    yield Heading("estimates", "Estimates")
    yield _estimates(fit)
    if fit.warnings:
        yield Bullets(tuple(fit.warnings))
    yield Heading("gof", "Goodness of fit")
    yield from _goodness(fit, found.gof)
    yield Heading("vpc", "Visual predictive check")
    yield from _checks(found)
    yield Heading("npde", "Prediction distribution errors")
    yield from _errors(found.npde)


def _answers(fit: Fit, found: Diagnostics) -> Answers:
    p = found.npde.tests["global"].p
    error = "" if fit.ofv_se != fit.ofv_se else f" ± {fixed(fit.ofv_se, 2)}"
    return Answers(
        (
            Answer("Has the fit converged?", "Yes" if fit.converged else "No", fit.status),
            Answer("Objective", fixed(fit.ofv, 2) + error, f"−2 log likelihood without n log 2π, by {fit.ofv_method}."),
            Answer("Could the data come from it?", f"p = {_p(p)}".replace("= <", "<"), _verdict(p)),
        )
    )


def _p(value: float | None) -> str:
    if value is None:
        return DASH
    return "< 0.001" if value < 0.001 else fixed(value, 3)


def _verdict(p: float | None) -> str:
    if p is None:
        return "Too few measurements to test the prediction distribution errors."
    said = "differ from" if p < 0.05 else "agree with"
    return f"The prediction distribution errors {said} a standard normal distribution (three tests together)."


def _estimates(fit: Fit) -> Table:
    columns = (
        Column("Parameter", align="left"),
        Column("Estimate"),
        Column("SE"),
        Column("RSE", "%"),
        Column("Shrinkage", "%"),
    )
    rows = [
        (name, significant(value, 4), significant(fit.se[name]), _one(fit.rse[name]), DASH)
        for name, value in fit.theta.items()
    ]
    rows += [
        (f"ω² {name}", *_with(row[name], fit.se_omega[name][name]), _one(fit.shrinkage[name]))
        for name, row in fit.omega.items()
    ]
    rows += [
        (f"ω² {name}, between occasions", significant(row[name]), DASH, DASH, DASH) for name, row in fit.iov.items()
    ]
    rows += [
        (f"σ {output}, {kind}", *_with(value, fit.se_sigma[output][kind]), DASH)
        for output, kinds in fit.sigma.items()
        for kind, value in kinds.items()
    ]
    note = "" if not fit.covariance_by else f"Standard errors by {fit.covariance_by}."
    note = f"SE of a typical value is that of its logarithm, or logit, where it was estimated so. {note}"
    return Table("estimates-table", "Estimates on the natural scale.", columns, tuple(rows), note=note)


def _with(value: float, se: float | None) -> tuple[str, str, str]:
    return (significant(value), significant(se), DASH if se is None else fixed(100 * se / value, 1))


def _one(value: float | None) -> str:
    return DASH if value is None else fixed(value, 1)


def _goodness(fit: Fit, found: Gof) -> Iterator[Figure]:
    from firstdose.report.figures.gof import measured_over_predicted, residuals_over

    for output in fit.spec.outputs:
        own, name = found.of(output), f"-{output}"
        of = f" of {output}" * (len(fit.spec.outputs) > 1)
        below = int((own.frame["CENS"] == 1).sum())
        left_out = f" {counted(below, 'measurement')} below the limit left out." * bool(below)
        panels = [Panel(measured_over_predicted(own, each), least_px=_WIDE) for each in ("PRED", "IPRED")]
        yield Figure(
            f"gof-measured{name}",
            f"Measured over predicted{of}; dashed: equal; line: a smooth through the points. A point is a measurement."
            + left_out,
            f"Points that lie around the dashed line speak for the fit of {output}.",
            tuple(panels),
        )
        pairs = (("CWRES", "TIME"), ("CWRES", "PRED"), ("IWRES", "TIME"), ("IWRES", "IPRED"))
        yield Figure(
            f"gof-residuals{name}",
            f"Residuals{of}; dashed: 95 in 100 lie within; line: a smooth through the points, which should stay at 0."
            + left_out,
            "Residuals without a pattern over time and prediction speak for the fit.",
            tuple(Panel(residuals_over(own, *pair), least_px=_WIDE) for pair in pairs),
        )


def _checks(found: Diagnostics) -> Iterator[Block]:
    from firstdose.report.figures.vpc import below_limit, vpc_bands

    for output, plain in found.vpc.items():
        corrected = found.corrected[output]
        panels = (
            Panel(vpc_bands(plain, "Time", output), "As measured", 420),
            Panel(vpc_bands(corrected, "Time", f"{output}, prediction-corrected"), "Prediction-corrected", 420),
        )
        yield Figure(
            f"vpc-{output}",
            f"Percentiles of what was measured (lines) and the {100 * plain.level:.0f} % intervals of those of "
            f"{counted(plain.simulated, 'simulated data set')} (bands).",
            "A line that leaves its band speaks against the fit.",
            panels,
        )
        if len(plain.below):
            yield Figure(
                f"below-{output}",
                "Share below the limit of quantification: measured (solid), simulated (dashed, with its interval).",
                "What is below the limit ranks below everything in the percentiles above.",
                (Panel(below_limit(plain, "Time")),),
            )


def _errors(found: Npde) -> Iterator[Block]:
    from firstdose.report.figures.npde import npde_over, npde_quantiles

    panels = (
        Panel(npde_quantiles(found), least_px=_WIDE),
        Panel(npde_over(found, "TIME", "Time"), least_px=_WIDE),
        Panel(npde_over(found, "PRED", "Mean of the simulated"), least_px=_WIDE),
    )
    yield Figure(
        "npde-figure",
        f"Normalised prediction distribution errors by {counted(found.simulated, 'simulated data set')}; band: where "
        "95 in 100 of independent normal values lie; dashed: ±1.96.",
        "Under the model they are independent and standard normal.",
        panels,
    )
    names = {"mean": "Mean is 0 (t)", "variance": "Variance is 1 (chi-square)", "normality": "Normal (Shapiro–Wilk)"}
    names |= {"global": "All three (Bonferroni)"}
    columns = (Column("Test", align="left"), Column("Statistic"), Column("p"))
    rows = tuple((names[name], significant(test.statistic), _p(test.p)) for name, test in found.tests.items())
    yield Table("npde-tests", "Tests of the prediction distribution errors.", columns, rows)
    why = next((test.reason for test in found.tests.values() if test.reason), None)
    if why:
        yield Text(f"Not tested: {why}.")
