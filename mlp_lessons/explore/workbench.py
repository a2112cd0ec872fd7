"""Lesson 08: a workbench where networks are built, trained and watched while they learn."""

import math
import time
from dataclasses import dataclass, replace

import contourpy
import numpy as np
from ipywidgets import BoundedIntText
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb
from PIL import Image

from ..activations import ACTIVATIONS, softmax
from ..datasets import make_blobs, make_circles, make_moons, make_spirals, make_xor
from ..errors import DivergenceError, describe, require_choice, require_number
from ..layers import Linear
from ..losses import SoftmaxCrossEntropy
from ..network import MLP
from ..optimizers import SGD
from ..plots.planes import prepare_plane
from ..plots.style import (
    DASHED,
    FORWARD,
    GREEN,
    LEARNER,
    NEGATIVE,
    PIXELS_PER_INCH,
    REFERENCE,
    class_color,
    class_edge,
    class_marker,
    count,
    course_style,
    listing,
    number,
)
from .controls import LABEL_WIDTH, Dial, choice, whole_number
from .drawing import Drawing, Surface
from .explorable import Explorable
from .own_code import OwnCodeError, check_array, is_own, run, tell, watch

POINTS = 300
DATA_SETS = {
    "moons": lambda noise, seed: make_moons(POINTS, noise, seed),
    "circles": lambda noise, seed: make_circles(POINTS, noise, seed),
    "blobs": lambda noise, seed: make_blobs(POINTS, 3, noise, seed),
    "spirals": lambda noise, seed: make_spirals(POINTS, 3, noise, seed),
    "XOR": lambda noise, seed: centred(make_xor(POINTS, noise / 2, seed)),
}
ACTIVATION_NAMES = {"relu": "ReLU", "leaky_relu": "leaky ReLU", "tanh": "tanh",
                    "sigmoid": "sigmoid", "identity": "none"}
INITIALIZATION_NAMES = {"he": "He", "xavier": "Xavier", "normal": "N(0, 1)", "zeros": "zeros"}
PARTS = ["Linear", "ReLU", "MLP", "SoftmaxCrossEntropy", "SGD", "he_weights"]
NOT_NEEDED = ["train"]      # of the learner's parts: the workbench has its own loop

MOST_LAYERS, MOST_UNITS = 4, 8
RANGES = {"noise": (0, 0.6), "share": (5, 90), "learning_rate": (0.001, 10),
          "batch_size": (1, 100), "weight_decay": (0, 0.1), "seed": (0, 20)}
LIMIT = 2.5                 # of the plane, in all four directions
GRID = 48                   # places in each direction where the network is asked
OVERFITS = 1.5              # a validation loss above its lowest by this factor has turned
AS_GUESSING = 0.02          # a loss this near log K, as a part of it, is that of guessing
FRAME = 0.010               # seconds of training for one picture while it plays …
EPOCHS_A_FRAME = 2          # … and no more epochs than this, or there is nothing to watch


def centred(data):
    """Bring XOR's corners from 0 and 1 to −1 and 1."""
    X, y = data
    return 2 * X - 1, y


def grid_middles():
    """Return the middles of the cells of a grid over the plane, along one side, (GRID,)."""
    edges = np.linspace(-LIMIT, LIMIT, GRID + 1)
    return (edges[1:] + edges[:-1]) / 2


# The network and its training -------------------------------------------------------------------

@dataclass(frozen=True)
class Settings:
    """What a training depends on. The last three may change while it goes on."""

    data: str = "moons"
    noise: float = 0.2
    share: int = 50             # of the points to learn from, in percent
    hidden: tuple = (8, 8)
    activation: str = "relu"
    initialization: str = "he"
    seed: int = 0
    batch_size: int = 10
    learning_rate: float = 0.1
    weight_decay: float = 0.0

    def begins_like(self, other):
        """Say whether a training with these settings starts as one with the others."""
        return self == replace(other, batch_size=self.batch_size, weight_decay=self.weight_decay,
                               learning_rate=self.learning_rate)


