"""Lesson 05: machines in a row and in a fork, and a wiggle that travels through them."""

import re

import pytest

from mlp_lessons import explore
from mlp_lessons.explore.chain_and_fork import STRUCTURES, Wiggle, bracketed, short


def wiggle(structure, x, delta=0.1):
    wiggle = Wiggle(structure)
    wiggle.x, wiggle.delta = x, delta
    return wiggle


def test_a_chain_by_hand():
    chain = wiggle("chain", 1.0)
    assert chain.values(1.0) == {"x": 1, "u": 2, "y": 4}
    assert chain.slopes() == {"u": [2], "y": [4]}           # the square's slope, at what it gets
    assert chain.slopes_so_far() == {"x": 1, "u": 2, "y": 8}
    assert chain.paths() == {"": [2, 4]}
    assert chain.moved() == pytest.approx({"x": 0.1, "u": 0.2, "y": 0.84})
    assert chain.foretold() == pytest.approx({"x": 0.1, "u": 0.2, "y": 0.8})
    assert chain.measured() == pytest.approx(8.4)


def test_forks_by_hand():
    fork = wiggle("fork", -1.5, 0.5)
    assert fork.paths() == {"u": [-3, 1], "v": [3, 1]}
    assert fork.slopes_so_far()["y"] == 0                   # two paths that cancel
    assert fork.moved() == pytest.approx({"x": 0.5, "u": -1.25, "v": 1.5, "y": 0.25})
    product = wiggle("fork, product", 2.0)
    assert product.paths() == {"u": [2, 3], "v": [1, 4]}    # "multiply" has the slopes v and u
    assert product.slopes_so_far()["y"] == 10
    assert product.moved()["y"] == pytest.approx(2 * 2.1 * 3.1 - 12)


@pytest.mark.parametrize("structure", STRUCTURES)
@pytest.mark.parametrize("x", [-2.0, -0.7, 0.0, 0.3, 2.0])
def test_all_slopes_are_what_wiggling_measures(structure, x):
    machines, h = wiggle(structure, x), 1e-6
    low, high = machines.values(x - h), machines.values(x + h)
    for name, slope in machines.slopes_so_far().items():
        assert slope == pytest.approx((high[name] - low[name]) / (2 * h), abs=1e-7)


@pytest.mark.parametrize("structure", STRUCTURES)
def test_a_small_wiggle_is_foretold_well(structure):
    def miss(delta):
        machines = wiggle(structure, 0.6, delta)
        return abs(machines.measured() - machines.slopes_so_far()["y"])

    assert miss(0.5) > 5 * miss(0.05) > 25 * miss(0.005)


def test_words_of_a_chain():
    assert wiggle("chain", 1.0).words().splitlines() == [
        "x = 1: “times 2” makes u = 2, and “square” makes y = 4.",
        "Wiggle x by Δx = 0.1. In truth Δu = 0.2 and Δy = 0.84.",
        "“times 2” has slope 2 at x = 1, “square” has slope 4 at u = 2. In a row slopes multiply: "
        "2 × 4 = 8, which foretells Δy = 0.8.",
        "Measured: Δy/Δx = 8.4. By the slopes: 8. They differ, because the slopes change on the "
        "way from 1 to 1.1. Try a smaller wiggle."]
    assert wiggle("chain", 1.0, 0.0001).words().endswith("8. To three digits they agree.")
    assert wiggle("chain of three", 0.0).words().splitlines()[0] == (
        "x = 0: “times 3” makes u = 0, “sigmoid” makes v = 0.5, and “square” makes y = 0.25.")


def test_words_of_a_fork():
    assert ("through u −3 × 1 = −3, through v 3 × 1 = 3. Where the paths meet they add: "
            "−3 + 3 = 0, which foretells Δy = 0.") in wiggle("fork", -1.5).words()
    assert "2 × (−1) = −2, through v 1 × (−4) = −4" in wiggle("fork, product", -2).words()
    assert "−2 + (−4) = −6" in wiggle("fork, product", -2).words()


def test_words_without_a_wiggle():
    words = wiggle("chain", 1.0, 0.0).words()
    assert "nothing moves" in words and "Measured" not in words and "foretells" not in words


def test_numbers():
    assert [short(value) for value in (18.9, -0.25, 0.1 + 0.2 - 0.3, 9.12e-8, 1e-5)] == [
        "18.9", "−0.25", "0", "9.1·10⁻⁸", "1·10⁻⁵"]
    assert bracketed([-2, 3, -4]) == ["−2", "3", "(−4)"]


@pytest.mark.parametrize("structure", STRUCTURES)
def test_the_picture_shows_the_numbers_within_its_edges(structure):
    shown = explore.chain(structure)
    for x in (-2.0, -1.46, 0.0, 1.0, 2.0):
        for delta in (-0.5, -0.07, 0.0, 0.5):
            with shown.all_at_once():
                shown["x"].value, shown["delta"].value = x, delta
            svg = shown.picture()
            assert f">{short(shown.model.values(x)['y'])}</text>" in svg
            for left, top, width, height in re.findall(
                    r'<rect x="([-\d.]+)" y="([-\d.]+)" width="([-\d.]+)" height="([-\d.]+)"', svg):
                assert 0 <= float(left) and float(left) + float(width) <= 700
                assert 0 <= float(top) and float(top) + float(height) <= 520


def test_bars_grow_with_the_wiggle():
    shown = explore.chain()
    shown["delta"].value = 0.5
    assert shown.model.farthest() == pytest.approx(5)       # (2 · 1.5)² − 4
    pictures = set()
    for delta in (-0.5, -0.01, 0, 0.01, 0.1, 0.5):
        shown["delta"].value = delta
        pictures.add(shown.picture())
    assert len(pictures) == 6


def test_every_control_moves_it_and_back_again():
    shown = explore.chain("fork")
    start, words = shown.picture(), shown.words()
    for name, value, back in (("x", -1.5, 1), ("delta", 0.001, 0.1),
                              ("structure", "chain", "fork")):
        shown[name].value = value
        assert shown.words() != words and shown.picture() != start
        shown[name].value = back
        assert shown.words() == words and shown.picture() == start


def test_wrong_structure():
    with pytest.raises(ValueError, match="structure must be one of 'chain', .* got 'row'"):
        explore.chain("row")
