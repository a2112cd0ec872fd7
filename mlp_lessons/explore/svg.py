"""Diagrams as SVG: boxes, arrows and numbers, drawn in a millisecond and sharp at every size.

    svg = Svg(700, 300)
    svg.box(20, 20, 90, 40)
    svg.text(65, 45, "z = 1.5", anchor="middle")
    svg.arrow(110, 40, 160, 40, color=FORWARD)
    picture = svg.source("A box with the number 1.5, and an arrow that leaves it.")

All lengths are pixels at 100 %; y grows downwards, as in every picture on a page.
"""

import html
from numbers import Real

from ..plots.style import FAINT, INK, PAPER

FONT = "DejaVu Sans, Verdana, sans-serif"
FONT_SIZE = 14


class Svg:
    """A drawing that is put together piece by piece; what comes later lies on top."""

    def __init__(self, width, height):
        self.width, self.height = width, height
        self._pieces = []

    def text(self, x, y, text, *, size=FONT_SIZE, color=INK, anchor="start", bold=False,
             italic=False):
        """Write at (x, y), the left end, middle or right end ("start", "middle", "end") of the
        line the letters stand on. A line break begins a new line below."""
        look = attributes(font_size=size, fill=color, text_anchor=anchor,
                          font_weight="bold" if bold else None,
                          font_style="italic" if italic else None)
        for k, line in enumerate(str(text).split("\n")):
            self._pieces.append(f'<text {attributes(x=x, y=y + 1.25 * size * k)} {look}>'
                                f'{html.escape(line)}</text>')

    def box(self, x, y, width, height, *, fill=PAPER, edge=FAINT, line=1.0, dashed=False, radius=5):
        """Draw a box whose upper left corner is (x, y)."""
        self._pieces.append("<rect " + attributes(
            x=x, y=y, width=width, height=height, rx=radius, fill=fill, stroke=edge,
            stroke_width=line, stroke_dasharray="5 4" if dashed else None) + "/>")

    def circle(self, x, y, radius, *, fill=PAPER, edge=INK, line=1.0, dashed=False):
        """Draw a circle round (x, y)."""
        self._pieces.append("<circle " + attributes(
            cx=x, cy=y, r=radius, fill=fill, stroke=edge, stroke_width=line,
            stroke_dasharray="5 4" if dashed else None) + "/>")

    def line(self, x1, y1, x2, y2, *, color=INK, width=1.5, dashed=False):
        """Draw a straight line."""
        self._pieces.append("<line " + attributes(
            x1=x1, y1=y1, x2=x2, y2=y2, stroke=color, stroke_width=width,
            stroke_dasharray="5 4" if dashed else None) + "/>")

    def polyline(self, points, *, color=INK, width=2.0, dashed=False, fill="none"):
        """Draw a line through points [(x, y), …]."""
        text = " ".join(f"{rounded(x)},{rounded(y)}" for x, y in points)
        self._pieces.append("<polyline " + attributes(
            points=text, fill=fill, stroke=color, stroke_width=width, stroke_linejoin="round",
            stroke_dasharray="5 4" if dashed else None) + "/>")

    def arrow(self, x1, y1, x2, y2, *, color=INK, width=1.8, dashed=False):
        """Draw an arrow from (x1, y1) to (x2, y2)."""
        length = max(((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5, 1e-9)
        right, down = (x2 - x1) / length, (y2 - y1) / length
        head, half = 6 + 2 * width, 2.5 + 1.2 * width
        neck_x, neck_y = x2 - head * right, y2 - head * down
        self.line(x1, y1, neck_x, neck_y, color=color, width=width, dashed=dashed)
        corners = [(x2, y2), (neck_x - half * down, neck_y + half * right),
                   (neck_x + half * down, neck_y - half * right)]
        text = " ".join(f"{rounded(x)},{rounded(y)}" for x, y in corners)
        self._pieces.append("<polygon " + attributes(points=text, fill=color) + "/>")

    def source(self, words):
        """Return the drawing as the text of an SVG; `words` say what is to be seen."""
        words = html.escape(" ".join(words.split()), quote=True)
        size = f"0 0 {rounded(self.width)} {rounded(self.height)}"
        return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{size}" role="img" '
                f'width="{rounded(self.width)}" aria-label="{words}" font-family="{FONT}" '
                f'style="max-width:100%;height:auto;background:{PAPER}">'
                f'<rect width="100%" height="100%" fill="{PAPER}"/>'
                f'{"".join(self._pieces)}</svg>')


def attributes(**values):
    """Write attributes as an SVG has them: font_size=12 becomes font-size="12"; None goes."""
    return " ".join(f'{name.replace("_", "-")}="{rounded(value)}"'
                    for name, value in values.items() if value is not None)


def rounded(value):
    """Write a length with a tenth of a pixel, which no eye sees, and texts as they are."""
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, Real) else value