class Playground:
    """A network that learns points of the plane, epoch by epoch, with the course's own code.

    Losses are measured before the first epoch and after each one, on both piles. `parts` are the
    learner's classes, to be used in place of the package's: {"Linear": MyLinear, …}. An error in
    them is kept in `problem`, in words, and stops the training.
    """

    def __init__(self, settings=Settings(), parts=None):
        self.settings = settings
        self.parts = {name: part for name, part in (parts or {}).items() if is_own(part)}
        self.start()

    def change(self, settings):
        """Take other settings: begin anew, unless it can go on with them."""
        before, self.settings = self.settings, settings
        if not settings.begins_like(before):
            self.start()
        elif not self.problem and settings != before:
            self._guarded(self._make_optimizer)

    def start(self):
        """Deal the points out, and make a network that has learned nothing."""
        chosen = self.settings
        X, y = DATA_SETS[chosen.data](chosen.noise, chosen.seed)
        n = round(len(y) * chosen.share / 100)
        self.train, self.validation = (X[:n], y[:n]), (X[n:], y[n:])
        self.sizes = [2, *chosen.hidden, 1 + int(y.max())]
        self.rng = np.random.default_rng(chosen.seed)
        self.batches = []           # of the epoch under way: those still to come
        self.losses, self.accuracies = [], []       # of (training, validation), one an epoch
        self.problem, self.has_diverged = "", False
        self._guarded(self._build)
        self._guarded(self._measure)

    @property
    def epoch(self):
        return max(0, len(self.losses) - 1)

    @property
    def is_over(self):
        """True if it cannot go on: it has diverged, or the learner's code has stopped."""
        return self.has_diverged or bool(self.problem)

    def go_on(self, seconds=None):
        """Train until the end of the epoch; or for about so many seconds, wherever that ends."""
        if seconds is None:
            ends = 1
        else:
            end, ends = time.perf_counter() + seconds, EPOCHS_A_FRAME
        while ends > 0 and not self.is_over:
            self._guarded(self._train_batch)
            if not self.batches:
                self._guarded(self._measure)
                ends -= 1
            if seconds is not None and time.perf_counter() > end:
                break

    def layer_values(self, X):
        """Return what the hidden layers say of X, and the scores: a list of (N, units)."""
        values = [X]
        for layer in self.layers:
            values.append(layer.forward(values[-1]))
        return values[2::2] + values[-1:]

    def fields(self):
        """Return `layer_values` for the grid over the plane, or None if there are none."""
        middles = grid_middles()
        grid = np.stack(np.meshgrid(middles, middles), axis=-1).reshape(-1, 2)
        found = []
        if not self.is_over:
            self._guarded(lambda: found.extend(self.layer_values(grid)))
        return found if found and all(np.isfinite(values).all() for values in found) else None

    # ---- words ----

    def words(self):
        """Say what is at work, how far it is, and what stands out."""
        lines = [self._setting_in_words()]
        if self.parts:
            lines.append(f"At work is your own code: {listing(self.own_names())}.")
        if self.losses:
            (train, validation), (right, validation_right) = self.losses[-1], self.accuracies[-1]
            lines.append(
                f"Epoch {self.epoch:,}: training loss {number(train)}, accuracy {percent(right)}; "
                f"validation loss {number(validation)}, accuracy {percent(validation_right)}.")
        return "\n".join([*lines, self.verdict()])

    def verdict(self):
        """Say what stands out in the losses so far."""
        if self.problem:
            return f"Your code has stopped: {self.problem}"
        if self.has_diverged:
            return (f"It has diverged in epoch {self.epoch + 1:,}: the loss is no number any more. "
                    f"Choose a smaller learning rate, then Reset.")
        K = self.sizes[-1]
        guessing = f"log {K} = {number(math.log(K))}"
        if not self.epoch:
            return f"Nothing is learned yet. Guessing would have the loss {guessing}."
        train, validation = np.array(self.losses).T
        best = int(validation.argmin())
        if train[-1] > (1 + AS_GUESSING) * math.log(K):
            return f"That is worse than guessing, whose loss is {guessing}."
        if train[-1] > (1 - AS_GUESSING) * math.log(K):
            return f"That is no better than guessing, whose loss is {guessing}."
        if validation[-1] > OVERFITS * validation[best] and train[-1] < train[best]:
            return (f"The validation loss was lowest after epoch {best:,}, "
                    f"{number(validation[best])}, and has risen since, while the training loss "
                    f"fell: the network overfits.")
        return f"The lowest validation loss so far: {number(validation[best])}, epoch {best:,}."

    def _setting_in_words(self):
        name = ACTIVATION_NAMES[self.settings.activation]
        bend = "no activation" if name == "none" else name
        parameters = sum(n_out * (n_in + 1) for n_in, n_out in zip(self.sizes, self.sizes[1:]))
        data = self.settings.data[0].upper() + self.settings.data[1:]
        return (f"{data}: {count(len(self.train[1]), 'point')} to learn from, "
                f"{len(self.validation[1])} to validate. Network {'–'.join(map(str, self.sizes))}"
                f"{f', {bend}' if len(self.sizes) > 2 else ''}, {parameters} parameters.")

    # ---- training ----

    def _build(self):
        chosen, seed = self.settings, self.settings.seed
        example = MLP(self.sizes, chosen.activation, chosen.initialization, seed)
        rng = np.random.default_rng(seed)
        self.layers = []
        for layer in example.layers:
            if isinstance(layer, Linear):
                n_out, n_in = layer.W.shape
                if chosen.initialization == "he" and "he_weights" in self.parts:
                    layer.W = self._run("he_weights", "", self.parts.get("he_weights"),
                                        n_in, n_out, rng)
                    check_array(layer.W, self.name_of("he_weights"), (n_out, n_in), "returned")
                layer = self._own_linear(layer)
            elif "ReLU" in self.parts and chosen.activation == "relu":
                layer = self._run("ReLU", "", self.parts["ReLU"])
                watch(layer, self.name_of("ReLU"))
            self.layers.append(layer)
        self.network = (self._run("MLP", "", self.parts["MLP"], self.layers)
                        if "MLP" in self.parts else MLP.from_layers(self.layers))
        self.loss = self._run("SoftmaxCrossEntropy", "",
                              self.parts.get("SoftmaxCrossEntropy", SoftmaxCrossEntropy))
        self._make_optimizer()

    def _own_linear(self, layer):
        """Return the learner's layer with the weights of this one, or this one."""
        if "Linear" not in self.parts:
            return layer
        n_out, n_in = layer.W.shape
        own = self._run("Linear", "", self.parts["Linear"], n_in, n_out, self.settings.seed)
        watch(own, self.name_of("Linear"), (n_out, n_in))
        own.W = layer.W.astype(float)
        return own

    def _make_optimizer(self):
        chosen = self.settings
        self.optimizer = (
            self._run("SGD", "", self.parts["SGD"], self.network, chosen.learning_rate)
            if "SGD" in self.parts else
            SGD(self.network, chosen.learning_rate, weight_decay=chosen.weight_decay))

    def _train_batch(self):
        """Take one step; the first one of an epoch deals the rows out."""
        X, y = self.train
        if not self.batches:
            order, size = self.rng.permutation(len(y)), self.settings.batch_size
            self.batches = [order[start:start + size] for start in range(0, len(y), size)]
        rows = self.batches.pop(0)
        scores = self._scores(X[rows])
        self._loss_of(scores, y[rows])
        dscores = self._run("SoftmaxCrossEntropy", ".backward", self.loss.backward)
        if "SoftmaxCrossEntropy" in self.parts:
            check_array(dscores, f"{self.name_of('SoftmaxCrossEntropy')}.backward", scores.shape,
                        "returned")
        self._run("MLP", ".backward", self.network.backward, dscores)
        self._run("SGD", ".step", self.optimizer.step)

    def _scores(self, X):
        scores = self._run("MLP", ".forward", self.network.forward, X)
        if "MLP" in self.parts:
            check_array(scores, f"{self.name_of('MLP')}.forward", (len(X), self.sizes[-1]),
                        "returned")
        return scores

    def _loss_of(self, scores, y):
        value = self._run("SoftmaxCrossEntropy", ".forward", self.loss.forward, scores, y)
        if np.ndim(value) or not isinstance(value, (float, int, np.number)):
            raise OwnCodeError(f"{self.name_of('SoftmaxCrossEntropy')}.forward returned "
                               f"{describe(value)}. The loss should be one number.")
        if not math.isfinite(value):
            raise DivergenceError(f"The loss is {value}.")
        return float(value)

    def _measure(self):
        """Note the losses and accuracies of the network as it is now."""
        if self.is_over:
            return
        losses, accuracies = [], []
        for X, y in (self.train, self.validation):
            scores = self._scores(X)
            losses.append(self._loss_of(scores, y))
            accuracies.append(np.mean(scores.argmax(axis=1) == y))
        self.losses.append(losses)
        self.accuracies.append(accuracies)

    # ---- the learner's own code ----

    def name_of(self, part):
        """Return what the learner calls this part."""
        return getattr(self.parts.get(part), "__name__", part)

    def own_names(self):
        """Return the names of the learner's parts that are at work with the present settings."""
        idle = {"ReLU": self.settings.activation != "relu" or not self.settings.hidden,
                "he_weights": self.settings.initialization != "he"}
        return [self.name_of(part) for part in PARTS
                if part in self.parts and not idle.get(part)]

    def _run(self, part, method, function, *arguments):
        if part not in self.parts:
            return function(*arguments)
        return run(function, self.name_of(part) + method, *arguments)

    def _guarded(self, action):
        """Do it; a divergence, or an error where code of the learner's is at work, is noted."""
        try:
            with np.errstate(all="ignore"):
                action()
        except DivergenceError:
            self.has_diverged = True
        except OwnCodeError as error:
            self.problem = str(error)
        except Exception as error:
            if not self.parts:
                raise
            self.problem = tell(error, listing(self.own_names()))


