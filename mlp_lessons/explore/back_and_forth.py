"""Lesson 06: forward and back through a network, one operation at a time, and a weight to wiggle.

The layers may be the learner's own: what they return is shown, compared with what the chain rule
gives, and an error in them is told.
"""

import copy
import textwrap
from dataclasses import dataclass

import numpy as np

from ..activations import sigmoid, softmax
from ..datasets import tiny_example
from ..errors import as_numbers, describe, require_methods
from ..losses import SoftmaxCrossEntropy
from ..plots.style import (
    FORWARD,
    GRADIENT,
    HIGHLIGHT,
    INK,
    LEARNER,
    REFERENCE,
    count,
    listing,
    number,
)
from .controls import Dial, button, pick, whole_number
from .explorable import Explorable
from .layer_by_layer import tiny_network
from .network_drawing import (
    SMALL,
    Anatomy,
    Axes,
    Block,
    decimals,
    draw_network,
    draw_row,
    factor,
    must_be_a_network,
    sum_of_products,
)
from .own_code import OwnCodeError, check_array, is_own, run
from .svg import Svg

MOST_SAMPLES = 50
STEPS_A_SECOND = 0.7    # while it plays
REACH = 1.25            # of the curve of the loss, on both sides of the weight
KINK = 1e-6             # how far a slope is measured on both sides of a number


@dataclass(frozen=True)
class Stop:
    """One operation of the trip: "input", "forward", "loss", "loss back", "bend back", "weights"
    (to dW and db), "inputs" (to dX), "other back", "problem"; and the index of its layer."""

    kind: str
    layer: int | None = None


