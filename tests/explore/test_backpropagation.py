"""Backpropagation step by step, wiggled weights, the learner's own layers, and the practice."""

import asyncio
import re

import numpy as np
import pytest

from mlp_lessons import (
    MLP,
    BinaryCrossEntropy,
    Linear,
    MeanSquaredError,
    ReLU,
    Sigmoid,
    SoftmaxCrossEntropy,
    explore,
)
from mlp_lessons.datasets import tiny_example
from mlp_lessons.explore.back_and_forth import RoundTrip
from mlp_lessons.explore.gradients_by_hand import ARRAYS, Practice, near, read_number
from mlp_lessons.explore.layer_by_layer import tiny_network

X = np.random.default_rng(6).normal(size=(5, 3))
Y = np.array([0, 1, 1, 0, 1])


# What a learner may have written -----------------------------------------------------------------


class MyLinear:
    def __init__(self, n_in, n_out, seed=0):
        self.W = np.random.default_rng(seed).normal(size=(n_out, n_in))
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


class DividesAgain(MyLinear):
    def backward(self, dZ):
        dX = super().backward(dZ)
        self.dW = self.dW / len(dZ)
        return dX


class KeepsNothing(MyReLU):
    def forward(self, Z):
        return np.maximum(Z, 0)


class ReturnsNothing(MyReLU):
    def backward(self, dA):
        dA * (self.Z > 0)


class MaskOfTheGradient(MyReLU):
    def backward(self, dA):
        return dA * (dA > 0)


class NoMask(MyReLU):
    def backward(self, dA):
        return dA


class AddsUp(MyReLU):
    def forward(self, Z):
        return Z.sum(axis=1)


class WritesIntoItsInput(MyReLU):
    def forward(self, Z):
        Z[Z < 0] = 0
        self.Z = Z
        return Z


def own_network(bend=MyReLU, linear=MyLinear):
    return MLP.from_layers([linear(3, 3), bend(), linear(3, 2, 1)])


def trip(network, loss=None, X=X, y=Y):
    return RoundTrip(network, loss or SoftmaxCrossEntropy(), X, y)


def at_the_end(model):
    model.step = model.last_step
    return model


# The trip ---------------------------------------------------------------------------------------


def test_the_gradients_are_those_on_paper():
    tiny = tiny_example()
    model = trip(tiny_network(tiny), X=tiny.X, y=tiny.y)
    hand = {(2, "W"): [[.75, .1192], [-.75, -.1192]], (2, "b"): [-.1904, .1904],
            (0, "W"): [[1, .25], [-.2798, .3154]], (0, "b"): [.25, .0952]}
    for where, gradient in hand.items():
        np.testing.assert_allclose(model.weight_gradients[where], gradient, atol=6e-5)
    np.testing.assert_allclose(model.gradients[2], [[-.4404, .2202], [.25, -.125]], atol=6e-5)
    np.testing.assert_allclose(model.gradients[1], [[0, .2202], [.25, -.125]], atol=6e-5)
    assert [stop.kind for stop in model.stops] == [
        "input", "forward", "forward", "forward", "loss", "loss back", "weights", "inputs",
        "bend back", "weights"]


@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "tanh", "sigmoid", "identity"])
@pytest.mark.parametrize("loss, outputs, y", [
    (SoftmaxCrossEntropy(), 2, Y), (BinaryCrossEntropy(), 1, Y),
    (BinaryCrossEntropy(), 1, Y[:, None]), (MeanSquaredError(), 2, X[:, :2])])
def test_the_packages_layers_give_what_the_chain_rule_gives(activation, loss, outputs, y):
    model = trip(MLP([3, 4, 3, outputs], activation=activation), loss, y=y)
    for step, stop in enumerate(model.stops):
        model.step = step
        assert not model.differences(stop), stop
        if stop.kind not in ("input", "loss"):
            assert model.expected(stop) or stop.kind == "forward", stop
    model.h = 1e-5
    for parameter in model.parameters:
        model.chosen = parameter
        *_, slope = model.wiggled()
        assert model.found_by_backpropagation(model.chosen) == pytest.approx(slope, rel=1e-4,
                                                                            abs=1e-8)


