"""The instruments of the bug clinic: what to measure when a network trains and does not improve.

Each looks at one thing and returns a report: print it, or read its attributes. All of them work on
copies, so that the network, its gradients and the loss stay as they were, and on any network with
`layers`, `forward` and `backward`, with layers and losses of your own too. The gradient check, the
sixth instrument, has a module to itself.
"""

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
from .losses import BinaryCrossEntropy, SoftmaxCrossEntropy
from .network import layers_that_learn
from .optimizers import SGD


class Report:
    """What all reports share: they show themselves as the text that they print."""

    def __repr__(self):
        return str(self)


# The first loss ---------------------------------------------------------------------------------

# What is too low and too high, as shares of the expected loss. Numbers have a wide range, since a
# healthy network may miss by 5 standard deviations of y at first: 5² = 25.
BARS = {"classes": (1 / 2, 4), "two classes": (1 / 2, 4), "numbers": (1 / 100, 25)}


@dataclass(repr=False)
class FirstLoss(Report):
    """What `first_loss` found; `expected` is what a network that knows nothing gets."""

    value: float
    expected: float
    source: str         # where `expected` comes from
    verdict: str
    advice: str = ""    # what to look for, if something is wrong

    @property
    def ok(self):
        """True if the first loss is about what it should be."""
        return self.verdict == "as expected"

    def __str__(self):
        lines = [f"first loss   {_short(self.value)}",
                 f"expected     {_short(self.expected)}, {self.source}",
                 f"verdict      {self.verdict}"]
        return "\n".join([*lines, self.advice] if self.advice else lines)


def first_loss(network, loss, X, y):
    """Compare the loss of an untrained network with that of one that knows nothing.

    With softmax and K classes, equal scores give every class the probability 1/K: −log(1/K) =
    log K. With one score for two classes it is log 2. For squared error, and any loss of numbers,
    it is the loss of always saying the mean of y (for squared error the variance of y). Real first
    scores are not all equal, so somewhat more is normal.
    Source: Karpathy (2019), A Recipe for Training Neural Networks, "verify loss @ init".
    """
    network, loss, X, y = _checked(network, loss, X, y)
    value, scores, problem = _loss_or_problem(network, loss, X, y)
    kind, K = _kind(loss, scores, y), max(2, scores.shape[-1])    # one score: two classes
    if kind == "numbers":
        expected = _loss_of_the_mean(loss, scores, y)
        source = "the loss of always saying the mean of y"
    else:
        expected, source = math.log(K), f"log {K}: every class has the probability 1/{K}"

    found = FirstLoss(value, expected, source, "as expected")
    if not math.isfinite(value):
        found.verdict, found.advice = "not a number", problem
        return found
    if kind != "numbers":
        equal = float(loss.forward(np.zeros(scores.shape), y))
        if not math.isclose(equal, expected, rel_tol=1e-3):
            found.verdict = "the loss itself is off"
            found.advice = (f"With all scores equal, this loss gives {_short(equal)}, whatever the "
                            f"network is. It should give log {K} = {_short(expected)}.")
            return found
    low, high = BARS[kind]
    if value > high * expected:
        found.verdict = "too high"
        found.advice = (f"The scores reach {_short(np.abs(scores).max())}. Are the weights too "
                        f"large, or the inputs{', or is y not scaled' * (kind == 'numbers')}?")
    elif value < low * expected:
        found.verdict = "too low (it knows the answers already?)"
        found.advice = "Has it been trained before? Are there only a few samples?"
    return found


# Learning one batch by heart --------------------------------------------------------------------

NEAR_ZERO = 0.1     # a cross-entropy below this gives the right class 90 % (e^−0.1) on average
NEAR_SHARE = 0.01   # and a squared error is near zero below this share of the variance of y


@dataclass(repr=False)
class OverfitReport(Report):
    """What `overfit_one_batch` found: `losses` before the first step and after each one."""

    losses: list
    near: float               # a loss below this counts as near zero
    accuracy: float | None    # on this batch, after the last step; None if y holds numbers
    verdict: str

    @property
    def ok(self):
        """True if the batch was learned by heart."""
        return self.losses[-1] <= self.near

    def __str__(self):
        right = "" if self.accuracy is None else f", {_percent(self.accuracy)} right"
        return (f"loss       {_short(self.losses[0])} at first, {_short(self.losses[-1])} after "
                f"{len(self.losses) - 1} steps{right}\n"
                f"near zero  is at most {_short(self.near)}\n"
                f"verdict    {self.verdict}")