class RoundTrip:
    """One trip forward and back, with everything that was computed on it.

    The layers are copies: what the learner's own ones have kept stays as it is.
    """

    def __init__(self, network, loss, X, y):
        self.layers, self.loss = copy.deepcopy(list(network.layers)), copy.deepcopy(loss)
        self.X, self.y = X, y
        self.values, self.gradients = [X], {}
        self.loss_value, self.problem = None, None
        self.weight_gradients = {}      # {(index, "W"): dW}
        self.stops = [Stop("input")]
        try:
            self._forward()
            self._backward()
        except OwnCodeError as error:
            self.problem = str(error)
            self.stops.append(Stop("problem"))
        self.anatomy = Anatomy(self.layers, self.values)
        self.anatomy.must_be_drawable()
        self.parameters = self.anatomy.parameters
        self.step, self.sample, self.h = 0, 0, 0.1
        self.chosen = self.parameters[0] if self.parameters else None
        self._curves = {}

    # ---- the trip ----

    def _forward(self):
        for index, layer in enumerate(self.layers):
            name = f"layers[{index}], {type(layer).__name__}.forward"
            self.values.append(self._ask(layer, "forward", name, self.values[-1]))
            width = len(layer.W) if np.ndim(getattr(layer, "W", None)) == 2 else None
            got = self.values.pop()
            if width is None:       # nobody knows how many numbers a layer without W makes
                width = got.shape[1] if np.ndim(got) == 2 else self.values[-1].shape[1]
            check_array(got, name, (len(self.X), width), "returned")
            self.values.append(got)
            self.stops.append(Stop("forward", index))
        name = f"{type(self.loss).__name__}.forward"
        value = self._ask(self.loss, "forward", name, self.scores, self.y)
        if np.ndim(value) or not isinstance(value, (int, float, np.number)):
            raise OwnCodeError(f"{name} returned {describe(value)}. It should be a number.")
        self.loss_value = float(value)
        self.stops.append(Stop("loss"))

    def _backward(self):
        name = f"{type(self.loss).__name__}.backward"
        gradient = self._ask(self.loss, "backward", name)
        check_array(gradient, name, self.scores.shape, "returned")
        self.gradients[len(self.layers)] = gradient
        self.stops.append(Stop("loss back"))
        for index in reversed(range(len(self.layers))):
            layer = self.layers[index]
            name = f"layers[{index}], {type(layer).__name__}.backward"
            gradient = self._ask(layer, "backward", name, gradient)
            learns = [attribute for attribute in ("W", "b")
                      if isinstance(getattr(layer, attribute, None), np.ndarray)]
            for attribute in learns:
                found = getattr(layer, f"d{attribute}", None)
                check_array(found, f"{name}: afterwards self.d{attribute}",
                            getattr(layer, attribute).shape)
                self.weight_gradients[index, attribute] = found.copy()
            if learns:
                self.stops.append(Stop("weights", index))
            if index == 0:
                break       # nobody needs the gradient of the data
            check_array(gradient, name, self.values[index].shape, "returned")
            self.gradients[index] = gradient
            kind = "inputs" if np.ndim(getattr(layer, "W", None)) == 2 else \
                "bend back" if gradient.shape == self.values[index + 1].shape else "other back"
            self.stops.append(Stop(kind, index))

    def _ask(self, part, method, name, *arguments):
        """Call a method of a layer or of the loss; what the learner's own code raises is told."""
        given = [array.copy() if isinstance(array, np.ndarray) else array for array in arguments]
        function = getattr(part, method)
        if any(is_own(type(part)) for part in [*self.layers, self.loss]):
            try:
                return run(function, name, *given)
            except OwnCodeError as error:
                text = str(error)
                where = name.split(",")[0]
                raise OwnCodeError(text if text.startswith(where) else f"{where}: {text}") from None
        return function(*given)

    @property
    def scores(self):
        return self.values[-1]

    @property
    def last_step(self):
        return len(self.stops) - 1

    @property
    def stop(self):
        return self.stops[self.step]

    def reached(self, kind, index=None):
        """Say whether the trip has come to this stop, or past it."""
        wanted = Stop(kind, index)
        return wanted in self.stops and self.step >= self.stops.index(wanted)

    # ---- names ----

    def name_of(self, stage):
        return self.anatomy.names[stage]

    def gradient_name(self, stage):
        """Return dZ1 for Z1; a d before a name is read as "the gradient of"."""
        return f"d{self.name_of(stage)}"

    # ---- what the chain rule gives ----

    def loss_kind(self):
        """Return "softmax", "sigmoid" or "squared" for a loss whose value is the one known under
        that name, whoever wrote it; "other" for any other."""
        scores, y, N = self.scores, np.asarray(self.y), len(self.scores)
        if y.shape == (N,) and y.dtype.kind in "iu" and scores.shape[1] > 1 \
                and 0 <= y.min() and y.max() < scores.shape[1]:
            value = -np.log(softmax(scores)[np.arange(N), y] + 1e-300).mean()
            kind = "softmax"
        elif scores.shape[1] == 1 and y.size == N and np.isin(y, (0, 1)).all():
            s = scores[:, 0]
            value, kind = np.mean(np.logaddexp(0, s) - s * y.ravel()), "sigmoid"
            if y.shape == scores.shape and np.isclose(np.mean((scores - y)**2), self.loss_value):
                value, kind = self.loss_value, "squared"
        elif y.shape == scores.shape:
            value, kind = np.mean((scores - y) ** 2), "squared"
        else:
            return "other"
        return kind if np.isclose(value, self.loss_value, rtol=1e-6) else "other"

    def expected(self, stop):
        """Return {name: array}, what the operation of this stop gives by the chain rule from what
        came in; empty where that is not known."""
        kind, index = stop.kind, stop.layer
        if kind == "forward" and self.anatomy.kinds[index] == "linear":
            layer = self.layers[index]
            if isinstance(getattr(layer, "b", None), np.ndarray):
                return {self.name_of(index + 1): self.values[index] @ layer.W.T + layer.b}
        if kind == "loss back":
            N, name = len(self.X), self.gradient_name(len(self.layers))
            y, loss = np.asarray(self.y), self.loss_kind()
            if loss == "softmax":
                return {name: (softmax(self.scores) - self.onehot()) / N}
            if loss == "sigmoid":
                return {name: (sigmoid(self.scores) - y.reshape(N, 1)) / N}
            if loss == "squared":
                return {name: 2 * (self.scores - y) / y.size}
        if kind == "weights" and self.anatomy.kinds[index] == "linear":
            dZ, k = self.gradients[index + 1], self.anatomy.numbers[index]
            return {f"dW{k}": dZ.T @ self.values[index], f"db{k}": dZ.sum(axis=0)}
        if kind == "inputs" and self.anatomy.kinds[index] == "linear":
            return {self.gradient_name(index): self.gradients[index + 1] @ self.layers[index].W}
        if kind == "bend back" and (slope := self.slope(index)) is not None:
            return {self.gradient_name(index): self.gradients[index + 1] * slope}
        return {}

    def found(self, stop):
        """Return {name: array}, what the layer itself gave at this stop."""
        kind, index = stop.kind, stop.layer
        if kind == "forward":
            return {self.name_of(index + 1): self.values[index + 1]}
        if kind == "loss back":
            return {self.gradient_name(len(self.layers)): self.gradients[len(self.layers)]}
        if kind == "weights":
            k = self.anatomy.numbers[index]
            return {f"d{attribute}{k}": self.weight_gradients[index, attribute]
                    for attribute in ("W", "b") if (index, attribute) in self.weight_gradients}
        if kind in ("inputs", "bend back", "other back"):
            return {self.gradient_name(index): self.gradients[index]}
        return {}

    def differences(self, stop):
        """Return {name: places} where what the layer gave is not what the chain rule gives."""
        found, differing = self.found(stop), {}
        for name, expected in self.expected(stop).items():
            if name in found:
                near = np.isclose(found[name], expected, rtol=1e-5, atol=1e-7)
                if not near.all():
                    differing[name] = list(map(tuple, np.argwhere(~near).tolist()))
        return differing

    def slope(self, index):
        """Return the slope of a layer that acts on every number alone, (N, units), measured by
        wiggling what goes in; None if it does not act so, or cannot be measured."""
        Z, dA = self.values[index], self.gradients[index + 1]
        layer = copy.copy(self.layers[index])
        try:
            middle = layer.forward(Z.copy())
            left, right = layer.forward(Z - KINK), layer.forward(Z + KINK)
            first = Z.copy()
            first[0, 0] += KINK
            if (np.delete((layer.forward(first) != middle).ravel(), 0)).any():
                return None
        except Exception:   # the learner's own code: what it raises has been told
            return None
        left, right = (middle - left) / KINK, (right - middle) / KINK
        slope = (left + right) / 2
        with np.errstate(divide="ignore", invalid="ignore"):
            own = np.where(dA != 0, self.gradients[index] / dA, left)
        low, high = np.minimum(left, right) - 1e-4, np.maximum(left, right) + 1e-4
        kinked = np.abs(left - right) > 1e-2    # at a kink any slope between the two will do
        slope = np.where(kinked & (low <= own) & (own <= high), own, slope)
        near = np.round(slope, 6)
        return np.where(np.abs(slope - near) < 1e-8, near, slope)

    def onehot(self):
        return np.eye(self.scores.shape[1])[np.asarray(self.y)]

    # ---- wiggling ----

    def value_of(self, parameter):
        _, index, attribute, place = parameter
        return float(getattr(self.layers[index], attribute)[place])

    def found_by_backpropagation(self, parameter):
        """Return the gradient of a weight, or None if the trip has not come to it yet."""
        _, index, attribute, place = parameter
        if not self.reached("weights", index):
            return None
        return float(self.weight_gradients[index, attribute][place])

    def loss_at(self, parameter, value):
        """Return the loss of the batch with another value of one weight."""
        _, index, attribute, place = parameter
        layers = [copy.copy(layer) for layer in self.layers]
        array = getattr(layers[index], attribute).copy()
        array[place] = value
        setattr(layers[index], attribute, array)
        A = self.X
        for k, layer in enumerate(layers):
            A = self._ask(layer, "forward", f"layers[{k}], {type(layer).__name__}.forward", A)
        loss = copy.copy(self.loss)
        return float(self._ask(loss, "forward", f"{type(loss).__name__}.forward", A, self.y))

    def wiggled(self):
        """Return (loss at w − h, loss at w + h, the slope between them); None if a layer raises."""
        if self.chosen is None or self.loss_value is None:
            return None
        w, h = self.value_of(self.chosen), self.h
        try:
            left, right = self.loss_at(self.chosen, w - h), self.loss_at(self.chosen, w + h)
        except OwnCodeError:
            return None
        return left, right, (right - left) / (2 * h)

    def curve(self):
        """Return the loss as a function of the chosen weight: (weights, losses)."""
        if self.chosen not in self._curves:
            w = self.value_of(self.chosen)
            weights = np.linspace(w - REACH, w + REACH, 41)
            self._curves[self.chosen] = weights, np.array(
                [self.loss_at(self.chosen, weight) for weight in weights])
        return self._curves[self.chosen]

    # ---- what is followed ----

    def followed_unit(self, column):
        """Return the unit of a column that the chosen weight leads to or comes from, else 0."""
        if self.chosen is not None:
            start, end = self.anatomy.ends_of(self.chosen)
            for place in (end, start):
                if place is not None and place[0] == column:
                    return place[1]
        return 0

    def followed_cell(self, stop):
        """Return the place (row, column) whose number is worked out at this stop."""
        if stop.kind == "weights":
            if self.chosen is not None and self.chosen[1:3] == (stop.layer, "W"):
                return self.chosen[3]
            column = self.anatomy.column_of(stop.layer + 1)
            before = self.anatomy.column_of(stop.layer)
            return self.followed_unit(column), self.followed_unit(before)
        stage = {"loss back": len(self.layers)}.get(stop.kind, stop.layer)
        return self.sample, self.followed_unit(self.anatomy.column_of(stage))

    def follows_bias(self):
        """Say whether the chosen weight is a bias of the layer that gets its gradients here."""
        return self.chosen is not None and self.stop.kind == "weights" \
            and self.chosen[1:3] == (self.stop.layer, "b")

    def worked_out(self):
        """Say how one number of this stop comes about, product by product."""
        stop = self.stop
        if stop.kind == "loss" and self.loss_kind() == "softmax":
            p = softmax(self.scores)[np.arange(len(self.X)), self.y]
            if len(p) <= 4:
                terms = " − ".join(f"log {decimals(value)}" for value in p)
                return (f"L = (−{terms}) / {len(p)} = {decimals(self.loss_value)}, the mean over "
                        f"the batch.")
            return f"L = {decimals(self.loss_value)}, the mean of −log p over the batch."
        if stop.kind == "loss":
            return f"L = {decimals(self.loss_value)}, one number for the whole batch."
        if stop.kind not in ("loss back", "weights", "inputs", "bend back"):
            return ""
        n, i = self.followed_cell(stop)
        if stop.kind == "loss back":
            name = f"{self.gradient_name(len(self.layers))}[{n}, {i}]"
            value = decimals(self.gradients[len(self.layers)][n, i])
            if self.loss_kind() == "softmax":
                p, y = softmax(self.scores)[n, i], int(self.y[n] == i)
                return f"{name}: ({decimals(p)} − {y}) / {len(self.X)} = {value}."
            return f"{name} = {value}."
        index = stop.layer
        above = self.gradients[index + 1]
        if stop.kind == "bend back":
            name, slope = self.gradient_name(index), self.slope(index)
            if slope is None:
                return ""
            return (f"{name}[{n}, {i}]: one path, {decimals(above[n, i])} · "
                    f"{factor(slope[n, i])} = {decimals(self._chain(stop)[n, i])}.")
        if self.anatomy.kinds[index] != "linear":
            return ""
        if stop.kind == "weights":
            pairs = list(zip(above[:, n], self.values[index][:, i]))
            name = f"dW{self.anatomy.numbers[index]}"
            if self.follows_bias():
                terms = " + ".join(decimals(value) if k == 0 else factor(value)
                                   for k, value in enumerate(above[:4, n]))
                more = " + …" if len(above) > 4 else ""
                return (f"db{self.anatomy.numbers[index]}[{n}]: what comes in is 1 in every "
                        f"sample: {terms}{more} = {decimals(above[:, n].sum())}.")
            paths = f"{count(len(pairs), 'path')}, one through each sample, add up"
        else:
            pairs = list(zip(above[n], self.layers[index].W[:, i]))
            name = self.gradient_name(index)
            paths = f"{count(len(pairs), 'path')}, one through each unit after it, add up"
        if len(pairs) == 1:
            paths = "one path"
        terms = sum_of_products(pairs) if len(pairs) <= 4 else sum_of_products(pairs[:3]) + " + …"
        total = sum(a * b for a, b in pairs)
        return f"{name}[{n}, {i}]: {paths}: {terms} = {decimals(total)}."

    def _chain(self, stop):
        return next(iter(self.expected(stop).values()))

    # ---- words ----

    def words(self):
        lines = [f"Step {self.step} of {self.last_step}. {self.title()}"]
        if self.stop.kind == "problem":
            return "\n".join([*lines, *self.problem.splitlines(),
                              "Mend the class, run its cell, and then this cell again."])
        lines += [line for line in (self.worked_out(), self.warning()) if line]
        return "\n".join([*lines, *self._wiggle_in_words()])

    def title(self):
        """Say what is computed at this stop, with all shapes."""
        stop, index = self.stop, self.stop.layer
        if stop.kind == "input":
            return f"The batch X, {self.X.shape}: {count(len(self.X), 'sample')}, one a row."
        if stop.kind == "problem":
            return "Here the trip ends: an error."
        if stop.kind == "loss":
            what = {"softmax": "softmax and cross-entropy, one operation",
                    "sigmoid": "binary cross-entropy", "squared": "mean squared error",
                    "other": type(self.loss).__name__}[self.loss_kind()]
            return f"Forward: the loss L from scores {self.scores.shape}: {what}."
        if stop.kind == "loss back":
            formula = {"softmax": "(P − onehot) / N", "sigmoid": "(p − y) / N",
                       "squared": "2 (scores − y) / (N·K)",
                       "other": f"{type(self.loss).__name__}.backward()"}[self.loss_kind()]
            return (f"Back: {self.gradient_name(len(self.layers))} = {formula}, "
                    f"{self.scores.shape}.")
        layer, before = self.layers[index], self.values[index].shape
        after, name = self.values[index + 1].shape, self.name_of(index)
        if stop.kind == "forward":
            if self.anatomy.kinds[index] == "linear":
                k = self.anatomy.numbers[index]
                return (f"Forward: {self.name_of(index + 1)} = {name} @ W{k}.T + b{k}: {before} @ "
                        f"{layer.W.T.shape} + ({len(layer.W)},) gives {after}.")
            return (f"Forward: {self.name_of(index + 1)} = {type(layer).__name__}({name}), "
                    f"{before} gives {after}.")
        above = self.gradient_name(index + 1)
        if stop.kind == "weights":
            k = self.anatomy.numbers[index]
            return (f"Back: dW{k} = {above}.T @ {name}: {after[::-1]} @ {before} gives "
                    f"{self.weight_gradients[index, 'W'].shape}; db{k}, the column sums of "
                    f"{above}.")
        if stop.kind == "inputs":
            k = self.anatomy.numbers[index]
            return (f"Back: d{name} = {above} @ W{k}: {after} @ {layer.W.shape} gives {before}.")
        return (f"Back: d{name} = {above} times the slope of {type(layer).__name__}, number by "
                f"number, {before}.")

    def warning(self):
        """Say where the layer gave something else than the chain rule, or nothing."""
        differing = self.differences(self.stop)
        if not differing:
            return ""
        part = self.loss if self.stop.kind == "loss back" else self.layers[self.stop.layer]
        told = [f"{name} in {count(len(places), 'place')}" for name, places in differing.items()]
        found, expected = self.found(self.stop), self.expected(self.stop)
        name, places = next(iter(differing.items()))
        return (f"{type(part).__name__} gave something else: {listing(told)}. At "
                f"{name}[{', '.join(map(str, places[0]))}] it gave "
                f"{decimals(found[name][places[0]])}, and this operation gives "
                f"{decimals(expected[name][places[0]])}.")

    def _wiggle_in_words(self):
        if self.chosen is None:
            return ["No layer has weights to wiggle."]
        name, measured = self.chosen[0], self.wiggled()
        if measured is None:
            return [f"{name} cannot be wiggled: a layer stops with an error."]
        left, right, slope = measured
        lines = [f"{name} wiggled by ±{number(self.h)}: ({right:.6f} − {left:.6f}) / "
                 f"{number(2 * self.h)} = {decimals(slope)}."]
        found = self.found_by_backpropagation(self.chosen)
        if found is None:
            lines[0] += " Backpropagation has not come to this weight yet."
        else:
            lines[0] += (f" Backpropagation found {decimals(found)}: "
                         f"{self._agreement(slope, found)}.")
        return lines

    def _agreement(self, slope, found):
        if agree(slope, found):
            return "they agree"
        text = f"they differ by {number(abs(slope - found), 2)}"
        if self.h > 1e-3:       # too wide a wiggle, or a wrong gradient?
            h, w = 1e-5, self.value_of(self.chosen)
            narrow = (self.loss_at(self.chosen, w + h) - self.loss_at(self.chosen, w - h)) / (2 * h)
            if agree(narrow, found):
                return f"{text}, because the wiggle is so wide"
        return text


