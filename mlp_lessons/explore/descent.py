"""Lesson 07: gradient descent on four surfaces; how the learning rate decides how it walks."""

from functools import cache, lru_cache

import numpy as np
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from ..errors import require_choice, require_number
from ..optimizers import SGD, Adam
from ..plots.style import (
    DASHED,
    LEARNER,
    REFERENCE,
    count,
    course_style,
    draw_title,
    listing,
    number,
)
from .controls import Dial, choice
from .drawing import Drawing
from .explorable import Explorable
from .walks import (
    CROSS_ENTROPY,
    HIDDEN,
    LooseNetwork,
    WalkMap,
    height_in_words,
    heights_of,
    network_heights,
)

LIMIT = 4.0         # the maps go from −4 to 4
FAR = 1000.0        # a walk that gets so far is over
LONGEST = 60        # steps
ENOUGH = 8          # steps before a walk gets a name
BOWL, RAVINE, SADDLE, NETWORK = "bowl", "ravine", "saddle", "network"
PLAIN, MOMENTUM, ADAM = "plain", "momentum", "Adam"
OPTIMIZERS = [PLAIN, MOMENTUM, ADAM]
ALL = 60            # points that the network learns from
BATCHES = [1, 4, 15, ALL]
RATES = (0.01, 30.0)


# ---- the surfaces: loss(w) -> number, gradient(w) -> (2,), and what is known of them ----

class Quadratic:
    """L = ½ (λ₁ w₁² + λ₂ w₂²)."""

    lowest = 0.0

    def __init__(self, curvatures, start, losses):
        self.curvatures = np.array(curvatures, dtype=float)
        self.steepest = self.curvatures.max()       # λ
        self.start, self.losses = start, losses

    def loss(self, w):
        return 0.5 * float(self.curvatures @ w**2)

    def gradient(self, w):
        return self.curvatures * w

    def heights(self):
        return heights_of(self.loss, LIMIT)


class Saddle:
    """L = ½ w₁² + ¼ (w₂² − 1)²: a saddle in the middle, and a valley on both sides of it."""

    lowest = 0.0
    steepest = None
    start, losses = (-2.0, 0.1), (1e-6, 1e3)

    def loss(self, w):
        return float(0.5 * w[0] ** 2 + 0.25 * (w[1] ** 2 - 1) ** 2)

    def gradient(self, w):
        return np.array([w[0], w[1] * (w[1] ** 2 - 1)])

    def heights(self):
        return heights_of(self.loss, LIMIT)


class NetworkLoss(LooseNetwork):
    """The cross-entropy of the network for XOR over two weights of a hidden unit."""

    steepest = None
    start, losses = (-1.0, -2.5), (0.05, 20)

    def __init__(self):
        super().__init__(HIDDEN, CROSS_ENTROPY)
        self.lowest = self.heights().min()

    def heights(self):
        return network_heights(HIDDEN, CROSS_ENTROPY, LIMIT)


SURFACES = {
    BOWL: lambda: Quadratic([2, 2], (-2.0, 1.5), (1e-6, 1e3)),
    RAVINE: lambda: Quadratic([1, 20], (-2.0, 0.6), (1e-6, 1e3)),
    SADDLE: Saddle,
    NETWORK: NetworkLoss,
}


@cache
def surface_of(name):
    return SURFACES[name]()


@cache
def heights(name):
    return surface_of(name).heights()


class Place:
    """Two weights as a network of one layer without biases, so that an optimizer can move them."""

    def __init__(self, w):
        self.layers = [self]
        self.W, self.b = np.array(w, dtype=float), np.empty(0)
        self.dW, self.db = np.zeros(2), np.empty(0)


