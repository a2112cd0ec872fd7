"""Lesson 06 in the browser: the trip forward and back, own layers, and the practice."""

import numpy as np
import pytest

from mlp_lessons import MLP, Linear, ReLU, SoftmaxCrossEntropy, explore

LESSON = 6


@pytest.fixture
def lab(lesson):
    return lesson(LESSON)


def test_every_control_by_mouse_and_keyboard(lab):
    shown, twin = lab.explorable("backpropagation"), explore.backpropagation()
    shown.same_as(twin)
    for _ in range(3):
        shown.click("step")
        twin["step"].click()
        shown.same_as(twin)
    shown.press("step", "Space", times=4)
    for _ in range(4):
        twin["step"].click()
    shown.same_as(twin)
    assert "dA[0, 0]: 2 paths" in shown.words()
    shown.press("sample", "ArrowRight")
    twin["sample"].value = 1
    shown.same_as(twin)
    shown.drag("sample", 0.0)
    twin["sample"].value = 0
    shown.same_as(twin)
    shown.drag("weight", 0.999)
    twin["weight"].value = 11
    shown.same_as(twin)
    assert "b2[1] wiggled" in shown.words()
    shown.press("weight", "ArrowLeft", times=4)
    twin["weight"].value = 7
    shown.same_as(twin)
    assert "W2[0, 1] wiggled" in shown.words()
    shown.drag("h", 0.4)
    twin["h"].value = shown.number_in("h")
    assert twin["h"].value < 0.01
    shown.same_as(twin)
    assert "Backpropagation found 0.1192: they agree" in shown.words()
    shown.press("h", "ArrowRight")
    twin["h"].value = shown.number_in("h")
    shown.same_as(twin)
    shown.type_number("h", 1)
    twin["h"].value = 1
    shown.same_as(twin)
    assert "because the wiggle is so wide" in shown.words()
    shown.click("back")
    twin["back"].click()
    shown.same_as(twin)
    shown.press("back", "Space")
    twin["back"].click()
    shown.same_as(twin)
    shown.press("reset", "Space")
    twin["reset"].click()
    shown.same_as(twin)


def test_it_plays_and_pauses(lab):
    shown = lab.explorable("backpropagation")
    shown.click("reset")
    start = shown.words()
    shown.click("play")
    for _ in range(60):
        if shown.words() != start:
            break
        lab.page.wait_for_timeout(50)
    shown.click("play")
    words = shown.words()
    assert words != start
    lab.page.wait_for_timeout(2000)
    assert shown.words() == words
    shown.click("reset")
    shown.wait_for_words(start)


def test_own_layers(lab):
    shown = lab.explorable("backpropagation", 1)
    X = np.random.default_rng(6).normal(size=(5, 3))
    network = MLP.from_layers([Linear(3, 3, seed=0), ReLU(), Linear(3, 2, seed=1)])
    twin = explore.backpropagation(network, SoftmaxCrossEntropy(), X, np.array([0, 1, 1, 0, 1]))
    for _ in range(9):
        shown.click("step")
        twin["step"].click()
    shown.same_as(twin)
    assert "5 paths, one through each sample" in shown.words()


def type_entry(shown, name, text):
    shown.control(name).locator("input").click(click_count=3)
    shown.page.keyboard.type(text)
    shown.page.keyboard.press("Tab")
    shown.page.wait_for_timeout(150)


def test_the_practice(lab):
    shown = lab.explorable("backpropagation_practice")
    twin = explore.backpropagation(practice=True)
    shown.same_as(twin)
    dscores = twin.model.truth["dscores"]
    entries = {"cell_0_0": f"{dscores[0, 0]:.3f}", "cell_0_1": f"{2 * dscores[0, 1]:.3f}",
               "cell_1_0": "nonsense", "cell_1_1": f"{dscores[1, 1]:.4f}"}
    for name, text in entries.items():
        type_entry(shown, name, text)
        twin[name].value = text
        shown.same_as(twin)
    assert "2 of 24" in shown.words() and "Who divides by N?" in shown.words()

    shown.choose("array", "db2")
    twin["array"].value = "db2"
    shown.same_as(twin)
    shown.control("cell_0_1").locator("input").focus()      # by keyboard alone
    shown.page.keyboard.type(f"{dscores[1, 1]:.3f} + 2*{dscores[0, 1]:.4f}")
    shown.page.keyboard.press("Enter")
    twin["cell_0_1"].value = f"{dscores[1, 1]:.3f} + 2*{dscores[0, 1]:.4f}"
    shown.same_as(twin)
    assert "follows rightly from your earlier slip in dscores[0, 1]" in shown.words()

    shown.choose_by_key("array", "dA")
    twin["array"].value = "dA"
    shown.same_as(twin)
    shown.press("show", "Space")
    twin["show"].click()
    shown.same_as(twin)
    assert "4 were shown" in shown.words()
    shown.click("another")
    twin["another"].click()
    shown.same_as(twin)
    assert "Practice network 2" in shown.words() and "0 of 24" in shown.words()


def test_latency(lab, measured):
    shown = lab.explorable("backpropagation")
    shown.type_number("h", 0.001)       # away from the ends of the slider
    measured["backpropagation"] = shown.latencies("h"), None
