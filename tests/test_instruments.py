"""The instruments of the bug clinic: what they measure is so, and they change nothing."""

import copy
import math
import re

import numpy as np
import pytest
from engine.pytorch_twin import as_torch, draw, torch_loss

from mlp_lessons import (
    MLP,
    SGD,
    Adam,
    BinaryCrossEntropy,
    LeakyReLU,
    Linear,
    MeanSquaredError,
    ReLU,
    Sigmoid,
    SoftmaxCrossEntropy,
    Tanh,
    softmax,
)
from mlp_lessons.datasets import load_digits, make_blobs, make_moons, make_spirals, make_xor
from mlp_lessons.instruments import (
    data_check,
    first_loss,
    layer_statistics,
    overfit_one_batch,
    update_ratios,
)

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(60, 4)), np.arange(60) % 3
CE = SoftmaxCrossEntropy()
INSTRUMENTS = {
    "first_loss": first_loss,
    "overfit_one_batch": lambda *four: overfit_one_batch(*four, steps=3),
    "layer_statistics": layer_statistics,
    "update_ratios": lambda *four: update_ratios(*four, 0.1),
}
each_instrument = pytest.mark.parametrize("name", INSTRUMENTS)


def digits(n=None):
    (digits_X, digits_y), _, _ = load_digits()
    return digits_X[:n], digits_y[:n]


# Layers, losses and networks as a learner writes them

class MyLinear:
    def __init__(self, n_in, n_out, seed=0):
        self.W = np.random.default_rng(seed).normal(size=(n_out, n_in)) / np.sqrt(n_in)
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
        Z[Z < 0] = 0    # writes into its input
        self.A = Z
        return Z

    def backward(self, dA):
        return dA * (self.A > 0)


class InPlaceTanh(Tanh):
    def forward(self, Z):
        self.A = np.tanh(Z, out=Z)
        return self.A


class LazySigmoid(Sigmoid):
    def backward(self, dA):
        return dA


class MyLoss:
    """Softmax cross-entropy, without predict, classifies, or any check."""

    def forward(self, scores, y):
        self.P, self.y = softmax(scores), y
        return -np.mean(np.log(self.P[np.arange(len(y)), y]))

    def backward(self):
        return (self.P - np.eye(self.P.shape[1])[self.y]) / len(self.y)


class SoftmaxOverSamples(SoftmaxCrossEntropy):
    def forward(self, scores, y):
        super().forward(scores, y)
        self.P = softmax(scores.T).T
        return float(-np.log(self.P[np.arange(len(y)), y]).mean())


class Softmax:
    """As a layer: with the softmax in the loss, that makes two."""

    def forward(self, Z):
        self.P = softmax(Z)
        return self.P

    def backward(self, dP):
        return self.P * (dP - (dP * self.P).sum(axis=1, keepdims=True))


class EveryPair(MeanSquaredError):
    """(N, 1) − (N,) makes (N, N)."""

    def forward(self, scores, y):
        self.difference = scores - y
        return float(np.mean(self.difference**2))

    def backward(self):
        return 2 * self.difference.sum(axis=1, keepdims=True) / self.difference.size


class Uphill(SGD):
    def step(self):
        for parameter, gradient in self.parameters_and_gradients():
            parameter += self.learning_rate * gradient


class Jumpy(SGD):
    def step(self):
        self.network.layers[0].b[0] = 1 - self.network.layers[0].b[0]


def mine():
    return MLP.from_layers([MyLinear(4, 8), MyReLU(), MyLinear(8, 3, seed=1)])


# All of them

def kept(network, loss):
    return copy.deepcopy([vars(network)] + [vars(layer) for layer in network.layers] + [vars(loss)])


def assert_same(now, before):
    for a, b in zip(now, before, strict=True):
        assert a.keys() == b.keys()
        for key in a.keys() - {"layers"}:
            assert type(a[key]) is type(b[key]), key
            if isinstance(a[key], np.ndarray):
                assert a[key].dtype == b[key].dtype and a[key].tobytes() == b[key].tobytes(), key
            else:
                assert a[key] == b[key], key


