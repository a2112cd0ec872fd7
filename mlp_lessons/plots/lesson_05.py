"""The pictures of lesson 05: slopes close up, a growing area, machines in a row, paths that add."""

import numpy as np
from matplotlib.patches import FancyBboxPatch, Rectangle

from ..activations import sigmoid
from .diagrams import network_diagram
from .style import (
    DASHED,
    FORWARD,
    GRADIENT,
    HIGHLIGHT,
    INK,
    LEARNER,
    PAPER,
    count,
    new_figure,
    number,
    picture,
    show,
    side_by_side,
    tint,
)

# Close up ---------------------------------------------------------------------------------------

def zooming_in(f, at, widths=(4, 0.4, 0.04)):
    """Show a function around a place, each panel ten times closer; boxes mark the next panel."""
    side_by_side([_zoom_panel(f, at, width, widths[k + 1] if k + 1 < len(widths) else None)
                  for k, width in enumerate(widths)], size=(8.4, 3.2))


def _zoom_panel(f, at, width, next_width):
    def draw(ax):
        x = np.linspace(at - width / 2, at + width / 2, 401)
        y, height = f(x), float(f(np.array([at]))[0])
        rise = max(np.abs(y - height).max(), width / 2)
        ax.plot(x, y, color=FORWARD, linewidth=2.4)
        ax.plot([at], [height], "o", color=LEARNER, markersize=6, zorder=4)
        ax.set(xlim=(x[0], x[-1]), ylim=(height - rise, height + rise), xlabel="x",
               title=f"{number(width)} wide")
        ax.set_xticks([at - width / 2, at, at + width / 2],
                      [number(tick, 4) for tick in (at - width / 2, at, at + width / 2)])
        ax.set_yticks([height - rise, height, height + rise],
                      [number(tick) for tick in (height - rise, height, height + rise)])
        if next_width:
            high = rise * next_width / width
            ax.add_patch(Rectangle((at - next_width / 2, height - high), next_width, 2 * high,
                                   fill=False, edgecolor=LEARNER, linestyle=DASHED))
        line = np.interp(x, x[[0, -1]], y[[0, -1]])
        bend = np.abs(y - line).max() / (2 * rise)
        looks = "bends clearly" if bend > 0.05 else "bends a little"
        looks = looks if bend > 0.01 else "looks straight"
        return (f"{number(width)} wide around x = {number(at)}, heights from "
                f"{number(height - rise)} to {number(height + rise)}: the curve {looks}.")
    return draw


# Rules ------------------------------------------------------------------------------------------

def product_area(u=3.0, v=2.0, du=0.6, dv=0.4):
    """Show u·v as the area of a rectangle, and what is new when both sides grow a little."""
    def draw(ax):
        parts = [((0, 0), u, v, tint(FORWARD, 0.25), "u · v", (u / 2, v / 2)),
                 ((u, 0), du, v, tint(GRADIENT, 0.4), "v · Δu", (u + du / 2, v / 2)),
                 ((0, v), u, dv, tint(GRADIENT, 0.4), "u · Δv", (u / 2, v + dv / 2)),
                 ((u, v), du, dv, HIGHLIGHT, "", None)]
        for corner, width, height, color, name, middle in parts:
            ax.add_patch(Rectangle(corner, width, height, facecolor=color, edgecolor=INK,
                                   linewidth=1))
            if middle:
                ax.text(*middle, name, ha="center", va="center")
        ax.annotate("corner: Δu · Δv", (u + du / 2, v + dv / 2), xytext=(26, 0),
                    textcoords="offset points", ha="left", va="center",
                    arrowprops={"arrowstyle": "-", "color": INK, "linewidth": 0.8})
        for x, y, name in ((u / 2, -0.17, "u"), (u + du / 2, -0.17, "Δu"), (-0.15, v / 2, "v"),
                           (-0.2, v + dv / 2, "Δv")):
            ax.text(x, y, name, ha="center", va="center")
        ax.set_xlim(-0.45, u + du + 1.75)
        ax.set_ylim(-0.35, v + dv + 0.1)
        ax.set_aspect("equal")
        ax.set_axis_off()
        return ("A rectangle with the sides u and v. When u grows by Δu and v by Δv, three pieces "
                "are new: a strip v high and Δu wide at its side, a strip u wide and Δv high on "
                "top, and the small corner Δu times Δv.")

    picture(draw, size=(5.8, 2.9))


# Machines ---------------------------------------------------------------------------------------

def machines_in_a_row(values, machines, slopes):
    """Show a chain: `values` are texts between the `machines`; under each machine is its slope."""
    picture(_draw_row, values, machines, slopes, size=(min(8.4, 2.2 * len(machines) + 1.4), 1.75))


