"""Lesson 01 in the browser: a neuron moved by mouse and by keyboard."""

from mlp_lessons import explore

LESSON = 1


def test_every_control_by_mouse_and_keyboard(lesson):
    shown, twin = lesson(LESSON).explorable("neuron", 1), explore.neuron("OR")
    shown.same_as(twin)
    for name in ["w1", "w2", "b"]:
        shown.drag(name, 0.8)
        twin[name].value = shown.number_in(name)
        assert twin[name].value > 1
        shown.same_as(twin)
        shown.press(name, "ArrowLeft", times=3)
        twin[name].value -= 0.3
        shown.same_as(twin)
        shown.type_number(name, -1.5)
        twin[name].value = -1.5
        shown.same_as(twin)
    shown.click("bias")
    twin["bias"].value = False
    shown.same_as(twin)
    shown.press("bias", "Space")
    twin["bias"].value = True
    shown.same_as(twin)
    shown.choose("data", "AND")
    twin["data"].value = "AND"
    shown.same_as(twin)
    shown.choose_by_key("data", "XOR")
    twin["data"].value = "XOR"
    shown.same_as(twin)


def test_latency(lesson, measured):
    measured["neuron"] = lesson(LESSON).explorable("neuron").latencies("w1"), None
