"""Lesson 07: gradient descent on four surfaces, and what its walk is called."""

import asyncio
import warnings

import numpy as np
import pytest

from mlp_lessons import explore
from mlp_lessons.explore.descent import (
    ADAM,
    ALL,
    BATCHES,
    BOWL,
    EXPLANATIONS,
    FAR,
    LONGEST,
    MOMENTUM,
    NETWORK,
    OPTIMIZERS,
    PLAIN,
    RATES,
    RAVINE,
    SADDLE,
    SURFACES,
    Descent,
    batch_of,
    surface_of,
)


def descent(surface, rate, steps, optimizer=PLAIN, start=None, **settings):
    model = Descent(surface, rate, steps, optimizer)
    model.start = model.start if start is None else start
    for name, value in settings.items():
        setattr(model, name, value)
    return model


def called(*arguments, **settings):
    model = descent(*arguments, **settings)
    return model.name(*model.walk())


# ---- the surfaces and the walk ----

@pytest.mark.parametrize("name", SURFACES)
def test_the_gradient_is_what_wiggling_measures(name):
    surface = surface_of(name)
    for w in [(-2.0, 1.5), (0.3, -0.7), (1.0, 2.0)]:
        w = np.array(w)
        wiggled = [(surface.loss(w + h) - surface.loss(w - h)) / 2e-5 for h in 1e-5 * np.eye(2)]
        np.testing.assert_allclose(surface.gradient(w), wiggled, atol=1e-7)


def test_the_bowl_by_hand():
    places, losses = descent(BOWL, 0.3, 5).walk()       # λ = 2: every step multiplies by 0.4
    np.testing.assert_allclose(places, np.outer(0.4 ** np.arange(6), [-2, 1.5]))
    np.testing.assert_allclose(losses, 6.25 * 0.16 ** np.arange(6))


@pytest.mark.parametrize("surface", [BOWL, RAVINE, SADDLE])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_walk_is_pytorchs(surface, optimizer):
    torch = pytest.importorskip("torch")
    model = descent(surface, 0.06, 40, optimizer, momentum=0.7)
    w = torch.tensor(model.start, dtype=torch.float64, requires_grad=True)
    mover = {PLAIN: lambda: torch.optim.SGD([w], 0.06),
             MOMENTUM: lambda: torch.optim.SGD([w], 0.06, momentum=0.7),
             ADAM: lambda: torch.optim.Adam([w], 0.06)}[optimizer]()
    places = [w.detach().numpy().copy()]
    for _ in range(40):
        mover.zero_grad()
        loss = {BOWL: lambda: w[0]**2 + w[1]**2,
                RAVINE: lambda: 0.5 * (w[0]**2 + 20 * w[1]**2),
                SADDLE: lambda: 0.5 * w[0]**2 + 0.25 * (w[1]**2 - 1)**2}[surface]()
        loss.backward()
        mover.step()
        places.append(w.detach().numpy().copy())
    np.testing.assert_allclose(model.walk()[0], places, atol=1e-12)


@pytest.mark.parametrize("batch_size", BATCHES)
def test_the_walk_on_the_network_is_pytorchs(batch_size):
    torch = pytest.importorskip("torch")
    model = descent(NETWORK, 0.5, 20, batch_size=batch_size)
    X, y = torch.tensor(model.surface.X), torch.tensor(model.surface.y, dtype=torch.float64)
    w = torch.tensor(model.start, dtype=torch.float64, requires_grad=True)
    mover, places = torch.optim.SGD([w], 0.5), [w.detach().numpy().copy()]
    for step in range(20):
        rows = batch_of(step, batch_size)
        first = torch.tanh(X[rows] @ w - 2)
        second = torch.tanh(2 * X[rows, 0] - 2 * X[rows, 1] + 2)
        scores = 3 * first - 3 * second + 2.5
        mover.zero_grad()
        torch.nn.functional.binary_cross_entropy_with_logits(scores, y[rows]).backward()
        mover.step()
        places.append(w.detach().numpy().copy())
    np.testing.assert_allclose(model.walk()[0], places, atol=1e-10)


@pytest.mark.parametrize("size", [1, 4, 15])
def test_each_epoch_shows_every_point_once(size):
    steps = ALL // size
    first, second = [np.concatenate([batch_of(epoch * steps + step, size) for step in range(steps)])
                     for epoch in (0, 1)]
    assert sorted(first) == sorted(second) == list(range(ALL))
    assert (first != second).any()


# ---- what a walk is called ----

@pytest.mark.parametrize("rate, name", [
    (0.01, "crawls"), (0.02, "crawls"), (0.03, "glides"), (0.3, "glides"), (0.5, "glides"),
    (0.55, "zigzags"), (0.9, "zigzags"), (0.99, "zigzags"), (1.0, "oscillates"),
    (1.01, "explodes"), (1.5, "explodes"), (30.0, "explodes"),
])
@pytest.mark.parametrize("steps", [12, 15, LONGEST])
def test_the_bowl(rate, name, steps):
    assert called(BOWL, rate, steps) == name


