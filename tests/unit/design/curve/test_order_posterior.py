"""The posterior over orders of combinations."""

import numpy as np
import pytest

from firstdose.design.curve.crm_posterior import Posterior
from firstdose.design.curve.one_parameter import OneParameter
from firstdose.design.curve.order_posterior import OrderPosterior

CURVE = OneParameter((0.1, 0.2, 0.35, 0.5))
ORDERS = ((0, 1, 2, 3), (0, 2, 1, 3))
N, DLT = np.array([[3, 3, 6, 0], [3, 0, 0, 0]]), np.array([[0, 2, 1, 0], [1, 0, 0, 0]])
SWAP = [0, 2, 1, 3]


def test_with_one_order_it_is_the_posterior_along_it() -> None:
    ours, along = OrderPosterior(CURVE, (ORDERS[1],), (1.0,), N, DLT), Posterior(CURVE, N[:, SWAP], DLT[:, SWAP])
    np.testing.assert_array_equal(ours.weights, [[1], [1]])
    np.testing.assert_array_equal(ours.p_by_rank, along.p_plugin)
    np.testing.assert_array_equal(ours.p_plugin, along.p_plugin[:, SWAP])
    np.testing.assert_array_equal(ours.p_mean, along.p_mean[:, SWAP])
    np.testing.assert_array_equal(ours.p_over(0.3), along.p_over(0.3)[:, SWAP])


def test_an_order_is_as_likely_as_it_makes_the_data() -> None:
    after = OrderPosterior(CURVE, ORDERS, (0.25, 0.75), N, DLT)
    evidence = [np.exp(Posterior(CURVE, N[:, order], DLT[:, order]).log_evidence) for order in ORDERS]
    odds = 0.75 * evidence[1] / (0.25 * evidence[0])
    np.testing.assert_allclose(after.weights[:, 1], odds / (1 + odds), rtol=1e-12)
    assert odds[0] > 3  # more DLTs at level 2 than at level 3
    assert odds[1] == pytest.approx(3)  # nobody at either
    np.testing.assert_array_equal(after.order, [ORDERS[1], ORDERS[1]])


def test_of_equally_likely_orders_the_first_in_the_list_decides() -> None:
    after = OrderPosterior(CURVE, ORDERS, (0.5, 0.5), N[1:], DLT[1:])
    np.testing.assert_allclose(after.weights, 0.5, atol=1e-12)
    assert after.order.tolist() == [list(ORDERS[0])]


def test_means_are_over_all_orders() -> None:
    after = OrderPosterior(CURVE, ORDERS, (0.5, 0.5), N, DLT)
    means = np.stack([Posterior(CURVE, N[:, order], DLT[:, order]).p_mean[:, order] for order in ORDERS])
    np.testing.assert_allclose(after.p_mean, (after.weights.T[:, :, None] * means).sum(axis=0), rtol=1e-12)


def test_an_answer_does_not_depend_on_the_batch() -> None:
    together = OrderPosterior(CURVE, ORDERS, (0.5, 0.5), N, DLT)
    for row in (0, 1):
        alone = OrderPosterior(CURVE, ORDERS, (0.5, 0.5), N[[row]], DLT[[row]])
        for name in ("weights", "p_by_rank", "p_plugin", "p_mean"):
            np.testing.assert_array_equal(getattr(together, name)[row], getattr(alone, name)[0], err_msg=name)
        np.testing.assert_array_equal(together.p_over(0.3)[row], alone.p_over(0.3)[0])
