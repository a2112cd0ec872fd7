"""Lesson 10: draw a digit, and have a network that has learned MNIST read it."""

from pathlib import Path

import anywidget
import numpy as np
import traitlets

from ..activations import softmax
from ..datasets.handwriting import FIELD, as_mnist
from ..errors import describe, require_methods
from ..network import forward_only
from ..plots.style import course_style
from .digit_drawing import ProbabilityBars, ink_colors
from .drawing import Drawing, Surface
from .explorable import Explorable

CLASSES = 10


class Pad(anywidget.AnyWidget):
    """Paper to draw on with pen, finger, mouse or the arrow keys; its other half is JavaScript.

    `value` is the picture, as the bytes of a square: 0 is paper, 255 is ink; empty before the first
    stroke.
    """

    _esm = Path(__file__).with_suffix(".js")
    value = traitlets.Any(b"").tag(sync=True)       # what JavaScript sends arrives as a memoryview


class DrawnDigit:
    """What a network makes of a drawing."""

    def __init__(self, network):
        self.network = network
        self.look_at(b"")

    def look_at(self, ink):
        """Take a drawing: the bytes of a square picture, one a pixel, or none."""
        pixels = np.frombuffer(ink, dtype=np.uint8)
        side = round(len(pixels) ** 0.5)
        drawing = pixels.reshape(side, side) / 255                  # (side, side), 0 to 1
        self.is_empty = not drawing.any()
        if self.is_empty:
            self.seen = np.zeros(FIELD * FIELD, dtype=np.float32)
            self.probabilities = np.zeros(CLASSES)
        else:
            self.seen = as_mnist(drawing)                           # (784,)
            scores = forward_only(self.network, self.seen[None])    # (1, 10)
            self.probabilities = softmax(scores)[0]

    def words(self):
        """Say what is to be seen."""
        if self.is_empty:
            return "The paper is empty: draw a digit, large and in the middle."
        order = np.argsort(-self.probabilities, kind="stable")[:3]
        said = [f"{k} with {self.probabilities[k]:.2f}" for k in order]
        return (f"It reads {order[0]}. Its probabilities: {', '.join(said)}; "
                "the others are smaller.")


class DigitPadExplorable(Explorable):
    name = "digit_pad"
    width = 560

    def __init__(self, network):
        self.model = DrawnDigit(network)
        super().__init__()
        self.add("pad", Pad())
        self._prepare()

    def update(self):
        self.model.look_at(self["pad"].value)

    # ---- drawing ----

    def _prepare(self):
        """Draw what stays: a frame for what the network sees, a line for each digit."""
        self.drawing = Drawing(self.width / 96, 3.3, columns=2, widths=[1, 1.1])
        left, right = self.drawing.axes
        moving = self.drawing.moving
        with course_style():
            left.set(xticks=[], yticks=[], aspect="equal", anchor="N")
            left.spines[:].set_visible(True)
            left.set_title("What the network sees")
            self.seen = moving(Surface(left, smooth=False))
            self.bars = ProbabilityBars(self.drawing, right, "What it says", CLASSES)

    def draw(self):
        self.seen.set_colors(ink_colors(self.model.seen, FIELD))
        self.bars.show(self.model.probabilities)


def digit_pad(network):
    """Draw a digit with mouse, pen, finger or keyboard, and have it read.

    Args:
        network: takes (N, 784) pixels from 0 to 1, as MNIST has them, and gives ten scores.
    """
    require_methods(network, "network", "forward")
    try:
        scores = forward_only(network, np.zeros((1, FIELD * FIELD), dtype=np.float32))
    except ValueError as problem:
        raise ValueError(f"digit_pad needs a network with {FIELD * FIELD} inputs, "
                         f"got {describe(network)}. {problem}") from None
    if np.shape(scores) != (1, CLASSES):
        raise ValueError(f"digit_pad needs a network with {CLASSES} scores for a digit, "
                         f"got {np.shape(scores)[-1]}.")
    return DigitPadExplorable(network)
