"""The pictures of lesson 09: the waiting room and the chart of the bug clinic, and what passes
through the layers.
"""

import textwrap

import numpy as np
from matplotlib.patches import Rectangle

from ..datasets import load_digits
from ..errors import ShapeError, describe
from ..losses import SoftmaxCrossEntropy
from ..network import MLP
from ..optimizers import SGD
from ..training import fit
from .lines import draw_curves
from .style import (
    DASHED,
    FORWARD,
    GRADIENT,
    INK,
    REFERENCE,
    course_style,
    draw_figure_title,
    draw_title,
    inches_as_units,
    listing,
    new_figure,
    number,
    show,
)

# Symptom, suspects, and the instruments that tell them apart.
SYMPTOMS = [
    ("The loss is NaN or infinite",
     ["NaN in X or y", "η far too large", "inputs not scaled", "an exp or a log overflows"],
     ["data_check", "first_loss", "update_ratios"]),
    ("The first loss is far too high",
     ["inputs not scaled", "first weights too large", "a sum over the batch, no mean",
      "softmax over the samples"],
     ["first_loss", "layer_statistics"]),
    ("The loss stays at log\u00a0K, or at the variance of y",
     ["rows and labels come apart", "all weights zero", "dead ReLUs", "η far too small",
      "(N, 1) − (N,)"],
     ["data_check", "layer_statistics", "update_ratios", "overfit_one_batch"]),
    ("No digit of the loss ever changes",
     ["a step of your own that never reaches the network"],
     ["overfit_one_batch"]),
    ("The loss falls, then explodes",
     ["η too large", "a few very large inputs"],
     ["update_ratios", "data_check"]),
    ("The loss falls, but slowly",
     ["η too small", "features of very different scales", "saturated units", "softmax twice"],
     ["update_ratios", "data_check", "overfit_one_batch"]),
    ("The loss falls, the accuracy stays at chance",
     ["rows and labels come apart", "classes read along the wrong axis",
      "one class far more frequent"],
     ["data_check", "confusion_matrix"]),
    ("All outputs are equal",
     ["all weights zero or equal", "dead ReLUs", "saturated units"],
     ["layer_statistics"]),
    ("The first layers get hardly any gradient",
     ["many sigmoids in a row", "first weights too small or too large"],
     ["layer_statistics", "update_ratios"]),
    ("The gradient check fails",
     ["a transpose", "1/N missing or twice", "an activation's slope forgotten",
      "a path overwritten, not added", "one layer object in several places"],
     ["gradient_check", "layer_statistics"]),
    ("Training is good, validation is bad",
     ["learned by heart: too few samples", "validation data scaled in another way",
      "their labels come apart"],
     ["plots.history", "data_check"]),
]
_COLUMNS = [("Symptom", 0.1), ("Suspects", 2.25), ("Ask", 6.35)]    # and its left edge in inches
_SYMPTOM_LETTERS, _SUSPECTS_LETTERS = 22, 48                        # that fit into a line
_LINE, _ROOM = 0.215, 0.17    # inches: from line to line, and around a row


@course_style()
def waiting_room():
    """Show the losses of four trainings: three ill ones, A to C, and one that is well."""
    (X, y), _, _ = load_digits()
    apart = np.random.default_rng(0).permutation(y)
    patients = {"A": (MLP([64, 32, 10], initialization="zeros"), 0.1, y),
                "B": (MLP([64, 32, 10]), 0.1, apart),
                "C": (MLP([64, 32, 32, 10], "tanh"), 0.0003, y),
                "well": (MLP([64, 32, 10]), 0.1, y)}
    losses = {name: fit(network, X, labels, loss=SoftmaxCrossEntropy(), epochs=10,
                        optimizer=SGD(network, rate), progress=False).loss
              for name, (network, rate, labels) in patients.items()}
    figure, ax = new_figure(5.6, 3.6)
    words = draw_curves(ax, losses, x_label="epoch, from 0", y_label="loss", reference=["well"])
    show(figure, words)


