"""The exercises of lesson 07, gradient descent."""

import numpy as np

from .record import Exercise, Mistake, Tool, add

# 7.1 to 7.3: recall -----------------------------------------------------------------------------

add(Exercise(
    name="recall_7_1",
    number="7.1",
    title="From lesson 06: the shape of a gradient",
    difficulty=1,
    minutes=1,
    options={"a": "(32, 10)", "b": "(10, 5)", "c": "(5, 10)", "d": "(32, 5)"},
    solution="c",
    why="A gradient has the shape of what it belongs to, and W has one row per neuron.",
    hints=("What is the shape of W itself?",),
    mistakes=(
        Mistake("a", "That is the shape of X. Does every sample have weights of its own?",
                "All 32 samples share one W. Their contributions are added up in dW, which has the shape of W."),
        Mistake("b", "Which comes first in the shape of W, neurons or inputs?",
                "W has one row per neuron: (out, in), here (5, 10). dW has the same shape."),
        Mistake("d", "That is the shape of dZ. What is multiplied with it to give dW?",
                "dZ has one row per sample. dW = dZᵀ X sums over the samples, so 32 disappears."),
    ),
))

add(Exercise(
    name="recall_7_2",
    number="7.2",
    title="From lesson 05: two ways to the loss",
    difficulty=1,
    minutes=1,
    options={
        "a": "the product of the slopes along both paths together",
        "b": "the larger of the two",
        "c": "the sum: the product along one path, plus the product along the other",
        "d": "the mean of the two",
    },
    solution="c",
    why="Along a path slopes multiply, and where paths meet again they add.",
    hints=("If the first path alone moved the loss by 2 and the second alone by 3, by how much do they move "
           "it together?",),
    mistakes=(
        Mistake("a", "If one of the paths were cut, would nothing arrive any more?",
                "Slopes are multiplied along one path. Two paths work side by side, so what they bring is added."),
        Mistake("b", "Does the weaker path bring nothing at all?",
                "Both paths move the loss at the same time, and their movements add up."),
        Mistake("d", "Two paths that each move the loss by 2: by how much together?",
                "Together they move it by 4. Nothing divides by the number of paths."),
    ),
))

add(Exercise(
    name="recall_7_3",
    number="7.3",
    title="From lesson 03: the last layer",
    difficulty=1,
    minutes=1,
    options={
        "a": "a ReLU, so that no score is negative",
        "b": "nothing: the loss takes the scores as they are",
        "c": "a softmax layer, so that the scores are probabilities",
        "d": "the same activation as everywhere else",
    },
    solution="b",
    why="Scores may be any numbers. What they mean is the business of the loss.",
    hints=("Should the network be able to say “certainly not class 3”? With which scores could it?",),
    mistakes=(
        Mistake("a", "A ReLU would turn all negative scores into 0. What would be lost?",
                "With a ReLU a network could not push a score below zero, and its units could be switched "
                "off for good. The scores leave the network as they are."),
        Mistake("c", "Where does softmax take place in this course?",
                "Softmax is part of the loss, which takes scores. Applied in the network as well, it "
                "would be applied twice."),
        Mistake("d", "What are the numbers after the last layer called, and who reads them?",
                "They are scores, and the loss reads them. An activation would only narrow what they can say."),
    ),
))

# 7.4: one update on paper -----------------------------------------------------------------------

_W2, _B2 = np.array([[0.5, 0.5], [-0.5, 1.0]]), np.array([0.0, 1.0])
_DW2, _DB2 = np.array([[0.75, 0.12], [-0.75, -0.12]]), np.array([-0.19, 0.19])


def _updated(sign, keep, rate):
    return {"W2": (keep * _W2 + sign * rate * _DW2).round(4).tolist(),
            "b2": (keep * _B2 + sign * rate * _DB2).round(4).tolist()}


add(Exercise(
    name="update_on_paper",
    number="7.4",
    title="One update on paper",
    difficulty=1,
    minutes=5,
    solution=_updated(-1, 1, 0.5),
    tolerance=6e-3,
    own_stub="""
        update_on_paper = {
            "W2": [[..., ...],
                   [..., ...]],
            "b2": [..., ...],
        }""",
    why="Each number moved against its own slope, all six at once.",
    hints=("If the gradient of a weight is positive, the loss rises with the weight. Which way should the "
           "weight go?",
           "For the first weight: 0.5 is where it is, 0.75 its gradient, 0.5 the learning rate. "
           "How large is the step, and in which direction?"),
    mistakes=(
        Mistake(_updated(+1, 1, 0.5), "The gradient points uphill. Where do you want to go?",
                "You added the step, so the loss will rise. To fall, go against the gradient: subtract."),
        Mistake(_updated(-1, 0, 0.5), "Where did the weights go that were there before?",
                "You wrote down the step alone. The new weight is the old weight minus the step."),
        Mistake(_updated(-1, 1, 1.0), "How long is the step: the whole gradient, or a part of it?",
                "You subtracted the whole gradient. The step is the learning rate times the gradient, "
                "here half of it."),
        Mistake({"W2": _updated(-1, 1, 0.5)["W2"], "b2": _updated(+1, 1, 0.5)["b2"]},
                "W₂ is right. Which way did the biases go?",
                "The gradient of the first bias is negative: the loss falls when this bias grows. Minus a "
                "negative number is an increase."),
        Mistake({"W2": _updated(-1, 1, 0.5)["W2"], "b2": _B2.tolist()},
                "W₂ is right. What about the biases?",
                "The biases learn like the weights: subtract the learning rate times their gradient."),
        Mistake({"W2": [_updated(-1, 1, 0.5)["W2"][0], _updated(+1, 1, 0.5)["W2"][1]],
                 "b2": _updated(-1, 1, 0.5)["b2"]},
                "Look at the signs in the second row of the gradient. What is minus a negative number?",
                "The gradients of the second row are negative, so these weights must grow."),
        Mistake({"W2": (_W2 - 0.5 * _DW2).T.round(4).tolist(), "b2": _updated(-1, 1, 0.5)["b2"]},
                "Which row of W₂ belongs to which output?",
                "Your W₂ is turned on its side. W and dW have the same shape and the same order: subtract "
                "place by place."),
    ),
))

