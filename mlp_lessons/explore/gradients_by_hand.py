"""Lesson 06: the way back through fresh 2-2-2 networks by hand, each number judged on entry."""

import ast
import math
import operator

import ipywidgets as widgets
import numpy as np

from ..activations import softmax
from ..datasets import tiny_example
from ..plots.style import GRADIENT, LEARNER, listing, number
from .controls import button, choice
from .explorable import Explorable
from .layer_by_layer import tiny_network
from .network_drawing import Anatomy, Block, decimals, draw_network, draw_row
from .svg import Svg

MEANING = {
    "dscores": "one row per sample, one column per score",
    "dW2": "one row per score, one column per hidden unit",
    "db2": "one number per score",
    "dA": "one row per sample, one column per hidden unit",
    "dZ1": "one row per sample, one column per hidden unit",
    "dW1": "one row per hidden unit, one column per input",
    "db1": "one number per hidden unit",
}
ARRAYS = list(MEANING)
USES = {"dscores": [], "dW2": ["dscores"], "db2": ["dscores"], "dA": ["dscores"], "dZ1": ["dA"],
        "dW1": ["dZ1"], "db1": ["dZ1"]}
SIGNS = {"right": "✓", "follows": "↳", "shown": "·", "wrong": "✗", "unreadable": "✗"}


