"""The look of every picture: one palette whose colours keep their meaning, one way to show it.

A picture is drawn by a function `draw_NAME(ax, …)` that returns what is to be seen in words, its
alternative text. The function `NAME(…)` beside it puts the drawing on a figure of its own and shows
it; with `ax=…` it draws there instead, so that pictures can stand side by side.

To write a new picture on top of this:

    @course_style()
    def two_clouds(X, y):
        figure, (left, right) = new_figure(8, 3.6, columns=2)
        seen = draw_points(left, X, y)
        draw_title(left, "Two clouds")
        ...
        show(figure, f"Left: {seen} Right: ...")
"""

import base64
import html
import io
import math
import sys
import textwrap
from contextlib import contextmanager

import matplotlib.style
import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from ..errors import describe

# Okabe and Ito's colours: people with any common kind of colour blindness can tell them apart.
BLUE, ORANGE, GREEN, PURPLE = "#0072B2", "#E69F00", "#009E73", "#CC79A7"
SKY, YELLOW, VERMILION, BLACK = "#56B4E9", "#F0E442", "#D55E00", "#000000"

# What a colour means, everywhere. No meaning rests on colour alone: see the markers and dashes.
CLASS_COLORS = [BLUE, ORANGE, GREEN, PURPLE, SKY, YELLOW]
CLASS_MARKERS = ["o", "s", "^", "D", "v", "P", "X", "*", "p", "h"]
CLASS_TINTS = [0.36, 0.18, 0.27, 0.62, 0.20, 0.45]    # how much colour the class's region has
FORWARD = "#44688C"        # values that flow forward: grey-blue
GRADIENT = VERMILION       # gradients that flow back
LEARNER = BLACK            # what the learner controls: weights, steps, the boundary
REFERENCE = "#767676"      # what things are compared with, always dashed
NEGATIVE = "#A8407F"       # a negative weight, always dashed; a positive one is black and solid
PAPER, INK, FAINT = "#FFFFFF", "#222222", "#DDDDDD"
HIGHLIGHT = "#FFF2B8"      # the ground of a number that is talked about
DASHED = (0, (4, 2.5))

# The lines of a plot that are not classes: each has its own colour and its own dashes.
SERIES = [(BLACK, "solid"), (GREEN, (0, (6, 2))), (PURPLE, (0, (1.2, 1.2))),
          (SKY, (0, (6, 2, 1.2, 2))), (BLUE, (0, (3, 1.5))), (ORANGE, (0, (10, 2, 2, 2)))]

FONT_SIZE, TITLE_SIZE = 11, 12      # points, at the size shown
PIXELS_PER_INCH = 96                # of a browser at 100 %
SHARPNESS = 2                       # pixels of the PNG for one pixel shown
WIDEST = 8.4                        # inches that fit beside JupyterLab's file list

RC = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],     # comes with matplotlib: the same letters everywhere
    "mathtext.fontset": "dejavusans",
    "font.size": FONT_SIZE,
    "axes.labelsize": FONT_SIZE,
    "xtick.labelsize": FONT_SIZE,
    "ytick.labelsize": FONT_SIZE,
    "legend.fontsize": FONT_SIZE,
    "axes.titlesize": TITLE_SIZE,
    "figure.titlesize": TITLE_SIZE,
    "axes.titlelocation": "left",
    "axes.titlepad": 10,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": "#555555",
    "xtick.color": "#555555",
    "ytick.color": "#555555",
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": "#E6E6E6",
    "grid.linewidth": 0.8,
    "figure.facecolor": PAPER,
    "axes.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "legend.frameon": False,
    "lines.linewidth": 2,
    "lines.solid_capstyle": "round",
    "image.interpolation": "nearest",
    "image.cmap": "Greys",
}


@contextmanager
def course_style():
    """Draw in the course's style, whatever the learner has set; afterwards all is as it was.

    Use it as `with course_style():`, or as `@course_style()` above a function that draws.
    """
    with matplotlib.style.context(["default", RC]):
        yield


def new_figure(width=5, height=3.8, rows=1, columns=1, widths=None, heights=None):
    """Return a figure of this size in inches, and its axes: one, or an array of them.

    `widths` and `heights` are the relative sizes of columns and rows. The figure belongs to nobody
    else: `plt.gcf()` does not know it. Its layout keeps labels from overlapping or being cut off.
    """
    alone = rows == columns == 1
    with course_style():
        figure = Figure(figsize=whole_pixels(width, height), dpi=PIXELS_PER_INCH * SHARPNESS,
                        layout="compressed" if alone else "constrained")
        figure.get_layout_engine().set(w_pad=0.1, h_pad=0.1, wspace=0.06, hspace=0.06)
        axes = figure.subplots(rows, columns, width_ratios=widths, height_ratios=heights)
    return figure, axes


