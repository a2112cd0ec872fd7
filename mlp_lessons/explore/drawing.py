"""A matplotlib picture that is drawn many times a second.

A whole drawing takes 50 ms and more, most of it for what never changes: axes, ticks, letters. So
what stays is drawn once and kept; only what moves is drawn each time, on a copy of it.
"""

import struct
import zlib

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from ..plots.style import PIXELS_PER_INCH, course_style, new_figure, png

SHARPNESS = 1.5     # pixels of the PNG for one pixel shown: sharp enough, twice as fast as 2


class Drawing:
    """A figure with axes, some of whose artists move.

        drawing = Drawing(8, 4, columns=2)
        left, right = drawing.axes
        line = drawing.moving(left.plot([], [])[0])
        ...
        line.set_data(x, y)
        picture = drawing.png()

    What is not `moving` is drawn when the first picture is taken. Whoever changes it later (limits,
    ticks, a title) calls `redraw_all()`: the next picture then takes longer, once.
    """

    def __init__(self, width, height, rows=1, columns=1, sharpness=SHARPNESS, **options):
        """Make a figure of `width` by `height` inches; options as for `plots.new_figure`."""
        self._sharpness = sharpness
        self.figure, self.axes = new_figure(width, height, rows, columns, **options)
        self.inches = float(self.figure.get_size_inches()[0])
        self._canvas = FigureCanvasAgg(self.figure)
        self._moving = []
        self._ground = None

    def moving(self, artist):
        """Note that this artist changes from picture to picture; return it."""
        artist.set_animated(True)
        artist.set_in_layout(False)     # the axes keep their places, whatever moves in them
        self._moving.append(artist)
        return artist

    def redraw_all(self):
        """Draw everything afresh for the next picture, because something that stays has changed."""
        self._ground = None

    def png(self):
        """Return the picture as it is now, as the bytes of a PNG."""
        with course_style():
            if self._ground is None:
                self._draw_ground()
            self._canvas.restore_region(self._ground)
            for artist in sorted(self._moving, key=Artist.get_zorder):
                artist.axes.draw_artist(artist)
        return as_png(np.asarray(self._canvas.buffer_rgba()))

    def still(self):
        """Return the picture as it is now as a smaller PNG, for a page that is not alive."""
        for artist in self._moving:
            artist.set_animated(False)
        try:
            return png(self.figure)
        finally:
            for artist in self._moving:
                artist.set_animated(True)
            self._canvas = FigureCanvasAgg(self.figure)    # saving has taken the figure's own
            self._ground = None

    def settle(self):
        """Find the places of the axes now, and keep them: otherwise the first picture does so.

        For a drawing whose labels change: with the widest of them, so that all will fit.
        """
        self.figure.set_dpi(PIXELS_PER_INCH * self._sharpness)
        engine = self.figure.get_layout_engine()
        if engine is not None:      # once: a layout found anew for each picture would tremble
            engine.execute(self.figure)
            self.figure.set_layout_engine("none")

    def _draw_ground(self):
        self.settle()
        self._canvas.draw()
        self._ground = self._canvas.copy_from_bbox(self.figure.bbox)


class Surface(Artist):
    """A field of colours that fills an axes: what `imshow` shows, in a tenth of its time.

        surface = drawing.moving(Surface(ax))
        surface.set_colors(rgb)         # (rows, columns, 3) in [0, 1], first row at the bottom

    Colours between two given ones are mixed; with `smooth=False` each is a block of its own.
    """

    def __init__(self, ax, smooth=True):
        super().__init__()
        self._between = Image.Resampling.BILINEAR if smooth else Image.Resampling.NEAREST
        self._colors = np.ones((2, 2, 3))
        self.set_zorder(0.5)
        ax.add_artist(self)

    def set_colors(self, rgb):
        """Take new colours, (rows, columns, 3) in [0, 1]."""
        self._colors = np.asarray(rgb)

    def draw(self, renderer):
        box = self.axes.get_window_extent(renderer)
        left, bottom = round(box.x0), round(box.y0)
        size = round(box.x1) - left, round(box.y1) - bottom
        field = Image.fromarray((255 * self._colors).round().astype(np.uint8))
        pixels = np.full((size[1], size[0], 4), 255, np.uint8)
        pixels[:, :, :3] = np.asarray(field.resize(size, self._between))
        context = renderer.new_gc()
        renderer.draw_image(context, left, bottom, pixels)
        context.restore()


def as_png(pixels):
    """Return pixels (rows, columns, 3 or 4), whole numbers from 0 to 255, as the bytes of a PNG.

    Pillow looks for the best of five filters in each row, which takes twice the time of all the
    rest, and saves little: here no row is filtered.
    """
    height, width = pixels.shape[:2]
    rows = np.zeros((height, 1 + 3 * width), np.uint8)      # each begins with 0: not filtered
    rows[:, 1:] = pixels[:, :, :3].reshape(height, -1)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)      # 8 bits, red green blue
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks)
