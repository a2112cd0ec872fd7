"""What walks on a surface share: a network with two loose weights, and the map of a walk."""

from functools import cache

import numpy as np
from matplotlib.transforms import ScaledTranslation

from ..activations import Tanh, sigmoid
from ..datasets import make_xor
from ..layers import Linear
from ..losses import BinaryCrossEntropy, MeanSquaredError
from ..network import MLP
from ..plots.contours import label_contours, round_levels
from ..plots.landscapes import draw_ground
from ..plots.planes import prepare_plane
from ..plots.style import GRADIENT, LEARNER, PAPER, TITLE_SIZE, course_style, number

CROSS_ENTROPY, SQUARED_ERROR = "cross-entropy", "squared error"
LOSSES = [CROSS_ENTROPY, SQUARED_ERROR]
GRID = 61       # places of a map in each direction

# Which two weights are loose: (layer, neuron, input) of each.
HIDDEN, BOTH, OUTPUT = "hidden unit", "in and out", "output"
PAIRS = {
    HIDDEN: [(0, 0, 0), (0, 0, 1)],
    BOTH: [(0, 0, 0), (2, 0, 0)],
    OUTPUT: [(2, 0, 0), (2, 0, 1)],
}


def xor_points():
    """Return X (60, 2) and y (60,): four clouds at the corners ±1, opposite ones of a class."""
    X, y = make_xor(60, noise=0.22, seed=0)
    return 2 * X - 1, y


def xor_network():
    """Return a network of nine numbers that solves XOR, set by hand.

    Both hidden units look at x₁ − x₂; one turns from −1 to 1 where that is 1, the other where it
    is −1.
    """
    hidden, output = Linear(2, 2), Linear(2, 1)
    hidden.W[:], hidden.b[:] = [[2, -2], [2, -2]], [-2, 2]
    output.W[:], output.b[:] = [[3, -3]], [2.5]
    return MLP.from_layers([hidden, Tanh(), output])


class LooseNetwork:
    """The network for XOR as a function of two of its weights; the other seven numbers are held.

    Args:
        pair: which two, a key of `PAIRS`.
        loss: "cross-entropy", or "squared error": the mean of (p − y)², where p is the probability
            that the network gives to class 1.
    """

    def __init__(self, pair=HIDDEN, loss=CROSS_ENTROPY):
        self.pair, self.loss_name = pair, loss
        self.network = xor_network()
        self.X, self.y = xor_points()
        self.parameters = sum(array.size for _, array in self.network.parameters())

    def set(self, w):
        """Give the two loose weights their values w (2,)."""
        for (layer, neuron, source), value in zip(PAIRS[self.pair], w):
            self.network.layers[layer].W[neuron, source] = value

    def scores(self, w, X=None):
        """Return the scores (N, 1) with the weights w (2,)."""
        self.set(w)
        return self.network.forward(self.X if X is None else X)

    def loss(self, w, name=None):
        """Return the loss over all points with the weights w (2,): one forward pass."""
        scores = self.scores(w)
        if (name or self.loss_name) == SQUARED_ERROR:
            return MeanSquaredError().forward(sigmoid(scores), self.y[:, None])
        return BinaryCrossEntropy().forward(scores, self.y)

    def gradient(self, w, rows=slice(None)):
        """Return the slopes (2,) of the cross-entropy over these rows, by backpropagation."""
        loss = BinaryCrossEntropy()
        loss.forward(self.scores(w, self.X[rows]), self.y[rows])
        self.network.backward(loss.backward())
        return np.array([self.network.layers[layer].dW[neuron, source]
                         for layer, neuron, source in PAIRS[self.pair]])


@cache
def network_heights(pair, loss, limit):
    """Return the loss of a `LooseNetwork` on a grid from −limit to limit, (GRID, GRID)."""
    return heights_of(LooseNetwork(pair, loss).loss, limit)


def heights_of(loss, limit):
    """Return loss(w) on a grid from −limit to limit, (GRID, GRID): one row for each w₂."""
    places = np.linspace(-limit, limit, GRID)
    return np.array([[loss(np.array([w1, w2])) for w1 in places] for w2 in places])


def height_in_words(loss):
    """Write a loss for people, however small it is."""
    return number(loss) if loss >= 1e-6 else "below 0.000001"


class WalkMap:
    """A map of the loss over two weights, and a walk on it: what stays is drawn once a ground.

    Args:
        drawing, ax: where.
        limit: the map goes from −limit to limit, in both directions.
    """

    def __init__(self, drawing, ax, limit):
        self.drawing, self.ax, self.limit = drawing, ax, limit
        self._ground = []
        moving = drawing.moving
        with course_style():
            prepare_plane(ax, ("w₁", "w₂"), (-limit, limit, -limit, limit))
            self.line = moving(ax.plot([], [], "o-", color=LEARNER, lw=1.5, ms=4, zorder=4)[0])
            self.arrow = moving(ax.annotate("", (0, 0), (0, 0), zorder=5, arrowprops={
                "arrowstyle": "-|>", "color": GRADIENT, "lw": 2.2, "shrinkA": 0, "shrinkB": 0,
                "mutation_scale": 15}))
            self.start = moving(ax.plot([], [], "o", ms=10, mfc=PAPER, mec=LEARNER, mew=1.8,
                                        zorder=6)[0])
            self.here = moving(ax.plot([], [], "s", ms=9, color=LEARNER, mec=PAPER, zorder=7)[0])
            self.height = moving(ax.text(1, 1, "", transform=ax.transAxes + ScaledTranslation(
                0, 10 / 72, drawing.figure.dpi_scale_trans), ha="right", fontsize=TITLE_SIZE,
                weight="bold"))
            self.note = moving(ax.text(0.03, 0.03, "the walk has left the map", zorder=8,
                                       transform=ax.transAxes, bbox={
                                           "facecolor": PAPER, "edgecolor": "none", "pad": 3}))

    def draw_map(self, heights, title):
        """Draw another ground: heights (GRID, GRID), and what is to be seen."""
        for artist in self._ground:
            artist.remove()
        before = set(self.ax.texts)
        places = np.linspace(-self.limit, self.limit, GRID)
        with course_style():
            steps, lines = draw_ground(self.ax, places, places, heights, round_levels(heights))
            label_contours(self.ax, lines)
            self.ax.set_title(title)
        self._ground = [steps, lines, *set(self.ax.texts).difference(before)]
        self.drawing.redraw_all()

    def draw_walk(self, places, loss, ahead=None):
        """Draw a walk (T, 2) from its start to the present place, with the loss there.

        `ahead` is where the next step leads: an arrow, if it is long enough to be seen.
        """
        drawn = np.clip(places, -20 * self.limit, 20 * self.limit)
        self.line.set_data(*drawn.T)
        self.start.set_data(*drawn[:1].T)
        self.here.set_data(*drawn[-1:].T)
        off = np.abs(places[-1]).max() > self.limit
        self.height.set_text(f"here {height_in_words(loss)}")
        self.note.set_visible(off)
        seen = ahead is not None and np.linalg.norm(ahead - places[-1]) > 0.06 * self.limit
        self.arrow.set_visible(seen and not off)
        if seen:
            self.arrow.set_position(drawn[-1])
            self.arrow.xy = np.clip(ahead, -20 * self.limit, 20 * self.limit)
