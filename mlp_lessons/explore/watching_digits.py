"""Lesson 08: a digit on its way through a trained network, unit by unit."""

import copy
import math

import numpy as np

from ..activations import softmax
from ..errors import ShapeError, as_numbers, describe, require_methods
from ..plots.images import SIGNED
from ..plots.style import (
    FORWARD,
    INK,
    LEARNER,
    NEGATIVE,
    REFERENCE,
    count,
    course_style,
    number,
    tint,
)
from .controls import button, choice, whole_number
from .digit_drawing import ProbabilityBars, ink_colors
from .drawing import Drawing, Surface
from .explorable import Explorable

UNITS_IN_A_ROW = 8
TILE = 9                # pixels of a unit's square, its rim included; the surface is scaled anyway


class DigitWatch:
    """Digits X (N, side²) with their classes y (N,), and what a network makes of one of them.

    The hidden values are what each layer gives that has no weights: the activations.
    """

    def __init__(self, network, X, y):
        self.X, self.y = X, y
        self.side = math.isqrt(X.shape[1])
        layers = copy.deepcopy(network).layers      # what they keep for backward stays as it was
        values, self.hidden, self.hidden_names = X, [], []
        for k, layer in enumerate(layers):
            values = layer.forward(values)
            if k < len(layers) - 1 and not hasattr(layer, "W"):
                self.hidden.append(values)          # (N, units)
                self.hidden_names.append(f"layers[{k}]")
        self.probabilities = softmax(values)        # (N, K)
        self.predicted = self.probabilities.argmax(axis=1)
        self.W = layers[0].W                        # (units, side²): what each first unit looks for
        self.mistakes = np.flatnonzero(self.predicted != y)
        self.only_mistakes = False
        self.position = 0
        self.unit = 0

    @property
    def numbers(self):
        """The numbers of the digits that are stepped through, (M,)."""
        return self.mistakes if self.only_mistakes else np.arange(len(self.y))

    @property
    def digit(self):
        """The number of the digit that is looked at."""
        return int(self.numbers[self.position])

    def look_at(self, position):
        """Go to this position among the digits that are stepped through; both ends are joined."""
        self.position = position % len(self.numbers)

    def look_only_at_mistakes(self, only):
        """Step through the mistakes only, or through all; stay near the present digit."""
        if only != self.only_mistakes:
            digit, self.only_mistakes = self.digit, only
            self.position = min(int(np.searchsorted(self.numbers, digit)), len(self.numbers) - 1)

    def words(self):
        """Say what is to be seen."""
        n, truth = self.digit, self.y[self.digit]
        best, second = np.argsort(-self.probabilities[n], kind="stable")[:2]
        verdict = ("right" if best == truth else "wrong" if second == truth else
                   f"wrong, and the {truth} gets {self.probabilities[n, truth]:.2f}")
        lines = [f"Digit {n} is a {truth}. The network says {best} with probability "
                 f"{self.probabilities[n, best]:.2f}, then {second} with "
                 f"{self.probabilities[n, second]:.2f}: {verdict}."]
        for name, A in zip(self.hidden_names, self.hidden):
            strongest = int(np.abs(A[n]).argmax())
            lines.append(f"{name}: {int((A[n] > 0).sum())} of {count(A.shape[1], 'unit')} "
                         f"above zero; the strongest, unit {strongest}, says "
                         f"{number(A[n, strongest])}.")
        z = float(self.X[n] @ self.W[self.unit])
        lines.append(f"The weights of unit {self.unit}, times this digit, add up to {number(z)}. "
                     "(Black weights are for, white ones against.)")
        where = "mistake" if self.only_mistakes else "digit"
        lines.append(f"This is {where} {self.position + 1} of {len(self.numbers)}; "
                     f"{count(len(self.mistakes), 'mistake')} among {count(len(self.y), 'digit')}.")
        return "\n".join(lines)