def test_every_stop_is_worked_out_in_words():
    e = explore.backpropagation()
    e["weight"].value = 9       # W2[1, 1]
    seen = []
    for _ in range(10):
        seen.append(e.words())
        e["step"].click()
    assert "L = (−log 0.1192 − log 0.5) / 2 = 1.41" in seen[4]
    assert "dscores[0, 1]: (0.8808 − 0) / 2 = 0.4404" in seen[5]
    assert "dW2[1, 1]: 2 paths, one through each sample, add up: 0.4404 · 2 + (−0.25) · 4 = " \
           "−0.1192" in seen[6]
    assert "dA[0, 1]: 2 paths, one through each unit after it, add up: −0.4404 · 0.5 + " \
           "0.4404 · 1 = 0.2202" in seen[7]
    assert "dZ1[0, 1]: one path, 0.2202 · 1 = 0.2202" in seen[8]
    assert "not come to this weight yet" in seen[5] and "they agree" not in seen[5]
    assert "Backpropagation found −0.1192" in seen[6]


def test_a_bias_is_followed_too():
    e = explore.backpropagation()
    e["weight"].value = 5       # b1[1]
    for _ in range(9):
        e["step"].click()
    assert "db1[1]: what comes in is 1 in every sample: 0.2202 + (−0.125) = 0.0952" in e.words()


def test_wiggling_by_hand_and_the_width_of_the_wiggle():
    e = explore.backpropagation()
    for _ in range(9):
        e["step"].click()
    tiny, loss = tiny_example(), SoftmaxCrossEntropy()
    for h in (1.0, 0.1, 1e-4):
        e["h"].value = h
        measured = []
        for sign in (1, -1):
            W1 = tiny.W1.copy()
            W1[0, 0] += sign * h
            A = np.maximum(tiny.X @ W1.T + tiny.b1, 0)
            measured.append(loss.forward(A @ tiny.W2.T + tiny.b2, tiny.y))
        *_, slope = e.model.wiggled()
        assert slope == pytest.approx((measured[0] - measured[1]) / (2 * h))
    assert "they agree" in e.words()
    e["h"].value = 1.0
    assert "because the wiggle is so wide" in e.words()


def test_step_back_reset_sample():
    e = explore.backpropagation()
    e["step"].click()
    e["step"].click()
    e["back"].click()
    assert "Step 1 of 9" in e.words()
    for _ in range(6):
        e["step"].click()
    e["sample"].value = 1
    assert "Step 7" in e.words() and "dA[1, 0]" in e.words()
    e["reset"].click()
    assert "Step 0 of 9" in e.words()


def test_it_plays_to_the_end():
    async def played():
        e = explore.backpropagation()
        e.player._rate = lambda: 100
        e["play"].click()
        await asyncio.sleep(0.04)
        e["play"].click()
        step = e.model.step
        assert 0 < step < 9 and not e.player.is_playing
        await asyncio.sleep(0.05)
        assert e.model.step == step
        e["play"].click()
        await asyncio.sleep(0.5)
        assert e.model.step == 9 and not e.player.is_playing

    asyncio.run(played())


# The learner's own layers -----------------------------------------------------------------------


def test_own_layers_that_are_right():
    network = own_network()
    model = at_the_end(trip(network))
    assert model.problem is None and not any(map(model.differences, model.stops))
    assert not hasattr(network.layers[0], "X"), "the learner's own layers must stay as they were"
    model.h = 1e-5
    *_, slope = model.wiggled()
    assert model.found_by_backpropagation(model.chosen) == pytest.approx(slope, rel=1e-5)


def test_a_network_of_the_learners_own_will_do():
    class MyMLP:
        def __init__(self, layers):
            self.layers = layers

    e = explore.backpropagation(MyMLP(own_network().layers), X=X, y=Y)
    assert e.model.problem is None


@pytest.mark.parametrize("bend, name, words", [
    (MaskOfTheGradient, "dZ1", "MaskOfTheGradient gave something else: dZ1"),
    (NoMask, "dZ1", "NoMask gave something else: dZ1"),
])
def test_a_wrong_layer_is_found_where_it_is_wrong(bend, name, words):
    model = trip(own_network(bend))
    wrong = [stop.kind for stop in model.stops if model.differences(stop)]
    assert wrong == ["bend back"]
    model.step = [stop.kind for stop in model.stops].index("bend back")
    assert words in model.words()
    at_the_end(model).h = 1e-5
    assert "they differ by" in model.words() and "so wide" not in model.words()