@each_instrument
@pytest.mark.parametrize("make", [lambda: MLP([4, 8, 3]), lambda: MLP([4, 8, 3], dtype=np.float32),
                                  mine, lambda: MLP.from_layers([MyReLU(), MyLinear(4, 3)])])
def test_network_loss_and_data_stay_as_they_were(name, make):
    network, loss, data, labels = make(), SoftmaxCrossEntropy(), X.copy(), Y.copy()
    loss.forward(network.forward(data[:20].copy()), labels[:20])
    network.backward(loss.backward())
    network.forward(data[:7].copy())    # what is kept belongs to another batch than the gradients
    before, layers = kept(network, loss), list(map(id, network.layers))
    INSTRUMENTS[name](network, loss, data, labels)
    assert_same([vars(network)] + [vars(layer) for layer in network.layers] + [vars(loss)], before)
    assert list(map(id, network.layers)) == layers
    assert data.tobytes() == X.tobytes() and labels.tobytes() == Y.tobytes()


@each_instrument
@pytest.mark.parametrize("loss", [CE, MyLoss()])
def test_layers_and_losses_of_a_learner_will_do(name, loss):
    report = INSTRUMENTS[name](mine(), loss, X, Y)
    assert str(report) == repr(report) and len(str(report).splitlines()) >= 3


@each_instrument
@pytest.mark.parametrize("arguments, message", [
    ((Linear, CE, X, Y), "class Linear itself"),
    ((Linear(4, 3), CE, X, Y), "needs? a network with layers"),
    ((MLP([4, 3]), "loss", X, Y), "loss needs forward"),
    ((MLP([4, 3]), CE, X, Y[:5]), r"equally long.*\(60, 4\) and \(5,\)"),
    ((MLP([4, 3]), CE, X[:0], Y[:0]), "at least one"),
    ((MLP([4, 3]), CE, "text", Y), "X must be an array of numbers"),
    ((MLP([4, 3]), CE, X[:, :3], Y), r"network\.layers\[0\].*must be 4"),
    ((MLP([4, 3]), CE, X, Y + 1), "labels must be 0 to 2"),
])
def test_a_wrong_call_gets_one_sentence(name, arguments, message):
    with pytest.raises((ValueError, TypeError), match=message):
        INSTRUMENTS[name](*arguments)


@each_instrument
def test_nothing_is_written_to_stderr_when_numbers_overflow(name, recwarn):
    try:
        INSTRUMENTS[name](MLP([4, 8, 3], initialization="normal"), CE, X.clip(-1, 1) * 1e308, Y)
    except ValueError as error:
        assert "loss is" in str(error)
    assert [str(warning.message) for warning in recwarn] == []


# The first loss

@pytest.mark.parametrize("K", [2, 3, 10])
def test_the_first_loss_of_equal_scores_is_log_k(K):
    report = first_loss(MLP([4, K], initialization="zeros"), CE, X, Y % K)
    assert report.value == pytest.approx(math.log(K)) == report.expected
    assert report.ok and report.verdict == "as expected" and f"log {K}" in str(report)


def test_the_first_loss_of_one_score_is_log_2():
    report = first_loss(MLP([4, 1], initialization="zeros"), BinaryCrossEntropy(), X, Y % 2)
    assert report.value == pytest.approx(math.log(2)) == report.expected and report.ok


def test_the_first_loss_of_numbers_is_their_variance():
    targets = 10 + RNG.normal(size=(60, 2)) * [1, 3]
    network = MLP([4, 2], initialization="zeros")
    network.layers[0].b[...] = targets.mean(axis=0)
    report = first_loss(network, MeanSquaredError(), X, targets)
    assert report.expected == pytest.approx(targets.var(axis=0).mean())
    assert report.value == pytest.approx(report.expected) and report.ok


@pytest.mark.parametrize("make", [make_moons, make_spirals, make_blobs, make_xor, digits])
@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
def test_healthy_networks_begin_as_expected(make, activation):
    data, labels = make() if make is digits else make(200)
    network = MLP([data.shape[1], 32, int(labels.max()) + 1], activation)
    assert first_loss(network, CE, data, labels).ok
    assert layer_statistics(network, CE, data, labels).findings == []
    assert data_check(data, labels).ok