# 7.5: descend -----------------------------------------------------------------------------------


def descend(start, slope, learning_rate, steps):
    """Return the path of gradient descent as a list: `start` and the place after every step.

    start: a number.  slope: a function, slope(w) is the slope of the loss at w.
    learning_rate: a number.  steps: how many steps to take.  The list has steps + 1 numbers.
    """
    path = [start]
    for _ in range(steps):
        w = path[-1]
        path.append(w - learning_rate * slope(w))
    return path


def in_an_array(start, slope, learning_rate, steps):
    path = np.empty(steps + 1)
    path[0] = start
    for k in range(steps):
        path[k + 1] = path[k] - learning_rate * slope(path[k])
    return path


def uphill(start, slope, learning_rate, steps):
    path = [start]
    for _ in range(steps):
        path.append(path[-1] + learning_rate * slope(path[-1]))
    return path


def step_without_place(start, slope, learning_rate, steps):
    path = [start]
    for _ in range(steps):
        path.append(-learning_rate * slope(path[-1]))
    return path


def slope_measured_once(start, slope, learning_rate, steps):
    path, s = [start], slope(start)
    for _ in range(steps):
        path.append(path[-1] - learning_rate * s)
    return path


def always_from_the_start(start, slope, learning_rate, steps):
    path = [start]
    for _ in range(steps):
        path.append(start - learning_rate * slope(path[-1]))
    return path


def start_forgotten(start, slope, learning_rate, steps):
    return descend(start, slope, learning_rate, steps)[1:]


def only_the_end(start, slope, learning_rate, steps):
    return descend(start, slope, learning_rate, steps)[-1]


def slope_not_called(start, slope, learning_rate, steps):
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * slope)
    return path


def one_step_short(start, slope, learning_rate, steps):
    return descend(start, slope, learning_rate, steps - 1)


def back_too_early(start, slope, learning_rate, steps):
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * slope(path[-1]))
        return path


def never_moves_on(start, slope, learning_rate, steps):
    path = [start]
    for _ in range(steps):
        path.append(start - learning_rate * slope(start))
    return path


def sign_only(start, slope, learning_rate, steps):
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * np.sign(slope(path[-1])))
    return path


_SLOPES = {"parabola": lambda: lambda w: 2 * (w - 3), "cosine": lambda: lambda w: -np.sin(w)}

add(Exercise(
    name="descend",
    number="7.5",
    title="Walk downhill",
    difficulty=2,
    minutes=8,
    solution=descend,
    alternatives=(in_an_array,),
    tools=_SLOPES,
    cases=lambda: [(0.0, Tool("parabola"), 0.1, 3), (5.0, Tool("parabola"), 0.3, 6),
                   (1.0, Tool("cosine"), 0.5, 10)],
    why="Look where you are, take a step against the slope, look again. That is all of gradient descent.",
    hints=("Where does each step begin: at the start, or where the last one ended?",
           "The slope is different at every place. When must you ask for it?",
           "The new place is w − learning_rate · slope(w). What is w each time?"),
    mistakes=(
        Mistake(uphill, "Does your path go down or up?",
                "With a positive slope the loss rises to the right, and you went to the right. Subtract the step."),
        Mistake(step_without_place, "Your next place is a step. A step from where?",
                "The new place is the old place minus the step. You kept only the step."),
        Mistake(slope_measured_once, "All your steps are equally long. Is the slope the same everywhere?",
                "The slope holds only where it was measured. After a step it must be measured again."),
        Mistake(always_from_the_start, "Where does the second step begin?",
                "Every step of yours begins at the start. It must begin where the last one ended."),
        Mistake(start_forgotten, "How many numbers does a path of three steps have, with its beginning?",
                "The place where you started belongs to the path: steps + 1 numbers."),
        Mistake(only_the_end, "You have arrived. Where are the places on the way?",
                "The function should return all places, from the start to the end, as a list."),
        Mistake(slope_not_called, "`slope` is a function. What do you have to give it to get a number?",
                "You multiplied with the function itself. Ask it for the slope at the present place: slope(w)."),
        Mistake(one_step_short, "How many steps did you take?",
                "One step is missing: the list must hold the start and the place after every step."),
        Mistake(back_too_early, "At which moment does your function return?",
                "It returns inside the loop, after the first step. Move `return` behind the loop."),
        Mistake(never_moves_on, "All places after the first are the same. Where does each step begin?",
                "Each of your steps begins at the start, with the slope there. It must begin where the last one ended."),
        Mistake(sign_only, "Is your step longer where it is steeper?",
                "You used only the direction of the slope. The step is the learning rate times the slope "
                "itself, so it shrinks where the ground becomes flat."),
    ),
))