def _draw_row(ax, values, machines, slopes):
    step = 2.2
    for k, (machine, slope) in enumerate(zip(machines, slopes)):
        middle = (k + 0.5) * step + 0.2
        _arrow(ax, (k * step + 0.36, 0), (middle - 0.62, 0))
        _arrow(ax, (middle + 0.62, 0), ((k + 1) * step + 0.03, 0))
        _machine(ax, (middle, 0), machine, slope)
    for k, value in enumerate(values):
        ax.text(k * step + 0.2, 0, value, ha="center", va="center", color=FORWARD, zorder=3,
                bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 2})
    _frame(ax, -0.45, len(machines) * step + 0.85, -0.9, 0.6)
    return (f"{count(len(machines), 'machine')} in a row: " + "; ".join(
        f"{value} goes into “{machine}” with {slope}"
        for value, machine, slope in zip(values, machines, slopes)) + f"; {values[-1]} comes out.")


def forked_machines(slopes=None, names=("x", "u", "v", "y")):
    """Show x feeding u and v, and both feeding y; `slopes`: x→u, x→v, u→y, v→y, as numbers."""
    def draw(ax):
        x, u, v, y = (0.0, 0.0), (2.4, 0.8), (2.4, -0.8), (4.8, 0.0)
        lines = [(x, u), (x, v), (u, y), (v, y)]
        for k, (start, end) in enumerate(lines):
            _arrow(ax, start, end, shrink=20)
            if slopes:
                middle = (np.array(start) + end) / 2
                up = 0.27 if u in (start, end) else -0.27
                ax.text(middle[0], middle[1] + up, f"slope {number(slopes[k])}", color=GRADIENT,
                        ha="right" if k < 2 else "left", va="center")
        for place, name in zip((x, u, v, y), names):
            ax.text(*place, name, ha="center", va="center", zorder=3, color=FORWARD, fontsize=13,
                    bbox={"boxstyle": "circle,pad=0.35", "facecolor": PAPER, "edgecolor": FORWARD,
                          "linewidth": 1.4})
        _frame(ax, -0.5, 5.3, -1.2, 1.2)
        words = "" if not slopes else (
            f" Slopes: {names[0]} to {names[1]} {number(slopes[0])}, {names[0]} to {names[2]} "
            f"{number(slopes[1])}, {names[1]} to {names[3]} {number(slopes[2])}, {names[2]} to "
            f"{names[3]} {number(slopes[3])}.")
        return (f"A fork: {names[0]} goes into {names[1]} and into {names[2]}, and both go into "
                f"{names[3]}.{words}")

    picture(draw, size=(6.0, 2.5))


def _machine(ax, place, name, slope):
    x, y = place
    ax.add_patch(FancyBboxPatch((x - 0.58, y - 0.3), 1.16, 0.6, facecolor=PAPER, edgecolor=FORWARD,
                                linewidth=1.4, boxstyle="round,pad=0.02,rounding_size=0.08",
                                zorder=2))
    ax.text(x, y, name, ha="center", va="center", zorder=3)
    ax.text(x, y - 0.6, slope, ha="center", va="center", color=GRADIENT)


def _arrow(ax, start, end, shrink=0):
    ax.annotate("", end, start, zorder=1, arrowprops={
        "arrowstyle": "-|>", "color": FORWARD, "linewidth": 1.3, "shrinkA": shrink,
        "shrinkB": shrink})


def _frame(ax, left, right, low, high):
    ax.set_xlim(left, right)
    ax.set_ylim(low, high)
    ax.set_aspect("equal")
    ax.set_axis_off()


# Activations ------------------------------------------------------------------------------------

_CURVES = {"sigmoid": sigmoid, "tanh": np.tanh,
           "leaky ReLU, leak 0.1": lambda z: np.maximum(z, 0.1 * z)}


def measured_slopes(step=0.1, h=1e-5):
    """Show three activations above, and below the slope that wiggling measures at every z."""
    figure, axes = new_figure(8.4, 5.0, rows=2, columns=3, heights=(1, 1))
    words = []
    for (name, f), top, bottom in zip(_CURVES.items(), *axes):
        z = np.arange(-4 + step / 2, 4, step)          # never at 0, where ReLU has a corner
        slopes = (f(z + h) - f(z - h)) / (2 * h)
        top.set_title(name)
        for ax, values, color in ((top, f(z), FORWARD), (bottom, slopes, GRADIENT)):
            halves = (z < 0, z > 0) if "ReLU" in name and ax is bottom else (slice(None),)
            for half in halves:
                ax.plot(z[half], values[half], color=color)
            ax.set_xlim(-4, 4)
            ax.grid(axis="y")
        top.set_ylim(*(-1.3, 4.2) if "ReLU" in name else (-1.3, 1.3))
        bottom.set(ylim=(-0.08, 1.12), xlabel="z", yticks=[0, 0.25, 0.5, 0.75, 1])
        words.append(f"{name}: the slope is {number(slopes[0], 2)} at the left end, at most "
                     f"{number(slopes.max(), 2)}, and {number(slopes[-1], 2)} at the right end.")
    axes[0, 0].set_ylabel("height a")
    axes[1, 0].set_ylabel("slope")
    show(figure, "Above the curves, leaky ReLU on a scale of its own; below their slopes, all "
                 "three on the same scale. " + " ".join(words))


