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

HIGH = {"classes": 3, "numbers": 25}    # times the expected loss: above this it is too high


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
    it is the loss of always saying the mean of y (which for squared error is the variance of y).
    Real first scores are not all equal, so a little more is normal: up to 3 times log K or log 2,
    and up to 25 times the variance, which are misses of 5 standard deviations of y.
    Source: Karpathy (2019), A Recipe for Training Neural Networks, "verify loss @ init".
    """
    network, loss, X, y = _checked(network, loss, X, y)
    value, scores, problem = _loss_or_problem(network, loss, X, y)
    K = scores.shape[-1]
    kind = _kind(loss, scores, y)
    if kind == "numbers":
        expected = _loss_of_the_mean(loss, scores, y)
        source = "the loss of always saying the mean of y"
    else:
        K = max(K, 2)    # one score, two classes
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
    if value > HIGH["numbers" if kind == "numbers" else "classes"] * expected > 0:
        found.verdict = "too high"
        found.advice = (f"It is sure of wrong answers: the scores reach "
                        f"{_short(np.abs(scores).max())}. Are the weights too large, or the "
                        f"inputs, or y not scaled?")
    elif value < expected / 2:
        found.verdict = "too low (it knows the answers already?)"
        found.advice = "Is it trained already, or is y hidden in X, or are there very few samples?"
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

    kind, near, accuracy = _kind(loss, scores, y), NEAR_ZERO, None
    if kind == "numbers":
        near = NEAR_SHARE * (_loss_of_the_mean(loss, scores, y) or losses[0])
    else:
        answers = scores.argmax(axis=1) if kind == "classes" else scores[:, 0] > 0
        accuracy = float(np.mean(answers == y.ravel()))
    return OverfitReport(losses, near, accuracy, _overfit_verdict(losses, near))


def _overfit_verdict(losses, near):
    first, last, late = losses[0], losses[-1], losses[3 * len(losses) // 4:]
    rises = np.mean(np.diff(late) > 0) if len(late) > 1 else 0
    if not math.isfinite(last):
        return f"exploded: the loss is not a number after {len(losses) - 1} steps"
    if last <= near:
        return "learned by heart"
    if last > 1.1 * first:
        return "rises: do the steps lead uphill, or are they too large?"
    if rises > 0.2:
        return "jumps up and down: the steps are too large"
    if last < 0.95 * late[0]:
        return "still falling: give it more steps, or larger ones"
    if last > 0.95 * first:
        return f"does not fall: it stays at {_short(last)}"
    return f"stuck at {_short(last)}"


# What goes through the layers -------------------------------------------------------------------

FLAT = 0.01         # a slope below this share of the slope at z = 0 counts as flat
MANY_DEAD = 0.25    # this share of units, or more, is worth a sentence
MANY_FLAT = 0.5     # and this share of flat values
FAR_APART = 100     # spreads that differ by this factor from one end to the other, too


@dataclass
class LayerRow:
    """One layer: what came out of it, and the gradient that came back to it."""

    name: str               # such as "layers[2] ReLU"
    mean: float             # of all numbers that came out
    std: float
    zeros: float            # share of exact zeros among them
    units: int
    dead_units: int         # units that are zero for every sample
    saturated: float        # share of values where the activation is flat; nan for other layers
    gradient_std: float     # of the gradient ∂L/∂(what came out); nan if there was none
    dW_norm: float          # √ of the sum of the squares of dW; nan if the layer has no W

    @property
    def dead(self):
        """Share of units that are zero for every sample."""
        return self.dead_units / self.units


@dataclass(repr=False)
class LayerStatistics(Report):
    """What `layer_statistics` found: `rows`, and `findings` in plain sentences.

    Each column is there as an array too, one number per layer: `statistics.gradient_std`.
    """

    rows: list
    findings: list

    def __getattr__(self, name):
        if name.startswith("_") or name not in (*LayerRow.__dataclass_fields__, "dead"):
            raise AttributeError(f"LayerStatistics has no {name!r}.")
        values = [getattr(row, name) for row in self.rows]
        return values if name == "name" else np.array(values)

    @property
    def ok(self):
        """True if nothing stands out."""
        return not self.findings

    def __str__(self):
        table = [("layer", "mean", "std", "zeros", "dead units", "saturated", "gradient std",
                  "norm of dW")]
        table += [(row.name, _short(row.mean if abs(row.mean) > 1e-9 * row.std else 0),
                   _short(row.std), _percent(row.zeros), f"{row.dead_units} of {row.units}",
                   _percent(row.saturated), _short(row.gradient_std), _short(row.dW_norm))
                  for row in self.rows]
        return _table(table) + "\n\n" + _sentences(self.findings)


def layer_statistics(network, loss, X, y):
    """Send one batch forward and backward, and return what passed each layer on the way.

    An activation is saturated where its slope, measured by wiggling z, is below 1 % of its slope
    at z = 0: beyond about ±6 for sigmoid and ±3 for tanh. Zeros of a ReLU are not counted there.
    Give it some dozens of samples or more: of a single one, every zero looks like a dead unit.
    """
    network, loss, X, y = _checked(network, loss, X, y)
    learning = dict(layers_that_learn(network))
    for layer in learning.values():    # so that nothing of an earlier backward is reported
        if isinstance(getattr(layer, "dW", None), np.ndarray):
            layer.dW = np.zeros(layer.dW.shape)
    heard = [_listen_to(layer) for layer in network.layers]
    value, scores, problem = _loss_or_problem(network, loss, X, y)
    if math.isfinite(value):
        with np.errstate(all="ignore"):
            network.backward(loss.backward())

    rows = []
    for index, (layer, passed) in enumerate(zip(network.layers, heard, strict=True)):
        A = passed["out"].reshape(len(X), -1)                       # (N, units)
        dA, dW = passed.get("gradient"), getattr(learning.get(index), "dW", None)
        with np.errstate(all="ignore"):
            rows.append(LayerRow(
                f"layers[{index}] {type(layer).__name__}", float(A.mean()), float(A.std()),
                float(np.mean(A == 0)), A.shape[1], int((A == 0).all(axis=0).sum()),
                np.nan if index in learning else _saturated(passed),
                np.nan if dA is None else float(np.std(dA)),
                np.nan if dW is None else float(np.sqrt(np.sum(np.square(dW))))))
    findings = [problem] if problem else []
    return LayerStatistics(rows, findings + _layer_findings(rows, heard))


def _listen_to(layer):
    """Keep what goes through this layer from now on, in the dict that is returned."""
    passed, forward, backward = {"forward": layer.forward}, layer.forward, layer.backward

    def forward_heard(X):
        passed["in"] = np.array(X)                                  # a copy: it may be overwritten
        Z = forward(X)
        passed["out"] = np.array(Z)
        return Z

    def backward_heard(dZ, *options):
        passed["gradient"] = np.array(dZ)
        return backward(dZ, *options)

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
    if not at_zero.any():    # such as softmax: the same for all scores changes nothing
        return np.nan
    return float(np.mean((slope(Z) < FLAT * at_zero) & (A != 0)))


def _layer_findings(rows, heard):
    findings = []
    for row, passed in zip(rows, heard):
        A = passed["out"]
        if not np.isfinite(A).all():
            findings.append(f"{row.name}: what comes out is not finite.")
            return findings    # whatever comes after it only inherits that
        if row.dead >= MANY_DEAD:
            findings.append(f"{row.name}: {row.dead_units} of {row.units} units are zero for "
                            f"every sample.")
        elif A.ndim == 2 and row.units > 1 and np.allclose(A, A[:, :1], rtol=1e-9, atol=0):
            findings.append(f"{row.name}: all {row.units} units say the same, as twins do.")
        if row.saturated >= MANY_FLAT:
            findings.append(f"{row.name}: {_percent(row.saturated)} of the values are saturated: "
                            f"there the slope is nearly zero, and so is the gradient behind it.")
    scores = heard[-1]["out"]
    if len(scores) > 1 and scores.std(axis=0).max() <= 1e-3 * np.abs(scores).max():
        findings.append(f"{rows[-1].name}: the scores hardly differ from sample to sample.")
    findings += _along_the_way("What comes out", "forward", rows[0], rows[-1], "std")
    return findings + _along_the_way("The gradient", "backward", rows[-1], rows[0], "gradient_std")


def _along_the_way(what, way, start, end, name):
    """Return a sentence if a spread grows or shrinks very much from the first layer to the last."""
    first, last = getattr(start, name), getattr(end, name)
    if not first > 0 or 1 / FAR_APART < last / first < FAR_APART:
        return []
    verb = "vanishes" if last < first else "explodes"
    return [f"{what} {verb} on the way {way}: its standard deviation is {_short(first)} at "
            f"{start.name} and {_short(last)} at {end.name}."]


# How far a step moves the weights ---------------------------------------------------------------

HEALTHY = 1e-4, 1e-2    # around 0.001, a factor of 10 to both sides


@dataclass
class UpdateRow:
    """One array of weights, and how far one step moved it (root mean squares)."""

    name: str        # such as "layers[0].W"
    weights: float
    update: float
    ratio: float     # update / weights; inf if all weights were zero
    verdict: str


@dataclass(repr=False)
class UpdateRatios(Report):
    """What `update_ratios` found: one `UpdateRow` for each W in `rows`."""

    rows: list

    @property
    def ok(self):
        """True if all ratios are healthy."""
        return all(row.verdict == "healthy" for row in self.rows)

    def __str__(self):
        table = [("weights", "their size", "of the step", "ratio", "verdict")]
        table += [(row.name, _short(row.weights), _short(row.update), _short(row.ratio),
                   row.verdict) for row in self.rows]
        return _table(table) + ("\n\nAbout 0.001 is healthy. Far below: it crawls. Far above: it "
                                "is thrown about.")


def update_ratios(network, loss, X, y, learning_rate=None, *, optimizer=None):
    """Take one step with a copy of the network: how large is it, against the weights themselves?

    The step is plain SGD with `learning_rate`, or that of `optimizer`, a function such as
    `lambda network: Adam(network)`. A rule of thumb, not a law: about 0.001. Source: Karpathy, Li
    and Johnson, CS231n course notes, "Ratio of weights:updates"; again in Karpathy's lecture
    "Building makemore part 3" (2022).
    """
    if (learning_rate is None) == (optimizer is None):
        raise TypeError("update_ratios needs either a learning_rate or an optimizer.")
    network, loss, X, y = _checked(network, loss, X, y)
    require_finite(X, "X")
    optimizer = _make_optimizer(optimizer, network, learning_rate)
    before = {index: layer.W.copy() for index, layer in layers_that_learn(network)}
    loss.forward(network.forward(X), y)
    network.backward(loss.backward())
    optimizer.step()

    rows = []
    for index, layer in layers_that_learn(network):
        weights, update = _rms(before[index]), _rms(layer.W - before[index])
        if update == 0:
            ratio, verdict = 0.0, "no step at all: the gradient is zero"
        elif weights == 0:
            ratio, verdict = math.inf, "all weights are zero"
        else:
            ratio = update / weights
            verdict = ("it crawls" if ratio < HEALTHY[0] else
                       "it is thrown about" if ratio > HEALTHY[1] else "healthy")
        rows.append(UpdateRow(f"layers[{index}].W", weights, update, ratio, verdict))
    return UpdateRatios(rows)


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
            found.findings.append(f"{name} holds {len(bad)} numbers that are NaN or infinite, the "
                                  f"first at {name}[{place}].")
    X, y = X[finite], y[finite]    # the rest is about the other rows
    if len(X):
        _look_at_features(X, found)
        labels = _as_labels(y, classes)
        if labels is not None:
            _look_at_labels(X, labels, classes, found)
    return found


def _look_at_features(X, found):
    X = X.astype(np.float64, copy=False)
    found.lowest, found.highest = float(X.min()), float(X.max())
    found.means, found.stds = X.mean(axis=0), X.std(axis=0)                     # (D,) each
    size = _rms(X)
    if not 0.05 <= size <= 5:
        found.findings.append(f"The values of X are {'small' if size < 1 else 'large'}, as a rule "
                              f"about {_short(size)}: scale them to about 1.")
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
        found.notes.append(f"{len(constant)} of {X.shape[1]} features never change, the first is "
                           f"feature {constant[0]}.")


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

    labels_of = {}    # row -> the labels that it comes with
    for row, label in zip(X + 0.0, labels.tolist()):    # + 0.0 makes of −0.0 a 0.0
        labels_of.setdefault(row.tobytes(), set()).add(label)
    found.repeated_rows = len(X) - len(labels_of)
    contradicting = sum(len(some) > 1 for some in labels_of.values())
    if contradicting:
        found.findings.append(f"{contradicting} rows come more than once, with different labels.")
    elif found.repeated_rows:
        found.notes.append(f"{found.repeated_rows} rows are there already. Let none of them be in "
                           f"training and in validation data.")
    if len(X) > 1:
        _look_at_neighbours(X, labels, found)


def _look_at_neighbours(X, labels, found):
    rows = np.random.default_rng(0).permutation(len(X))[:MOST_LOOKED_AT]
    X, labels, n = X[rows].astype(np.float64), labels[rows], len(rows)
    stds = X.std(axis=0)
    X = (X - X.mean(axis=0)) / np.where(stds > 0, stds, 1)
    squares = np.sum(X**2, axis=1)                                              # (n,)
    distances = squares[:, None] + squares - 2 * X @ X.T    # |a − b|² = |a|² + |b|² − 2ab, (n, n)
    np.fill_diagonal(distances, np.inf)                     # nobody is his own neighbour
    counts = np.unique(labels, return_counts=True)[1]
    chance = float(np.sum(counts * (counts - 1)) / (n * (n - 1)))
    agree = float(np.mean(labels[distances.argmin(axis=1)] == labels))
    found.neighbours_agree, found.agree_by_chance = agree, chance
    doubt = 4 * math.sqrt(chance * (1 - chance) / n)    # four standard deviations of such a share
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
    require_methods(optimizer, "optimizer", "step")
    return optimizer


def _rms(array):
    return float(np.sqrt(np.mean(np.square(array, dtype=np.float64))))


def _short(value):
    """Write a number with three digits; nan, which stands for "not measured", as a dash."""
    return "–" if math.isnan(value) else f"{value:.3g}"


def _percent(share):
    return "–" if math.isnan(share) else f"{100 * share:.0f} %"


def _sentences(findings):
    return "\n".join(findings) or "Nothing stands out."


def _table(rows):
    """Return rows of texts as lines, the columns one below the other."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "\n".join("   ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip()
                     for row in rows)
