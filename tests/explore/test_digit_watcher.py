"""The watcher of lesson 08: what it says of a digit is what the network computes."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from mlp_lessons import MLP, SGD, Linear, ReLU, ShapeError, SoftmaxCrossEntropy, explore, fit
from mlp_lessons.datasets import load_digits
from mlp_lessons.explore.watching_digits import DigitWatch, unit_tiles

TRAIN, VALIDATION, _ = load_digits()


@pytest.fixture(scope="module")
def network():
    network = MLP([64, 32, 16, 10], activation="tanh", seed=0)
    fit(network, *TRAIN, loss=SoftmaxCrossEntropy(), optimizer=SGD(network, 0.3), epochs=5,
        progress=False)
    return network


@pytest.fixture
def explorable(network):
    return explore.digit_watcher(network, *VALIDATION)


def test_the_hidden_values_are_those_of_the_layers(network):
    watch = DigitWatch(network, *VALIDATION)
    first = np.tanh(VALIDATION[0] @ network.layers[0].W.T + network.layers[0].b)
    second = np.tanh(first @ network.layers[2].W.T + network.layers[2].b)
    assert watch.hidden[0] == pytest.approx(first)
    assert watch.hidden[1] == pytest.approx(second)
    assert watch.hidden_names == ["layers[1]", "layers[3]"]


def test_probabilities_and_mistakes_are_those_of_scikit_learn():
    model = LogisticRegression(max_iter=200, C=0.1).fit(*TRAIN)
    network = MLP.from_layers([Linear(64, 10)])
    network.layers[0].W[:], network.layers[0].b[:] = model.coef_, model.intercept_
    watch = DigitWatch(network, *VALIDATION)
    assert watch.probabilities == pytest.approx(model.predict_proba(VALIDATION[0]))
    assert watch.mistakes.tolist() == np.flatnonzero(
        model.predict(VALIDATION[0]) != VALIDATION[1]).tolist()
    assert watch.hidden == []       # a network without a hidden layer can be watched too
    assert explore.digit_watcher(network, *VALIDATION).picture()


def test_next_and_previous_go_round(explorable):
    explorable["previous"].click()
    assert explorable["position"].value == len(VALIDATION[1]) - 1
    explorable["next"].click()
    explorable["next"].click()
    assert explorable["position"].value == 1
    assert f"Digit 1 is a {VALIDATION[1][1]}." in explorable.words()


def test_through_the_mistakes_only(explorable):
    mistakes = explorable.model.mistakes
    assert 3 < len(mistakes) < 100
    explorable["position"].value = int(mistakes[1])
    explorable["which"].value = "mistakes only"
    assert explorable.model.digit == mistakes[1] and explorable["position"].value == 1
    assert explorable["position"].max == len(mistakes) - 1
    assert f"This is mistake 2 of {len(mistakes)};" in explorable.words()
    assert ": wrong" in explorable.words()
    explorable["position"].value = len(mistakes) - 1
    explorable["which"].value = "all digits"
    assert explorable.model.digit == mistakes[-1]       # it stays where it was


def test_one_picture_for_one_move(explorable):
    _ = explorable.box
    drawn = []
    explorable.picture = lambda: drawn.append(1) or b""
    explorable["next"].click()
    explorable["which"].value = "mistakes only"
    assert len(drawn) == 2


def test_the_unit_that_is_looked_at(explorable, network):
    explorable["unit"].value = 7
    z = VALIDATION[0][0] @ network.layers[0].W[7]
    assert f"The weights of unit 7, times this digit, add up to {z:.3g}".replace("-", "−") \
        in explorable.words()


def test_pictures_differ_from_digit_to_digit_and_from_unit_to_unit(explorable):
    pictures = [explorable.picture()]
    for name, value in [("position", 1), ("unit", 3), ("which", "mistakes only")]:
        explorable[name].value = value
        pictures.append(explorable.picture())
    assert len(set(pictures)) == 4


def test_a_unit_is_the_darker_the_more_it_says():
    tiles = unit_tiles([np.array([0.0, 0.5, 1.0, 7.0, -1.0])], [1.0])[::-1]     # top row first
    darkness = [1 - tiles[2, 9 * k + 2].mean() for k in range(5)]
    assert darkness[0] == 0 < darkness[1] < darkness[2] == darkness[3]
    assert (tiles[3, 9 * 4 + 2] == 1).all() and (tiles[3, 9 * 2 + 2] < 1).any()  # the bar across


def test_the_network_is_left_as_it_was(network):
    network.forward(TRAIN[0][:5])
    kept = network.layers[0].X
    explore.digit_watcher(network, *VALIDATION)
    assert network.layers[0].X is kept


def test_without_mistakes_there_is_nothing_to_choose():
    X = np.eye(4)[:, [0, 1, 2, 3]]
    network = MLP.from_layers([Linear(4, 4), ReLU(), Linear(4, 4)])
    for layer in network.layers[::2]:
        layer.W[:], layer.b[:] = 5 * np.eye(4), 0
    explorable = explore.digit_watcher(network, X, np.arange(4))
    assert explorable["which"].disabled
    assert "0 mistakes among 4 digits" in explorable.words()


@pytest.mark.parametrize("X, y, sentence", [
    (np.zeros((3, 65)), np.zeros(3, int), "one square picture a row"),
    (np.zeros((0, 64)), np.zeros(0, int), "one square picture a row"),
    (np.zeros((3, 64)), np.zeros(2, int), "for each of the 3 digits"),
    (np.zeros((3, 64)), np.zeros(3), "for each of the 3 digits"),
])
def test_wrong_digits_are_refused(network, X, y, sentence):
    with pytest.raises(ShapeError, match=sentence):
        explore.digit_watcher(network, X, y)


def test_a_network_without_layers_is_refused(network):
    with pytest.raises(TypeError, match="network"):
        explore.digit_watcher(network.forward, *VALIDATION)
    with pytest.raises(TypeError, match="begins with a linear layer"):
        explore.digit_watcher(MLP.from_layers([ReLU()]), *VALIDATION)