def batch_of(step, size):
    """Return the rows of the points in the batch of step number `step`, from 0."""
    epoch, batch = divmod(step, -(-ALL // size))
    order = np.random.default_rng(epoch).permutation(ALL)   # shuffled anew for each epoch
    return order[batch * size:][:size]


@lru_cache(16)
def walk_of(surface, start, optimizer, learning_rate, momentum, batch_size, steps):
    """Return the places (T + 1, 2) of a walk and their losses (T + 1,).

    There are as many steps as asked for, or fewer: a walk that gets too far ends there.
    """
    place, ground = Place(start), surface_of(surface)
    if optimizer == ADAM:
        mover = Adam(place, learning_rate)
    else:
        mover = SGD(place, learning_rate, momentum if optimizer == MOMENTUM else 0.0)
    places = [place.W.copy()]
    for step in range(steps):
        if surface == NETWORK and batch_size < ALL:
            place.dW = ground.gradient(place.W, batch_of(step, batch_size))
        else:
            place.dW = ground.gradient(place.W)
        mover.step()
        places.append(place.W.copy())
        if np.abs(place.W).max() > FAR:
            break
    return np.array(places), np.array([ground.loss(w) for w in places])


# ---- what a walk is called ----

EXPLANATIONS = {
    "rests": "The ground is level here, though there is lower ground elsewhere.",
    "crawls": "The direction is right, but the steps are tiny.",
    "glides": "No step goes back on the one before, and it soon arrives.",
    "zigzags": "It jumps across the bottom and back, each jump shorter than the last.",
    "oscillates": "It jumps across the bottom and back, each jump as long as the last.",
    "explodes": "Each jump is longer than the last.",
    "jumps": "To and fro, now shorter, now longer: it does not settle.",
    "swings": "It rolls past the bottom and up again, before it turns.",
    "staggers": "Each batch points a little elsewhere.",
}


def name_walk(places, losses, lowest=0.0, rolls=False, guesses=False):
    """Return what a walk is called, one of `EXPLANATIONS`.

    Args:
        places (T + 1, 2), losses (T + 1,): the walk from its start.
        lowest: the lowest loss there is.
        rolls: whether the optimizer remembers earlier steps. guesses: whether its slopes come from
            small batches.

    What counts is whether steps go back on the one before, along w₁ or along w₂. If they do so
    again and again it is decided by how their size changes; if not, by how much of what was to be
    won the last twelve steps have won: a crawl gets less than half of the way.
    """
    steps = np.diff(places, axis=0)                                         # (T, 2)
    sizes = np.abs(steps)
    longest = sizes.max()
    if np.abs(places[-1]).max() > FAR:
        return "explodes"
    if longest < 1e-9:
        return "rests" if losses[-1] > lowest + 1e-9 else "glides"
    visible = sizes[:-1] > 1e-3 * longest                                   # (T − 1, 2)
    back = visible & (steps[1:] * steps[:-1] < 0) & (sizes[1:] > 0.02 * sizes[:-1])
    along = back.sum(axis=0).argmax()       # the weight that turns most often
    turns, size = back[:, along], sizes[:, along]
    if (turns[1:] & turns[:-1]).any() and turns.sum() >= 0.5 * visible[:, along].sum():
        growth = size[1:] / np.maximum(size[:-1], 1e-300)
        if visible[-1, along] and (growth >= 0.999).all():
            return "explodes" if growth[-1] > 1.005 else "oscillates"
        if visible[-1, along] and (np.abs(growth[len(growth) // 2:] - 1) <= 0.005).all():
            return "oscillates"         # after a beginning that was not
        if not rolls and not guesses:
            uneven = visible[:, along] & (growth > 1.05)
            return "jumps" if uneven[len(growth) // 2:].any() else "zigzags"
    left, won = losses[-1] - lowest, losses[0] - lowest
    rises = (np.diff(losses) > 1e-3 * won).any()
    if guesses and (rises or turns.any()):
        return "staggers"
    if rolls and rises:
        return "swings"
    last = min(len(steps), 12)
    if sizes[-1].max() < 1e-3 * longest and left > 0.05 * won:
        return "rests"
    if left > 5e-3 * won and left > 0.25 ** (last / 12) * (losses[-1 - last] - lowest):
        return "crawls"
    return "glides"


class Descent:
    """A walk of a number of steps from a start, on one of the surfaces; and what has been found.

    `found` says for the bowl and the ravine which kinds of plain walk have been seen there: the
    first two kinds make known 1/λ, which lies between them, the last two 2/λ.
    """

    def __init__(self, surface=BOWL, learning_rate=0.02, steps=15, optimizer=PLAIN):
        self.optimizer, self.learning_rate, self.steps = optimizer, learning_rate, steps
        self.momentum, self.batch_size = 0.8, ALL
        self.found = {BOWL: set(), RAVINE: set()}
        self.choose(surface)

    def choose(self, surface):
        """Take another surface, and its usual start."""
        self.surface_name, self.surface = surface, surface_of(surface)
        self.start = self.surface.start

    @property
    def guesses(self):
        return self.surface_name == NETWORK and self.batch_size < ALL

    def walk(self):
        """Return places (T + 1, 2) and losses (T + 1,); a walk that gets too far ends there."""
        return walk_of(self.surface_name, tuple(self.start), self.optimizer, self.learning_rate,
                       self.momentum, self.batch_size, self.steps)

    def name(self, places, losses):
        """Return what the walk is called, or None if it is too short."""
        if len(places) <= ENOUGH and np.abs(places[-1]).max() <= FAR:
            return None
        return name_walk(places, losses, self.surface.lowest, self.optimizer != PLAIN, self.guesses)

    def look(self):
        """Note what kind of walk this is, if it tells something about λ."""
        if self.optimizer != PLAIN or self.surface.steepest is None:
            return
        steep = self.surface.curvatures == self.surface.steepest
        if not np.array(self.start)[steep].any():
            return                          # such a walk never feels the steepest direction
        name = self.name(*self.walk())
        kind = "calm" if name in ("crawls", "glides") else name
        if kind in ("calm", "zigzags", "oscillates", "explodes"):
            self.found[self.surface_name].add(kind)

    @property
    def edges(self):
        """The learning rates that are known by now: {"1/λ": …, "2/λ": …}, or fewer."""
        found = self.found.get(self.surface_name, set())
        known = {}
        if {"calm", "zigzags"} <= found:
            known["1/λ"] = 1 / self.surface.steepest
        if "oscillates" in found or {"zigzags", "explodes"} <= found:
            known["2/λ"] = 2 / self.surface.steepest
        return known

    def words(self):
        """Say what is to be seen."""
        places, losses = self.walk()
        taken, name = len(places) - 1, self.name(places, losses)
        how = {PLAIN: "Plain descent", MOMENTUM: f"Momentum {number(self.momentum)}",
               ADAM: "Adam"}[self.optimizer]
        how += f" on the {self.surface_name}"
        if self.surface_name == NETWORK:
            how += (", all 60 points in each step" if self.batch_size == ALL else
                    f", batches of {count(self.batch_size, 'point')}")
        first = f"{how}, η = {number(self.learning_rate)}, {count(taken, 'step')}: "
        if name is None:
            first += "too few to say how it walks."
        else:
            first += f"it {name}. {EXPLANATIONS[name]}"
        second = (f"From ({number(places[0, 0])}, {number(places[0, 1])}), loss "
                  f"{number(losses[0])}, ")
        if np.abs(places[-1]).max() > FAR:
            second += f"it is out of sight after {count(taken, 'step')}, and stopped there."
        else:
            second += (f"to ({self._coordinate(places[-1, 0])}, "
                       f"{self._coordinate(places[-1, 1])}), loss {height_in_words(losses[-1])}.")
        if self.steps == LONGEST:
            second += " Reset begins anew."
        return "\n".join([first, second, *self._found_in_words()])

    @staticmethod
    def _coordinate(value):
        return number(round(value, 3) + 0.0)

    def _found_in_words(self):
        if self.surface_name not in self.found:
            return []
        names = {"calm": "calm walks", "zigzags": "zigzags", "oscillates": "oscillation",
                 "explodes": "explosions"}
        found = [text for kind, text in names.items() if kind in self.found[self.surface_name]]
        line = f"Found on the {self.surface_name}: {listing(found) if found else 'nothing yet'}."
        edges = self.edges
        if "1/λ" in edges:
            line += f" Calm turns into zigzag at 1/λ = {number(edges['1/λ'])}."
        if "2/λ" in edges:
            line += f" Beyond 2/λ = {number(edges['2/λ'])} it explodes."
        if len(edges) < 2:
            line += f" {'One edge is' if edges else 'Two edges are'} still to be found."
        return [line]


class GradientDescentExplorable(Explorable):
    name = "gradient_descent"
    width = 710

    def __init__(self, model):
        self.model = model
        super().__init__()
        self.add("surface", choice("surface", list(SURFACES), model.surface_name))
        self.add("optimizer", choice("descent", OPTIMIZERS, model.optimizer))
        self.add("learning_rate", Dial("η", model.learning_rate, *RATES, 0.02, logarithmic=True))
        self.add("momentum", Dial("momentum μ", model.momentum, 0, 0.99, 0.01))
        self.add("batch", choice("batch", [("1", 1), ("4", 4), ("15", 15), ("all", ALL)],
                                 model.batch_size))
        self.add("w1", Dial("start w₁", model.start[0], -LIMIT, LIMIT))
        self.add("w2", Dial("start w₂", model.start[1], -LIMIT, LIMIT))
        self.add_player(self._step, self._reset, rate=15)
        self._prepare()
        self.update()

    def layout(self):
        return ["surface", "learning_rate", ["play", "step", "reset"], "optimizer", "momentum",
                "batch", "w1", "w2"]

    def update(self):
        model = self.model
        if model.surface_name != self["surface"].value:
            model.choose(self["surface"].value)
            with self.waiting():
                self["w1"].value, self["w2"].value = model.start
            self._place_map()
        model.start = (self["w1"].value, self["w2"].value)
        model.optimizer = self["optimizer"].value
        model.learning_rate = self["learning_rate"].value
        model.momentum = self["momentum"].value
        model.batch_size = self["batch"].value
        self["momentum"].disabled = model.optimizer != MOMENTUM
        self["batch"].disabled = model.surface_name != NETWORK
        model.look()

    def _step(self):
        model = self.model
        model.steps = min(model.steps + 1, LONGEST)
        model.look()
        return model.steps < LONGEST

    def _reset(self):
        self.model.steps = 0

    # ---- drawing ----

    def _prepare(self):
        """Draw what stays: the map's axes, those of the loss, and the scale of η."""
        self.drawing = Drawing(self.width / 96, 4.0, rows=2, columns=2, widths=[1.15, 1],
                               heights=[3.2, 1])
        (ground, self.curve), (below, self.scale) = self.drawing.axes
        below.remove()
        ground.set_subplotspec(ground.get_gridspec()[:, 0])
        moving = self.drawing.moving
        with course_style():
            self.map = WalkMap(self.drawing, ground, LIMIT)
            self.curve.set(yscale="log", xlim=(0, LONGEST), xlabel="step")
            self.curve.yaxis.set_major_formatter(FuncFormatter(lambda loss, _: number(loss)))
            draw_title(self.curve, "The loss, step by step")
            self.losses = moving(self.curve.plot([], [], "o-", color=LEARNER, lw=1.5, ms=3.5)[0])

            self.scale.set(xscale="log", xlim=RATES, ylim=(0, 1), yticks=[])
            draw_title(self.scale, "The learning rate η")
            self.scale.spines["left"].set_visible(False)
            self.scale.xaxis.set_major_locator(FixedLocator([0.01, 0.1, 1, 10]))
            self.scale.xaxis.set_major_formatter(FuncFormatter(lambda rate, _: f"{rate:g}"))
            self.scale.xaxis.set_minor_locator(NullLocator())
            self.rate = moving(self.scale.plot([], [], "v", color=LEARNER, ms=10, clip_on=False)[0])
            self.marks = {}
            for name, align in [("1/λ", "right"), ("2/λ", "left")]:
                line = moving(self.scale.axvline(1, color=REFERENCE, ls=DASHED, lw=1.4))
                text = moving(self.scale.text(1, 0.5, name, ha=align, va="center"))
                self.marks[name] = line, text
            self._place_loss(surface_of(BOWL))      # the widest numbers
            self.drawing.settle()
        self._place_map()

    def _place_loss(self, surface):
        low, high = surface.losses
        self.curve.set_ylim(low, high)
        self.curve.yaxis.set_major_locator(FixedLocator([1e-6, 1e-3, 1, 1e3] if low < 1e-3 else
                                                        [0.1, 1, 10]))
        self.curve.yaxis.set_minor_locator(NullLocator())

    def _place_map(self):
        model = self.model
        self._place_loss(model.surface)
        self.map.draw_map(heights(model.surface_name), model.surface_name.capitalize())

    def draw(self):
        model = self.model
        places, losses = model.walk()
        self.map.draw_walk(places, losses[-1])
        self.losses.set_data(np.arange(len(losses)), np.clip(losses, 1e-20, 1e9))
        self.rate.set_data([model.learning_rate], [0.12])
        edges = model.edges
        for name, (line, text) in self.marks.items():
            line.set_visible(name in edges)
            text.set_visible(name in edges)
            if name in edges:
                line.set_xdata([edges[name]] * 2)
                text.set_x(edges[name] * (0.9 if name == "1/λ" else 1.1))


def gradient_descent(surface="bowl", learning_rate=0.02, steps=15, optimizer="plain"):
    """Let gradient descent walk on a surface, and see what the learning rate makes of it.

    The picture always shows the whole walk: whatever is moved, it is walked anew from the start,
    with as many steps as before.

    Args:
        surface: "bowl", "ravine", "saddle" or "network" (its loss over two weights) at the start.
        learning_rate: η at the start, from 0.01 to 30.
        steps: how many steps are shown at the start, from 0 to 60.
        optimizer: "plain", "momentum" or "Adam" at the start.
    """
    require_choice(surface, "surface", SURFACES)
    require_choice(optimizer, "optimizer", OPTIMIZERS)
    require_number(learning_rate, "learning_rate", "from 0.01 to 30",
                   lambda rate: RATES[0] <= rate <= RATES[1])
    require_number(steps, "steps", "a whole number from 0 to 60",
                   lambda steps: steps == int(steps) and 0 <= steps <= LONGEST)
    return GradientDescentExplorable(Descent(surface, float(learning_rate), int(steps), optimizer))
