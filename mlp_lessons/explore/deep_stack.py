"""Lesson 08: ten layers, what flows forward through them and what comes back, for every start."""

import numpy as np

from ..activations import ACTIVATIONS
from ..errors import require_choice, require_number
from ..initialization import initial_weights
from ..layers import Linear
from ..plots.style import (
    FAINT,
    FORWARD,
    GRADIENT,
    INK,
    REFERENCE,
    number,
    tint,
)
from .controls import Dial, choice, whole_number
from .explorable import Explorable
from .svg import Svg

LAYERS, SAMPLES = 10, 100
CONSTANT, SMALL = 0.1, 0.01
INITIALIZATION_NAMES = {"zeros": "zeros", "constant": f"all {CONSTANT}", "normal": "N(0, 1)",
                        "small": f"N(0, {SMALL}²)", "xavier": "Xavier", "he": "He"}
ACTIVATION_NAMES = {"relu": "ReLU", "leaky_relu": "leaky ReLU", "tanh": "tanh",
                    "sigmoid": "sigmoid", "identity": "none"}
RANGES = {"tanh": (-1, 1), "sigmoid": (0, 1)}       # of what an activation can say

FLAT = 0.1              # a slope below this part of the steepest counts as flat: tanh beyond ±0.95
FAR, NEAR = 20, 4       # beyond these factors a size explodes or dies out, grows or shrinks
ALIKE = 1e-9            # z that differ by less, as a part of their size, are the same


class DeepStack:
    """Ten layers, each a `Linear` and an activation, and one batch sent through them and back.

    Samples of size 1 enter the first layer; random gradients of size 1 enter the last one, as if
    a loss stood behind it. The size of many numbers is the root of the mean of their squares.
    """

    def __init__(self, initialization="normal", activation="relu", width=64, factor=1.0, seed=0):
        self.set(initialization, activation, width, factor, seed)

    def set(self, initialization, activation, width, factor, seed):
        """Make the layers, and send the batch through."""
        self.initialization, self.activation = initialization, activation
        self.width, self.factor, self.seed = width, factor, seed
        data, *seeds = np.random.SeedSequence(seed).spawn(1 + LAYERS)
        self.linear = [Linear(width, width, "zeros") for _ in seeds]
        self.bends = [ACTIVATIONS[activation]() for _ in seeds]
        for layer, layer_seed in zip(self.linear, seeds):
            layer.W = factor * first_weights(initialization, width, layer_seed)
        rng = np.random.default_rng(data)
        self._send(rng.standard_normal((SAMPLES, width)), rng.standard_normal((SAMPLES, width)))

    def _send(self, A, dA):
        """Send a batch forward and gradients back, both (SAMPLES, width); keep what passes."""
        self.X, self.Z, self.A = A, [], []
        for linear, bend in zip(self.linear, self.bends):
            self.Z.append(linear.forward(A))
            A = bend.forward(self.Z[-1])
            self.A.append(A)
        self.end, self.dZ = dA, []
        for linear, bend in zip(reversed(self.linear), reversed(self.bends)):
            self.dZ.insert(0, bend.backward(dA))
            dA = linear.backward(self.dZ[0])

    # ---- what is to be seen: one number a layer ----

    def sizes(self):
        """Return the sizes of the values a, forward, (LAYERS,)."""
        return np.array([size(A) for A in self.A])

    def gradient_sizes(self):
        """Return the sizes of the gradients that arrive at z, (LAYERS,)."""
        return np.array([size(dZ) for dZ in self.dZ])

    def saturated(self):
        """Return the share of values where tanh or sigmoid is flat, (LAYERS,); else None."""
        if self.activation not in RANGES:
            return None
        low, high = RANGES[self.activation]
        shares = [(A - low) / (high - low) for A in self.A]         # s (1 − s) is the slope
        return np.array([np.mean(4 * s * (1 - s) < FLAT) for s in shares])

    def dead(self):
        """Return how many ReLU units are 0 for every sample, (LAYERS,); else None."""
        if self.activation != "relu":
            return None
        return np.array([(A == 0).all(axis=0).sum() for A in self.A])

    def twins(self):
        """Return how many units have the same z as another one, for every sample, (LAYERS,)."""
        return np.array([count_twins(Z) for Z in self.Z])

    def words(self):
        """Say what is at work, and what becomes of the values and the gradients."""
        name = ACTIVATION_NAMES[self.activation]
        bend = "linear layers with no activation" if name == "none" else f"{name} layers"
        factor = "" if self.factor == 1 else f", times {number(self.factor)}"
        forward, back = self.sizes()[-1], self.gradient_sizes()[0]
        return "\n".join([
            f"Ten {bend}, {self.width} units each. "
            f"Weights: {INITIALIZATION_NAMES[self.initialization]}{factor}.",
            f"Forward, the values {trend(forward, many=True)}: size 1 at the start, "
            f"{number(forward)} after layer {LAYERS}.",
            f"Back, the gradient {trend(back)}: size 1 at the end, {number(back)} where it arrives "
            f"at layer 1.",
            self._units_in_words()])

    def _units_in_words(self):
        total, found = LAYERS * self.width, []
        flat, dead, twins = self.saturated(), self.dead(), self.twins()
        if flat is not None:
            found.append(f"{whole_percent(flat[0])} of the values are saturated in layer 1, "
                         f"{whole_percent(flat[-1])} in layer {LAYERS}")
        if dead is not None:
            found.append(f"{dead.sum() or 'none'} of the {total} units "
                         f"{'is' if dead.sum() in (0, 1) else 'are'} dead")
        if twins.sum() == total:
            found.append(f"all {self.width} units of a layer are twins")
        else:
            found.append(f"{twins.sum() or 'no'} units are twins")
        text = "; ".join(found)
        return f"{text[0].upper()}{text[1:]}."