def agree(slope, found):
    """Say whether a measured slope and a gradient are the same, but for the measuring."""
    return abs(slope - found) <= 1e-6 + 1e-4 * max(abs(slope), abs(found))


class BackpropagationExplorable(Explorable):
    name = "backpropagation"
    width = 720
    controls_above = True

    def __init__(self, network, loss, X, y):
        self.model = model = RoundTrip(network, loss, X, y)
        super().__init__()
        self.add_player(self._step, self._reset, STEPS_A_SECOND)
        self.add("back", button("Back", "Go one step back"), self._back)
        if len(X) > 1:
            self.add("sample", whole_number("sample", 0, 0, len(X) - 1))
        if model.parameters:
            names = [(parameter[0], k) for k, parameter in enumerate(model.parameters)]
            self.add("weight", pick("weight", names, 0))
            self.add("h", Dial("wiggle by ±", 0.1, 1e-7, 1, 0.25, logarithmic=True))

    def layout(self):
        rows = [["play", "step", "back", "reset", "sample"], ["weight", "h"]]
        rows = [[name for name in names if name in self.controls] for names in rows]
        return [names for names in rows if names]

    def update(self):
        if "sample" in self.controls:
            self.model.sample = self["sample"].value
        if "weight" in self.controls:
            self.model.chosen = self.model.parameters[self["weight"].value]
            self.model.h = self["h"].value

    def _step(self):
        self.model.step = min(self.model.step + 1, self.model.last_step)
        return self.model.step < self.model.last_step

    def _back(self):
        self.player.pause()
        self.model.step = max(self.model.step - 1, 0)

    def _reset(self):
        self.model.step = 0

    # ---- drawing ----

    def picture(self):
        svg = Svg(self.width, 528)
        self._draw_network(svg, (0, 8, 420, 276))
        self._draw_wiggle(svg)
        svg.line(10, 300, self.width - 10, 300, color="#DDDDDD", width=1)
        if self.model.stop.kind == "problem":
            self._draw_problem(svg)
        else:
            self._draw_operation(svg)
        return svg.source(self.words())

    def _draw_network(self, svg, area):
        model, anatomy = self.model, self.model.anatomy
        n = model.sample
        values, notes, gradients, off = [], [], [], set()
        for column, stages in enumerate(anatomy.columns):
            known = [stage for stage in stages
                     if stage < len(model.values)
                     and (stage == 0 or model.reached("forward", stage - 1))]
            values.append(model.values[known[-1]][n] if known else None)
            before = model.values[known[0]][n] if len(known) > 1 else None
            notes.append(None if before is None else [f"z = {number(z)}" for z in before])
            if before is not None:
                off |= {(column, unit) for unit in range(len(before))
                        if before[unit] < 0 and values[-1][unit] == 0}
            back = [stage for stage in reversed(stages) if self._gradient_is_known(stage)]
            gradients.append([[f"{model.gradient_name(stage)} ← "
                               f"{decimals(model.gradients[stage][n, unit])}" for stage in back]
                              for unit in range(anatomy.width_of(column))] if back else None)
        stop = model.stop
        active = stop.layer if stop.kind in ("forward", "weights", "inputs") else None
        draw_network(svg, anatomy, model.layers, area, values=values, notes=notes,
                     gradients=gradients, active=active, chosen=model.chosen, off=off,
                     paths=self._paths())

    def _gradient_is_known(self, stage):
        model = self.model
        if stage == len(model.layers):
            return model.reached("loss back")
        return stage in model.gradients and any(
            model.reached(kind, stage) for kind in ("inputs", "bend back", "other back"))

    def _paths(self):
        """Return the pairs of units between which the paths of this stop lead."""
        model, stop = self.model, self.model.stop
        if stop.kind not in ("weights", "inputs") or model.anatomy.kinds[stop.layer] != "linear":
            return []
        column = model.anatomy.column_of(stop.layer + 1)
        row, unit = model.followed_cell(stop)
        if stop.kind == "weights":
            return [] if model.follows_bias() else [((column - 1, unit), (column, row))]
        return [((column - 1, unit), (column, after))
                for after in range(model.anatomy.width_of(column))]

    # ---- the operation ----

    def _draw_operation(self, svg):
        model, stop = self.model, self.model.stop
        shapes_follow = model.title().split(":")
        title = {"input": "The batch: what goes in",
                 "loss": "Forward: the loss"}.get(stop.kind) or \
            ":".join(shapes_follow[:2]).split(", (")[0].rstrip(".")
        svg.text(14, 326, title, bold=True)
        draw_row(svg, 14, 400, self.width - 28, self._parts(), most_rows=3)
        text = model.worked_out()
        for sign in "=·":       # a line does not break at these
            text = text.replace(f" {sign} ", f"\N{NO-BREAK SPACE}{sign}\N{NO-BREAK SPACE}")
        svg.text(14, 486, "\n".join(textwrap.wrap(text, 92)))
        if warning := model.warning():
            svg.text(14, 521, "⚠ " + warning.split(": ")[0] + ": see the dashed frames.",
                     color=GRADIENT, size=SMALL)

    def _parts(self):
        """Return the formula of this stop: blocks, and signs between them."""
        model, stop, n = self.model, self.model.stop, self.model.sample
        index = stop.layer
        if stop.kind == "input":
            return [Block("X", model.X, row=n)]
        if stop.kind == "loss":
            return self._loss_parts()
        if stop.kind == "loss back":
            return self._loss_back_parts()
        before, after = model.values[index], model.values[index + 1]
        name, layer = model.name_of(index), model.layers[index]
        ringed = model.differences(stop)
        linear = model.anatomy.kinds[index] == "linear"
        if stop.kind == "forward":
            result = Block(model.name_of(index + 1), after, row=n,
                           ringed=ringed.get(model.name_of(index + 1), ()))
            if not linear:
                return [Block(name, before, row=n), "→", type(layer).__name__, "→", result]
            k = model.anatomy.numbers[index]
            return [Block(name, before, row=n), "@", Block(f"W{k}.T", layer.W.T, LEARNER), "+",
                    Block(f"b{k}", layer.b, LEARNER), "=", result]
        above, above_name = model.gradients[index + 1], model.gradient_name(index + 1)
        if stop.kind == "weights":
            return self._weights_parts(index, above, above_name, ringed, linear)
        cell = model.followed_cell(stop)
        result = Block(f"d{name}", model.gradients[index], GRADIENT, "what goes on: the product",
                       cells=[cell], row=n, ringed=ringed.get(f"d{name}", ()))
        if stop.kind == "inputs" and linear:
            k = model.anatomy.numbers[index]
            return [Block(above_name, above, GRADIENT, "from above", row=n), "@",
                    Block(f"W{k}", layer.W, LEARNER, "local slope",
                          cells=[(i, cell[1]) for i in range(len(layer.W))]), "=", result]
        slope = model.slope(index) if stop.kind == "bend back" else None
        if slope is None:
            return [Block(above_name, above, GRADIENT, "from above", row=n), "→",
                    f"{type(layer).__name__}.backward", "→", result]
        return [Block(above_name, above, GRADIENT, "from above", row=n, cells=[cell]), "∗",
                Block(f"slope at {name}", slope, FORWARD, "local slope", row=n, cells=[cell]),
                "=", result]

    def _weights_parts(self, index, above, above_name, ringed, linear):
        model, k = self.model, self.model.anatomy.numbers[index]
        row, column = model.followed_cell(model.stop)
        dW, bias = model.weight_gradients[index, "W"], model.follows_bias()
        result = Block(f"dW{k}", dW, GRADIENT, "product",
                       cells=[(row, column)] if linear and not bias else (),
                       ringed=[place if len(place) == 2 else (0, *place)
                               for place in ringed.get(f"dW{k}", ())])
        samples = range(len(model.X))
        parts = [Block(f"{above_name}.T", above.T, GRADIENT, "from above",
                       cells=[(row, n) for n in samples]), "@",
                 Block(model.name_of(index), model.values[index], FORWARD, "local slope",
                       cells=[] if bias else [(n, column) for n in samples]),
                 "=", result]
        if not linear:
            parts = [Block(above_name, above, GRADIENT, "from above"), "→",
                     f"{type(model.layers[index]).__name__}.backward", "→", result]
        if (index, "b") in model.weight_gradients:
            parts += ["and", Block(f"db{k}", model.weight_gradients[index, "b"], GRADIENT,
                                   "column sums",
                                   cells=[(0, model.chosen[3][0])] if bias else (),
                                   ringed=[(0, *place) for place in ringed.get(f"db{k}", ())])]
        return parts

    def _loss_parts(self):
        model, n = self.model, self.model.sample
        scores = Block("scores", model.scores, row=n)
        L = Block("L", np.array([[decimals(model.loss_value)]]))
        L.heading = "L, a number"
        if model.loss_kind() == "softmax":
            right = [(row, int(k)) for row, k in enumerate(model.y)]
            return [scores, "→ softmax →", Block("P", softmax(model.scores), row=n, cells=right),
                    "→ mean of −log →", L]
        y = np.asarray(model.y)
        return [scores, "and", Block("y", y if y.ndim > 1 else y[:, None], row=n), "→",
                type(model.loss).__name__, "→", L]

    def _loss_back_parts(self):
        model, n, N = self.model, self.model.sample, len(self.model.X)
        name = model.gradient_name(len(model.layers))
        cell = model.followed_cell(model.stop)
        result = Block(name, model.gradients[len(model.layers)], GRADIENT,
                       "the local slope, times 1", cells=[cell], row=n,
                       ringed=model.differences(model.stop).get(name, ()))
        kind = model.loss_kind()
        if kind == "softmax":
            return ["(", Block("P", softmax(model.scores), row=n, cells=[cell]), "−",
                    Block("onehot", model.onehot(), row=n, cells=[cell]), f") / {N}  =", result]
        y = np.asarray(model.y).reshape(N, -1)
        if kind == "sigmoid":
            return ["(", Block("p", sigmoid(model.scores), row=n), "−", Block("y", y, row=n),
                    f") / {N}  =", result]
        if kind == "squared":
            return ["2 (", Block("scores", model.scores, row=n), "−", Block("y", y, row=n),
                    f") / {y.size}  =", result]
        return [Block("scores", model.scores, row=n), "→", f"{type(model.loss).__name__}.backward",
                "→", result]

    def _draw_problem(self, svg):
        svg.text(14, 326, "Here the trip ends: your code stopped", bold=True, color=GRADIENT)
        lines = [part for line in self.model.problem.splitlines()
                 for part in textwrap.wrap(line, 82)]
        for k, line in enumerate(lines[:8]):
            svg.text(14, 352 + 19 * k, line)

    # ---- wiggling ----

    def _draw_wiggle(self, svg):
        model = self.model
        left = 452
        if model.chosen is None:
            return
        name, w = model.chosen[0], model.value_of(model.chosen)
        svg.box(left - 2, 7, 16, 16, fill=HIGHLIGHT, edge=INK, radius=3)
        svg.text(left + 20, 20, f"Wiggle {name} = {number(w)}", bold=True)
        measured = model.wiggled()
        if measured is None:
            svg.text(left, 60, "There is no loss to measure:\na layer stops with an error.")
            return
        weights, losses = model.curve()
        low, high, slope = measured
        axes = Axes(svg, (left + 36, 46, 216, 128), (weights[0], weights[-1]),
                    (losses.min(), losses.max()))
        axes.frame(name, "loss")
        axes.curve(weights, losses, color=FORWARD, width=2.2)
        found = model.found_by_backpropagation(model.chosen)
        if found is not None:
            reach = 0.45 * (axes.top - axes.bottom) / max(abs(found), 1e-9)
            reach = min(reach, 0.5)
            ends = np.array([w - reach, w + reach])
            inside = np.clip(model.loss_value + found * (ends - w), axes.bottom, axes.top)
            axes.curve(ends, inside, color=GRADIENT, width=3.2)
        ends = np.array([w - model.h, w + model.h])
        axes.curve(ends, np.array([low, high]), color=REFERENCE, width=2, dashed=True)
        for at, loss in zip(ends, (low, high)):
            x, y = (float(value) for value in axes.place(at, loss))
            svg.box(x - 3.5, y - 3.5, 7, 7, fill="#FFFFFF", edge=REFERENCE, line=1.6, radius=0)
        axes.point(w, model.loss_value)
        svg.text(left, 232, f"({high:.4f} − {low:.4f}) / {number(2 * model.h)}", size=SMALL)
        svg.text(left, 255, f"by wiggling: {decimals(slope)}", color=REFERENCE, bold=True)
        told = "not yet" if found is None else decimals(found)
        svg.text(left, 276, f"by backpropagation: {told}", color=GRADIENT,
                 bold=found is not None)


