"""The workbench of lesson 08: it trains as `fit` does, tells what it sees, and survives errors."""

import asyncio
import io
import math
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from mlp_lessons import MLP, SGD, SoftmaxCrossEntropy, evaluate, explore, fit, softmax
from mlp_lessons.datasets import make_moons
from mlp_lessons.explore.own_code import tell
from mlp_lessons.explore.workbench import (
    DATA_SETS,
    GRID,
    LIMIT,
    Playground,
    Settings,
    Tiles,
    boundary_lines,
    grid_middles,
    region_colors,
    shades,
)


class MyLinear:
    def __init__(self, n_in, n_out, seed):
        self.W = np.random.default_rng(seed).normal(0, np.sqrt(2 / n_in), size=(n_out, n_in))
        self.b = np.zeros(n_out)

    def forward(self, X):
        self.X = X
        return X @ self.W.T + self.b

    def backward(self, dZ):
        self.dW = dZ.T @ self.X
        self.db = dZ.sum(axis=0)
        return dZ @ self.W


class MyReLU:
    def forward(self, Z):
        self.Z = Z
        return np.maximum(Z, 0)

    def backward(self, dA):
        return dA * (self.Z > 0)


class MyMLP:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, X):
        for layer in self.layers:
            X = layer.forward(X)
        return X

    def backward(self, dscores):
        for layer in reversed(self.layers):
            dscores = layer.backward(dscores)


class MySoftmaxCrossEntropy:
    def forward(self, scores, y):
        self.P, self.y = softmax(scores), y
        return -np.log(self.P[np.arange(len(y)), y]).mean()

    def backward(self):
        one_hot = np.eye(self.P.shape[1])[self.y]
        return (self.P - one_hot) / len(self.y)


class MySGD:
    def __init__(self, network, learning_rate):
        self.network, self.learning_rate = network, learning_rate

    def step(self):
        for layer in self.network.layers:
            if isinstance(layer, MyLinear):
                layer.W -= self.learning_rate * layer.dW
                layer.b -= self.learning_rate * layer.db


def my_he_weights(n_in, n_out, rng):
    return rng.normal(0, np.sqrt(2 / n_in), size=(n_out, n_in))


MINE = {"MyLinear": MyLinear, "MyReLU": MyReLU, "MyMLP": MyMLP, "MySGD": MySGD,
        "MySoftmaxCrossEntropy": MySoftmaxCrossEntropy}


def trained(epochs, parts=None, **settings):
    model = Playground(Settings(**settings), parts)
    for _ in range(epochs):
        model.go_on()
    return model


# It trains as the package does ------------------------------------------------------------------

def test_losses_and_weights_are_those_of_fit():
    model = trained(4, hidden=(8, 5), activation="tanh", seed=3, learning_rate=0.2, share=40,
                    batch_size=7, weight_decay=0.01)
    X, y = make_moons(300, noise=0.2, seed=3)
    network, loss = MLP([2, 8, 5, 2], activation="tanh", initialization="he", seed=3), \
        SoftmaxCrossEntropy()
    history = fit(network, X[:120], y[:120], loss=loss, batch_size=7, epochs=4, progress=False,
                  optimizer=SGD(network, 0.2, weight_decay=0.01), seed=3,
                  validation=(X[120:], y[120:]))
    assert [validation for _, validation in model.losses[1:]] == history.validation_loss
    assert [right for _, right in model.accuracies[1:]] == history.validation_accuracy
    assert model.losses[-1][0] == evaluate(network, X[:120], y[:120], loss=loss).loss
    for (_, ours), (_, theirs) in zip(model.network.parameters(), network.parameters()):
        assert np.array_equal(ours, theirs)


def test_a_part_of_an_epoch_now_and_then_gives_the_same():
    model, whole = Playground(), trained(3)
    while model.epoch < 3:
        model.go_on(seconds=0)      # one batch each
    assert model.losses == whole.losses


