"""The neuron of lesson 01: what its words say, and where its line is."""

import itertools

import numpy as np
import pytest

from mlp_lessons import explore
from mlp_lessons.explore.decision_line import Neuron, data_set, direction


def neuron(data, w, b, has_bias=True):
    neuron = Neuron(data)
    neuron.w, neuron.b, neuron.has_bias = np.array(w, float), b, has_bias
    return neuron


def test_z_by_hand():
    assert neuron("OR", [0.5, 1.0], -3.0).score(np.array([[3.0, 2.0]])).tolist() == [0.5]
    assert neuron("OR", [0.5, 1.0], -3.0, False).score(np.array([[3.0, 2.0]])).tolist() == [3.5]


def test_the_answers_at_the_corners():
    corners = {name: dict(zip(map(tuple, X.tolist()), y.tolist())) for name in ("OR", "AND", "XOR")
               for X, y in [data_set(name)]}
    for a, b in itertools.product([0, 1], repeat=2):
        assert corners["OR"][a, b] == (a or b)
        assert corners["AND"][a, b] == (a and b)
        assert corners["XOR"][a, b] == (a ^ b)


def test_or_and_and_can_be_found_and_xor_cannot():
    assert neuron("OR", [1, 1], -0.5).is_right().all()
    assert neuron("AND", [1, 1], -1.5).is_right().all()
    every = itertools.product(np.arange(-3, 3.1, 0.5), repeat=3)
    assert max(neuron("XOR", [u, v], b).is_right().sum() for u, v, b in every) == 3


def test_a_point_on_the_line_is_on_neither_side():
    assert neuron("OR", [1, 1], 0.0, False).is_right().tolist() == [False, True, True, True]
    # 3 · 0.1 − 0.3 is not quite zero in the computer
    on_the_line = neuron("OR", [0.1 + 0.2, 1], -0.3).is_right()
    assert on_the_line.tolist() == [True, True, False, True]


@pytest.mark.parametrize("w, b", [((3, 4), 10), ((-3, 0.5), 1), ((0, 2), -1)])
def test_the_line_is_where_z_is_zero_and_as_far_as_the_words_say(w, b):
    model = neuron("OR", w, b)
    line = model.line()
    assert model.score(line) == pytest.approx([0, 0])
    (x1, y1), (x2, y2) = line
    distance = abs(x1 * y2 - x2 * y1) / np.hypot(x2 - x1, y2 - y1)
    assert distance == pytest.approx(abs(b) / np.hypot(*w))
    assert f"{distance:.3g} away" in model.words() or distance == 2 and "2 away" in model.words()


def test_without_weights_there_is_no_line():
    model = neuron("OR", [0, 0], 1.0)
    assert model.line() is None
    assert "z is 1 everywhere. There is no line." in model.words()


def test_directions():
    assert direction(np.array([1, 0])) == "the right"
    assert direction(np.array([0, -2])) == "the bottom"
    assert direction(np.array([-1, 1])) == "the upper left"
    assert direction(np.array([-1, -1.01])) == "the lower left"


def test_the_controls_move_it():
    explorable = explore.neuron()
    for name, value in {"w1": 1, "w2": 1, "b": -0.5}.items():
        explorable[name].value = value
    assert "w₁ = 1, w₂ = 1, b = −0.5." in explorable.words()
    assert "OR: 4 of 4 points are on their side, accuracy 1.00." in explorable.words()
    explorable["data"].value = "XOR"
    assert "XOR: 3 of 4 points are on their side, accuracy 0.75." in explorable.words()
    assert "A ring marks a point that is not on its side." in explorable.words()
    explorable["bias"].value = False
    assert "no bias" in explorable.words() and explorable["b"].disabled
    assert "through the origin" in explorable.words()
    explorable["bias"].value = True
    assert "b = −0.5" in explorable.words() and not explorable["b"].disabled


def test_each_state_has_its_own_picture():
    explorable = explore.neuron()
    pictures = {explorable.picture()}
    for name, value in [("w1", -1), ("w2", 0.5), ("b", 1), ("data", "two clouds"), ("bias", False)]:
        explorable[name].value = value
        pictures.add(explorable.picture())
    for name in ("w1", "w2"):
        explorable[name].value = 0
    pictures.add(explorable.picture())
    assert len(pictures) == 7


def test_where_it_starts():
    explorable = explore.neuron("two clouds", w=(1, 1), b=-1)
    assert explorable.words().startswith("w₁ = 1, w₂ = 1, b = −1.")


@pytest.mark.parametrize("options, sentence", [
    ({"data": "NAND"}, "NAND"), ({"w": (1,)}, "two numbers"), ({"w": (4, 0)}, "from -3 to 3"),
    ({"b": np.nan}, "from -3 to 3"),
])
def test_another_start_is_refused(options, sentence):
    with pytest.raises(ValueError, match=sentence):
        explore.neuron(**options)
