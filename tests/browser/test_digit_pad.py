"""Lesson 10 in the browser: ten digits drawn on the pad are read right, and so on."""

import numpy as np
import pytest

from mlp_lessons import MLP, explore

LESSON = 10


def arc(x, y, width, height, start, end):
    """Points on an ellipse, from one angle to another, in degrees clockwise from the right."""
    angles = np.radians(np.linspace(start, end, 16))
    return [(x + width * np.cos(angle), y + height * np.sin(angle)) for angle in angles]


# Strokes on a square from (0, 0), the upper left corner, to (1, 1).
STROKES = {
    0: [arc(0.5, 0.5, 0.22, 0.33, -90, 270)],
    1: [[(0.5, 0.15), (0.5, 0.85)]],
    2: [arc(0.48, 0.33, 0.2, 0.18, -170, 40) + [(0.25, 0.83), (0.76, 0.83)]],
    3: [arc(0.45, 0.32, 0.2, 0.17, -150, 90) + arc(0.45, 0.67, 0.23, 0.18, -90, 150)],
    4: [[(0.32, 0.15), (0.25, 0.52), (0.74, 0.52)], [(0.66, 0.15), (0.62, 0.88)]],
    5: [[(0.72, 0.17), (0.36, 0.17), (0.33, 0.45)] + arc(0.48, 0.64, 0.22, 0.2, -120, 140)],
    6: [[(0.62, 0.13), (0.42, 0.35), (0.32, 0.62)] + arc(0.5, 0.67, 0.18, 0.18, -180, 180)],
    7: [[(0.25, 0.18), (0.73, 0.18), (0.45, 0.86)]],
    8: [arc(0.5, 0.32, 0.17, 0.16, 90, -270) + arc(0.5, 0.67, 0.2, 0.19, -90, 270)],
    9: [arc(0.5, 0.35, 0.19, 0.18, 0, -360) + [(0.69, 0.35), (0.66, 0.6), (0.58, 0.88)]],
}


class Paper:
    """The pad in the page, and what a hand does on it."""

    def __init__(self, lab):
        self.shown, self.page = lab.explorable("digit_pad"), lab.page
        self.canvas = self.shown.root.locator("canvas")
        self.clear = self.shown.root.get_by_role("button", name="Clear")
        self.undo = self.shown.root.get_by_role("button", name="Undo")

    def place(self, x, y):
        box = self.canvas.bounding_box()
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    def draw(self, strokes):
        for first, *others in strokes:
            self.page.mouse.move(*self.place(*first))
            self.page.mouse.down()
            for point in others:
                self.page.mouse.move(*self.place(*point), steps=3)
            self.page.mouse.up()

    def ink(self):
        """What is on the paper, as bytes."""
        return bytes(self.canvas.evaluate("""canvas => {
            const pen = canvas.getContext('2d');
            const rgba = pen.getImageData(0, 0, canvas.width, canvas.height).data;
            return [...rgba].filter((_, k) => k % 4 === 3);
        }"""))

    def wait_until_it_reads(self, beginning):
        self.page.wait_for_function("""([root, text]) => {
            return root.querySelector('.mlp-words').textContent.trim().startsWith(text);
        }""", arg=[self.shown.root.element_handle(), beginning], timeout=5000)


@pytest.fixture
def paper(lesson):
    paper = Paper(lesson(LESSON))
    paper.clear.click()
    paper.wait_until_it_reads("The paper is empty")
    return paper


@pytest.fixture
def twin(lesson, tmp_path):
    """The pad over the network that the lesson has trained, in this process."""
    lesson(LESSON).run(f"network.save({str(tmp_path / 'net.npz')!r})")
    return explore.digit_pad(MLP.load(tmp_path / "net.npz"))


@pytest.mark.parametrize("digit", range(10))
def test_a_drawn_digit_is_read_right(paper, digit):
    paper.draw(STROKES[digit])
    paper.wait_until_it_reads(f"It reads {digit}.")


def test_picture_and_words_are_those_of_the_drawing(paper, twin):
    paper.shown.same_as(twin)       # of the empty paper
    paper.draw(STROKES[5])
    paper.wait_until_it_reads("It reads 5.")
    paper.page.wait_for_timeout(300)
    twin["pad"].value = paper.ink()
    paper.shown.same_as(twin)


def test_undo_takes_back_one_stroke_and_clear_all(paper):
    paper.draw(STROKES[1])
    paper.page.wait_for_timeout(200)
    one = paper.ink()
    paper.draw([[(0.2, 0.2), (0.8, 0.2)]])
    paper.page.wait_for_timeout(200)
    assert paper.ink() != one
    paper.undo.click()
    paper.wait_until_it_reads("It reads 1.")
    assert paper.ink() == one
    paper.clear.click()
    paper.wait_until_it_reads("The paper is empty")
    assert not any(paper.ink())


def test_it_can_be_drawn_on_with_the_keyboard_alone(paper):
    selected = "document.querySelector('.jp-Cell.jp-mod-active').id"
    before = paper.page.evaluate(selected), paper.page.locator(".jp-Cell").count()
    paper.canvas.focus()
    for key, times in [("ArrowUp", 8), ("Space", 1), ("ArrowDown", 26), ("Space", 1)]:
        for _ in range(times):
            paper.page.keyboard.press(key)
    paper.wait_until_it_reads("It reads 1.")
    # JupyterLab, whose own keys these are, has not moved on to another cell.
    assert (paper.page.evaluate(selected), paper.page.locator(".jp-Cell").count()) == before


# The pen, already down, is moved to the right by so many pixels.
MOVE_PEN = """root => {
    const canvas = root.querySelector('canvas'), box = canvas.getBoundingClientRect();
    const place = {clientX: box.x + 50 + PIXELS, clientY: box.y + 200, bubbles: true};
    canvas.dispatchEvent(new PointerEvent('pointermove', place));
}"""


def test_latency(paper, measured):
    """From a movement of the pen to the new picture."""
    paper.page.mouse.move(*paper.place(0.2, 0.3))
    paper.page.mouse.down()
    times = []
    for k in range(12):
        paper.page.wait_for_timeout(150)
        times += paper.shown.milliseconds_until_new(MOVE_PEN.replace("PIXELS", str(9 * k)))
    paper.page.mouse.up()
    measured["digit_pad"] = times, None
