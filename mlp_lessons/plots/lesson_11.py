"""The pictures of lesson 11: what a tape has recorded, two curves that are one, the race."""

import numpy as np
from matplotlib.patches import FancyBboxPatch

from .lines import draw_curves
from .style import (
    FORWARD,
    GREEN,
    INK,
    LEARNER,
    REFERENCE,
    listing,
    number,
    panel,
    picture,
    side_by_side,
    tint,
)

DARK_GRADIENT = "#A34700"    # for letters: the same meaning, easier to read

# Where the five values of the small example stand, and what made them.
_PLACES = {"a": (0.0, 1.15), "b": (0.0, -0.55), "c": (1.9, -0.2), "d": (3.8, 1.15), "L": (5.7, 0.1)}
_MADE = {"a": "given", "b": "given", "c": "a · b", "d": "c + a", "L": "c · d"}


def recorded_graph(values, paths, gradients=None):
    """Show the values a, b, c = a·b, d = c + a, L = c·d, with the slope of every arrow.

    `values` and `gradients` are dicts {name: number}, `paths` {name: [(made from, slope), …]}.
    """
    def draw(ax):
        ax.set_axis_off()
        ax.set_aspect("equal")
        ax.set_xlim(-0.75, 6.45)
        ax.set_ylim(-0.95 if gradients is None else -1.2, 1.8)
        for name, ways in paths.items():
            for earlier, slope in ways:
                _draw_arrow(ax, _PLACES[earlier], _PLACES[name], slope)
        for name, (x, y) in _PLACES.items():
            ax.add_patch(FancyBboxPatch((x - 0.52, y - 0.3), 1.04, 0.6, zorder=3, linewidth=1.2,
                                        boxstyle="round,pad=0,rounding_size=0.1",
                                        facecolor=tint(FORWARD, 0.18), edgecolor=FORWARD))
            ax.text(x, y, f"{name} = {number(values[name])}", ha="center", va="center", zorder=4)
            ax.text(x, y + 0.36, _MADE[name], ha="center", va="bottom", color=REFERENCE)
            if gradients is not None:
                ax.text(x, y - 0.36, f"← {number(gradients[name])}", ha="center", va="top",
                        color=DARK_GRADIENT)
        return _graph_in_words(values, paths, gradients)

    title = "A slope on every arrow" if gradients is None else "After ←: the gradient of L"
    picture(draw, title=title, size=(7.6, 3.3 if gradients is None else 3.6))


def _draw_arrow(ax, start, end, slope):
    """Draw an arrow from box to box, in the direction of the values, with its slope."""
    (x0, y0), (x1, y1) = start, end
    ax.annotate("", (x1 - 0.55, y1), xytext=(x0 + 0.55, y0),
                arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 1.2,
                            "shrinkA": 0, "shrinkB": 0})
    ax.text((x0 + x1) / 2, (y0 + y1) / 2, number(slope), ha="center", va="center", color=INK,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5}, zorder=3)


def _graph_in_words(values, paths, gradients):
    words = [f"{name} is {_MADE[name]}, {number(value)}" + (
        f", with the gradient {number(gradients[name])}." if gradients else ".")
        for name, value in values.items()]
    words += [f"Arrow from {earlier} to {name}: slope {number(slope)}."
              for name, ways in paths.items() for earlier, slope in ways]
    return " ".join(words)


def same_curve(theirs, ours):
    """Show PyTorch's losses as a broad band, and each of ours as a thinner line on top of it."""
    styles = [(LEARNER, "solid", 3.4), (GREEN, (0, (3, 2.5)), 2), ("white", (0, (1, 4)), 1.5)]

    def draw(ax):
        steps = range(1, 1 + len(theirs))
        ax.plot(steps, theirs, color=tint(FORWARD, 0.45), linewidth=10, label="PyTorch",
                solid_capstyle="butt")
        for (name, losses), (color, dashes, width) in zip(ours.items(), styles):
            ax.plot(steps, losses, color=color, linestyle=dashes, linewidth=width, label=name)
        ax.set(xlabel="step", ylabel="loss", xlim=(1, len(theirs)))
        ax.set_ylim(bottom=0)
        ax.grid(axis="y")
        ax.legend(loc="upper right", facecolor=tint(FORWARD, 0.2), frameon=True, edgecolor="none",
                  framealpha=1)
        return (f"The loss over {len(theirs)} steps falls from {number(theirs[0])} to "
                f"{number(theirs[-1])}, up and down on the way. PyTorch is a broad band; the lines "
                f"of {listing(ours)} lie in its middle everywhere.")

    picture(draw, title="One curve, whoever computes it", size=(7.2, 3.8))


def forgotten_zero(forgetful, careful):
    """Show the path of w with and without zero_grad, over the number of steps."""
    def draw(ax):
        seen = draw_curves(ax, {"forgotten": forgetful, "with zero_grad": careful},
                           x_label="step", y_label="w", reference="with zero_grad")
        ax.axhline(0, color=INK, linewidth=0.8, zorder=1)
        return seen

    picture(draw, title="A ball without brakes: w without zero_grad", size=(6.4, 3.4))


def race_times(batch_sizes, times):
    """Show the time of a step over the batch size: `times` is {network: {contestant: list}}."""
    every = [line for lines in times.values() for line in lines.values()]
    limits = (None, None, 0.6 * np.min(every), 1.6 * np.max(every))

    def race_panel(lines):
        def draw(ax):
            seen = draw_curves(ax, {name: (batch_sizes, line) for name, line in lines.items()},
                               x_label="samples in a batch", y_label="milliseconds per step",
                               x_log=True, y_log=True, limits=limits)
            ax.set_xticks(batch_sizes, batch_sizes)
            return seen
        return draw

    side_by_side([panel(picture, race_panel(lines), title=network)
                  for network, lines in times.items()], size=(8.4, 3.6))
