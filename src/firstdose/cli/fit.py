"""``firstdose fit``: which population parameters do the data tell, and how surely?"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

import typer

from firstdose.cli import show
from firstdose.cli.options import Json
from firstdose.errors import FirstDoseError

if TYPE_CHECKING:
    from firstdose.analysis.population import Fit

Model = Annotated[
    str,
    typer.Argument(
        metavar="MODEL",
        help="TOML file of a population model, or the name of one that ships: theo_sd, warfarin, t-dm1.",
    ),
]
Data = Annotated[str, typer.Argument(metavar="DATA", help="NONMEM-style table: ID TIME AMT DV, EVID CMT and so on.")]
Method = Annotated[str, typer.Option(metavar="METHOD", help="focei or saem.")]
Covariance = Annotated[
    str | None,
    typer.Option(
        metavar="KIND",
        show_default="rsr, or r of few subjects",
        help="Standard errors from r (Hessian), s (gradients of the subjects) or rsr (both); focei only.",
    ),
]
Restarts = Annotated[
    int | None,
    typer.Option(min=0, max=100, metavar="N", show_default="0", help="More descents from other starts; focei only."),
]
Seed = Annotated[int | None, typer.Option(min=0, metavar="N", show_default="1", help="Of what is drawn at random.")]
Output = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="FILE", show_default=False, help="Keep the fit: .json, for diagnostics."),
]
Report = Annotated[
    str | None,
    typer.Option(metavar="FILE", show_default=False, help="Diagnostics as an HTML page: GOF, VPC, NPDE."),
]
Likelihood = Annotated[
    str | None,
    typer.Option(metavar="KIND", show_default="the method's", help="importance: OFV by importance sampling."),
]
_HEADS = ("", "estimate", "on its scale", "SE", "RSE %", "95 % interval", "shrinkage %")


def fit(
    model: Model,
    data: Data,
    method: Method = "focei",
    covariance: Covariance = None,
    restarts: Restarts = None,
    seed: Seed = None,
    output: Output = None,
    report: Report = None,
    likelihood: Likelihood = None,
    as_json: Json = False,
) -> None:
    """Estimate population parameters from data.

    Typical values, variability between subjects, and residual error, by FOCEI or SAEM; with standard errors,
    and a sentence on each thing that speaks against the fit.
    """
    from firstdose.analysis.population import fit as fitted
    from firstdose.cli.output import checked, write

    path = checked(output, data, "a fit is kept as JSON", (".json",)) if output else None
    page = checked(report, data) if report else None
    _check_likelihood(likelihood)
    options = _options(method, covariance=covariance, restarts=restarts, seed=seed)
    with watched(f"fitting by {method}") as progress:
        found = fitted(model, data, cast(Literal["focei", "saem"], method), progress=progress, **options)
    if likelihood:
        from firstdose.analysis.population.importance import with_importance

        found = with_importance(found, data, seed=1 if seed is None else seed)
    if path:
        write(path, found.to_json())
    if page:
        write(page, _page(found, data, 1 if seed is None else seed))
    if as_json:
        show.as_json(found.to_dict())
    else:
        _print(found)


def _check_likelihood(likelihood: str | None) -> None:
    if likelihood not in (None, "importance"):
        raise FirstDoseError(f"--likelihood {likelihood}: there is one kind, importance. Give that, or leave it out.")


def _page(found: Fit, data: str, seed: int) -> str:
    """Diagnostics in HTML."""
    from firstdose.analysis.population.diagnostics import diagnose
    from firstdose.report import to_html
    from firstdose.report.fit_page import fit_page

    return to_html(fit_page(found, diagnose(found, data, seed=seed)))


def _options(method: str, **given: Any) -> dict[str, Any]:
    """Those that are given, and that the method has."""
    found = {name: value for name, value in given.items() if value is not None}
    for name in ("covariance", "restarts"):
        if name in found and method.lower() != "focei":
            raise FirstDoseError(f"--{name} is of focei, and the method is {method}. Leave it out.")
    return found


@contextmanager
def watched(what: str) -> Iterator[Callable[[int, float], None] | None]:
    """What to call with an iteration and its OFV; None where standard error is not a terminal."""
    if not (sys.stderr and sys.stderr.isatty()):
        yield None
        return
    from rich.console import Console

    with Console(stderr=True).status(what) as line:
        yield lambda iteration, ofv: line.update(f"{what}: iteration {iteration}" + f", OFV {ofv:.3f}" * (ofv == ofv))


def _print(found: Fit) -> None:
    title = (
        f"{found.spec.name}: {found.n_observations} observations of {len(found.id)} subjects, {found.method.upper()}"
    )
    show.table(_HEADS, _rows(found), title=title)
    between = [f"{name} {_figure(value)}" for name, value in _off_diagonal(found)]
    sampled = f" ± {found.ofv_se:.2f} by {found.ofv_method}" * (found.ofv_se == found.ofv_se)
    show.say("", f"OFV {found.ofv:.3f}{sampled}, AIC {found.aic:.2f}, BIC {found.bic:.2f} (both with n log 2π).")
    if between:
        show.say(f"Correlations between random effects: {', '.join(between)}.")
    if found.eps_shrinkage is not None:
        show.say(f"Shrinkage of the residual error {found.eps_shrinkage:.1f} %.")
    if found.covariance_by:
        show.say(f"Standard errors by {found.covariance_by}; condition number {found.condition:.3g}.")
    show.say(found.status, *found.warnings)


def _rows(found: Fit) -> Iterator[tuple[str, ...]]:
    from firstdose.report.digits import DASH, between

    for name, value in found.theta.items():
        x, se, rse = found.theta_log[name], found.se[name], found.rse[name]
        if se is None:
            said = "fixed" if next(each.fixed for each in found.spec.theta if each.name == name) else DASH
            yield (name, _figure(value), f"{x:.4f}", said, DASH, DASH, DASH)
            continue
        low, high = found.interval(name)
        told = DASH if rse is None else f"{rse:.1f}"
        yield (name, _figure(value), f"{x:.4f}", f"{se:.4f}", told, between(_figure(low), _figure(high)), DASH)
    kept = {(name, block.occasion) for block in found.spec.omega if block.fixed for name in block.names}
    for name, row in found.omega.items():
        shrunk = found.shrinkage[name]
        told = DASH if shrunk is None else f"{shrunk:.1f}"
        yield (f"omega² {name}", *_spread(row[name], found.se_omega[name][name], (name, False) in kept), told)
    for name, row in found.iov.items():
        yield (f"iov² {name}", *_spread(row[name], found.se_iov[name][name], (name, True) in kept), DASH)
    still = [each.output for each in found.spec.error if each.fixed]
    for output, kinds in found.sigma.items():
        for kind, value in kinds.items():
            yield (f"sigma {output} {kind}", *_spread(value, found.se_sigma[output][kind], output in still), DASH)


def _spread(value: float, se: float | None, fixed: bool) -> tuple[str, ...]:
    """Estimate, and SE and RSE where they are known."""
    from firstdose.report.digits import DASH

    told = ("fixed" if fixed else DASH, DASH) if se is None else (f"{se:.4g}", f"{100 * se / value:.1f}")
    return (_figure(value), DASH, *told, DASH)


def _off_diagonal(found: Fit) -> Iterator[tuple[str, float]]:
    names = list(found.omega)
    for i, a in enumerate(names):
        for b in names[:i]:
            if found.omega[a][b]:
                yield f"{b} and {a}", found.omega[a][b] / (found.omega[a][a] * found.omega[b][b]) ** 0.5


def _figure(value: float) -> str:
    return f"{value:.4g}"
