"""The pictures of lesson 08: how a network starts, how it is trained, how it is judged."""

import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.patches import FancyBboxPatch

from ..datasets import load_digits, make_moons, make_spirals
from ..losses import SoftmaxCrossEntropy
from ..network import MLP
from ..optimizers import SGD
from ..training import evaluate, fit
from .charts import draw_history
from .planes import draw_boundary
from .style import (
    DASHED,
    FORWARD,
    GRADIENT,
    INK,
    LEARNER,
    REFERENCE,
    class_color,
    course_style,
    draw_title,
    inches_as_units,
    listing,
    new_figure,
    number,
    show,
    side_by_side,
    tint,
)

# How a network starts ---------------------------------------------------------------------------


@course_style()
def half_is_lost(Z):
    """Show many numbers z before ReLU, and the same after it."""
    z, a = np.ravel(Z), np.maximum(np.ravel(Z), 0)
    figure, axes = new_figure(8.4, 3.2, columns=2)
    reach = float(np.ceil(3.3 * z.std()))
    bins = np.linspace(-reach, reach, 61)    # 0 is an edge
    top = 1.15 * np.histogram(z, bins)[0].max() / len(z)
    for ax, values, name in zip(axes, (z, a), ("z", "a = ReLU(z)")):
        ax.hist(values, bins, weights=np.full(len(values), 1 / len(values)), color=FORWARD)
        ax.set(xlim=(-reach, reach), ylim=(0, top), xlabel=name, yticks=[])
        draw_title(ax, f"mean of the squares: {number(np.mean(values**2), 2)}")
    axes[0].set_ylabel("how many")
    zeros = f"{np.mean(a == 0):.0%}".replace("%", " %")
    axes[1].annotate(f"{zeros} are 0:\nthis bar goes on", (0.02 * reach, 0.95 * top),
                     xytext=(28, 0), textcoords="offset points", va="top", color=INK,
                     arrowprops={"arrowstyle": "-", "color": REFERENCE})
    show(figure, f"Two histograms. Left: numbers z, evenly on both sides of 0, their squares have "
                 f"the mean {number(np.mean(z**2), 2)}. Right: after ReLU {zeros} of them are 0, "
                 f"the others are as before, and the squares have the mean "
                 f"{number(np.mean(a**2), 2)}.")


def value_histograms(values):
    """Show how numbers from −1 to 1 are spread: `value_histograms({"N(0, 1)": A})`."""
    def one(name, array):
        def draw(ax):
            array_flat = np.ravel(array)
            ax.hist(array_flat, np.linspace(-1, 1, 41), color=FORWARD,
                    weights=np.full(array_flat.size, 100 / array_flat.size))
            ax.set(xlim=(-1.03, 1.03), ylim=(0, 45), xlabel="a", ylabel="% of all values")
            draw_title(ax, name)
            ends = np.mean(np.abs(array_flat) > 0.95)
            return f"{name}: {ends:.0%} of the values lie beyond −0.95 or 0.95."
        return draw

    side_by_side([one(name, array) for name, array in values.items()], size=(8.4, 3.1))


# The loop ---------------------------------------------------------------------------------------

_STEPS = [("forward", "scores", FORWARD), ("loss", "how wrong?", FORWARD),
          ("backward", "gradients", GRADIENT), ("step", "new weights", LEARNER)]


