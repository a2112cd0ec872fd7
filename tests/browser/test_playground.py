"""Lesson 08 in the browser: the workbench, by mouse and by keyboard, and while it plays."""

import re

from mlp_lessons import explore

LESSON = 8

START = {"data": "moons", "noise": 0.3, "share": 15, "learning_rate": 0.3}


def epoch_in(words):
    return int(re.search(r"Epoch (\d+):", words)[1])


def test_every_control_by_mouse_and_keyboard(lesson):
    shown, twin = lesson(LESSON).explorable("playground"), explore.playground(**START)
    shown.same_as(twin)
    shown.choose("data", "spirals")
    twin["data"].value = "spirals"
    shown.same_as(twin)
    shown.choose_by_key("data", "XOR")
    twin["data"].value = "XOR"
    shown.same_as(twin)
    assert shown.words().startswith("XOR: 45 points to learn from")
    for name, texts in {"activation": [("sigmoid", "sigmoid"), ("tanh", "tanh")],
                        "initialization": [("N(0, 1)", "normal"), ("Xavier", "xavier")]}.items():
        for press, (text, value) in zip((shown.choose, shown.choose_by_key), texts):
            press(name, text)
            twin[name].value = value
            shown.same_as(twin)
    for name in ("noise", "share", "layers", "batch_size", "weight_decay", "learning_rate", "seed"):
        for move in (lambda: shown.drag(name, 0.7),     # noqa: B023  (it is called at once)
                     lambda: shown.press(name, "ArrowRight", times=2)):     # noqa: B023
            before = twin[name].value
            move()
            twin[name].value = shown.number_in(name)
            assert twin[name].value != before
            shown.same_as(twin)
    shown.type_number("noise", 0.12)
    twin["noise"].value = 0.12
    shown.type_number("units_1", 3)
    twin["units_1"].value = 3
    shown.same_as(twin)
    assert "Network 2–3–" in shown.words()
    shown.press("units_2", "ArrowDown")
    twin["units_2"].value = 7
    shown.same_as(twin)
    assert "Network 2–3–7–" in shown.words()
    shown.type_number("units_3", 5)
    shown.press("units_4", "ArrowDown")
    with twin.all_at_once():
        twin["units_3"].value, twin["units_4"].value = 5, 7
    shown.same_as(twin)
    assert "Network 2–3–7–5–7–2" in shown.words()
    shown.click("step")
    shown.press("step", "Space")
    for _ in range(2):
        twin["step"].click()
    shown.same_as(twin)
    assert epoch_in(shown.words()) == 2


def test_play_pause_step_and_reset(lesson, measured):
    shown, twin = lesson(LESSON).explorable("playground"), explore.playground(**START)
    for name, value in {"learning_rate": 0.1, "noise": 0.2, "units_1": 8, "units_2": 8}.items():
        shown.type_number(name, value)
        twin[name].value = value
    shown.choose("data", "moons")
    shown.choose("activation", "ReLU")
    shown.choose("initialization", "He")
    for name in ("share", "layers", "batch_size", "weight_decay", "seed"):
        shown.press(name, "Home")
        twin[name].value = shown.number_in(name)
    shown.press("share", "PageUp", times=3)
    twin["share"].value = shown.number_in("share")
    shown.press("layers", "ArrowRight", times=2)
    twin["layers"].value = 2
    shown.press("batch_size", "ArrowRight", times=9)
    twin["batch_size"].value = 10
    shown.click("reset")
    shown.same_as(twin)
    assert "Network 2–8–8–2, ReLU, 114 parameters." in shown.words()

    shown.press("play", "Space")
    rate = shown.frames_in(2) / 2
    for _ in range(100):
        shown.page.wait_for_timeout(50)
        if epoch_in(shown.words()) > 12:
            break
    shown.click("play")
    shown.page.wait_for_timeout(300)
    paused = shown.words()
    shown.page.wait_for_timeout(400)
    assert shown.words() == paused and epoch_in(paused) > 12
    shown.click("step")                     # to the end of the epoch that was under way
    shown.page.wait_for_timeout(300)
    while twin.model.epoch < epoch_in(paused) + 1:
        twin["step"].click()
    shown.same_as(twin)
    shown.press("reset", "Enter")
    twin["reset"].click()
    shown.same_as(twin)
    assert epoch_in(shown.words()) == 0
    measured["playground"] = shown.latencies("noise"), rate
    shown.press("layers", "Home")       # from none to four and back
    measured["playground, layers"] = shown.latencies("layers"), None


def test_the_one_for_own_parts_stands_ready(lesson):
    shown = lesson(LESSON).explorable("playground", 1)
    shown.same_as(explore.playground("spirals", noise=0.1))
