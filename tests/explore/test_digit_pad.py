"""The pad to draw on: bytes in, what the network sees and says out."""

import numpy as np
import pytest

from mlp_lessons import MLP, Linear, explore, softmax
from mlp_lessons.datasets import load_mnist
from mlp_lessons.datasets.handwriting import as_mnist
from mlp_lessons.explore.drawing_pad import DrawnDigit


@pytest.fixture
def network():
    return MLP([784, 10], seed=1, dtype=np.float32)


def drawn(side=252):
    ink = np.zeros((side, side), dtype=np.uint8)
    ink[40:200, 110:130] = 255
    ink[40:60, 60:130] = 128
    return ink


def test_the_bytes_become_the_picture_that_they_are(network):
    digit = DrawnDigit(network)
    digit.look_at(memoryview(drawn().tobytes()))        # as they come from the page
    assert digit.seen == pytest.approx(as_mnist(drawn() / 255))
    expected = softmax(network.forward(as_mnist(drawn() / 255)[None]))[0]
    assert digit.probabilities == pytest.approx(expected)


def test_a_digit_of_mnist_is_seen_as_it_is(network):
    images, _ = load_mnist()[1]
    digit = DrawnDigit(network)
    enlarged = np.kron(images[0].reshape(28, 28), np.ones((9, 9)))
    digit.look_at((255 * enlarged).round().astype(np.uint8).tobytes())
    assert np.abs(digit.seen - images[0]).max() < 0.01


@pytest.mark.parametrize("ink", [b"", bytes(252 * 252)])
def test_without_ink_nothing_is_claimed(network, ink):
    digit = DrawnDigit(network)
    digit.look_at(ink)
    assert digit.words().startswith("The paper is empty")
    assert digit.probabilities.tolist() == [0] * 10


def test_drawing_and_wiping_changes_picture_and_words(network):
    explorable = explore.digit_pad(network)
    empty = explorable.picture(), explorable.words()
    explorable["pad"].value = drawn().tobytes()
    assert explorable.words().startswith("It reads ")
    assert explorable.picture() != empty[0]
    explorable["pad"].value = b""
    assert (explorable.picture(), explorable.words()) == empty


def test_the_network_is_left_as_it_was(network):
    X = np.random.default_rng(0).random((3, 784), dtype=np.float32)
    network.forward(X)
    kept = network.layers[0].X
    explorable = explore.digit_pad(network)
    explorable["pad"].value = drawn().tobytes()
    assert network.layers[0].X is kept


def test_a_network_that_cannot_read_mnist_is_refused():
    with pytest.raises(ValueError, match="784 inputs"):
        explore.digit_pad(MLP([64, 10]))
    with pytest.raises(ValueError, match="10 scores for a digit, got 3"):
        explore.digit_pad(MLP([784, 3]))
    with pytest.raises(TypeError, match="network"):
        explore.digit_pad("net")


def test_a_network_of_single_layers_is_welcome():
    network = MLP.from_layers([Linear(784, 10, seed=0)])
    assert "empty" in explore.digit_pad(network).words()
