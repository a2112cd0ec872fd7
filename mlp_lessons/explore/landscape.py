"""Lesson 04: the loss over two weights of a network, and the way down, felt by wiggling."""

import numpy as np

from ..errors import require_choice
from ..plots.planes import prepare_plane
from ..plots.style import (
    class_color,
    class_edge,
    class_marker,
    count,
    course_style,
    number,
)
from .controls import Dial, choice
from .decision_line import score_colors
from .drawing import Drawing, Surface
from .explorable import Explorable
from .walks import HIDDEN, LOSSES, PAIRS, LooseNetwork, WalkMap, network_heights

LIMIT = 6.0             # the map goes from −6 to 6
WIGGLE = 1e-4
LEVEL = 1e-4            # slopes smaller than this are level ground
LONGEST = 200           # steps that it plays
STARTS = {"hidden unit": (-3.0, -4.0), "in and out": (-1.0, 4.0), "output": (-3.0, 3.0)}
MEANING = {
    "hidden unit": "w₁ and w₂ are the weights of a hidden unit for x₁ and x₂",
    "in and out": "w₁ leads from x₁ into a hidden unit, w₂ from this unit to the output",
    "output": "w₁ and w₂ are the output's weights for the two hidden units",
}


class WiggledWalk:
    """Two weights of a network, and a walk downhill that measures its slopes by wiggling."""

    def __init__(self, loss="cross-entropy", weights=HIDDEN):
        self.step_size = 1.0
        self.choose(loss, weights)

    def choose(self, loss, weights):
        """Take another loss or another pair of weights; a walk begins at their usual start."""
        self.loss_name, self.weights = loss, weights
        self.surface = LooseNetwork(weights, loss)
        self.put(STARTS[weights])

    def put(self, w):
        """Stand at w (2,); a walk begins here."""
        self.walk = [np.array(w, dtype=float)]

    @property
    def w(self):
        return self.walk[-1]

    @property
    def steps(self):
        return len(self.walk) - 1

    def slopes(self):
        """Return the slopes (2,) at the present place: four forward passes."""
        loss, wiggles = self.surface.loss, WIGGLE * np.eye(2)
        return np.array([(loss(self.w + wiggle) - loss(self.w - wiggle)) / (2 * WIGGLE)
                         for wiggle in wiggles])

    def ahead(self):
        """Return the place where the next step leads."""
        return self.w - self.step_size * self.slopes()

    def step(self):
        """Go one step; return False if there is no reason to go on."""
        self.walk.append(self.ahead())
        return self.steps < LONGEST and not self.is_off and not self.is_level

    @property
    def is_off(self):
        return bool(np.abs(self.w).max() > LIMIT)

    @property
    def is_level(self):
        return bool(np.abs(self.slopes()).max() < LEVEL)

    @property
    def forward_passes(self):
        return 2 * 2 * self.steps

    def words(self):
        """Say what is to be seen."""
        other = next(name for name in LOSSES if name != self.loss_name)
        surface, (w1, w2), slopes = self.surface, self.w, self.slopes()
        right = int(((surface.scores(self.w)[:, 0] > 0) == (surface.y == 1)).sum())
        where = (f"{MEANING[self.weights]}.\n"
                 f"At w₁ = {number(w1)}, w₂ = {number(w2)} the {self.loss_name} is "
                 f"{number(surface.loss(self.w))} (the {other} is "
                 f"{number(surface.loss(self.w, other))}), and {right} of {len(surface.y)} points "
                 f"are on their side.")
        if self.is_off:
            where += " This place is off the map."
        felt = (f"Wiggling says: slope {number(slopes[0], 2)} for w₁ and {number(slopes[1], 2)} "
                f"for w₂.")
        if self.is_level:
            felt += " The ground is level: there is no way down to be felt."
        else:
            felt += f" A step would lead to ({', '.join(number(w) for w in self.ahead())})."
        all_weights = 2 * surface.parameters
        price = (f"{count(self.steps, 'step')}, 4 forward passes each: {self.forward_passes:,} so "
                 f"far. Wiggling all {surface.parameters} weights and biases takes {all_weights} "
                 f"a step: {all_weights * self.steps:,}.")
        return f"{where}\n{felt}\n{price}"


class LossLandscapeExplorable(Explorable):
    name = "loss_landscape"
    width = 700

    def __init__(self, model):
        self.model = model
        super().__init__()
        self.add("loss", choice("loss", LOSSES, model.loss_name))
        self.add("weights", choice("weights of", list(PAIRS), model.weights))
        self.add("w1", Dial("w₁", model.w[0], -LIMIT, LIMIT))
        self.add("w2", Dial("w₂", model.w[1], -LIMIT, LIMIT))
        self.add("step_size", Dial("step size", model.step_size, 0.1, 100, 0.05, logarithmic=True))
        self.add_player(model.step, self._reset, rate=12)
        self.player.step_button.description = "One step downhill"
        self.player.step_button.tooltip = "Wiggle both weights, and go one step downhill"
        self._prepare()

    def layout(self):
        return ["loss", "weights", "w1", "w2", "step_size", ["step", "play", "reset"]]

    def update(self):
        model = self.model
        chosen = self["loss"].value, self["weights"].value
        if chosen != (model.loss_name, model.weights):
            if chosen[1] != model.weights:
                with self.waiting():
                    self["w1"].value, self["w2"].value = STARTS[chosen[1]]
            model.choose(*chosen)
            self._place_map()
        model.step_size = self["step_size"].value
        start = (self["w1"].value, self["w2"].value)
        if start != tuple(model.walk[0]):
            model.put(start)

    def _reset(self):
        self.model.put(self.model.walk[0])

    # ---- drawing ----

    def _prepare(self):
        """Draw what stays: the map's axes, and the plane with its points."""
        self.drawing = Drawing(self.width / 96, 3.9, columns=2)
        ground, plane = self.drawing.axes
        self.map = WalkMap(self.drawing, ground, LIMIT)
        X, y = self.model.surface.X, self.model.surface.y
        limits = (-2.0, 2.0, -2.0, 2.0)
        with course_style():
            prepare_plane(plane, ("x₁", "x₂"), limits)
            plane.set_title("What the network says there")
            self.answers = self.drawing.moving(Surface(plane, smooth=False))
            steps = np.linspace(*limits[:2], 81)
            self.grid = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
            for k in (0, 1):
                self.drawing.moving(plane.plot(*X[y == k].T, ls="", marker=class_marker(k), ms=7,
                                               mfc=class_color(k), mec=class_edge(k), mew=1)[0])
        self._place_map()

    def _place_map(self):
        model = self.model
        self.map.draw_map(network_heights(model.weights, model.loss_name, LIMIT),
                          model.loss_name.capitalize())

    def draw(self):
        model = self.model
        self.map.draw_walk(np.array(model.walk), model.surface.loss(model.w), model.ahead())
        scores = model.surface.scores(model.w, self.grid)
        self.answers.set_colors(score_colors(scores.reshape(81, 81)))


def loss_landscape(loss="cross-entropy", weights="hidden unit"):
    """Move two weights of a network for XOR over the map of its loss, and walk downhill.

    Seven of its nine weights and biases are held. Each step measures the slopes by wiggling, two
    forward passes for each of the two weights, and counts them.

    Args:
        loss: "cross-entropy" or "squared error" at the start.
        weights: which two are loose at the start: "hidden unit", "in and out" or "output".
    """
    require_choice(loss, "loss", LOSSES)
    require_choice(weights, "weights", PAIRS)
    return LossLandscapeExplorable(WiggledWalk(loss, weights))