def first_weights(initialization, width, seed):
    """Return W (width, width), by the package's initialisation or by one of the two besides."""
    if initialization == "constant":
        return np.full((width, width), CONSTANT)
    if initialization == "small":
        return SMALL * initial_weights("normal", width, width, seed)
    return initial_weights(initialization, width, width, seed)


def size(values):
    """Return the root of the mean of the squares."""
    return float(np.sqrt(np.mean(values**2)))


def count_twins(Z):
    """Return how many columns of Z (N, units) are the same as another one.

    Each column is made into one number, with the same random factors: columns that differ give
    different numbers.
    """
    factors = np.random.default_rng(0).uniform(1, 2, size=len(Z))
    sums = np.sort(factors @ Z)
    same = np.diff(sums) <= ALIKE * (factors @ np.abs(Z)).max()
    return int((np.append(same, False) | np.append(False, same)).sum())


def trend(last, many=False):
    """Say what becomes of a size that was 1 at first and is `last` in the end."""
    if last == 0:
        return "are all 0" if many else "is 0"
    s = "" if many else "s"
    if last > FAR:
        return f"explode{s}"
    if last > NEAR:
        return f"grow{s}"
    if last > 1 / NEAR:
        return "keep about their size" if many else "keeps about its size"
    return f"shrink{s}" if last > 1 / FAR else f"die{s} out"


def whole_percent(share):
    """Write a share in percent, with no decimals: 82 %."""
    return f"{round(100 * share)} %"


# Drawing, in pixels -----------------------------------------------------------------------------

WIDTH, HEIGHT = 690, 472
FIRST, ROOM = 118, 50               # where the start is, and from layer to layer
SHAPES = (34, 144)                  # top and bottom of the shapes of the values
SIZES = (202, 352)                  # and of the sizes
POWER = 6                           # the scale ends at 10⁶ and at 10⁻⁶
BINS = 40
WIDEST = 21                         # half of the widest shape
TABLE = 404                         # the first line of numbers


def place(k):
    """Return where layer k stands, from left to right: 0 is the start, LAYERS + 1 the end."""
    return FIRST + ROOM * k


def height_of(value):
    """Return where a size stands on the scale; what lies beyond it stands at its end."""
    top, bottom = SIZES
    power = POWER if value == np.inf else np.log10(value) if value > 0 else -POWER
    return (top + bottom) / 2 - np.clip(power / POWER, -1, 1) * (bottom - top) / 2


def shape_of(values, k):
    """Return the outline of a layer's values, from −1 to 1: the wider, the more of them."""
    counts, edges = np.histogram(values, BINS, (-1.0001, 1.0001))
    half = WIDEST * np.sqrt(counts / counts.max())
    top, bottom = SHAPES
    ys = (top + bottom) / 2 - edges * (bottom - top) / 2
    right = [(place(k) + h, y) for h, pair in zip(half, zip(ys, ys[1:])) for y in pair]
    left = [(2 * place(k) - x, y) for x, y in reversed(right)]
    return [*right, *left, right[0]]