class Practice:
    """A 2-2-2 network whose gradients are to be found, and what has been entered so far."""

    def __init__(self, seed=1):
        self.start(seed)

    def start(self, seed):
        """Take the network with this seed, and forget all entries."""
        self.seed, self.current = seed, "dscores"
        self.tiny = t = tiny_example(seed)
        self.Z1 = t.X @ t.W1.T + t.b1                       # (N, hidden)
        self.A = np.maximum(self.Z1, 0)                     # (N, hidden)
        self.scores = self.A @ t.W2.T + t.b2                # (N, out)
        self.P = softmax(self.scores)                       # (N, out)
        self.truth = {}
        for name in ARRAYS:
            self.truth[name] = self.follows_from(self.truth, name)
        self.entries = {name: {} for name in ARRAYS}        # {name: {place: text}}
        self.shown = set()                                  # arrays that were asked for

    def places(self, name):
        return list(np.ndindex(self.truth[name].shape))

    # ---- the way back, and its slips ----

    def follows_from(self, arrays, name):
        """Return the array `name` as it follows from the arrays before it."""
        t = self.tiny
        if name == "dscores":
            return (self.P - np.eye(2)[t.y]) / 2
        before = arrays[USES[name][0]]
        return {"dW2": lambda: before.T @ self.A, "db2": lambda: before.sum(axis=0),
                "dA": lambda: before @ t.W2, "dZ1": lambda: before * (self.Z1 > 0),
                "dW1": lambda: before.T @ t.X, "db1": lambda: before.sum(axis=0)}[name]()

    def slips(self, arrays, name):
        """Return [(array, question)]: what `name` becomes by each of the known slips."""
        t, N, Z1, A, X = self.tiny, 2, self.Z1, self.A, self.tiny.X
        right = self.follows_from(arrays, name)
        sign = (-right, "The size is right. Which sign must it have?")
        mean = (right / N, "That is half of it. Who has divided by N already?")
        double = (right * N, "That is twice too much. Where is the 1/N of the mean?")
        if name == "dscores":
            P, onehot = self.P, np.eye(2)[t.y]
            return [
                (P - onehot, "The loss is the mean over the batch. Who divides by N?"),
                (onehot - P, "What the network said, minus what it should have said: which comes "
                             "first? And the loss is a mean."),
                (P / N, "That is P / N. What should the network have said here?"),
                (P, "That is P. What should the network have said here, and where is the mean?"),
                ((P - 1) / N, "You have taken 1 away. Is this the right class of the sample?"),
                (P - 1, "You have taken 1 away. Is this the right class of the sample?"),
                (right / N, "You have divided by N once too often."),
                (-right, "The size is right. Must this score rise or fall to lower the loss, and "
                         "which way does a gradient point?"),
            ]
        before = arrays[USES[name][0]]
        if name in ("dW2", "dW1"):
            came_in = A if name == "dW2" else X
            parts = [np.outer(before[n], came_in[n]) for n in range(N)]
            slips = one_sample(parts)
            if name == "dW2":
                slips += [(before.T @ Z1, "What comes in through this weight: z, or what ReLU "
                                          "made of it?"),
                          (before.T @ X, "Which values go into the last layer: X, or A?")]
            else:
                masked = [(arrays["dA"].T @ X, "You have used dA. What does the ReLU do to it on "
                                               "the way?"),
                          (before.T @ A, "Which values go into the first layer: X, or A?")]
                slips += masked
            return [sign, *slips,
                    (right.T, "Row i belongs to the unit that the weight leads to, column j to "
                              "where it comes from. Have you exchanged them?"),
                    mean, double]
        if name in ("db2", "db1"):
            slips = one_sample(before)
            if name == "db1":
                slips.append((arrays["dA"].sum(axis=0), "You have used dA. What does the ReLU do "
                                                        "to it on the way?"))
            return [sign, *slips,
                    (before.sum(axis=1), "You have added along a row. A bias belongs to one unit: "
                                         "what is added up?"),
                    mean, double]
        if name == "dA":
            paths = [np.outer(before[:, k], t.W2[k]) for k in (0, 1)]
            return [
                sign,
                *[(paths[k], f"That is the path through score {k} alone. Which other path is "
                             f"there?") for k in (0, 1)],
                (before @ t.W2.T, "Which weights lead away from this unit: a row of W2, or a "
                                  "column?"),
                (paths[0] - paths[1], "Paths add up. Have you taken one from the other?"),
                (paths[1] - paths[0], "Paths add up. Have you taken one from the other?"),
                mean, double]
        mask = Z1 > 0
        return [
            (np.where(mask, np.nan, before), "Is this unit on for this sample? Look at its z."),
            (np.where(mask & (before < 0), 0, np.nan), "Whose sign decides whether a unit is on: "
                                                       "that of z, or that of dA?"),
            (before * A, "How steep is ReLU at this z? You have multiplied by its height."),
            (before * Z1, "How steep is ReLU at this z? You have multiplied by z."),
            (mask * 1.0, "That is the slope of ReLU alone. What arrives from above?"),
            sign]

    # ---- judging ----

    def number_at(self, name, place):
        """Return the number that was entered, or None."""
        text = self.entries[name].get(place, "")
        return read_number(text) if text.strip() else None

    def own(self):
        """Return all arrays with what was entered in the place of what is right."""
        arrays = {}
        for name in ARRAYS:
            array = self.follows_from(arrays, name)
            for place in self.places(name):
                value = self.number_at(name, place)
                if value is not None and not near(value, array[place]):
                    array[place] = value
                elif value is not None and near(value, self.truth[name][place]):
                    array[place] = self.truth[name][place]
            arrays[name] = array
        return arrays

    def judge(self, name, place):
        """Return (state, text): "empty", "unreadable", "right", "follows", "shown" or "wrong"."""
        text = self.entries[name].get(place, "")
        if not text.strip():
            return "empty", ""
        value = read_number(text)
        if value is None:
            return "unreadable", "that cannot be read as a number, such as -0.25 or 0.5*3 - 1."
        if name in self.shown:
            return "shown", "shown."
        right = self.truth[name][place]
        if near(value, right):
            return "right", "right."
        arrays, typed = self.own(), self.typed()
        for given in (arrays, typed):
            if near(value, self.follows_from(given, name)[place]):
                slips = self.slips_before(name)
                if not slips:       # only rounding
                    return "right", "right."
                return "follows", (f"follows rightly from your earlier slip in {listing(slips)}, "
                                   f"and counts.")
        for given in (arrays, self.truth):
            for wrong, question in self.slips(given, name):
                if near(value, wrong[place]):
                    return "wrong", f"not yet. {question}"
        return "wrong", "not yet. Which paths lead from here to the loss, and what is on each?"

    def typed(self):
        """Return all arrays as they were typed, to the last digit; the rest as it is right."""
        arrays = {name: self.truth[name].copy() for name in ARRAYS}
        for name in ARRAYS:
            for place in self.places(name):
                if (value := self.number_at(name, place)) is not None:
                    arrays[name][place] = value
        return arrays

    def slips_before(self, name):
        """Return the cells with a slip, such as "dscores[0, 1]", that `name` depends on."""
        found, names = [], list(USES[name])
        while names:
            before = names.pop()
            names += USES[before]
            found += [f"{before}[{', '.join(map(str, place))}]" for place in self.places(before)
                      if self.judge(before, place)[0] == "wrong"]
        return found

    def show(self):
        """Fill in the current array as it is right: its cells do not count."""
        self.shown.add(self.current)
        self.entries[self.current] = {place: decimals(value) for place, value
                                      in np.ndenumerate(self.truth[self.current])}

    # ---- words ----

    def words(self):
        name = self.current
        shape = "(2,)" if self.truth[name].ndim == 1 else "(2, 2)"
        lines = [f"Practice network {self.seed}. Now {name}, {shape}: {MEANING[name]}."]
        for place in self.places(name):
            state, text = self.judge(name, place)
            if state != "empty":
                entry = self.entries[name][place].strip()
                lines.append(f"{name}[{', '.join(map(str, place))}] = {entry}: {text}")
        states = [self.judge(name, place)[0] for name in ARRAYS for place in self.places(name)]
        done = sum(state in ("right", "follows") for state in states)
        follows, shown = states.count("follows"), states.count("shown")
        more = (f" {follows} of them {'follows' if follows == 1 else 'follow'} from a slip."
                if follows else "") + (f" {shown} were shown." if shown else "")
        lines.append(f"{done} of {len(states)} numbers found.{more}")
        if done == len(states):
            lines.append("All of them: you own the way back."
                         if not follows else "Now find the slip.")
        return "\n".join(lines)


