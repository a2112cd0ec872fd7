"""Training: the loop that repeats forward, loss, backward, step; and how good the result is."""

import copy
import math
from dataclasses import dataclass, field

import numpy as np

from .errors import (
    DivergenceError,
    ShapeError,
    as_numbers,
    describe,
    require_finite,
    require_methods,
    require_positive_integer,
)
from .network import forward_only, layers_that_learn


@dataclass
class History:
    """What `fit` saw: four lists with one number an epoch, empty where nothing was asked for.

    `loss` and `accuracy` are means over the samples of the epoch, taken while the network learned.
    """

    loss: list = field(default_factory=list)
    accuracy: list = field(default_factory=list)
    validation_loss: list = field(default_factory=list)
    validation_accuracy: list = field(default_factory=list)
    best_epoch: int | None = None    # with early stopping: the epoch whose weights were kept
    interrupted: bool = False        # stopped by hand; the epoch under way is not in the lists

    def add(self, trained, validated=None):
        """Append the `Evaluation` of an epoch's training, and that of the validation data."""
        self.loss.append(trained.loss)
        if trained.accuracy is not None:
            self.accuracy.append(trained.accuracy)
        if validated is not None:
            self.validation_loss.append(validated.loss)
            if validated.accuracy is not None:
                self.validation_accuracy.append(validated.accuracy)


@dataclass
class Evaluation:
    """The mean loss over some samples, and the share of right classes (None for regression)."""

    loss: float
    accuracy: float | None


def fit(network, X, y, *, loss, optimizer, epochs=20, batch_size=32, validation=None, seed=0,
        early_stopping=None, progress=True, on_batch=None, on_epoch=None):
    """Train `network` on X (N, D) and y, (N,) or (N, K), and return the `History`.

    Every epoch takes the samples in a new order (`seed` fixes it), in batches of `batch_size`, the
    last one shorter if need be. `validation=(Xv, yv)` is evaluated after every epoch.
    `early_stopping=10` stops once the validation loss has not fallen for 10 epochs, and goes back
    to the best weights. `progress=False` switches the progress bar off. `on_batch(step, value)` is
    called after every step with the loss of its batch, `on_epoch(epoch, history)` after every
    epoch; both count from 0.

    An interrupt keeps what was learned and returns the history so far. A loss that becomes NaN or
    infinite raises DivergenceError, a ValueError, with the history so far in it.
    """
    require_methods(network, "network", "forward", "backward")
    require_methods(loss, "loss", "forward", "backward")
    require_methods(optimizer, "optimizer", "step")
    X, y = _check_data(network, loss, X, y, "X", "y")
    if validation is not None:
        validation = _check_data(network, loss, *_check_pair(validation), "Xv", "yv")
    require_positive_integer(epochs, "epochs")
    require_positive_integer(batch_size, "batch_size")
    if early_stopping is not None:
        require_positive_integer(early_stopping, "early_stopping")
        if validation is None:
            raise ValueError("early_stopping watches the validation loss: "
                             "give validation=(Xv, yv).")
    if getattr(optimizer, "network", network) is not network:    # one of your own may have none
        raise ValueError("The optimizer belongs to another network. Make one for this network, "
                         "for example SGD(network, learning_rate=0.1).")

    rng = np.random.default_rng(seed)
    history = History()
    best_loss, best_weights = math.inf, []
    learning = layers_that_learn(network)
    try:
        for epoch in _epochs(epochs, progress, history):
            with np.errstate(over="ignore", invalid="ignore"):    # a loss that is not finite tells
                trained = _train_one_epoch(network, X, y, loss, optimizer, batch_size, rng,
                                           on_batch)
                validated = evaluate(network, *validation, loss=loss) if validation else None
            history.add(trained, validated)
            if early_stopping and validated.loss < best_loss:
                best_loss, history.best_epoch = validated.loss, epoch
                best_weights = [(layer.W.copy(), layer.b.copy()) for _, layer in learning]
            if on_epoch is not None:
                on_epoch(epoch, history)
            if early_stopping and epoch - history.best_epoch >= early_stopping:
                break
    except KeyboardInterrupt:
        history.interrupted = True
    except DivergenceError as error:
        raise DivergenceError(
            f"Training stopped in epoch {len(history.loss)}: {error} Try a learning rate ten times "
            f"smaller, inputs scaled to about -1 to 1, or smaller initial weights.",
            history) from None
    if not history.interrupted:
        for (_, layer), (W, b) in zip(learning, best_weights, strict=False):
            layer.W[...], layer.b[...] = W, b
    return history


