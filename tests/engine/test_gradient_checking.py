"""The gradient check itself: it passes what is right, and names what is wrong."""

import copy

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlp_lessons import (
    MLP,
    BinaryCrossEntropy,
    LeakyReLU,
    Linear,
    MeanSquaredError,
    ReLU,
    Sigmoid,
    SoftmaxCrossEntropy,
    Tanh,
    gradient_check,
)
from mlp_lessons.activations import Activation

from .pytorch_twin import LOSSES, draw

N = 7
X = np.random.default_rng(0).normal(size=(N, 4))
y = np.arange(N) % 3


class Wrong(Linear):
    """A linear layer with a mistake: `change` makes of the right (dW, db) what backward leaves."""

    def __init__(self, n_in, n_out, change, seed=0):
        super().__init__(n_in, n_out, seed=seed)
        self.change = change

    def backward(self, dZ):
        dX = super().backward(dZ)
        self.dW, self.db = self.change(self.dW, self.db)
        return dX


def check_wrong(change, **settings):
    """Return the report on tanh between a right layer and a wrong one, 3 → 3."""
    network = MLP.from_layers([Linear(4, 3, seed=1), Tanh(), Wrong(3, 3, change)])
    return gradient_check(network, SoftmaxCrossEntropy(), X, y, **settings)


# What is right passes

@given(st.fixed_dictionaries({
    "sizes": st.lists(st.integers(1, 6), min_size=2, max_size=5),
    "activation": st.sampled_from(["relu", "leaky_relu", "sigmoid", "tanh", "identity"]),
    "loss": st.sampled_from(list(LOSSES)),
    "N": st.sampled_from([1, 2, 5, 40]),
    "seed": st.integers(0, 2**32 - 1),
    "scale": st.sampled_from([1, 1, 1e-3, 30, 300]),
}), st.booleans())
@settings(deadline=None, derandomize=True, max_examples=100)
def test_right_gradients_pass_at_any_scale(drawn, blank):
    network, loss, X, y = draw(**drawn)
    if blank:    # a blank first sample and no biases: units of all layers exactly at their kinks
        X[0] = 0
        for layer in network.layers[::2]:
            layer.b[...] = 0
    report = gradient_check(network, loss, X, y)
    assert report.ok, report


def test_it_costs_two_forward_passes_per_number():
    network = MLP([4, 5, 3], activation="tanh", seed=0)
    report = gradient_check(network, SoftmaxCrossEntropy(), X, y)
    P = 5 * 4 + 5 + 3 * 5 + 3
    assert report.ok and report.forward_passes == 2 * P + 1


@pytest.mark.parametrize("at_most", [1, 6, 100])
def test_it_can_check_a_few_numbers_of_each_array(at_most):
    network = MLP([4, 5, 3], activation="tanh", seed=0)
    report = gradient_check(network, SoftmaxCrossEntropy(), X, y, at_most=at_most)
    checked = sum(min(at_most, size) for size in (20, 5, 15, 3))
    assert report.ok and report.forward_passes == 2 * checked + 1


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_network_gradients_and_loss_stay_as_they_were(dtype):
    network, loss = MLP([4, 5, 3], seed=0, dtype=dtype), SoftmaxCrossEntropy()
    loss.forward(network.forward(X), y)
    network.backward(loss.backward())
    network.forward(X[:2])    # what is kept belongs to another batch than the gradients
    before = copy.deepcopy([vars(layer) for layer in network.layers] + [vars(loss)])
    gradient_check(network, loss, X[:4], y[:4])
    now = [vars(layer) for layer in network.layers] + [vars(loss)]
    for a, b in zip(now, before, strict=True):
        assert a.keys() == b.keys()
        for name in a:
            assert np.array_equal(a[name], b[name]) and type(a[name]) is type(b[name])
    assert network.dtype == dtype and network.layers[0].W.dtype == dtype


def test_float32_networks_are_judged_in_float64():
    report = gradient_check(MLP([4, 5, 3], seed=0, dtype=np.float32), SoftmaxCrossEntropy(), X, y)
    assert report.ok and all(p.worst_error < 1e-6 for p in report.parameters)


def test_whole_number_weights_can_be_checked():
    layer = Linear(4, 3)
    layer.W = np.arange(12).reshape(3, 4) % 3
    assert gradient_check(MLP.from_layers([layer]), SoftmaxCrossEntropy(), X, y).ok