@pytest.mark.parametrize("network, loss, data, verdict", [
    (MLP([4, 32, 3], initialization="normal"), CE, 10 * X, "too high"),
    (MLP([4, 3]), CE, np.where(X > 2, np.nan, X), "not a number"),
    (MLP([4, 3], dtype=np.float32), CE, X * 1e38, "not a number"),
    (mine(), SoftmaxOverSamples(), X, "the loss itself is off"),
])
def test_a_wrong_first_loss_is_named(network, loss, data, verdict):
    report = first_loss(network, loss, data, Y)
    assert report.verdict == verdict and not report.ok
    assert report.advice and report.advice in str(report)


def test_what_is_not_a_number_is_traced_to_x():
    broken = X.copy()
    broken[5, 2] = np.nan
    assert "X[5, 2] is not a finite number" in first_loss(MLP([4, 3]), CE, broken, Y).advice


def test_a_softmax_over_the_samples_gives_log_n():
    advice = first_loss(mine(), SoftmaxOverSamples(), X, Y).advice
    assert f"gives {math.log(60):.3g}" in advice and f"log 3 = {math.log(3):.3g}" in advice


def test_a_trained_network_knows_the_answers_already():
    data, labels = make_blobs(60)
    network = MLP([2, 2], initialization="zeros")
    network.layers[0].W[...] = 5 * np.array([data[labels == k].mean(axis=0) for k in (0, 1)])
    assert first_loss(network, CE, data, labels).verdict.startswith("too low")


def test_targets_that_are_not_scaled_are_too_far():
    report = first_loss(MLP([4, 1]), MeanSquaredError(), X, 500 + X[:, :1])
    assert report.verdict == "too high" and "y not scaled" in report.advice


# Learning one batch by heart

@pytest.mark.parametrize("activation, loss, targets", [
    ("relu", CE, Y), ("tanh", CE, Y), ("relu", BinaryCrossEntropy(), Y % 2),
    ("tanh", MeanSquaredError(), X[:, :1] * X[:, 1:2]), ("relu", MyLoss(), Y),
])
def test_a_healthy_network_learns_a_batch_by_heart(activation, loss, targets):
    outputs = 3 if loss in (CE,) or isinstance(loss, MyLoss) else 1
    report = overfit_one_batch(MLP([4, 32, outputs], activation), loss, X[:10], targets[:10],
                               steps=1000)
    assert report.ok and report.verdict == "learned by heart"
    assert report.losses[-1] <= report.near and len(report.losses) == 1001
    assert report.accuracy == (None if isinstance(loss, MeanSquaredError) else 1.0)


def test_its_steps_are_those_of_plain_descent():
    network = MLP([4, 5, 3])
    report = overfit_one_batch(network, CE, X, Y, learning_rate=0.3, steps=4)
    losses, optimizer = [], SGD(network, learning_rate=0.3)
    for _ in range(5):
        losses.append(CE.forward(network.forward(X), Y))
        network.backward(CE.backward())
        optimizer.step()
    assert report.losses == losses


def test_another_optimizer_can_take_the_steps():
    network = MLP([4, 5, 3])
    a = overfit_one_batch(network, CE, X, Y, steps=5, optimizer=lambda copy: Adam(copy, 0.1))
    b = overfit_one_batch(network, CE, X, Y, steps=5)
    assert a.losses[0] == b.losses[0] and a.losses[1] != b.losses[1]


