"""The forward pass, step by step: its numbers, its plane, its words, its controls."""

import asyncio

import numpy as np
import pytest

from mlp_lessons import MLP, Linear, explore
from mlp_lessons.datasets import make_moons, tiny_example
from mlp_lessons.explore.layer_by_layer import ForwardPass, tiny_network
from mlp_lessons.explore.network_drawing import (
    Anatomy,
    decimals,
    nice_limits,
    shown_places,
    sum_of_products,
)


@pytest.fixture
def tiny():
    return tiny_example()


def moon_network():
    network = MLP([2, 2, 2], activation="tanh")
    network.layers[0].W = np.array([[4.0, 2.0], [0.5, -0.5]])
    network.layers[2].W = np.array([[1.0, -2.0], [-1.0, 2.0]])
    return network


# What is shared by the drawings of networks ------------------------------------------------------


@pytest.mark.parametrize("value, text", [
    (-0.44039, "−0.4404"), (0.25, "0.25"), (2, "2"), (-0.0, "0"), (100.0, "100"),
    (1e-7, "1e−7"), (np.nan, "nan"), (2e6, "2e6")])
def test_numbers_are_written_with_four_decimals_at_most(value, text):
    assert decimals(value) == text


def test_a_sum_of_products_puts_negative_factors_in_brackets():
    assert sum_of_products([(1, -2), (-0.5, 4)], -1) == "1 · (−2) + (−0.5) · 4 + (−1)"


def test_rows_that_are_left_out_are_marked_and_the_focus_is_seen():
    assert shown_places(4, 0, 4) == [0, 1, 2, 3]
    assert shown_places(200, 0, 3) == [0, 1, 2, None]
    assert shown_places(200, 100, 3) == [None, 99, 100, 101, None]
    assert shown_places(200, 199, 3) == [None, 197, 198, 199]


@pytest.mark.parametrize("low, high", [(0, 1), (-3.2, 4.1), (1e-5, 2e-5), (5, 5), (0, 0),
                                       (-1e4, 1e4)])
def test_limits_are_round_and_enclose(low, high):
    left, right, step = nice_limits(low, high)
    assert left <= low + 1e-9 and right >= high - 1e-9 and left < right
    assert abs(left / step - round(left / step)) < 1e-6
    assert (right - left) / step < 7


def test_arrays_are_named_as_in_the_lessons(tiny):
    def names(sizes):
        layers, values = MLP(sizes).layers, [np.zeros((1, sizes[0]))]
        for layer in layers:
            values.append(layer.forward(values[-1]))
        return Anatomy(layers, values)

    assert names([2, 2, 2]).names == ["X", "Z1", "A", "scores"]
    assert names([2, 3, 4, 1]).names == ["X", "Z1", "A1", "Z2", "A2", "scores"]
    anatomy = names([2, 3, 1])
    assert anatomy.columns == [[0], [1, 2], [3]]
    assert [name for name, *_ in anatomy.parameters] == [
        "W1[0, 0]", "W1[0, 1]", "W1[1, 0]", "W1[1, 1]", "W1[2, 0]", "W1[2, 1]", "b1[0]", "b1[1]",
        "b1[2]", "W2[0, 0]", "W2[0, 1]", "W2[0, 2]", "b2[0]"]
    assert anatomy.ends_of(anatomy.parameters[10]) == ((1, 1), (2, 0))
    assert anatomy.ends_of(anatomy.parameters[-1]) == (None, (2, 0))


# The logic --------------------------------------------------------------------------------------


def test_the_values_are_those_on_paper(tiny):
    model = ForwardPass(tiny_network(tiny), tiny.X, tiny.y)
    expected = [[[1, 2], [4, 1]], [[-2, 2], [3, 4]], [[0, 2], [3, 4]], [[1, 3], [3.5, 3.5]]]
    np.testing.assert_allclose(model.values, expected)


def test_the_words_work_a_sample_out(tiny):
    model = ForwardPass(tiny_network(tiny), tiny.X, tiny.y)
    model.step = 1
    assert "Z1 = X @ W1.T + b1: (2, 2) @ (2, 2) + (2,) gives (2, 2)" in model.words()
    assert "Z1[0, 0] = 1 · 1 + 2 · (−2) + 1 = −2" in model.words()
    assert "straight" in model.words()
    model.step, model.sample = 3, 1
    assert "Both scores are equal: no class wins. 0 of 2 samples" in model.words()


def test_linear_layers_leave_the_grid_straight_and_bends_bend_it():
    X, y = make_moons(50, noise=0.1, seed=0)
    model = ForwardPass(moon_network(), X, y)
    bent = []
    for model.step in range(4):
        bent.append(model._is_bent())
    assert bent == [False, False, True, True]
    straight = ForwardPass(MLP([2, 2, 2], activation="identity"), X, y)
    straight.step = 3
    assert not straight._is_bent() and "no bend reaches them" in straight.words()


