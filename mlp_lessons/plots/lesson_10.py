"""The pictures of lesson 10: MNIST, confidence, distortions, drawings, long trainings."""

import re

import numpy as np
from matplotlib.ticker import FixedLocator, NullLocator

from ..datasets.distortions import elastic_field, resample
from ..datasets.handwriting import MIDDLE, as_mnist, centre_of_mass, cropped, scaled_to_box
from ..errors import ShapeError, as_numbers
from .images import digits
from .lines import draw_curves
from .style import (
    DASHED,
    FORWARD,
    INK,
    LEARNER,
    REFERENCE,
    course_style,
    draw_title,
    new_figure,
    number,
    show,
)

# Published results ------------------------------------------------------------------------------

# Percent of MNIST's digits read wrong, all by plain networks of layers; sources in the lesson.
PUBLISHED = {
    "no hidden layer (1998)": 12.0,
    "300 hidden units (1998)": 4.7,
    "Nielsen's book (2015)*": 1.96,
    "Simard (2003)": 1.6,
    "Simard, with distortions": 0.7,
    "Cireşan (2010), two hidden layers": 0.49,
    "Cireşan, five hidden layers": 0.35,
}


@course_style()
def published_results(ours=None):
    """Show how many digits published networks read wrong, and ours: `{"ours, plain": 1.8}`.

    Args:
        ours: a dict {name: percent wrong}, or none.
    """
    ours = ours or {}
    results = sorted((PUBLISHED | ours).items(), key=lambda result: -result[1])
    figure, ax = new_figure(8.4, 0.9 + 0.34 * len(results))
    for place, (name, wrong) in enumerate(results):
        own = name in ours
        ax.plot([0.2, wrong], [place, place], color="#D5D5D5", linewidth=1, zorder=1)
        ax.plot(wrong, place, "D" if own else "o", markersize=9 if own else 7, zorder=3,
                color=LEARNER if own else FORWARD)
        ax.annotate(f"{wrong:.2f}".rstrip("0").rstrip(".") + " %", (wrong, place), va="center",
                    xytext=(10, 0), textcoords="offset points",
                    weight="bold" if own else "normal")
    ax.set_xscale("log")
    ax.set(xlim=(0.2, 22), ylim=(len(results) - 0.4, -0.6),
           xlabel="digits read wrong, in percent (each step to the left halves it)")
    ticks = [0.25, 0.5, 1, 2, 4, 8, 16]
    ax.set_xticks(ticks, [number(tick) for tick in ticks])
    ax.set_xticks([], minor=True)
    ax.set_yticks(range(len(results)), [name for name, _ in results])
    for label, (name, _) in zip(ax.get_yticklabels(), results):
        label.set_weight("bold" if name in ours else "normal")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x")
    show(figure, "Digits of MNIST read wrong, in percent: " + "; ".join(
        f"{name} {wrong:.3g}" for name, wrong in results) + ".")


# Mistakes ---------------------------------------------------------------------------------------

def most_confused(X, y, predicted):
    """Show the digits of the most frequent confusion, all of one class and taken for one other.

    Args:
        X: (N, 784), the digits. y: (N,), their classes. predicted: (N,), what they were taken for.
    """
    y, predicted = np.asarray(y), np.asarray(predicted)
    wrong = y != predicted
    if not wrong.any():
        raise ValueError("There is nothing to show: all of these digits are read rightly.")
    pairs, counts = np.unique(np.stack([y[wrong], predicted[wrong]]), axis=1, return_counts=True)
    true, taken_for = pairs[:, counts.argmax()]
    rows = (y == true) & (predicted == taken_for)
    digits(np.asarray(X)[rows], y[rows], predicted[rows])


def sure_and_wrong(X, P, y, n=12):
    """Show the n mistakes of which a network was most sure, with what it read and how sure.

    Args:
        X: (N, 784), the digits. P: (N, K), the probabilities of the classes. y: (N,), the classes.
    """
    X, P, y = np.asarray(X), np.asarray(P), np.asarray(y)
    predicted, confidence = P.argmax(axis=1), P.max(axis=1)
    wrong = sorted(np.flatnonzero(predicted != y), key=lambda row: -confidence[row])[:n]
    if not wrong:
        raise ValueError("There is nothing to show: all of these digits are read rightly.")
    digits(X[wrong], [f"{y[row]} → {predicted[row]}\n{confidence[row]:.1%}" for row in wrong])


