"""What all explorables stand on: controls, the player, drawing, SVG, the bundle that is stored."""

import asyncio
import io
import xml.etree.ElementTree as ElementTree

import ipywidgets as widgets
import numpy as np
import pytest
from PIL import Image

from mlp_lessons.explore.controls import Dial, Page, Player, choice, switch, whole_number
from mlp_lessons.explore.drawing import Drawing, Surface
from mlp_lessons.explore.explorable import STILL, Explorable
from mlp_lessons.explore.svg import Svg


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


# ---- controls ----

def test_slider_and_box_of_a_dial_move_each_other():
    dial = Dial("b", 0.5, -1, 1)
    dial.slider.value = 0.7
    assert dial.value == dial.box.value == 0.7
    dial.box.value = -0.25
    assert dial.value == dial.slider.value == -0.25
    dial.value = 0.1 + 0.2
    assert dial.value == 0.3                       # not 0.30000000000000004
    dial.value = 7
    assert dial.value == dial.box.value == 1       # nothing leaves the range


def test_a_logarithmic_dial_moves_by_factors():
    dial = Dial("η", 0.1, 1e-3, 10, step=0.1, logarithmic=True)
    assert (dial.slider.min, dial.slider.max) == pytest.approx((-3, 1))
    dial.slider.value = 10 ** -1.5
    assert dial.value == pytest.approx(0.0316228)
    dial.box.value = 2
    assert dial.slider.value == 2


def test_a_dial_that_is_off_cannot_be_moved_at_all():
    dial = Dial("b", 0.5, -1, 1)
    dial.disabled = True
    assert dial.slider.disabled and dial.box.disabled


@pytest.mark.parametrize("logarithmic, typed, nearest, far", [
    (False, 0.34, 0.3, 0.5), (True, 0.354, 10 ** -0.4, 10 ** -0.2)])
def test_a_typed_number_is_not_rounded_to_the_steps_of_the_slider(logarithmic, typed, nearest, far):
    dial = Dial("w", 1.0, 0.1, 10, 0.1 if not logarithmic else 0.2, logarithmic=logarithmic)
    dial.box.value = typed
    dial.slider.value = nearest             # what the page answers
    assert dial.value == typed
    dial.slider.value = far                 # what a hand does
    assert dial.value == pytest.approx(far)


# ---- the player ----

class Counter:
    def __init__(self, last=100):
        self.value, self.shown, self.last = 0, [], last

    def step(self):
        self.value += 1
        return self.value < self.last

    def reset(self):
        self.value = 0

    def show(self):
        self.shown.append(self.value)

    def player(self, **options):
        return Player(self.step, self.reset, self.show, **options)


def test_step_and_reset():
    counter = Counter()
    player = counter.player()
    player.step_button.click()
    player.step_button.click()
    player.reset_button.click()
    assert counter.shown == [1, 2, 0]


def test_it_plays_to_the_end_and_shows_every_step():
    counter = Counter(last=5)
    player = counter.player(rate=1000)

    async def play():
        player.play_button.click()
        assert player.is_playing
        await player._task

    asyncio.run(play())
    assert counter.shown == [1, 2, 3, 4, 5]
    assert not player.is_playing and player.play_button.description == "Play"


def test_pause_stops_it_and_play_goes_on_from_there():
    counter = Counter()
    player = counter.player(rate=1000)

    async def play():
        player.play_button.click()
        await asyncio.sleep(0.03)
        assert player.play_button.description == "Pause"
        player.play_button.click()          # it is the pause button now
        stood = counter.value
        await asyncio.sleep(0.03)
        assert counter.value == stood and 0 < stood < 100
        assert player.play_button.description == "Play"
        player.play_button.click()
        await asyncio.sleep(0.03)
        assert counter.value > stood
        player.pause()

    asyncio.run(play())


def test_other_things_happen_while_it_plays():
    counter, seen = Counter(), []

    async def play():
        player = counter.player(rate=1e9)   # never a rest of its own
        player.play()
        for _ in range(5):
            await asyncio.sleep(0)
            seen.append(counter.value)
            await asyncio.sleep(0.005)
        player.pause()

    asyncio.run(play())
    assert len(set(seen)) > 2