def test_playing_ends_with_the_time_and_with_the_epochs():
    model = Playground()
    model.go_on(seconds=0)
    assert model.epoch == 0 and len(model.batches) == 14
    model.go_on(seconds=60)
    assert model.epoch == 2


def test_learning_rate_batch_size_and_decay_change_as_it_goes_and_the_rest_begins_anew():
    model = trained(3)
    network = model.network
    for change in ({"learning_rate": 0.3}, {"batch_size": 30}, {"weight_decay": 0.01}):
        model.change(replace(model.settings, **change))
        assert model.network is network and model.epoch == 3
    assert (model.optimizer.learning_rate, model.optimizer.weight_decay) == (0.3, 0.01)
    model.go_on()
    model.go_on(seconds=0)
    assert len(model.batches) == 4
    for change in ({"data": "blobs"}, {"noise": 0.1}, {"share": 60}, {"hidden": (8,)},
                   {"activation": "tanh"}, {"initialization": "normal"}, {"seed": 1}):
        model.go_on()
        model.change(replace(model.settings, **change))
        assert model.epoch == 0 and not model.batches


@pytest.mark.parametrize("data, K", [("moons", 2), ("circles", 2), ("blobs", 3), ("spirals", 3),
                                     ("XOR", 2)])
def test_every_data_set_can_be_learned(data, K):
    model = trained(150, data=data, noise=0.1, share=80)
    assert model.sizes == [2, 8, 8, K]
    assert model.accuracies[-1][0] > 0.9
    assert f"{data[0].upper()}{data[1:]}: 240 points to learn from, 60 to validate." in \
        model.words()


def test_xor_has_its_corners_at_one_and_minus_one():
    X, y = DATA_SETS["XOR"](0, 0)
    assert {(*point, k) for point, k in zip(X.tolist(), y.tolist()) for point in [tuple(point)]} \
        == {(-1, -1, 0), (1, 1, 0), (-1, 1, 1), (1, -1, 1)}


# What its words say -----------------------------------------------------------------------------

def test_words_before_the_first_epoch():
    words = Playground(Settings(hidden=(3, 2), activation="sigmoid")).words().splitlines()
    assert words[0].endswith("Network 2–3–2–2, sigmoid, 23 parameters.")     # 9 + 8 + 6
    assert words[1].startswith("Epoch 0: training loss 0.")
    assert words[2] == "Nothing is learned yet. Guessing would have the loss log 2 = 0.693."
    assert Playground(Settings(hidden=())).words().splitlines()[0].endswith(
        "Network 2–2, 6 parameters.")


def test_overfitting_is_said_by_its_rule():
    model = trained(1)
    model.losses = [[0.7, 0.7], [0.4, 0.2], [0.3, 0.29]]
    assert model.verdict() == "The lowest validation loss so far: 0.2, epoch 1."
    model.losses.append([0.2, 0.31])
    assert model.verdict().startswith("The validation loss was lowest after epoch 1, 0.2, and has "
                                      "risen since, while the training loss fell")
    model.losses.append([0.5, 0.31])        # the training loss has risen as well
    assert model.verdict() == "The lowest validation loss so far: 0.2, epoch 1."


@pytest.mark.parametrize("loss, text", [
    (0.71, "That is worse than guessing, whose loss is log 2 = 0.693."),
    (0.70, "That is no better than guessing"), (0.68, "That is no better than guessing"),
    (0.67, "The lowest validation loss so far")])
def test_guessing_is_said_by_its_rule(loss, text):
    model = trained(1)
    model.losses = [[0.6, 0.6], [loss, 0.6]]
    assert text in model.verdict()


def test_zeros_stay_with_guessing():
    words = trained(30, initialization="zeros").words()
    assert "That is no better than guessing, whose loss is log 2 = 0.693." in words