@pytest.mark.parametrize("rate, names", [
    (0.01, {"crawls"}), (0.03, {"crawls"}), (0.049, {"crawls"}), (0.06, {"zigzags"}),
    (0.095, {"zigzags"}), (0.1, {"oscillates"}), (0.101, {"explodes"}), (1.0, {"explodes"}),
])
def test_the_ravine(rate, names):
    assert {called(RAVINE, rate, steps) for steps in (15, 25, 40)} == names


def test_a_crawl_is_slower_than_half_the_way_in_twelve_steps():
    for rate, name in [(0.999, "crawls"), (1.001, "glides")]:
        rate *= (1 - 0.5 ** (1 / 12)) / 2
        assert {called(BOWL, rate, steps) for steps in (9, 12, 30)} == {name}


def test_the_saddle():
    assert called(SADDLE, 0.3, 40) == "glides"
    assert called(SADDLE, 0.3, 40, start=(-2.0, 0.0)) == "rests"        # upon the saddle
    assert called(SADDLE, 0.3, 40, start=(0.0, 0.0)) == "rests"
    assert called(SADDLE, 0.3, 40, start=(0.0, 1.0)) == "glides"        # it stands at the bottom
    assert called(SADDLE, 5.0, 40) == "explodes"


def test_the_network():
    assert called(NETWORK, 0.05, 40) == "crawls"
    assert called(NETWORK, 2.0, 40) == "glides"
    assert called(NETWORK, 30.0, 40) == "jumps"
    assert called(NETWORK, 2.0, 40, batch_size=4) == "staggers"
    assert called(NETWORK, 2.0, 40, MOMENTUM) == "swings"


def test_momentum_and_adam():
    assert called(BOWL, 0.1, 40, MOMENTUM) == "swings"
    assert called(BOWL, 0.1, 40, MOMENTUM, momentum=0.0) == called(BOWL, 0.1, 40)
    assert called(BOWL, 0.01, 40, ADAM) == "crawls"
    assert called(BOWL, 0.3, 40, ADAM) == "swings"
    assert called(RAVINE, 0.5, 40, MOMENTUM) == "explodes"


def test_a_short_walk_has_no_name_unless_it_has_exploded():
    assert called(BOWL, 0.3, 7) is None and called(BOWL, 0.3, 8) == "glides"
    assert called(BOWL, 30.0, 2) == "explodes"
    assert "0 steps: too few to say" in descent(BOWL, 0.3, 0).words()
    assert "1 step: too few to say" in descent(BOWL, 0.3, 1).words()


def test_no_setting_overflows():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for surface in SURFACES:
            for optimizer in OPTIMIZERS:
                for rate in (*RATES, 1.0):
                    for start in [(-4.0, 4.0), (4.0, -4.0), (0.0, 0.0)]:
                        model = descent(surface, rate, LONGEST, optimizer, start, momentum=0.99)
                        places, losses = model.walk()
                        assert np.isfinite(places).all() and np.isfinite(losses).all()
                        assert (np.abs(places[:-1]) <= FAR).all()
                        assert model.name(places, losses) in EXPLANATIONS
                        assert model.words()


# ---- what has been found ----

def found(model, *rates):
    for rate in rates:
        model.learning_rate = rate
        model.look()
    return model.edges


def test_an_edge_is_known_when_both_its_sides_have_been_seen():
    model = Descent(BOWL, 0.02, 15)
    assert found(model) == {}
    assert found(model, 0.02, 0.3) == {}
    assert found(model, 3.0) == {}
    assert found(model, 0.8) == {"1/λ": 0.5, "2/λ": 1.0}
    assert found(Descent(BOWL, steps=15), 0.3, 0.8) == {"1/λ": 0.5}
    assert found(Descent(BOWL, steps=15), 0.8, 3.0) == {"2/λ": 1.0}
    assert found(Descent(BOWL, steps=15), 1.0) == {"2/λ": 1.0}          # just at the edge
    assert found(Descent(RAVINE, steps=15), 0.03, 0.08, 0.2) == {"1/λ": 0.05, "2/λ": 0.1}


def test_what_does_not_count():
    assert found(Descent(BOWL, steps=5), 0.3, 0.8) == {}                # too short
    assert found(Descent(BOWL, steps=15, optimizer=MOMENTUM), 0.3, 0.8, 3.0) == {}
    model = Descent(RAVINE, steps=15)
    model.start = (-2.0, 0.0)           # such a walk never feels the steep direction
    assert found(model, 0.3, 1.5) == {} and model.found[RAVINE] == set()
    model = Descent(BOWL, steps=15)
    found(model, 0.3, 0.8)
    model.choose(RAVINE)
    assert model.edges == {}            # each surface has edges of its own
    model.choose(BOWL)
    assert model.edges == {"1/λ": 0.5}


