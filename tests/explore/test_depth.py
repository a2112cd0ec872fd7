"""Ten layers of lesson 08: what goes forward and what comes back, and the words for it."""

import numpy as np
import pytest

from mlp_lessons import MLP, Linear, explore
from mlp_lessons.explore.deep_stack import (
    LAYERS,
    DeepStack,
    count_twins,
    first_weights,
    height_of,
    place,
    shape_of,
    size,
    trend,
)


def stack(initialization, activation, **changes):
    return DeepStack(**{"initialization": initialization, "activation": activation, **changes})


def test_the_same_as_a_network_of_the_package():
    model = stack("he", "tanh", width=16)
    network = MLP.from_layers([layer for pair in zip(model.linear, model.bends) for layer in pair])
    out = network.forward(model.X)
    network.backward(model.end)
    assert np.array_equal(out, model.A[-1])
    for layer, dZ, A in zip(model.linear, model.dZ, [model.X, *model.A]):
        assert layer.dW == pytest.approx(dZ.T @ A)


def test_the_gradients_are_those_of_a_loss_that_sends_what_enters_at_the_end():
    model = stack("xavier", "tanh", width=4)
    W, h = model.linear[2].W, 1e-6
    loss = []
    for shift in (h, -2 * h):
        W[1, 3] += shift
        A = model.X
        for linear, bend in zip(model.linear, model.bends):
            A = bend.forward(linear.forward(A))
        loss.append((A * model.end).sum())
    slope = (loss[0] - loss[1]) / (2 * h)
    assert model.linear[2].dW[1, 3] == pytest.approx(slope, rel=1e-5)


def test_the_weights_are_the_package_s():
    assert np.array_equal(first_weights("he", 5, 7), Linear(5, 5, "he", seed=7).W)
    assert np.array_equal(first_weights("small", 5, 7), 0.01 * Linear(5, 5, "normal", seed=7).W)
    assert np.array_equal(first_weights("constant", 2, 7), [[0.1, 0.1], [0.1, 0.1]])


def test_size_by_hand():
    assert size(np.array([[3.0, -4.0], [0.0, 0.0]])) == 2.5


def test_relu_explodes_by_the_factor_of_the_lesson_and_he_keeps_it_level():
    """The square of the size is multiplied by n s² / 2 in each layer."""
    normal = stack("normal", "relu")
    assert normal.sizes()[-1] ** (1 / LAYERS) == pytest.approx(np.sqrt(32), rel=0.05)
    for sizes in (stack("he", "relu").sizes(), stack("he", "relu").gradient_sizes()):
        assert sizes[[0, -1]] == pytest.approx([0.8, 0.8], rel=0.4)
    assert stack("xavier", "relu").sizes()[-1] == pytest.approx(2**-5, rel=0.3)


def test_a_factor_takes_the_place_of_an_initialisation():
    he, scaled = stack("he", "relu"), stack("normal", "relu", factor=np.sqrt(2 / 64))
    assert scaled.sizes() == pytest.approx(he.sizes())
    assert scaled.gradient_sizes() == pytest.approx(he.gradient_sizes())
    assert stack("he", "relu", factor=2).sizes() == pytest.approx(
        he.sizes() * 2.0 ** np.arange(1, 11))


def test_tanh_from_large_weights_is_saturated_and_its_gradient_still_explodes():
    model = stack("normal", "tanh")
    assert (model.saturated() > 0.8).all()
    beyond = [np.mean(np.abs(A) > 0.9487) for A in model.A]
    assert model.saturated() == pytest.approx(beyond, abs=0.002)      # 1 − 0.9487² = 0.1
    assert 300 < model.gradient_sizes()[0] < 400
    assert "Back, the gradient explodes: size 1 at the end, 342" in model.words()
    assert "82 % of the values are saturated in layer 1, 81 % in layer 10" in model.words()


def test_sigmoid_lets_a_quarter_of_the_gradient_through():
    model = stack("xavier", "sigmoid")
    ratio = model.gradient_sizes()[:-1] / model.gradient_sizes()[1:]
    assert ratio == pytest.approx(np.full(9, 0.24), abs=0.03)
    assert "the gradient dies out: size 1 at the end, 6.3e−7" in model.words()
    assert np.mean(model.A[0] * (1 - model.A[0]) < 0.025) == model.saturated()[0]


@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "tanh", "sigmoid", "identity"])
def test_zeros_let_nothing_back_and_all_units_are_twins(activation):
    model = stack("zeros", activation, width=8)
    assert model.gradient_sizes()[:-1].tolist() == [0] * 9
    assert model.twins().tolist() == [8] * 10
    assert "Back, the gradient is 0: size 1 at the end, 0 where" in model.words()
    assert "ll 8 units of a layer are twins" in model.words()
    if activation == "relu":
        assert model.dead().tolist() == [8] * 10
        assert "80 of the 80 units are dead" in model.words()
    forward = "keep about their size" if activation == "sigmoid" else "are all 0"
    assert f"Forward, the values {forward}:" in model.words()