@course_style()
def training_loop():
    """Show the four steps of a batch, in the loop over the batches, in that over the epochs."""
    figure, ax = new_figure(8.4, 3.1)
    inches_as_units(ax, (0, 8.1), (0, 2.9))
    _draw_box(ax, 0.05, 0.05, 7.9, 2.75, edge=REFERENCE, dashes=DASHED)
    ax.text(0.25, 2.55, "for each epoch: put the samples into a new order", va="center")
    _draw_box(ax, 0.35, 0.3, 7.3, 1.95, edge=REFERENCE, dashes=DASHED)
    ax.text(0.55, 2.0, "for each batch, the next few in this order", va="center")
    for place, (name, gives, color) in enumerate(_STEPS):
        x = 0.6 + 1.78 * place
        _draw_box(ax, x, 0.65, 1.4, 0.95, edge=color, ground=tint(color, 0.12))
        ax.text(x + 0.7, 1.27, name, ha="center", va="center", weight="bold")
        ax.text(x + 0.7, 0.95, gives, ha="center", va="center")
        if place:
            ax.annotate("", (x - 0.04, 1.12), (x - 0.35, 1.12),
                        arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 1.5,
                                    "shrinkA": 0, "shrinkB": 0})
    show(figure, "Boxes inside boxes. The outer one: for each epoch, put the samples into a new "
                 "order. In it: for each batch, the next few in this order. In that, four steps "
                 "with arrows between them: forward gives scores, loss says how wrong they are, "
                 "backward gives gradients, step gives new weights.")


def _draw_box(ax, x, y, width, height, *, edge, ground="none", dashes="solid"):
    ax.add_patch(FancyBboxPatch((x, y), width, height, boxstyle="round,pad=0,rounding_size=0.1",
                                facecolor=ground, edgecolor=edge, linewidth=1.4, linestyle=dashes))


@course_style()
def dealt_batches(y, batches):
    """Show samples as they are stored, and dealt out into batches, each row with its label."""
    N = len(y)
    figure, ax = new_figure(8.4, 2.8)
    inches_as_units(ax, (0, 8.1), (0, 2.6))
    ax.text(0, 2.45, "as they are stored", va="center")
    _draw_samples(ax, range(N), y, 1.0, 1.68)
    ax.text(0, 1.22, "in a new order, cut into batches", va="center")
    x = 1.0
    for place, rows in enumerate(batches):
        _draw_samples(ax, rows, y, x, 0.45, names=place == 0)
        ax.text(x + 0.3 * len(rows), 0.2, f"batch {place}", ha="center", va="center",
                color=REFERENCE)
        x += 0.6 * len(rows) + 0.35
    said = "; ".join(f"batch {place}: rows {listing(rows)}, labels {listing(y[rows])}"
                     for place, rows in enumerate(batches))
    show(figure, f"{N} samples as they are stored, rows 0 to {N - 1} with their labels "
                 f"{listing(y)}. Below, the same in a new order, each row still with its label: "
                 f"{said}.")


def _draw_samples(ax, rows, y, x, bottom, names=True):
    """Draw samples side by side: the row of X above, its label in y below."""
    for place, row in enumerate(rows):
        left = x + 0.6 * place
        _draw_box(ax, left + 0.03, bottom, 0.54, 0.6, edge=class_color(y[row]),
                  ground=tint(class_color(y[row]), 0.22))
        ax.text(left + 0.3, bottom + 0.42, f"{row}", ha="center", va="center")
        ax.text(left + 0.3, bottom + 0.16, f"{y[row]}", ha="center", va="center", weight="bold")
    if names:
        ax.text(0.9, bottom + 0.42, "row of X", ha="right", va="center", color=REFERENCE)
        ax.text(0.9, bottom + 0.16, "label in y", ha="right", va="center", color=REFERENCE)


# How it is judged -------------------------------------------------------------------------------