# 7.6 and 7.7: the learning rate -----------------------------------------------------------------

add(Exercise(
    name="edge",
    number="7.6",
    title="Find the edge",
    difficulty=2,
    minutes=6,
    solution=2.5,
    tolerance=1.99e-2,    # 2.45 to 2.55
    why="Below it every start ends at the bottom, above it none does.",
    hints=("Start with 0.1 and double it until the path explodes. Between which two lies the edge?",
           "Halve the distance: try the middle, and keep the half in which behaviour changes.",
           "Look for the learning rate at which w jumps from 1 to −1 and back for ever."),
    mistakes=(
        Mistake(1.25, "At this learning rate, how many steps does it take to the bottom?",
                "This is the fastest learning rate, not the last good one: w reaches the bottom in one "
                "step. It can be larger still before it explodes.",
                recognise=lambda value: abs(value - 1.25) < 0.03),
        Mistake(0.8, "Try a larger one. Does it explode at once?",
                "0.8 is how fast the slope grows, λ. The edge is a learning rate, and it is larger.",
                recognise=lambda value: abs(value - 0.8) < 0.02),
        Mistake(3.0, "Print the path for this one: do the numbers shrink or grow?",
                "The numbers grow with every step: you are beyond the edge.",
                recognise=lambda value: value > 2.56),
        Mistake(2.0, "Try one that is a little larger. Does it still come to rest?",
                "This one still comes to rest at the bottom, if slowly. The edge lies higher.",
                recognise=lambda value: 0 < value < 2.44),
    ),
))

add(Exercise(
    name="prediction_7_7",
    number="7.7",
    title="Predict: a steeper bowl",
    difficulty=2,
    minutes=2,
    options={
        "a": "it doubles",
        "b": "it stays",
        "c": "it becomes half as large",
        "d": "it becomes a quarter as large",
    },
    solution="c",
    why="The edge is 2/λ: the steeper a bowl becomes, the smaller the steps it allows.",
    hints=("At the edge, one step jumps to the same height on the other side. If the slope is twice as large, "
           "which learning rate gives the same jump?",),
    mistakes=(
        Mistake("a", "In a steeper bowl the slope is larger. What happens to a step with the same learning rate?",
                "The same learning rate takes steps twice as long there. To stay below the edge it must be smaller."),
        Mistake("b", "Does a step depend on the learning rate alone?",
                "A step is the learning rate times the slope, and the slope has doubled."),
        Mistake("d", "If the slope doubles, by how much must the learning rate shrink for the same step?",
                "Slope times learning rate must stay the same. Twice the one is half the other."),
    ),
))

# 7.8: zero gradient -----------------------------------------------------------------------------

add(Exercise(
    name="zero_gradient",
    number="7.8",
    title="The gradient is zero",
    difficulty=2,
    minutes=2,
    options={
        "a": "we are at a minimum: training is done",
        "b": "we are at a minimum, but perhaps not the lowest one",
        "c": "the ground is level here; it may be a minimum, a saddle or a plain",
        "d": "there must be a bug, a gradient is never zero",
    },
    solution="c",
    why="A gradient tells the slope here, and nothing about the ground a little further on.",
    hints=("Think of the middle of a mountain pass. How steep is it there, forwards and sideways?",
           "And a network whose ReLUs are all switched off?"),
    mistakes=(
        Mistake("a", "You stand on a mountain pass: level in all directions. Is it the lowest place?",
                "Level ground is at the bottom of a bowl, but also on a saddle and on a plain. Zero slope "
                "does not tell them apart."),
        Mistake("b", "Can you think of level ground from which it goes down on two sides?",
                "A saddle is level, and yet it goes down from there. So it need not be a minimum of any kind."),
        Mistake("d", "What is the gradient of the weights of a ReLU unit that is off for every sample?",
                "It is exactly zero, with no bug: wiggling such a weight changes nothing."),
    ),
))

# 7.9: MySGD -------------------------------------------------------------------------------------


class MySGD:
    def __init__(self, network, learning_rate):
        self.network = network
        self.learning_rate = learning_rate

    def step(self):
        for layer in self.network.layers:
            if hasattr(layer, "W"):
                layer.W = layer.W - self.learning_rate * layer.dW
                layer.b = layer.b - self.learning_rate * layer.db


class InPlace(MySGD):
    def step(self):
        for layer in self.network.layers:
            if hasattr(layer, "W"):
                layer.W -= self.learning_rate * layer.dW
                layer.b -= self.learning_rate * layer.db


class WithTry(MySGD):
    def step(self):
        for k in range(len(self.network.layers)):
            layer = self.network.layers[k]
            try:
                weights = layer.W
            except AttributeError:
                continue
            layer.W = weights - self.learning_rate * layer.dW
            layer.b = layer.b - self.learning_rate * layer.db


class Climbing(MySGD):
    def step(self):
        for layer in self.network.layers:
            if hasattr(layer, "W"):
                layer.W = layer.W + self.learning_rate * layer.dW
                layer.b = layer.b + self.learning_rate * layer.db


class StepForWeight(MySGD):
    def step(self):
        for layer in self.network.layers:
            if hasattr(layer, "W"):
                layer.W = -self.learning_rate * layer.dW
                layer.b = -self.learning_rate * layer.db


