"""Lesson 03: a network, stepped through layer by layer, with its products and the bent plane."""

import copy
import math

import contourpy
import numpy as np

from ..datasets import tiny_example
from ..errors import as_numbers, describe
from ..layers import Linear
from ..network import MLP
from ..plots.style import FORWARD, HIGHLIGHT, INK, LEARNER, count, listing, number
from .controls import Dial, button, pick, whole_number
from .explorable import Explorable
from .network_drawing import (
    SMALL,
    Anatomy,
    Axes,
    Block,
    decimals,
    draw_network,
    draw_row,
    must_be_a_network,
    sum_of_products,
)
from .svg import Svg

LINES = 9               # of the grid, in each direction
SMOOTH = 41             # places along each of them
MOST_POINTS = 300
FORWARD_RATE = 0.7      # steps a second while it plays


class ForwardPass:
    """A network and a batch, and how far the batch has come.

    `step` is 0 at the input, and k when layers[k − 1] has been applied. Weights can be changed;
    the network that was given keeps its own.
    """

    def __init__(self, network, X, y=None):
        self.X, self.y = X, y
        self.original = network.layers
        self.layers = [copy.copy(layer) for layer in network.layers]
        self.step, self.sample, self.units = 0, 0, (0, 1)
        self.grid = self._grid() if X.shape[1] == 2 else None
        self._run()
        self.anatomy = Anatomy(self.layers, self.values)
        self.anatomy.must_be_drawable()
        self.parameters = self.anatomy.parameters
        self.chosen = self.parameters[0] if self.parameters else None

    @property
    def last_step(self):
        return len(self.layers)

    def _grid(self):
        """Return lines over the plane of the inputs, (2 · LINES, SMOOTH, 2)."""
        low, high = self.X.min(axis=0), self.X.max(axis=0)
        room = np.maximum(0.15 * (high - low), 0.25 * max((high - low).max(), 1.0) * 0.6)
        low, high = low - room, high + room
        lines, along = (np.linspace(low, high, n) for n in (LINES, SMOOTH))
        up = [np.column_stack([np.full(SMOOTH, x), along[:, 1]]) for x in lines[:, 0]]
        across = [np.column_stack([along[:, 0], np.full(SMOOTH, y)]) for y in lines[:, 1]]
        return np.array(up + across)

    def _run(self):
        """Send the batch and the grid through all layers."""
        together = self.X if self.grid is None else np.concatenate(
            [self.X, self.grid.reshape(-1, 2)])
        all_values = [together]
        for layer in self.layers:
            all_values.append(layer.forward(all_values[-1]))
        N = len(self.X)
        self.values = [array[:N] for array in all_values]
        self.grids = None if self.grid is None else [
            array[N:].reshape(2 * LINES, SMOOTH, -1) for array in all_values]

    # ---- weights ----

    def value_of(self, parameter, original=False):
        """Return the number of one of `parameters`, as it is or as it was."""
        _, index, attribute, place = parameter
        layers = self.original if original else self.layers
        return float(getattr(layers[index], attribute)[place])

    def set_value(self, parameter, value):
        """Change one weight or bias, and send everything through again."""
        _, index, attribute, place = parameter
        array = getattr(self.layers[index], attribute).copy()
        array[place] = value
        setattr(self.layers[index], attribute, array)
        self._run()

    def restore(self):
        """Give all weights and biases their first values."""
        self.layers = [copy.copy(layer) for layer in self.original]
        self._run()

    def changes(self):
        """Return the parameters that are not what they were at first."""
        return [parameter for parameter in self.parameters
                if self.value_of(parameter) != self.value_of(parameter, original=True)]

    # ---- the plane ----

    def shown_units(self):
        """Return the numbers of the two units whose values are drawn; one if there is only one."""
        width = self.values[self.step].shape[1]
        first, second = (min(unit, width - 1) for unit in self.units)
        if width == 1:
            return (0,)
        return (first, second) if first != second else (first, (first + 1) % width)

    def difference(self, scores):
        """Return what is 0 where two classes are level, (N,); None if there are not two."""
        if scores.shape[1] == 2:
            return scores[:, 0] - scores[:, 1]
        return scores[:, 0] if scores.shape[1] == 1 else None

    def boundary(self, x_range, y_range):
        """Return lines [(n, 2), …] in the plane of this step where two classes are level."""
        if self.values[self.step].shape[1] != 2 or self.y is None or self.values[-1].shape[1] > 2:
            return []
        x, y = np.linspace(*x_range, 61), np.linspace(*y_range, 61)
        points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
        for layer in self.layers[self.step:]:
            points = copy.copy(layer).forward(points)
        level = self.difference(points).reshape(61, 61)
        if not level.min() < 0 < level.max():
            return []
        return contourpy.contour_generator(x, y, level).lines(0.0)

    # ---- words ----

    def words(self):
        lines = [f"Step {self.step} of {self.last_step}. {self._what()}", self._for_the_sample()]
        if self.step == self.last_step:
            lines.append(self._outcome())
        lines.append(self._seen_in_the_plane())
        changes = self.changes()
        if changes:
            told = [f"{parameter[0]} is {number(self.value_of(parameter))} instead of "
                    f"{number(self.value_of(parameter, original=True))}"
                    for parameter in changes[:3]]
            more = f", and {count(len(changes) - 3, 'more change')}" if len(changes) > 3 else ""
            lines.append(f"Changed: {', '.join(told)}{more}.")
        return "\n".join(lines)

    def _what(self):
        """Say what this step computes, with all shapes."""
        name, after = self.anatomy.names[self.step], self.values[self.step]
        if self.step == 0:
            N, D = self.X.shape
            return f"The input X, {after.shape}: {count(N, 'sample')}, {count(D, 'number')} each."
        index = self.step - 1
        before = self.values[index]
        previous = self.anatomy.names[index]
        if self.anatomy.kinds[index] == "linear":
            k, layer = self.anatomy.numbers[index], self.layers[index]
            return (f"{name} = {previous} @ W{k}.T + b{k}: {before.shape} @ "
                    f"{layer.W.T.shape} + {layer.b.shape} gives {after.shape}.")
        kind = type(self.layers[index]).__name__
        return f"{name} = {kind}({previous}): the shape stays {after.shape}."

    def _for_the_sample(self):
        """Say what the step does to the chosen sample, number by number."""
        after = self.values[self.step][self.sample]
        start = f"Sample {self.sample}:"
        if self.step == 0:
            return f"{start} {listing(map(decimals, after))}."
        index = self.step - 1
        before, name = self.values[index][self.sample], self.anatomy.names[self.step]
        if self.anatomy.kinds[index] == "linear" and before.size <= 3 and after.size <= 2:
            layer = self.layers[index]
            sums = [f"{name}[{self.sample}, {i}] = "
                    f"{sum_of_products(zip(before, layer.W[i]), layer.b[i])} = {decimals(value)}"
                    for i, value in enumerate(after)]
            return f"{start} {', '.join(sums)}."
        return (f"{start} {listing(map(decimals, before))} became "
                f"{listing(map(decimals, after))}.")

    def _outcome(self):
        """Say which class wins."""
        scores = self.values[-1]
        level = self.difference(scores)
        if scores.shape[1] == 1:
            text = f"The score is {decimals(scores[self.sample, 0])}."
            answers, decided = (scores[:, 0] > 0).astype(int), scores[:, 0] != 0
        else:
            answers = scores.argmax(axis=1)
            decided = np.ones(len(scores), bool) if level is None else np.abs(level) > 1e-12
            text = (f"Class {answers[self.sample]} wins." if decided[self.sample] else
                    "Both scores are equal: no class wins.")
        if self.y is not None:
            right = int((decided & (answers == self.y)).sum())
            text += f" {right} of {count(len(self.y), 'sample')} get the right class."
        return text

    def _seen_in_the_plane(self):
        array, width = self.values[self.step], self.values[self.step].shape[1]
        name, units = self.anatomy.names[self.step], self.shown_units()
        if width == 1:
            return f"{name} has one column: the points lie on a line."
        chosen = "" if width == 2 else (f"{name} has {width} columns; the plane shows two of them, "
                                        f"{units[0]} and {units[1]}. ")
        a, b = (array[self.sample, unit] for unit in units)
        text = (f"{chosen}In the plane sample {self.sample} is the ringed point at "
                f"({decimals(a)}, {decimals(b)}).")
        if self.grid is None or width != 2:
            return text
        bends = sum(kind != "linear" for kind in self.anatomy.kinds[:self.step])
        return text + (" The grid's lines are straight." if not bends else
                       " The grid is bent." if self._is_bent() else
                       " The grid's lines are straight here: no bend reaches them.")

    def _is_bent(self):
        """Say whether any line of the grid has a corner or a curve."""
        grid = self.grids[self.step]
        size = max(np.ptp(grid), 1e-12)
        return bool(np.abs(np.diff(grid, n=2, axis=1)).max() > 1e-9 * size)


