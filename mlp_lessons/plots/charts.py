"""Bars for a few numbers, such as probabilities; and how loss and accuracy went while training."""

import numpy as np

from ..errors import ShapeError, as_numbers
from .checks import require_drawable
from .lines import draw_curves
from .style import (
    DASHED,
    FORWARD,
    GREEN,
    LEARNER,
    PAPER,
    REFERENCE,
    course_style,
    draw_figure_title,
    new_figure,
    number,
    picture,
    sentence,
    show,
    tint,
)


def bars(labels, values, *, right=None, x_label=None, y_label=None, reference=None, top=None,
         title=None, alt=None, ax=None, size=None):
    """Show one bar for each number, with the number on it: `bars(range(10), probabilities)`.

    Args:
        labels: what the bars are called, (n,). values: their heights, (n,).
        right: the index of the bar that is the right class; it gets a black rim and says so.
        reference: a pair (height, "name"), drawn as a dashed line, such as (0.1, "guessing").
        x_label, y_label: what the axes are called. top: where the vertical axis ends.
        title, alt, ax: as for `points`. size: (width, height) in inches.
    """
    labels, values = _checked_bars(labels, values)
    width = float(np.clip(1.2 + 0.62 * len(values), 3.2, 8.4))
    return picture(draw_bars, labels, values, right=right, x_label=x_label, y_label=y_label,
                   reference=reference, top=top, ax=ax, title=title, alt=alt,
                   size=size or (width, 3.0))


def history(history, *, title=None, alt=None, ax=None, y_log=False):
    """Show how the loss, and the accuracy if there is one, went from epoch to epoch.

    Args:
        history: what `fit` returns, or a dict with lists "loss", "accuracy", "validation_loss",
            "validation_accuracy", of which all but "loss" may be missing.
        y_log: True draws the loss in powers of ten.
        title, alt: as for `points`. ax: where to draw the loss; the accuracy is then left out.
    """
    lists = _checked_history(history)
    if ax is not None:
        return picture(draw_history, history, y_log=y_log, ax=ax, title=title, alt=alt)
    kinds = ["loss", "accuracy"] if lists["accuracy"] else ["loss"]
    figure, axes = new_figure(8.4 if len(kinds) == 2 else 5.0, 3.3, columns=len(kinds))
    seen = []
    with course_style():
        for kind, panel in zip(kinds, np.atleast_1d(axes)):
            seen.append(draw_history(panel, history, kind, y_log=y_log and kind == "loss"))
        draw_figure_title(figure, title)
    show(figure, alt or sentence(title, " ".join(seen)))


def draw_bars(ax, labels, values, *, right=None, x_label=None, y_label=None, reference=None,
              top=None):
    """Draw one bar for each number on `ax`, and return what is to be seen in words."""
    labels, values = _checked_bars(labels, values)
    if right is not None and not 0 <= right < len(values):
        raise ValueError(f"right must be the index of a bar, 0 to {len(values) - 1}, got {right}.")
    places = np.arange(len(values))
    ax.bar(places, values, width=0.72, color=tint(FORWARD, 0.75), zorder=2, edgecolor=LEARNER,
           linewidth=[2.4 if k == right else 0 for k in places])
    for k, value in enumerate(values):
        way, align = (1, "bottom") if value >= 0 else (-1, "top")
        ax.annotate(_bar_number(value), (k, value), xytext=(0, 4 * way), ha="center", va=align,
                    textcoords="offset points", zorder=4,
                    bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.8})
    named = [f"{label}\n(right)" if k == right else label for k, label in enumerate(labels)]
    ax.set_xticks(places, named)
    ax.tick_params(axis="x", length=0)
    ax.set_xlim(-0.6, len(values) - 0.4)
    low, high = min(0, values.min()), max(0, values.max())
    room = 0.14 * ((high - low) or 1)
    ax.set_ylim(low - room if low < 0 else 0, top if top is not None else high + room)
    ax.axhline(0, color="#555555", linewidth=0.8, zorder=3)
    if reference is not None:
        height, name = reference
        ax.axhline(height, color=REFERENCE, linestyle=DASHED, linewidth=1.5, zorder=1)
        ax.annotate(name, (1, height), xycoords=("axes fraction", "data"), xytext=(5, 0),
                    textcoords="offset points", va="center", color=REFERENCE,
                    annotation_clip=False)
    ax.set(xlabel=x_label, ylabel=y_label)
    return _bars_in_words(labels, values, right, y_label, reference)