def overfit_one_batch(network, loss, X, y, *, learning_rate=0.1, steps=200, optimizer=None):
    """Let a copy of the network learn one small batch by heart, which every healthy one can.

    Steps are plain SGD. `optimizer`, a function such as `lambda network: Adam(network)`, makes
    another one, and `learning_rate` is then not used. Give it some 10 or 20 samples, not all: only
    then a failure means that something is broken. Near zero is a loss of at most 0.1 where y holds
    classes, and 1 % of the loss of always saying the mean where it holds numbers.
    Source: Karpathy (2019), A Recipe for Training Neural Networks, "overfit one batch".
    """
    require_positive_integer(steps, "steps")
    network, loss, X, y = _checked(network, loss, X, y)
    require_finite(X, "X")
    optimizer = _make_optimizer(optimizer, network, learning_rate)
    losses = []
    for _ in range(steps):
        value, scores, _ = _loss_or_problem(network, loss, X, y)
        losses.append(value)
        if not math.isfinite(value):
            break
        with np.errstate(all="ignore"):
            network.backward(loss.backward())
            optimizer.step()
    else:
        value, scores, _ = _loss_or_problem(network, loss, X, y)
        losses.append(value)

    kind = _kind(loss, scores, y)
    if kind == "numbers":
        near, accuracy = NEAR_SHARE * (_loss_of_the_mean(loss, scores, y) or losses[0]), None
        blind = math.inf
    else:
        answers = scores.argmax(axis=1) if kind == "classes" else scores[:, 0] > 0
        near, accuracy = NEAR_ZERO, float(np.mean(answers == y.ravel()))
        shares = np.unique(y, return_counts=True)[1] / len(y)
        blind = -float(np.sum(shares * np.log(shares)))    # what one gets by these shares alone
    return OverfitReport(losses, near, accuracy, _overfit_verdict(losses, near, blind))