def test_only_one_plays_at_a_time():
    first, second = Counter(), Counter()

    async def play():
        one, two = first.player(), second.player()
        one.play()
        two.play()
        assert two.is_playing and not one.is_playing
        OneDial()                           # a cell is run again
        assert not two.is_playing

    asyncio.run(play())


def test_it_waits_for_a_page_that_is_behind():
    counter = Counter()

    async def play():
        player = counter.player(rate=1000)
        player.play()
        await asyncio.sleep(0.02)
        player.page._back.value = 1         # the page answers for the first time: it is far behind
        await asyncio.sleep(0.02)
        stood = counter.value
        await asyncio.sleep(0.05)
        assert counter.value == stood
        player.page._back.value = player.page._there.value      # now it has caught up
        await asyncio.sleep(0.03)
        assert counter.value == stood + 1
        player.pause()

    asyncio.run(play())


def test_a_page_that_is_gone_ends_the_playing(monkeypatch):
    monkeypatch.setattr(Page, "PATIENCE", 0.05)
    counter = Counter()

    async def play():
        player = counter.player(rate=1000)
        player.play()
        await asyncio.sleep(0.02)
        player.page._back.value = 1
        await asyncio.sleep(0.3)
        assert not player.is_playing and player.play_button.description == "Play"

    asyncio.run(play())


def test_an_error_in_a_step_is_not_swallowed():
    def step():
        raise ZeroDivisionError("in the step")

    async def play():
        player = Player(step, step, lambda: None)
        player.play()
        with pytest.raises(ZeroDivisionError):
            await player._task
        assert player.play_button.description == "Play"

    asyncio.run(play())


# ---- drawing ----

def test_what_moves_is_drawn_anew_and_what_stays_stays():
    drawing = Drawing(3, 2)
    line = drawing.moving(drawing.axes.plot([0, 1], [0, 0], color="red", lw=4)[0])
    drawing.axes.set(xlim=(0, 1), ylim=(-1, 1))
    low = drawing.png()
    line.set_ydata([0.5, 0.5])
    high = drawing.png()
    line.set_ydata([0, 0])
    assert drawing.png() == low != high
    reds = [np.argwhere((pixels(png) == [255, 0, 0]).all(axis=2))[:, 0].mean()
            for png in (low, high)]
    assert reds[1] < reds[0] - 20           # higher up on the page, and the old line is gone
    line.set_visible(False)
    empty = pixels(drawing.png())
    assert not (empty == [255, 0, 0]).all(axis=2).any()
    assert pixels(low).shape == (288, 432, 3)      # 3 by 2 inches, 96 pixels each, 1.5 times


def test_a_change_of_what_stays_needs_to_be_said():
    drawing = Drawing(3, 2)
    before = drawing.png()
    drawing.axes.set_title("Now with a title")
    assert drawing.png() == before
    drawing.redraw_all()
    assert drawing.png() != before


def test_a_still_shows_the_same_and_leaves_the_drawing_as_it_was():
    drawing = Drawing(3, 2)
    line = drawing.moving(drawing.axes.plot([0, 1], [0, 0], color="red", lw=4)[0])
    before, still = drawing.png(), drawing.still()
    assert (pixels(still) == [255, 0, 0]).all(axis=2).any()
    assert drawing.png() == before
    line.set_ydata([0.03, 0.03])
    assert drawing.png() != before


def test_a_surface_fills_its_axes_with_the_first_row_at_the_bottom():
    drawing = Drawing(3, 3)
    surface = drawing.moving(Surface(drawing.axes, smooth=False))
    colors = np.zeros((2, 2, 3))
    colors[0, 0] = [1, 0, 0]                # lower left
    colors[1, 1] = [0, 0, 1]                # upper right
    surface.set_colors(colors)
    seen = pixels(drawing.png())
    red = np.argwhere((seen == [255, 0, 0]).all(axis=2))
    blue = np.argwhere((seen == [0, 0, 255]).all(axis=2))
    assert len(red) > 10_000 and len(blue) > 10_000
    assert red[:, 0].min() > blue[:, 0].max() - 3 and red[:, 1].max() < blue[:, 1].min() + 3


