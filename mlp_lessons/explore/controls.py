"""What a learner moves: a slider with a number box, a switch, a choice, a button, a player.

Every control has a `value` (but for buttons), a label in words, and works with the mouse and with
the keyboard alone.
"""

import asyncio
import math
import time

import ipywidgets as widgets
import traitlets

LABEL_WIDTH = "92px"
CONTROL_WIDTH = "300px"


class Dial(widgets.HBox):
    """A number that can be moved with a slider or typed into the box beside it.

    `logarithmic` gives each power of ten the same room on the slider; `step` is then the part of a
    power of ten that one press of an arrow key moves.
    """

    value = traitlets.Float()

    def __init__(self, label, value, low, high, step=0.1, logarithmic=False):
        self.low, self.high = low, high
        look = {"description": label, "readout": False, "layout": {"width": "auto", "flex": "1 1"},
                "style": {"description_width": LABEL_WIDTH}}
        if logarithmic:
            self.slider = widgets.FloatLogSlider(value=value, min=math.log10(low),
                                                 max=math.log10(high), step=step, **look)
        else:
            self.slider = widgets.FloatSlider(value=value, min=low, max=high, step=step, **look)
        self.box = widgets.BoundedFloatText(
            value=value, min=low, max=high, step=0.001 if logarithmic else step,
            layout={"width": "72px"}, tooltip=f"{label} as a number, from {low:g} to {high:g}")
        super().__init__([self.slider, self.box], layout={"width": CONTROL_WIDTH}, value=value)
        traitlets.link((self, "value"), (self.box, "value"))
        self._step, self._logarithmic = step, logarithmic
        self.observe(lambda change: self._lead(change["new"]), "value")
        self.slider.observe(lambda change: self._take_over(change["new"]), "value")

    @traitlets.validate("value")
    def _round(self, proposal):
        """A slider's 0.30000000000000004 is 0.3, and nothing leaves the dial's range."""
        return float(f"{min(max(proposal['value'], self.low), self.high):.6g}")

    def _lead(self, value):
        """Move the slider, but not where `_round` has only tidied up what it said.

        A slow kernel would pull it back to where it was some presses of a key ago.
        """
        if not math.isclose(value, self.slider.value, rel_tol=1e-5, abs_tol=1e-9):
            self.slider.value = value

    def _take_over(self, value):
        """Follow the slider, but not where it only rounds to its own steps what was typed.

        In the page a slider that is told 0.354 answers with the step next to it, 0.35.
        """
        scale = math.log10 if self._logarithmic else float
        place, low = scale(self.value), scale(self.low)
        nearest = low + round((place - low) / self._step) * self._step
        if abs(scale(value) - nearest) > self._step / 1000:
            self.value = value

    @property
    def disabled(self):
        return self.slider.disabled

    @disabled.setter
    def disabled(self, value):
        self.slider.disabled = self.box.disabled = value


def whole_number(label, value, low, high):
    """Return a slider over the whole numbers from `low` to `high`."""
    return widgets.IntSlider(value=value, min=low, max=high, description=label,
                             style={"description_width": LABEL_WIDTH},
                             layout={"width": CONTROL_WIDTH})


def pick(label, options, value=None):
    """Return a slider over names; `options` are texts, or pairs (text, value)."""
    return widgets.SelectionSlider(options=options, description=label,
                                   style={"description_width": LABEL_WIDTH},
                                   layout={"width": CONTROL_WIDTH},
                                   **({} if value is None else {"value": value}))


def switch(label, value):
    """Return a box to tick: `value` is True or False."""
    return widgets.Checkbox(value=value, description=label, indent=False,
                            layout={"width": CONTROL_WIDTH})


def choice(label, options, value=None):
    """Return buttons of which one is pressed; `options` are texts, or pairs (text, value).

    Not a list to fold out: JupyterLab takes its arrow keys to go from cell to cell.
    """
    return widgets.ToggleButtons(options=options, description=label,
                                 style={"description_width": LABEL_WIDTH, "button_width": "auto"},
                                 layout={"width": CONTROL_WIDTH},
                                 **({} if value is None else {"value": value}))