class BiasForgotten(MySGD):
    def step(self):
        for layer in self.network.layers:
            if hasattr(layer, "W"):
                layer.W = layer.W - self.learning_rate * layer.dW


class EveryLayer(MySGD):
    def step(self):
        for layer in self.network.layers:
            layer.W = layer.W - self.learning_rate * layer.dW
            layer.b = layer.b - self.learning_rate * layer.db


class OnlyTheFirst(MySGD):
    def step(self):
        layer = self.network.layers[0]
        layer.W = layer.W - self.learning_rate * layer.dW
        layer.b = layer.b - self.learning_rate * layer.db


class GradientScaled(MySGD):
    def step(self):
        for layer in self.network.layers:
            if hasattr(layer, "W"):
                layer.dW *= self.learning_rate
                layer.db *= self.learning_rate
                layer.W = layer.W - layer.dW
                layer.b = layer.b - layer.db


class RateForgotten(MySGD):
    def step(self):
        for layer in self.network.layers:
            if hasattr(layer, "W"):
                layer.W = layer.W - layer.dW
                layer.b = layer.b - layer.db


class FixedRate(MySGD):
    def step(self):
        for layer in self.network.layers:
            if hasattr(layer, "W"):
                layer.W = layer.W - 0.1 * layer.dW
                layer.b = layer.b - 0.1 * layer.db


class WithoutSelf(MySGD):
    def step(self):
        for layer in self.network.layers:
            if hasattr(layer, "W"):
                layer.W = layer.W - learning_rate * layer.dW    # noqa: F821
                layer.b = layer.b - learning_rate * layer.db    # noqa: F821


class EverySecond(MySGD):
    def step(self):
        for layer in self.network.layers[::2]:
            layer.W = layer.W - self.learning_rate * layer.dW
            layer.b = layer.b - self.learning_rate * layer.db


class OldName(MySGD):
    def step(self):
        for layer in self.network.layers:
            if hasattr(layer, "W"):
                W = layer.W - self.learning_rate * layer.dW
                b = layer.b - self.learning_rate * layer.db
        return W, b


class _FakeLayer:
    """A layer with W, b and gradients, and nothing that computes."""

    def __init__(self, n_in, n_out, rng):
        self.W, self.b = rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)
        self.dW, self.db = rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)


class _FakeActivation:
    """A layer that has nothing to learn."""


class _FakeNetwork:
    def __init__(self, kinds, sizes):
        rng = np.random.default_rng(79)
        pairs = iter(zip(sizes[:-1], sizes[1:]))
        self.layers = [_FakeLayer(*next(pairs), rng) if kind == "L" else _FakeActivation()
                       for kind in kinds]

    def report(self):
        """Return all parameters and gradients as plain data; used by the judging scripts."""
        return {f"layers[{index}].{name}": getattr(layer, name).copy()
                for index, layer in enumerate(self.layers) if hasattr(layer, "W")
                for name in ("W", "b", "dW", "db")}


def _network_report(value, arguments):
    """Return what is judged of a step: the network afterwards, not what step returned."""
    return value.report() if isinstance(value, _FakeNetwork) else None


_MY_SGD_STUB = '''
class MySGD:
    """Plain gradient descent: w_new = w_old − learning_rate · gradient."""

    def __init__(self, network, learning_rate):
        self.network = network
        self.learning_rate = learning_rate

    def step(self):
        """Move W and b of every layer that has them, using its dW and db.

        Layers are in self.network.layers. dW and db stay as they were.
        """
        raise NotImplementedError("your turn")
'''


def _sgd_script(network, learning_rate, steps):
    return [("new", Tool(network), learning_rate), *[("step",)] * steps, ("get", "network")]


add(Exercise(
    name="my_sgd",
    number="7.9",
    title="Your optimizer",
    difficulty=2,
    minutes=8,
    target="MySGD",
    part=True,
    solution=MySGD,
    alternatives=(InPlace, WithTry),
    own_stub=_MY_SGD_STUB,
    tools={"network": lambda: _FakeNetwork("L", [3, 2]),
           "deeper": lambda: _FakeNetwork("LALLL", [4, 5, 3, 2, 3])},
    extract=_network_report,
    cases=lambda: [_sgd_script("network", 0.5, 1), _sgd_script("deeper", 0.1, 1),
                   _sgd_script("deeper", 0.25, 3)],
    package_name="optimizers.SGD",
    why="Two lines of arithmetic: backpropagation did the work, the optimizer moves the weights.",
    hints=("Which layers have something to move? `hasattr(layer, \"W\")` says whether a layer has a W.",
           "For one layer: where should W go, from where it is?",
           "Assigning to a local name such as W does not change the layer. What must stand on the left of =?"),
    mistakes=(
        Mistake(Climbing, "Does the loss fall when the weights go the way of the gradient?",
                "The gradient points uphill. Subtract it."),
        Mistake(StepForWeight, "Where is the weight that was there before?",
                "You put the step in the place of the weight. The new weight is the old one minus the step."),
        Mistake(BiasForgotten, "W has moved. What else does a layer learn?",
                "The biases have gradients too, db, and must move with the weights."),
        Mistake(EveryLayer, "Does an activation have a W?",
                "ReLU has nothing to learn, and no W. Skip such layers."),
        Mistake(OnlyTheFirst, "How many layers of the network have moved?",
                "Only one layer has moved. All layers with weights learn at the same time."),
        Mistake(GradientScaled, "What has become of dW after your step?",
                "You wrote into dW. A step only reads the gradients; whoever looks at them afterwards wants to see "
                "what backpropagation found."),
        Mistake(RateForgotten, "How far does a step go?",
                "You went by the whole gradient. The step is the learning rate times the gradient."),
        Mistake(FixedRate, "Your step has the same length for every learning rate. Where was the rate kept?",
                "The learning rate was handed over when the optimizer was made, and kept in self.learning_rate."),
        Mistake(WithoutSelf, "Where did __init__ put the learning rate?",
                "Inside a method only what is in `self` is known from before: self.learning_rate."),
        Mistake(EverySecond, "Must linear layers and activations always take turns?",
                "You took every second layer. Two linear layers can stand side by side: ask each layer whether it has a W."),
        Mistake(OldName, "Have the layer's own W and b changed?",
                "You computed the right numbers and gave them a local name. The layer still holds the old "
                "arrays: assign to layer.W and layer.b."),
    ),
))

