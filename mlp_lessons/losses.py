"""Losses: one number for "how wrong", the mean over the batch, and its gradient for the scores.

`forward(scores, y) -> float` keeps what `backward() -> gradient of the scores` needs. The 1/N of
the mean lives here and nowhere else. A loss knows what its scores mean: `predict(scores)` turns
them into classes, 0/1 or numbers, `probabilities(scores)` into probabilities.
"""

import math

import numpy as np

from .activations import sigmoid, softmax
from .errors import (
    DivergenceError,
    ShapeError,
    as_numbers,
    require_finite,
    require_forward_first,
)


class Loss:
    """What all losses share: the checks before the arithmetic, and the one after it."""

    scores = None        # what forward was given, (N, K)
    classifies = True    # False if y holds numbers to be met, not classes

    def _as_arrays(self, scores, y):
        scores, y = as_numbers(scores, "scores"), as_numbers(y, "y")
        if scores.size == 0:
            raise ShapeError(f"{self} got an empty batch: scores of shape {scores.shape}. "
                             f"It needs at least one sample.")
        if scores.dtype.kind != "f":
            scores = scores.astype(np.float64)    # whole numbers
        return scores, y

    def _finished(self, value):
        """Return the loss as a float; only if it is not finite, look for the reason."""
        if not math.isfinite(value):
            require_finite(self.y, "y")
            largest = np.abs(self.scores).max()
            raise DivergenceError(f"The loss is {value}, because the largest score is "
                                  f"{largest:.3g}. The weights or the inputs have become too "
                                  f"large, or hold NaN.")
        return float(value)

    def __repr__(self):
        return f"{type(self).__name__}()"


class MeanSquaredError(Loss):
    """The mean of (score − y)² over all N·K numbers. For regression: y has the shape of scores."""

    classifies = False

    def forward(self, scores, y):
        """Return the loss for scores (N, K) and targets y (N, K)."""
        scores, y = self._as_arrays(scores, y)
        if scores.shape != y.shape:
            raise ShapeError(_different_shapes(self, scores.shape, y.shape))
        self.scores, self.y = scores, y.astype(scores.dtype, copy=False)
        self.difference = scores - self.y                            # (N, K)
        return self._finished(np.mean(self.difference**2))

    def backward(self):
        """Return the gradient of the scores, 2 (scores − y) / (N·K), shape (N, K)."""
        require_forward_first(self.scores, self)
        return self.difference * (2 / self.difference.size)

    def predict(self, scores):
        """Return the scores: they are the prediction."""
        return as_numbers(scores, "scores")

    def probabilities(self, scores):
        """Raise TypeError: these scores are not about classes."""
        raise TypeError("MeanSquaredError predicts numbers, not classes: it has no probabilities.")


class BinaryCrossEntropy(Loss):
    """−log of the probability given to the right one of two classes, 0 and 1, from one score.

    Scores have shape (N, 1), labels (N,) or (N, 1). The probability of class 1 is sigmoid(score).
    """

    def forward(self, scores, y):
        """Return the mean of log(1 + eˢ) − y·s, written so that no exponential overflows."""
        scores, y = self._as_arrays(scores, y)
        self._require_one_column(scores)
        if y.shape != scores.shape and y.shape != (len(scores),):
            raise ShapeError(_different_lengths(self, scores.shape, y.shape))
        if not ((y == 0) | (y == 1)).all():
            wrong = y[(y != 0) & (y != 1)][0]
            raise ValueError(f"{self} needs labels that are 0 or 1, but y contains {wrong}.")
        self.scores = scores
        self.y = y.reshape(scores.shape).astype(scores.dtype)        # (N, 1)
        # log(1 + eˢ) = max(s, 0) + log(1 + e^−|s|)
        losses = np.maximum(scores, 0) - scores * self.y + np.log1p(np.exp(-np.abs(scores)))
        return self._finished(losses.mean())

    def backward(self):
        """Return the gradient of the scores, (sigmoid(scores) − y) / N, shape (N, 1)."""
        require_forward_first(self.scores, self)
        return (sigmoid(self.scores) - self.y) / len(self.y)

    def predict(self, scores):
        """Return the class, 0 or 1, of every sample, shape (N,): 1 where the score is positive."""
        return (self._require_one_column(scores)[:, 0] > 0).astype(np.int64)

    def probabilities(self, scores):
        """Return the probability of class 1 of every sample, shape (N,)."""
        return sigmoid(self._require_one_column(scores)[:, 0])

    def _require_one_column(self, scores):
        scores = as_numbers(scores, "scores")
        if scores.ndim != 2 or scores.shape[1] != 1:
            raise ShapeError(f"{self} got scores of shape {scores.shape}. Scores must be (N, 1): "
                             f"one sample a row, one score each.")
        return scores