def percent(share):
    """Write a share in percent, with one decimal: 93.3 %."""
    return f"{number(round(100 * share, 1))} %"


# Drawing ----------------------------------------------------------------------------------------

def region_colors(scores):
    """Return a colour for each row of scores (…, K): the winner's, the deeper the surer."""
    P = softmax(scores.reshape(-1, scores.shape[-1])).reshape(scores.shape)
    K = P.shape[-1]
    full = np.array([to_rgb(class_color(k)) for k in range(K)])[P.argmax(axis=-1)]
    sure = (P.max(axis=-1) - 1 / K) / (1 - 1 / K)
    return 1 - (0.08 + 0.5 * sure)[..., None] * (1 - full)


def shades(values, low, high, color):
    """Return white for `low`, the colour for `high`, mixtures between, (…, 3)."""
    share = np.clip((values - low) / np.maximum(high - low, 1e-12), 0, 1)
    return 1 - share[..., None] * (1 - np.array(to_rgb(color)))


class Tiles(Artist):
    """Many small pictures of one size, each with a rim.

    `set_tiles(places, pictures)`: the middles (n, 2) in the units of the axes, and pictures
    (n, rows, columns, 3) in [0, 1], first row at the bottom.
    """

    def __init__(self, ax, pixels):
        super().__init__()
        self._pixels = pixels       # of a side, at 100 %
        self._places, self._pictures = [], []
        ax.add_artist(self)

    def set_tiles(self, places, pictures):
        self._places, self._pictures = places, pictures

    def draw(self, renderer):
        side = round(self._pixels * self.figure.dpi / PIXELS_PER_INCH)
        context = renderer.new_gc()
        for place, picture in zip(self._places, self._pictures):
            middle = self.axes.transData.transform(place)
            field = Image.fromarray((255 * picture).round().astype(np.uint8))
            pixels = np.full((side, side, 4), 255, np.uint8)
            pixels[:, :, :3] = np.asarray(field.resize((side, side), Image.Resampling.BILINEAR))
            for rim in (pixels[:2], pixels[-2:], pixels[:, :2], pixels[:, -2:]):
                rim[..., :3] = 0x55
            left, bottom = (round(float(part) - side / 2) for part in middle)
            renderer.draw_image(context, left, bottom, pixels)
        context.restore()


