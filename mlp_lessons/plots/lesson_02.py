"""The pictures of lesson 02: what bends, and what does not."""

import numpy as np

from ..activations import sigmoid
from .lines import draw_curves, draw_function
from .planes import boundary, points
from .style import (
    FAINT,
    FORWARD,
    GRADIENT,
    course_style,
    new_figure,
    panel,
    picture,
    show,
    side_by_side,
)

DARK_GRADIENT = "#A34700"    # for letters: the same meaning, easier to read


def two_linear_layers(X, y, pairs):
    """Show for each (W1, b1, W2, b2) where two linear layers in a row have z = 0."""
    def score(W1, b1, W2, b2):
        return lambda X: ((X @ W1.T + b1) @ W2.T + b2)[:, 0]

    side_by_side([panel(boundary, X, y, score(*pair), legend=False, title=f"pair {number}")
                  for number, pair in enumerate(pairs, start=1)], size=(8.4, 3.1))


# The curves, and the places where their slope is drawn. A row shares its scale.
_GALLERY = [
    [("step", lambda z: np.where(z > 0, 1.0, 0.0), [-2, 2]),
     ("sigmoid", sigmoid, [-3, 0, 3]),
     ("tanh", np.tanh, [-3, 0, 3])],
    [("identity: no bend", lambda z: z, [-2, 2]),
     ("ReLU", lambda z: np.maximum(z, 0), [-2, 2]),
     ("leaky ReLU", lambda z: np.maximum(z, 0.1 * z), [-2, 2])],
]


@course_style()
def activation_gallery():
    """Show the five activations of the lesson and a straight line, with tangents."""
    figure, axes = new_figure(8.4, 5.6, rows=2, columns=3)
    seen = []
    for row, curves, limits in zip(axes, _GALLERY, [(-1.35, 1.35), (-4.2, 4.2)]):
        for ax, (name, f, places) in zip(row, curves):
            seen.append(_draw_curve_with_tangents(ax, name, f, places, limits))
    show(figure, " ".join(seen))


def _draw_curve_with_tangents(ax, name, f, places, limits):
    z = np.linspace(-4, 4, 801)
    ax.plot(z, f(z), color=FORWARD)
    ax.axhline(0, color=FAINT, linewidth=1, zorder=0)
    ax.set(xlim=(-4, 4), ylim=limits, xlabel="z", title=name)
    words = []
    for place in places:
        height, slope = f(np.array([place]))[0], _slope(f, place)
        half = min(0.9, 0.42 * (limits[1] - limits[0]) / max(slope, 1e-9) / 4)
        ends = place + np.array([-half, half])
        ax.plot(ends, height + slope * (ends - place), color=GRADIENT, linewidth=4, alpha=0.8)
        above = height < 0.5 * limits[1]
        ax.annotate(f"{slope:.2g}", (place, height), xytext=(0, 9 if above else -9),
                    textcoords="offset points", ha="right" if slope > 0.2 and above else "center",
                    va="bottom" if above else "top", color=DARK_GRADIENT)
        words.append(f"slope {slope:.2g} at z = {place}")
    return f"{name}: {', '.join(words)}."


def _slope(f, z, h=1e-6):
    return float((f(np.array([z + h])) - f(np.array([z - h])))[0] / (2 * h))


def sigmoid_and_tanh():
    """Show both curves in one picture with their tangents at zero."""
    z = np.linspace(-4, 4, 401)

    def draw(ax):
        seen = draw_curves(ax, {"sigmoid": (z, sigmoid(z)), "tanh": (z, np.tanh(z))},
                           x_label="z", y_label="a")
        for slope, height, name in ((0.25, 0.5, "slope 1/4"), (1.0, 0.0, "slope 1")):
            ends = np.array([-0.9, 0.9]) if slope < 1 else np.array([-0.55, 0.55])
            ax.plot(ends, height + slope * ends, color=GRADIENT, linewidth=2.5)
            ax.annotate(name, (0, height), xytext=(-12, 12) if slope < 1 else (14, -10),
                        textcoords="offset points", ha="right" if slope < 1 else "left",
                        color=DARK_GRADIENT)
        return seen + " At zero sigmoid has height 1/2, slope 1/4; tanh has height 0, slope 1."

    picture(draw, title="Sigmoid runs from 0 to 1, tanh from −1 to 1", size=(6.4, 3.8))


_HIDDEN_LIMITS = (-0.4, 2.6, -0.4, 1.6)


def before_and_after(X, H, y):
    """Show points as the inputs see them, and as the two hidden units see them."""
    side_by_side([
        panel(points, X, y, axes=("x₁", "x₂"), legend=False, title="As the inputs see them"),
        panel(points, H, y, axes=("h₁", "h₂"), limits=_HIDDEN_LIMITS,
              title="As the hidden units see them"),
    ], size=(8.4, 3.5), widths=(1, 1.7))


def xor_solved(X, H, y):
    """Show the line of an output neuron that solves XOR, in inputs and in hidden values."""
    def score(H):
        return H @ np.array([1.0, -2.0]) - 0.5

    def score_of_inputs(X):
        total = X.sum(axis=1, keepdims=True)
        return score(np.maximum(np.hstack([total, total - 1]), 0))

    side_by_side([
        panel(boundary, X, y, score_of_inputs, axes=("x₁", "x₂"), legend=False,
              title="In the plane of the inputs"),
        panel(boundary, H, y, score, axes=("h₁", "h₂"), limits=_HIDDEN_LIMITS,
              title="v₁ = 1, v₂ = −2, c = −0.5"),
    ], size=(8.4, 3.5), widths=(1, 1.7))


def unnamed_activation():
    """Show the activation of exercise 2.10: 0 up to −1, a ramp, 1 from 1 on."""
    picture(draw_function, lambda z: np.clip((z + 1) / 2, 0, 1), (-3, 3),
            title="An activation without a name here", size=(5.6, 3.2))
