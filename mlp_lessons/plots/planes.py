"""Points on a plane, and what a network makes of the plane: regions, a boundary, a surface."""

import copy

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, TwoSlopeNorm
from matplotlib.legend_handler import HandlerTuple
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from ..errors import ShapeError, as_numbers, describe
from .checks import checked_points, checked_range
from .contours import label_contours, round_levels
from .style import (
    BLUE,
    INK,
    LEARNER,
    ORANGE,
    PAPER,
    class_color,
    class_edge,
    class_marker,
    class_tint,
    count,
    listing,
    number,
    picture,
    tint,
)

AXES = ("x₁", "x₂")
MARKER_SIZES = {"P": 1.5, "X": 1.5, "*": 2.4}    # areas, so that all look equally large
GRID = 241    # places in each direction where a network is asked


def points(X, y=None, *, names=None, axes=AXES, limits=None, legend=True, title=None, alt=None,
           ax=None):
    """Show points X (N, 2), each class of y (N,) in its colour and with its marker.

    Args:
        names: what the classes are called, instead of "class 0", "class 1", ….
        axes: what the two axes are called.
        limits: (left, right, bottom, top), instead of just round the points.
        legend: False leaves out what the markers mean, where a picture beside it says so.
        title: what is to be seen. alt: the picture in words, instead of those made here.
        ax: where to draw instead of on a figure of its own; then the words are returned.
    """
    X, y = checked_points(X, y)
    limits = _limits(X, limits)
    return picture(draw_points, X, y, names=names, axes=axes, limits=limits,
                   legend=legend, ax=ax, title=title, alt=alt,
                   size=plane_size(limits, legend=legend and y is not None))


def boundary(X, y, predict, *, level=0.0, surface=False, mark_wrong=False, names=None, axes=AXES,
             limits=None, legend=True, title=None, alt=None, ax=None):
    """Show which class `predict` gives to every place of the plane, and the points X, y on it.

    Args:
        predict: a network, or a function of points (M, 2). It gives one score for each point, (M,)
            or (M, 1), whose side of `level` is the class; or one score per class, (M, K); or the
            classes themselves, whole numbers (M,).
        level: where the boundary lies, 0 for scores, 0.5 for probabilities.
        surface: True shows how high the score is, with contour lines that carry their numbers.
        mark_wrong: True puts a ring round each point that lies in the region of another class.
        names, axes, limits, legend, title, alt, ax: as for `points`.
    """
    X, y = checked_points(X, y)
    limits = _limits(X, limits)
    return picture(draw_boundary, X, y, predict, level=level, surface=surface,
                   mark_wrong=mark_wrong, names=names, axes=axes, limits=limits,
                   legend=legend, ax=ax, title=title, alt=alt,
                   size=plane_size(limits, legend=legend))


def draw_points(ax, X, y=None, *, names=None, axes=AXES, limits=None, legend=True):
    """Draw points X (N, 2) of classes y (N,) on `ax`, and return what is to be seen in words."""
    X, y = checked_points(X, y)
    prepare_plane(ax, axes, _limits(X, limits))
    _scatter(ax, X, y)
    if y is None:
        return f"{_many(X)} {_where(X, axes)}."
    classes = [int(k) for k in np.unique(y)]
    names = _class_names(names, classes)
    if legend:
        _legend(ax, [(_marker(k), names[k]) for k in classes])
    return " ".join([f"{_many(X)}, {axes[0]} to the right and {axes[1]} upwards."]
                    + [f"{names[k]}: {_many(X[y == k])} {_where(X[y == k], axes)}."
                       for k in classes])


def draw_boundary(ax, X, y, predict, *, level=0.0, surface=False, mark_wrong=False, names=None,
                  axes=AXES, limits=None, legend=True):
    """Draw the regions of `predict` and the points on `ax`; return what is to be seen in words."""
    X, y = checked_points(X, y)
    if y is None:
        raise TypeError("boundary needs y, the classes of the points, got None.")
    limits = _limits(X, limits)
    prepare_plane(ax, axes, limits)
    horizontal, vertical, grid = _grid(limits)
    said = _ask(predict, grid)
    margins, is_class = _margins(said, level)      # (K, M)
    if surface and len(margins) != 2:
        raise ValueError(f"surface=True draws one score per point, "
                         f"but predict gave {len(margins)}.")
    if surface and is_class:
        raise ValueError("surface=True needs scores, but predict gave the classes themselves.")
    fields = margins.reshape(len(margins), len(vertical), len(horizontal))
    if surface:
        _draw_surface(ax, horizontal, vertical, fields[1] + level, level, X)
    else:
        _draw_regions(ax, horizontal, vertical, fields, is_class)
    _scatter(ax, X, y)
    ours, _ = _margins(_ask(predict, X), level, len(margins))
    right = ours.argmax(axis=0) == y
    if mark_wrong and not right.all():
        ax.scatter(*X[~right].T, s=3 * _marker_size(X), facecolors="none", edgecolors=INK,
                   linewidths=1, zorder=4)
    ax.set_xlim(limits[:2])
    ax.set_ylim(limits[2:])
    classes = sorted({*map(int, np.unique(y)), *range(len(margins))})
    names = _class_names(names, classes)
    if legend:
        entries = [((_patch(k), _marker(k)) if not surface else _marker(k), names[k])
                   for k in classes]
        entries.append((Line2D([], [], color=LEARNER, lw=2.2),
                        _boundary_name(said, is_class, level)))
        if mark_wrong and not right.all():
            entries.append((Line2D([], [], ls="", marker="o", ms=11, mfc="none", mec=INK, mew=1),
                            "wrong side"))
        _legend(ax, entries)
    return _boundary_in_words(X, y, right, margins, names, axes, surface,
                              fields[1] + level if surface else None)


