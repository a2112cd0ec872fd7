"""Lines: curves that carry their names, a function with its tangents, the history of a training."""

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, MaxNLocator

from .checks import checked_line, checked_range, require_callable
from .style import (
    DASHED,
    FAINT,
    FONT_SIZE,
    FORWARD,
    GRADIENT,
    PAPER,
    REFERENCE,
    SERIES,
    axes_inches,
    listing,
    number,
    picture,
)

STEP = 1e-5    # the Δz by which a slope is measured


def curves(lines, *, x_label=None, y_label=None, reference=None, x_log=False, y_log=False,
           limits=None, title=None, alt=None, ax=None, size=(5.6, 3.6)):
    """Show lines that carry their names at their ends: `curves({"ReLU": (z, a)}, x_label="z")`.

    Args:
        lines: a dict {name: (x, y)}, x and y equally long; y alone is drawn over 0, 1, 2, ….
        x_label, y_label: what the axes are called.
        reference: the names of lines that others are compared with; they are dashed and grey.
        x_log, y_log: True counts in powers of ten.
        limits: (left, right, bottom, top); None in a place leaves that end open.
        title, alt, ax: as for `points`. size: (width, height) in inches.
    """
    return picture(draw_curves, lines, x_label=x_label, y_label=y_label, reference=reference,
                   x_log=x_log, y_log=y_log, limits=limits, ax=ax, title=title, alt=alt, size=size)


def function(f, z_range=(-4, 4), *, tangents=(), triangle=False, name="a", argument="z",
             reference=None, title=None, alt=None, ax=None, size=(5.6, 3.6)):
    """Show a function of one number, and its slope where it is asked for, as a tangent.

    Args:
        f: a function of an array, such as `np.tanh`.
        z_range: (lowest, highest) z.
        tangents: the z at which to draw the tangent and write its slope.
        triangle: True draws Δz = 1 and the rise of the tangent over it.
        name, argument: what the axes are called.
        reference: a dict {name: function} of others to compare with, dashed and grey.
        title, alt, ax: as for `points`. size: (width, height) in inches.
    """
    return picture(draw_function, f, z_range, tangents=tangents, triangle=triangle, name=name,
                   argument=argument, reference=reference, ax=ax, title=title, alt=alt, size=size)


def draw_curves(ax, lines, *, x_label=None, y_label=None, reference=None, x_log=False, y_log=False,
                limits=None, styles=None):
    """Draw named lines on `ax`, and return what is to be seen in words.

    `styles`, a dict {name: (colour, dashes)}, sets what the palette would choose.
    """
    lines = _checked_lines(lines)
    references = [reference] if isinstance(reference, str) else list(reference or [])
    styles = dict(styles or {})
    styles |= dict.fromkeys(references, (REFERENCE, DASHED))
    free = [style for style in SERIES if style not in styles.values()]
    for name in lines:
        if name not in styles:
            styles[name] = free.pop(0) if free else SERIES[-1]
    for name, (x, y) in lines.items():
        color, dashes = styles[name]
        ax.plot(x, y, color=color, linestyle=dashes, marker="o" if len(x) == 1 else None,
                linewidth=1.5 if name in references else 2, zorder=2 if name in references else 3)
    _scale_axes(ax, lines, x_log, y_log)
    _set_limits(ax, limits, lines)
    _name_axes(ax, x_label, y_label)
    ax.grid(axis="y")
    if len(lines) > 1:
        _name_ends(ax, {name: (*_visible_end(ax, *lines[name]), styles[name][0]) for name in lines})
    return _curves_in_words(lines, x_label, y_label)


def draw_function(ax, f, z_range=(-4, 4), *, tangents=(), triangle=False, name="a", argument="z",
                  reference=None):
    """Draw `f` and its tangents on `ax`, and return what is to be seen in words."""
    require_callable(f, "f", "np.tanh")
    low, high = checked_range(z_range, "z_range")
    z = np.linspace(low, high, 801)
    z, a = checked_line(z, f(z), name)
    for other, g in (reference or {}).items():
        require_callable(g, f"reference {other!r}", "np.tanh")
        ax.plot(*checked_line(z, g(z), other), color=REFERENCE, linestyle=DASHED, linewidth=1.5)
    ax.axhline(0, color=FAINT, linewidth=1, zorder=0)
    ax.axvline(0, color=FAINT, linewidth=1, zorder=0)
    ax.plot(z, a, color=FORWARD, linewidth=2.4, zorder=2)
    ax.set_xlim(low, high)
    room = 0.08 * max(np.ptp(a), 1e-9)
    more = 1.5 * room if np.size(tangents) else 0    # for the slopes' numbers
    ax.set_ylim(a.min() - room - more / 2, a.max() + room + more)
    slopes = {float(at): _slope(f, float(at)) for at in np.atleast_1d(tangents)}
    for at, slope in slopes.items():
        _draw_tangent(ax, at, float(_at(f, at)), slope, argument, triangle)
    _name_axes(ax, argument, name)
    if reference:
        _name_ends(ax, {name: (*_visible_end(ax, z, a), FORWARD)}
                   | {other: (*_visible_end(ax, z, np.asarray(g(z))), REFERENCE)
                      for other, g in reference.items()})
    return _function_in_words(f, low, high, a, slopes, name, argument, reference)


