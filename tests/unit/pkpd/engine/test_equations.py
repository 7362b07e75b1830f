"""A model's equations are shown once, in order, with the statement's names."""

from typing import Any

from firstdose.pkpd.engine.equations import equations
from firstdose.pkpd.engine.said import balance
from firstdose.pkpd.engine.statement import Model, dosing, initial, model, outputs, rates


def _lines(shown: Model) -> list[str]:
    return [each.text for each in equations(shown)]


def test_outputs_stand_for_what_they_are() -> None:
    assert _lines(Model.load("tmdd_qss")) == [
        "CTOT = LTOT/V1",
        "CP = (CTOT - RTOT - KSS + sqrt((CTOT - RTOT - KSS)^2 + 4*KSS*CTOT))/2",
        "dLTOT/dt = -CL*CP - Q*CP + Q*PERI/V2 - KINT*RTOT*CP*V1/(KSS + CP)",
        "dPERI/dt = Q*CP - Q*PERI/V2",
        "dRTOT/dt = KDEG*R0 - KDEG*RTOT - (KINT - KDEG)*RTOT*CP/(KSS + CP)",
        "RTOT(0) = R0",
        "d(LTOT + PERI)/dt = -CL*CP - KINT*RTOT*CP*V1/(KSS + CP)",
    ]


def test_how_doses_enter_is_told() -> None:
    told = [each for each in equations(Model.load("pk2_oral")) if each.kind == "dose"]
    assert [each.text for each in told] == ["lag of DEPOT = ALAG", "F of DEPOT = F"]
    assert told[1].latex == r"\mathrm{F}_{\mathrm{DEPOT}} = \mathrm{F}"


def test_a_long_shared_term_is_written_once_under_a_free_name() -> None:
    @model({"A": "1, a", "w1": "1, taken"}, K="1 1/day, k")
    def shared(p: Any, y: Any) -> Any:
        flow = p.K * y.A * y.A * y.A * y.A / (1 + y.A + y.A * y.A)
        return rates(A=-flow, w1=flow), balance(y.A + y.w1)

    assert _lines(shared) == ["w2 = K*A*A*A*A/(1 + A + A*A)", "dA/dt = -w2", "dw1/dt = w2", "d(A + w1)/dt = 0"]


def test_an_output_that_is_a_state_or_another_output_is_told_by_its_name() -> None:
    @model({"A": "nmol, a"}, V="1 L, v", A0="2 nmol, a")
    def named(p: Any, y: Any) -> Any:
        C = y.A / p.V
        return rates(A=0), outputs(C=C, SAME=C, AMOUNT=y.A), initial(A=p.A0), dosing(A={"F": 0.5})

    assert _lines(named) == ["AMOUNT = A", "C = A/V", "SAME = C", "dA/dt = 0", "A(0) = A0", "F of A = 0.5"]