class ForwardPassExplorable(Explorable):
    name = "forward_pass"
    width = 720
    controls_above = True

    def __init__(self, network, X, y):
        self.model = model = ForwardPass(network, X, y)
        super().__init__()
        self.add_player(self._step, self._reset, FORWARD_RATE)
        self.add("back", button("Back", "Go one step back"), self._back)
        if len(X) > 1:
            self.add("sample", whole_number("sample", 0, 0, len(X) - 1))
        if model.parameters:
            names = [(parameter[0], k) for k, parameter in enumerate(model.parameters)]
            self.add("weight", pick("weight", names, 0))
            largest = max(abs(model.value_of(parameter)) for parameter in model.parameters)
            reach = max(3, math.ceil(1.5 * largest))
            step = 0.25 if all(4 * model.value_of(parameter) % 1 == 0
                               for parameter in model.parameters) else 0.05
            self.add("value", Dial("its value", model.value_of(model.chosen), -reach, reach, step))
        widest = max(model.anatomy.widths)
        if widest > 2:
            self.add("across", whole_number("unit across", 0, 0, widest - 1))
            self.add("up", whole_number("unit up", 1, 0, widest - 1))

    def layout(self):
        rows = [["play", "step", "back", "reset", "sample"], ["weight", "value"],
                ["across", "up"]]
        rows = [[name for name in names if name in self.controls] for names in rows]
        return [names for names in rows if names]

    def update(self):
        model, controls = self.model, self.controls
        if "sample" in controls:
            model.sample = self["sample"].value
        if "across" in controls:
            model.units = self["across"].value, self["up"].value
        if "weight" in controls:
            chosen = model.parameters[self["weight"].value]
            if chosen != model.chosen:      # another weight: the dial takes over what it is
                model.chosen = chosen
                with self.waiting():
                    self["value"].value = model.value_of(chosen)
            elif self["value"].value != shortened(model.value_of(chosen)):
                model.set_value(chosen, self["value"].value)

    def _step(self):
        self.model.step = min(self.model.step + 1, self.model.last_step)
        return self.model.step < self.model.last_step

    def _back(self):
        self.player.pause()
        self.model.step = max(self.model.step - 1, 0)

    def _reset(self):
        self.model.step = 0
        self.model.restore()
        if "value" in self.controls:
            with self.waiting():
                self["value"].value = self.model.value_of(self.model.chosen)

    # ---- drawing ----

    def picture(self):
        svg = Svg(self.width, 512)
        self._draw_network(svg, (0, 8, 392, 272))
        self._draw_plane(svg, (454, 46, 252, 200))
        svg.line(10, 298, self.width - 10, 298, color="#DDDDDD", width=1)
        self._draw_product(svg, 300)
        return svg.source(self.words())

    def _draw_network(self, svg, area):
        model, anatomy = self.model, self.model.anatomy
        values, notes, off = [], [], set()
        for column, stages in enumerate(anatomy.columns):
            known = [stage for stage in stages if stage <= model.step]
            values.append(model.values[known[-1]][model.sample] if known else None)
            before = model.values[known[0]][model.sample] if len(known) > 1 else None
            notes.append(None if before is None else [f"z = {number(z)}" for z in before])
            if before is not None:
                off |= {(column, unit) for unit in range(len(before))
                        if before[unit] < 0 and values[-1][unit] == 0}
        active = model.step - 1 if model.step else None
        draw_network(svg, anatomy, model.layers, area, values=values, notes=notes, active=active,
                     chosen=model.chosen, off=off)

    def _draw_plane(self, svg, box):
        model = self.model
        points = model.values[model.step]
        units = model.shown_units()
        kind = "input" if model.step == 0 else \
            "score" if model.step == model.last_step else "unit"
        svg.text(box[0] - 32, 14, self._plane_title(), bold=True)
        if len(units) == 1:
            return self._draw_number_line(svg, box, points[:, 0], f"{kind} 0")
        shown = points[:, units]
        seen = [shown]
        has_grid = model.grids is not None and points.shape[1] == 2
        if has_grid:
            grid = model.grids[model.step][:, :, units]
            seen.append(grid.reshape(-1, 2))
        low, high = (edge(np.concatenate(seen), axis=0) for edge in (np.min, np.max))
        axes = Axes(svg, box, (low[0], high[0]), (low[1], high[1]))
        axes.frame(f"{kind} {units[0]}", f"{kind} {units[1]}")
        if has_grid:
            for k, line in enumerate(grid):
                axes.curve(*line.T, color="#C4CFDA" if k % LINES not in (0, LINES - 1) else FORWARD,
                           width=1)
        lines = model.boundary((axes.left, axes.right), (axes.bottom, axes.top))
        for line in lines if units == (0, 1) else []:
            axes.curve(*line.T, color=LEARNER, width=2.4, dashed=True)
            svg.text(box[0] - 32, box[1] + box[3] + 33, "dashed: both scores equal", size=SMALL)
        size = 6 if len(shown) <= 20 else 4
        for n, (x, y) in enumerate(shown.tolist()):
            axes.point(x, y, None if model.y is None else int(model.y[n]), size)
        axes.point(*shown[model.sample], None if model.y is None else int(model.y[model.sample]),
                   size, ring=True)

    def _plane_title(self):
        model = self.model
        title = f"{model.anatomy.names[model.step]}: " + (
            "the plane as it comes in" if model.step == 0 else
            "what came out" if model.step == model.last_step else
            f"the plane after layers[{model.step - 1}]")
        return title if model.values[model.step].shape[1] == 2 else title.replace("plane", "data")

    def _draw_number_line(self, svg, box, values, label):
        """Draw points with one number each: a line for each class, so that none hides another."""
        model = self.model
        heights = np.zeros(len(values)) if model.y is None else np.asarray(model.y, float)
        axes = Axes(svg, box, (min(values.min(), 0), max(values.max(), 0)),
                    (heights.min() - 0.5, heights.max() + 0.5))
        axes.frame(label, None)
        axes.curve([0, 0], [axes.bottom, axes.top], color=LEARNER, width=2.4, dashed=True)
        for n, (x, y) in enumerate(zip(values, heights)):
            axes.point(x, y, None if model.y is None else int(y), 5, ring=n == model.sample)

    def _draw_product(self, svg, top):
        """Draw what is computed in this step, as blocks with names, shapes and numbers."""
        model, anatomy, sample = self.model, self.model.anatomy, self.model.sample
        after, name = model.values[model.step], anatomy.names[model.step]
        middle, left, width = top + 122, 14, self.width - 28
        if model.step == 0:
            svg.text(left, top + 24, "Before the first layer: the batch, one sample a row",
                     bold=True)
            draw_row(svg, left, middle, width, [Block(name, after, row=sample)], 3)
        elif anatomy.kinds[model.step - 1] == "linear":
            index = model.step - 1
            layer, k = model.layers[index], anatomy.numbers[index]
            before, previous = model.values[index], anatomy.names[index]
            svg.text(left, top + 24, f"layers[{index}], {_kind(layer)}: "
                                     f"{name} = {previous} @ W{k}.T + b{k}", bold=True)
            picked = {"W": [], "b": []}
            if model.chosen and model.chosen[1] == index:
                _, _, attribute, place = model.chosen
                picked[attribute] = [place[::-1] if attribute == "W" else (0, *place)]
            draw_row(svg, left, middle, width, [
                Block(previous, before, row=sample), "@",
                Block(f"W{k}.T", layer.W.T, LEARNER, cells=picked["W"]), "+",
                Block(f"b{k}", layer.b, LEARNER, cells=picked["b"]), "=",
                Block(name, after, row=sample)], 3)
        else:
            index = model.step - 1
            layer, before = model.layers[index], model.values[index]
            svg.text(left, top + 24, f"layers[{index}], {_kind(layer)}: every number alone, "
                                     f"no weights", bold=True)
            draw_row(svg, left, middle, width, [
                Block(anatomy.names[index], before, row=sample), "→", type(layer).__name__, "→",
                Block(name, after, row=sample)], 3)
        if len(model.X) > 1:
            svg.text(left, 504, f"The frame is round the row of sample {sample}.", size=SMALL,
                     color=INK)
        if model.chosen is not None:
            svg.box(330, 491, 16, 16, fill=HIGHLIGHT, edge=INK, radius=3)
            svg.text(352, 504, f"{model.chosen[0]} = {number(model.value_of(model.chosen))}, the "
                               f"weight that you can move", size=SMALL)