@pytest.mark.parametrize("network, loss, batch, options, verdict", [
    (MLP([64, 32, 10], initialization="zeros"), CE, digits(16), {},
     "stuck at 1.96: it knows how often each class comes, and nothing of X"),
    (MLP([2, 8, 2]), CE, (np.ones((15, 2)), np.arange(15) % 2), {"steps": 500}, "how often"),
    (MLP.from_layers([Linear(4, 32, seed=0), ReLU(), Linear(32, 3, seed=1), Softmax()]), CE,
     (X[:12], Y[:12]), {"learning_rate": 1, "steps": 1000}, r"^stuck at 0\.\d+$"),
    (MLP([4, 32, 3]), CE, (X[:12], Y[:12]), {"learning_rate": 1e-6}, "^does not fall"),
    (MLP([4, 32, 3]), CE, (X[:12], Y[:12]), {"learning_rate": 0.01}, "still falling"),
    (MLP([4, 32, 3]), CE, (X, Y), {"optimizer": lambda copy: Uphill(copy, 0.1)}, "^rises"),
    (MLP([4, 32, 1]), MeanSquaredError(), (X, X[:, :1]), {"learning_rate": 10}, "^exploded"),
    (MLP([4, 3]), CE, (X, Y), {"optimizer": lambda copy: Jumpy(copy, 0.1)}, "jumps up and down"),
    (MLP([4, 16, 1], "tanh"), EveryPair(), (X[:12], X[:12, 0]), {"steps": 2000}, "^stuck at"),
])
def test_what_does_not_learn_by_heart_is_named(network, loss, batch, options, verdict):
    report = overfit_one_batch(network, loss, *batch, **options)
    assert not report.ok and report.losses[-1] != report.near
    assert re.search(verdict, report.verdict), report


def test_a_loss_that_is_not_a_number_from_the_start_is_said_so():
    report = overfit_one_batch(MLP([4, 3], dtype=np.float32), CE, X * 1e38, Y)
    assert report.verdict == "the loss is not a number from the start" and len(report.losses) == 1


@pytest.mark.parametrize("options, message", [
    ({"steps": 0}, "steps must be at least 1"),
    ({"learning_rate": -1}, "learning_rate must be above 0"),
    ({"optimizer": Adam(MLP([4, 3]))}, "must be a function that makes one"),
    ({"optimizer": lambda copy: None}, "has no method step"),
])
def test_wrong_options_get_one_sentence(options, message):
    with pytest.raises((ValueError, TypeError), match=message):
        overfit_one_batch(MLP([4, 3]), CE, X, Y, **options)


def test_an_optimizer_of_the_network_itself_is_refused():
    network = MLP([4, 3])
    with pytest.raises(ValueError, match="a copy of yours"):
        overfit_one_batch(network, CE, X, Y, optimizer=lambda copy: Adam(network))
    with pytest.raises(ValueError, match="finite"):
        overfit_one_batch(network, CE, X * np.nan, Y)


# What goes through the layers

@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "sigmoid", "tanh"])
@pytest.mark.parametrize("kind", ["softmax", "binary", "squared error"])
def test_the_statistics_are_those_of_pytorch(activation, kind):
    torch = pytest.importorskip("torch")
    network, loss, data, labels = draw([5, 7, 6, 4], activation, kind, N=30, seed=3)
    statistics = layer_statistics(network, loss, data, labels)
    criterion, target = torch_loss(loss, labels)
    outs, A = [], torch.from_numpy(data)
    modules = list(as_torch(network))
    for module in modules:
        A = module(A)
        A.retain_grad()
        outs.append(A)
    criterion(A, target).backward()
    for k, (module, A) in enumerate(zip(modules, outs, strict=True)):
        assert statistics.mean[k] == pytest.approx(A.mean().item(), rel=1e-9, abs=1e-12)
        assert statistics.std[k] == pytest.approx(A.std(correction=0).item(), rel=1e-9)
        gradient_std = A.grad.std(correction=0).item()
        assert statistics.gradient_std[k] == pytest.approx(gradient_std, rel=1e-9)
        assert statistics.zeros[k] == (A == 0).double().mean().item()
        if isinstance(module, torch.nn.Linear):
            norm = module.weight.grad.norm().item()
            assert statistics.dW_norm[k] == pytest.approx(norm, rel=1e-9)
        else:
            assert np.isnan(statistics.dW_norm[k])