def draw_history(ax, history, kind="loss", *, y_log=False):
    """Draw the "loss" or the "accuracy" of a training on `ax`; return what is to be seen."""
    lists = _checked_history(history)
    if kind not in ("loss", "accuracy"):
        raise ValueError(f'kind must be "loss" or "accuracy", got {kind!r}.')
    if not lists[kind]:
        raise ValueError(f"This history has no {kind}: it belongs to a regression.")
    epochs = np.arange(1, 1 + len(lists[kind]))
    lines = {"training": (epochs, lists[kind])}
    validation = lists[f"validation_{kind}"]
    if validation:
        lines["validation"] = (epochs[:len(validation)], validation)
    seen = draw_curves(ax, lines, x_label="epoch", y_label=kind, y_log=y_log,
                       styles={"training": (LEARNER, "solid"), "validation": (GREEN, (0, (5, 2)))})
    if not y_log and kind == "loss":
        ax.set_ylim(bottom=0)
    if lists["best_epoch"] is not None:
        _mark_epoch(ax, 1 + lists["best_epoch"])
        seen += f" The weights of epoch {1 + lists['best_epoch']} were kept."
    return seen


def _mark_epoch(ax, epoch):
    """Draw a dashed line at the epoch whose weights were kept, its name above the picture."""
    ax.axvline(epoch, color=REFERENCE, linestyle=DASHED, linewidth=1.2, zorder=1)
    ax.annotate(f"best: epoch {epoch}", (epoch, 1), xycoords=("data", "axes fraction"),
                xytext=(0, 3), textcoords="offset points", va="bottom", ha="center",
                color=REFERENCE)


def _bar_number(value):
    """Write a bar's number: 0.61, <0.01, 12."""
    if 0 < abs(value) < 0.005:
        return "<0.01" if value > 0 else ">−0.01"
    return number(round(value, 2))


def _checked_bars(labels, values):
    values = as_numbers(values, "values", np.float64)
    labels = [str(label) for label in labels]
    if values.ndim != 1 or len(values) == 0 or len(labels) != len(values):
        raise ShapeError(f"bars needs as many labels as values, at least one of each, got "
                         f"{len(labels)} labels and values of shape {values.shape}.")
    require_drawable(values, "values")
    return labels, values


def _checked_history(history):
    """Return the four lists of a history, what is missing empty, and the best epoch."""
    get = history.get if isinstance(history, dict) else (
        lambda name, default: getattr(history, name, default))
    names = ("loss", "accuracy", "validation_loss", "validation_accuracy")
    lists = {name: list(get(name, None) or []) for name in names}
    if not lists["loss"]:
        raise ValueError("history must hold at least one epoch: give what fit returned, "
                         'or a dict such as {"loss": [2.3, 1.9]}.')
    return lists | {"best_epoch": get("best_epoch", None)}


def _bars_in_words(labels, values, right, y_label, reference):
    words = [f"Bars{f' of {y_label}' if y_label else ''}: " + ", ".join(
        f"{label} {_bar_number(value)}" for label, value in zip(labels, values)) + "."]
    words.append(f"The highest is {labels[values.argmax()]}.")
    if right is not None:
        words.append(f"The right one is {labels[right]}.")
    if reference is not None:
        words.append(f"A dashed line marks {reference[1]}, {number(reference[0])}.")
    return " ".join(words)