def test_a_constant_makes_twins_and_chance_does_not():
    assert stack("constant", "tanh").twins().tolist() == [64] * 10
    assert "all 64 units of a layer are twins." in stack("constant", "tanh").words()
    for name in ("normal", "small", "xavier", "he"):
        assert stack(name, "leaky_relu").twins().sum() == 0
        assert stack(name, "leaky_relu").words().endswith("No units are twins.")


def test_twins_are_counted_whoever_the_other_is():
    Z = np.random.default_rng(0).standard_normal((50, 6))
    assert count_twins(Z) == 0
    Z[:, 4] = Z[:, 1]
    assert count_twins(Z) == 2
    Z[:, 0] = Z[:, 1]
    assert count_twins(Z) == 3
    Z[0, 0] += 0.01
    assert count_twins(Z) == 2
    assert count_twins(Z[:, [1, 4, 2, 2]]) == 4


def test_dead_units_are_zero_for_every_sample():
    model = stack("he", "relu", width=6)
    by_hand = [sum(all(a == 0 for a in column) for column in A.T) for A in model.A]
    assert model.dead().tolist() == by_hand and sum(by_hand) > 0
    assert f"{sum(by_hand)} of the 60 units are dead" in model.words()
    assert stack("he", "tanh").dead() is None and stack("he", "relu").saturated() is None
    assert "dead" not in stack("he", "tanh").words()
    assert "saturated" not in stack("he", "relu").words()
    assert "None of the 640 units is dead; all" in stack("constant", "relu").words()


@pytest.mark.parametrize("last, alone, together", [
    (1e9, "explodes", "explode"), (20.1, "explodes", "explode"), (20, "grows", "grow"),
    (4.1, "grows", "grow"), (4, "keeps about its size", "keep about their size"),
    (0.251, "keeps about its size", "keep about their size"), (0.25, "shrinks", "shrink"),
    (0.051, "shrinks", "shrink"), (0.05, "dies out", "die out"), (1e-30, "dies out", "die out"),
    (0, "is 0", "are all 0")])
def test_words_for_a_size(last, alone, together):
    assert (trend(last), trend(last, many=True)) == (alone, together)


def test_the_scale_is_logarithmic_and_ends():
    middle = height_of(1)
    assert middle - height_of(1000) == pytest.approx(height_of(0.001) - middle)
    assert height_of(1e6) == height_of(1e9) < height_of(1e5)
    assert height_of(0) == height_of(1e-20) == height_of(1e-6)


def test_a_shape_is_as_wide_as_there_are_values():
    xs, ys = np.transpose(shape_of(np.array([1.0, 1.0, 1.0, 1.0, -1.0]), 3))
    top, bottom = xs[ys == ys.min()], xs[ys == ys.max()]
    assert max(top) - place(3) == pytest.approx(2 * (max(bottom) - place(3)))     # √4 to √1
    assert max(xs) - place(3) == pytest.approx(place(3) - min(xs))


def test_the_controls_move_it():
    e = explore.depth()
    assert e.words() == stack("normal", "relu").words()
    for name, value in {"initialization": "xavier", "activation": "sigmoid", "width": 16,
                        "factor": 3.3, "seed": 4}.items():
        before = e.words(), e.picture()
        e[name].value = value
        assert (e.words(), e.picture()) != before
    assert e.words() == stack("xavier", "sigmoid", width=16, factor=3.3, seed=4).words()
    assert e.words().startswith("Ten sigmoid layers, 16 units each. Weights: Xavier, times 3.3.")
    e["activation"].value = "identity"
    assert e.words().startswith("Ten linear layers with no activation, 16 units each.")


@pytest.mark.parametrize("initialization", ["zeros", "constant", "normal", "small", "he"])
@pytest.mark.parametrize("activation", ["relu", "tanh", "identity"])
@pytest.mark.parametrize("width, factor", [(2, 0.1), (128, 10.0)])
def test_every_corner_can_be_drawn(initialization, activation, width, factor):
    picture = explore.depth(initialization, activation, width, factor).picture()
    assert "nan" not in picture and "inf" not in picture


def test_the_answer_of_the_lesson():
    e, he = explore.depth("normal", "relu", 16, 0.354), explore.depth("he", "relu", 16)
    assert e.model.sizes() == pytest.approx(he.model.sizes(), rel=0.02)
    assert "keep about their size" in e.words() and "keeps about its size" in e.words()
    plain = explore.depth("normal", "identity", 64, 0.125)
    assert "keep about their size" in plain.words() and "keeps about its size" in plain.words()


@pytest.mark.parametrize("arguments, part", [
    ({"initialization": "lecun"}, "initialization 'lecun' is unknown"),
    ({"activation": "swish"}, "activation 'swish' is unknown"),
    ({"width": 1}, "width must be a whole number from 2 to 128, got 1"),
    ({"width": 2.5}, "width must be a whole number"),
    ({"factor": 0}, "factor must be from 0.1 to 10, got 0"),
    ({"seed": True}, "seed must be a whole number from 0 to 20")])
def test_bad_arguments(arguments, part):
    with pytest.raises(ValueError, match=part):
        explore.depth(**arguments)
