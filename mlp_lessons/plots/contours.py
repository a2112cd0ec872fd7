"""Numbers on contour lines: each where its line has most room, upright, never cut off."""

import numpy as np
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from .style import INK, PAPER, number

AWAY = np.array([0.075, 0.055])    # how near a number may come to the frame, in parts of the axes


def round_levels(values, about=8):
    """Return round heights for contour lines: evenly spaced, unless most of the ground is low.

    Then the heights are 1, 2, 5, 10, …, so that the floor of a valley has its lines too.
    """
    values = np.ravel(values)
    even = MaxNLocator(about, steps=[1, 2, 2.5, 5, 10]).tick_values(values.min(), values.max())
    even = even[(even > values.min()) & (even < values.max())]
    if len(even) and (_areas(values, even) <= 0.35).all():
        return even
    for digits in ((1, 2, 5), (1, 3), (1,)):
        levels = _levels_that_part(values, digits)
        if len(levels) <= about:
            break
    return levels if len(levels) > 1 else even


def _levels_that_part(values, digits):
    """Return those of these digits times powers of ten that have some ground between them."""
    largest = np.floor(np.log10(max(np.abs(values).max(), 1e-300)))
    positive = np.outer(10.0 ** np.arange(largest - 3, largest + 1), digits).ravel()
    kept = []
    for level in [*positive[::-1], 0, *-positive]:    # from the top down
        areas = _areas(values, [level, *kept])
        if areas[1] > 0.02 and areas[0] > 0.01:
            kept.insert(0, level)
    return np.array(kept)


def _areas(values, levels):
    """Return which part of the ground lies in each band between the levels."""
    return np.diff(np.concatenate([[0], [(values < level).mean() for level in levels], [1]]))


def label_contours(ax, lines, obstacles=()):
    """Write its number on each contour line of `lines`, away from the frame and from `obstacles`.

    `obstacles` are points (M, 2), such as the data. A line too near the frame keeps no number.
    """
    to_axes = ax.transData + ax.transAxes.inverted()
    taken = to_axes.transform(obstacles) if len(obstacles) else np.empty((0, 2))
    labels = np.empty((0, 2))
    for level, segments in zip(lines.levels, lines.allsegs):
        if not any(len(segment) for segment in segments):
            continue
        line = np.concatenate([segment for segment in segments if len(segment)])
        places = to_axes.transform(line)                                  # (M, 2), 0 to 1
        inside = ((places > AWAY) & (places < 1 - AWAY)).all(axis=1)
        if not inside.any():
            continue
        line, places = line[inside], places[inside]
        room = np.minimum(0.5 * _nearest(places, labels), _nearest(places, taken))
        best = np.minimum(room, 0.08).argmax()
        if _nearest(places[best:best + 1], labels)[0] < 0.1:
            continue
        labels = np.vstack([labels, places[best]])
        ax.text(*line[best], number(level), ha="center", va="center", color=INK, zorder=2.5,
                path_effects=[withStroke(linewidth=3.5, foreground=PAPER, alpha=0.85)])


def _nearest(places, others):
    """Return for each place (M, 2) the distance to the nearest of the others (J, 2)."""
    if not len(others):
        return np.full(len(places), np.inf)
    return np.linalg.norm(places[:, None] - others[None], axis=2).min(axis=1)
