"""Activations: known values, slopes, and nothing of a learner's changed."""

import numpy as np
import pytest

from mlp_lessons import Identity, LeakyReLU, ReLU, Sigmoid, Tanh, sigmoid, softmax

ALL = [ReLU(), LeakyReLU(), LeakyReLU(0.2), Sigmoid(), Tanh(), Identity()]


@pytest.mark.parametrize(("layer", "values"), [
    (ReLU(), [0, 0, 0, 0.5, 1000]), (LeakyReLU(), [-10, -0.005, 0, 0.5, 1000]),
    (Sigmoid(), [0, 1 / (1 + np.exp(0.5)), 0.5, 1 / (1 + np.exp(-0.5)), 1]),
    (Tanh(), [-1, -np.tanh(0.5), 0, np.tanh(0.5), 1]), (Identity(), [-1000, -0.5, 0, 0.5, 1000])])
@pytest.mark.filterwarnings("error")
def test_known_values(layer, values):
    Z = np.array([[-1000, -0.5, 0, 0.5, 1000]])
    assert layer.forward(Z) == pytest.approx(np.array([values]), rel=1e-15)
    assert layer.forward([[-1000, -0.5, 0, 0.5, 1000]]) == pytest.approx(np.array([values]))


@pytest.mark.parametrize("layer", ALL, ids=repr)
def test_the_slope_is_what_wiggling_measures(layer):
    Z = np.random.default_rng(0).normal(size=(20, 6))
    dA = np.random.default_rng(1).normal(size=(20, 6))
    measured = (layer.forward(Z + 1e-6) - layer.forward(Z - 1e-6)) / 2e-6
    layer.forward(Z)
    assert layer.backward(dA) == pytest.approx(dA * measured, rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("layer", ALL, ids=repr)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_neither_input_changes_and_the_type_stays(layer, dtype):
    Z = np.random.default_rng(0).normal(size=(5, 4)).astype(dtype)
    dA = np.random.default_rng(1).normal(size=(5, 4)).astype(dtype)
    Z_before, dA_before = Z.copy(), dA.copy()
    A = layer.forward(Z)
    A_before = A.copy()
    dZ = layer.backward(dA)
    assert A.dtype == dZ.dtype == dtype
    assert (Z == Z_before).all() and (dA == dA_before).all() and (A == A_before).all()


@pytest.mark.parametrize("layer", [ReLU(), LeakyReLU(), Sigmoid(), Tanh()], ids=repr)
def test_results_share_no_memory(layer):
    Z = np.random.default_rng(0).normal(size=(5, 4))
    A = layer.forward(Z)
    dA = np.ones((5, 4))
    first = layer.backward(dA)
    second = layer.backward(dA)
    assert not any(np.shares_memory(a, b) for a, b in
                   [(A, Z), (first, dA), (first, A), (first, second), (layer.forward(Z), A)])


def test_the_slope_of_relu_at_zero_is_zero():
    relu, leaky = ReLU(), LeakyReLU()
    relu.forward(np.zeros((1, 1))), leaky.forward(np.zeros((1, 1)))
    assert relu.backward(np.ones((1, 1))) == 0 and leaky.backward(np.ones((1, 1))) == 0.01


@pytest.mark.filterwarnings("error")
def test_sigmoid_never_overflows():
    assert (sigmoid([-1e4, -1000, 0, 1000, 1e4]) == [0, 0, 0.5, 1, 1]).all()
    assert sigmoid(-700) == pytest.approx(np.exp(-700))
    assert sigmoid(np.array([-2.0, 1.5])) + sigmoid(np.array([2.0, -1.5])) == pytest.approx(1)


@pytest.mark.filterwarnings("error")
def test_softmax():
    scores = np.array([[0, np.log(3)], [1e4, -1e4], [7, 7]])
    assert softmax(scores) == pytest.approx(np.array([[0.25, 0.75], [1, 0], [0.5, 0.5]]))
    assert softmax(scores + [[5], [-3], [1000]]) == pytest.approx(softmax(scores))
    many = softmax(np.random.default_rng(0).normal(size=(50, 9)) * 30)
    assert many.sum(axis=1) == pytest.approx(1) and (many >= 0).all()