def test_the_statistics_of_a_network_by_hand():
    first, last = Linear(1, 4), Linear(4, 2)
    first.W[...], first.b[...] = [[1], [-1], [0], [0]], [0, 0, -1, 0]
    last.W[...] = [[1, 0, 0, 0], [0, 1, 0, 0]]
    statistics = layer_statistics(MLP.from_layers([first, ReLU(), last]), MeanSquaredError(),
                                  [[1.0], [2], [-3]], [[0.0, 0], [0, 0], [0, 6]])
    # Z = [1 −1 −1 0], [2 −2 −1 0], [−3 3 −1 0]; after ReLU [1 0 0 0], [2 0 0 0], [0 3 0 0]
    assert statistics.names == ["layers[0] Linear", "layers[1] ReLU", "layers[2] Linear"]
    assert statistics.mean == pytest.approx([-3 / 12, 6 / 12, 6 / 6])
    assert statistics.std[1] == pytest.approx(math.sqrt(14 / 12 - 0.25))
    assert statistics.zeros == pytest.approx([3 / 12, 9 / 12, 3 / 6])
    assert statistics.dead_units.tolist() == [1, 2, 0]
    assert statistics.dead == pytest.approx([1 / 4, 2 / 4, 0])
    # dscores = 2 (scores − y) / 6 = [1 0], [2 0], [0 −3] / 3, and its columns times A give dW
    assert statistics.gradient_std[2] == pytest.approx(math.sqrt(14 / 6) / 3)
    assert statistics.dW_norm[2] == pytest.approx(math.sqrt((5 / 3)**2 + 3**2))
    assert statistics.findings == ["layers[1] ReLU: 2 of 4 units are zero for every sample."]
    assert "2 of 4" in str(statistics) and not statistics.ok


@pytest.mark.parametrize("layer, edge", [
    (Sigmoid(), 5.9864), (Tanh(), 2.9932), (LazySigmoid(), 5.9864), (InPlaceTanh(), 2.9932)])
def test_saturated_is_where_the_slope_is_below_one_percent(layer, edge):
    # sigmoid: a (1 − a) = 0.0025 at 5.986…; tanh: 1 − a² = 0.01 at 2.993…
    for scale, expected in [(0.999, 0.0), (1.001, 1.0)]:
        first = Linear(1, 2)
        first.W[...] = [[edge * scale], [-edge * scale]]
        network = MLP.from_layers([first, layer, Linear(2, 2, seed=0)])
        statistics = layer_statistics(network, CE, [[1.0], [-1.0]], [0, 1])
        assert statistics.saturated[1] == expected
        assert np.isnan(statistics.saturated[[0, 2]]).all()
        assert ("saturated" in str(statistics.findings)) == bool(expected)


@pytest.mark.parametrize("layer", [ReLU(), LeakyReLU(), MyReLU()])
def test_units_that_are_off_are_not_called_saturated(layer):
    network = MLP.from_layers([MyLinear(4, 8), layer, MyLinear(8, 3)])
    assert layer_statistics(network, CE, X * 1e6, Y).saturated[1] == 0


def test_a_layer_that_writes_into_its_input_is_seen_through():
    statistics = layer_statistics(mine(), CE, X, Y)
    Z = X @ mine().layers[0].W.T
    assert statistics.mean[:2] == pytest.approx([Z.mean(), np.maximum(Z, 0).mean()])


def test_what_backward_left_before_is_not_reported():
    class Forgetful(MyLinear):
        def backward(self, dZ):
            return dZ @ self.W

    network = MLP.from_layers([Forgetful(4, 8), ReLU(), MyLinear(8, 3)])
    network.layers[0].dW = np.ones((8, 4))
    assert layer_statistics(network, CE, X, Y).dW_norm[0] == 0


@pytest.mark.parametrize("network, data, finding", [
    (MLP([4] + 6 * [32] + [3], "sigmoid"), X, "The gradient vanishes on the way back"),
    (MLP([4] + 6 * [64] + [3], initialization="normal"), X, "explode on the way forward"),
    (MLP([4] + 6 * [64] + [3], "tanh", "normal"), X, "of the values are saturated"),
    (MLP([4] + 6 * [64] + [3], "leaky_relu", "normal"), X, "The gradient explodes on the way back"),
    (MLP([4, 8, 3], initialization="zeros"), X, "No gradient comes back to layers[1] ReLU"),
    (MLP([4, 8, 3], initialization="zeros"), X, "hardly differ from sample to sample"),
    (MLP([4, 8, 3], dtype=np.float32), X * 1e38, "layers[0] Linear: what comes out is not finite"),
])
def test_what_stands_out_is_said(network, data, finding):
    statistics = layer_statistics(network, CE, data, Y)
    assert finding in str(statistics) and not statistics.ok