# 7.10: order ------------------------------------------------------------------------------------


def backward_and_step(X, W, b, dZ, learning_rate):
    """Return (dX, W_new, b_new) of a linear layer Z = X Wᵀ + b.

    X (N, in), W (out, in), b (out,): as in the forward pass.  dZ (N, out): the gradient of Z.
    dX (N, in): the gradient of X.  W_new, b_new: after one step of gradient descent.
    """
    dX = dZ @ W
    W_new = W - learning_rate * dZ.T @ X
    b_new = b - learning_rate * dZ.sum(axis=0)
    return dX, W_new, b_new


def with_loops(X, W, b, dZ, learning_rate):
    dW, db, dX = np.zeros_like(W), np.zeros_like(b), np.zeros_like(X)
    for n in range(len(X)):
        for i in range(len(W)):
            db[i] += dZ[n, i]
            for j in range(W.shape[1]):
                dW[i, j] += dZ[n, i] * X[n, j]
                dX[n, j] += dZ[n, i] * W[i, j]
    return dX, W - learning_rate * dW, b - learning_rate * db


def updated_too_early(X, W, b, dZ, learning_rate):
    W_new = W - learning_rate * dZ.T @ X
    b_new = b - learning_rate * dZ.sum(axis=0)
    return dZ @ W_new, W_new, b_new


def moved_uphill(X, W, b, dZ, learning_rate):
    return dZ @ W, W + learning_rate * dZ.T @ X, b + learning_rate * dZ.sum(axis=0)


def mean_for_sum(X, W, b, dZ, learning_rate):
    return dZ @ W, W - learning_rate * dZ.T @ X / len(X), b - learning_rate * dZ.mean(axis=0)


def gradients_returned(X, W, b, dZ, learning_rate):
    return dZ @ W, dZ.T @ X, dZ.sum(axis=0)


def turned_gradient(X, W, b, dZ, learning_rate):
    return dZ @ W, W - learning_rate * X.T @ dZ, b - learning_rate * dZ.sum(axis=0)


def one_sum_for_all(X, W, b, dZ, learning_rate):
    return dZ @ W, W - learning_rate * dZ.T @ X, b - learning_rate * dZ.sum()


def through_the_transpose(X, W, b, dZ, learning_rate):
    return dZ @ W.T, W - learning_rate * dZ.T @ X, b - learning_rate * dZ.sum(axis=0)


def dx_scaled(X, W, b, dZ, learning_rate):
    return (learning_rate * dZ @ W, W - learning_rate * dZ.T @ X, b - learning_rate * dZ.sum(axis=0))


def written_into_w(X, W, b, dZ, learning_rate):
    W -= learning_rate * dZ.T @ X
    b -= learning_rate * dZ.sum(axis=0)
    return dZ @ W, W, b


def _cases_order():
    rng = np.random.default_rng(710)
    first = (np.array([[1.0, 2.0, 0.0], [4.0, 1.0, -1.0]]), np.array([[1.0, -2.0, 0.5], [1.0, 1.0, 2.0]]),
             np.array([1.0, -1.0]), np.array([[0.0, 0.5], [0.25, -0.5]]), 0.5)
    return [first] + [(rng.normal(size=(N, n_in)), rng.normal(size=(n_out, n_in)), rng.normal(size=n_out),
                       rng.normal(size=(N, n_out)), 0.3) for N, n_in, n_out in [(5, 3, 2), (4, 2, 3)]]