class DepthExplorable(Explorable):
    name = "depth"
    width = WIDTH

    def __init__(self, initialization="normal", activation="relu", width=64, factor=1.0, seed=0):
        self.model = DeepStack(initialization, activation, width, factor, seed)
        super().__init__()
        self.add("initialization", choice("first weights", _pairs(INITIALIZATION_NAMES),
                                          initialization))
        self.add("activation", choice("activation", _pairs(ACTIVATION_NAMES), activation))
        self.add("factor", Dial("weights times", factor, 0.1, 10, 0.02, logarithmic=True))
        self.add("width", whole_number("units a layer", width, 2, 128))
        self.add("seed", whole_number("seed", seed, 0, 20))

    def update(self):
        self.model.set(*(self[name].value for name in (
            "initialization", "activation", "width", "factor", "seed")))

    def picture(self):
        svg = Svg(WIDTH, HEIGHT)
        self._draw_shapes(svg)
        self._draw_sizes(svg)
        self._draw_table(svg)
        return svg.source(self.words())

    def _draw_shapes(self, svg):
        model, (top, bottom) = self.model, SHAPES
        bounded = model.activation in RANGES
        svg.text(8, 18, "What the units say: the wider, the more values"
                 + ("" if bounded else " (each layer by its largest)"), bold=True)
        for value, text in ((-1, "−1"), (0, "0"), (1, "1")):
            y = (top + bottom) / 2 - value * (bottom - top) / 2
            svg.line(place(0) + 20, y, place(LAYERS) + 30, y, color=FAINT)
            svg.text(place(0) + 12, y + 5, text, anchor="end")
        svg.text(8, (top + bottom) / 2 + 5, "values a")
        for k, A in enumerate(model.A, start=1):
            largest = 1 if bounded else np.abs(A).max() or 1
            svg.polyline(shape_of(A / largest, k), color=FORWARD, width=1,
                         fill=to_hex(tint(FORWARD, 0.6)))

    def _draw_sizes(self, svg):
        model = self.model
        svg.text(8, 176, "Sizes on the way", bold=True)
        self._legend(svg)
        for power, text in ((6, "1,000,000"), (3, "1,000"), (0, "1"), (-3, "0.001"),
                            (-6, "0.000001")):
            y = height_of(10.0**power)
            svg.line(place(0) - 12, y, place(LAYERS + 1) + 12, y, dashed=power == 0,
                     color=REFERENCE if power == 0 else FAINT)
            svg.text(place(0) - 18, y + 5, text, anchor="end")
        forward = [1.0, *model.sizes()]
        back = [*model.gradient_sizes(), 1.0]
        draw_line(svg, [place(k) for k in range(LAYERS + 1)], forward, FORWARD)
        draw_line(svg, [place(k) for k in range(1, LAYERS + 2)], back, GRADIENT, dashed=True)

    def _legend(self, svg):
        y = 171
        svg.line(254, y, 290, y, color=FORWARD, width=2)
        svg.circle(272, y, 4, fill=FORWARD, edge=FORWARD)
        svg.text(298, y + 5, "values, forward →")
        svg.line(468, y, 504, y, color=GRADIENT, width=2, dashed=True)
        svg.box(482, y - 4, 8, 8, fill=GRADIENT, edge=GRADIENT, radius=0)
        svg.text(512, y + 5, "← gradients ∂L/∂z, back")

    def _draw_table(self, svg):
        model = self.model
        svg.text(8, TABLE - 16, "layer", bold=True)
        for k in range(1, LAYERS + 1):
            svg.text(place(k), TABLE - 16, k, anchor="middle", bold=True)
        svg.line(8, TABLE - 9, place(LAYERS) + 24, TABLE - 9, color=FAINT)
        flat = model.saturated()
        rows = {"saturated, %": None if flat is None else (100 * flat).round().astype(int),
                "dead units": model.dead(), "twins": model.twins()}
        for row, (name, numbers) in enumerate(rows.items()):
            y = TABLE + 10 + 22 * row
            svg.text(8, y, name, color=REFERENCE if numbers is None else INK)
            for k in range(1, LAYERS + 1):
                value = "–" if numbers is None else numbers[k - 1]
                svg.text(place(k), y, value, anchor="middle", bold=value not in ("–", 0),
                         color=REFERENCE if value in ("–", 0) else INK)


def draw_line(svg, xs, sizes, color, dashed=False):
    """Draw sizes as dots on a line; beyond the scale a triangle points to where they are."""
    ys = [height_of(value) for value in sizes]
    svg.polyline(list(zip(xs, ys)), color=color, dashed=dashed)
    for x, y, value in zip(xs, ys, sizes):
        beyond = np.sign(np.log10(value)) if value > 0 and abs(np.log10(value)) > POWER else \
            -1 if value == 0 else 0
        if beyond:
            tip = y - 9 * beyond
            svg.polyline([(x - 6, y), (x + 6, y), (x, tip), (x - 6, y)], color=color, width=1,
                         fill=color)
        elif dashed:
            svg.box(x - 4, y - 4, 8, 8, fill=color, edge=color, radius=0)
        else:
            svg.circle(x, y, 4, fill=color, edge=color)


def to_hex(rgb):
    return "#" + "".join(f"{round(255 * part):02x}" for part in rgb)


def _pairs(names):
    return [(text, value) for value, text in names.items()]


def depth(initialization="normal", activation="relu", width=64, factor=1.0, seed=0):
    """Send values forward through ten layers, and gradients back; choose how the weights start.

    Args:
        initialization: "zeros", "constant", "normal", "small", "xavier" or "he".
        activation: "relu", "leaky_relu", "tanh", "sigmoid" or "identity".
        width: how many units each layer has, from 2 to 128.
        factor: what all first weights are multiplied with, from 0.1 to 10.
        seed: the random numbers, from 0 to 20.
    """
    require_choice(initialization, "initialization", INITIALIZATION_NAMES)
    require_choice(activation, "activation", ACTIVATION_NAMES)
    _require_whole(width, "width", 2, 128)
    require_number(factor, "factor", "from 0.1 to 10", lambda value: 0.1 <= value <= 10)
    _require_whole(seed, "seed", 0, 20)
    return DepthExplorable(initialization, activation, width, factor, seed)


def _require_whole(value, name, low, high):
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError(f"{name} must be a whole number from {low} to {high}, got {value!r}.")