WIDTH, HEIGHT = 690, 470            # of the picture in pixels, and of its parts below
NETWORK = (0, 0, 402, HEIGHT)       # left, top, width, height
PLANE = (446, 32, 236, 236)
CURVES = (446, 336, 222, 92)
TILE = 36
TOP, ROOM = 66, 51                  # the middle of the first unit, and from unit to unit
HIGHEST_LOSS = 1.4
EPOCHS = [50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 1_000_000]


class PlaygroundExplorable(Explorable):
    name = "playground"
    width = WIDTH

    def __init__(self, settings=Settings(), parts=None):
        self.model = Playground(settings, parts)
        super().__init__()
        self.add_player(self._step, self.model.start)
        self.add("data", choice("points", list(DATA_SETS), settings.data))
        self.add("noise", Dial("noise", settings.noise, *RANGES["noise"], 0.05))
        self.add("share", whole_number("to learn, %", settings.share, *RANGES["share"]))
        self.add("layers", whole_number("hidden layers", len(settings.hidden), 0, MOST_LAYERS))
        for k in range(MOST_LAYERS):
            first = k == 0
            units = settings.hidden[k] if k < len(settings.hidden) else MOST_UNITS
            self.add(f"units_{k + 1}", BoundedIntText(
                value=units, min=1, max=MOST_UNITS, description="units" if first else "",
                tooltip=f"units of hidden layer {k + 1}, from 1 to {MOST_UNITS}",
                style={"description_width": LABEL_WIDTH if first else "0px"},
                layout={"width": "144px" if first else "48px"}))
        self.add("activation", choice("activation", _pairs(ACTIVATION_NAMES), settings.activation))
        self.add("initialization", choice("first weights", _pairs(INITIALIZATION_NAMES),
                                          settings.initialization))
        self.add("learning_rate", Dial("learning rate", settings.learning_rate,
                                       *RANGES["learning_rate"], 0.1,
                                       logarithmic=True))
        self.add("batch_size", whole_number("batch size", settings.batch_size,
                                             *RANGES["batch_size"]))
        self.add("weight_decay", Dial("weight decay", settings.weight_decay,
                                      *RANGES["weight_decay"], 0.005))
        self.add("seed", whole_number("seed", settings.seed, *RANGES["seed"]))
        self._prepare()

    def layout(self):
        rows = super().layout()
        units = [name for name in rows if str(name).startswith("units")]
        rows[rows.index(units[0])] = units
        return [name for name in rows if name not in units]

    def update(self):
        depth = self["layers"].value
        for k in range(MOST_LAYERS):
            self[f"units_{k + 1}"].disabled = k >= depth
        self["weight_decay"].disabled = "SGD" in self.model.parts
        self.model.change(Settings(
            hidden=tuple(self[f"units_{k + 1}"].value for k in range(depth)),
            **{name: self[name].value for name in (
                "data", "noise", "share", "activation", "initialization", "seed", "batch_size",
                "learning_rate", "weight_decay")}))

    def _step(self):
        self.model.go_on(FRAME if self.player.is_playing else None)
        return not self.model.is_over

    # ---- what stays ----

    def _prepare(self):
        self.drawing = Drawing(WIDTH / PIXELS_PER_INCH, HEIGHT / PIXELS_PER_INCH, columns=3,
                               sharpness=1.25)      # it shall play fast
        self.drawing.figure.set_layout_engine("none")
        self.net, self.plane, self.curves = self.drawing.axes
        for ax, (left, top, width, height) in zip(self.drawing.axes, (NETWORK, PLANE, CURVES)):
            ax.set_position([left / WIDTH, 1 - (top + height) / HEIGHT, width / WIDTH,
                             height / HEIGHT])
        with course_style():
            self._prepare_network()
            self._prepare_plane()
            self._prepare_curves()

    def _prepare_network(self):
        moving, (_, _, width, height) = self.drawing.moving, NETWORK
        self.net.set_axis_off()
        self.net.set(xlim=(0, width), ylim=(height, 0))
        self.connections = [
            moving(self.net.add_collection(LineCollection([], colors=color, linestyles=dashes,
                                                          alpha=0.8), autolim=False))
            for color, dashes in ((LEARNER, "solid"), (NEGATIVE, (0, (3, 1.5))))]
        self.tiles = moving(Tiles(self.net, TILE))
        self.tiles.set_zorder(3)
        for x, text in ((30, "inputs"), (width / 2, "what each hidden unit sees"),
                        (width - 32, "classes")):
            self.net.text(x, 24, text, ha="center")
        self.net.text(6, height - 8, "A line is a weight: thick is large, dashed is below 0.")

    def _prepare_plane(self):
        moving = self.drawing.moving
        prepare_plane(self.plane, ("x₁", "x₂"), (-LIMIT, LIMIT, -LIMIT, LIMIT))
        self.plane.set(xticks=[-2, 0, 2], yticks=[-2, 0, 2])
        self.plane.xaxis.set_label_coords(0.75, -0.035)
        self.plane.yaxis.set_label_coords(-0.03, 0.72)
        self.plane.set_title("● training   ○ validation", pad=7)
        self.surface = moving(Surface(self.plane))
        self.boundary = moving(self.plane.add_collection(
            LineCollection([], colors=LEARNER, linewidths=2, zorder=2), autolim=False))
        self.dots = []
        for pile in range(2):       # the points to validate lie below
            for k in range(3):
                color = class_color(k)
                look = ({"mfc": "none", "mec": color, "ms": 4.5, "mew": 1, "zorder": 3} if pile else
                        {"mfc": color, "mec": class_edge(k), "ms": 6, "mew": 0.6, "zorder": 4})
                self.dots.append(moving(self.plane.plot([], [], ls="", marker=class_marker(k),
                                                        **look)[0]))
        self.plane.set(xlim=(-LIMIT, LIMIT), ylim=(-LIMIT, LIMIT))

    def _prepare_curves(self):
        moving = self.drawing.moving
        self.curves.set(ylim=(0, HIGHEST_LOSS), xlim=(0, EPOCHS[0]), yticks=[0, 0.5, 1],
                        xlabel="epoch", ylabel="loss")
        self.guess = moving(self.curves.plot([], [], color=REFERENCE, ls=DASHED, lw=1.2)[0])
        self.guess_name = moving(self.curves.text(
            0.99, 0, "guessing", transform=self.curves.get_yaxis_transform(), ha="right",
            va="bottom", color=REFERENCE))
        self.lines = [
            moving(self.curves.plot([], [], color=color, ls=dashes, lw=2, label=name)[0])
            for name, color, dashes in (("training", LEARNER, "solid"),
                                        ("validation", GREEN, (0, (4, 1.6))))]
        self.curves.legend(loc="lower right", bbox_to_anchor=(1.06, 1.0), ncols=2, borderpad=0,
                           handlelength=1.7, columnspacing=1, handletextpad=0.5)

    # ---- what moves ----

    def draw(self):
        model = self.model
        fields = model.fields()
        self._draw_tiles(fields)
        self._draw_connections()
        self._draw_plane(fields)
        self._draw_curves()

    def _columns(self):
        """Return the places of the units, one array (units, 2) a layer."""
        sizes, width = self.model.sizes, NETWORK[2]
        xs = np.linspace(30, width - 32, len(sizes))
        middle = TOP + (MOST_UNITS - 1) * ROOM / 2
        return [np.column_stack([np.full(n, x), middle + ROOM * (np.arange(n) - (n - 1) / 2)])
                for x, n in zip(xs, sizes)]

    def _draw_tiles(self, fields):
        places, sizes = self._columns(), self.model.sizes
        middles = grid_middles()[::2]
        inputs = np.stack(np.meshgrid(middles, middles))                # (2, rows, columns)
        pictures = list(shades(inputs, -LIMIT, LIMIT, FORWARD))
        if fields is None:
            pictures += [np.ones((2, 2, 3))] * sum(sizes[1:])
        else:
            for values in fields[:-1]:
                pictures += list(self._unit_pictures(values))
            P = softmax(fields[-1]).T.reshape(-1, GRID, GRID)[:, ::2, ::2]
            pictures += [shades(field, 0, 1, class_color(k)) for k, field in enumerate(P)]
        self.tiles.set_tiles(np.concatenate(places), pictures)

    def _unit_pictures(self, values):
        """Return what each unit of a layer says over the plane, (units, rows, columns, 3)."""
        field = values.T.reshape(-1, GRID, GRID)[:, ::2, ::2]
        bounds = {"tanh": (-1, 1), "sigmoid": (0, 1)}.get(self.model.settings.activation)
        low, high = bounds or (field.min(axis=(1, 2), keepdims=True),
                               field.max(axis=(1, 2), keepdims=True))
        return shades(field, low, high, FORWARD)

    def _draw_connections(self):
        places, found = self._columns(), ([], [])
        layers = [] if self.model.problem else self.model.layers[::2]
        for start, end, layer in zip(places, places[1:], layers):
            W = np.nan_to_num(layer.W)
            for j, k in np.ndindex(W.shape):
                found[int(W[j, k] < 0)].append((start[k], end[j], abs(W[j, k])))
        for artist, lines in zip(self.connections, found):
            artist.set_segments([line[:2] for line in lines])
            artist.set_linewidths([min(0.2 + 1.3 * line[2], 7) for line in lines])

    def _draw_plane(self, fields):
        model = self.model
        if fields is None:
            self.surface.set_colors(np.ones((2, 2, 3)))
            self.boundary.set_segments([])
        else:
            scores = fields[-1].reshape(GRID, GRID, -1)
            self.surface.set_colors(region_colors(scores))
            self.boundary.set_segments(boundary_lines(scores))
        for pile, (X, y) in enumerate((model.train, model.validation)):
            for k in range(3):
                self.dots[3 * pile + k].set_data(*X[y == k].T)

    def _draw_curves(self):
        model = self.model
        longest = next(end for end in EPOCHS if end >= model.epoch)
        if self.curves.get_xlim()[1] != longest:
            self.curves.set_xlim(0, longest)
            self.drawing.redraw_all()
        losses = np.minimum(np.array(model.losses).reshape(-1, 2), HIGHEST_LOSS)
        for line, values in zip(self.lines, losses.T):
            line.set_data(np.arange(len(values)), values)
        guessing = math.log(model.sizes[-1])
        self.guess.set_data([0, longest], [guessing, guessing])
        self.guess_name.set_y(guessing + 0.02)