def _ask(predict, X):
    """Return what `predict`, a network or a function, says of the points X (M, 2)."""
    if hasattr(predict, "forward"):
        predict = copy.deepcopy(predict).forward    # what it keeps for backward stays as it was
    if not callable(predict):
        raise TypeError(f"predict must be a network or a function of points (M, 2), "
                        f"got {describe(predict)}.")
    scores = as_numbers(predict(X), "what predict returns")
    if scores.ndim not in (1, 2) or len(scores) != len(X):
        raise ShapeError(f"predict got {len(X)} points, X of shape {X.shape}, and must return one "
                         f"row for each, but it returned shape {scores.shape}.")
    return scores


def _margins(scores, level, K=2):
    """Return by how much each class wins over the others, (K, M), and whether these are classes."""
    if scores.ndim == 2 and scores.shape[1] == 1:
        scores = scores[:, 0]
    if scores.ndim == 1 and scores.dtype.kind in "iub":
        K = max(K, 1 + int(scores.max()))
        return np.where(scores == np.arange(K)[:, None], 1.0, -1.0), True
    if scores.ndim == 1:
        return np.stack([level - scores, scores - level]), False
    if scores.shape[1] == 2:
        difference = scores[:, 1] - scores[:, 0]
        return np.stack([-difference, difference]), False
    others = [np.delete(scores, k, axis=1).max(axis=1) for k in range(scores.shape[1])]
    return scores.T - np.stack(others), False


def _draw_regions(ax, horizontal, vertical, fields, is_class):
    winner = fields.argmax(axis=0)
    for k, field in enumerate(fields):
        if (winner == k).any():
            ax.contourf(horizontal, vertical, field, levels=[0, np.inf], colors=[class_tint(k)],
                        zorder=0)
    # The boundary between two classes would be drawn by both; the last class can leave it out.
    for field in fields[:-1]:
        if field.min() < 0 < field.max():
            ax.contour(horizontal, vertical, field, levels=[0], colors=LEARNER, linewidths=2.2,
                       zorder=1)


def _draw_surface(ax, horizontal, vertical, scores, level, X):
    """Draw one score: the more orange the higher, the more blue the lower, numbers on the lines."""
    levels = np.union1d(round_levels(scores, 9), [level])
    reach = max(np.abs(scores - level).max(), 1e-12)
    colors = LinearSegmentedColormap.from_list(
        "scores", [tint(BLUE, 0.75), PAPER, tint(ORANGE, 0.75)])
    ax.contourf(horizontal, vertical, scores, levels=[scores.min(), *levels, scores.max()],
                cmap=colors, norm=TwoSlopeNorm(level, level - reach, level + reach), zorder=0)
    at_level = np.isclose(levels, level)
    lines = ax.contour(horizontal, vertical, scores, levels=levels, linestyles="solid", zorder=1,
                       colors=np.where(at_level, LEARNER, "#666666").tolist(),
                       linewidths=np.where(at_level, 2.2, 0.9).tolist())
    label_contours(ax, lines, X)


def prepare_plane(ax, axes, limits, equal=True):
    """Name the axes and set their limits; drawn to the same scale, right angles look right."""
    ax.set_xlabel(axes[0])
    ax.set_ylabel(axes[1], rotation=0, ha="right", va="center")
    ax.set_xlim(limits[:2])
    ax.set_ylim(limits[2:])
    if equal and 1 / 3 < _ratio(limits) < 3:
        ax.set_aspect("equal")
    ax.locator_params(nbins=6, steps=[1, 2, 5, 10])


