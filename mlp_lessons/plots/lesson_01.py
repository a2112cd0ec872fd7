"""The pictures of lesson 01: a neuron as a drawing, and as a map of the plane."""

import numpy as np
from matplotlib.patheffects import withStroke

from .diagrams import network_diagram
from .planes import draw_boundary
from .style import INK, LEARNER, PAPER, number, side_by_side

SIZES = {1: (4.6, 4.0), 2: (8.3, 3.9), 3: (8.4, 3.0)}    # inches for one, two, three maps
LEVELS = [-8, -6, -4, -2, 2, 4, 6, 8]                    # of z: the same in every map


def one_neuron(inputs, w, b):
    """Show one neuron: its inputs, its weights on the lines, its bias and its z."""
    z = float(np.dot(w, inputs) + b)
    network_diagram([len(inputs), 1], values=[np.array(inputs), np.array([z])],
                    weights=[np.array([w])], biases=[np.array([b])], names=["inputs", "z"],
                    alt=f"One neuron: {_sum_in_words(inputs, w, b)} = {number(z)}.")


def neuron_maps(X, y, neurons):
    """Show the map of each neuron (w, b): its line, the height of z, and w as an arrow."""
    side_by_side([_map(X, y, np.asarray(w, dtype=float), b) for w, b in neurons],
                 size=SIZES[len(neurons)])


def nailed_to_the_origin(X, y, w, b):
    """Show the best of 360 neurons without a bias, one per direction, beside one with (w, b)."""
    angles = np.radians(np.arange(360))
    directions = np.column_stack([np.cos(angles), np.sin(angles)])          # (360, 2)
    right = ((X @ directions.T > 0) == (y == 1)[:, None]).sum(axis=0)       # (360,)
    best, w = directions[right.argmax()], np.asarray(w, dtype=float)
    with_bias = int(((X @ w + b > 0) == (y == 1)).sum())
    side_by_side([
        _map(X, y, best, 0.0, f"without a bias: {right.max()} of {len(y)} right"),
        _map(X, y, w, b, f"with a bias: {with_bias} of {len(y)} right"),
    ], size=SIZES[2])


def _map(X, y, w, b, title=None):
    """Return a panel with the map of one neuron."""
    name = f"w = ({number(w[0], 2)}, {number(w[1], 2)}), b = {number(b)}"

    def draw(ax):
        seen = draw_boundary(ax, X, y, lambda X: X @ w + b, legend=False, axes=("x₁", "x₂"))
        left, right, bottom, top = limits = *ax.get_xlim(), *ax.get_ylim()
        horizontal, vertical = np.meshgrid(np.linspace(left, right, 60),
                                           np.linspace(bottom, top, 60))
        lines = ax.contour(horizontal, vertical, w[0] * horizontal + w[1] * vertical + b,
                           levels=LEVELS, colors=INK, linewidths=0.7, linestyles="solid")
        for label in ax.clabel(lines, fmt=number, fontsize=11):
            label.set(zorder=5, path_effects=[withStroke(linewidth=3, foreground=PAPER)])
        _draw_weights(ax, w, b, limits)
        ax.set_title(title or name)
        return f"{title or name}. {seen} The arrow of w stands across the line."
    return draw


def _draw_weights(ax, w, b, limits):
    """Draw w as an arrow, to scale, from the place of the line nearest to the middle."""
    left, right, bottom, top = limits
    middle = np.array([(left + right) / 2, (bottom + top) / 2])
    foot = middle - w * (w @ middle + b) / (w @ w)
    tip = foot + 0.5 * w
    ax.annotate("", tip, foot, arrowprops={"arrowstyle": "-|>", "color": LEARNER, "linewidth": 2.2,
                                           "shrinkA": 0, "shrinkB": 0}, zorder=6)
    ax.annotate("w", tip, xytext=(6, 5), textcoords="offset points", color=LEARNER, zorder=7,
                weight="bold", bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1})


def _sum_in_words(inputs, w, b):
    terms = [f"{number(weight)} · {number(x)}" for weight, x in zip(w, inputs)]
    return " + ".join(terms) + (f" + {number(b)}" if b >= 0 else f" − {number(-b)}")