def test_one_over_N_twice_is_found_in_each_layer():
    model = trip(own_network(linear=DividesAgain))
    assert [(stop.kind, stop.layer) for stop in model.stops if model.differences(stop)] == [
        ("weights", 2), ("weights", 0)]
    assert set(model.differences(model.stops[6])) == {"dW2"}


@pytest.mark.parametrize("bend, words", [
    (KeepsNothing, ["layers[1]", "KeepsNothing", "AttributeError", "return dA * (self.Z > 0)",
                    "line "]),
    (ReturnsNothing, ["layers[1], ReturnsNothing.backward returned nothing. Is there a return?"]),
    (AddsUp, ["layers[1], AddsUp.forward returned shape (5,). It should be (5, 3)."]),
])
def test_an_error_is_told_and_life_goes_on(bend, words):
    e = explore.backpropagation(own_network(bend), X=X, y=Y)
    for _ in range(12):
        e["step"].click()
    assert "Here the trip ends: an error." in e.words() and "Mend the class" in e.words()
    for text in words:
        assert text in e.words()
    assert "your code stopped" in e.picture()
    e["weight"].value, e["sample"].value, e["h"].value = 3, 2, 0.01
    e["back"].click()
    assert "Here the trip ends" not in e.words()
    e["reset"].click()
    assert "Step 0" in e.words()


def test_a_layer_that_writes_into_its_input_spoils_nothing_before_it():
    model = trip(own_network(WritesIntoItsInput))
    assert (model.values[1] < 0).any() and model.problem is None


def test_a_missing_gradient_is_told():
    class Forgets(MyLinear):
        def backward(self, dZ):
            self.db = dZ.sum(axis=0)
            return dZ @ self.W

    model = trip(own_network(linear=Forgets))
    assert "self.dW is not there" in model.problem and "layers[2]" in model.problem


def test_an_own_loss():
    class MyLoss:
        def forward(self, scores, y):
            self.package = SoftmaxCrossEntropy()
            return self.package.forward(scores, y)

        def backward(self):
            return self.package.backward() * len(self.package.y)       # 1/N forgotten

    model = trip(own_network(), MyLoss())
    assert [stop.kind for stop in model.stops if model.differences(stop)] == ["loss back"]

    class Sum(MyLoss):
        def forward(self, scores, y):
            return super().forward(scores, y) * len(y)

    model = trip(own_network(), Sum())
    assert model.loss_kind() == "other" and not any(map(model.differences, model.stops))


def test_layers_of_another_kind():
    class Scale:
        def __init__(self, K):
            self.g = np.arange(1.0, K + 1)

        def forward(self, X):
            return X * self.g

        def backward(self, dZ):
            return dZ * self.g

    class Mirror:
        def forward(self, X):
            return np.concatenate([X, -X], axis=1)

        def backward(self, dZ):
            K = dZ.shape[1] // 2
            return dZ[:, :K] - dZ[:, K:]

    network = MLP.from_layers([MyLinear(3, 2), Scale(2), Mirror(), Sigmoid(), MyLinear(4, 2)])
    e = explore.backpropagation(network, X=X, y=Y)
    for _ in range(e.model.last_step + 1):
        assert e.picture() and "gave something else" not in e.words()
        e["step"].click()
    e.model.h = 1e-5
    assert "they agree" in e.model.words()


def test_at_a_kink_the_layers_own_slope_counts():
    model = trip(MLP.from_layers([Linear(3, 3, "zeros"), ReLU(), Linear(3, 2, seed=1)]))
    assert not any(map(model.differences, model.stops))


@pytest.mark.parametrize("sizes", [[2, 1, 2], [1, 2], [6, 6, 6, 6, 6]])
def test_small_networks_of_all_shapes_are_drawn(sizes):
    X = np.random.default_rng(0).normal(size=(7, sizes[0]))
    e = explore.backpropagation(MLP(sizes, seed=1), X=X, y=np.arange(7) % 2)
    for _ in range(e.model.last_step + 1):
        assert e.picture().startswith("<svg") and "nan" not in e.picture()
        e["step"].click()


