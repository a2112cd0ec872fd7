"""Numbers on contour lines: each where its line has most room, upright, never cut off."""

import numpy as np
from matplotlib.patheffects import withStroke

from .style import INK, PAPER, number

AWAY = np.array([0.075, 0.055])    # how near a number may come to the frame, in parts of the axes


def round_levels(values, about=8):
    """Return round numbers for contour lines: evenly spaced, or 1, 2, 5, 10 … over wide ranges."""
    low, high = float(np.min(values)), float(np.max(values))
    if low > 0 and high / low > 50 or low >= 0 and high / max(np.median(values), 1e-300) > 8:
        powers = np.arange(np.floor(np.log10(max(low, high * 1e-4))), np.ceil(np.log10(high)) + 1)
        steps = (1, 2, 5) if len(powers) < 4 else (1, 3) if len(powers) < 6 else (1,)
        levels = np.outer(10.0**powers, steps).ravel()
        return levels[(levels > low) & (levels < high)]
    from matplotlib.ticker import MaxNLocator
    levels = MaxNLocator(about, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return levels[(levels > low) & (levels < high)]


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