def one_sample(parts):
    """Return the slips of whoever leaves one of two samples out, or takes one from the other."""
    question = "Paths add up. Have you taken one sample from the other?"
    return [*[(parts[n], f"That is the path through sample {n} alone. Which other path is there?")
              for n in (0, 1)],
            (parts[0] - parts[1], question), (parts[1] - parts[0], question)]


def near(a, b):
    """Say whether two numbers agree to three decimals, or nearly."""
    return abs(a - b) <= 0.0015 + 0.002 * abs(b)


OPERATIONS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
              ast.Div: operator.truediv, ast.USub: operator.neg, ast.UAdd: operator.pos}


def read_number(text):
    """Return what a text such as "-0.25", "0,25" or "0.5*3 - 1" says, or None."""
    for sign, plain in (("−", "-"), ("·", "*"), ("×", "*"), (",", ".")):
        text = text.replace(sign, plain)
    try:
        value = _value_of(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ValueError, TypeError, ZeroDivisionError, RecursionError, KeyError):
        return None
    return float(value) if math.isfinite(value) else None


def _value_of(node):
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return float(node.value)
    if isinstance(node, ast.BinOp):
        return OPERATIONS[type(node.op)](_value_of(node.left), _value_of(node.right))
    if isinstance(node, ast.UnaryOp):
        return OPERATIONS[type(node.op)](_value_of(node.operand))
    raise ValueError(f"{type(node).__name__} is not arithmetic")