def test_without_a_loss_there_is_no_gradient_to_speak_of():
    class NoNumber(MyLoss):
        def forward(self, scores, y):
            return math.nan

    statistics = layer_statistics(MLP([4, 8, 3]), NoNumber(), X, Y)
    assert np.isnan(statistics.gradient_std).all() and np.isfinite(statistics.std).all()
    assert statistics.findings == ["The loss is nan."]


def test_a_single_number_has_no_spread_and_still_is_a_gradient():
    statistics = layer_statistics(MLP([1, 1], seed=1), MeanSquaredError(), [[1.0]], [[5.0]])
    assert statistics.gradient_std.tolist() == [0] and statistics.findings == []


def test_twins_are_seen():
    network = MLP([4, 8, 3], "tanh")
    for layer in network.layers[::2]:
        layer.W[...] = 0.1
    assert "layers[1] Tanh: all 8 units say the same, as twins do." in (
        layer_statistics(network, CE, X, Y).findings)


def test_a_layer_that_forward_passes_by_is_named():
    class Shortcut(MLP):
        def forward(self, X):
            return self.layers[2].forward(self.layers[0].forward(X))

    with pytest.raises(ValueError, match=r"layers\[1\] ReLU: network.forward never comes to"):
        layer_statistics(Shortcut([4, 8, 3]), CE, X, Y)


# How far a step moves the weights

def test_a_ratio_by_hand():
    layer = Linear(1, 2)
    layer.W[...] = [[3.0], [4.0]]    # root mean square √(25/2)
    # scores [3 4], y [0 0]: dscores = 2 (3, 4) / 2 = dW; a step of 0.01 is 0.01 (3, 4)
    report = update_ratios(MLP.from_layers([layer]), MeanSquaredError(), [[1.0]], [[0.0, 0]], 0.01)
    assert report.names == ["layers[0].W"] and report.weights == pytest.approx(math.sqrt(12.5))
    assert report.ratios == pytest.approx([0.01]) and report.ok and report.verdicts == ["healthy"]


def test_a_step_of_adam_is_measured_as_it_is():
    report = update_ratios(MLP([4, 8, 3]), CE, X, Y, optimizer=lambda copy: Adam(copy, 0.002))
    assert report.updates == pytest.approx([0.002, 0.002], rel=1e-3)    # every number moves by η


@pytest.mark.parametrize("learning_rate, verdict", [
    (1e-5, "it crawls"), (0.1, "healthy"), (30, "it is thrown about")])
def test_steps_too_small_and_too_large(learning_rate, verdict):
    report = update_ratios(MLP([64, 32, 10]), CE, *digits(32), learning_rate)
    assert report.verdicts == [verdict, verdict] and report.ok == (verdict == "healthy")
    assert verdict in str(report)


def test_zero_weights_and_zero_gradients():
    network = MLP([4, 8, 3])
    network.layers[2].W[...] = 0    # so that no gradient comes through to the first
    report = update_ratios(network, CE, X, Y, 0.1)
    assert report.ratios.tolist() == [0, np.inf]
    assert report.verdicts == ["no step: the gradient is zero", "all weights were zero"]


def test_it_takes_a_learning_rate_or_an_optimizer():
    for options in ({}, {"learning_rate": 0.1, "optimizer": Adam}):
        with pytest.raises(TypeError, match="one of the two"):
            update_ratios(MLP([4, 3]), CE, X, Y, **options)


# A look at the data

def test_neighbours_are_those_of_scikit_learn():
    neighbors = pytest.importorskip("sklearn.neighbors")
    preprocessing = pytest.importorskip("sklearn.preprocessing")
    for n in (80, 500):
        data = np.random.default_rng(n).normal(size=(n, 5)) * [1, 10, 0.1, 1, 1]
        labels = (data[:, 1] + 5 * data[:, 0] > 3).astype(int)
        scaled = preprocessing.StandardScaler().fit_transform(data)
        nearest = neighbors.NearestNeighbors(n_neighbors=2).fit(scaled).kneighbors(scaled)[1][:, 1]
        found = data_check(data, labels)
        assert found.neighbours_agree == np.mean(labels[nearest] == labels)
        share = np.bincount(labels) / n
        assert found.agree_by_chance == pytest.approx(share @ share, abs=1 / n)


