"""The pictures of lesson 07: paths down a bowl, a ravine, a saddle and a real loss."""

import numpy as np

from .landscapes import draw_loss_surface
from .lines import draw_curves
from .style import (
    DASHED,
    FORWARD,
    GRADIENT,
    INK,
    LEARNER,
    PAPER,
    REFERENCE,
    course_style,
    draw_title,
    new_figure,
    number,
    picture,
    show,
)


@course_style()
def bowl_paths(curvature, learning_rates, start=2.0, steps=12):
    """Show descents of the bowl L = ½ λ w², one panel per learning rate; λ is `curvature`."""
    figure, axes = new_figure(8.4, 2.9, columns=len(learning_rates))
    seen = []
    for ax, rate in zip(axes, learning_rates):
        path = start * (1 - rate * curvature) ** np.arange(steps + 1)
        path = path[np.abs(path) < 3.1]    # an explosion leaves the picture
        w = np.linspace(-3.2, 3.2, 200)
        ax.plot(w, curvature * w**2 / 2, color=FORWARD, linewidth=1.6)
        ax.plot(path, curvature * path**2 / 2, color=LEARNER, linewidth=1, marker="o", markersize=5)
        ax.plot(path[0], curvature * path[0] ** 2 / 2, marker="s", color=GRADIENT, markersize=8)
        ax.set(xlim=(-3.2, 3.2), ylim=(-0.06 * curvature, 5.2 * curvature), yticks=[])
        ax.set(xlabel="w", ylabel="L")
        draw_title(ax, f"η = {number(rate)}")
        seen.append(f"η = {number(rate)}: from w = {number(start)} to "
                    + ", ".join(number(place, 2) for place in path[1:6]) + ", …")
    show(figure, f"A bowl with λ = {number(curvature)}; the square marks the start. "
                 + "; ".join(seen) + ".")


def step_factor(curvature):
    """Show the factor 1 − ηλ that every step multiplies w with, and what it means."""
    rates = np.linspace(0, 2.5 / curvature, 100)

    def draw(ax):
        ax.axhspan(-1, 1, color="#EEF3F8", zorder=0)
        seen = draw_curves(ax, {"factor": (rates, 1 - rates * curvature)}, x_label="η")
        for rate, name in ((1 / curvature, "1/λ"), (2 / curvature, "2/λ")):
            ax.axvline(rate, color=REFERENCE, linestyle=DASHED, linewidth=1.2)
            ax.annotate(name, (rate, 1.05), ha="center", va="bottom", color=INK,
                        bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1})
        for place, text in ((0.5, "glides"), (1.5, "zigzags"), (2.25, "explodes")):
            ax.annotate(text, (place / curvature, -1.78), ha="center", va="center")
        ax.set_ylim(-2.0, 1.35)
        return (seen + " Between 0 and 1/λ the factor is positive, between 1/λ and 2/λ negative "
                "but above −1.")

    picture(draw, title="Each step multiplies w by 1 − ηλ", size=(6, 3.6))


def mystery_bowl():
    """Return the slope of a bowl, for the learner to try out without knowing its λ."""
    return lambda w: 0.8 * w


@course_style()
def surface_paths(f, x_range, y_range, paths, title=None, equal=True, size=(8.4, 3.4)):
    """Show paths {name: (T, 2)} on the contours of f(w₁, w₂), one panel each."""
    figure, axes = new_figure(*size, columns=len(paths))
    seen = []
    for ax, (name, path) in zip(np.ravel(axes), paths.items()):
        words = draw_loss_surface(ax, f, x_range, y_range, np.asarray(path), equal=equal)
        seen.append(f"{name}: {words}")
        draw_title(ax, name)
    show(figure, " ".join(filter(None, [title and title + ".", *seen])))


@course_style()
def batch_losses(curves, title=None):
    """Show losses over the number of samples seen: {name: (samples, losses)}."""
    figure, ax = new_figure(8.2, 4)
    seen = draw_curves(ax, curves, x_label="samples seen", y_label="loss of the step's batch")
    draw_title(ax, title)
    show(figure, seen)
