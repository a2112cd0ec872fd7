"""Activations: the bend between two linear layers, without which they would collapse into one.

Each is a layer: `forward(Z) -> A` keeps what `backward(dA) -> dZ` needs. All act on every number
alone, so A and dZ have the shape of Z, usually (N, out).
"""

import numpy as np

from .errors import (
    ShapeError,
    as_gradient,
    as_numbers,
    require_forward_first,
    require_number,
)


class Activation:
    """What all activations share: they keep A, and check the gradient that comes back."""

    A = None    # what forward returned, (N, out)

    def _checked(self, dA):
        require_forward_first(self.A, self)
        return as_gradient(dA, self.A.shape, "dA", self)

    def __repr__(self):
        return f"{type(self).__name__}()"


class ReLU(Activation):
    """max(z, 0): lets positive values through and switches negative ones off."""

    def forward(self, Z):
        """Return A = max(Z, 0)."""
        self.A = np.maximum(as_numbers(Z, "Z"), 0)
        return self.A

    def backward(self, dA):
        """Return dZ: dA where Z was positive, 0 elsewhere (0 at z = 0 is a convention)."""
        return self._checked(dA) * (self.A > 0)


class LeakyReLU(Activation):
    """z where z is positive, a small part of it elsewhere: no unit is ever switched off wholly.

    Source: Maas, Hannun, Ng (2013), Rectifier Nonlinearities Improve Neural Network Acoustic
    Models.
    """

    def __init__(self, slope=0.01):
        self.slope = require_number(slope, "slope", "at least 0 and below 1", lambda s: 0 <= s < 1)

    def forward(self, Z):
        """Return A = max(Z, slope · Z)."""
        Z = as_numbers(Z, "Z")
        self.A = np.maximum(Z, self.slope * Z)
        return self.A

    def backward(self, dA):
        """Return dZ: dA where Z was positive, slope · dA elsewhere."""
        dA = self._checked(dA)
        return np.where(self.A > 0, dA, self.slope * dA)

    def __repr__(self):
        return f"LeakyReLU(slope={self.slope:g})"


class Sigmoid(Activation):
    """1 / (1 + e⁻ᶻ): squeezes every number into (0, 1)."""

    def forward(self, Z):
        """Return A = sigmoid(Z)."""
        self.A = sigmoid(Z)
        return self.A

    def backward(self, dA):
        """Return dZ = dA · A (1 − A), the slope written with what forward kept."""
        return self._checked(dA) * self.A * (1 - self.A)


class Tanh(Activation):
    """(eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ): squeezes every number into (−1, 1), and 0 stays 0."""

    def forward(self, Z):
        """Return A = tanh(Z)."""
        self.A = np.tanh(as_numbers(Z, "Z"))
        return self.A

    def backward(self, dA):
        """Return dZ = dA · (1 − A²)."""
        return self._checked(dA) * (1 - self.A**2)


class Identity(Activation):
    """z itself: no bend. A network of linear layers and identities is still one linear layer."""

    def forward(self, Z):
        """Return Z."""
        self.A = as_numbers(Z, "Z")
        return self.A

    def backward(self, dA):
        """Return dA."""
        return self._checked(dA)


ACTIVATIONS = {
    "relu": ReLU,
    "leaky_relu": LeakyReLU,
    "sigmoid": Sigmoid,
    "tanh": Tanh,
    "identity": Identity,
}


def sigmoid(Z):
    """Return 1 / (1 + e⁻ᶻ) for every number of Z.

    Only e to a negative power is ever computed, so that no number overflows: for z < 0 the
    fraction is multiplied above and below by eᶻ.
    """
    Z = as_numbers(Z, "Z")
    e = np.exp(-np.abs(Z))
    return np.where(Z >= 0, 1, e) / (1 + e)


def softmax(scores):
    """Turn scores (N, K) into probabilities (N, K): positive, and every row adds up to 1.

    The row's maximum is subtracted first. That changes nothing (the factor cancels), and no
    exponential can overflow.
    """
    scores = as_numbers(scores, "scores")
    if scores.ndim != 2 or scores.shape[1] < 1:
        raise ShapeError(f"softmax got scores of shape {scores.shape}. Scores must be (N, K): "
                         f"one sample a row, one score per class.")
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)
