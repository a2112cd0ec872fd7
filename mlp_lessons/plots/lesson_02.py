"""The pictures of lesson 02: what bends, and what does not."""

import numpy as np

from ..activations import sigmoid
from .lines import draw_curves, draw_function, function
from .planes import boundary, points
from .style import course_style, draw_title, new_figure, panel, picture, show, side_by_side


def two_linear_layers(X, y, pairs):
    """Show for each (W1, b1, W2, b2) where two linear layers in a row draw their line."""
    def score(W1, b1, W2, b2):
        return lambda X: ((X @ W1.T + b1) @ W2.T + b2)[:, 0]

    side_by_side([panel(boundary, X, y, score(*pair)) for pair in pairs],
                 title="Two layers without an activation draw one straight line", size=(8.4, 3.2))


# What each activation is, where its slope is drawn, and what is to be seen.
_GALLERY = [
    ("step: flat but for the jump", lambda z: np.where(z > 0, 1.0, 0.0), [-2, 2]),
    ("sigmoid: flat at both ends", sigmoid, [-3.4, 0, 3.4]),
    ("tanh: flat at both ends", np.tanh, [-3, 0, 3]),
    ("ReLU: flat on the left", lambda z: np.maximum(z, 0), [-2, 2]),
    ("leaky ReLU: flat nowhere", lambda z: np.maximum(z, 0.1 * z), [-2, 2]),
]


def activation_gallery():
    """Show the five activations of the lesson with tangents, each where it is steep and flat."""
    side_by_side([panel(function, f, tangents=tangents, title=title)
                  for title, f, tangents in _GALLERY], columns=3, size=(8.4, 5.6))


def sigmoid_and_tanh():
    """Show both curves in one picture with their tangents at zero."""
    z = np.linspace(-4, 4, 401)

    def draw(ax):
        seen = draw_curves(ax, {"sigmoid": (z, sigmoid(z)), "tanh": (z, np.tanh(z))},
                           x_label="z", y_label="a")
        for slope, height, name in ((0.25, 0.5, "slope 1/4"), (1.0, 0.0, "slope 1")):
            ends = np.array([-0.9, 0.9]) if slope < 1 else np.array([-0.55, 0.55])
            ax.plot(ends, height + slope * ends, color="#D55E00", linewidth=2.5)
            ax.annotate(name, (0, height), xytext=(-12, 12) if slope < 1 else (14, -10),
                        textcoords="offset points", ha="right" if slope < 1 else "left",
                        color="#A34700")
        return seen + " At zero sigmoid has height 1/2 and slope 1/4, tanh has height 0 and slope 1."

    picture(draw, title="Sigmoid runs from 0 to 1, tanh from −1 to 1", size=(6.4, 3.8))


def before_and_after(before, after, y):
    """Show points as the inputs see them, and as the hidden units see them."""
    side_by_side([
        panel(points, before, y, axes=("x₁", "x₂"), limits=(-0.5, 2.5, -0.5, 1.5),
              title="The corners as inputs"),
        panel(points, after, y, axes=("h₁", "h₂"), limits=(-0.5, 2.5, -0.5, 1.5),
              title="The corners as hidden values"),
    ], size=(8.4, 3.6))


def unnamed_activation():
    """Show the activation of exercise 2.10: 0 up to −1, a ramp, 1 from 1 on."""
    picture(draw_function, lambda z: np.clip((z + 1) / 2, 0, 1), (-3, 3),
            title="Flat, a ramp, flat", size=(5.6, 3.2))