def test_what_lesson_08_says_of_the_remedies():
    start = {"noise": 0.3, "share": 15, "learning_rate": 0.3}
    model = trained(300, **start)
    validation = [late for _, late in model.losses]
    assert np.argmin(validation) == 30 and f"{min(validation):.2f}" == "0.19"
    assert [f"{value:.3f}" for value in model.losses[-1]] == ["0.001", "0.423"]
    assert model.verdict().endswith("the network overfits.")
    half = trained(300, **{**start, "share": 50})
    assert [f"{value:.3f}" for value in half.losses[-1]] == ["0.088", "0.148"]
    assert f"{trained(300, **start, weight_decay=0.005).losses[-1][1]:.2f}" == "0.23"
    assert f"{trained(300, **start, hidden=(3,)).losses[-1][1]:.2f}" == "0.24"


def test_what_lesson_08_says_of_the_spirals():
    start = {"data": "spirals", "noise": 0.1}
    model = trained(500, **start, share=80, hidden=(8, 8, 8), batch_size=30)
    assert f"{100 * model.accuracies[-1][1]:.1f}" == "96.7"


def test_divergence_is_told_and_a_reset_goes_on():
    e = explore.playground("blobs", noise=0.6, activation="identity", learning_rate=10)
    for _ in range(60):
        e["step"].click()
        e.model.layers[0].W *= 1e60         # a network that is out of hand
        if e.model.has_diverged:
            break
    assert "It has diverged in epoch" in e.words() and "the loss is no number" in e.words()
    assert e._step() is False
    assert e.picture()
    e["learning_rate"].value = 0.1
    e["reset"].click()
    e["step"].click()
    assert "Epoch 1:" in e.words() and "diverged" not in e.words()


# The learner's own code -------------------------------------------------------------------------

def test_own_parts_learn_the_same_as_the_package_from_the_same_weights():
    own = explore.playground(layers=MINE).model
    for _ in range(5):
        own.go_on()
    package = trained(5)
    assert np.array(own.losses) == pytest.approx(np.array(package.losses), abs=1e-10)
    assert isinstance(own.network, MyMLP) and isinstance(own.optimizer, MySGD)
    assert isinstance(own.layers[0], MyLinear) and isinstance(own.layers[1], MyReLU)


def test_own_parts_are_named_when_they_are_at_work():
    e = explore.playground(layers={**MINE, "my_he_weights": my_he_weights, "my_train": trained})
    assert ("At work is your own code: MyLinear, MyReLU, MyMLP, MySoftmaxCrossEntropy, MySGD and "
            "my_he_weights.") in e.words()
    assert e.box and e["weight_decay"].disabled
    e["activation"].value, e["initialization"].value = "tanh", "xavier"
    assert "code: MyLinear, MyMLP, MySoftmaxCrossEntropy and MySGD." in e.words()
    e["step"].click()
    assert "Epoch 1:" in e.words() and "stopped" not in e.words()
    assert "At work" not in explore.playground(layers={"ReLU": type(MLP([2, 2, 2]).layers[1])}
                                               ).words()


def line_of(cls, text):
    import inspect
    lines, start = inspect.getsourcelines(cls)
    return start + next(k for k, line in enumerate(lines) if text in line)


class SumsTooFar(MyLinear):
    def backward(self, dZ):
        self.dW = dZ.T @ self.X
        self.db = dZ.sum(axis=2)
        return dZ @ self.W


class Forgetful(MyLinear):
    def backward(self, dZ):
        self.dW = dZ.T @ self.X
        self.db = dZ.sum(axis=0)


class KeepsNoGradient(MyLinear):
    def backward(self, dZ):
        dW = dZ.T @ self.X      # noqa: F841
        return dZ @ self.W


class Transposed(MyLinear):
    def __init__(self, n_in, n_out, seed):
        super().__init__(n_out, n_in, seed)


