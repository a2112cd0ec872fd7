"""Lesson 01: a neuron whose weights and bias you move, and its decision line over data."""

import numpy as np
from matplotlib.colors import to_rgb

from ..datasets import make_blobs
from ..errors import as_numbers, require_choice
from ..plots.planes import prepare_plane
from ..plots.style import (
    INK,
    LEARNER,
    class_color,
    class_edge,
    class_marker,
    course_style,
    number,
)
from .controls import Dial, choice, switch
from .drawing import Drawing, Surface
from .explorable import Explorable

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])    # (4, 2)
CLOUDS = "two clouds"
DATA_SETS = ["OR", "AND", "XOR", CLOUDS]
LIMITS = (-2.0, 3.0, -2.0, 3.0)     # of the plane: left, right, bottom, top
FARTHEST = 3.0                      # how far weights and bias can be moved
FARTHEST_Z = 6                      # where the scale of z ends, on both sides


def data_set(name):
    """Return X (N, 2) and y (N,): the four corners with the answers of OR, AND, XOR; or clouds."""
    if name == CLOUDS:
        X, y = make_blobs(60, noise=0.35, seed=2)
        return X + 0.5, 1 - y
    first, second = CORNERS.T.astype(bool)
    answers = {"OR": first | second, "AND": first & second, "XOR": first ^ second}
    return CORNERS, answers[name].astype(int)


class Neuron:
    """A neuron with two inputs, and the points it shall tell apart.

    Points of class 1 belong where z > 0, those of class 0 where z < 0; a point on the line is on
    neither side.
    """

    def __init__(self, data="OR", w=(1.0, -1.0), b=0.0):
        self.w = np.array(w, dtype=float)
        self.b = float(b)
        self.has_bias = True
        self.choose(data)

    def choose(self, data):
        """Take other points."""
        self.data = data
        self.X, self.y = data_set(data)

    @property
    def bias(self):
        return self.b if self.has_bias else 0.0

    def score(self, X):
        """Return z (N,) for points X (N, 2)."""
        return X @ self.w + self.bias

    def is_right(self):
        """Return for each point whether it lies on its side, (N,)."""
        z = self.score(self.X)
        return np.where(self.y == 1, z > 1e-9, z < -1e-9)       # a sum of 0.1s is not quite 0

    def line(self):
        """Return two far points of the line z = 0, (2, 2), or None if there is no such line."""
        length = np.linalg.norm(self.w)
        if length == 0:
            return None
        nearest = -self.bias * self.w / length**2               # to the origin
        along = np.array([-self.w[1], self.w[0]]) / length
        return np.array([nearest - 20 * along, nearest + 20 * along])

    def words(self):
        """Say what is to be seen."""
        right, total = int(self.is_right().sum()), len(self.y)
        bias = f"b = {number(self.b)}" if self.has_bias else "no bias"
        if self.line() is None:
            where = f"Both weights are 0: z is {number(self.bias)} everywhere. There is no line."
        else:
            distance = abs(self.bias) / np.linalg.norm(self.w)
            where = ("The line z = 0 goes through the origin." if distance == 0 else
                     f"The line z = 0 is {number(distance)} away from the origin.")
            where += f" z grows towards {direction(self.w)}."
        ringed = "" if right == total else " A ring marks a point that is not on its side."
        return (f"w₁ = {number(self.w[0])}, w₂ = {number(self.w[1])}, {bias}. {where}\n"
                f"{self.data}: {right} of {total} points are on their side, accuracy "
                f"{right / total:.2f}.{ringed}")


def direction(w):
    """Say in words where an arrow w (2,) points: one of eight directions."""
    names = ["the right", "the upper right", "the top", "the upper left", "the left",
             "the lower left", "the bottom", "the lower right"]
    return names[round(np.arctan2(w[1], w[0]) / (np.pi / 4)) % 8]


def score_colors(z):
    """Return a colour for each score, (…, 3): the class's own, darker with each whole number."""
    depth = (0.12 + 0.08 * np.minimum(np.floor(np.abs(z)), FARTHEST_Z))[..., None]
    full = np.where((z > 0)[..., None], to_rgb(class_color(1)), to_rgb(class_color(0)))
    return 1 - depth * (1 - full)