@pytest.mark.parametrize("arguments, words", [
    ({"network": 3}, "list `layers`"),
    ({"loss": SoftmaxCrossEntropy}, "with brackets"),
    ({"loss": 3}, "loss"),
    ({"X": X}, "both X and y"),
    ({"X": [1, 2], "y": [0, 1]}, "X must be"),
    ({"X": X, "y": Y}, "got X of shape"),
    ({"network": MLP([3, 4, 2]), "X": X, "y": Y[:3]}, "one label per sample"),
    ({"network": MLP([3, 14, 2]), "X": X, "y": Y}, "at most 6 units"),
    ({"practice": True, "X": X}, "leave the other arguments out"),
])
def test_wrong_arguments_are_told(arguments, words):
    with pytest.raises((ValueError, TypeError), match=words):
        explore.backpropagation(**arguments)


# Practice ---------------------------------------------------------------------------------------


def fill(model, name, array):
    for place, value in np.ndenumerate(array):
        model.entries[name][place] = f"{value:.4f}"


def states(model, name):
    return {model.judge(name, place)[0] for place in model.places(name)}


@pytest.mark.parametrize("seed", range(12))
def test_the_truth_is_the_packages_gradient(seed):
    model = Practice(seed)
    t = model.tiny
    package = trip(tiny_network(t), X=t.X, y=t.y)
    for name, there in {"dscores": package.gradients[3], "dA": package.gradients[2],
                        "dZ1": package.gradients[1], "dW2": package.weight_gradients[2, "W"],
                        "db1": package.weight_gradients[0, "b"],
                        "db2": package.weight_gradients[2, "b"],
                        "dW1": package.weight_gradients[0, "W"]}.items():
        np.testing.assert_allclose(model.truth[name], there, atol=1e-12)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("digits", [3, 4])
def test_right_entries_are_right_with_three_digits(seed, digits):
    model = Practice(seed)
    arrays = {}
    for name in ARRAYS:     # rounded at each step, as on paper
        arrays[name] = model.follows_from(arrays, name).round(digits)
        for place, value in np.ndenumerate(arrays[name]):
            model.entries[name][place] = str(value)
    for name in ARRAYS:
        assert states(model, name) == {"right"}, name
    assert "24 of 24 numbers found" in model.words()


@pytest.mark.parametrize("seed", range(8))
def test_what_follows_from_a_slip_is_credited_and_told(seed):
    model = Practice(seed)
    slip = model.truth["dscores"].copy()
    slip[0] *= -1
    arrays = {"dscores": slip}
    fill(model, "dscores", slip)
    for name in ARRAYS[1:]:
        arrays[name] = model.follows_from(arrays, name)
        fill(model, name, arrays[name])
    assert states(model, "dscores") == {"wrong", "right"}
    for name in ARRAYS[1:]:
        assert states(model, name) <= {"right", "follows"}, name
    assert "follows" in states(model, "dW1")
    credited = [text for name in ARRAYS for place in model.places(name)
                for state, text in [model.judge(name, place)] if state == "follows"]
    assert all("earlier slip in dscores[0, 0] and dscores[0, 1]" in text for text in credited)


SLIPS = [
    ("dscores", lambda m: -m.truth["dscores"], "sign|which way|comes first"),
    ("dscores", lambda m: 2 * m.truth["dscores"], "Who divides by N"),
    ("dW2", lambda m: np.outer(m.truth["dscores"][0], m.A[0]), "through sample 0 alone"),
    ("dW2", lambda m: np.outer(m.truth["dscores"][1], m.A[1]), "through sample 1 alone"),
    ("dW2", lambda m: m.truth["dW2"] / 2, "divided by N already"),
    ("dW2", lambda m: -m.truth["dW2"], "Which sign"),
    ("dW2", lambda m: m.truth["dW2"].T, "exchanged"),
    ("dA", lambda m: np.outer(m.truth["dscores"][:, 0], m.tiny.W2[0]), "through score 0 alone"),
    ("dA", lambda m: m.truth["dscores"] @ m.tiny.W2.T, "a row of W2, or a column"),
    ("dZ1", lambda m: m.truth["dA"], "Is this unit on"),
    ("dZ1", lambda m: m.truth["dA"] * (m.truth["dA"] > 0), "Whose sign|Is this unit on"),
    ("dZ1", lambda m: m.truth["dA"] * m.A, "How steep"),
    ("dW1", lambda m: m.truth["dA"].T @ m.tiny.X, "You have used dA"),
    ("db1", lambda m: m.truth["dA"].sum(axis=0), "You have used dA"),
    ("db2", lambda m: m.truth["dscores"][1], "through sample 1 alone"),
]


