"""A declared balance is verified, whatever the states and parameters."""

from typing import Any

import pytest

from firstdose.errors import ModelError
from firstdose.pkpd.engine.conservation import check_balances
from firstdose.pkpd.engine.expression import exp, log, maximum, minimum, sqrt, where
from firstdose.pkpd.engine.said import balance
from firstdose.pkpd.engine.statement import Model, model, rates


def _model(flow: Any, loss: Any = lambda p, y: 0, total: Any = lambda p, y: y.A + y.B) -> Model:
    def say(p: Any, y: Any) -> Any:
        return rates(A=-flow(p, y), B=flow(p, y) - p.K * y.B), balance(total(p, y), loss=p.K * y.B + loss(p, y))

    return model({"A": "nmol, a", "B": "nmol, b"}, K="1 1/day, k")(say)


@pytest.mark.parametrize(
    "flow",
    [
        lambda p, y: p.K * y.A,
        lambda p, y: p.K * y.A**1.7 / (1 + sqrt(y.B)),
        lambda p, y: exp(-y.A) * log(1 + y.B),
        lambda p, y: where(y.A > y.B, maximum(y.A, p.K), minimum(y.B, p.K)),
    ],
)
def test_what_leaves_one_state_and_enters_another_is_conserved(flow: Any) -> None:
    assert check_balances(_model(flow)) == 1


@pytest.mark.parametrize("share", [1e-9, -0.5])
def test_a_loss_that_is_not_declared_is_found(share: float) -> None:
    with pytest.raises(ModelError, match=r"^Model say: A \+ B does not change by its declared loss alone; .* at K = "):
        check_balances(_model(lambda p, y: p.K * y.A, lambda p, y: share * p.K * y.A))


def test_a_total_that_leaves_a_state_out_is_found() -> None:
    with pytest.raises(ModelError, match=r"^Model say: B does not change"):
        check_balances(_model(lambda p, y: p.K * y.A, total=lambda p, y: y.B))


def test_a_balance_without_a_value_anywhere_is_refused() -> None:
    with pytest.raises(ModelError, match="has no value at any point tried"):
        check_balances(_model(lambda p, y: log(-y.A * y.A)))


def test_points_without_a_value_are_left_out() -> None:
    assert check_balances(_model(lambda p, y: log(y.A - y.B))) == 1


def test_a_model_without_balances_has_none() -> None:
    assert check_balances(model({"A": "nmol, a"})(lambda p, y: rates(A=0))) == 0
