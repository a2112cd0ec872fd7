"""Lesson 08 in the browser: ten layers, by mouse and by keyboard."""

from mlp_lessons import explore

LESSON = 8


def test_every_control_by_mouse_and_keyboard(lesson):
    shown, twin = lesson(LESSON).explorable("depth"), explore.depth("normal", "relu")
    shown.same_as(twin)
    shown.choose("activation", "tanh")
    twin["activation"].value = "tanh"
    shown.same_as(twin)
    assert "82 % of the values are saturated in layer 1" in shown.words()
    shown.choose_by_key("initialization", "all 0.1")
    twin["initialization"].value = "constant"
    shown.same_as(twin)
    assert "all 64 units of a layer are twins" in shown.words()
    shown.choose("initialization", "Xavier")
    twin["initialization"].value = "xavier"
    shown.choose_by_key("activation", "ReLU")
    twin["activation"].value = "relu"
    shown.same_as(twin)
    assert "the values die out" in shown.words()
    for name in ("factor", "width", "seed"):
        shown.drag(name, 0.7)
        twin[name].value = shown.number_in(name)
        shown.same_as(twin)
        shown.press(name, "ArrowLeft", times=2)
        twin[name].value = shown.number_in(name)
        shown.same_as(twin)
    assert twin["width"].value < 64 + 30 and twin["seed"].value == 12
    shown.type_number("factor", 1.414)      # between two steps of the slider
    twin["factor"].value = 1.414
    shown.same_as(twin)
    assert "Weights: Xavier, times 1.41." in shown.words()
    assert "keep about their size" in shown.words()


def test_latency(lesson, measured):
    measured["depth"] = lesson(LESSON).explorable("depth").latencies("factor"), None
