"""The linear layer: numbers by hand, shapes, and what it leaves alone."""

import numpy as np
import pytest

from mlp_lessons import Linear


def by_hand():
    layer = Linear(2, 3)
    layer.W = np.array([[1.0, 2.0], [0.0, -1.0], [3.0, 0.5]])
    layer.b = np.array([0.5, 1.0, -1.0])
    return layer


def test_forward_and_backward_by_hand():
    layer = by_hand()
    X = np.array([[1.0, 2.0], [-1.0, 4.0]])
    assert (layer.forward(X) == [[5.5, -1.0, 3.0], [7.5, -3.0, -2.0]]).all()
    dX = layer.backward(np.array([[1.0, 0.0, 2.0], [0.0, -1.0, 1.0]]))
    assert (layer.dW == [[1.0, 2.0], [1.0, -4.0], [1.0, 8.0]]).all()
    assert (layer.db == [1.0, -1.0, 3.0]).all()
    assert (dX == [[7.0, 3.0], [3.0, 1.5]]).all()


def test_gradients_have_the_shapes_of_what_they_belong_to():
    layer = Linear(5, 3, seed=0)
    Z = layer.forward(np.ones((7, 5)))
    dX = layer.backward(np.ones((7, 3)))
    assert (Z.shape, dX.shape, layer.dW.shape, layer.db.shape) == ((7, 3), (7, 5), (3, 5), (3,))


def test_the_input_gradient_can_be_left_out():
    layer = by_hand()
    layer.forward(np.ones((4, 2)))
    assert layer.backward(np.ones((4, 3)), input_gradient=False) is None
    assert (layer.dW == 4).all()


def test_gradients_are_written_anew():
    layer = by_hand()
    layer.forward(np.ones((4, 2)))
    layer.backward(np.ones((4, 3)))
    kept = layer.dW
    layer.backward(2 * np.ones((4, 3)))
    assert (kept == 4).all() and (layer.dW == 8).all()    # nothing added, nothing overwritten


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_nothing_given_changes_and_the_type_stays(dtype):
    layer = Linear(4, 3, seed=0, dtype=dtype)
    rng = np.random.default_rng(0)
    X, dZ = rng.normal(size=(6, 4)).astype(dtype), rng.normal(size=(6, 3)).astype(dtype)
    before = [array.copy() for array in (X, dZ, layer.W, layer.b)]
    Z = layer.forward(X)
    dX = layer.backward(dZ)
    assert {array.dtype for array in (Z, dX, layer.dW, layer.db)} == {np.dtype(dtype)}
    for now, then in zip((X, dZ, layer.W, layer.b), before, strict=True):
        assert (now == then).all()
    assert not np.shares_memory(layer.forward(X), Z)


def test_lists_and_whole_numbers_do_as_well():
    layer = by_hand()
    assert (layer.forward([[1, 2]]) == [[5.5, -1.0, 3.0]]).all()
    layer.W = np.array([[1, 2], [0, -1], [3, 0]])    # round numbers, as on paper
    assert (layer.forward(np.array([[0.5, 2.0]])) == [[5.0, -1.0, 0.5]]).all()


def test_the_shown_shape_is_that_of_the_weights():
    assert repr(Linear(4, 3)) == "Linear(4 → 3)"