add(Exercise(
    name="backward_and_step",
    number="7.10",
    title="In which order?",
    difficulty=2,
    minutes=6,
    solution=backward_and_step,
    alternatives=(with_loops,),
    returns=("dX", "W_new", "b_new"),
    cases=_cases_order,
    why="All gradients belong to the weights of the forward pass. First all of backward, then the step.",
    hints=("In lesson 06 you wrote dW, db and dX for a linear layer. Which of them needs W?",
           "dX asks how the loss changed with X *in the forward pass that was run*. Which W was used there?"),
    mistakes=(
        Mistake(updated_too_early, "With which W was the forward pass run?",
                "You moved W first and then sent the gradient back through the new one. dX belongs to the forward "
                "pass, and that ran through the old W."),
        Mistake(moved_uphill, "Which way does the gradient point?",
                "Uphill. A step goes against it: subtract."),
        Mistake(mean_for_sum, "Where does the 1/N live?",
                "The loss has divided by N already, so dZ is small enough. Add up over the samples."),
        Mistake(gradients_returned, "Have W and b moved?",
                "You returned their gradients. W_new is W minus the learning rate times its gradient."),
        Mistake(turned_gradient, "Which shape has W, and which shape has X.T @ dZ?",
                "X.T @ dZ is (in, out), but W is (out, in). The gradient of W has the shape of W."),
        Mistake(one_sum_for_all, "How many numbers has the gradient of b?",
                "You added up everything. Each neuron has its own bias: add up over the samples only."),
        Mistake(through_the_transpose, "dX has the shape of X. Which product of dZ (N, out) gives (N, in)?",
                "W is (out, in) as it stands, so dZ @ W gives (N, in)."),
        Mistake(dx_scaled, "Is dX a step, or a gradient that travels on?",
                "The learning rate belongs to the steps of W and b. dX goes back to the layer before as it is."),
        Mistake(written_into_w, "Is the W that was handed in still what it was?",
                "You wrote into W and b, and then used the new W for dX. Make new arrays, and use the old W."),
    ),
))

# 7.11: counting steps ---------------------------------------------------------------------------


