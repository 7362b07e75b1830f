"""A trial's datasets as its outputs need them: those that were given, and those derived from what was given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar, cast

from firstdose.errors import DataError
from firstdose.report.tlf.output import Population, UnavailableError
from firstdose.report.tlf.typed import typed
from firstdose.study import Study

if TYPE_CHECKING:
    import polars as pl

    from firstdose.analysis.safety.arms import Arms
    from firstdose.analysis.safety.reported import Reported

T = TypeVar("T")
_ALIASES = {"rs": "rs_onco", "tr": "tr_onco", "tu": "tu_onco"}  # names of split domains
_FROM = {  # a derived dataset: the domains that it needs, those that it takes too
    "adsl": (("dm", "ex"), ("ds", "ae", "lb")),
    "adae": (("ae", "ex"), ()),
    "adex": (("ex",), ()),
    "adlb": (("lb",), ()),
    "adpc": (("pc", "ex"), ()),
    "adrs": (("rs",), ("tu",)),
    "adtr": (("tr", "tu"), ("rs",)),
    "adtte": (("rs",), ()),
}
DATASETS = frozenset(
    {*_FROM, *_ALIASES.values(), *(domain for needed, more in _FROM.values() for domain in (*needed, *more))}
)
"""What outputs are made of; nothing else in a folder is read."""


@dataclass(frozen=True, eq=False)
class Trial:
    """Study, datasets at the data cut, and what is derived from them."""

    study: Study
    given: Mapping[str, pl.DataFrame]  # by name in lower case
    cut: str = ""  # ISO 8601 date of the data cut-off
    unread: Mapping[str, str] = field(default_factory=dict)  # why a dataset that is there could not be read, by name
    _made: dict[str, pl.DataFrame | UnavailableError] = field(default_factory=dict, repr=False)
    _known: dict[Callable[[Trial], Any], Any] = field(default_factory=dict, repr=False)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the datasets, whatever their format: the same data have the same."""
        total = sha256(self.cut.encode())
        for name in sorted(self.given):
            frame = self.given[name]
            total.update(name.encode())
            total.update(frame.select(sorted(frame.columns)).write_csv().encode())
        return total.hexdigest()

    def domain(self, name: str) -> pl.DataFrame | None:
        """A dataset that was given, or None."""
        return next((self.given[each] for each in self._called(name) if each in self.given), None)

    def once(self, find: Callable[[Trial], T]) -> T:
        """What a function finds in this trial, sought once for all outputs that ask."""
        if find not in self._known:
            self._known[find] = find(self)
        return cast(T, self._known[find])

    def get(self, name: str) -> pl.DataFrame:
        """An analysis dataset: the one given, else derived from SDTM; ``UnavailableError`` says what is missing."""
        if name not in self._made:
            self._made[name] = self._found(name)
        found = self._made[name]
        if isinstance(found, UnavailableError):
            raise found
        return found

    def need(self, name: str) -> pl.DataFrame:
        """A domain that was given; ``UnavailableError`` without it."""
        found = self.domain(name)
        if found is None:
            raise self._missing(f"The data have no {name.upper()}.", name)
        return found

    def _missing(self, said: str, *names: str) -> UnavailableError:
        """What is said, and why a dataset that lies there could not be read."""
        broken = [self.unread[each] for name in names for each in self._called(name) if each in self.unread]
        return UnavailableError(" ".join([said, *broken]))

    @staticmethod
    def _called(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys((name, _ALIASES.get(name, name))))

    def source(self, name: str) -> str:
        """The datasets behind one, as print calls them."""
        if name in self.given or name not in _FROM:
            return name.upper()
        needed, more = _FROM[name]
        there = [*needed, *(each for each in more if self.domain(each) is not None)]
        return f"{name.upper()} (derived from {', '.join(each.upper() for each in there)})"

    @cached_property
    def arms(self) -> Arms:
        """The treated subjects by dose level."""
        from firstdose.analysis.safety.arms import arms

        return arms(self.get("adsl"))

    @cached_property
    def events(self) -> Reported:
        """Treatment-emergent adverse events of treated subjects."""
        from firstdose.analysis.safety.reported import reported

        return reported(self.get("adae"), self.get("adsl"))

    @cached_property
    def safety(self) -> Population:
        """Everybody with at least one dose."""
        return Population("Safety analysis set", len(self.arms.subjects))

    @cached_property
    def reference(self) -> str:
        """The date of ADSL from which responses and survival count: randomisation, or the first dose without one."""
        adsl = self.get("adsl")
        randomised = "RANDDT" in adsl.columns and adsl["RANDDT"].is_not_null().any()
        return "RANDDT" if randomised else "TRTSDT"

    @cached_property
    def infusion_hours(self) -> float:
        """Length of an infusion, for sampling times that count from its end."""
        return self.study.protocol.schedule.infusion_hours

    def _found(self, name: str) -> pl.DataFrame | UnavailableError:
        if name in self.given:
            return typed(self.given[name], name)
        missing = [each for each in _FROM[name][0] if self.domain(each) is None]
        if missing:
            lacking = " and no ".join(each.upper() for each in (name, *missing))
            return self._missing(f"The data have no {lacking} to derive it from.", name, *missing)
        try:
            return _DERIVED[name](self)
        except UnavailableError as error:
            return error
        except DataError as error:
            if name == "adsl":  # nothing can be made without subjects
                raise
            return UnavailableError(str(error))


