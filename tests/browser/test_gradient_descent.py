"""Lesson 07 in the browser: gradient descent on four surfaces."""

import pytest

from mlp_lessons import explore

LESSON = 7


@pytest.fixture
def lab(lesson):
    return lesson(LESSON)


def test_the_learning_rate_and_what_it_finds(lab):
    shown, twin = lab.explorable("gradient_descent"), explore.gradient_descent()
    shown.same_as(twin)
    assert "it crawls" in shown.words() and "Two edges are still to be found." in shown.words()
    shown.type_number("learning_rate", 0.7)
    twin["learning_rate"].value = 0.7
    shown.same_as(twin)
    assert "it zigzags" in shown.words() and "1/λ = 0.5" in shown.words()
    shown.type_number("learning_rate", 2)
    twin["learning_rate"].value = 2
    shown.same_as(twin)
    assert "it explodes" in shown.words() and "Beyond 2/λ = 1 it explodes." in shown.words()
    shown.drag("learning_rate", 0.3)        # all is found: what lies on the way does not matter
    twin["learning_rate"].value = shown.number_in("learning_rate")
    assert 0.05 < twin["learning_rate"].value < 0.3
    shown.same_as(twin)
    before = twin["learning_rate"].value
    shown.press("learning_rate", "ArrowRight", times=5)
    twin["learning_rate"].value = shown.number_in("learning_rate")
    assert twin["learning_rate"].value == pytest.approx(before * 10**0.1, rel=0.03)
    shown.same_as(twin)


def test_every_other_control_by_mouse_and_keyboard(lab):
    shown = lab.explorable("gradient_descent", 1)
    twin = explore.gradient_descent("network", 10, 60)
    shown.same_as(twin)
    for name, share in [("w1", 0.3), ("w2", 0.6)]:
        shown.drag(name, share)
        twin[name].value = shown.number_in(name)
        shown.same_as(twin)
        shown.press(name, "ArrowLeft", times=2)
        twin[name].value -= 0.2
        shown.same_as(twin)
        shown.type_number(name, -1.5)
        twin[name].value = -1.5
        shown.same_as(twin)
    shown.choose("batch", "4")
    twin["batch"].value = 4
    shown.same_as(twin)
    assert "batches of 4 points" in shown.words()
    shown.choose_by_key("batch", "15")
    twin["batch"].value = 15
    shown.same_as(twin)
    shown.choose("optimizer", "momentum")
    twin["optimizer"].value = "momentum"
    shown.same_as(twin)
    shown.type_number("learning_rate", 0.5)
    twin["learning_rate"].value = 0.5
    shown.drag("momentum", 0.4)
    twin["momentum"].value = shown.number_in("momentum")
    shown.same_as(twin)
    shown.press("momentum", "ArrowRight", times=3)
    twin["momentum"].value += 0.03
    shown.same_as(twin)
    shown.choose_by_key("optimizer", "Adam")
    twin["optimizer"].value = "Adam"
    shown.same_as(twin)
    assert "Adam on the network" in shown.words()
    assert shown.control("momentum").locator("input").is_disabled()
    shown.choose("surface", "saddle")
    twin["surface"].value = "saddle"
    shown.same_as(twin)
    assert shown.option("batch", "4").is_disabled()
    shown.choose_by_key("surface", "ravine")
    twin["surface"].value = "ravine"
    shown.same_as(twin)
    assert shown.number_in("w2") == 0.6


def test_step_play_and_reset(lab):
    shown = lab.explorable("gradient_descent", 1)
    twin = explore.gradient_descent("network", 10, 60)
    for name, value in [("surface", "saddle"), ("optimizer", "plain")]:
        shown.choose(name, value)
        twin[name].value = value
    shown.type_number("learning_rate", 0.1)
    twin["learning_rate"].value = 0.1
    shown.click("reset")
    twin["reset"].click()
    shown.same_as(twin)
    shown.click("step")
    shown.press("step", "Space")
    twin["step"].click()
    twin["step"].click()
    shown.same_as(twin)
    assert "2 steps: too few" in shown.words()
    still = shown.words()
    shown.click("play")
    shown.page.wait_for_timeout(800)
    shown.press("play", "Space")            # pause
    assert shown.words() != still
    still = shown.words()
    shown.page.wait_for_timeout(400)
    assert shown.words() == still


def test_speed(lab, measured):
    shown = lab.explorable("gradient_descent", 1)
    shown.choose("surface", "network")
    shown.choose("batch", "4")
    times = shown.latencies("learning_rate")
    shown.click("reset")
    shown.click("play")
    rate = shown.frames_in(2) / 2
    shown.click("play")
    measured["gradient_descent"] = times, rate
