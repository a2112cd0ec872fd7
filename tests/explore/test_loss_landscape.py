"""Lesson 04: the loss over two weights of a network, and the walk down by wiggling."""

import asyncio

import numpy as np
import pytest

from mlp_lessons import explore
from mlp_lessons.explore.landscape import LIMIT, LONGEST, STARTS, WiggledWalk
from mlp_lessons.explore.walks import LOSSES, PAIRS, LooseNetwork, network_heights


def test_the_network_by_hand():
    network = LooseNetwork("hidden unit")
    x = np.array([[1.0, 0.0]])
    by_hand = 3 * np.tanh(1 * 1 - 2) - 3 * np.tanh(2 * 1 + 2) + 2.5
    assert network.scores(np.array([1.0, -1.0]), x)[0, 0] == pytest.approx(by_hand)
    network = LooseNetwork("in and out")
    by_hand = 5 * np.tanh(1 * 1 - 2) - 3 * np.tanh(2 * 1 + 2) + 2.5
    assert network.scores(np.array([1.0, 5.0]), x)[0, 0] == pytest.approx(by_hand)
    network = LooseNetwork("output")
    by_hand = 5 * np.tanh(2 * 1 - 2) + 4 * np.tanh(2 * 1 + 2) + 2.5
    assert network.scores(np.array([5.0, 4.0]), x)[0, 0] == pytest.approx(by_hand)
    assert network.parameters == 9


def test_both_losses_by_hand():
    network, w = LooseNetwork("output"), np.array([1.0, -2.0])
    p = 1 / (1 + np.exp(-network.scores(w)[:, 0]))
    right = np.where(network.y == 1, p, 1 - p)
    assert network.loss(w) == pytest.approx(-np.log(right).mean())
    assert network.loss(w, "squared error") == pytest.approx(((1 - right) ** 2).mean())


def test_the_weights_set_by_hand_solve_xor():
    network = LooseNetwork()
    scores = network.network.forward(network.X)[:, 0]
    assert ((scores > 0) == network.y).mean() > 0.9


@pytest.mark.parametrize("pair", PAIRS)
def test_wiggling_and_backpropagation_agree(pair):
    walk = WiggledWalk("cross-entropy", pair)
    for w in [(-1.0, -2.0), (2.0, 0.5), STARTS[pair]]:
        walk.put(w)
        np.testing.assert_allclose(walk.slopes(), walk.surface.gradient(walk.w), atol=1e-6)


def test_the_map_holds_the_loss_of_each_place():
    heights = network_heights("in and out", "squared error", LIMIT)
    places = np.linspace(-LIMIT, LIMIT, len(heights))
    expected = LooseNetwork("in and out", "squared error").loss(np.array([places[7], places[40]]))
    assert heights[40, 7] == expected               # a row for each w₂


def test_a_step_goes_against_the_slopes_and_is_counted():
    walk = WiggledWalk()
    start, slopes = walk.w.copy(), walk.slopes()
    walk.step_size = 2.0
    np.testing.assert_allclose(walk.ahead(), start - 2 * slopes)
    assert walk.step()
    np.testing.assert_allclose(walk.w, start - 2 * slopes)
    walk.step()
    assert (walk.steps, walk.forward_passes) == (2, 8)


def test_how_often_a_step_asks_the_network(monkeypatch):
    walk, asked = WiggledWalk(), []
    loss = walk.surface.loss
    monkeypatch.setattr(walk.surface, "loss", lambda w: asked.append(w) or loss(w))
    walk.walk.append(walk.ahead())
    assert len(asked) == walk.forward_passes == 4


def test_cross_entropy_finds_the_way_that_squared_error_does_not_feel():
    ends = {}
    for loss in LOSSES:
        walk = WiggledWalk(loss, "output")
        for _ in range(60):
            walk.step()
        ends[loss] = walk
    assert ends["cross-entropy"].surface.loss(ends["cross-entropy"].w) < 0.2
    assert np.linalg.norm(ends["squared error"].w - STARTS["output"]) < 0.1