def boundary_panels(X, y, networks, *, columns=3):
    """Show the boundary of each network, and how many points are right: `{"epoch 10": network}`."""
    def one(name, network):
        def draw(ax):
            seen = draw_boundary(ax, X, y, network, axes=("x₁", "x₂"), legend=False)
            share = evaluate(network, X, y, loss=SoftmaxCrossEntropy()).accuracy
            right = f"{share:.0%}".replace("%", " %") + " right"
            ax.set_title(f"{name}\n{right}")
            for points in ax.collections:
                if isinstance(points, PathCollection) and columns > 2 and len(X) < 100:
                    # few points are drawn large, too large for a small panel
                    points.set_sizes(0.5 * points.get_sizes())
            return f"{name}, {right}. {seen}"
        return draw

    rows = -(-len(networks) // columns)
    shape = np.ptp(np.asarray(X)[:, 1]) / np.ptp(np.asarray(X)[:, 0])
    size = (8.4, rows * (8.4 / columns * 0.75 * shape + 0.95)) if rows > 1 else None
    side_by_side([one(name, network) for name, network in networks.items()], columns=columns,
                 size=size)


@course_style()
def three_piles(sizes):
    """Show the samples divided into training, validation and test data, and what each is for."""
    uses = [("training", "to learn from:\nweights, mean for scaling", FORWARD),
            ("validation", "to choose with:\nsize, η, epochs", REFERENCE),
            ("test", "to ask once,\nat the very end", LEARNER)]
    figure, ax = new_figure(8.4, 1.75)
    inches_as_units(ax, (0, 8.1), (0.3, 1.85))
    x, unit = 0.05, (8.0 - 2 * 0.12) / sum(sizes)
    for (name, use, color), size in zip(uses, sizes):
        _draw_box(ax, x, 1.15, unit * size, 0.65, edge=color, ground=tint(color, 0.15))
        ax.text(x + unit * size / 2, 1.47, f"{name}: {size:,}", ha="center", va="center")
        ax.text(x + 0.05, 1.0, use, ha="left", va="top")
        x += unit * size + 0.12
    show(figure, "A bar in three parts. " + ". ".join(
        f"{name.capitalize()}: {size:,} samples, {' '.join(use.split())}"
        for (name, use, _), size in zip(uses, sizes)) + ".")


_RIDDLE = [    # name, sizes, learning rate, epochs, batch size, what is to be seen
    ("A", [2, 64, 64, 2], 0.1, 250, 10, "The training loss falls to nearly 0. The validation loss "
     "falls at first, then rises far above where it began."),
    ("B", [64, 32, 10], 0.01, 20, 32, "Both lines fall together, steep to the end, and are still "
     "high."),
    ("C", [2, 32, 2], 3.0, 60, 10, "Both lines jump up and down from epoch to epoch, without end."),
    ("D", [2, 2, 3], 0.1, 100, 32, "Both lines fall a little in the first epochs, then lie flat on "
     "each other, high up."),
]


@course_style()
def learning_curve_riddle():
    """Show four trainings, A to D; each is real, and is run here."""
    digits_train, digits_validation, _ = load_digits()
    moons, spirals = make_moons(500, noise=0.3, seed=1), make_spirals(600, seed=0)
    data = {"A": (_part(moons, 0, 40), _part(moons, 40, 500)),
            "B": (digits_train, digits_validation),
            "C": (_part(moons, 0, 250), _part(moons, 250, 500)),
            "D": (_part(spirals, 0, 300), _part(spirals, 300, 600))}
    figure, axes = new_figure(8.4, 5.6, rows=2, columns=2)
    seen = []
    for ax, (name, sizes, learning_rate, epochs, batch_size, words) in zip(axes.flat, _RIDDLE):
        network = MLP(sizes, seed=0)
        train, validation = data[name]
        history = fit(network, *train, loss=SoftmaxCrossEntropy(), epochs=epochs,
                      optimizer=SGD(network, learning_rate), batch_size=batch_size,
                      validation=validation, progress=False)
        draw_history(ax, history)
        ax.set_title(name)
        parts = 5 if epochs % 4 else 4
        ax.set_xticks(np.arange(1, 1 + parts) * epochs // parts)
        seen.append(f"{name}: {words}")
    show(figure, "Four learning curves, training and validation loss over epochs. "
         + " ".join(seen))


def _part(data, start, stop):
    X, y = data
    return X[start:stop], y[start:stop]
