"""The 2-2-2 network is what the lessons say of it, on paper and with fresh numbers."""

import numpy as np
import pytest

from mlp_lessons.datasets import tiny_example


def test_the_numbers_on_paper():
    tiny = tiny_example()
    Z = tiny.X @ tiny.W1.T + tiny.b1
    assert Z.tolist() == [[-2, 2], [3, 4]]
    S = np.maximum(Z, 0) @ tiny.W2.T + tiny.b2
    assert S.tolist() == [[1, 3], [3.5, 3.5]]


@pytest.mark.parametrize("seed", [None, *range(200)])
def test_every_example_is_instructive(seed):
    tiny = tiny_example(seed)
    Z = tiny.X @ tiny.W1.T + tiny.b1
    assert (Z < 0).sum() == 1 and (Z != 0).all()
    assert sorted(tiny.y) == [0, 1]
    assert (tiny.W2 != 0).all(), "every hidden value feeds both scores"
    for matrix in (tiny.X, tiny.W1, tiny.W2, np.maximum(Z, 0)):
        assert (matrix != matrix.T).any(), "a transpose must show"
    assert (2 * np.concatenate([np.ravel(a) for a in vars(tiny).values()]) % 1 == 0).all()


def test_the_same_seed_gives_the_same_numbers():
    one, two = tiny_example(3), tiny_example(3)
    assert all((a == b).all() for a, b in zip(vars(one).values(), vars(two).values()))
    other = tiny_example(4)
    assert (one.X != other.X).any() or (one.W1 != other.W1).any()