@pytest.mark.parametrize("name, slip, question", SLIPS)
def test_known_slips_get_their_question(name, slip, question):
    wrong = told = 0
    for seed in range(10):
        model = Practice(seed)
        for before in ARRAYS[:ARRAYS.index(name)]:
            fill(model, before, model.truth[before])
        array = slip(model)
        for place, value in np.ndenumerate(array):
            model.entries[name] = {place: f"{value:.4f}"}
            state, text = model.judge(name, place)
            if near(value, model.truth[name][place]):
                assert state == "right"
                continue
            assert state == "wrong", (seed, place)
            wrong += 1
            told += bool(re.search(question, text))
    assert wrong >= 5 and told >= 0.75 * wrong, (wrong, told)    # two slips may give one number


def test_a_slip_on_top_of_a_slip_is_seen_as_such():
    model = Practice(1)
    fill(model, "dscores", 2 * model.truth["dscores"])
    fill(model, "dW2", np.outer(2 * model.truth["dscores"][0], model.A[0]))
    state, text = model.judge("dW2", (0, 1))
    assert state == "wrong" and "sample 0 alone" in text


@pytest.mark.parametrize("text, value", [
    ("-0.25", -0.25), ("−0,25", -0.25), ("0.5*3 - 1", 0.5), ("0.5 · 3 − 1", 0.5), ("(1+1)/4", 0.5),
    (" .5 ", 0.5), ("abc", None), ("1/0", None), ("", None), ("__import__('os')", None),
    ("1e400", None), ("2**9", None), ("[1]", None), ("True", None), ("(" * 300, None)])
def test_entries_are_read_as_arithmetic_and_nothing_else(text, value):
    assert read_number(text) == value


def test_the_boxes_judge_at_once_and_keep_their_entries():
    e = explore.backpropagation(practice=True)
    truth = e.model.truth
    e["cell_0_0"].value = f"{truth['dscores'][0, 0]:.4f}"
    assert "dscores[0, 0]" in e.words() and ": right." in e.words() and "1 of 24" in e.words()
    e["cell_0_1"].value = "nonsense"
    assert "cannot be read as a number" in e.words()
    e["array"].value = "db2"
    assert e["cell_0_0"].value == "" and e["cell_1_0"].disabled
    e["cell_0_1"].value = f"{truth['db2'][1]:.4f}"
    assert "2 of 24" in e.words()
    e["array"].value = "dscores"
    assert e["cell_0_1"].value == "nonsense" and not e["cell_1_0"].disabled
    assert "1 of 24" not in e.words()


def test_numbers_that_are_shown_do_not_count_and_another_network_begins_anew():
    e = explore.backpropagation(practice=True)
    e["show"].click()
    assert "0 of 24 numbers found. 4 were shown." in e.words()
    assert read_number(e["cell_1_1"].value) == pytest.approx(e.model.truth["dscores"][1, 1],
                                                             abs=1e-4)
    e["array"].value = "dA"
    e["another"].click()
    assert "Practice network 2. Now dscores" in e.words() and e["cell_0_0"].value == ""
    assert "0 of 24 numbers found." in e.words() and "shown" not in e.words()
    e["cell_0_0"].value = f"{e.model.truth['dscores'][0, 0]:.4f}"
    assert "1 of 24 numbers found." in e.words()


def test_the_practice_hides_what_is_not_found():
    e = explore.backpropagation(practice=True)
    picture = e.picture().split("</svg>")[0]
    for name in ARRAYS:
        for value in np.unique(np.abs(e.model.truth[name]).round(4)):
            if value not in (0, 0.25, 0.5) and value < 1:
                assert f">{value}<" not in picture and f">−{value}<" not in picture
