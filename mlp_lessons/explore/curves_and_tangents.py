"""Lesson 02: the curve of an activation, its tangent at z, and the slope under it."""

import math

import numpy as np

from ..activations import Identity, LeakyReLU, ReLU, Sigmoid, Tanh
from ..plots.style import (
    DASHED,
    FAINT,
    FORWARD,
    GRADIENT,
    LEARNER,
    PAPER,
    REFERENCE,
    course_style,
    number,
)
from .controls import Dial, choice
from .drawing import Drawing
from .explorable import Explorable


class Step:
    """0 up to z = 0, then 1: flat everywhere, and a jump between. Not in the package."""

    def forward(self, Z):
        return np.where(Z > 0, 1.0, 0.0)

    def backward(self, dA):
        return np.zeros_like(dA)


LEAK = 0.1      # ten times the package's, so that it can be seen, as in the lesson's pictures
ACTIVATIONS = {"ReLU": ReLU(), "leaky ReLU": LeakyReLU(LEAK), "sigmoid": Sigmoid(), "tanh": Tanh(),
               "step": Step(), "identity": Identity()}
NONE = "none"
DARK_GRADIENT = "#A34700"       # for letters: the same meaning, easier to read
FARTHEST_Z = 6.0
EDGE = 6.3          # of the picture: a dot at the farthest z is seen whole
KINKS = {       # what to say at z = 0, where a curve has a corner or a jump
    "ReLU": "A corner: the slope is 0 on its left and 1 on its right. At the corner itself the "
            "course takes 0, by convention.",
    "leaky ReLU": f"A corner: the slope is {LEAK} on its left and 1 on its right. At the corner "
                  f"itself the course takes {LEAK}, by convention.",
    "step": "A jump from 0 to 1: there is no slope at the jump itself. By convention a is still 0 "
            "here, and the slope counts as 0.",
}


def height(name, z):
    """Return a for every z, an array."""
    return ACTIVATIONS[name].forward(z)


def slope(name, z):
    """Return the slope of the curve at every z, an array: what `backward` does to a change of 1."""
    ACTIVATIONS[name].forward(z)
    return ACTIVATIONS[name].backward(np.ones_like(z))


def decimals(value):
    """Write a number with three digits that count, without powers of ten; 0.99999 is not yet 1."""
    if 0 < abs(value) < 1e-3:
        text = f"{abs(value):.{1 - math.floor(math.log10(abs(value)))}f}"
        return ("−" if value < 0 else "") + text
    digits = 3
    while abs(value) < 1 and float(number(abs(value), digits)) == 1:
        digits += 1
    return number(value, digits)


class Curves:
    """One activation, or two, at the same z."""

    def __init__(self, first="ReLU", second=NONE):
        self.z = 1.0
        self.first, self.second = first, second

    @property
    def names(self):
        """The activations to be seen: one if the second is none, or the same once more."""
        return [self.first] if self.second in (NONE, self.first) else [self.first, self.second]

    def height(self, name):
        return float(height(name, np.array([self.z]))[0])

    def slope(self, name):
        return float(slope(name, np.array([self.z]))[0])

    def limits(self):
        """Return the lowest and the highest a that any of the curves reaches."""
        ends = np.array([-EDGE, EDGE])
        heights = [round(float(a), 1) for name in self.names for a in height(name, ends)]
        return min(heights), max(heights)

    def words(self):
        """Say what is to be seen."""
        return "\n".join([f"z = {number(self.z, 6)}",
                          *(self._words_of(name) for name in self.names)])

    def _words_of(self, name):
        slope = self.slope(name)
        text = f"{name}: a = {decimals(self.height(name))}, slope {decimals(slope)}. "
        if self.z == 0 and name in KINKS:
            return text + KINKS[name]
        if slope == 0:
            return text + "Flat here: nothing of a small change of z gets through."
        if slope < 0.01:
            return text + "Nearly flat here: hardly anything of a small change of z gets through."
        if slope == 1:
            return text + "A small change of z comes out as large as it went in."
        return text + f"A small change of z comes out {decimals(slope)} times as large."


