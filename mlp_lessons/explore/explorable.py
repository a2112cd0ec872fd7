"""What all explorables share: controls, one picture that stays and changes, and its words.

An explorable is two classes in one file. The first is plain Python: it knows what the controls
mean, computes, and says in words what is to be seen; it can be tested in milliseconds. The second
is an `Explorable`: it makes the controls and draws.

    class NeuronExplorable(Explorable):
        name = "neuron"

        def __init__(self):
            self.model = Neuron()
            super().__init__()
            self.add("b", Dial("b", 0.0, -3, 3))

            self.drawing = Drawing(7, 4)
            ...

        def update(self):                   # after every move
            self.model.b = self["b"].value

        def draw(self):                     # bring what moves in `drawing` to where it belongs
            ...

A diagram has no `drawing` and no `draw`, but a method `picture` that returns the text of an SVG.
"""

import base64
import html
from contextlib import contextmanager

import ipywidgets as widgets

from ..plots.style import PIXELS_PER_INCH, image_tag
from .controls import Player

STILL = "A still picture: run this cell to move it."


class Explorable:
    """Controls, a picture and its words; shown when it is the last line of a cell.

    A subclass has a `name`, a `model` that says in words what is to be seen, and `update`; for its
    picture either a `drawing` and `draw`, or `picture`.
    """

    name = "explorable"
    width = 600             # of the picture, in pixels
    drawing = None          # a Drawing; None where the picture is an SVG
    controls_above = False  # True for a wide picture: the controls stand above it, not beside it

    def __init__(self):
        Player.pause_all()      # a cell that is run again leaves nothing playing behind
        self.controls = {}
        self.player = None
        self._waiting = 0
        self._picture = self._words = None

    def __getitem__(self, name):
        """Return a control: `explorable["b"].value = 1` moves it as a learner would."""
        return self.controls[name]

    # ---- for the subclass ----

    def update(self):
        """Take over what the controls say."""

    def draw(self):
        """Bring the artists of `drawing` to where the present state has them."""
        raise NotImplementedError

    def picture(self):
        """Return the picture: the bytes of a PNG, or the text of an SVG."""
        self.draw()
        return self.drawing.png()

    def still(self):
        """Return the picture for a page that is not alive; a drawing has a smaller one."""
        if self.drawing is None:
            return self.picture()
        self.draw()
        return self.drawing.still()

    def words(self):
        """Return what is to be seen in words, one paragraph a line."""
        return self.model.words()

    def add(self, name, control, on_click=None):
        """Add a control under `name`; each move of it shows the new state. Return it.

        A button calls `on_click()` first.
        """
        self.controls[name] = control
        control.add_class(f"mlp-control-{name.replace('_', '-')}")
        if isinstance(control, widgets.Button):
            if on_click is not None:
                control.on_click(lambda _: (on_click(), self.refresh()))
        else:
            control.observe(lambda _: self.moved(), "value")
        return control

    def add_player(self, step, reset, rate=20.0):
        """Add the buttons play, step and reset; the arguments are those of `Player`."""
        self.player = Player(step, reset, self.refresh, rate)
        for name, control in self.player.buttons.items():
            self.add(name, control)
        return self.player

    @contextmanager
    def waiting(self):
        """Move controls within this block, and show nothing of it: whoever does so will."""
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1

    @contextmanager
    def all_at_once(self):
        """Move several controls within this block, and show the result once, at its end."""
        with self.waiting():
            yield
        self.moved()

    def layout(self):
        """Return the controls in rows: names, or lists of names that share a row."""
        buttons = list(self.player.buttons) if self.player else []
        return [*([buttons] if buttons else []),
                *[name for name in self.controls if name not in buttons]]

    # ---- what is shown ----

    def moved(self):
        """Take over what the controls say, and show it."""
        if not self._waiting:
            self.update()
            self.refresh()

    def refresh(self):
        """Show the picture and the words of the present state."""
        if self._picture is not None:
            picture = self.picture()
            if isinstance(picture, bytes):
                self._picture.value = picture
            else:
                self._picture.value = f'<div style="max-width:100%">{picture}</div>'
            self._words.value = self._words_as_html()

    @property
    def box(self):
        """The whole thing as one widget, made when it is first asked for."""
        if self._picture is None:
            self._make()
        return self._box

    def _make(self):
        self.update()
        look = {"width": f"{self.width}px", "max_width": "100%", "height": "auto", "margin": "0"}
        if isinstance(self.picture(), bytes):
            self._picture = widgets.Image(format="png", layout=look)
        else:
            self._picture = widgets.HTML(layout=look)
        self._words = widgets.HTML(layout={"max_width": f"{self.width}px"})
        self._picture.add_class("mlp-picture")
        self._words.add_class("mlp-words")
        rows = [self._row(names) for names in self.layout()]
        beside = widgets.VBox(rows, layout={"margin": "0 12px 0 0", "flex": "0 1 auto"})
        shown = widgets.VBox([self._picture, self._words],
                             layout={"flex": "0 1 auto" if self.controls_above else "1 1 320px",
                                     "min_width": "0", "max_width": "100%"})
        self._box = widgets.Box([beside, shown], layout={
            "display": "flex", "align_items": "flex-start",
            "flex_flow": "column" if self.controls_above else "row wrap",
            "width": "100%"})
        for name in ["mlp-explorable", f"mlp-{self.name.replace('_', '-')}"]:
            self._box.add_class(name)
        self.refresh()

    def _row(self, names):
        if isinstance(names, str):
            return self.controls[names]
        if isinstance(names, widgets.Widget):
            return names
        return widgets.HBox([self.controls[name] for name in names],
                            layout={"flex_flow": "row wrap"})

    def _words_as_html(self):
        live = "off" if self.player and self.player.is_playing else "polite"
        lines = "".join(f"<div>{html.escape(line)}</div>" for line in self.words().splitlines())
        return f'<div role="status" aria-live="{live}" style="line-height:1.5">{lines}</div>'

    def _repr_mimebundle_(self, **options):
        """Show the widget where it is alive, and elsewhere a still picture with its words."""
        bundle = dict(self.box._repr_mimebundle_(**options))
        bundle["text/plain"] = self.words()
        bundle["text/html"] = self._still_as_html()
        return bundle

    def _still_as_html(self):
        picture, words = self.still(), " ".join(self.words().split())
        if isinstance(picture, bytes):
            tag = image_tag(picture, words, self.width / PIXELS_PER_INCH)
        else:
            data = base64.b64encode(picture.encode("utf-8")).decode("ascii")
            tag = (f'<img alt="{html.escape(words, quote=True)}" width="{self.width}" '
                   f'style="max-width:100%" src="data:image/svg+xml;base64,{data}">')
        return f"{tag}\n<p><em>{STILL}</em></p>"