class MyLinear:
    """A layer as a learner writes it: it fills arrays that it made at the start."""

    def __init__(self, n_in, n_out, factor=1.0):
        self.W = np.random.default_rng(0).normal(size=(n_out, n_in))
        self.b = np.zeros(n_out)
        self.dW, self.db = np.ones((n_out, n_in)), np.ones(n_out)
        self.factor = factor

    def forward(self, X):
        self.X = X
        return X @ self.W.T + self.b

    def backward(self, dZ):
        self.dW[...] = self.factor * dZ.T @ self.X
        self.db[...] = dZ.sum(axis=0)
        return dZ @ self.W


class MyNetwork:
    """Not an MLP of the package at all."""

    def __init__(self, *layers):
        self.layers = layers

    def forward(self, X):
        for layer in self.layers:
            X = layer.forward(X)
        return X

    def backward(self, gradient):
        for layer in reversed(self.layers):
            gradient = layer.backward(gradient)


def test_layers_and_networks_of_ones_own():
    right = MyNetwork(MyLinear(4, 5), ReLU(), MyLinear(5, 3))
    assert gradient_check(right, SoftmaxCrossEntropy(), X, y).ok
    wrong = MyNetwork(MyLinear(4, 5), ReLU(), MyLinear(5, 3, factor=1 / N))
    report = gradient_check(wrong, SoftmaxCrossEntropy(), X, y)
    assert [p.ok for p in report.parameters] == [True, True, False, True]
    assert (wrong.layers[2].dW == 1).all()


# What is wrong is told apart

VERDICTS = {
    "twice": (lambda dW, db: (2 * dW, db), "wrong: twice what it should be, everywhere"),
    "half": (lambda dW, db: (dW / 2, db), "wrong: half what it should be, everywhere"),
    "1/N again": (lambda dW, db: (dW / N, db), "wrong: 1/N = 1/7 of what it should be, everywhere"),
    "1/N missing": (lambda dW, db: (dW * N, db),
                    "wrong: N = 7 times what it should be, everywhere"),
    "1/N twice": (lambda dW, db: (dW / N**2, db), "wrong: 1/N² of what it should be, everywhere"),
    "another factor": (lambda dW, db: (0.3 * dW, db),
                       "wrong: 0.3 times what it should be, everywhere"),
    "sign": (lambda dW, db: (-dW, db), "wrong: the sign, everywhere"),
    "sign and 1/N": (lambda dW, db: (-dW / N, db),
                     "wrong: −1/N = −1/7 of what it should be, everywhere"),
    "transposed": (lambda dW, db: (dW.T, db), "wrong: transposed"),
    "zero": (lambda dW, db: (0 * dW, db), "wrong: zero"),
    "one row": (lambda dW, db: (dW * [[1], [3], [1]], db), "wrong in 3 of 9 numbers"),
    "one number": (lambda dW, db: (dW + np.eye(9)[4].reshape(3, 3), db), "wrong in 1 of 9 numbers"),
    "one per cent": (lambda dW, db: (1.01 * dW, db),
                     "wrong: 1.01 times what it should be, everywhere"),
    "missing": (lambda dW, db: (None, db), "missing"),
    "a shape": (lambda dW, db: (dW[:2], db), "wrong shape"),
    "text": (lambda dW, db: ("gradient", db), "not numbers"),
    "NaN": (lambda dW, db: (dW * np.nan, db), "not finite"),
}


@pytest.mark.parametrize("mistake", VERDICTS)
def test_each_wrongness_gets_its_verdict(mistake):
    change, verdict = VERDICTS[mistake]
    report = check_wrong(change)
    assert [p.verdict for p in report.parameters] == ["right", "right", verdict, "right"]
    assert not report.ok and report.parameters[2].advice
    assert f"layers[2].W: {report.parameters[2].advice}" in report.summary


def test_a_wrong_bias_gradient():
    report = check_wrong(lambda dW, db: (dW, db / N))
    assert [p.ok for p in report.parameters] == [True, True, True, False]
    report = check_wrong(lambda dW, db: (dW, db[:, None]))
    assert report.parameters[3].verdict == "wrong shape"
    assert report.parameters[3].advice == (
        "its gradient has shape (3, 1), it must have (3,), as the parameter.")