def _draw_tangent(ax, at, height, slope, argument, triangle):
    """Draw the tangent at z = `at`, equally long on paper whatever its slope, and its number."""
    width, height_inches = axes_inches(ax)
    x_unit, y_unit = width / np.ptp(ax.get_xlim()), height_inches / np.ptp(ax.get_ylim())
    half = min(0.62, 0.17 * width) / np.hypot(x_unit, slope * y_unit)    # in units of z
    ends = at + np.array([-half, max(half, 1.15) if triangle else half])
    ax.plot(ends, height + slope * (ends - at), color=GRADIENT, linewidth=2, zorder=4)
    ax.plot([at], [height], "o", color=GRADIENT, markersize=7, markeredgecolor="white", zorder=5)
    if triangle:
        _draw_triangle(ax, at, height, slope, argument)
        return
    tilt = np.arctan2(slope * y_unit, x_unit)               # as it looks on paper
    away = 15 * np.array([-np.sin(tilt), np.cos(tilt)])     # points, at a right angle to it
    _write_inside(ax, f"slope {_two_places(slope)}", (at, height), away,
                  (at - ax.get_xlim()[0]) * x_unit * 72, width * 72)


def _write_inside(ax, text, place, away, x, width):
    """Write a text `away` from a place that lies x of `width` points from the left; stay inside."""
    long = 0.62 * FONT_SIZE * len(text)
    if abs(away[0]) < 5:    # above: centred, but moved from the frame
        align, away[0] = "center", np.clip(x, long / 2 + 4, width - long / 2) - x
    else:
        if x + away[0] - long < 0 or x + away[0] + long > width and away[0] > 0:
            away = -away    # on the other side there is room
        align = "right" if away[0] < 0 else "left"
    ax.annotate(text, place, xytext=away, color=GRADIENT, textcoords="offset points", zorder=6,
                va="center", ha=align, path_effects=[withStroke(linewidth=3, foreground=PAPER)])


def _draw_triangle(ax, at, height, slope, argument):
    """Draw Δz = 1 to the right of the point, and what the tangent rises over it."""
    rise = slope
    ax.plot([at, at + 1, at + 1], [height, height, height + rise], color=GRADIENT, linewidth=1.2,
            linestyle=DASHED, zorder=4)
    ax.annotate(f"Δ{argument} = 1", (at + 0.5, height), xytext=(0, -11 if rise >= 0 else 11),
                textcoords="offset points", ha="center", va="center", color=GRADIENT)
    ax.annotate(f"rise {_two_places(rise)}", (at + 1, height + rise / 2), xytext=(7, 0),
                textcoords="offset points", ha="left", va="center", color=GRADIENT)


def _name_ends(ax, ends):
    """Write each line's name at its end; `ends` is {name: (x, y, colour)}. None touch.

    Names that would overlap are moved apart, and thin lines lead back to the ends they belong to.
    """
    height = 0.9 * 72 * axes_inches(ax)[1]    # points
    to_axes = ax.transData + ax.transAxes.inverted()
    places = np.array([to_axes.transform(end[:2])[1] for end in ends.values()]) * height
    sizes = np.array([1.3 * FONT_SIZE * (1 + name.count("\n")) for name in ends])
    moved = _apart(places, sizes) - places
    crowded = (np.abs(moved) > 4).any()
    for (name, (x, y, color)), up in zip(ends.items(), moved):
        leader = {"arrowstyle": "-", "color": color, "linewidth": 0.8, "shrinkA": 1, "shrinkB": 2,
                  "relpos": (0, 0.5)}
        ax.annotate(name, (x, y), xytext=(16 if crowded else 7, up), textcoords="offset points",
                    color=_dark(color), ha="left", va="center", annotation_clip=False,
                    arrowprops=leader if crowded else None)