class PracticeExplorable(Explorable):
    name = "backpropagation_practice"
    width = 720
    controls_above = True

    def __init__(self, seed=1):
        self.model = Practice(seed)
        super().__init__()
        self.add("array", choice("find", ARRAYS)).layout.width = "auto"
        for i, j in np.ndindex(2, 2):
            self.add(f"cell_{i}_{j}", widgets.Text(
                continuous_update=False, placeholder="?", layout={"width": "240px"},
                style={"description_width": "104px"}))
        self.add("show", button("Show these numbers", "Fill in this array; it does not count"),
                 self._show)
        self.add("another", button("Another network", "Begin again with other numbers"),
                 self._another)
        self._fill_boxes()

    def layout(self):
        return ["array", ["cell_0_0", "cell_0_1"], ["cell_1_0", "cell_1_1"], ["show", "another"]]

    def update(self):
        model = self.model
        if self["array"].value != model.current:
            model.current = self["array"].value
            self._fill_boxes()
            return
        for place, box in self._boxes():
            model.entries[model.current][place] = box.value

    def _boxes(self):
        """Return [(place, box)] for the current array."""
        return [(place, self[f"cell_{place[0]}_{place[1]}" if len(place) == 2 else
                             f"cell_0_{place[0]}"]) for place in
                self.model.places(self.model.current)]

    def _fill_boxes(self):
        """Let the boxes hold what was entered for the current array."""
        model = self.model
        boxes = self._boxes()
        with self.waiting():
            for place, box in boxes:
                box.value = model.entries[model.current].get(place, "")
                box.description = f"{model.current}[{', '.join(map(str, place))}]"
        for name in ("cell_1_0", "cell_1_1"):
            self[name].disabled = len(boxes) < 4
            self[name].layout.visibility = "hidden" if len(boxes) < 4 else "visible"

    def _show(self):
        self.model.show()
        self._fill_boxes()

    def _another(self):
        self.model.start(self.model.seed + 1)
        with self.waiting():
            self["array"].value = self.model.current
        self._fill_boxes()

    # ---- drawing ----

    def picture(self):
        model = self.model
        svg = Svg(self.width, 516)
        network = tiny_network(model.tiny)
        anatomy = Anatomy(network.layers, [model.tiny.X, model.Z1, model.A, model.scores])
        for n in (0, 1):
            self._draw_sample(svg, anatomy, n, (4 + 364 * n, 24, 348, 262))
        svg.line(360, 8, 360, 280, color="#DDDDDD", width=1)
        svg.line(10, 292, self.width - 10, 292, color="#DDDDDD", width=1)
        for middle, names in ((352, ARRAYS[:3]), (450, ARRAYS[3:])):
            draw_row(svg, 14, middle, self.width - 28, [self._block(name) for name in names])
        svg.text(14, 508, "✓ right   ↳ follows rightly from an earlier slip   ✗ not yet   · shown",
                 size=13)
        return svg.source(self.words())

    def _draw_sample(self, svg, anatomy, n, area):
        model = self.model
        svg.text(area[0] + 10, 18, f"Sample {n}, right class {model.tiny.y[n]}", bold=True)
        gradients = [None, [self._known(n, unit, ("dA", "dZ1")) for unit in (0, 1)],
                     [self._known(n, unit, ("dscores",)) for unit in (0, 1)]]
        off = {(1, unit) for unit in (0, 1) if model.Z1[n, unit] < 0}
        draw_network(svg, anatomy, anatomy.layers, area, off=off, gradients=gradients,
                     values=[model.tiny.X[n], model.A[n], model.scores[n]],
                     notes=[None, [f"z = {number(z)}" for z in model.Z1[n]],
                            [f"p = {decimals(p)}" for p in model.P[n]]])

    def _known(self, n, unit, names):
        """Return what has been found at a unit, such as "dA ← 0.22"; a ? for what has not."""
        return [f"{'' if name == 'dscores' else name} ← {self._entry(name, (n, unit))}"
                for name in names]

    def _entry(self, name, place):
        value = self.model.number_at(name, place)
        state, _ = self.model.judge(name, place)
        if state == "empty":
            return "?"
        text = "…" if value is None else decimals(round(value, 3))
        return f"{text} {SIGNS[state]}"

    def _block(self, name):
        model = self.model
        texts = [self._entry(name, place) for place in model.places(name)]
        array = np.array(texts).reshape(model.truth[name].shape)
        rows = {(0, *place) if len(place) == 1 else place for place in model.places(name)}
        return Block(name, array, GRADIENT if name != model.current else LEARNER,
                     cells=rows if name == model.current else ())