def test_where_and_what_is_told():
    report = check_wrong(lambda dW, db: (dW * [[1], [3], [1]], db))
    wrong = report.parameters[2]
    assert wrong.at[0] == 1 and wrong.yours == pytest.approx(3 * wrong.by_wiggling, rel=1e-6)
    assert wrong.worst_error == pytest.approx(2 / 3, rel=1e-6)
    assert wrong.advice == ("3 of 9 numbers are wrong, and not by one common factor. They are in "
                            "the row 1.")


def test_the_first_wrong_layer_from_the_loss_is_named():
    class ForgetfulTanh(Tanh):
        def backward(self, dA):
            return dA    # the slope is missing

    network = MLP.from_layers([Linear(4, 3, seed=0), Tanh(), Linear(3, 3, seed=1), ForgetfulTanh(),
                               Linear(3, 3, seed=2)])
    report = gradient_check(network, SoftmaxCrossEntropy(), X, y)
    assert [p.ok for p in report.parameters] == [False, False, False, False, True, True]
    assert "layers[2] is the first with a wrong gradient" in report.summary


def test_a_gradient_of_an_earlier_call_is_not_taken_for_one_of_this():
    class Forgets(Linear):
        def backward(self, dZ):
            if not hasattr(self, "once"):
                self.once = True
                return super().backward(dZ)
            return dZ @ self.W

    network, loss = MLP.from_layers([Forgets(4, 3, seed=0)]), SoftmaxCrossEntropy()
    loss.forward(network.forward(X), y)
    network.backward(loss.backward())
    assert gradient_check(network, loss, X, y).parameters[0].verdict == "wrong: zero"


@pytest.mark.parametrize("size", [1e-3, 1.0, 30.0])
@pytest.mark.parametrize("activation", ["relu", "sigmoid", "tanh"])
def test_wrong_gradients_do_not_pass_at_any_scale(activation, size):
    network = MLP([4, 6, 3], activation=activation, seed=3)
    wrong = Wrong(4, 6, lambda dW, db: (1.01 * dW, db))
    wrong.W, wrong.b = network.layers[0].W, network.layers[0].b
    network.layers[0] = wrong
    report = gradient_check(network, SoftmaxCrossEntropy(), size * X, y)
    assert [p.ok for p in report.parameters] == [False, True, True, True]


# Small slopes

def deep_sigmoids(change, layers):
    stack = [Wrong(4, 4, change, seed=9)]
    for seed in range(layers):
        stack += [Sigmoid(), Linear(4, 4, "xavier", seed=seed)]
    return gradient_check(MLP.from_layers(stack), SoftmaxCrossEntropy(), X, y)


def test_vanishing_gradients_are_judged_as_long_as_they_can_be_seen():
    right = deep_sigmoids(lambda dW, db: (dW, db), layers=9)
    assert abs(right.parameters[0].yours) < 1e-6 and right.ok, right
    wrong = deep_sigmoids(lambda dW, db: (2 * dW, db), layers=9)
    assert wrong.parameters[0].verdict == "wrong: twice what it should be, everywhere"
    assert [p.ok for p in wrong.parameters[1:]] == [True] * (len(wrong.parameters) - 1)


def test_what_is_too_small_to_be_seen_is_said_not_to_be_judged():
    report = deep_sigmoids(lambda dW, db: (2 * dW, db), layers=20)
    assert report.parameters[0].verdict == "too small to see" and report.ok
    assert "Not judged: layers[0].W, " in report.summary
    assert not report.summary.startswith("All")


def test_dead_units_are_right_with_zero():
    network = MLP([4, 5, 3], seed=0)
    network.layers[0].b[...] = -100
    report = gradient_check(network, SoftmaxCrossEntropy(), X, y)
    assert [p.verdict for p in report.parameters] == ["right"] * 4
    assert report.parameters[0].yours == report.parameters[0].by_wiggling == 0
    assert report.forward_passes == 2 * (20 + 5 + 15 + 3) + 1    # nothing in doubt


# Kinks

def near_a_kink(z, change=lambda dW, db: (dW, db)):
    """Return the report on two inputs, two units, of which one sees z in the first sample."""
    first = Wrong(2, 2, change)
    first.W, first.b = np.array([[1.0, 0.5], [-0.5, 1.0]]), np.array([0.0, 0.2])
    second = Linear(2, 1)
    second.W = np.array([[1.0, -2.0]])
    X = np.array([[1.0, 2 * (z - 1)], [0.5, 1.5], [1.0, 0.25]])    # 1·1 + 0.5·2(z − 1) = z
    network = MLP.from_layers([first, ReLU(), second])
    assert network.forward(X) is not None and network.layers[1].A[0, 0] == pytest.approx(max(z, 0))
    return gradient_check(network, MeanSquaredError(), X, np.array([[1.0], [2.0], [3.0]]))