def _apart(places, sizes):
    """Move places on a line, as little as needed, until each has its size for itself.

    Without its share of the line every place would be free to stay; those that would then stand
    in the wrong order are pooled, at their mean.
    """
    order = np.argsort(places, kind="stable")
    shares = np.concatenate([[0], np.cumsum((sizes[order][1:] + sizes[order][:-1]) / 2)])
    pools = []    # [mean, how many]
    for place in places[order] - shares:
        pools.append([place, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (above, n_above), (below, n_below) = pools.pop(), pools.pop()
            n = n_above + n_below
            pools.append([(above * n_above + below * n_below) / n, n])
    moved = np.empty(len(places))
    moved[order] = np.concatenate([[mean] * n for mean, n in pools]) + shares
    return moved


def _dark(color):
    """Return the colour for letters: pale ones are hard to read on white."""
    rgb = np.array(to_rgb(color))
    luminance = rgb @ [0.2126, 0.7152, 0.0722]
    return tuple(rgb * min(1, 0.42 / max(luminance, 1e-9)))


def _visible_end(ax, x, y):
    """Return the last place of a line that lies inside the picture."""
    left, right = sorted(ax.get_xlim())
    bottom, top = sorted(ax.get_ylim())
    inside = np.isfinite(y) & (x >= left) & (x <= right) & (y >= bottom) & (y <= top)
    last = np.flatnonzero(inside)[-1] if inside.any() else len(x) - 1
    return x[last], y[last]


def _slope(f, at):
    return float((_at(f, at + STEP) - _at(f, at - STEP)) / (2 * STEP))


def _two_places(value):
    """Write a measured slope: 0.25, −1.00 as −1, and 0.0003 not as 0.00."""
    if abs(value - round(value)) < 1e-6:
        return number(round(value))
    return f"{value:.2f}".replace("-", "−") if abs(value) >= 0.005 else number(value, 1)


def _at(f, z):
    return np.asarray(f(np.array([z], dtype=float)))[0]


def _checked_lines(lines):
    if not isinstance(lines, dict) or not lines:
        raise TypeError('curves needs a dict of lines, such as {"training": (x, y)}.')
    checked = {}
    for name, line in lines.items():
        if isinstance(line, tuple) and len(line) == 2 and np.ndim(line[0]) == 1:
            checked[str(name)] = checked_line(*line, name)
        else:
            checked[str(name)] = checked_line(np.arange(np.size(line)), line, name)
    return checked


def _scale_axes(ax, lines, x_log, y_log):
    """Count in powers of ten where asked for, with plain numbers; epochs have no halves."""
    for axis, wanted in ((ax.xaxis, x_log), (ax.yaxis, y_log)):
        if wanted:
            ax.set(**{f"{axis.axis_name}scale": "log"})
            axis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
            axis.set_minor_formatter("")
    if not x_log and all((x == np.floor(x)).all() for x, _ in lines.values()):
        ax.xaxis.set_major_locator(MaxNLocator(8, integer=True))


def _set_limits(ax, limits, lines):
    if limits is not None:
        left, right, bottom, top = limits
        ax.set_xlim(left, right)
        ax.set_ylim(bottom, top)
    if limits is None or limits[:2] == (None, None):
        x = np.concatenate([x for x, _ in lines.values()])
        if x.min() < x.max():
            ax.set_xlim(x.min(), x.max())


def _name_axes(ax, x_label, y_label):
    """Name both axes; a symbol stands upright, a word along its axis."""
    if x_label:
        ax.set_xlabel(x_label)
    if y_label and len(y_label) <= 2:
        ax.set_ylabel(y_label, rotation=0, ha="right", va="center")
    elif y_label:
        ax.set_ylabel(y_label)


def _curves_in_words(lines, x_label, y_label):
    all_x = np.concatenate([x for x, _ in lines.values()])
    words = [f"{y_label or 'Values'} over {x_label or 'x'}, from {number(all_x.min())} to "
             f"{number(all_x.max())}."]
    for name, (x, y) in lines.items():
        finite = y[np.isfinite(y)]
        if not len(finite):
            continue
        text = f"{name}: from {number(finite[0])} to {number(finite[-1])}"
        low, high = finite.min(), finite.max()
        ends = sorted([finite[0], finite[-1]])
        margin = 0.02 * (high - low)
        if low < ends[0] - margin:
            text += f", lowest {number(low)} at {number(x[np.nanargmin(y)])}"
        if high > ends[1] + margin:
            text += f", highest {number(high)} at {number(x[np.nanargmax(y)])}"
        words.append(text + ".")
    return " ".join(words)


def _function_in_words(f, low, high, a, slopes, name, argument, reference):
    words = [f"{name} over {argument}, from {argument} = {number(low)} with {name} = "
             f"{number(a[0])} to {argument} = {number(high)} with {name} = {number(a[-1])}."]
    if low < 0 < high:
        words.append(f"At {argument} = 0 it is {number(_at(f, 0.0))}.")
    words += [f"The tangent at {argument} = {number(at)} has slope {_two_places(slope)}."
              for at, slope in slopes.items()]
    if reference:
        words.append(f"For comparison, dashed: {listing(reference)}.")
    return " ".join(words)