class TurnsItsGradient(MyLinear):
    def backward(self, dZ):
        self.dW = self.X.T @ dZ
        self.db = dZ.sum(axis=0)
        return dZ @ self.W


class TakesNoSeed(MyLinear):
    def __init__(self, n_in, n_out):
        super().__init__(n_in, n_out, 0)


class OneWay:
    def forward(self, Z):
        return np.maximum(Z, 0)


class Lists(MyReLU):
    def forward(self, Z):
        return super().forward(Z).tolist()


class LossPerSample(MySoftmaxCrossEntropy):
    def forward(self, scores, y):
        super().forward(scores, y)
        return -np.log(self.P[np.arange(len(y)), y])


class Careless(MySGD):
    def step(self):
        self.network.layers[0].W -= self.learing_rate * self.network.layers[0].dW


class SkipsALayer(MyMLP):
    def backward(self, dscores):
        self.layers[-1].backward(dscores)


class Exits(MyReLU):
    def backward(self, dA):
        raise SystemExit("enough")


@pytest.mark.parametrize("part, cls, said", [
    ("Linear", SumsTooFar, ["SumsTooFar.backward, line {line} of test_playground.py: self.db = "
                            "dZ.sum(axis=2)", "AxisError", "called with shape (10, 2)"]),
    ("Linear", Forgetful, ["Forgetful.backward got shape (10, 2) and returned nothing. Is there a "
                           "return?"]),
    ("Linear", KeepsNoGradient, ["KeepsNoGradient: after backward self.dW is not there. It should "
                                 "be an array of shape (2, 8)."]),
    ("Linear", Transposed, ["Transposed: after __init__ self.W is shape (2, 8). It should be "
                            "(8, 2)."]),
    ("Linear", TurnsItsGradient, ["after backward self.dW is shape (8, 2). It should be (2, 8)."]),
    ("Linear", TakesNoSeed, ["TakesNoSeed", "TypeError", "positional argument"]),
    ("ReLU", OneWay, ["OneWay has no method backward."]),
    ("ReLU", Lists, ["Lists.forward got shape (150, 8) and returned a list of 150"]),
    ("SoftmaxCrossEntropy", LossPerSample, ["LossPerSample.forward returned an array of float64, "
                                            "shape (150,). The loss should be one number."]),
    ("SGD", Careless, ["Careless.step, line {line} of test_playground.py: "
                       "self.network.layers[0].W -= self.learing_rate", "AttributeError"]),
    ("MLP", SkipsALayer, ["has no gradients yet"]),
    ("ReLU", Exits, ["Exits.backward", "SystemExit: enough"])])
def test_an_error_is_told_and_life_goes_on(part, cls, said):
    e = explore.playground(layers={part: cls})
    e["step"].click()
    words = e.words()
    assert "Your code has stopped: " in words
    line = line_of(cls, "axis=2" if cls is SumsTooFar else "learing") \
        if "{line}" in said[0] else None
    for text in said:
        assert text.format(line=line) in words
    assert e.picture()
    e["step"].click()
    e["learning_rate"].value = 0.2
    assert "Your code has stopped: " in e.words() and e.model.epoch == 0
    e["reset"].click()
    e["data"].value = "circles"
    assert e.words().startswith("Circles:")
    if part == "ReLU":          # without the broken part it learns again
        e["activation"].value = "tanh"
        e["step"].click()
        assert "stopped" not in e.words() and "Epoch 1:" in e.words()


def test_an_error_of_the_package_itself_is_not_hidden():
    model = Playground()
    model.train = model.train[0], model.train[1] + 7
    with pytest.raises(ValueError, match="label"):
        model.go_on()


def test_the_place_in_a_notebook_is_a_line_of_its_cell():
    source = "class MyReLU:\n    def forward(self, Z):\n        return Zz\n"
    space = {}
    exec(compile(source, "/tmp/ipykernel_77/1234.py", "exec"), space)
    try:
        space["MyReLU"]().forward(1)
    except NameError as error:
        assert tell(error, "MyReLU.forward").startswith("MyReLU.forward, line 3 of its cell\nName")