class NeuronExplorable(Explorable):
    name = "neuron"
    width = 690

    def __init__(self, model):
        self.model = model
        super().__init__()
        self.add("data", choice("points", DATA_SETS, model.data))
        self.add("w1", Dial("w₁", model.w[0], -FARTHEST, FARTHEST))
        self.add("w2", Dial("w₂", model.w[1], -FARTHEST, FARTHEST))
        self.add("b", Dial("b", model.b, -FARTHEST, FARTHEST))
        self.add("bias", switch("with a bias", True))
        self._prepare()

    def update(self):
        model = self.model
        if model.data != self["data"].value:
            model.choose(self["data"].value)
            self._place_points()
        model.w = np.array([self["w1"].value, self["w2"].value])
        model.b = self["b"].value
        model.has_bias = self["bias"].value
        self["b"].disabled = not model.has_bias

    # ---- drawing ----

    def _prepare(self):
        """Draw what stays: two axes with their names."""
        self.drawing = Drawing(self.width / 96, 4.1, columns=2, widths=[1.35, 1])
        self.plane, self.scale = self.drawing.axes
        moving = self.drawing.moving
        with course_style():
            prepare_plane(self.plane, ("x₁", "x₂"), LIMITS)
            self.plane.set_title("The plane, and where z = 0")
            self.plane.plot(0, 0, "+", color=INK, ms=12, mew=1)
            self.surface = moving(Surface(self.plane, smooth=False))
            self.level_lines = [moving(self.plane.plot([], [], color=INK, lw=0.6, alpha=0.5)[0])
                                for _ in range(2 * FARTHEST_Z)]
            self.zero_line = moving(self.plane.plot([], [], color=LEARNER, lw=2.6)[0])
            self.arrow = moving(self.plane.annotate(
                "", (0, 0), (0, 0), annotation_clip=False,
                arrowprops={"arrowstyle": "-|>", "color": LEARNER, "lw": 1.8, "shrinkA": 0,
                            "shrinkB": 0, "mutation_scale": 15}))
            self.plane.set(xlim=LIMITS[:2], ylim=LIMITS[2:])

            self.scale.set_title("What z is for each point")
            self.scale.set(xlim=(-0.6, 1.6), ylim=(-FARTHEST_Z, FARTHEST_Z), ylabel="z",
                           xticks=[0, 1], xticklabels=["class 0", "class 1"])
            for z in range(-FARTHEST_Z, FARTHEST_Z):
                self.scale.axhspan(z, z + 1, color=score_colors(np.array(z + 0.5)), lw=0)
            self.scale.axhline(0, color=LEARNER, lw=2.6)
            self.dots, self.scores = [], []
            for k in (0, 1):
                look = {"ls": "", "marker": class_marker(k), "mfc": class_color(k),
                        "mec": class_edge(k), "mew": 1}
                self.dots.append(moving(self.plane.plot([], [], **look)[0]))
                self.scores.append(moving(self.scale.plot([], [], **look, clip_on=False)[0]))
            ring = {"ls": "", "marker": "o", "mfc": "none", "mec": INK, "mew": 1.2}
            self.rings = [moving(self.plane.plot([], [], **ring)[0]),
                          moving(self.scale.plot([], [], **ring, clip_on=False)[0])]
        self._place_points()

    def _place_points(self):
        X, y = self.model.X, self.model.y
        for artists, size in [(self.dots + self.scores, 10), (self.rings, 17)]:
            for artist in artists:
                artist.set_markersize(size if len(y) <= 4 else 0.6 * size)
        # On the scale the points of a class stand side by side, so that none hides another.
        self.beside = np.where(y == 1, 1.0, 0.0)
        for k in (0, 1):
            self.dots[k].set_data(*X[y == k].T)
            self.beside[y == k] += np.linspace(-0.3, 0.3, (y == k).sum())

    def draw(self):
        model = self.model
        steps = np.linspace(*LIMITS[:2], 241)
        grid = np.stack(np.meshgrid(steps, steps), axis=-1)     # (241, 241, 2)
        self.surface.set_colors(score_colors(model.score(grid)))
        line = model.line()
        levels = np.array([z for z in range(-FARTHEST_Z, FARTHEST_Z + 1) if z])
        for z, artist in zip(levels, self.level_lines):
            shift = 0 if line is None else z * model.w / (model.w @ model.w)
            artist.set_data(*((line + shift).T if line is not None else ([], [])))
        self.zero_line.set_data(*(line.T if line is not None else ([], [])))
        start = line.mean(axis=0) if line is not None else np.zeros(2)
        self.arrow.set_position(start)
        self.arrow.xy = start + 0.5 * model.w
        self.arrow.set_visible(line is not None)

        z = model.score(model.X)
        shown = np.clip(z, -FARTHEST_Z, FARTHEST_Z)
        wrong = ~model.is_right()
        for k in (0, 1):
            self.scores[k].set_data(self.beside[model.y == k], shown[model.y == k])
        self.rings[0].set_data(*model.X[wrong].T)
        self.rings[1].set_data(self.beside[wrong], shown[wrong])


def neuron(data="OR", w=(1.0, -1.0), b=0.0):
    """Move the weights and the bias of a neuron, and see its decision line.

    Args:
        data: the points at the start: "OR", "AND", "XOR" or "two clouds".
        w, b: the two weights and the bias at the start, from -3 to 3.
    """
    require_choice(data, "data", DATA_SETS)
    start = as_numbers([*w, b], "w and b")
    if start.shape != (3,) or not (np.abs(start) <= FARTHEST).all():
        raise ValueError(f"w must be two numbers and b one, from -3 to 3, got {w!r} and {b!r}.")
    return NeuronExplorable(Neuron(data, w, b))