def shortened(value):
    """Return a number as a dial has it."""
    return float(f"{value:.6g}")


def _kind(layer):
    text = repr(layer)
    return type(layer).__name__ if text.startswith("<") or len(text) > 30 else text


def tiny_network(tiny):
    """Return the 2-2-2 network of the lessons as an `MLP`."""
    network = MLP.from_layers([Linear(2, 2), *MLP([2, 2, 2]).layers[1:]])
    first, _, last = network.layers
    first.W, first.b, last.W, last.b = tiny.W1, tiny.b1, tiny.W2, tiny.b2
    return network


def checked_batch(X, y, network):
    """Return X (N, D) and y (N,) or None as arrays; raise what a beginner can act on."""
    X = as_numbers(X, "X", np.float64)
    if X.ndim != 2 or not 1 <= len(X) <= MOST_POINTS:
        raise ValueError(f"X must be (N, D), one sample a row, with N from 1 to {MOST_POINTS}, "
                         f"got shape {X.shape}.")
    if y is not None:
        y = np.asarray(y)
        if y.shape != (len(X),) or y.dtype.kind not in "iu":
            raise ValueError(f"y must hold one class, a whole number, for each of the {len(X)} "
                             f"samples, got {describe(y)}.")
    return X, y


def forward_pass(network=None, X=None, y=None):
    """Step through a network layer by layer: its values, its products, the plane that it bends.

    Args:
        network: an `MLP`, or another object with a list `layers`; at most 6 units in a layer.
            None: the 2-2-2 network of the lessons.
        X: a batch (N, D), one sample a row; None: the two samples of the 2-2-2 network.
        y: the classes (N,), whole numbers, if the samples have any.
    """
    tiny = tiny_example()
    if network is None:
        network = tiny_network(tiny)
    must_be_a_network(network)
    if X is None:
        if y is not None:
            raise ValueError("forward_pass got y without X. Give both, or neither.")
        X, y = tiny.X, tiny.y
    X, y = checked_batch(X, y, network)
    return ForwardPassExplorable(network, X, y)