class SoftmaxCrossEntropy(Loss):
    """−log of the probability that softmax gives to the right one of K classes.

    Scores have shape (N, K), labels are whole numbers 0 … K − 1 of shape (N,).
    """

    def forward(self, scores, y):
        """Return the mean of log(Σₖ e^sₖ) − s_y.

        The row's maximum is subtracted from all scores first (log-sum-exp): it changes nothing,
        no exponential overflows, and no logarithm meets a zero.
        """
        scores, y = self._as_arrays(scores, y)
        self._require_classes(scores)
        self._check_labels(scores, y)
        self.scores, self.y = scores, y
        shifted = scores - scores.max(axis=1, keepdims=True)         # (N, K), the largest is 0
        exponentials = np.exp(shifted)                               # (N, K)
        sums = exponentials.sum(axis=1, keepdims=True)               # (N, 1)
        self.P = exponentials / sums                                 # (N, K), the probabilities
        losses = np.log(sums[:, 0]) - shifted[np.arange(len(y)), y]  # (N,)
        return self._finished(losses.sum() / len(y))

    def backward(self):
        """Return the gradient of the scores, (P − onehot(y)) / N, shape (N, K)."""
        require_forward_first(self.scores, self)
        N = len(self.y)
        dscores = self.P / N
        dscores[np.arange(N), self.y] -= 1 / N
        return dscores

    def predict(self, scores):
        """Return the class with the highest score of every sample, shape (N,)."""
        return self._require_classes(scores).argmax(axis=1)

    def probabilities(self, scores):
        """Return the probabilities of all classes, shape (N, K); every row adds up to 1."""
        return softmax(scores)

    def _require_classes(self, scores):
        scores = as_numbers(scores, "scores")
        if scores.ndim != 2:
            raise ShapeError(f"{self} got scores of shape {scores.shape}. Scores must be (N, K): "
                             f"one sample a row, one score per class.")
        if scores.shape[1] == 1:
            raise ShapeError(f"{self} got scores of shape {scores.shape}, a single class. For two "
                             f"classes from one score, use BinaryCrossEntropy.")
        return scores

    def _check_labels(self, scores, y):
        if y.shape == scores.shape:
            raise ShapeError(f"{self} got y of shape {y.shape}, which looks one-hot. It needs the "
                             f"classes themselves, shape ({len(y)},): use y.argmax(axis=1).")
        if y.shape != (len(scores),):
            raise ShapeError(_different_lengths(self, scores.shape, y.shape))
        if y.dtype.kind not in "iu":
            raise TypeError(f"{self} needs labels that are whole numbers, got y of type {y.dtype}. "
                            f"If they are class numbers, use y.astype(int).")
        K = scores.shape[1]
        if y.min() < 0 or y.max() >= K:
            wrong = y[(y < 0) | (y >= K)][0]
            raise ValueError(f"{self} got the label {wrong}, but with {K} scores per sample the "
                             f"labels must be 0 to {K - 1}.")


def _different_lengths(loss, scores_shape, y_shape):
    message = f"{loss} got scores of shape {scores_shape} and y of shape {y_shape}. "
    message += f"It needs one label per sample: y of shape ({scores_shape[0]},)."
    if y_shape == (scores_shape[0], 1):
        message += " Write y[:, 0]."
    return message


def _different_shapes(loss, scores_shape, y_shape):
    message = f"{loss} got scores of shape {scores_shape} and y of shape {y_shape}. "
    message += "They must have the same shape."
    if len(y_shape) == 1 and scores_shape == (y_shape[0], 1):
        message += (" Write y[:, None]: from (N, 1) and (N,) NumPy would make (N, N), every score "
                    "minus every target.")
    return message
