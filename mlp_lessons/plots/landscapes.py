"""The loss over two weights, as a map: contour lines with their heights, and a path down."""

import numpy as np
from matplotlib.patheffects import withStroke

from ..errors import ShapeError, as_numbers
from .checks import checked_range, require_callable, require_drawable
from .contours import label_contours, round_levels
from .planes import plane_size, prepare_plane
from .style import FORWARD, LEARNER, PAPER, count, number, picture, tint

GRID = 61    # places in each direction where the loss is computed


def loss_surface(f, x_range, y_range, path=None, *, axes=("w₁", "w₂"), levels=None,
                 equal=True, title=None, alt=None, ax=None, size=None):
    """Show a function of two numbers from above: where it is low the ground is dark.

    Args:
        f: a function of two numbers, such as `lambda u, v: u**2 + 10 * v**2`.
        x_range, y_range: (lowest, highest) of each.
        path: (T, 2), places one after the other, from "start" on; or a dict {name: path}.
        axes: what the two axes are called.
        levels: the heights of the contour lines; round ones if not given.
        equal: True draws both axes to the same scale, so that the way down crosses contour lines
            at a right angle.
        title, alt, ax: as for `points`. size: (width, height) in inches.
    """
    if size is None:
        x_range, y_range = checked_range(x_range, "x_range"), checked_range(y_range, "y_range")
        size = plane_size((*x_range, *y_range), equal, width=5.4)
    return picture(draw_loss_surface, f, x_range, y_range, path, axes=axes, levels=levels,
                   equal=equal, ax=ax, title=title, alt=alt, size=size)


def draw_loss_surface(ax, f, x_range, y_range, path=None, *, axes=("w₁", "w₂"), levels=None,
                      equal=True):
    """Draw a function of two numbers on `ax`, and return what is to be seen in words."""
    require_callable(f, "f", "lambda u, v: u**2 + v**2")
    x_range, y_range = checked_range(x_range, "x_range"), checked_range(y_range, "y_range")
    x, y = np.linspace(*x_range, GRID), np.linspace(*y_range, GRID)
    heights = np.array([[float(f(u, v)) for u in x] for v in y])    # so any f will do
    require_drawable(heights, "the loss")
    paths = _checked_paths(path)
    if levels is None:
        levels = round_levels(heights)
    _, lines = draw_ground(ax, x, y, heights, levels)
    prepare_plane(ax, axes, (*x_range, *y_range), equal)
    obstacles = [place for name, steps in paths.items() for place in _draw_path(ax, name, steps)]
    label_contours(ax, lines, obstacles)
    return _surface_in_words(f, x, y, heights, paths, axes)


def draw_ground(ax, x, y, heights, levels):
    """Draw contour lines, and colour the steps between them, the lowest darkest.

    Returns both, the steps and the lines.
    """
    edges = np.unique([heights.min() - 1e-9, *levels, heights.max() + 1e-9])
    grounds = [tint(FORWARD, share) for share in np.linspace(0.45, 0.0, len(edges) - 1)]
    return (ax.contourf(x, y, heights, levels=edges, colors=grounds, zorder=0),
            ax.contour(x, y, heights, levels=levels, colors="#666666", linewidths=0.9,
                       linestyles="solid"))


def _draw_path(ax, name, steps):
    """Draw the steps one after the other, with "start" at the first and a square at the last.

    Returns the places (M, 2) that are taken, names included.
    """
    ax.plot(*steps.T, color=LEARNER, linewidth=1.6, zorder=4)
    ax.plot(*steps[1:-1].T, "o", color=LEARNER, markersize=4 if len(steps) < 60 else 2.5, zorder=4)
    ax.plot(*steps[0], "o", markersize=9, markerfacecolor=PAPER, markeredgecolor=LEARNER,
            markeredgewidth=1.8, zorder=5)
    ax.plot(*steps[-1], "s", markersize=8, color=LEARNER, markeredgecolor=PAPER, zorder=5)
    names = {0: "start"} if len(steps) == 1 else {0: "start", -1: name or f"step {len(steps) - 1}"}
    taken = [_write_beside(ax, text, steps[index], steps.mean(axis=0))
             for index, text in names.items()]
    return np.concatenate([steps, *taken])


def _write_beside(ax, text, place, middle):
    """Write a name beside a place, away from the middle of the path.

    Returns two places that it covers, (2, 2).
    """
    to_axes = ax.transData + ax.transAxes.inverted()
    (x, y), (x_middle, y_middle) = to_axes.transform([place, middle])
    if not (0 <= x <= 1 and 0 <= y <= 1):
        return np.empty((0, 2))
    width = 0.02 * len(text)
    if x >= x_middle and x + width < 0.97:
        offset, align, reach = (10, 0), ("left", "center"), (0, width)
    elif x < x_middle and x - width > 0.03:
        offset, align, reach = (-10, 0), ("right", "center"), (-width, 0)
    else:
        up = y >= y_middle and y < 0.97 or y < 0.12
        side = "right" if x > 0.9 else "left" if x < 0.1 else "center"
        offset, align = (0, 10 if up else -10), (side, "bottom" if up else "top")
        reach = (-width / 2, width / 2)
    ax.annotate(text, place, xytext=offset, zorder=6, textcoords="offset points", ha=align[0],
                va=align[1], path_effects=[withStroke(linewidth=3.5, foreground=PAPER)])
    return to_axes.inverted().transform([(x + part, y) for part in reach])


def _checked_paths(path):
    """Return {name: steps (T, 2)}; a single path has no name."""
    if path is None:
        return {}
    named = path if isinstance(path, dict) else {"": path}
    checked = {}
    for name, steps in named.items():
        steps = as_numbers(steps, "path", np.float64)
        if steps.ndim != 2 or steps.shape[1] != 2 or len(steps) == 0:
            raise ShapeError(f"path must have shape (T, 2), one place a row, got {steps.shape}.")
        require_drawable(steps, "path")
        checked[name] = steps
    return checked


def _surface_in_words(f, x, y, heights, paths, axes):
    row, column = np.unravel_index(heights.argmin(), heights.shape)
    words = [f"The loss over {axes[0]}, from {number(x[0])} to {number(x[-1])}, and {axes[1]}, "
             f"from {number(y[0])} to {number(y[-1])}: between {number(heights.min(), 2)}, near "
             f"({number(x[column], 2)}, {number(y[row], 2)}), and {number(heights.max(), 2)}."]
    for name, steps in paths.items():
        first, last = steps[0], steps[-1]
        named = f" {name!r}" if name else ""
        words.append(f"A path{named} of {count(len(steps) - 1, 'step')} leads from "
                     f"({number(first[0], 2)}, {number(first[1], 2)}), loss "
                     f"{number(f(*first), 2)}, to ({number(last[0], 2)}, {number(last[1], 2)}), "
                     f"loss {number(f(*last), 2)}.")
    return " ".join(words)
