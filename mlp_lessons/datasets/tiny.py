"""The 2-2-2 network that goes through the course: small enough for paper, and never too easy.

Two samples, two inputs, two hidden units with ReLU, two scores. Exactly one hidden unit is switched
off, for exactly one sample, and every hidden value feeds both scores.
"""

from dataclasses import dataclass

import numpy as np


@dataclass
class TinyExample:
    """The data and the weights: everything has shape (2, 2), but y and the biases (2,)."""

    X: np.ndarray     # (N, in), one sample a row
    y: np.ndarray     # (N,), the right classes
    W1: np.ndarray    # (hidden, in), one row per hidden unit
    b1: np.ndarray    # (hidden,)
    W2: np.ndarray    # (out, hidden), one row per score
    b2: np.ndarray    # (out,)


def tiny_example(seed=None):
    """Return the `TinyExample` of the lessons, or with a seed another of its kind.

    All numbers are whole or halves, and the same seed gives the same numbers.
    """
    if seed is None:
        return TinyExample(
            X=np.array([[1.0, 2.0], [4.0, 1.0]]), y=np.array([0, 1]),
            W1=np.array([[1.0, -2.0], [1.0, 1.0]]), b1=np.array([1.0, -1.0]),
            W2=np.array([[0.5, 0.5], [-0.5, 1.0]]), b2=np.array([0.0, 1.0]),
        )
    rng = np.random.default_rng(seed)
    X, W1, b1 = _draw_until(_good_first_layer, lambda: (
        rng.integers(1, 5, size=(2, 2)) * 1.0, rng.choice([-2.0, -1.0, 1.0, 2.0], size=(2, 2)),
        rng.choice([-1.0, 0.0, 1.0], size=2)))
    A = np.maximum(X @ W1.T + b1, 0)
    W2, b2 = _draw_until(lambda W2, b2: _good_second_layer(A, W2, b2), lambda: (
        rng.choice([-1.0, -0.5, 0.5, 1.0, 1.5], size=(2, 2)), rng.choice([-1.0, 0.0, 1.0], size=2)))
    return TinyExample(X, rng.permutation(2), W1, b1, W2, b2)


def _draw_until(good, draw):
    while True:
        drawn = draw()
        if good(*drawn):
            return drawn


def _good_first_layer(X, W1, b1):
    """Say whether one unit is off for one sample, no z is 0, and a transpose or a mix-up shows."""
    Z = X @ W1.T + b1
    A = np.maximum(Z, 0)
    lopsided = all(matrix[0, 1] != matrix[1, 0] for matrix in (X, W1, A))
    return ((Z < 0).sum() == 1 and (Z != 0).all() and A.max() <= 5 and lopsided
            and (X[0] != X[1]).all() and (A[0] != A[1]).all())


def _good_second_layer(A, W2, b2):
    """Say whether the scores stay close together, and each hidden unit pulls them apart."""
    S = A @ W2.T + b2
    return (np.abs(S[:, 0] - S[:, 1]).max() <= 2.5 and W2[0, 1] != W2[1, 0]
            and (W2[0] != W2[1]).all())