@course_style()
def symptom_chart():
    """Show the chart of the clinic: what one sees, what may be behind it, and what to ask."""
    rows = [(textwrap.wrap(symptom, _SYMPTOM_LETTERS), _in_lines(suspects), asked)
            for symptom, suspects, asked in SYMPTOMS]
    heights = [_LINE * max(map(len, row)) + _ROOM for row in rows]
    head = _LINE + _ROOM
    figure, ax = new_figure(8.4, head + sum(heights) + 0.25)
    inches_as_units(ax, (0, 8.1), (head + sum(heights), 0))
    for name, x in _COLUMNS:
        ax.text(x, head / 2, name, va="center", color=REFERENCE)
    top = head
    for place, (row, height) in enumerate(zip(rows, heights)):
        if place % 2 == 0:
            ax.add_patch(Rectangle((0, top), 8.1, height, facecolor="#F0F2F5", edgecolor="none"))
        looks = {"weight": "bold"}, {}, {"family": "DejaVu Sans Mono"}
        for lines, (_, x), look in zip(row, _COLUMNS, looks):
            for k, line in enumerate(lines):
                ax.text(x, top + _ROOM / 2 + (k + 0.5) * _LINE, line, va="center", **look)
        top += height
    ax.plot([0, 8.1], [head, head], color=INK, linewidth=1)
    show(figure, "A table with three columns: symptom, suspects, and which instrument to ask. "
         + " ".join(f"{symptom}: {'; '.join(suspects)}; ask {listing(asked)}."
                    for symptom, suspects, asked in SYMPTOMS))


def _in_lines(suspects):
    """Join suspects to lines that fit, and break none of them."""
    lines = [suspects[0]]
    for suspect in suspects[1:]:
        if len(lines[-1]) + 3 + len(suspect) <= _SUSPECTS_LETTERS:
            lines[-1] += f" · {suspect}"
        else:
            lines.append(suspect)
    return lines


@course_style()
def layer_bars(statistics, healthy=None, *, title=None):
    """Show how far numbers spread in each layer, forward and backward, in powers of ten.

    Args:
        statistics: what `layer_statistics` returns.
        healthy: the same of another network with as many layers, to compare with: dashed and grey.
        title: what is to be seen.
    """
    for one in (statistics, healthy):
        if one is not None and not hasattr(one, "gradient_std"):
            raise TypeError(f"layer_bars needs what layer_statistics returns, got {describe(one)}.")
    n = len(statistics.names)
    if healthy is not None and len(healthy.names) != n:
        raise ShapeError(f"layer_bars compares networks with as many layers as each other, got "
                         f"{n} and {len(healthy.names)} layers.")
    figure, axes = new_figure(8.4, 1.35 + 0.3 * n + 0.3 * bool(title), columns=2)
    panels = [("std", "what comes out, forward", FORWARD, "o"),
              ("gradient_std", "the gradient, backward", GRADIENT, "s")]
    seen = []
    for ax, (name, what, color, marker) in zip(axes, panels):
        values = getattr(statistics, name)
        compared = getattr(healthy, name) if healthy is not None else np.array([])
        left = _set_powers_of_ten(ax, np.concatenate([values, compared]))
        if healthy is not None:
            ax.plot(np.where(compared > 0, compared, np.nan), range(n), color=REFERENCE,
                    linestyle=DASHED, linewidth=1.5, label="healthy")
        for place, value in enumerate(values):
            if value > 0 and np.isfinite(value):
                ax.plot([left, value], [place, place], color=color, linewidth=5, alpha=0.35,
                        solid_capstyle="butt")
                ax.plot(value, place, marker, color=color, markersize=7)
            else:
                ax.text(left, place, " 0" if value == 0 else f" {value}", va="center", color=color,
                        weight="bold")
        ax.set_yticks(range(n), statistics.names if ax is axes[0] else [""] * n)
        ax.set_ylim(n - 0.5, -0.5)
        ax.tick_params(axis="y", length=0)
        ax.set_xlabel("standard deviation")
        ax.grid(axis="x")
        draw_title(ax, what[0].upper() + what[1:])
        seen.append(f"{what}: " + ", ".join(f"{layer} {number(value, 2)}" for layer, value
                                             in zip(statistics.names, values)))
        if healthy is not None:
            seen[-1] += f"; dashed, for comparison, {number(compared[0], 2)} in the first and " \
                        f"{number(compared[-1], 2)} in the last layer"
    if healthy is not None:
        axes[1].legend(loc="best")
    draw_figure_title(figure, title)
    show(figure, (f"{title}. " if title else "") + "Two panels with a bar for each layer, standard "
         f"deviations in powers of ten. Left, {seen[0]}. Right, {seen[1]}.")


def _set_powers_of_ten(ax, values):
    """Let `ax` count in powers of ten, two of them at least; return its left end."""
    values = values[np.isfinite(values) & (values > 0)]
    low, high = (values.min(), values.max()) if len(values) else (1, 1)
    low, high = np.floor(np.log10(low) - 0.2), np.ceil(np.log10(high) + 0.2)
    ax.set_xscale("log")
    ax.set_xlim(10**low, 10**max(high, low + 2))
    return 10**low