def test_where_it_stops():
    walk = WiggledWalk("squared error", "output")
    walk.put((6.0, 6.0))
    walk.step_size = 1000.0
    assert walk.step() is False and walk.is_off
    assert "This place is off the map." in walk.words()
    walk = WiggledWalk("cross-entropy", "in and out")
    walk.step_size = 3.0
    while walk.step():
        assert "A step would lead to" in walk.words()
    assert walk.is_level and walk.steps < LONGEST
    np.testing.assert_allclose(walk.surface.gradient(walk.w), 0, atol=1e-4)
    assert "no way down to be felt" in walk.words()
    walk = WiggledWalk("squared error", "hidden unit")
    walk.step_size = 0.1
    steps = 1
    while walk.step():
        steps += 1
    assert steps == LONGEST


def test_the_words():
    walk = WiggledWalk()
    walk.step()
    assert walk.words().splitlines() == [
        "w₁ and w₂ are the weights of a hidden unit for x₁ and x₂.",
        "At w₁ = −2.89, w₂ = −4.11 the cross-entropy is 1.44 (the squared error is 0.4), and "
        "32 of 60 points are on their side.",
        "Wiggling says: slope −0.14 for w₁ and 0.14 for w₂. A step would lead to (−2.74, −4.24).",
        "1 step, 4 forward passes each: 4 so far. Wiggling all 9 weights and biases takes 18 a "
        "step: 18.",
    ]


def test_every_control():
    e = explore.loss_landscape()
    assert e.box is not None
    before = e.picture()
    e["w1"].value = 2.0
    assert e.model.w.tolist() == [2.0, -4.0] and e.picture() != before
    e["w2"].value = -1.5
    assert e.model.w.tolist() == [2.0, -1.5] and e.model.steps == 0
    e["step_size"].value = 3.0
    e["step"].click()
    assert e.model.steps == 1
    np.testing.assert_allclose(e.model.walk[1], e.model.walk[0] - 3 * _slopes((2.0, -1.5)))
    e["loss"].value = "squared error"
    assert e.model.steps == 0 and "the squared error is" in e.words()
    before = e.picture()
    e["weights"].value = "output"
    assert tuple(e.model.w) == STARTS["output"] and (e["w1"].value, e["w2"].value) == (-3, 3)
    assert e.picture() != before


def _slopes(w):
    walk = WiggledWalk()
    walk.put(w)
    return walk.slopes()


def test_the_dials_say_where_the_walk_begins():
    e, walk = explore.loss_landscape(), WiggledWalk()
    assert e.box is not None
    for _ in range(5):
        e["step"].click()
        walk.step()
    np.testing.assert_array_equal(e.model.w, walk.w)
    e["step_size"].value = 0.5          # no place is given up for this
    assert e.model.steps == 5
    e["w2"].value = 0.5                 # a walk begins anew
    assert e.model.steps == 0 and e.model.w.tolist() == [-3.0, 0.5]
    e["step"].click()
    e["loss"].value = "squared error"   # the same start on other ground
    assert e.model.steps == 0 and e.model.w.tolist() == [-3.0, 0.5]
    e["step"].click()
    e["reset"].click()
    assert e.model.steps == 0 and e.model.w.tolist() == [-3.0, 0.5]


def test_it_plays_until_it_is_paused():
    async def play():
        e = explore.loss_landscape()
        assert e.box is not None
        e["play"].click()
        await asyncio.sleep(0.5)
        e["play"].click()
        steps = e.model.steps
        await asyncio.sleep(0.2)
        return e, steps

    e, steps = asyncio.run(play())
    assert 1 <= steps == e.model.steps
    assert f"{steps} step" in e.words()


def test_a_walk_that_leaves_the_map_can_be_drawn():
    e = explore.loss_landscape("squared error", "output")
    assert e.box is not None
    with e.all_at_once():
        e["w1"].value, e["w2"].value, e["step_size"].value = 5.5, 5.5, 100
    e["step"].click()
    assert "This place is off the map." in e.words()
    e["step"].click()
    assert e.model.steps == 2


def test_bad_arguments():
    with pytest.raises(ValueError, match="loss 'mse' is unknown. Known are: 'cross-entropy', 'sq"):
        explore.loss_landscape("mse")
    with pytest.raises(ValueError, match="weights 'all' is unknown. Known are: 'hidden unit'"):
        explore.loss_landscape(weights="all")