def picture(draw, *arguments, ax=None, title=None, alt=None, size=(5, 3.8), **options):
    """Call `draw(ax, *arguments, **options)` on a new figure and show it; return None.

    `draw` returns what is to be seen in words. With `ax` it draws there, and these words are
    returned instead: whoever made `ax` shows the figure. `alt` takes the place of the words.
    """
    with course_style():
        if ax is not None:
            seen = draw(ax, *arguments, **options)
            draw_title(ax, title)
            return alt or sentence(title, seen)
        figure, ax = new_figure(*size)
        seen = draw(ax, *arguments, **options)
        draw_figure_title(figure, title)
    show(figure, alt or sentence(title, seen))


def panel(function, *arguments, **options):
    """Return one panel for `side_by_side`: a picture function with its arguments, not yet drawn."""
    def draw(ax):
        return function(*arguments, ax=ax, **options)
    return draw


def side_by_side(panels, *, title=None, alt=None, size=None, widths=None, columns=None):
    """Show several pictures as one: `side_by_side([panel(points, X, y), panel(matrix, W)])`.

    Args:
        panels: a list; each is made by `panel`, or is any function that draws on the `ax` it gets
            and returns what is to be seen in words.
        title: what is to be seen, above all of them; each panel has a `title` of its own besides.
        alt: the picture in words, if what the panels say of themselves does not do.
        size: (width, height) in inches. widths: relative widths of the columns.
        columns: how many stand in a row, all of them if not given.
    """
    panels = list(panels)
    if not panels:
        raise ValueError("side_by_side needs a list of at least one panel, got an empty one.")
    columns = min(columns or len(panels), len(panels))
    rows = math.ceil(len(panels) / columns)
    width, height = size or (min(WIDEST, 4.2 * columns), 3.6 * rows)
    figure, axes = new_figure(width, height, rows, columns, widths=widths)
    axes = np.atleast_1d(axes).ravel()
    with course_style():
        seen = [draw(ax) or "" for draw, ax in zip(panels, axes)]
        draw_figure_title(figure, title)
        for ax in axes[len(panels):]:
            ax.set_axis_off()
        if size is None:
            trim_height(figure)
    if rows == 1 and columns == 2:
        places = ["Left: ", "Right: "]
    else:
        places = [f"Panel {number}: " for number in range(1, len(panels) + 1)]
    if len(panels) == 1:
        places = [""]
    show(figure, alt or sentence(title, " ".join(map(str.__add__, places, seen))))


def show(figure, alt):
    """Show `figure` with `alt`, what is to be seen in words, and close it; return None.

    In a notebook it becomes an image that carries its words; outside, a window if there can be one.
    """
    if not isinstance(alt, str) or not alt.strip():
        raise ValueError(f"show(figure, alt) needs alt, the picture in words for those who cannot "
                         f"see it, got {describe(alt)}.")
    try:
        content = png(figure)
    finally:
        _close(figure)
    if _in_notebook():
        from IPython.display import HTML, display  # here: IPython is slow to load
        display(HTML(image_tag(content, alt, figure.get_size_inches()[0])))
    else:
        _open_window(content, figure.get_size_inches())


def png(figure, small=True):
    """Return `figure` as the bytes of a PNG: the same figure, the same bytes, any day.

    `small` keeps 256 colours: a third of the bytes, no difference to the eye, 0.05 s longer.
    """
    buffer = io.BytesIO()
    with course_style():    # ticks are only made now
        figure.savefig(buffer, format="png", dpi=PIXELS_PER_INCH * SHARPNESS, facecolor=PAPER,
                       metadata={"Software": None}, pil_kwargs={"compress_level": 1})
    if small:
        image = Image.open(buffer).convert("RGB")
        image = image.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        buffer = io.BytesIO()
        image.save(buffer, format="png", compress_level=6)
    return buffer.getvalue()


def image_tag(content, alt, inches):
    """Return the HTML of a PNG that is `inches` wide at the size shown, with its words."""
    words = html.escape(" ".join(alt.split()), quote=True)
    data = base64.b64encode(content).decode("ascii")
    # JupyterLab shows the first line of a collapsed output: it must not tell what is to be seen.
    return (f'<!-- a picture: click to see it -->\n'
            f'<img alt="{words}" style="max-width:100%" width="{round(inches * PIXELS_PER_INCH)}" '
            f'src="data:image/png;base64,{data}">')


def draw_title(ax, text):
    """Write what is to be seen above `ax`, from its left edge, in as many lines as it needs."""
    if text:
        width, _ = axes_inches(ax)
        ax.set_title(_wrapped(text, 1.12 * width))    # there is room before the next panel


