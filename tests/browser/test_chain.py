"""Lesson 05 in the browser: a wiggle through a chain and a fork, by mouse and by keyboard."""

from mlp_lessons import explore

LESSON = 5


def test_every_control_of_the_chain_by_mouse_and_keyboard(lesson):
    shown, twin = lesson(LESSON).explorable("chain", 0), explore.chain()
    shown.same_as(twin)
    for name, value in (("x", 2), ("delta", 0.001)):
        shown.drag(name, 0.2)
        twin[name].value = shown.number_in(name)
        assert twin[name].value < -0.2
        shown.same_as(twin)
        step = twin[name].slider.step
        shown.press(name, "ArrowRight", times=3)
        twin[name].value += 3 * step
        shown.same_as(twin)
        shown.type_number(name, value)
        twin[name].value = value
        shown.same_as(twin)
    assert "2 × 8 = 16" in shown.words() and "they agree" in shown.words()
    shown.choose("structure", "chain of three")
    twin["structure"].value = "chain of three"
    shown.same_as(twin)
    assert "“sigmoid” has slope 0.00247 at u = 6" in shown.words()
    shown.choose_by_key("structure", "chain")
    twin["structure"].value = "chain"
    shown.same_as(twin)


def test_two_paths_that_cancel(lesson):
    shown, twin = lesson(LESSON).explorable("chain", 1), explore.chain("fork")
    shown.same_as(twin)
    shown.type_number("x", -1.5)
    twin["x"].value = -1.5
    shown.same_as(twin)
    assert "−3 + 3 = 0" in shown.words()
    shown.choose_by_key("structure", "fork, product")
    twin["structure"].value = "fork, product"
    shown.type_number("x", -0.5)
    twin["x"].value = -0.5
    shown.same_as(twin)
    assert "1 + (−1) = 0" in shown.words()
    shown.type_number("delta", 0)
    twin["delta"].value = 0
    shown.same_as(twin)
    assert "nothing moves" in shown.words()


def test_latency(lesson, measured):
    measured["chain"] = lesson(LESSON).explorable("chain", 1).latencies("x"), None