@pytest.mark.parametrize("z", [3e-6, -3e-6, 2e-7, -2e-7, 5e-9, -5e-9, 0.0])
def test_a_kink_within_h_does_not_make_a_right_gradient_wrong(z):
    report = near_a_kink(z)
    assert report.ok, report
    assert sum(p.near_kinks for p in report.parameters) == 3    # two weights and a bias
    assert "3 numbers were measured with a smaller h, or a little beside" in report.summary


@pytest.mark.parametrize("z", [3e-6, -3e-6, 5e-9, -5e-9, 0.0])
@pytest.mark.parametrize("factor", [2, 0.5, -1, 1.01])
def test_a_kink_within_h_does_not_hide_a_wrong_gradient(z, factor):
    report = near_a_kink(z, lambda dW, db: (factor * dW, db))
    assert [p.ok for p in report.parameters] == [False, True, True, True], report


def test_away_from_kinks_nothing_is_said_of_them():
    report = near_a_kink(0.1)
    assert report.ok and report.summary == "All 4 parameters are right (9 numbers)."


def test_a_sample_of_the_numbers_is_called_a_sample():
    X, y = np.random.default_rng(0).normal(size=(5, 3)), np.array([0, 1, 1, 0, 1])
    report = gradient_check(MLP([3, 4, 2]), SoftmaxCrossEntropy(), X, y, at_most=2)
    assert report.summary == "All 4 parameters are right (8 of 26 numbers)."


@pytest.mark.parametrize("layer", [ReLU, LeakyReLU])
def test_at_the_kink_any_convention_will_do(layer):
    class Other(layer):
        """At z = 0 this one takes the slope 1."""

        def forward(self, Z):
            self.Z = Z
            return super().forward(Z)

        def backward(self, dA):
            return np.where(self.Z == 0, dA, super().backward(dA))

    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])    # XOR, and no biases yet
    for kind in (layer, Other):
        network = MLP.from_layers([Linear(2, 4, seed=0), kind(), Linear(4, 4, seed=1), kind(),
                                   Linear(4, 1, seed=2)])
        report = gradient_check(network, BinaryCrossEntropy(), X, [0, 1, 1, 0])
        assert report.ok, report


def test_a_large_batch_with_many_kinks():
    many = np.random.default_rng(1).normal(size=(2000, 4))
    network = MLP([4, 16, 3], seed=0)
    report = gradient_check(network, SoftmaxCrossEntropy(), many, np.arange(2000) % 3, h=1e-3)
    assert report.ok and sum(p.near_kinks for p in report.parameters) > 0


def test_a_slope_of_ones_own_with_a_jump_is_found_out():
    class Step(Activation):
        def forward(self, Z):
            self.A = (Z > 0) * 1.0
            return self.A

        def backward(self, dA):
            return dA    # a step has slope 0

    network = MLP.from_layers([Linear(4, 3, seed=0), Step(), Linear(3, 3, seed=1)])
    assert not gradient_check(network, SoftmaxCrossEntropy(), X, y).ok


# How it is printed

def test_the_printed_table():
    lines = str(check_wrong(lambda dW, db: (2 * dW, db))).splitlines()
    header, rows = lines[0], lines[1:5]
    assert header.split() == ["parameter", "shape", "worst", "error", "at", "yours", "by",
                              "wiggling", "verdict"]
    assert [row.split()[0] for row in rows] == ["layers[0].W", "layers[0].b", "layers[2].W",
                                                "layers[2].b"]
    column = header.index("verdict")
    assert [row[column:] for row in rows] == [
        "right", "right", "wrong: twice what it should be, everywhere", "right"]
    assert lines[5:] == [
        "", "1 of 4 parameters is wrong.",
        "layers[2].W: by a constant factor 2. Look for a missing or doubled factor in layers[2].dW "
        "or on the way to it (1/N stands in the loss and nowhere else), not for a transpose."]
    assert all(line == line.rstrip() for line in lines)


def test_the_notebook_shows_the_same():
    report = check_wrong(lambda dW, db: (dW, db))
    assert repr(report) == str(report)