# How sure ---------------------------------------------------------------------------------------

@course_style()
def sure_against_right(sure, share, counts):
    """Show, for some bins of answers, how sure they were and how many of them were right.

    Args:
        sure: (B,), the mean confidence in each bin. share: (B,), how many in it were right.
        counts: (B,), how many answers are in the bin; it sets how far chance may move `share`.
    """
    sure, share, counts = (as_numbers(values, name, np.float64) for values, name in (
        (sure, "sure"), (share, "share"), (counts, "counts")))
    if not len(sure) == len(share) == len(counts) > 0:
        raise ShapeError(f"sure, share and counts must have one number for each bin, got "
                         f"{len(sure)}, {len(share)} and {len(counts)}.")
    spread = 2 * np.sqrt(sure * (1 - sure) / counts)    # of the share, if the confidence is true
    low = np.floor(10 * min(sure.min(), (share - spread).min())) / 10
    figure, ax = new_figure(5.6, 4.2)
    ax.plot([low, 1], [low, 1], color=REFERENCE, linestyle=DASHED, linewidth=1.5, zorder=1)
    ax.annotate("as sure as right", (low + 0.03, low + 0.03), rotation=38, color=REFERENCE,
                xytext=(-4, 8), textcoords="offset points", rotation_mode="anchor")
    ax.errorbar(sure, share, spread, fmt="o", color=LEARNER, ecolor=FORWARD, elinewidth=1.5,
                capsize=4, markersize=7, zorder=3)
    for x, y, n in zip(sure, share, counts):
        ax.annotate(f"{n:,.0f}", (x, y), xytext=(-9, 4) if x > 0.98 else (9, -12), zorder=4,
                    ha="right" if x > 0.98 else "left", textcoords="offset points")
    ax.set(xlim=(low, 1.1), ylim=(low, 1.06), xlabel="mean confidence in the bin",
           ylabel="share that is right")
    ax.grid()
    show(figure, "Bins of answers: how sure, and which share is right, how many answers. "
         + "; ".join(f"{x:.2f}, {y:.2f}, {n:,.0f}" for x, y, n in zip(sure, share, counts))
         + ". On the dashed diagonal both would be equal.")


# Distortions ------------------------------------------------------------------------------------

@course_style()
def rubber_sheet(x, *, seed=0, strength=1.5, smoothness=5.0):
    """Show a digit (784,), the arrows that bend it, and the digit bent by them."""
    x = as_numbers(x, "x", np.float64).reshape(1, -1)
    rng = np.random.default_rng(seed)
    down, right = (elastic_field(1, 28, rng, strength, smoothness) for _ in range(2))
    bent = resample(x, down, right)
    figure, axes = new_figure(8.4, 3.1, columns=3)
    for ax, image, title in zip(axes, (x, x, bent), ("a digit", "where each place looks",
                                                     "what it sees there")):
        faint = ax is axes[1]
        ax.imshow(image.reshape(28, 28), cmap="Greys", vmin=0, vmax=2.5 if faint else 1)
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set_visible(True)
        ax.spines[:].set_color("#BBBBBB")
        draw_title(ax, title)
    i, j = np.mgrid[1:28:3, 1:28:3]
    axes[1].quiver(j, i, right[0, i, j], down[0, i, j], angles="xy", scale_units="xy", scale=1,
                   color=INK, width=0.008)
    longest = np.hypot(down, right).max()
    show(figure, f"Three panels. A digit; arrows on it, neighbouring ones alike, the longest "
                 f"{longest:.1f} pixels long; and the digit when each pixel shows what stands at "
                 f"the tip of its arrow: the same digit in another hand.")


# Drawings ---------------------------------------------------------------------------------------