# Controls and player ----------------------------------------------------------------------------

def test_every_control_does_its_part():
    e = explore.playground()
    moves = {"data": "spirals", "noise": 0.1, "share": 80, "layers": 3, "units_1": 4, "units_3": 2,
             "activation": "tanh", "initialization": "xavier", "learning_rate": 0.3,
             "batch_size": 20, "weight_decay": 0.005, "seed": 7}
    for name, value in moves.items():
        e[name].value = value
    expected = Settings("spirals", 0.1, 80, (4, 8, 2), "tanh", "xavier", 7, 20, 0.3, 0.005)
    assert e.model.settings == expected
    assert [e[f"units_{k}"].disabled for k in (1, 2, 3, 4)] == [False, False, False, True]
    e["step"].click()
    assert e.words() == trained(1, **vars(expected)).words()
    e["layers"].value = 0
    assert "Network 2–3, 9 parameters." in e.words() and e["units_1"].disabled


def test_step_and_reset():
    e = explore.playground("circles")
    first = e.words(), e.picture()
    for k in (1, 2):
        e["step"].click()
        assert f"Epoch {k}:" in e.words()
    assert e.picture() != first[1]
    e["reset"].click()
    assert (e.words(), e.picture()) == first


def test_play_and_pause():
    async def play():
        e = explore.playground()
        assert e.box
        e["play"].click()
        assert e.player.is_playing
        for _ in range(200):
            await asyncio.sleep(0.01)
            if e.model.epoch > 4:
                break
        e["seed"].value = 5                 # while it plays: it goes on, with other points
        assert e.model.epoch == 0
        await asyncio.sleep(0.3)
        assert e.model.epoch > 0 and e.player.is_playing
        e["play"].click()
        await asyncio.sleep(0)
        still = e.words(), e.picture()
        await asyncio.sleep(0.15)
        assert (e.words(), e.picture()) == still and not e.player.is_playing
        while e.model.epoch < 12:
            e["step"].click()
        assert e.words() == trained(12, seed=5).words()

    asyncio.run(play())


def test_playing_ends_when_own_code_breaks():
    async def play():
        e = explore.playground(layers={"Linear": SumsTooFar})
        assert e.box
        e["play"].click()
        await asyncio.sleep(0.3)
        assert not e.player.is_playing and e["play"].description == "Play"
        assert "Your code has stopped" in e._words.value

    asyncio.run(play())


# The picture ------------------------------------------------------------------------------------

def test_the_fields_are_what_the_network_says_of_the_grid():
    model = trained(2, hidden=(4, 3), data="spirals")
    first, second, scores = model.fields()
    assert (first.shape, second.shape, scores.shape) == ((GRID**2, 4), (GRID**2, 3), (GRID**2, 3))
    middles = grid_middles()
    point = np.array([[middles[7], middles[30]]])       # the 31st row, the 8th column
    assert scores.reshape(GRID, GRID, 3)[30, 7] == pytest.approx(model.network.forward(point)[0])
    assert middles[0] == pytest.approx(-LIMIT + LIMIT / GRID) and len(middles) == GRID


def test_the_surface_has_the_color_of_the_winner_deeper_where_it_is_surer():
    sure, unsure, other = region_colors(np.array([[9.0, 0.0], [0.1, 0.0], [0.0, 9.0]]))
    assert sure[2] > sure[0] and other[0] > other[2]        # blue, orange
    assert sure.sum() < unsure.sum()
    assert region_colors(np.array([[1.0, 1.0, 1.0]])).min() > 0.9


def test_shades():
    assert shades(np.array([0.0, 1.0, 9.0, -5.0]), 0, 1, "#000000").tolist() == [
        [1, 1, 1], [0, 0, 0], [0, 0, 0], [1, 1, 1]]
    assert shades(np.zeros(2), 0, 0, "#000000").min() == 1       # a unit that says one thing