# ---- SVG ----

def test_an_svg_is_well_formed_whatever_it_says():
    svg = Svg(100, 50)
    svg.text(1, 2, "a < b & \"c\"\nand a second line")
    svg.box(0, 0, 10, 10)
    svg.circle(5, 5, 3, dashed=True)
    svg.arrow(0, 0, np.float64(30), 40)
    svg.arrow(3, 3, 3, 3)                   # of no length at all
    svg.polyline([(0, 0), (1, 1.25)])
    root = ElementTree.fromstring(svg.source("5 > 3, and \"so on\""))
    assert root.attrib["aria-label"] == "5 > 3, and \"so on\""
    assert root.attrib["viewBox"] == "0 0 100 50"
    texts = [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts == ["a < b & \"c\"", "and a second line"]


def test_an_arrow_ends_where_it_should():
    svg = Svg(100, 100)
    svg.arrow(10, 50, 90, 50)
    head = next(ElementTree.fromstring(svg.source("")).iter("{http://www.w3.org/2000/svg}polygon"))
    corners = [tuple(map(float, corner.split(","))) for corner in head.attrib["points"].split()]
    assert corners[0] == (90, 50) and all(x < 90 for x, _ in corners[1:])


# ---- the whole thing ----

class OneDial(Explorable):
    name = "one_dial"
    width = 200

    def __init__(self):
        super().__init__()
        self.value, self.drawn = None, 0
        self.add("b", Dial("b", 0.5, -1, 1))
        self.add("double", widgets.Button(description="double"), self._double)
        self.add("on", switch("on", True))
        self.add("which", choice("which", ["p", "q"]))
        self.add("many", whole_number("many", 3, 1, 5))

    def _double(self):
        self["b"].value *= 2

    def update(self):
        self.value = self["b"].value

    def picture(self):
        self.drawn += 1
        svg = Svg(200, 50)
        svg.text(0, 0, self.words())
        return svg.source(self.words())

    def words(self):
        return f"b is {self.value} & no more.\nThat is all."


def test_a_move_is_seen_in_picture_and_words():
    explorable = OneDial()
    _ = explorable.box
    explorable["b"].value = 0.25
    assert "b is 0.25 &amp; no more." in explorable._picture.value
    assert "<div>b is 0.25 &amp; no more.</div><div>That is all.</div>" in explorable._words.value
    explorable["double"].click()
    assert "b is 0.5 " in explorable._words.value


def test_several_moves_at_once_are_drawn_once():
    explorable = OneDial()
    _ = explorable.box
    before = explorable.drawn
    with explorable.all_at_once():
        for value in (0.1, 0.2, 0.3):
            explorable["b"].value = value
    assert explorable.drawn == before + 1 and explorable.value == 0.3


def test_the_state_is_right_before_anything_is_shown():
    explorable = OneDial()
    explorable["b"].value = 0.75
    assert explorable.words().startswith("b is 0.75")
    assert "b is 0.75" in explorable._repr_mimebundle_()["text/plain"]


def test_what_is_stored_is_a_still_with_its_words():
    bundle = OneDial()._repr_mimebundle_()
    assert set(bundle) == {"application/vnd.jupyter.widget-view+json", "text/plain", "text/html"}
    assert bundle["text/plain"] == "b is 0.5 & no more.\nThat is all."
    assert 'alt="b is 0.5 &amp; no more. That is all."' in bundle["text/html"]
    assert STILL in bundle["text/html"]


def test_every_control_can_be_found_in_the_page():
    explorable = OneDial()
    assert "mlp-control-b" in explorable["b"]._dom_classes
    assert {"mlp-explorable", "mlp-one-dial"} <= set(explorable.box._dom_classes)