def test_the_words():
    model = Descent(BOWL, 0.02, 15)
    model.look()
    assert model.words().splitlines() == [
        "Plain descent on the bowl, η = 0.02, 15 steps: it crawls. The direction is right, but "
        "the steps are tiny.",
        "From (−2, 1.5), loss 6.25, to (−1.08, 0.813), loss 1.84.",
        "Found on the bowl: calm walks. Two edges are still to be found.",
    ]
    found(model, 0.9)
    assert model.words().splitlines()[2] == (
        "Found on the bowl: calm walks and zigzags. Calm turns into zigzag at 1/λ = 0.5. One edge "
        "is still to be found.")
    found(model, 3)
    assert model.words().splitlines() == [
        "Plain descent on the bowl, η = 3, 4 steps: it explodes. Each jump is longer than the "
        "last.",
        "From (−2, 1.5), loss 6.25, it is out of sight after 4 steps, and stopped there.",
        "Found on the bowl: calm walks, zigzags and explosions. Calm turns into zigzag at 1/λ = "
        "0.5. Beyond 2/λ = 1 it explodes.",
    ]
    model = descent(NETWORK, 1.0, 60, batch_size=1)
    assert model.words().startswith("Plain descent on the network, batches of 1 point, η = 1, 60 ")
    assert model.words().endswith("Reset begins anew.")


# ---- the explorable ----

def test_every_control():
    e = explore.gradient_descent()
    assert e.box is not None
    seen = {e.picture()}

    def is_new():
        picture = e.picture()
        new = picture not in seen
        seen.add(picture)
        return new

    e["learning_rate"].value = 0.8
    assert e.model.learning_rate == 0.8 and is_new() and "zigzags" in e.words()
    e["w1"].value = 2.0
    e["w2"].value = -3.0
    assert e.model.walk()[0][0].tolist() == [2.0, -3.0] and is_new()
    assert e["momentum"].disabled and e["batch"].disabled
    e["optimizer"].value = MOMENTUM
    assert not e["momentum"].disabled and "Momentum 0.8" in e.words() and is_new()
    e["momentum"].value = 0.5
    assert "Momentum 0.5" in e.words() and is_new()
    e["optimizer"].value = ADAM
    assert e["momentum"].disabled and "Adam on the bowl" in e.words() and is_new()
    e["surface"].value = NETWORK
    assert (e["w1"].value, e["w2"].value) == (-1.0, -2.5) == e.model.start
    assert not e["batch"].disabled and is_new()
    e["batch"].value = 4
    assert "batches of 4 points" in e.words() and is_new()
    e["surface"].value = RAVINE
    assert e["batch"].disabled and "batches" not in e.words() and is_new()


def test_the_edges_are_drawn_when_they_are_known():
    e = explore.gradient_descent("bowl", 0.3)
    assert e.box is not None
    assert not any(line.get_visible() for line, _ in e.marks.values())
    e["learning_rate"].value = 0.7
    e["learning_rate"].value = 2.0
    assert [line.get_xdata()[0] for line, _ in e.marks.values() if line.get_visible()] == [0.5, 1]
    e["surface"].value = NETWORK
    assert not any(line.get_visible() for line, _ in e.marks.values())


def test_step_and_reset():
    e = explore.gradient_descent(steps=0)
    assert e.box is not None
    for _ in range(3):
        e["step"].click()
    assert e.model.steps == 3 and "3 steps: too few" in e.words()
    e["reset"].click()
    assert e.model.steps == 0 and "0 steps" in e.words()
    e = explore.gradient_descent(steps=LONGEST)
    e["step"].click()
    assert e.model.steps == LONGEST


def test_it_plays_to_the_end_and_can_be_paused():
    async def play():
        e = explore.gradient_descent(steps=50)
        assert e.box is not None
        e["play"].click()
        await asyncio.sleep(0.3)
        e["play"].click()
        paused = e.model.steps
        await asyncio.sleep(0.2)
        assert 50 < paused == e.model.steps < LONGEST
        e["play"].click()
        await asyncio.wait_for(e.player._task, 10)
        return e

    e = asyncio.run(play())
    assert e.model.steps == LONGEST and not e.player.is_playing


def test_bad_arguments():
    with pytest.raises(ValueError, match="surface 'hill' is unknown. Known are: 'bowl', 'ravine'"):
        explore.gradient_descent("hill")
    with pytest.raises(ValueError, match="optimizer 'adam' is unknown"):
        explore.gradient_descent(optimizer="adam")
    with pytest.raises(ValueError, match="learning_rate must be from 0.01 to 30, got 0"):
        explore.gradient_descent(learning_rate=0)
    with pytest.raises(TypeError, match="learning_rate must be a number"):
        explore.gradient_descent(learning_rate="fast")
    with pytest.raises(ValueError, match="steps must be a whole number from 0 to 60, got 2.5"):
        explore.gradient_descent(steps=2.5)


def test_the_picture_does_not_depend_on_what_was_shown_before():
    one, other = explore.gradient_descent("network"), explore.gradient_descent("network")
    assert one.picture() == other.picture()
    one["surface"].value = "saddle"
    fresh = explore.gradient_descent("network")
    fresh["surface"].value = "saddle"       # before its first picture
    assert one.picture() == fresh.picture()