def boundary_lines(scores):
    """Return the lines between the regions of the winners of scores (GRID, GRID, K)."""
    middles, lines = grid_middles(), []
    for k in range(scores.shape[-1] - 1):       # the last class shares its lines with the others
        margin = scores[..., k] - np.delete(scores, k, axis=-1).max(axis=-1)
        lines += contourpy.contour_generator(middles, middles, margin).lines(0)
    return lines


def _pairs(names):
    return [(text, value) for value, text in names.items()]


def playground(data="moons", hidden=(8, 8), layers=None, **settings):
    """Build a small network, let it learn points of the plane, and watch it.

    Args:
        data: "moons", "circles", "blobs", "spirals" or "XOR".
        hidden: how many units the hidden layers have: [8, 8] for two layers; up to four of up to
            eight units.
        layers: your own parts, to be used in place of the package's, such as
            {"Linear": MyLinear, "ReLU": MyReLU}. Those of `my_network().parts` fit as they are.
        settings: what the controls show at the start: noise, share (of the points to learn from,
            in %), activation, initialization, learning_rate, batch_size, weight_decay, seed.
    """
    require_choice(data, "data", DATA_SETS)
    if (not isinstance(hidden, (list, tuple)) or len(hidden) > MOST_LAYERS
            or not all(type(n) is int and 1 <= n <= MOST_UNITS for n in hidden)):
        raise ValueError(f"hidden must be a list of at most {MOST_LAYERS} whole numbers from 1 to "
                         f"{MOST_UNITS}, such as [8, 8], got {hidden!r}.")
    known = [name for name in Settings.__dataclass_fields__ if name not in ("data", "hidden")]
    for name in settings:
        require_choice(name, "setting", known)
    require_choice(settings.get("activation", "relu"), "activation", ACTIVATIONS)
    require_choice(settings.get("initialization", "he"), "initialization", INITIALIZATION_NAMES)
    for name, value in settings.items():
        if name in RANGES:
            _require_in_range(value, name, *RANGES[name])
    chosen = Settings(data, hidden=tuple(hidden), **settings)
    return PlaygroundExplorable(chosen, _own_parts(layers))


def _own_parts(layers):
    """Return the learner's parts by the package's names: MyLinear is a Linear."""
    if layers is None:
        return {}
    if not isinstance(layers, dict):
        raise TypeError(f'layers must be a dictionary of your own classes, such as '
                        f'{{"Linear": MyLinear, "ReLU": MyReLU}}, got {describe(layers)}.')
    parts = {}
    for name, part in layers.items():
        short = str(name).removeprefix("My").removeprefix("my_")
        if short in NOT_NEEDED:
            continue
        if short not in PARTS:
            raise ValueError(f"layers has a part {name!r}, but known are only "
                             f"{listing(PARTS)}, with or without My before the name.")
        if not callable(part):
            raise TypeError(f"layers[{name!r}] must be a class, got {describe(part)}.")
        parts[short] = part
    return parts


def _require_in_range(value, name, low, high):
    if name in ("noise", "learning_rate", "weight_decay"):
        require_number(value, name, f"from {low} to {high}", lambda value: low <= value <= high)
    elif type(value) is not int or not low <= value <= high:
        raise ValueError(f"{name} must be a whole number from {low} to {high}, got {value!r}.")