def _train_one_epoch(network, X, y, loss, optimizer, batch_size, rng, on_batch):
    """Show the network every sample once, in a random order, with a step after every batch."""
    order = rng.permutation(len(X))
    total = right = 0
    for step, start in enumerate(range(0, len(X), batch_size)):
        rows = order[start:start + batch_size]
        X_batch, y_batch = X[rows], y[rows]
        scores = network.forward(X_batch)
        value = loss.forward(scores, y_batch)
        if not math.isfinite(value):
            raise DivergenceError(f"The loss is {value}.")
        network.backward(loss.backward())
        optimizer.step()
        total += value * len(rows)    # weighted, because the last batch can be shorter
        if loss.classifies:
            right += _count_right(loss, scores, y_batch)
        if on_batch is not None:
            on_batch(step, value)
    return Evaluation(total / len(X), right / len(X) if loss.classifies else None)


def evaluate(network, X, y, *, loss):
    """Return the loss and the accuracy of `network` on X (N, D) and y, and change nothing.

    Whatever the network and the loss keep for a backward pass stays as it was.
    """
    require_methods(network, "network", "forward")
    require_methods(loss, "loss", "forward")
    X, y = _check_lengths(network, X, y, "X", "y")
    scores = forward_only(network, X)
    try:
        value = copy.copy(loss).forward(scores, y)
    except DivergenceError:
        require_finite(X, "X")
        raise
    accuracy = _count_right(loss, scores, y) / len(X) if loss.classifies else None
    return Evaluation(value, accuracy)


def confusion_matrix(y, predicted, n_classes=None):
    """Return C (K, K): C[i, j] counts the samples of class i that were taken for class j."""
    y, predicted = np.asarray(y), np.asarray(predicted)
    for labels, name in ((y, "y"), (predicted, "predicted")):
        if labels.ndim != 1 or labels.dtype.kind not in "iu" or (labels < 0).any():
            raise ValueError(f"{name} must hold one class number per sample, 0 or more, "
                             f"got {describe(labels)}.")
    if len(y) != len(predicted) or len(y) == 0:
        raise ShapeError(f"y and predicted must be equally long and not empty, "
                         f"got {len(y)} and {len(predicted)} labels.")
    K = 1 + max(y.max(), predicted.max()) if n_classes is None else n_classes
    if max(y.max(), predicted.max()) >= K:
        raise ValueError(f"There is a label above {K - 1}, but n_classes is {K}.")
    counts = np.zeros((K, K), dtype=int)
    np.add.at(counts, (y, predicted), 1)
    return counts


def _count_right(loss, scores, y):
    return int(np.count_nonzero(loss.predict(scores) == y.ravel()))


def _epochs(epochs, progress, history):
    """Yield the numbers of the epochs; a progress bar shows the last losses on the way."""
    from tqdm.auto import tqdm  # here, because it would slow down every import of the package

    with tqdm(range(epochs), desc="fit", unit="epoch", disable=not progress) as bar:
        for epoch in bar:
            yield epoch
            shown = {"loss": history.loss[-1]}
            if history.validation_loss:
                shown["validation_loss"] = history.validation_loss[-1]
            bar.set_postfix(shown, refresh=False)


def _check_pair(validation):
    if not isinstance(validation, (tuple, list)) or len(validation) != 2:
        raise TypeError(f"validation must be a pair (Xv, yv), got {describe(validation)}.")
    return validation


def _check_lengths(network, X, y, X_name, y_name):
    """Return X, in the network's type, and y as arrays of equal length, at least one sample."""
    X = as_numbers(X, X_name, getattr(network, "dtype", np.float64))
    y = as_numbers(y, y_name)
    if X.ndim == 0 or y.ndim == 0 or len(X) != len(y):
        raise ShapeError(f"{X_name} and {y_name} must be equally long, one row and one label per "
                         f"sample, got shapes {X.shape} and {y.shape}.")
    if len(X) == 0:
        raise ShapeError(f"{X_name} is empty: there must be at least one sample.")
    return X, y


def _check_data(network, loss, X, y, X_name, y_name):
    """Refuse what does not fit before anything is learned: numbers, widths, labels."""
    X, y = _check_lengths(network, X, y, X_name, y_name)
    require_finite(X, X_name)
    require_finite(y, y_name)
    one_row = forward_only(network, X[:1])
    copy.copy(loss).forward(np.zeros((len(X), *one_row.shape[1:])), y)    # it knows its labels
    return X, y
