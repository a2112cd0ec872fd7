"""Lesson 08 in the browser: digits go through a network, by mouse and by keyboard."""

import pytest

from mlp_lessons import MLP, SGD, SoftmaxCrossEntropy, explore, fit
from mlp_lessons.datasets import load_digits

LESSON = 8


@pytest.fixture
def twin():
    """The same young network as in the lesson."""
    train, validation, _ = load_digits()
    network = MLP([64, 32, 10])
    fit(network, *train, loss=SoftmaxCrossEntropy(), optimizer=SGD(network, 0.1), epochs=4,
        progress=False)
    return explore.digit_watcher(network, *validation)


def test_every_control_by_mouse_and_keyboard(lesson, twin):
    shown = lesson(LESSON).explorable("digit_watcher")
    shown.same_as(twin)
    for name in ["next", "next", "previous"]:
        shown.click(name)
        twin[name].click()
        shown.same_as(twin)
    assert shown.words().startswith("Digit 1 is a ")
    for name, key in [("next", "Space"), ("previous", "Space")]:
        shown.press(name, key)
        twin[name].click()
        shown.same_as(twin)
    for name in ["position", "unit"]:
        shown.drag(name, 0.5)
        twin[name].value = int(shown.number_in(name))
        assert 0.3 * twin[name].max < twin[name].value < 0.7 * twin[name].max
        shown.same_as(twin)
        shown.press(name, "ArrowRight", times=2)
        twin[name].value += 2
        shown.same_as(twin)
    shown.choose("which", "mistakes only")
    twin["which"].value = "mistakes only"
    shown.same_as(twin)
    assert ": wrong" in shown.words()
    shown.choose_by_key("which", "all digits")
    twin["which"].value = "all digits"
    shown.same_as(twin)


def test_latency(lesson, measured):
    shown = lesson(LESSON).explorable("digit_watcher")
    measured["digit_watcher"] = shown.latencies("position"), None
