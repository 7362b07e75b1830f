from typing import Any

import pytest

from firstdose.errors import ModelError
from firstdose.pkpd.engine.statement import Model, balance, dosing, initial, model, outputs, part, rates

AMOUNT = {"A": "nmol, amount"}


@model(AMOUNT, k="0.5 1/day, loss", F="0.7 1, share absorbed")
def decay(p: Any, y: Any) -> Any:
    """Loss at first order."""
    return rates(A=-p.k * y.A), outputs(HALF=y.A / 2), initial(A=3.0), dosing(A={"F": p.F}), balance(y.A, p.k * y.A)


@part(AMOUNT, k="0.5 1/day, loss")
def source(p: Any, y: Any) -> Any:
    return rates(A=-p.k * y.A), outputs(TWICE=2 * y.A)


@part({"B": "nmol, what follows"}, g="2 1/day, gain")
def follower(p: Any, y: Any) -> Any:
    return rates(B=p.g * y.TWICE, A=-p.g * y.A)


def test_model_is_what_was_said() -> None:
    assert decay.names == ("A", "HALF")
    assert decay.meaning == "Loss at first order."
    assert decay.defaults == {"k": 0.5, "F": 0.7}
    assert decay.states[0].unit == "nmol"
    assert decay.start.evaluate({}, {}) == [3.0]
    assert decay.rates.evaluate({"k": 0.5}, {"A": 4.0}) == [-2.0]
    assert decay.seen.evaluate({}, {"A": 4.0}) == [2.0]
    assert decay.doses["A"].F is not None
    assert decay.doses["A"].lag is None
    assert len(decay.balances) == 1


def test_rates_of_parts_add_up_and_later_parts_read_outputs() -> None:
    both = Model.of("both", source, follower)
    assert both.state_names == ("A", "B")
    assert both.rates.evaluate({"k": 0.5, "g": 2.0}, {"A": 1.0, "B": 0.0}) == [-2.5, 4.0]


def test_digest_is_of_the_equations() -> None:
    assert decay.with_values(k=0.1).digest == decay.digest
    assert Model.of("again", source).digest != decay.digest


def test_values_can_be_changed() -> None:
    changed = decay.with_values(k=0.1)
    assert (changed.defaults["k"], decay.defaults["k"]) == (0.1, 0.5)
    with pytest.raises(ModelError, match="no parameter K. It has k, F"):
        decay.with_values(K=0.1)


def test_library_models_load_by_name() -> None:
    assert Model.load("pk1").names == ("CENT", "CP")
    with pytest.raises(ModelError, match='Did you mean "pk2_mm"'):
        Model.load("pk2mm")


def stated(answer: Any, states: dict[str, str] = AMOUNT, **parameters: str) -> Model:
    def say(p: Any, y: Any) -> Any:
        return answer(p, y)

    return model(states, **parameters)(say)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda p, y: rates(A=p.K), "use parameter K"),
        (lambda p, y: rates(A=y.Z), "use state or output Z"),
        (lambda p, y: rates(Z=1.0), "there is no state Z"),
        (lambda p, y: (rates(A=1.0), initial(Z=1.0)), "there is no state Z"),
        (lambda p, y: (rates(A=1.0), dosing(Z={"F": 1.0})), "there is no state Z"),
        (lambda p, y: (rates(A=1.0), outputs(A=1.0)), "has the name of a state"),
        (lambda p, y: (rates(A=1.0), outputs(C=1.0), outputs(C=2.0)), "is said twice"),
        (lambda p, y: outputs(C=1.0), "has no rate"),
        (lambda p, y: {"A": 1.0}, "returns a dict. Return rates"),
        (lambda p, y: (rates(A=1.0), initial(A=y.A)), r"initial\(A=...\) reads state A"),
        (lambda p, y: (rates(A=1.0), dosing(A={"F": y.A})), r"dosing\(A=...\) reads state A"),
        (lambda p, y: (rates(A=1.0), dosing(A={"alag": 1.0})), "Known are lag, F, duration, rate"),
        (lambda p, y: (rates(A=1.0), outputs(B=y.A > 1.0)), "A comparison stands in an equation"),
    ],
)
def test_impossible_statements_are_refused(answer: Any, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        stated(answer)


@pytest.mark.parametrize("name", ["_known", "2A", "A B"])
def test_names_are_names(name: str) -> None:
    with pytest.raises(ModelError, match="is no name"):
        stated(lambda p, y: rates(A=1.0), {**AMOUNT, name: "1, other"})


def test_a_model_has_states_and_finite_values() -> None:
    with pytest.raises(ModelError, match="has no states"):
        stated(lambda p, y: rates(), {})
    with pytest.raises(ModelError, match="Parameter k is nan. Give a finite number"):
        stated(lambda p, y: rates(A=1.0), k="nan 1, loss")
    with pytest.raises(ModelError, match="Parameter k is inf"):
        decay.with_values(k=float("inf"))


@pytest.mark.parametrize("text", ["", "0.5", "x L, volume", "0.5 L", "0.5 , volume", "0.5 L,"])
def test_parameters_have_value_unit_and_meaning(text: str) -> None:
    with pytest.raises(ModelError):
        stated(lambda p, y: rates(A=1.0), V=text)


def test_parts_declare_a_name_in_one_way() -> None:
    @part({"B": "nmol, other"}, k="0.6 1/day, loss")
    def other(p: Any, y: Any) -> Any:
        return rates(B=p.k)

    with pytest.raises(ModelError, match="Parameter k of other is declared in another way"):
        Model.of("both", source, other)
    with pytest.raises(ModelError, match="State A of source is declared by an earlier part too"):
        Model.of("twice", source, source)