def test_the_boundary_lies_where_two_scores_are_equal():
    middles = grid_middles()
    X = np.stack(np.meshgrid(middles, middles), axis=-1)
    [line] = boundary_lines(np.stack([X[..., 0], np.full((GRID, GRID), 0.7)], axis=-1))
    assert line[:, 0] == pytest.approx(np.full(len(line), 0.7))


def test_lines_are_as_thick_as_weights_and_dashed_below_zero():
    e = explore.playground(hidden=[2])
    e.model.layers[0].W = np.array([[2.0, -1.0], [0.0, 50.0]])
    e.model.layers[2].W = -np.ones((2, 2))
    e.picture()
    above, below = (artist.get_linewidths() for artist in e.connections)
    assert list(above) == pytest.approx([0.2 + 2.6, 0.2, 7])
    assert list(below) == pytest.approx([1.5] * 5)
    assert e.connections[1].get_linestyles()[0][1] is not None


@pytest.mark.parametrize("hidden", [(), (1,), (8, 8, 8, 8), (1, 8, 2)])
def test_every_structure_can_be_drawn(hidden):
    e = explore.playground("spirals", hidden)
    e.picture()
    places = e.tiles._places
    assert len(places) == len(e.tiles._pictures) == 2 + sum(hidden) + 3
    apart = np.abs(places[:, None] - places[None]).max(axis=-1) + 99 * np.eye(len(places))
    assert apart.min() > 40         # no picture touches another


def test_the_epochs_axis_grows():
    e = explore.playground(share=5)
    e.picture()
    for _ in range(51):
        e.model.go_on()
    e.picture()
    assert e.curves.get_xlim() == (0, 100)
    e["reset"].click()
    e.picture()
    assert e.curves.get_xlim() == (0, 50)
    assert e.guess.get_ydata()[0] == math.log(2)


def test_tiles_are_drawn_where_they_shall_be():
    e = explore.playground(hidden=[1])
    assert isinstance(e.tiles, Tiles)
    picture = np.asarray(Image.open(io.BytesIO(e.picture())))
    x, y = (1.25 * e.tiles._places[0]).round().astype(int)      # x₁: darker to the right
    row = picture[y, x - 18:x + 18].sum(axis=1).astype(int)
    assert row[0] > row[18] > row[-1]


@pytest.mark.parametrize("arguments, error, part", [
    ({"data": "stars"}, ValueError, "data 'stars' is unknown"),
    ({"hidden": [9]}, ValueError, "hidden must be a list of at most 4 whole numbers from 1 to 8"),
    ({"hidden": 8}, ValueError, "hidden must be a list"),
    ({"hidden": [1] * 5}, ValueError, "hidden must be a list"),
    ({"momentum": 0.9}, ValueError, "setting 'momentum' is unknown"),
    ({"activation": "swish"}, ValueError, "activation 'swish' is unknown"),
    ({"initialization": "lecun"}, ValueError, "initialization 'lecun' is unknown"),
    ({"learning_rate": 0}, ValueError, "learning_rate must be from 0.001 to 10, got 0"),
    ({"noise": "much"}, TypeError, "noise must be a number"),
    ({"share": 3}, ValueError, "share must be a whole number from 5 to 90, got 3"),
    ({"batch_size": 2.5}, ValueError, "batch_size must be a whole number from 1 to 100"),
    ({"layers": [MyLinear]}, TypeError, "layers must be a dictionary of your own classes"),
    ({"layers": {"Conv": MyLinear}}, ValueError, "layers has a part 'Conv'"),
    ({"layers": {"ReLU": 3}}, TypeError, r"layers\['ReLU'\] must be a class")])
def test_bad_arguments(arguments, error, part):
    with pytest.raises(error, match=part):
        explore.playground(**arguments)