def button(label, tooltip=""):
    """Return a button; `.on_click(function)` says what it does."""
    return widgets.Button(description=label, tooltip=tooltip, layout={"width": "auto"})


class Page:
    """Knows whether the page keeps up: it sends back a number that went to it with each picture.

    Without a page, as in a test, nothing ever comes back, and nothing is waited for.
    """

    PATIENCE = 5.0      # seconds

    def __init__(self):
        self._there, self._back = widgets.IntText(0), widgets.IntText(0)
        # Carried out in the page, after all that was sent before it.
        self._link = widgets.jsdlink((self._there, "value"), (self._back, "value"))

    def sent(self):
        """Note that something has been sent to the page."""
        self._there.value += 1

    async def catches_up(self):
        """Wait until the page has taken what was sent; False if it does not answer any more."""
        begun = time.perf_counter()
        while 0 < self._back.value < self._there.value:
            if time.perf_counter() - begun > self.PATIENCE:
                return False
            await asyncio.sleep(0.005)
        return True


class Player:
    """Play, pause, step and reset for something that goes on in steps.

    It plays as an asyncio task in the kernel's own loop: between two steps every other control is
    served, and a pause is never more than one step away. One player plays at a time.

    Args:
        step: a function that goes one step on, and returns False when there is nothing left to do.
        reset: a function that goes back to the start.
        show: a function that shows where things stand.
        rate: steps a second, at most; a function of nothing if it can change.

    It never runs ahead of the page: a picture that the page has not taken yet is waited for, or
    they would pile up, and a press of Pause behind them. A page that is gone ends the playing.
    """

    _playing = None

    def __init__(self, step, reset, show, rate=20.0):
        self._step, self._reset, self._show = step, reset, show
        self._rate = rate if callable(rate) else lambda: rate
        self._task = None
        self.page = Page()
        self.play_button = button("Play", "Go on by itself, until you press Pause")
        self.step_button = button("Step", "Go one step on")
        self.reset_button = button("Reset", "Go back to the start")
        self.play_button.on_click(lambda _: self.pause() if self.is_playing else self.play())
        self.step_button.on_click(lambda _: self.step())
        self.reset_button.on_click(lambda _: self.reset())
        self.buttons = {"play": self.play_button, "step": self.step_button,
                        "reset": self.reset_button}

    @property
    def is_playing(self):
        return self._task is not None and not self._task.done()

    def play(self):
        """Start to play; a player that plays elsewhere is paused."""
        Player.pause_all()
        Player._playing = self
        self._task = asyncio.get_running_loop().create_task(self.run())

    def pause(self):
        """Stop where it is."""
        if self.is_playing:
            self._task.cancel()
        self._task = None
        self.play_button.description = "Play"

    def step(self):
        """Pause, and go one step on."""
        self.pause()
        self._step()
        self._show()

    def reset(self):
        """Pause, and go back to the start."""
        self.pause()
        self._reset()
        self._show()

    async def run(self):
        """Step and show until there is nothing left to do, or until it is paused."""
        self.play_button.description = "Pause"
        try:
            goes_on = True
            while goes_on is not False:
                started = time.perf_counter()
                goes_on = self._step()
                self._show()
                self.page.sent()
                took = time.perf_counter() - started
                # Even a late step leaves a moment: a press of Pause has to come through, and the
                # page has to draw, often on the same processor.
                await asyncio.sleep(max(1 / self._rate() - took, took / 3, 0.004))
                if not await self.page.catches_up():
                    return
        finally:
            self.play_button.description = "Play"

    @classmethod
    def pause_all(cls):
        """Pause whatever plays: also what belongs to a cell that has been run again since."""
        if cls._playing is not None:
            cls._playing.pause()
            cls._playing = None
