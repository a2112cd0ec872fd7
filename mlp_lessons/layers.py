"""The linear layer: every neuron a weighted sum of all inputs, plus its bias.

A layer is anything with `forward(X) -> Z` and `backward(dZ) -> dX`. A layer that learns has arrays
`W` and `b` and, after `backward`, their gradients `dW` and `db`.
"""

import numpy as np

from .errors import (
    ShapeError,
    as_gradient,
    as_numbers,
    require_float_type,
    require_forward_first,
    require_positive_integer,
)
from .initialization import initial_weights


class Linear:
    """Z = X Wᵀ + b, with one row of W and one number of b per neuron.

    `W` has shape (out, in) and `b` (out,); so have their gradients `dW` and `db`.
    `initialization` is "he", "xavier", "normal" or "zeros"; the biases start at zero.
    """

    def __init__(self, n_in, n_out, initialization="he", seed=None, dtype=np.float64):
        require_positive_integer(n_in, "n_in")
        require_positive_integer(n_out, "n_out")
        dtype = require_float_type(dtype)
        self.W = initial_weights(initialization, n_in, n_out, seed).astype(dtype)  # (out, in)
        self.b = np.zeros(n_out, dtype)                                            # (out,)
        self.X = self.dW = self.db = None

    def forward(self, X):
        """Return Z (N, out) for a batch X (N, in), and keep X for the way back."""
        X = as_numbers(X, "X")
        if X.ndim != 2 or X.shape[1] != self.W.shape[1]:
            raise ShapeError(self._wrong_input(X.shape))
        self.X = X                      # (N, in)
        return X @ self.W.T + self.b    # (N, in) @ (in, out) + (out,) -> (N, out)

    def backward(self, dZ, input_gradient=True):
        """Fill dW and db from dZ (N, out), and return dX (N, in).

        With `input_gradient=False` dX is left out: for the first layer nobody needs it.
        """
        require_forward_first(self.X, self)
        dZ = as_gradient(dZ, (len(self.X), len(self.W)), "dZ", self)
        self.dW = dZ.T @ self.X         # (out, N) @ (N, in) -> (out, in)
        self.db = dZ.sum(axis=0)        # (N, out) -> (out,)
        if input_gradient:
            return dZ @ self.W          # (N, out) @ (out, in) -> (N, in)

    def _wrong_input(self, shape):
        n_in = self.W.shape[1]
        message = f"{self} got X of shape {shape}. "
        if len(shape) != 2:
            message += f"X must be (N, {n_in}): one sample a row, one column per input."
            if shape == (n_in,):
                message += " For a single sample x, write x[None, :]."
        else:
            message += f"Its second number must be {n_in}, one per input."
            if shape[0] == n_in:
                message += (f" Rows are samples; yours seem to be columns: "
                            f"X.T has shape {shape[::-1]}.")
        return message

    def __repr__(self):
        n_out, n_in = self.W.shape
        return f"Linear({n_in} → {n_out})"
