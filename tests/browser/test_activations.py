"""Lesson 02 in the browser: a point on a curve, moved by mouse and by keyboard."""

from mlp_lessons import explore

LESSON = 2


def test_every_control_by_mouse_and_keyboard(lesson):
    shown, twin = lesson(LESSON).explorable("activations"), explore.activations("ReLU")
    shown.same_as(twin)
    shown.drag("z", 0.1)
    twin["z"].value = shown.number_in("z")
    assert twin["z"].value < -4
    shown.same_as(twin)
    assert "Flat here: nothing" in shown.words()
    shown.press("z", "ArrowRight", times=3)
    twin["z"].value += 0.3
    shown.same_as(twin)
    shown.type_number("z", 0)
    twin["z"].value = 0
    shown.same_as(twin)
    assert "A corner" in shown.words()
    shown.choose("first", "sigmoid")
    twin["first"].value = "sigmoid"
    shown.same_as(twin)
    assert "sigmoid: a = 0.5, slope 0.25." in shown.words()
    shown.choose_by_key("first", "leaky ReLU")
    twin["first"].value = "leaky ReLU"
    shown.same_as(twin)
    shown.choose("second", "tanh")
    twin["second"].value = "tanh"
    shown.same_as(twin)
    assert "tanh: a = 0, slope 1." in shown.words()
    shown.choose_by_key("second", "step")
    twin["second"].value = "step"
    shown.same_as(twin)
    assert "A jump" in shown.words()
    shown.type_number("z", 6)
    twin["z"].value = 6
    shown.same_as(twin)
    shown.choose("second", "none")
    twin["second"].value = "none"
    shown.same_as(twin)
    assert "step" not in shown.words()


def test_latency(lesson, measured):
    shown = lesson(LESSON).explorable("activations")
    shown.choose("first", "sigmoid")
    shown.choose("second", "tanh")
    shown.type_number("z", 0.5)
    measured["activations"] = shown.latencies("z"), None