def _adsl(trial: Trial) -> pl.DataFrame:
    from firstdose.analysis.adam.subjects import adsl

    found = adsl(trial.need("dm"), trial.need("ex"), trial.domain("ds"), trial.domain("ae"), trial.domain("lb"))
    return _in_order(found, trial.need("ex"))


def _in_order(adsl: pl.DataFrame, ex: pl.DataFrame) -> pl.DataFrame:
    """With TRT01AN, so that treatments stand in the order of their highest dose."""
    import polars as pl

    from firstdose.data import numbers, words

    doses = ex.select(words(ex, "USUBJID"), numbers(ex, "EXDOSE", "EX"))
    highest = doses.join(adsl.select("USUBJID", "TRT01A"), on="USUBJID").group_by("TRT01A").agg(TRT01AN="EXDOSE")
    highest = highest.with_columns(pl.col("TRT01AN").list.max())
    return adsl.drop("TRT01AN", strict=False).join(highest, on="TRT01A", how="left", maintain_order="left")


def _adae(trial: Trial) -> pl.DataFrame:
    from firstdose.analysis.adam.adverse_events import adae

    return adae(trial.need("ae"), trial.get("adsl"), trial.need("ex"))


def _adex(trial: Trial) -> pl.DataFrame:
    from firstdose.analysis.adam.exposure import adex

    return adex(trial.need("ex"), trial.get("adsl"), missing_end="start")


def _adlb(trial: Trial) -> pl.DataFrame:
    from firstdose.analysis.grading import adlb

    return adlb(trial.need("lb"), trial.get("adsl"))


def _adpc(trial: Trial) -> pl.DataFrame:
    from firstdose.analysis.adam.concentrations import adpc

    return adpc(trial.need("pc"), trial.need("ex"), trial.get("adsl"), infusion_hours=trial.infusion_hours)


def _adrs(trial: Trial) -> pl.DataFrame:
    from firstdose.analysis.response.adrs import adrs

    return adrs(trial.need("rs"), trial.get("adsl"), trial.domain("tu"), reference_date=trial.reference)


def _adtr(trial: Trial) -> pl.DataFrame:
    from firstdose.analysis.response.adtr import adtr

    tables = (trial.need("tr"), trial.need("tu"), trial.domain("rs"), trial.get("adsl"))
    return adtr(*tables, reference_date=trial.reference)


def _adtte(trial: Trial) -> pl.DataFrame:
    from firstdose.analysis.survival import adtte, endpoints

    return adtte(trial.get("adrs"), trial.get("adsl"), endpoints(trial.reference))


_DERIVED: dict[str, Callable[[Trial], pl.DataFrame]] = {
    "adsl": _adsl,
    "adae": _adae,
    "adex": _adex,
    "adlb": _adlb,
    "adpc": _adpc,
    "adrs": _adrs,
    "adtr": _adtr,
    "adtte": _adtte,
}