def test_the_boundary_is_where_both_scores_are_equal_and_straight_for_the_last_layer():
    X, y = make_moons(50, noise=0.1, seed=0)
    network = moon_network()
    model = ForwardPass(network, X, y)
    for line in model.boundary((-2, 2), (-2, 2)):
        scores = network.forward(line)
        assert np.abs(scores[:, 0] - scores[:, 1]).max() < 0.15     # between points of a grid
    model.step = 2
    (line,) = model.boundary((-1, 1), (-1, 1))
    assert np.linalg.matrix_rank(line - line[0], tol=1e-9) == 1


def test_a_changed_weight_changes_what_follows_and_leaves_the_network_alone(tiny):
    network = tiny_network(tiny)
    model = ForwardPass(network, tiny.X, tiny.y)
    model.set_value(model.parameters[1], 3.0)
    assert model.parameters[1][0] == "W1[0, 1]"
    np.testing.assert_allclose(model.values[1][:, 0], [1 + 6 + 1, 4 + 3 + 1])
    assert network.layers[0].W[0, 1] == -2 and network.layers[0].X is None
    assert "W1[0, 1] is 3 instead of −2" in model.words()
    model.restore()
    np.testing.assert_allclose(model.values[1], [[-2, 2], [3, 4]])
    assert "Changed" not in model.words()


# The controls -----------------------------------------------------------------------------------


def test_step_back_and_reset():
    e = explore.forward_pass()
    assert "Step 0 of 3" in e.words()
    for k in (1, 2, 3, 3):
        e["step"].click()
        assert f"Step {k} of 3" in e.words()
    e["back"].click()
    assert "Step 2 of 3" in e.words()
    e["sample"].value = 1
    assert "Sample 1: 3 and 4 became 3 and 4" in e.words()
    e["reset"].click()
    assert "Step 0 of 3" in e.words()
    e["back"].click()
    assert "Step 0 of 3" in e.words()


def test_the_dial_moves_the_chosen_weight_and_takes_over_the_next_one():
    e = explore.forward_pass()
    e["weight"].value = 1
    assert e["value"].value == -2 and not e.model.changes()
    e["value"].value = 1.5
    assert e.model.layers[0].W[0, 1] == 1.5
    e["weight"].value = 4
    assert e["value"].value == 1.0 and e.model.layers[0].W[0, 1] == 1.5
    e["reset"].click()
    assert not e.model.changes()
    e["weight"].value = 1
    assert e["value"].value == -2


def test_a_weight_with_many_digits_is_not_changed_by_being_chosen():
    X, y = make_moons(20, seed=0)
    e = explore.forward_pass(MLP([2, 3, 2], seed=4), X, y)
    for k in range(len(e.model.parameters)):
        e["weight"].value = k
        e["sample"].value = k       # another control moves: the dial's own value is as it was
    assert not e.model.changes()


def test_wide_layers_show_two_chosen_units():
    X, y = make_moons(20, seed=0)
    e = explore.forward_pass(MLP([2, 5, 3], seed=4), X, y)
    e["step"].click()
    assert "Z1 has 5 columns; the plane shows two of them, 0 and 1" in e.words()
    e["across"].value, e["up"].value = 3, 3
    assert "3 and 4" in e.words()
    assert "across" not in explore.forward_pass().controls


@pytest.mark.parametrize("sizes, D", [([2, 1], 2), ([3, 2, 1], 3), ([2, 6, 6, 6, 3], 2),
                                      ([1, 3, 2], 1)])
def test_small_networks_of_all_shapes_are_drawn(sizes, D):
    X = np.random.default_rng(0).normal(size=(12, D))
    e = explore.forward_pass(MLP(sizes, seed=1), X, np.arange(12) % 2)
    for _ in range(e.model.last_step + 1):
        assert e.picture().startswith("<svg") and "nan" not in e.picture()
        e["step"].click()
    explore.forward_pass(MLP(sizes, seed=1), X[:1]).picture()


def test_it_plays_and_pauses():
    async def played():
        e = explore.forward_pass()
        e.player._rate = lambda: 50
        e["play"].click()
        await asyncio.sleep(0.05)
        assert e.player.is_playing and e.model.step
        await asyncio.sleep(0.2)
        assert not e.player.is_playing and e.model.step == 3

    asyncio.run(played())


@pytest.mark.parametrize("arguments, words", [
    ({"network": [2, 2]}, "list `layers`"),
    ({"y": [0, 1]}, "without X"),
    ({"X": [1, 2]}, "X must be"),
    ({"X": np.zeros((400, 2))}, "300"),
    ({"X": np.zeros((2, 2)), "y": [0.5, 1]}, "whole number"),
    ({"network": MLP([2, 9, 2]), "X": np.zeros((2, 2))}, "at most 6 units"),
    ({"network": MLP.from_layers([Linear(3, 2)]), "X": np.zeros((2, 2))}, "got X of shape"),
])
def test_wrong_arguments_are_told(arguments, words):
    with pytest.raises((ValueError, TypeError), match=words):
        explore.forward_pass(**arguments)


def test_the_still_picture_has_the_words():
    bundle = explore.forward_pass()._repr_mimebundle_()
    assert "The input X, (2, 2)" in bundle["text/html"] and "Step 0" in bundle["text/plain"]