class DigitWatcherExplorable(Explorable):
    name = "digit_watcher"
    width = 690

    def __init__(self, watch):
        self.model = watch
        super().__init__()
        self.add("previous", button("Previous"), lambda: self._go(-1))
        self.add("next", button("Next"), lambda: self._go(+1))
        self.add("which", choice("show", ["all digits", "mistakes only"]))
        self.add("position", whole_number("number", 0, 0, len(watch.numbers) - 1))
        self.add("unit", whole_number("hidden unit", 0, 0, len(watch.W) - 1))
        if not len(watch.mistakes):
            self["which"].disabled = True
        self._prepare()

    def layout(self):
        return [["previous", "next"], "which", "position", "unit"]

    def _go(self, steps):
        with self.waiting():
            self["position"].value = (self.model.position + steps) % len(self.model.numbers)
        self.update()

    def update(self):
        model = self.model
        only = self["which"].value == "mistakes only"
        if only != model.only_mistakes:
            model.look_only_at_mistakes(only)
            with self.waiting():
                self["position"].max = max(len(model.numbers) - 1, 0)
                self["position"].value = model.position
        model.look_at(self["position"].value)
        model.unit = self["unit"].value

    # ---- drawing ----

    def _prepare(self):
        """Draw what stays: four axes, the digit's names along the bars."""
        model = self.model
        self.drawing = Drawing(self.width / 96, 3.9, columns=3, widths=[1, 1.15, 1.25],
                               sharpness=1.25)
        left, middle, right = self.drawing.axes
        moving = self.drawing.moving
        # A unit as far from zero as only one in fifty is drawn at full strength.
        self.scales = [np.quantile(np.abs(A), 0.98) for A in model.hidden]
        rows = sum(math.ceil(A.shape[1] / UNITS_IN_A_ROW) + 1 for A in model.hidden) - 1
        with course_style():
            for ax in (left, middle):
                ax.set(xticks=[], yticks=[])
                ax.spines[:].set_visible(False)
            left.set(xlim=(0, 1), ylim=(0, 2.4), aspect="equal", anchor="N")
            left.set_title("What goes in")
            self.ink = moving(Surface(left.inset_axes([0, 1.4, 1, 1], transform=left.transData),
                                      smooth=False))
            self.weights = moving(Surface(left.inset_axes([0, 0, 1, 1], transform=left.transData),
                                          smooth=False))
            for surface in (self.ink, self.weights):
                surface.axes.set(xticks=[], yticks=[])
                surface.axes.spines[:].set_visible(True)
            self.weights_title = moving(left.text(0, 1.06, "", va="bottom"))

            middle.set_title("What the hidden units say")
            middle.set(xlim=(0, UNITS_IN_A_ROW), ylim=(0, max(rows, 1)), anchor="N")
            middle.set_aspect("equal")
            self.units = moving(Surface(middle, smooth=False))
            self.frame = moving(middle.plot([], [], color=LEARNER, lw=2)[0])

            K = model.probabilities.shape[1]
            self.bars = ProbabilityBars(self.drawing, right, "What comes out", K)
            self.truth = moving(right.plot([], [], marker="<", ls="", color=INK, ms=9,
                                           clip_on=False)[0])
            self.truth_text = moving(right.text(0, 0, "", va="center", ha="right", fontsize=10))

    def draw(self):
        model = self.model
        n, side = model.digit, model.side
        self.ink.set_colors(ink_colors(model.X[n], side))
        W = model.W[model.unit].reshape(side, side)[::-1]
        furthest = max(np.abs(W).max(), 1e-12)
        self.weights.set_colors(SIGNED(0.5 + 0.5 * W / furthest)[:, :, :3])
        self.weights_title.set_text(f"Weights of unit {model.unit}")

        self.units.set_colors(unit_tiles([A[n] for A in model.hidden], self.scales))
        column, row = model.unit % UNITS_IN_A_ROW, model.unit // UNITS_IN_A_ROW
        top = self.units.axes.get_ylim()[1] - row
        self.frame.set_data([column, column + 1, column + 1, column, column],
                            [top, top, top - 1, top - 1, top])
        self.frame.set_visible(bool(model.hidden))

        truth = model.y[n]
        self.bars.show(model.probabilities[n])
        right = model.predicted[n] == truth
        self.truth.set_data([1.0], [truth])
        self.truth.set_color(INK if right else NEGATIVE)
        p = model.probabilities[n, truth]
        self.truth_text.set(x=0.95, y=truth, text="it is this" if p < 0.5 else "")


def unit_tiles(layers, full):
    """Return colours (rows, columns, 3) in which each hidden unit is a square.

    A square is the darker the further its value is from zero; at `full` it is darkest. Grey-blue is
    above zero, and below zero there is a bar across. Layers stand one below the other.
    """
    blocks = []
    for values, scale in zip(layers, full):
        rows = math.ceil(len(values) / UNITS_IN_A_ROW)
        block = np.ones((rows * TILE, UNITS_IN_A_ROW * TILE, 3))
        for k, value in enumerate(values):
            top, left = TILE * (k // UNITS_IN_A_ROW), TILE * (k % UNITS_IN_A_ROW)
            square = block[top:top + TILE - 1, left:left + TILE - 1]
            square[:] = tint(REFERENCE, 0.35)
            square[1:-1, 1:-1] = tint(FORWARD if value >= 0 else NEGATIVE,
                                      min(abs(value) / max(scale, 1e-12), 1))
            if value < 0:
                square[TILE // 2 - 1, 1:-1] = 1
        blocks += [block, np.ones((TILE, UNITS_IN_A_ROW * TILE, 3))]
    return np.concatenate(blocks[:-1])[::-1] if blocks else np.ones((2, 2, 3))


def digit_watcher(network, X, y):
    """Watch digits go through a trained network: what each hidden unit says, and what comes out.

    Args:
        network: anything with a list `layers`, such as an MLP or a network of your own layers.
        X: the digits, (N, 64) for 8×8 pixels, one digit a row, pixels from 0 to 1.
        y: what they are, (N,), whole numbers.
    """
    require_methods(network, "network", "forward")
    layers = getattr(network, "layers", None)
    if not isinstance(layers, (list, tuple)) or not layers or not hasattr(layers[0], "W"):
        raise TypeError("digit_watcher needs a network with a list `layers` that begins with a "
                        f"linear layer, got {describe(network)}.")
    X, y = as_numbers(X, "X"), np.asarray(y)
    if X.ndim != 2 or len(X) == 0 or math.isqrt(X.shape[1]) ** 2 != X.shape[1]:
        raise ShapeError(f"X must hold one square picture a row, such as (N, 64) for 8×8 pixels, "
                         f"got shape {X.shape}.")
    if y.shape != (len(X),) or not np.issubdtype(y.dtype, np.integer):
        raise ShapeError(f"y must hold a whole number for each of the {len(X)} digits, "
                         f"got {describe(y)}.")
    return DigitWatcherExplorable(DigitWatch(network, X, y))