def draw_figure_title(figure, text):
    """Write what is to be seen above all axes of `figure`, from its left edge."""
    if text:
        inches = figure.get_size_inches()[0] - 0.2
        figure.suptitle(_wrapped(text, inches), x=0.1 / inches, ha="left")


def axes_inches(ax):
    """Return how wide and how high `ax` is in inches, nearly: labels will take a little of it."""
    box, inches = ax.get_position(), ax.figure.get_size_inches()
    return 0.95 * box.width * inches[0], 0.95 * box.height * inches[1]


def inches_as_units(ax, x_range, y_range):
    """Let one unit of `ax` be one inch, or less if there is not the room; hide its frame.

    Texts keep their size whatever the axes, so a drawing of boxes and texts should too. The last
    number of `y_range` is the upper edge.
    """
    (width, height), (left, right), (low, high) = axes_inches(ax), x_range, y_range
    more_x = max(0, width - abs(right - left))
    more_y = max(0, height - abs(high - low))
    ax.set_axis_off()
    ax.set_aspect("equal")
    ax.set_anchor("NW")
    ax.set_xlim(left, right + more_x)
    ax.set_ylim(low - more_y if low < high else low + more_y, high)


def trim_height(figure):
    """Take away the white that panels of a fixed shape leave above and below them."""
    figure.draw_without_rendering()
    boxes = [ax.get_tightbbox() for ax in figure.axes]
    content = (max(box.y1 for box in boxes) - min(box.y0 for box in boxes)) / figure.dpi
    if figure.get_suptitle():
        content += (1 + figure.get_suptitle().count("\n")) * 1.3 * TITLE_SIZE / 72
    width, height = figure.get_size_inches()
    figure.set_size_inches(whole_pixels(width, min(height, content + 0.3)))


def whole_pixels(*inches):
    """Return these lengths in inches, rounded to whole pixels of the size shown."""
    return [round(length * PIXELS_PER_INCH) / PIXELS_PER_INCH for length in inches]


def number(value, digits=3):
    """Write a number for people: 0.25, −1, 1,000, 3.1e−05; `digits` of it count."""
    value = float(value)
    if not math.isfinite(value):
        return str(value).replace("-", "−")
    if value == 0:
        return "0"
    if 1e-3 <= abs(value) < 1e6:
        places = max(0, digits - 1 - math.floor(math.log10(abs(value))))
        text = f"{value:,.{places}f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
    else:
        text = f"{value:.{digits - 1}g}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")
    return text.replace("-", "−")


def sentence(title, seen):
    """Join a title and what is to be seen to one text."""
    if not title:
        return seen
    return f"{title}{'' if title[-1] in '.!?:…' else '.'} {seen}".strip()


def listing(words):
    """Write words as a list in a sentence: "a", "a and b", "a, b and c"."""
    words = list(map(str, words))
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def count(how_many, thing):
    """Write "1 point", "2 points", "1,000 points"."""
    return f"{how_many:,} {thing}{'' if how_many == 1 else 's'}"


def tint(color, share):
    """Return `color` mixed with white; `share` of it stays, from 0 to 1."""
    rgb = np.array(matplotlib.colors.to_rgb(color))
    return tuple(float(part) for part in 1 - share * (1 - rgb))


def class_color(k):
    """Return the colour of class k; from the seventh class on they repeat, with other markers."""
    return CLASS_COLORS[k % len(CLASS_COLORS)]


def class_marker(k):
    """Return the marker of class k."""
    return CLASS_MARKERS[k % len(CLASS_MARKERS)]


def class_edge(k):
    """Return the colour of the rim of a marker: white parts neighbours, but yellow needs a line."""
    return INK if class_color(k) == YELLOW else PAPER


def class_tint(k):
    """Return the colour of the region of class k: light, and lighter or darker than the next."""
    return tint(class_color(k), CLASS_TINTS[k % len(CLASS_TINTS)])


def _wrapped(text, inches):
    """Break a title into lines that fit: a letter of DejaVu Sans is 0.55 of its size wide."""
    return textwrap.fill(text, max(12, int(inches * 72 / (0.55 * TITLE_SIZE))))


def _close(figure):
    """Take the figure from pyplot, if it came from there, so that nothing shows it again."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close(figure)


def _in_notebook():
    ipython = sys.modules.get("IPython")
    return ipython is not None and hasattr(ipython.get_ipython(), "kernel")


def _open_window(content, inches):
    """Show a PNG in a window of its own; without a screen, do nothing."""
    import matplotlib.pyplot as plt  # here: it looks for a screen

    window = plt.figure(figsize=inches)
    if window.canvas.required_interactive_framework is None:
        plt.close(window)
        return
    ax = window.add_axes([0, 0, 1, 1])
    ax.imshow(plt.imread(io.BytesIO(content)))
    ax.set_axis_off()
    plt.show()
