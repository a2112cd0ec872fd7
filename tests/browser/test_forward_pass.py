"""Lesson 03 in the browser: networks stepped through by mouse and by keyboard."""

import pytest

from mlp_lessons import explore

LESSON = 3


@pytest.fixture
def lab(lesson):
    return lesson(LESSON)


def test_every_control_by_mouse_and_keyboard(lab):
    shown, twin = lab.explorable("forward_pass", 1), explore.forward_pass()
    shown.same_as(twin)
    shown.click("step")
    twin["step"].click()
    shown.same_as(twin)
    assert "Z1[0, 0] = 1 · 1 + 2 · (−2) + 1 = −2" in shown.words()
    shown.press("step", "Space", times=2)
    twin["step"].click()
    twin["step"].click()
    shown.same_as(twin)
    shown.click("back")
    twin["back"].click()
    shown.same_as(twin)
    shown.press("back", "Enter")
    twin["back"].click()
    shown.same_as(twin)
    assert "Step 1 of 3" in shown.words()

    shown.press("sample", "ArrowRight")
    twin["sample"].value = 1
    shown.same_as(twin)
    shown.drag("sample", 0.0)
    twin["sample"].value = 0
    shown.same_as(twin)

    shown.press("weight", "ArrowRight")
    twin["weight"].value = 1
    shown.same_as(twin)
    assert "W1[0, 1]" in shown.control("weight").text_content()
    shown.drag("value", 0.9)
    twin["value"].value = shown.number_in("value")
    assert twin["value"].value > 1
    shown.same_as(twin)
    shown.press("value", "ArrowLeft", times=2)
    twin["value"].value -= 0.5
    shown.same_as(twin)
    shown.type_number("value", -1.5)
    twin["value"].value = -1.5
    shown.same_as(twin)
    assert "W1[0, 1] is −1.5 instead of −2" in shown.words()

    shown.press("reset", "Space")
    twin["reset"].click()
    shown.same_as(twin)
    assert "Changed" not in shown.words() and shown.number_in("value") == -2


def test_it_plays_to_the_scores(lab):
    shown, twin = lab.explorable("forward_pass", 1), explore.forward_pass()
    shown.click("reset")
    twin["weight"].value = 1
    for _ in range(3):
        twin["step"].click()
    shown.click("play")
    shown.same_as(twin)
    shown.click("reset")
    twin["reset"].click()
    shown.same_as(twin)


def test_pause_stops_it_where_it_is(lab):
    shown = lab.explorable("forward_pass", 1)
    shown.click("reset")
    shown.press("play", "Space")
    lab.page.wait_for_timeout(500)
    shown.press("play", "Space")
    words = shown.words()
    lab.page.wait_for_timeout(2000)
    assert shown.words() == words and "Step 3" not in words
    shown.click("reset")


def test_latency(lab, measured):
    measured["forward_pass"] = lab.explorable("forward_pass", 0).latencies("value"), None