@course_style()
def drawing_steps(drawing):
    """Show how a drawing (H, W) becomes a picture as MNIST has them, in three steps."""
    box = scaled_to_box(cropped(drawing))
    image = as_mnist(drawing).reshape(28, 28)
    steps = [(np.asarray(drawing, float), f"as drawn: {drawing.shape[1]}×{drawing.shape[0]}"),
             (box, f"cropped: {box.shape[1]}×{box.shape[0]}"),
             (image, "centred: 28×28")]
    figure, axes = new_figure(8.4, 3.2, columns=3)
    for ax, (picture, title) in zip(axes, steps):
        ax.imshow(picture, cmap="Greys", vmin=0, vmax=1)
        side, (height, width) = max(picture.shape), picture.shape    # all panels are square
        ax.set(xticks=[], yticks=[], xlim=(width / 2 - side / 2 - 0.5, width / 2 + side / 2 - 0.5),
               ylim=(height / 2 + side / 2 - 0.5, height / 2 - side / 2 - 0.5))
        ax.spines[:].set_visible(True)
        ax.spines[:].set_color("#BBBBBB")
        draw_title(ax, title)
    row, column = centre_of_mass(image)
    axes[2].plot(column, row, "o", markersize=9, markerfacecolor="white", markeredgecolor=INK,
                 markeredgewidth=2)
    axes[2].axhline(MIDDLE, color=REFERENCE, linestyle=DASHED, linewidth=1.2)
    axes[2].axvline(MIDDLE, color=REFERENCE, linestyle=DASHED, linewidth=1.2)
    show(figure, f"Three panels: a drawing of {drawing.shape[1]} by {drawing.shape[0]} pixels; the "
                 f"part with ink, scaled to {box.shape[1]} by {box.shape[0]}; the same in a field "
                 f"of 28 by 28. A ring marks its centre of mass, at row {row:.1f} and column "
                 f"{column:.1f}, dashed lines the middle, {MIDDLE} and {MIDDLE}.")


# Long trainings ---------------------------------------------------------------------------------

_EPOCH = re.compile(r"^ *(\d+) +([\d.]+) +[\d.]+ +[\d.e+-]+ +[\d.]+ +([\d.]+) %$", re.MULTILINE)


def read_log(text):
    """Return (seconds, accuracies in percent), a number an epoch, of a log of `benchmark_mnist`."""
    rows = _EPOCH.findall(text)
    if not rows:
        raise ValueError("This log has no lines of epochs, as tests/benchmark_mnist.py writes "
                         "them.")
    return (np.array([float(seconds) for _, seconds, _ in rows]),
            np.array([float(accuracy) for _, _, accuracy in rows]))


@course_style()
def trainings(logs):
    """Show how many validation digits were read wrong, over the seconds of several trainings.

    Args:
        logs: a dict {name: text of a log that `tests/benchmark_mnist.py` wrote}.
    """
    lines = {}
    for name, text in logs.items():
        seconds, accuracy = read_log(text)
        lines[name] = (seconds, 100 - accuracy)
    longest = max(seconds[-1] for seconds, _ in lines.values())
    bottom = min(0.4, 0.9 * min(wrong.min() for _, wrong in lines.values()))
    figure, ax = new_figure(7.8, 4.2)
    draw_curves(ax, lines, x_label="seconds of training", x_log=True, y_log=True,
                y_label="% of the validation digits wrong",
                limits=(0.5, 1.1 * longest, bottom, 6))
    for axis, ticks in ((ax.xaxis, [1, 3, 10, 30, 100, 300, 1000, 3000]),
                        (ax.yaxis, [0.5, 1, 2, 4])):
        axis.set_major_locator(FixedLocator([tick for tick in ticks if tick < 1.1 * longest]))
        axis.set_minor_locator(NullLocator())
    show(figure, "Percent of the validation digits read wrong, over the seconds of training. "
         + " ".join(f"{name}: {wrong[0]:.2f} after {seconds[0]:.0f} s, {wrong[-1]:.2f} after "
                    f"{seconds[-1]:.0f} s." for name, (seconds, wrong) in lines.items()))
