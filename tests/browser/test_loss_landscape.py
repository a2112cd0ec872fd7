"""Lesson 04 in the browser: two weights of a network, moved by hand and by wiggling."""

import pytest

from mlp_lessons import explore

LESSON = 4


@pytest.fixture
def lab(lesson):
    return lesson(LESSON)


def test_every_control_by_mouse_and_keyboard(lab):
    shown, twin = lab.explorable("loss_landscape"), explore.loss_landscape(weights="output")
    shown.same_as(twin)
    for name in ["w1", "w2"]:
        shown.drag(name, 0.7)
        twin[name].value = shown.number_in(name)
        assert twin[name].value > 1
        shown.same_as(twin)
        shown.press(name, "ArrowLeft", times=3)
        twin[name].value -= 0.3
        shown.same_as(twin)
        shown.type_number(name, -1.5)
        twin[name].value = -1.5
        shown.same_as(twin)
    shown.drag("step_size", 0.5)
    twin["step_size"].value = shown.number_in("step_size")
    assert 1 < twin["step_size"].value < 10
    shown.same_as(twin)
    before = twin["step_size"].value
    shown.press("step_size", "ArrowRight", times=2)
    twin["step_size"].value = shown.number_in("step_size")
    assert twin["step_size"].value == pytest.approx(before * 10**0.1, rel=0.03)
    shown.same_as(twin)
    shown.type_number("step_size", 0.8)
    twin["step_size"].value = 0.8
    shown.same_as(twin)
    shown.choose("loss", "squared error")
    twin["loss"].value = "squared error"
    shown.same_as(twin)
    assert "the squared error is" in shown.words()
    shown.choose_by_key("loss", "cross-entropy")
    twin["loss"].value = "cross-entropy"
    shown.same_as(twin)
    shown.choose("weights", "hidden unit")
    twin["weights"].value = "hidden unit"
    shown.same_as(twin)
    shown.choose_by_key("weights", "in and out")
    twin["weights"].value = "in and out"
    shown.same_as(twin)
    assert "from this unit to the output" in shown.words()


def test_step_play_and_reset(lab):
    shown, twin = lab.explorable("loss_landscape"), explore.loss_landscape(weights="output")
    shown.choose("weights", "output")
    shown.type_number("step_size", 1)
    shown.same_as(twin)
    shown.click("step")
    shown.press("step", "Space")
    twin["step"].click()
    twin["step"].click()
    shown.same_as(twin)
    assert "2 steps, 4 forward passes each: 8 so far." in shown.words()
    shown.press("w1", "ArrowRight")                     # a walk begins where the dials say
    twin["w1"].value += 0.1
    shown.same_as(twin)
    assert "0 steps" in shown.words()
    shown.click("step")
    shown.press("reset", "Space")
    shown.same_as(twin)
    still = shown.words()
    shown.click("play")
    shown.page.wait_for_timeout(800)
    shown.press("play", "Space")                        # pause
    assert shown.words() != still
    still = shown.words()
    shown.page.wait_for_timeout(400)
    assert shown.words() == still
    steps = int(still.splitlines()[-1].split()[0])
    for _ in range(steps):
        twin["step"].click()
    shown.same_as(twin)


def test_speed(lab, measured):
    shown = lab.explorable("loss_landscape")
    times = shown.latencies("w1")
    shown.type_number("w1", -6)
    shown.type_number("step_size", 0.1)     # a walk that does not end too soon
    shown.click("play")
    rate = shown.frames_in(2) / 2
    shown.click("play")
    measured["loss_landscape"] = times, rate