@pytest.mark.parametrize("make", [make_moons, make_spirals, make_blobs, make_xor, digits])
@pytest.mark.parametrize("n", [60, 150, 800])
def test_rows_and_labels_that_came_apart_are_found(make, n):
    data, labels = make(n)
    assert data_check(data, labels).ok
    for seed in range(20):
        report = data_check(data, np.random.default_rng(seed).permutation(labels))
        assert "come apart" in str(report.findings)
    order = np.random.default_rng(0).permutation(n)
    assert "come apart" in str(data_check(data[order], np.roll(labels[order], 1)))


def test_what_the_data_are_like():
    data = np.array([[0.0, 1, 5], [1, -1, 5], [0, 1, 5], [1, 1, 5]])
    report = data_check(data, [0, 1, 0, 1], classes=2)
    assert (report.shape, report.dtype, report.y_shape) == ((4, 3), "float64", (4,))
    assert (report.lowest, report.highest) == (-1, 5) and report.counts == {0: 2, 1: 2}
    assert report.means.tolist() == [0.5, 0.5, 5]
    assert report.stds == pytest.approx([0.5, math.sqrt(0.75), 0])
    assert report.repeated_rows == 1 and report.ok
    assert report.notes == ["Features that never change: 1 of 3, the first is feature 2.",
                            "Rows that come again: 1. Let none of them be in both training and "
                            "validation data."]
    assert "0: 2, 1: 2" in str(report) and "Nothing stands out" in str(report)


@pytest.mark.parametrize("spoil, finding", [
    (lambda X, y: (np.where(X == X[3, 1], np.nan, X), y), "NaN or infinite numbers in X: 1, "
                                                          "the first at X[3, 1]."),
    (lambda X, y: (np.where(X == X[3, 1], np.inf, X), y), "the first at X[3, 1]."),
    (lambda X, y: (X * 255, y), "The values of X are large"),
    (lambda X, y: (X / 1000, y), "The values of X are small"),
    (lambda X, y: (X * [1, 1000, 1, 1] / 100, y), "feature 1 spreads by"),
    (lambda X, y: (X, y + 1), "There is no sample of class 0."),
    (lambda X, y: (X, y + 1), "y holds the label 3, but with 3 classes"),
    (lambda X, y: (X, y - 1), "y holds the label -1"),
    (lambda X, y: (X, 0 * y), "All samples have the same label, 0."),
    (lambda X, y: (X, np.where(np.arange(60) < 57, 0, [1, 2] * 30)), "has 57 samples, class"),
    (lambda X, y: (np.vstack([X[:1], X[:59]]), y), "Rows that come again with another label: 1."),
])
def test_what_spoils_a_training_is_said(spoil, finding):
    report = data_check(*spoil(X, Y), classes=3)
    assert finding in str(report) and not report.ok


def test_numbers_to_be_met_have_no_classes():
    report = data_check(X, X[:, :1])
    assert report.counts is report.neighbours_agree is None and report.ok
    assert data_check(X, np.arange(60)).counts is None
    assert data_check(X, (X[:, :1] > 0).astype(float)).counts is not None


def test_data_without_one_whole_row_is_reported():
    report = data_check(X * np.nan, Y)
    assert not report.ok and math.isnan(report.lowest) and "in X: 240" in str(report)


def test_the_data_stay_as_they_were():
    data, labels = X.copy(), Y.copy()
    data_check(data, labels)
    assert data.tobytes() == X.tobytes() and labels.tobytes() == Y.tobytes()


@pytest.mark.parametrize("arguments, message", [
    ((X[0], Y), r"X must be \(N, D\)"),
    ((X.T, Y), r"equally long.*X\.T would fit"),
    ((X, "text"), "y must be an array of numbers"),
    ((X, 3), "equally long"),
])
def test_wrong_data_get_one_sentence(arguments, message):
    with pytest.raises((ValueError, TypeError), match=message):
        data_check(*arguments)


def test_classes_must_be_a_number_and_y_whole():
    with pytest.raises(TypeError, match="classes must be a whole number"):
        data_check(X, Y, classes="three")
    with pytest.raises(ValueError, match="one whole number for each sample"):
        data_check(X, X[:, 0], classes=3)


