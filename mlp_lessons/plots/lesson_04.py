"""The pictures of lesson 04: probabilities from scores, the price of an error, the way downhill."""

import numpy as np
from matplotlib.patheffects import withStroke

from .charts import bars
from .landscapes import draw_loss_surface
from .lines import draw_curves
from .planes import boundary, plane_size
from .style import (
    DASHED,
    GRADIENT,
    LEARNER,
    PAPER,
    REFERENCE,
    draw_title,
    listing,
    number,
    panel,
    picture,
    side_by_side,
)
from .tables import matrix

LEVELS = np.arange(0.5, 4.5, 0.5)    # heights of the map's contour lines


def column_minus_row(column, row):
    """Show what NumPy makes of a column (N, 1) minus a row (N,): every number minus every number.

    The places where both belong to the same sample are highlighted.
    """
    difference = column - row
    diagonal = [(k, k) for k in range(len(row))]
    side_by_side([
        panel(matrix, column, "scores"),
        panel(matrix, row, "y"),
        panel(matrix, difference, "scores − y", highlight=diagonal),
    ], widths=[1, 1.35, 1.5], size=(7.2, 1.9))


def softmax_steps(scores):
    """Show the scores of one sample, e to the power of each, and each one's share of the sum."""
    exponentials = np.exp(scores)
    names = [f"class {k}" for k in range(len(scores))]
    side_by_side([
        panel(bars, names, scores, title="scores"),
        panel(bars, names, exponentials, title="e to the score"),
        panel(bars, names, exponentials / exponentials.sum(), top=1.0,
              title="share of the sum"),
    ], size=(8.4, 3.0))


def price_of_an_error():
    """Show −log p and 1 − p over p, the probability of the right class."""
    p = np.linspace(0.01, 1, 400)

    def draw(ax):
        ax.plot(p, -np.log(p), color=LEARNER, zorder=3)
        ax.plot(p, 1 - p, color=REFERENCE, linestyle=DASHED, zorder=2)
        ax.annotate("−log p", (0.03, -np.log(0.03)), xytext=(10, 0), textcoords="offset points")
        ax.annotate("1 − p", (0.02, 0.98), xytext=(12, -24), textcoords="offset points",
                    color=REFERENCE)
        for at in (0.1, 0.25, 0.5):
            half = 0.22 / np.hypot(1, 1 / (4 * at))    # about equally long on paper
            ends = at + half * np.array([-0.35, 0.35])
            ax.plot(ends, -np.log(at) - (ends - at) / at, color=GRADIENT, linewidth=2.5, zorder=4)
            ax.plot([at], [-np.log(at)], "o", color=GRADIENT, markersize=7, zorder=5,
                    markeredgecolor=PAPER)
            ax.annotate(f"slope {number(-1 / at)}", (at, -np.log(at)), xytext=(12, 6),
                        textcoords="offset points", color=GRADIENT)
        ax.set(xlabel="p, the probability of the right class", ylabel="price", xlim=(0, 1),
               ylim=(0, 4.8))
        ax.grid(axis="y")
        return ("−log p falls from 4.6 at p = 0.01 to 0 at p = 1, steeply at first: its slope is "
                "−10 at p = 0.1, −4 at 0.25 and −2 at 0.5. Dashed: 1 − p, a straight line from 1 "
                "to 0.")

    picture(draw, title="Two prices for giving the right class the probability p", size=(6.4, 4.0))


def loss_and_accuracy(weights, losses, accuracies):
    """Show the loss and the accuracy over one weight, with the best place of each."""
    def draw(values, name, best):
        values = np.asarray(values)
        places = np.flatnonzero(values == best(values))
        middle = places[len(places) // 2]    # the best accuracy is a whole stretch

        def on(ax):
            seen = draw_curves(ax, {name: (weights, values)}, x_label="w₁", y_label=name)
            draw_title(ax, f"The {name} over one weight")
            ax.plot(weights[middle], values[middle], "o", color=LEARNER, markersize=8,
                    markeredgecolor=PAPER, zorder=5)
            return seen + (f" A dot marks the best place, {number(values[middle])} at w₁ = "
                           f"{number(weights[middle], 2)}.")
        return on

    side_by_side([draw(losses, "loss", np.min), draw(accuracies, "accuracy", np.max)],
                 size=(8.4, 3.3))


def loss_map(f, x_range, y_range, path=None, places=None, title=None):
    """Show the loss over two weights as a map, with a path or places: {"A": (1.5, 1.5)}."""
    places = places or {}

    def draw(ax):
        seen = draw_loss_surface(ax, f, x_range, y_range, path, axes=("w₁", "w₂"), levels=LEVELS)
        for name, (x, y) in places.items():
            ax.plot([x], [y], "o", markersize=9, color=LEARNER, markeredgecolor=PAPER, zorder=5)
            ax.annotate(name, (x, y), xytext=(8, 6), textcoords="offset points", weight="bold",
                        zorder=6, path_effects=[withStroke(linewidth=3.5, foreground=PAPER)])
        if places:
            seen += " Marked are " + listing(f"{name} at ({number(x)}, {number(y)})"
                                             for name, (x, y) in places.items()) + "."
        return seen

    picture(draw, title=title, size=plane_size((*x_range, *y_range), width=5.4))


def learned_by_wiggling(losses, X, y, predict):
    """Show how the loss went from step to step, and the boundary at the end."""
    def by_step(ax):
        seen = draw_curves(ax, {"loss": losses}, x_label="step", y_label="loss",
                           limits=(0, len(losses), 0, None))
        ax.locator_params(axis="x", nbins=5)
        draw_title(ax, "The loss, step by step")
        return "The loss, step by step. " + seen

    side_by_side([
        by_step,
        panel(boundary, X, y, predict, title="The boundary at the end"),
    ], size=(8.4, 3.5), widths=[1, 1.35])
