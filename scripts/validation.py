"""Write docs/validation.md: predictions beside published results. A test fails while it is out of date."""

import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from textwrap import fill

from firstdose.molecule import library
from firstdose.pkpd.calibrate.outcomes import Outcome
from firstdose.pkpd.models.adc import SITES
from firstdose.pkpd.validate import Validation, validate
from firstdose.report.digits import capitalised, significant
from firstdose.report.validation_class import about
from firstdose.report.validation_words import dagger, not_independent, observed_words, said, shown, words_of

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "validation.md"
MOLECULE = "t-dm1"
HEAD = """# Validation: T-DM1

Does the mechanism show what was published of patients? This page is made by `scripts/validation.py` from the packaged
ensemble; a test fails when it is out of date. The same with figures:

```console
$ firstdose validate -o validation
```

{told}

An interval holds nine in ten of the results that a study like the published one may have: what the fit leaves open; for
a percentage also the binomial chance of its number of patients; for a mean the sampling of its patients, and a spread
between studies of {spread:.0f} %, which is assumed. A typical value, published without its number of patients, has no
sampling in it. A published value is *in* where it, or the range it was published as, meets the interval. How the fit
works, and what it was fitted to: [Calibrate](guide/calibrate.md).
"""
OUT = """## What is out or at the edge, and what that says

- **Exposure in TDM4258g.** Area and clearance are recalled, and disagree by a quarter with MARIANNE and with the
  population analyses that include this trial; the volume lies below that of plasma. The numbers are in doubt before the
  model is.
- **Platelets at any time.** In EMILIA twice as many patients had platelets of grade 3 or worse at any time as in cycle
  1 of the phase II trials, and some had grade 4. The model has no change from cycle to cycle within a patient, so its
  worst cycle is hardly worse than its first: it understates what adds up over many cycles.
- **Where platelets are harmed.** Harm to proliferation puts the lowest count at the end of the cycle and lets it fall
  from cycle to cycle; that is not what was seen. Harm to release has a third of the patients at grade 3 on the weekly
  schedule, whose MTD it so puts too low. Harm in the circulation comes nearest on both schedules, and it is what
  labelled platelets have shown; it is taken where no site is asked for. Its lowest count, on day 5 to 6, is early: it
  meets the published "by day 8" at the edge. The day of recovery and the lowest share do not choose between the sites:
  both were looked at when the model was made.
- **DLTs at the highest doses.** Two of three patients at 4.8 mg/kg every three weeks, and at 2.9 mg/kg weekly, lie at
  the upper edge. The model rises less steeply with the dose than these six patients suggest, and its MTD every three
  weeks tends to be a level too high.
- **Responses weekly** are fewer than predicted: the model has weekly doses act better than three-weekly ones, and 28
  patients given several doses did not show that. It has every tumour respond to enough of the conjugate, while some
  do not respond at any dose: tumours of which a part lacks the target, or resists. Too many responses are predicted
  where exposure is high.
- **AVID100** had more rash than an antibody that is gentler to skin than cetuximab gives: IMGN289 may have more, too.
  That none of its patients had a DLT is in, if on the lower side.
- **AMG 224** harmed platelets far more often, in patients whose marrow was ill and whose platelets were low before.
"""


@cache
def found() -> Validation:
    """As ``firstdose validate`` computes it."""
    return validate(library(MOLECULE))


def page() -> str:
    """The whole page."""
    one = found()
    parts = [HEAD.format(told=_told(one), spread=100 * one.published.study_sd.to("1")), _targets(one), _sites(one)]
    return "\n".join([*parts, _class(one), OUT, _unpredicted(one), _learnt(one), _sources(one)])


def _told(one: Validation) -> str:
    counts = {fitted: [each.inside for each in _default(one.of(fitted=fitted))] for fitted in (True, False)}
    free = [each.inside for each in _default(one.of(fitted=False)) if each.target.independent]
    return (
        f"Of the fitted targets {sum(counts[True])} of {len(counts[True])} are in, of the predicted ones "
        f"{sum(counts[False])} of {len(counts[False])}, with harm to\nplatelets in the circulation; of the {len(free)} "
        f"predicted ones that are independent of all that the model was made\nwith, {sum(free)}. {one.rows} "
        f"parameter vectors, {one.patients} virtual patients each; every three weeks and weekly\nfrom the same vectors."
    )


def _default(outcomes: Sequence[Outcome]) -> list[Outcome]:
    return [one for one in outcomes if one.name == one.target.id]


