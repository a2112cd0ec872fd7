"""Optimizers: steps by hand, what they move and what they leave alone.

A hundred steps of each are compared with PyTorch in test_against_pytorch.py.
"""

import numpy as np
import pytest

from mlp_lessons import MLP, SGD, Adam, Linear, ReLU, SoftmaxCrossEntropy


def one_number(w, **kind):
    """A network of a single weight and bias, whose gradients are set by hand."""
    network = MLP.from_layers([Linear(1, 1)])
    network.layers[0].W[...] = w
    return network


def set_gradients(network, g):
    network.layers[0].dW, network.layers[0].db = np.array([[g]]), np.array([g])


def steps(optimizer, gradients):
    """Take a step with every gradient, and return w after each."""
    found = []
    for g in gradients:
        set_gradients(optimizer.network, g)
        optimizer.step()
        found.append(optimizer.network.layers[0].W.item())
    return found


def test_sgd_by_hand():
    assert steps(SGD(one_number(1.0), 0.5), [2.0, -1.0]) == [0.0, 0.5]


def test_momentum_by_hand():
    # v = 2, then 0.5·2 − 1 = 0, then 0.5·0 + 4 = 4
    assert steps(SGD(one_number(1.0), 0.5, momentum=0.5), [2.0, -1.0, 4.0]) == [0.0, 0.0, -2.0]


def test_weight_decay_by_hand():
    # g = 2 + 0.5·1 = 2.5, then 0 + 0.5·(−1.5) = −0.75
    assert steps(SGD(one_number(1.0), 1.0, weight_decay=0.5), [2.0, 0.0]) == [-1.5, -0.75]


def test_adam_by_hand():
    w, m, v, expected = 1.0, 0.0, 0.0, []
    for t, g in enumerate([2.0, -1.0, 0.5], start=1):
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        w -= 0.1 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
        expected.append(w)
    assert steps(Adam(one_number(1.0), 0.1), [2.0, -1.0, 0.5]) == pytest.approx(expected, rel=1e-12)
    assert expected[0] == pytest.approx(0.9)    # the first step is η, whatever the gradient's size


def test_the_learning_rate_can_change_as_it_goes():
    optimizer = SGD(one_number(1.0), 0.5)
    assert steps(optimizer, [1.0]) == [0.5]
    optimizer.learning_rate = 0.25
    assert steps(optimizer, [1.0]) == [0.25]


@pytest.mark.parametrize("make", [
    lambda n: SGD(n, 0.1), lambda n: SGD(n, 0.1, momentum=0.9),
    lambda n: SGD(n, 0.1, weight_decay=0.1), lambda n: SGD(n, 0.1, 0.9, 0.1),
    lambda n: Adam(n), lambda n: Adam(n, weight_decay=0.1)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_step_never_changes_a_gradient_and_moves_weights_in_place(make, dtype):
    network = MLP([300, 200, 4], dtype=dtype)    # large enough for several blocks
    optimizer, loss = make(network), SoftmaxCrossEntropy()
    rng = np.random.default_rng(0)
    for _ in range(3):
        loss.forward(network.forward(rng.normal(size=(8, 300))), rng.integers(0, 4, 8))
        network.backward(loss.backward())
        learning = [layer for layer in network.layers if isinstance(layer, Linear)]
        gradients = [g for layer in learning for g in (layer.dW, layer.db)]
        weights = [w for layer in learning for w in (layer.W, layer.b)]
        before = [g.copy() for g in gradients], [w.copy() for w in weights]
        optimizer.step()
        for g, then in zip(gradients, before[0], strict=True):
            assert (g == then).all()
        for w, then in zip(weights, before[1], strict=True):
            assert w.dtype == dtype and (w != then).any()
        assert all(a is b for a, b in zip(gradients, [g for layer in learning
                                                      for g in (layer.dW, layer.db)], strict=True))


def test_a_replaced_weight_is_the_one_that_moves():
    network = one_number(1.0)
    optimizer = SGD(network, 0.5)
    network.layers[0].W = np.array([[8.0]])
    assert steps(optimizer, [2.0]) == [7.0]


def test_layers_of_ones_own_learn_too():
    class Mine:
        W = b = None    # a base class for layers that do not learn, say

        def forward(self, X):
            return X

        def backward(self, dZ):
            return dZ

    network = MLP.from_layers([Mine(), Linear(2, 2, seed=0), ReLU()])
    before = network.layers[1].W.copy()
    network.forward(np.ones((3, 2)))
    network.backward(np.ones((3, 2)))
    SGD(network, 0.1).step()
    assert (network.layers[1].W == before - 0.1 * network.layers[1].dW).all()