def steps_per_epoch(n_samples, batch_size):
    """Return how many steps it takes to show every sample once. The last batch may be short.

    n_samples, batch_size: whole numbers, at least 1.
    """
    return -(-n_samples // batch_size)


def rounded_up(n, size):
    return int(np.ceil(n / size))


def counted(n, size):
    steps = 0
    for _ in range(0, n, size):
        steps += 1
    return steps


def last_batch_lost(n_samples, batch_size):
    return n_samples // batch_size


def always_one_more(n_samples, batch_size):
    return n_samples // batch_size + 1


def not_whole(n_samples, batch_size):
    return n_samples / batch_size


def upside_down(n_samples, batch_size):
    return int(np.ceil(batch_size / n_samples))


def to_the_nearest(n_samples, batch_size):
    return round(n_samples / batch_size)


add(Exercise(
    name="steps_per_epoch",
    number="7.11",
    title="How many steps?",
    difficulty=1,
    minutes=4,
    solution=steps_per_epoch,
    alternatives=(rounded_up, counted),
    cases=lambda: [(10, 4), (12, 4), (3, 8), (1079, 32), (100, 1), (9, 4)],
    why="Small batches mean many cheap steps, large ones few dear steps, for the same look at the data.",
    hints=("Ten samples in batches of four: how many are in each batch, and how many batches are that?",
           "When n_samples is a multiple of batch_size, nothing is left over. And otherwise?"),
    mistakes=(
        Mistake(last_batch_lost, "Ten samples in batches of four: who sees the last two?",
                "What is left over makes a last, shorter batch. It counts as a step too."),
        Mistake(always_one_more, "Twelve samples in batches of four: is there a fourth batch?",
                "When the batches fit exactly, there is no short one."),
        Mistake(not_whole, "Can you take half a step?",
                "The short batch is a whole step, with fewer samples. Round up."),
        Mistake(upside_down, "Ten samples in batches of four: is that one step?",
                "You divided the batch size by the number of samples. How often does a batch go into the samples?"),
        Mistake(to_the_nearest, "Nine samples in batches of four: is one sample at the end a batch?",
                "Even a single sample left over makes a step. Round up, not to the nearest."),
    ),
))

# 7.12: backpropagation is not the update --------------------------------------------------------

add(Exercise(
    name="who_does_what",
    number="7.12",
    title="Who does what?",
    difficulty=1,
    minutes=2,
    options={
        "a": "backpropagation: it goes back through the layers and improves each on the way",
        "b": "the loss, when its backward method is called",
        "c": "optimizer.step(): the gradients were there before, and nothing had moved yet",
        "d": "the next forward pass, which uses the gradients",
    },
    solution="c",
    why="Backpropagation finds out, the optimizer moves. You could stop in between and change nothing.",
    hints=("In the loop of this lesson, after which line are the numbers in W different?",),
    mistakes=(
        Mistake("a", "Print layer.W before and after network.backward(…). Is there a difference?",
                "Backpropagation only computes gradients and leaves them in dW and db. The gradient check of lesson "
                "06 even relied on the weights staying where they are."),
        Mistake("b", "What does loss.backward() return, and what does it know about weights?",
                "It returns the gradient of the scores. The loss has never seen a weight."),
        Mistake("d", "What does forward read: W, or dW?",
                "forward multiplies with W and never looks at dW."),
    ),
))

# 7.13 to 7.15: momentum, Adam, weight decay -----------------------------------------------------


def momentum_step(w, v, gradient, learning_rate, momentum):
    """Return (w_new, v_new) of one step with momentum: v ← μv + g, then w ← w − ηv.

    w, v, gradient: arrays of one shape.  learning_rate η and momentum μ: numbers.
    """
    v_new = momentum * v + gradient
    return w - learning_rate * v_new, v_new


def element_by_element(w, v, gradient, learning_rate, momentum):
    w_new, v_new = w.copy(), v.copy()
    for k in np.ndindex(w.shape):
        v_new[k] = momentum * v[k] + gradient[k]
        w_new[k] = w[k] - learning_rate * v_new[k]
    return w_new, v_new


def old_velocity(w, v, gradient, learning_rate, momentum):
    return w - learning_rate * v, momentum * v + gradient


def running_mean(w, v, gradient, learning_rate, momentum):
    v_new = momentum * v + (1 - momentum) * gradient
    return w - learning_rate * v_new, v_new


def velocity_uphill(w, v, gradient, learning_rate, momentum):
    v_new = momentum * v + gradient
    return w + learning_rate * v_new, v_new


def rate_in_velocity(w, v, gradient, learning_rate, momentum):
    v_new = momentum * v + learning_rate * gradient
    return w - v_new, v_new


def rate_in_both(w, v, gradient, learning_rate, momentum):
    v_new = momentum * v + learning_rate * gradient
    return w - learning_rate * v_new, v_new


def exchanged(w, v, gradient, learning_rate, momentum):
    v_new = momentum * v + gradient
    return v_new, w - learning_rate * v_new


def velocity_not_kept(w, v, gradient, learning_rate, momentum):
    return w - learning_rate * (momentum * v + gradient), gradient


def _cases_momentum():
    rng = np.random.default_rng(713)
    return [(np.array([1.0, 2.0]), np.array([0.5, -1.0]), np.array([2.0, 0.0]), 0.1, 0.9)] + [
        (rng.normal(size=shape), rng.normal(size=shape), rng.normal(size=shape), 0.3, 0.8)
        for shape in ((4,), (3, 2))]


add(Exercise(
    name="momentum_step",
    number="7.13",
    title="Momentum",
    difficulty=2,
    minutes=6,
    core=False,
    solution=momentum_step,
    alternatives=(element_by_element,),
    returns=("w_new", "v_new"),
    cases=_cases_momentum,
    why="Directions that stay the same add up in v, directions that change from step to step cancel.",
    hints=("There are two lines. Which must come first, because the other needs its result?",
           "v ← μv + g: what is left of the old velocity, and what is added to it?"),
    mistakes=(
        Mistake(old_velocity, "Does w move with the velocity before or after the new gradient is in it?",
                "First the velocity takes in the gradient, then w moves with the new velocity."),
        Mistake(running_mean, "Is the gradient added whole, in the formula of this exercise?",
                "You weighted the gradient with 1 − μ. Others define momentum so; here, as in PyTorch, it is "
                "added whole."),
        Mistake(velocity_uphill, "The velocity is made of gradients. Which way do they point?",
                "Uphill. w moves against the velocity."),
        Mistake(rate_in_velocity, "Where does the learning rate stand in the formula?",
                "It belongs to the second line only. In the velocity it changes v, even if w comes out the "
                "same at first."),
        Mistake(rate_in_both, "How often does the learning rate stand in the two formulas?",
                "You used it twice. It belongs to the second line only."),
        Mistake(exchanged, "In which order does the function promise its two results?",
                "Both are right, in the other order: first w, then v."),
        Mistake(velocity_not_kept, "What will the next step know of the velocity you had?",
                "w is right, but you returned the gradient as the new velocity: the momentum is lost after "
                "each step."),
    ),
))


def adam_step(w, m, v, t, gradient, learning_rate):
    """Return (w_new, m_new, v_new) of step number t of Adam; t counts from 1.

    w, m, v, gradient: arrays of one shape.  beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8.
    """
    beta1, beta2, epsilon = 0.9, 0.999, 1e-8
    m_new = beta1 * m + (1 - beta1) * gradient
    v_new = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m_new / (1 - beta1**t)
    v_hat = v_new / (1 - beta2**t)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m_new, v_new


def adam_in_loops(w, m, v, t, gradient, learning_rate):
    w_new, m_new, v_new = w.copy(), m.copy(), v.copy()
    for k in np.ndindex(w.shape):
        m_new[k] = 0.9 * m[k] + 0.1 * gradient[k]
        v_new[k] = 0.999 * v[k] + 0.001 * gradient[k] * gradient[k]
        size = (v_new[k] / (1 - 0.999**t)) ** 0.5 + 1e-8
        w_new[k] = w[k] - learning_rate * m_new[k] / (1 - 0.9**t) / size
    return w_new, m_new, v_new


def _adam(w, m, v, t, gradient, learning_rate, correct=True, root=True, square=True, keep="raw", sign=-1):
    m_new = 0.9 * m + 0.1 * gradient
    v_new = 0.999 * v + 0.001 * (gradient**2 if square else np.abs(gradient))
    m_hat = m_new / (1 - 0.9**t) if correct else m_new
    v_hat = v_new / (1 - 0.999**t) if correct else v_new
    size = np.sqrt(v_hat) if root else v_hat
    w_new = w + sign * learning_rate * m_hat / (size + 1e-8)
    return (w_new, m_new, v_new) if keep == "raw" else (w_new, m_hat, v_hat)


def no_correction(w, m, v, t, gradient, learning_rate):
    return _adam(w, m, v, t, gradient, learning_rate, correct=False)


def no_root(w, m, v, t, gradient, learning_rate):
    return _adam(w, m, v, t, gradient, learning_rate, root=False)


def not_squared(w, m, v, t, gradient, learning_rate):
    return _adam(w, m, v, t, gradient, learning_rate, square=False)


def times_t(w, m, v, t, gradient, learning_rate):
    m_new, v_new = 0.9 * m + 0.1 * gradient, 0.999 * v + 0.001 * gradient**2
    m_hat, v_hat = m_new / (1 - 0.9 * t), v_new / (1 - 0.999 * t)
    return w - learning_rate * m_hat / (np.sqrt(np.abs(v_hat)) + 1e-8), m_new, v_new


def corrected_kept(w, m, v, t, gradient, learning_rate):
    return _adam(w, m, v, t, gradient, learning_rate, keep="corrected")


def adam_uphill(w, m, v, t, gradient, learning_rate):
    return _adam(w, m, v, t, gradient, learning_rate, sign=1)


def _cases_adam():
    rng = np.random.default_rng(714)
    return [(np.array([1.0, 2.0]), np.zeros(2), np.zeros(2), 1, np.array([0.5, -20.0]), 0.1)] + [
        (rng.normal(size=shape), rng.normal(size=shape), rng.random(shape), t, rng.normal(size=shape), 0.01)
        for shape, t in (((4,), 2), ((3, 2), 30))]


add(Exercise(
    name="adam_step",
    number="7.14",
    title="Adam",
    difficulty=3,
    minutes=10,
    core=False,
    solution=adam_step,
    alternatives=(adam_in_loops,),
    returns=("w_new", "m_new", "v_new"),
    cases=_cases_adam,
    why="In the first step every weight moves by about η, whether its gradient is 0.5 or 20.",
    hints=("Write the five formulas of the text one below the other, in their order. Which names does each use?",
           "What do m and v remember for the next step: the corrected numbers, or those before the correction?"),
    mistakes=(
        Mistake(no_correction, "m and v start at zero. How large are they after the first step?",
                "After one step m is only a tenth of the gradient. Dividing by 1 − βᵗ makes up for the start at zero."),
        Mistake(no_root, "v is a mean of squares. In which units is it, and in which is the gradient?",
                "v has the size of a squared gradient. Its root has the size of a gradient, and that is what m "
                "is divided by."),
        Mistake(not_squared, "Of what is v the running mean?",
                "v follows the squares of the gradients, so that its root tells their typical size."),
        Mistake(times_t, "What is βᵗ in Python: β times t, or β to the power t?",
                "βᵗ is a power, `beta**t`. It shrinks with every step, so that the correction fades away."),
        Mistake(corrected_kept, "What will the next step do with what you returned as m and v?",
                "It would correct them a second time. m and v are kept as they are before the correction."),
        Mistake(adam_uphill, "Which way does m point?",
                "m is a mean of gradients and points uphill. Subtract."),
    ),
))


def decayed_gradient(gradient, w, weight_decay):
    """Return the gradient with weight decay: g + λw.

    gradient, w: arrays of one shape.  weight_decay λ: a number, at least 0.
    """
    return gradient + weight_decay * w


def decay_subtracted(gradient, w, weight_decay):
    return gradient - weight_decay * w


def decay_of_the_gradient(gradient, w, weight_decay):
    return gradient + weight_decay * gradient


def decay_of_the_square(gradient, w, weight_decay):
    return gradient + weight_decay * w**2


def constant_pull(gradient, w, weight_decay):
    return gradient + weight_decay


def decay_of_the_size(gradient, w, weight_decay):
    return gradient + weight_decay * np.abs(w)


def decay_of_both(gradient, w, weight_decay):
    return weight_decay * (gradient + w)


def decay_of_the_sign(gradient, w, weight_decay):
    return gradient + weight_decay * np.sign(w)


add(Exercise(
    name="decayed_gradient",
    number="7.15",
    title="Weight decay",
    difficulty=1,
    minutes=3,
    core=False,
    solution=decayed_gradient,
    alternatives=(lambda g, weights, decay: np.add(g, np.multiply(decay, weights)),),
    cases=lambda: [(np.array([1.0, 0.0, -2.0]), np.array([3.0, -4.0, 0.5]), 0.1),
                   (np.random.default_rng(0).normal(size=(3, 2)), np.random.default_rng(1).normal(size=(3, 2)), 0.5)],
    why="With no gradient at all, every step would then shrink each weight by the factor 1 − ηλ.",
    hints=("A step goes against the gradient. To pull a positive weight towards zero, must the gradient grow or shrink?",),
    mistakes=(
        Mistake(decay_subtracted, "A step subtracts the gradient. Will yours pull a positive weight towards zero?",
                "With the minus, every step pushes the weights away from zero."),
        Mistake(decay_of_the_gradient, "Which quantity should be pulled towards zero?",
                "You scaled the gradient, which only changes the learning rate. The pull depends on the weight."),
        Mistake(decay_of_the_square, "Which way is a negative weight pulled by your formula?",
                "A square is never negative, so negative weights would be pushed further down. The pull is "
                "proportional to the weight itself."),
        Mistake(constant_pull, "Does your pull know how large the weight is?",
                "You added the same number for every weight. The pull is λ times the weight."),
        Mistake(decay_of_the_size, "Which way is a weight of −4 pulled by your formula?",
                "With the size |w| a negative weight is pushed further down. Use the weight with its sign."),
        Mistake(decay_of_both, "What belongs to λ: the gradient, the weight, or both?",
                "Only the weight is multiplied by λ; the gradient is added whole."),
        Mistake(decay_of_the_sign, "Is a weight of 4 pulled more strongly than one of 0.5?",
                "You pull all weights equally. That exists, under another name (L1). Here the pull grows with "
                "the weight."),
    ),
))