def full_name(name):
    return f"leaky ReLU, leak {LEAK}" if name == "leaky ReLU" else name


class ActivationsExplorable(Explorable):
    name = "activations"
    width = 690

    def __init__(self, first="ReLU", second=NONE):
        self.model = Curves(first, second)
        super().__init__()
        self.add("z", Dial("z", self.model.z, -FARTHEST_Z, FARTHEST_Z))
        self.add("first", choice("curve", list(ACTIVATIONS), first))
        self.add("second", choice("laid over it", [NONE, *ACTIVATIONS], second))
        self._prepare()

    def update(self):
        model = self.model
        model.z = self["z"].value
        names = self["first"].value, self["second"].value
        if names != (model.first, model.second):
            model.first, model.second = names
            self._draw_curves()

    # ---- drawing ----

    def _prepare(self):
        """Draw what stays: two axes, one under the other; and make what moves."""
        self.drawing = Drawing(self.width / 96, 5.0, rows=2, heights=[1.5, 1])
        self.drawing.figure.set_layout_engine(None)      # the axes keep their places
        self.drawing.figure.subplots_adjust(left=0.08, right=0.83, top=0.93, bottom=0.1,
                                            hspace=0.45)
        self.top, self.bottom = self.drawing.axes
        with course_style():
            self.bottom.set(ylim=(-0.1, 1.1), yticks=[0, 0.25, 0.5, 0.75, 1], xlabel="z")
            self.bottom.set_title("How steep it is at every z: the slope of the tangent")
            for ax in self.drawing.axes:
                ax.set(xlim=(-EDGE, EDGE), xticks=range(-6, 7, 2))
                ax.axhline(0, color=FAINT, lw=1.2, zorder=0)
            moving = self.drawing.moving
            self.at_z = [moving(ax.axvline(0, color=LEARNER, lw=1, zorder=1))
                         for ax in self.drawing.axes]
            self.tangents = [moving(self.top.plot([], [], color=GRADIENT, lw=lw, alpha=0.8, ls=ls,
                                                  zorder=5)[0])
                             for lw, ls in ((4, "solid"), (3, (0, (1.6, 0.8))))]
            self.marks = [[self._mark(ax, k) for k in (0, 1)] for ax in self.drawing.axes]
        self.curves = []
        self._draw_curves()

    def _mark(self, ax, k):
        """Make a dot on curve k, the line from it to the right edge, and the number there."""
        moving, color = self.drawing.moving, (FORWARD, REFERENCE)[k]
        guide = moving(ax.plot([], [], color=color, lw=0.9, ls=(0, (1, 2)), zorder=2)[0])
        dot = moving(ax.plot([], [], ls="", marker="os"[k], ms=(7, 11)[k], mec=LEARNER, mew=1.4,
                             mfc=(LEARNER, "none")[k], zorder=6)[0])
        ink = "#555555" if k else DARK_GRADIENT if ax is self.bottom else FORWARD
        text = moving(ax.text(0, 0, "", va="center", color=ink))
        return guide, dot, text

    def _draw_curves(self):
        """Draw the chosen curves and their slopes: they stay until others are chosen."""
        for artist in self.curves:
            artist.remove()
        self.curves = []
        low, high = self.model.limits()
        room = 0.09 * (high - low)
        with course_style():
            self.top.set_ylim(low - room, high + room)
            self.top.set_title("The curves" if len(self.model.names) == 2 else
                               "The curve, and its tangent at z")
            for k, name in enumerate(self.model.names):
                look = [{"ls": "solid", "zorder": 4, "lw": 2.4},
                        {"color": REFERENCE, "ls": DASHED, "zorder": 3, "lw": 2}][k]
                self._draw_curve(self.top, height, name, {"color": FORWARD, **look})
                self._draw_curve(self.bottom, slope, name, {"color": GRADIENT, **look})
            named = {line.get_label(): line for line in self.top.get_lines()
                     if line.get_label() in map(full_name, self.model.names)}
            self.top.legend(named.values(), named.keys(), loc="lower right", ncols=2,
                            bbox_to_anchor=(1.02, 0.985), borderaxespad=0.4, handlelength=2.6)
        self.drawing.redraw_all()

    def _draw_curve(self, ax, f, name, look):
        """Draw f(name, z) over all z; where it jumps at 0, in two parts with their ends marked."""
        z = np.linspace(-EDGE, EDGE, 505)
        around = f(name, np.array([0.0, 1e-9]))
        parts = [z]
        if abs(around[1] - around[0]) > 0.1:
            parts = [z[z <= 0], np.append(1e-9, z[z > 0])]
            for place, filled in zip(around, (True, False)):
                self.curves += ax.plot(0, place, "o", ms=5.5, mec=look["color"], mew=1.4, zorder=5,
                                       mfc=look["color"] if filled else PAPER)
        for part in parts:
            self.curves += ax.plot(part, f(name, part), label=full_name(name), **look)

    def draw(self):
        model = self.model
        for line in self.at_z:
            line.set_xdata([model.z, model.z])
        heights = [model.height(name) for name in model.names]
        slopes = [model.slope(name) for name in model.names]
        self._place_marks(self.top, self.marks[0], heights, "a = ")
        self._place_marks(self.bottom, self.marks[1], slopes, "")
        for k, tangent in enumerate(self.tangents):
            tangent.set_visible(k < len(heights))
            if k < len(heights):
                run = 1.1 / math.hypot(1, slopes[k] * self._steepness())
                tangent.set_data([model.z - run, model.z + run],
                                 [heights[k] - run * slopes[k], heights[k] + run * slopes[k]])

    def _steepness(self):
        """How steep a line of slope 1 is on the paper: a tangent is equally long everywhere."""
        low, high = self.top.get_ylim()
        box = self.top.get_position()
        inches = self.drawing.figure.get_size_inches()
        return (box.height * inches[1] / (high - low)) / (box.width * inches[0] / 2 / EDGE)

    def _place_marks(self, ax, marks, values, letters):
        low, high = ax.get_ylim()
        box = ax.get_position()
        line = 0.21 / (box.height * self.drawing.figure.get_size_inches()[1]) * (high - low)
        places = list(values)
        if len(values) == 2 and abs(values[0] - values[1]) < line:     # one number under the other
            middle, up = sum(values) / 2, 1 if values[0] >= values[1] else -1
            places = [middle + up * line / 2, middle - up * line / 2]
        for k, (guide, dot, text) in enumerate(marks):
            for artist in (guide, dot, text):
                artist.set_visible(k < len(values))
            if k < len(values):
                guide.set_data([self.model.z, EDGE], [values[k]] * 2)
                dot.set_data([self.model.z], [values[k]])
                text.set_position((EDGE + 0.15, places[k]))
                text.set_text(letters + decimals(values[k]))


def activations(first="ReLU", second=NONE):
    """Move z along the curve of an activation, and see the tangent there and its slope.

    Args:
        first: the curve at the start: "ReLU", "leaky ReLU", "sigmoid", "tanh", "step" or
            "identity".
        second: a curve to lay over it, or "none".
    """
    if first not in ACTIVATIONS:
        raise ValueError(f"first must be one of {', '.join(map(repr, ACTIVATIONS))}, "
                         f"got {first!r}.")
    if second not in [NONE, *ACTIVATIONS]:
        raise ValueError(f"second must be one of {', '.join(map(repr, [NONE, *ACTIVATIONS]))}, "
                         f"got {second!r}.")
    return ActivationsExplorable(first, second)