# The 2-2-2 network ------------------------------------------------------------------------------

def tiny_fork(tiny, n=0, unit=1):
    """Show the two paths from one hidden value of the 2-2-2 network to the loss."""
    values, _ = _tiny_values(tiny, n)
    network_diagram([2, 2, 2], values=values, weights=[None, tiny.W2], highlight=[(1, unit)],
                    paths=[[(1, unit), (2, 0)], [(1, unit), (2, 1)]],
                    names=["input", "hidden", "scores"])


def tiny_sheet(tiny, dscores, j):
    """Show all that the sheet of lesson 05 needs: values, weights, the loss's slopes for scores.

    Unit j of the hidden layer is the one with the value h; v starts at the other one.
    """
    side_by_side([_sheet_panel(tiny, dscores, j, n) for n in (0, 1)], columns=1, size=(5.9, 7.0))


def _tiny_values(tiny, n):
    z = tiny.W1 @ tiny.X[n] + tiny.b1
    a = np.maximum(z, 0)
    return [tiny.X[n], a, tiny.W2 @ a + tiny.b2], z


def _sheet_panel(tiny, dscores, j, n):
    def draw(ax):
        values, z = _tiny_values(tiny, n)
        notes = [f"z = {number(z[unit])}" for unit in (0, 1)]
        measured = [f"← {slope:.4f}".replace("-", "−") for slope in dscores[n]]
        seen = network_diagram(
            [2, 2, 2], values=values, weights=[tiny.W1, tiny.W2], biases=[tiny.b1, tiny.b2],
            notes=[None, notes, measured],
            paths=[[(0, 0), (1, j)], [(1, 1 - j), (2, 0)]], highlight=[(1, j)],
            off=[(1, unit) for unit in (0, 1) if z[unit] < 0], names=["input", "hidden", "scores"],
            title=f"Sample {n}, right class {tiny.y[n]}", ax=ax)
        slant_numbers_aside(ax)
        for text in ax.texts:
            if text.get_text().startswith("b = "):      # b is the name of one of them
                text.set_text(text.get_text().replace("b = ", "bias "))
            elif text.get_text().startswith("←"):
                text.set_color(GRADIENT)
        _name_parameters(ax, j)
        return (f"{seen} w leads from input 0 to hidden unit {j}, whose value is h; v leads from "
                f"hidden unit {1 - j} to score 0.")
    return draw


def _name_parameters(ax, j):
    """Write the letters beside what they name."""
    (x0, inputs), (x1, hidden), (x2, scores) = circle_places(ax)
    for name, start, end in (("w", (x0, inputs[0]), (x1, hidden[j])),
                             ("v", (x1, hidden[1 - j]), (x2, scores[0]))):
        place = np.array(start) + (0.21 if name == "w" else 0.24) * (np.array(end) - start)
        _letter(ax, name, place)
    _letter(ax, "h", (x1 - 0.42, hidden[j] + (0.26, -0.26)[j]))
    _letter(ax, "b", (x1 + 0.5, hidden[j] + (0.43, 0.47)[j]))
    _letter(ax, "c", (x2 + 0.5, scores[0] + 0.43))


def circle_places(ax):
    """Return (x, heights from the highest down) of each column of circles of a drawn network."""
    columns = {}
    for patch in ax.patches:
        x, y = patch.center
        columns.setdefault(round(x, 3), []).append(y)
    return [(x, sorted(heights, reverse=True)) for x, heights in sorted(columns.items())]


def slant_numbers_aside(ax, part=0.36):
    """Move the numbers of the two slanting first weights towards the inputs, clear of the notes."""
    (x0, inputs), (x1, hidden), *_ = circle_places(ax)
    for start, end in ((inputs[0], hidden[1]), (inputs[1], hidden[0])):
        for text in ax.texts:
            t = (text.get_position()[0] - x0) / (x1 - x0)
            on_it = 0.2 < t < 0.8 and abs(text.get_position()[1] - start - t * (end - start)) < 1e-6
            if on_it and text.get_zorder() == 5:
                text.set_position((x0 + part * (x1 - x0), start + part * (end - start)))


def _letter(ax, name, place):
    ax.text(*place, name, color=GRADIENT, fontweight="bold", ha="center", va="center", zorder=6,
            bbox={"boxstyle": "circle,pad=0.15", "facecolor": PAPER, "edgecolor": GRADIENT})