def _overfit_verdict(losses, near, blind):
    first, last, late = losses[0], losses[-1], losses[3 * len(losses) // 4:]
    rises = [after > 1.01 * before for before, after in zip(late, late[1:])]
    if not math.isfinite(first):
        return "the loss is not a number from the start"
    if not math.isfinite(last):
        return f"exploded: the loss is not a number after {len(losses) - 1} steps"
    if last <= near:
        return "learned by heart"
    if last > 1.1 * first:
        return "rises: do the steps lead uphill, or are they too large?"
    if sum(rises) > 0.1 * len(late):
        return "jumps up and down: the steps are too large"
    if last < 0.97 * late[0]:
        return "still falling: give it more steps, or larger ones"
    if abs(last - blind) < 0.1 * blind < math.inf:
        return f"stuck at {_short(last)}: it knows how often each class comes, and nothing of X"
    if last > 0.95 * first:
        return f"does not fall: it stays at {_short(last)}"
    return f"stuck at {_short(last)}"


# What goes through the layers -------------------------------------------------------------------

FLAT = 0.01         # a slope below this share of the slope at z = 0 counts as flat
MANY_DEAD = 0.25    # this share of units, or more, is worth a sentence
MANY_FLAT = 0.5     # and this share of flat values
FAR_APART = 50      # and spreads that differ by this factor from one end to the other


@dataclass(repr=False)
class LayerStatistics(Report):
    """What `layer_statistics` found: one entry per layer in each list or array, and `findings`."""

    names: list                 # such as "layers[2] ReLU"
    mean: np.ndarray            # of all numbers that came out
    std: np.ndarray
    zeros: np.ndarray           # share of exact zeros among them
    units: np.ndarray
    dead_units: np.ndarray      # how many units are zero for every sample
    saturated: np.ndarray       # share of values where the activation is flat; nan: no activation
    gradient_std: np.ndarray    # of ∂L/∂(what came out), the gradient that came back; nan: none
    dW_norm: np.ndarray         # √ of the sum of all squares in dW; nan: the layer has no dW
    findings: list              # what stands out, in sentences

    @property
    def dead(self):
        """Share of units that are zero for every sample."""
        return self.dead_units / self.units

    @property
    def ok(self):
        """True if nothing stands out."""
        return not self.findings

    def __str__(self):
        mean = np.where(np.abs(self.mean) > 1e-9 * self.std, self.mean, 0)    # not −1.2e-17
        dead = [f"{dead} of {units}" for dead, units in zip(self.dead_units, self.units)]
        return _table({
            "layer": self.names, "mean": _column(_short, mean), "std": _column(_short, self.std),
            "zeros": _column(_percent, self.zeros), "dead units": dead,
            "saturated": _column(_percent, self.saturated),
            "gradient std": _column(_short, self.gradient_std),
            "norm of dW": _column(_short, self.dW_norm),
        }) + "\n\n" + _sentences(self.findings)


def layer_statistics(network, loss, X, y):
    """Send one batch forward and backward, and return what passed each layer on the way.

    An activation is saturated where its slope, measured by wiggling z, is below 1 % of its slope
    at z = 0: beyond about ±6 for sigmoid and ±3 for tanh. Zeros of a ReLU are not counted there.
    Give it some dozens of samples or more: of a single one, every zero looks like a dead unit.
    """
    network, loss, X, y = _checked(network, loss, X, y)
    learning = dict(layers_that_learn(network))
    for layer in learning.values():
        layer.dW = np.zeros(layer.W.shape)    # so that nothing of an earlier backward is reported
    heard = [_listen_to(layer) for layer in network.layers]
    value, _, problem = _loss_or_problem(network, loss, X, y)
    names = [f"layers[{index}] {type(layer).__name__}"
             for index, layer in enumerate(network.layers)]
    for name, passed in zip(names, heard):
        if "out" not in passed:
            raise ValueError(f"{name}: network.forward never comes to this layer.")
    if math.isfinite(value):
        with np.errstate(all="ignore"):
            network.backward(loss.backward())

    outs = [passed["out"].reshape(len(X), -1) for passed in heard]    # (N, units) each
    gradients = [passed.get("gradient", np.nan) for passed in heard]
    with np.errstate(all="ignore"):
        statistics = LayerStatistics(
            names,
            mean=np.array([A.mean() for A in outs]),
            std=np.array([A.std() for A in outs]),
            zeros=np.array([np.mean(A == 0) for A in outs]),
            units=np.array([A.shape[1] for A in outs]),
            dead_units=np.array([(A == 0).all(axis=0).sum() for A in outs]),
            saturated=np.array([np.nan if index in learning else _saturated(passed)
                                for index, passed in enumerate(heard)]),
            gradient_std=np.array([np.std(gradient) for gradient in gradients]),
            dW_norm=np.array([np.linalg.norm(learning[index].dW) if index in learning else np.nan
                              for index in range(len(names))]),
            findings=[problem] if problem else [])
        _look_at_layers(statistics, X, outs, gradients, learning)
    return statistics


def _listen_to(layer):
    """Keep what goes through this layer from now on, in the dict that is returned."""
    passed, forward, backward = {"forward": layer.forward}, layer.forward, layer.backward

    def forward_heard(X):
        passed["in"] = np.array(X)    # a copy: the layer may write into its input
        Z = forward(X)
        passed["out"] = np.array(Z)
        return Z

    def backward_heard(dZ, *options, **named):
        passed["gradient"] = np.array(dZ)
        return backward(dZ, *options, **named)

    layer.forward, layer.backward = forward_heard, backward_heard
    return passed


def _saturated(passed):
    """Return the share of values where an activation is flat, or nan if it is no activation."""
    Z, A, forward = passed["in"].astype(np.float64), passed["out"], passed["forward"]
    if Z.shape != A.shape:
        return np.nan

    def slope(Z):
        h = 1e-5 * np.maximum(1, np.abs(Z))
        return np.abs(forward(Z + h) - forward(Z - h)) / (2 * h)

    at_zero = slope(np.zeros(Z.shape))
    if not at_zero.any():    # softmax is one: the same added to all scores changes nothing
        return np.nan
    return np.mean((slope(Z) < FLAT * at_zero) & (A != 0))


def _look_at_layers(statistics, X, outs, gradients, learning):
    """Add to `findings` what stands out."""
    names, findings = statistics.names, statistics.findings
    for index, (name, A) in enumerate(zip(names, outs)):
        n, dead, flat = A.shape[1], statistics.dead_units[index], statistics.saturated[index]
        if not np.isfinite(A).all():
            findings.append(f"{name}: what comes out is not finite.")
            return    # whatever comes after it only inherits that
        if dead >= MANY_DEAD * n and index not in learning:
            findings.append(f"{name}: {dead} of {n} units are zero for every sample.")
        elif n > 1 and A.any() and np.allclose(A, A[:, :1], rtol=1e-9, atol=0):
            findings.append(f"{name}: all {n} units say the same, as twins do.")
        if flat >= MANY_FLAT:
            findings.append(f"{name}: {_percent(flat)} of the values are saturated: the slope "
                            f"there is nearly zero, and so is the gradient that it lets through.")
    if len(A) > 1 and A.std(axis=0).max() <= 1e-3 * np.abs(A).max():
        findings.append(f"{name}: the scores hardly differ from sample to sample.")
    if _rms(A) > FAR_APART * _rms(X) > 0:
        findings.append(f"The values explode on the way forward: their size is {_short(_rms(X))} "
                        f"in X and {_short(_rms(A))} in the scores (root mean square).")
    first, last = statistics.gradient_std[[0, -1]]    # nan, if there was no backward pass
    silent = [name for name, gradient in zip(names, gradients) if not np.any(gradient)]
    if silent:
        findings.append(f"No gradient comes back to {silent[-1]}: it is zero everywhere.")
    elif first > FAR_APART * last or last > FAR_APART * first:
        findings.append(f"The gradient {'vanishes' if first < last else 'explodes'} on the way "
                        f"back: its standard deviation is {_short(last)} at {names[-1]} and "
                        f"{_short(first)} at {names[0]}.")


# How far a step moves the weights ---------------------------------------------------------------

# The rule of thumb is 0.001. The small networks of this course, measured, learn well with first
# steps from 0.0003 to 0.1.
CRAWLS, THROWN_ABOUT = 3e-4, 1e-1


@dataclass(repr=False)
class UpdateRatios(Report):
    """What `update_ratios` found: one entry per array of weights; sizes are root mean squares."""

    names: list            # such as "layers[0].W"
    weights: np.ndarray    # how large the weights are
    updates: np.ndarray    # how far the step moves them
    verdicts: list

    @property
    def ratios(self):
        """updates / weights; 0 where nothing moves, inf where all weights were zero."""
        return np.divide(self.updates, self.weights, where=self.weights > 0,
                         out=np.where(self.updates > 0, np.inf, 0.0))

    @property
    def ok(self):
        """True if all ratios are healthy."""
        return all(verdict == "healthy" for verdict in self.verdicts)

    def __str__(self):
        return _table({
            "weights": self.names, "their size": _column(_short, self.weights),
            "of the step": _column(_short, self.updates), "ratio": _column(_short, self.ratios),
            "verdict": self.verdicts,
        }) + ("\n\nAbout 0.001 is healthy, in the first steps of a small network up to 0.1.\n"
              "Far below: it crawls. Far above: it is thrown about.")


def update_ratios(network, loss, X, y, learning_rate=None, *, optimizer=None):
    """Take one step with a copy of the network: how large is it, against the weights themselves?

    The step is plain SGD with `learning_rate`, or that of `optimizer`, a function such as
    `lambda network: Adam(network)`. A rule of thumb, not a law: about 0.001. Source: the notes of
    the Stanford course CS231n, "Ratio of weights:updates"; also Karpathy (2022), Building makemore,
    part 3.
    """
    if (learning_rate is None) == (optimizer is None):
        raise TypeError("update_ratios needs a learning_rate or an optimizer, one of the two.")
    network, loss, X, y = _checked(network, loss, X, y)
    require_finite(X, "X")
    optimizer = _make_optimizer(optimizer, network, learning_rate)
    learning = layers_that_learn(network)
    before = [layer.W.copy() for _, layer in learning]
    value, _, problem = _loss_or_problem(network, loss, X, y)
    if not math.isfinite(value):
        raise DivergenceError(f"No step can be taken. {problem}")
    network.backward(loss.backward())
    optimizer.step()

    found = UpdateRatios(
        names=[f"layers[{index}].W" for index, _ in learning],
        weights=np.array([_rms(W) for W in before]),
        updates=np.array([_rms(layer.W - W) for (_, layer), W in zip(learning, before)]),
        verdicts=[])
    for ratio in found.ratios:
        found.verdicts.append("no step: the gradient is zero" if ratio == 0 else
                              "it crawls" if ratio < CRAWLS else
                              "healthy" if ratio <= THROWN_ABOUT else
                              "it is thrown about" if ratio < np.inf else "all weights were zero")
    return found


# A look at the data -----------------------------------------------------------------------------

MOST_LOOKED_AT = 500    # samples whose neighbours are looked for: 500 × 500 distances
FEWEST = 50             # with fewer samples, neighbours agree or not by chance


@dataclass(repr=False)
class DataReport(Report):
    """What `data_check` found: numbers, `findings` that spoil a training, `notes` that may not."""

    shape: tuple
    dtype: str
    y_shape: tuple
    y_dtype: str
    lowest: float = math.nan
    highest: float = math.nan
    means: np.ndarray | None = None            # (D,), per feature
    stds: np.ndarray | None = None             # (D,)
    counts: dict | None = None                 # {class: how many}; None if y holds numbers
    repeated_rows: int = 0                     # rows of X that are there already
    neighbours_agree: float | None = None      # share whose nearest other sample has its label
    agree_by_chance: float | None = None       # what that share would be by chance
    findings: list = field(default_factory=list)
    notes: list = field(default_factory=list)

    @property
    def ok(self):
        """True if nothing was found that spoils a training."""
        return not self.findings

    def __str__(self):
        lines = [f"X            {self.shape}, {self.dtype}, from {_short(self.lowest)} to "
                 f"{_short(self.highest)}", f"y            {self.y_shape}, {self.y_dtype}"]
        if self.counts is not None:
            counts = ", ".join(f"{name}: {n}" for name, n in list(self.counts.items())[:12])
            more = ", …" if len(self.counts) > 12 else ""
            lines.append(f"classes      {len(self.counts)} ({counts}{more})")
        if self.neighbours_agree is not None:
            lines.append(f"neighbours   {_percent(self.neighbours_agree)} have the label of their "
                         f"nearest neighbour; by chance {_percent(self.agree_by_chance)}")
        lines += [f"note         {note}" for note in self.notes]
        return "\n".join(lines) + "\n\n" + _sentences(self.findings)


def data_check(X, y, *, classes=None):
    """Look at X (N, D) and y, and return a `DataReport`; `classes` is how many there should be.

    y holds classes if it is (N,) or (N, 1) and made of whole numbers. Then the nearest other
    sample is looked for, among at most 500 drawn with a fixed seed, features standardised. If it
    has the same label no more often than by chance, labels and rows have come apart.
    """
    if classes is not None:
        require_positive_integer(classes, "classes")
    X, y = as_numbers(X, "X"), as_numbers(y, "y")
    if X.ndim != 2 or X.size == 0:
        raise ShapeError(f"X must be (N, D), one sample a row, at least one, got {X.shape}.")
    if y.ndim == 0 or len(y) != len(X):
        hint = " X.T would fit." if y.ndim and len(y) == X.shape[1] else ""
        raise ShapeError(f"X and y must be equally long, one row and one label per sample, got "
                         f"shapes {X.shape} and {y.shape}.{hint}")
    found = DataReport(X.shape, str(X.dtype), y.shape, str(y.dtype))
    finite = np.isfinite(X).all(axis=1) & np.isfinite(y.reshape(len(y), -1)).all(axis=1)
    for array, name in ((X, "X"), (y, "y")):
        bad = np.argwhere(~np.isfinite(array))
        if len(bad):
            place = ", ".join(map(str, bad[0]))
            found.findings.append(f"NaN or infinite numbers in {name}: {len(bad)}, the first at "
                                  f"{name}[{place}].")
    X, y = X[finite], y[finite]    # the rest is about the other rows
    if len(X):
        with np.errstate(over="ignore"):    # an infinite size is large, too
            _look_at_features(X, found)
        labels = _as_labels(y, classes)
        if labels is not None:
            _look_at_labels(X, labels, classes, found)
    return found


def _look_at_features(X, found):
    found.lowest, found.highest = float(X.min()), float(X.max())
    found.means = X.mean(axis=0, dtype=np.float64)                              # (D,)
    found.stds = X.std(axis=0, dtype=np.float64)                                # (D,)
    size = math.sqrt(np.mean(found.means**2 + found.stds**2))    # the root of the mean square of X
    if not 0.05 <= size <= 5:
        found.findings.append(f"The values of X are {'small' if size < 1 else 'large'}, about "
                              f"{_short(size)} (root mean square): scale them to about 1.")
    some = X[:2000]    # a feature that hardly ever changes, such as a corner pixel, has no scale
    changing = np.mean(some == np.median(some, axis=0), axis=0) < 0.99          # (D,)
    if changing.any():
        scales = np.where(changing, found.stds, np.nan)
        most, least = np.nanargmax(scales), np.nanargmin(scales)
        if scales[most] > 100 * scales[least]:
            found.findings.append(f"The features have very different scales: feature {most} "
                                  f"spreads by {_short(scales[most])}, feature {least} by "
                                  f"{_short(scales[least])}. Scale each one on its own.")
    constant = np.flatnonzero(X.min(axis=0) == X.max(axis=0))
    if len(constant):
        found.notes.append(f"Features that never change: {len(constant)} of {X.shape[1]}, the "
                           f"first is feature {constant[0]}.")


def _as_labels(y, classes):
    """Return y as class numbers (N,), or None if it holds numbers to be met."""
    if y.ndim == 2 and y.shape[1] == 1:
        y = y[:, 0]
    if y.ndim != 1 or (y != np.floor(y)).any():
        if classes is not None:
            raise ValueError(f"With classes, y must hold one whole number for each sample, got "
                             f"{describe(y)}.")
        return None
    labels = y.astype(np.int64)
    many = len(np.unique(labels)) > max(2, len(labels) / 2)    # no class comes twice: a quantity
    return None if many and classes is None else labels


def _look_at_labels(X, labels, classes, found):
    names, counts = np.unique(labels, return_counts=True)
    found.counts = {int(name): int(n) for name, n in zip(names, counts)}
    if classes is not None:
        missing = sorted(set(range(classes)) - set(found.counts))
        if missing:
            found.findings.append(f"There is no sample of class {', '.join(map(str, missing))}.")
        if names[0] < 0 or names[-1] >= classes:
            wrong = names[0] if names[0] < 0 else names[-1]
            found.findings.append(f"y holds the label {wrong}, but with {classes} classes the "
                                  f"labels must be 0 to {classes - 1}.")
    if len(names) == 1:
        found.findings.append(f"All samples have the same label, {names[0]}.")
    elif counts.max() > 10 * counts.min():
        found.findings.append(f"Class {names[counts.argmax()]} has {counts.max()} samples, class "
                              f"{names[counts.argmin()]} only {counts.min()}.")

    labels_of = {}    # row, as one number -> the labels that it comes with
    for row, label in zip(X, labels.tolist()):
        labels_of.setdefault(hash((row + 0.0).tobytes()), set()).add(label)    # −0.0 + 0.0 is 0.0
    found.repeated_rows = len(X) - len(labels_of)
    contradicting = sum(len(some) > 1 for some in labels_of.values())
    if contradicting:
        found.findings.append(f"Rows that come again with another label: {contradicting}.")
    elif found.repeated_rows:
        found.notes.append(f"Rows that come again: {found.repeated_rows}. Let none of them be in "
                           f"both training and validation data.")
    if len(X) > 1:
        _look_at_neighbours(X, labels, found)


def _look_at_neighbours(X, labels, found):
    rows = np.random.default_rng(0).permutation(len(X))[:MOST_LOOKED_AT]
    X, labels, n = X[rows].astype(np.float64), labels[rows], len(rows)
    stds = X.std(axis=0)
    X = (X - X.mean(axis=0)) / np.where(stds > 0, stds, 1)
    squares = np.sum(X**2, axis=1)                                              # (n,)
    distances = squares[:, None] + squares - 2 * X @ X.T    # |a − b|² = |a|² + |b|² − 2ab, (n, n)
    np.fill_diagonal(distances, np.inf)                     # no sample is its own neighbour
    counts = np.unique(labels, return_counts=True)[1]
    chance = float(np.sum(counts * (counts - 1)) / (n * (n - 1)))
    agree = float(np.mean(labels[distances.argmin(axis=1)] == labels))
    found.neighbours_agree, found.agree_by_chance = agree, chance
    doubt = 5 * math.sqrt(chance * (1 - chance) / n)    # five standard deviations of such a share
    if n >= FEWEST and chance < 0.9 and agree < chance + max(doubt, 0.1 * (1 - chance)):
        found.findings.append(f"Only {_percent(agree)} of the samples have the label of their "
                              f"nearest neighbour, by chance it would be {_percent(chance)}. Have "
                              f"rows and labels come apart (shuffled, or one row off)?")


# What the instruments share ---------------------------------------------------------------------

def _checked(network, loss, X, y):
    """Return copies of network, loss and X, and y as an array, or say what is wrong with them."""
    require_methods(network, "network", "forward", "backward")
    require_methods(loss, "loss", "forward", "backward")
    if not hasattr(network, "layers"):
        raise TypeError(f"The instruments need a network with layers, got {describe(network)}. "
                        f"Try MLP.from_layers([…]).")
    X, y = as_numbers(X, "X", getattr(network, "dtype", np.float64)), as_numbers(y, "y")
    if X.ndim == 0 or y.ndim == 0 or len(X) != len(y) or len(X) == 0:
        raise ShapeError(f"X and y must be equally long, one row and one label per sample, at "
                         f"least one, got shapes {X.shape} and {y.shape}.")
    return copy.deepcopy(network), copy.deepcopy(loss), X.copy(), y


def _loss_or_problem(network, loss, X, y):
    """Return (loss, scores, ""), or (nan or inf, scores, what is wrong in a sentence)."""
    with np.errstate(all="ignore"):    # the value tells
        scores = network.forward(X)
        try:
            value, problem = float(loss.forward(scores, y)), ""
        except DivergenceError as error:
            value, problem = math.nan, str(error)
    if not math.isfinite(value):
        problem = problem or f"The loss is {value}."
        if not np.isfinite(X).all():
            place = ", ".join(map(str, np.argwhere(~np.isfinite(X))[0]))
            problem = f"X[{place}] is not a finite number, so the loss cannot be one."
    return value, scores, problem


def _kind(loss, scores, y):
    """Return "classes", "two classes" (from one score) or "numbers": what y holds for this loss."""
    if isinstance(loss, BinaryCrossEntropy):
        return "two classes"
    if isinstance(loss, SoftmaxCrossEntropy):
        return "classes"
    if getattr(loss, "classifies", True) and scores.ndim == 2:    # a class of your own: y tells
        if scores.shape[1] > 1 and y.ndim == 1 and y.dtype.kind in "iu":
            return "classes"
        if scores.shape[1] == 1 and np.isin(y, (0, 1)).all():
            return "two classes"
    return "numbers"


def _loss_of_the_mean(loss, scores, y):
    """Return the loss of always saying the mean of y."""
    return float(loss.forward(np.zeros(scores.shape) + y.mean(axis=0), y))


def _make_optimizer(make, network, learning_rate):
    """Return plain SGD for this network, or the optimizer that `make(network)` returns."""
    if make is None:
        return SGD(network, learning_rate)
    if not callable(make):
        raise TypeError(f"optimizer must be a function that makes one for the copy of the network, "
                        f"such as lambda network: Adam(network), got {describe(make)}.")
    optimizer = make(network)
    require_methods(optimizer, "what the function optimizer returns", "step")
    if getattr(optimizer, "network", network) is not network:
        raise ValueError("The function optimizer must make one for the network that it is given, "
                         "which is a copy of yours: lambda network: Adam(network).")
    return optimizer


def _rms(array):
    return float(np.sqrt(np.mean(np.square(array, dtype=np.float64))))


def _short(value):
    return f"{value:.3g}"


def _percent(share):
    return f"{100 * share:.0f} %"


def _column(write, values):
    """Write each value; nan, which here stands for "there is none", as a dash."""
    return ["–" if np.isnan(value) else write(value) for value in values]


def _sentences(findings):
    return "\n".join(findings) or "Nothing stands out."


def _table(columns):
    """Return {heading: texts} as a table, one column each."""
    columns = [[heading, *texts] for heading, texts in columns.items()]
    widths = [max(map(len, column)) for column in columns]
    return "\n".join("   ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip()
                     for row in zip(*columns))
