"""First weights: their size, and that the seed fixes them."""

import numpy as np
import pytest

from mlp_lessons import MLP, Linear
from mlp_lessons.initialization import initial_weights


@pytest.mark.parametrize(("name", "variance"), [
    ("he", 2 / 300), ("xavier", 2 / (300 + 500)), ("normal", 1.0), ("zeros", 0.0)])
def test_the_variance_is_as_published(name, variance):
    W = initial_weights(name, 300, 500, seed=0)
    assert W.shape == (500, 300)
    assert abs(W.mean()) <= 4 * np.sqrt(variance / W.size)
    assert W.var() == pytest.approx(variance, rel=0.02)


@pytest.mark.parametrize(("activation", "variance"), [
    ("relu", 2 / 400), ("leaky_relu", 2 / 400), ("tanh", 2 / 600), ("sigmoid", 2 / 600),
    ("identity", 2 / 600)])
def test_a_network_chooses_by_its_activation(activation, variance):
    W = MLP([400, 200, 3], activation=activation).layers[0].W
    assert W.var() == pytest.approx(variance, rel=0.03)


def test_a_network_can_be_told():
    assert not MLP([4, 3], initialization="zeros").layers[0].W.any()
    assert MLP([400, 300], initialization="normal").layers[0].W.var() == pytest.approx(1, rel=0.03)


def test_the_same_seed_gives_the_same_weights():
    one, same, other = (MLP([5, 5, 5], seed=seed) for seed in (1, 1, 2))
    for (_, a), (_, b) in zip(one.parameters(), same.parameters(), strict=True):
        assert (a == b).all()
    assert (one.layers[0].W != other.layers[0].W).all()


def test_layers_of_one_network_differ():
    first, _, second = MLP([5, 5, 5], seed=1).layers
    assert (first.W != second.W).all()


def test_float32_weights_are_the_float64_ones_rounded():
    exact, rounded = Linear(6, 4, seed=3), Linear(6, 4, seed=3, dtype=np.float32)
    assert rounded.W.dtype == rounded.b.dtype == np.float32
    assert (rounded.W == exact.W.astype(np.float32)).all()


def test_biases_start_at_zero():
    assert not Linear(6, 4, seed=3).b.any()