def backpropagation(network=None, loss=None, X=None, y=None, practice=False):
    """Go forward and back through a network, one operation at a time; wiggle any of its weights.

    The layers may be your own: `explore.backpropagation(network=MLP.from_layers([MyLinear(2, 3),
    MyReLU(), MyLinear(3, 2)]))`. If one of them stops with an error, it is told where.

    Args:
        network: an `MLP`, or another object with a list `layers`; at most 6 units in a layer.
            None: the 2-2-2 network of the lessons.
        loss: with `forward(scores, y)` and `backward()`; None: softmax with cross-entropy.
        X, y: a batch (N, D) and what the loss compares the scores with. None: the two samples of
            the 2-2-2 network.
        practice: True hides the gradients of fresh 2-2-2 networks: you find them, cell by cell.
    """
    if practice:
        if any(given is not None for given in (network, loss, X, y)):
            raise ValueError("practice=True makes its own networks: leave the other arguments out.")
        from .gradients_by_hand import PracticeExplorable
        return PracticeExplorable()
    tiny = tiny_example()
    if network is None:
        network = tiny_network(tiny)
    must_be_a_network(network)
    for index, layer in enumerate(network.layers):
        require_methods(layer, f"network.layers[{index}]", "forward", "backward")
    if loss is None:
        loss = SoftmaxCrossEntropy()
    require_methods(loss, "loss", "forward", "backward")
    if isinstance(loss, type):
        raise TypeError(f"loss must be an object, such as {loss.__name__}(), with brackets.")
    if (X is None) != (y is None):
        raise ValueError("backpropagation needs both X and y, or neither.")
    if X is None:
        X, y = tiny.X, tiny.y
    X, y = as_numbers(X, "X", np.float64), as_numbers(y, "y")
    if X.ndim != 2 or not 1 <= len(X) <= MOST_SAMPLES:
        raise ValueError(f"X must be (N, D), one sample a row, with N from 1 to {MOST_SAMPLES}, "
                         f"got shape {X.shape}.")
    return BackpropagationExplorable(network, loss, X, y)