def plane_size(limits, equal=True, legend=False, width=4.4):
    """Return a figure size in inches in which the plane fills its place."""
    ratio = float(np.clip(_ratio(limits), 0.5, 1.05)) if equal else 0.8
    return width + 1.2 * legend, (width - 1) * ratio + 1.0


def _ratio(limits):
    left, right, bottom, top = limits
    return (top - bottom) / (right - left)


def _scatter(ax, X, y):
    size = _marker_size(X)
    if y is None:
        ax.scatter(*X.T, s=size, color=INK, linewidths=0.6, edgecolors=PAPER, zorder=3)
        return
    for k in np.unique(y):
        ax.scatter(*X[y == k].T, s=size * MARKER_SIZES.get(class_marker(k), 1),
                   color=class_color(k), marker=class_marker(k), linewidths=0.7,
                   edgecolors=class_edge(k), zorder=3)


def _marker_size(X):
    """Return the area of a marker in square points: the fewer points, the larger."""
    return float(np.clip(6000 / len(X), 22, 90))


def _marker(k):
    size = 7.5 * MARKER_SIZES.get(class_marker(k), 1) ** 0.5
    return Line2D([], [], ls="", marker=class_marker(k), ms=size, mfc=class_color(k),
                  mec=class_edge(k), mew=0.7)


def _patch(k):
    return Patch(facecolor=class_tint(k))


def _legend(ax, entries):
    handles, labels = zip(*entries)
    ax.legend(handles, labels, loc="upper left", bbox_to_anchor=(1.01, 1), borderaxespad=0,
              handlelength=1.6, handletextpad=0.6, labelspacing=0.7,
              handler_map={tuple: HandlerTuple(ndivide=1)})


def _class_names(names, classes):
    if names is None:
        return {k: f"class {k}" for k in classes}
    if len(names) <= max(classes):
        raise ValueError(f"names has {count(len(names), 'name')}, but there are classes up to "
                         f"{max(classes)}: it needs {max(classes) + 1}.")
    return {k: str(names[k]) for k in classes}


def _boundary_name(scores, is_class, level):
    """Say where the line is: with one score where it is `level`, with two where they are equal."""
    K = scores.shape[1] if scores.ndim == 2 else 1
    if is_class or K > 2:
        return "boundary"
    return "scores equal" if K == 2 else f"score {number(level)}"


def _limits(X, limits):
    """Return (left, right, bottom, top): those given, or with some room round the points."""
    if limits is not None:
        if len(limits) != 4:
            raise ValueError(f"limits must be four numbers, left, right, bottom and top, "
                             f"got {describe(limits)}.")
        return (*checked_range(limits[:2], "limits, left and right,"),
                *checked_range(limits[2:], "limits, bottom and top,"))
    low, high = X.min(axis=0), X.max(axis=0)
    room = 0.12 * max((high - low).max(), 1e-9) if (high > low).any() else 1.0
    return (float(low[0] - room), float(high[0] + room),
            float(low[1] - room), float(high[1] + room))


def _grid(limits):
    """Return both axes' places and all points of the grid, (GRID·GRID, 2)."""
    horizontal = np.linspace(*limits[:2], GRID)
    vertical = np.linspace(*limits[2:], GRID)
    return horizontal, vertical, np.stack(np.meshgrid(horizontal, vertical), -1).reshape(-1, 2)


def _many(X):
    return count(len(X), "point")


def _where(X, axes):
    """Say where points lie: all of them if they are few, else the middle and the reach."""
    if len(X) <= 4:
        return "at " + listing(f"({number(a)}, {number(b)})" for a, b in X)
    (left, bottom), (right, top) = X.min(axis=0), X.max(axis=0)
    return (f"with {axes[0]} from {number(left, 2)} to {number(right, 2)} and {axes[1]} from "
            f"{number(bottom, 2)} to {number(top, 2)}")


def _boundary_in_words(X, y, right, margins, names, axes, surface, scores):
    share = (margins.argmax(axis=0) == np.arange(len(margins))[:, None]).mean(axis=1)   # (K,)
    words = [f"The plane, {axes[0]} to the right and {axes[1]} upwards, with {_many(X)}, is "
             f"divided into regions: " + listing(f"{names[k]} has {round(100 * part)} %"
                                         for k, part in enumerate(share)) + " of it."]
    if surface:
        words.append(f"The score, drawn with contour lines, runs from {number(scores.min(), 2)} to "
                     f"{number(scores.max(), 2)}.")
    words.append(f"{right.sum():,} of {_many(X)} lie in the region of their own class"
                 + ("." if right.all() else ": " + listing(
                     f"{(right & (y == k)).sum():,} of {(y == k).sum():,} of {names[k]}"
                     for k in np.unique(y)) + "."))
    return " ".join(words)
