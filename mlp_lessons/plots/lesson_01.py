"""The pictures of lesson 01: a neuron as a drawing, and as a map of the plane."""

import numpy as np

from .diagrams import network_diagram
from .planes import draw_boundary
from .style import LEARNER, number, side_by_side

TIGHT = {1: (4.6, 3.9), 2: (8.2, 3.7), 3: (8.4, 3.0)}    # inches for one, two, three maps


def one_neuron(inputs, w, b):
    """Show one neuron: its inputs, its weights on the lines, its bias and its z."""
    z = float(np.dot(w, inputs) + b)
    network_diagram([len(inputs), 1], values=[np.array(inputs), np.array([z])],
                    weights=[np.array([w])], biases=[np.array([b])], names=["inputs", "z"],
                    title=f"One neuron: {_sum_in_words(inputs, w, b)} = {number(z)}")


def neuron_maps(X, y, neurons):
    """Show the map of each neuron (w, b): its line, the height of z, and the arrow of w."""
    def panel(w, b):
        w = np.asarray(w, dtype=float)

        def draw(ax):
            seen = draw_boundary(ax, X, y, lambda X: X @ w + b, surface=True, legend=False,
                                 axes=("x₁", "x₂"))
            _draw_weights_arrow(ax, w, b)
            ax.set_title(f"w = ({number(w[0])}, {number(w[1])}), b = {number(b)}")
            return (f"w = ({number(w[0])}, {number(w[1])}), b = {number(b)}: {seen} The arrow of w "
                    f"stands across the line and points to where z grows.")
        return draw

    side_by_side([panel(w, b) for w, b in neurons], size=TIGHT[len(neurons)])


def _draw_weights_arrow(ax, w, b):
    """Draw the direction of w from the nearest point of the line, always equally long."""
    foot = -b * w / (w @ w)
    left, right, bottom, top = *ax.get_xlim(), *ax.get_ylim()
    middle = np.array([(left + right) / 2, (bottom + top) / 2])
    # slide along the line towards the middle of the picture, so that the arrow is in view
    along = np.array([-w[1], w[0]]) / np.hypot(*w)
    foot = foot + along * ((middle - foot) @ along)
    tip = foot + 0.17 * (right - left) * w / np.hypot(*w)
    ax.annotate("", tip, foot, arrowprops={"arrowstyle": "-|>", "color": LEARNER, "linewidth": 2.2,
                                           "shrinkA": 0, "shrinkB": 0}, zorder=6)
    ax.annotate("w", tip, xytext=(4, 4), textcoords="offset points", color=LEARNER, zorder=6,
                weight="bold")


def _sum_in_words(inputs, w, b):
    terms = [f"{number(weight)} · {number(x)}" for weight, x in zip(w, inputs)]
    return " + ".join(terms) + (f" + {number(b)}" if b >= 0 else f" − {number(-b)}")