def _targets(found: Validation) -> str:
    parts = []
    for text, fitted in (("Fitted targets", True), ("Predicted targets", False)):
        those = _default(found.of(fitted=fitted))
        head = ["target", "published", "patients", "predicted", "5 to 95 %", "", "provenance"]
        parts.append(f"## {text}\n\n{table(head, *map(row, those))}\n")
        if told := not_independent(those):
            parts.append(f"† Not independent of what the model was made with:\n\n{_bullets(told)}\n")
    return "\n".join(parts)


def _class(found: Validation) -> str:
    head = ["conjugate", "target", "published", "patients", "predicted", "5 to 95 %", "", "provenance"]
    rows = [[one.relative.name if one.relative else "", *row(one)] for one in found.relatives]
    told = map(_wrapped, about(found))
    marked = "† Not independent of what the model was made with:"
    parts = [
        "## Another conjugate of the class",
        *told,
        table(head, *rows),
        marked,
        _bullets(not_independent(found.relatives)),
    ]
    return "\n\n".join(parts) + "\n"


def _wrapped(text: str, indent: str = "") -> str:
    return fill(text, 120, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _bullets(told: Sequence[str]) -> str:
    return "\n".join(_wrapped(f"- {one}", "  ") for one in told)


def row(one: Outcome) -> list[str]:
    """One target in the tables."""
    target, unit = one.target, said(one.target.unit)
    return [
        f"{target.what}{f', {unit}' if unit else ''}{dagger(target)}",
        observed_words(target).replace("<", "&lt;").replace(">", "&gt;"),
        str(target.n or ""),
        shown(one.band.median, target),
        f"{shown(one.band.p05, target)} to {shown(one.band.p95, target)}",
        "in" if one.inside else "**out**",
        target.provenance,
    ]


def _sites(found: Validation) -> str:
    seen = {one.target.statistic: observed_words(one.target) for one in found.outcomes}
    by_site = [next(one for one in found.sites if one.site == site) for site in SITES]
    rows = [
        ["day of the lowest platelets", seen["nadir_day"], *(words_of(one.nadir_day) for one in by_site)],
        ["day of recovery", seen["recovery_day"], *(words_of(one.recovery_day) for one in by_site)],
        ["grade 3, 3.6 mg/kg every 3 weeks, %", "8", *(words_of(one.courses[0].grade3, 100) for one in by_site)],
        ["grade 3, 2.4 mg/kg weekly, %", "", *(words_of(one.courses[1].grade3, 100) for one in by_site)],
    ]
    mixed: dict[str, dict[str, Outcome]] = {}
    for one in (each for each in found.outcomes if each.site is not None and each.relative is None):
        mixed.setdefault(one.target.id, {})[one.site or ""] = one
    for own in mixed.values():
        first = next(iter(own.values())).target
        rows.append([first.what, observed_words(first), *(_verdict(own[site]) for site in SITES)])
    inside = [sum(own[site].inside for own in mixed.values()) for site in SITES]
    rows.append(["**in**", "", *(f"{number} of {len(mixed)}" for number in inside)])
    return f"""## Where platelets are harmed

Each site of action was fitted by itself to the same one number, platelets of grade 3 or worse in cycle 1 every three
weeks. In bold: the published value is out. The first four rows are of the middle patient, or shares of patients, over
the first 21 days.

{table(["", "published", *SITES], *rows)}
"""


def _verdict(one: Outcome) -> str:
    low, middle, high = (shown(value, one.target) for value in (one.band.p05, one.band.median, one.band.p95))
    text = f"{middle} ({low} to {high})"
    return text if one.inside else f"**{text}**"


def _unpredicted(found: Validation) -> str:
    rows = [
        [capitalised(one.observed), one.reason, f"{one.source} (*{one.provenance}*)"]
        for one in found.published.unpredicted
    ]
    return f"## What is not predicted, and why\n\n{table(['published', 'why', 'source'], *rows)}\n"


def _learnt(found: Validation) -> str:
    rows = [
        [
            f"`{one.prior.name}`{f', {one.site}' if one.site else ''}",
            one.prior.unknown.meaning,
            said(one.prior.unit),
            *(f"{significant(band.median)} ({significant(band.p05)} to {significant(band.p95)})" for band in bands),
        ]
        for one in found.learnt
        for bands in [(one.before, one.after)]
    ]
    return f"## What the fit has learnt\n\n{table(['unknown', 'meaning', 'unit', 'before', 'after'], *rows)}\n"


def _sources(found: Validation) -> str:
    rows = {
        f"{one.relative.name}: {one.target.what}" if one.relative else one.target.what: one.target
        for one in found.outcomes
    }
    lines = [[what, f"{target.source} (*{target.provenance}*)"] for what, target in rows.items()]
    return f"## Sources of the published values\n\n{table(['target', 'source'], *lines)}\n"


def table(head: Sequence[str], *rows: Sequence[str]) -> str:
    """In Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")
