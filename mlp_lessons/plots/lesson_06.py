"""The pictures of lesson 06: values forward, gradients back, and the three products of a layer."""

import numpy as np
from matplotlib.patches import FancyBboxPatch, Rectangle
from matplotlib.ticker import FuncFormatter, LogLocator

from ..activations import softmax
from .diagrams import network_diagram
from .lesson_05 import circle_places, slant_numbers_aside
from .lines import draw_curves
from .style import (
    DASHED,
    FAINT,
    FORWARD,
    GRADIENT,
    INK,
    LEARNER,
    PAPER,
    REFERENCE,
    number,
    panel,
    picture,
    side_by_side,
    tint,
)
from .tables import matrix, matrix_product

# The 2-2-2 network ------------------------------------------------------------------------------

def tiny_forward(tiny):
    """Show the values of the 2-2-2 network for both samples."""
    side_by_side([_tiny_panel(tiny, n, gradients=False) for n in (0, 1)],
                 title="Values go forward: the same weights, two samples")


def tiny_backward(tiny):
    """Show the values and the gradients of the 2-2-2 network for both samples."""
    side_by_side([_tiny_panel(tiny, n, gradients=True) for n in (0, 1)], columns=1,
                 size=(5.6, 7.4), title="Gradients go back: dscores, then dA, then dZ1")


def _gradients(tiny):
    """Return all that goes forward and back in the 2-2-2 network, by name."""
    Z1 = tiny.X @ tiny.W1.T + tiny.b1                       # (N, hidden)
    A = np.maximum(Z1, 0)
    scores = A @ tiny.W2.T + tiny.b2                        # (N, K)
    dscores = (softmax(scores) - np.eye(2)[tiny.y]) / 2
    dA = dscores @ tiny.W2
    dZ1 = dA * (Z1 > 0)
    return {"Z1": Z1, "A": A, "scores": scores, "dscores": dscores, "dA": dA, "dZ1": dZ1,
            "dW1": dZ1.T @ tiny.X, "db1": dZ1.sum(axis=0),
            "dW2": dscores.T @ A, "db2": dscores.sum(axis=0)}


def _tiny_panel(tiny, n, gradients):
    found = _gradients(tiny)
    z = found["Z1"][n]
    if gradients:
        notes = [f"dA ← {number(d)}" for d in found["dA"][n]]
        more = {"gradients": [None, found["dZ1"][n], found["dscores"][n]]}
    else:
        notes = [f"z = {number(value)}" for value in z]
        more = {"biases": [tiny.b1, tiny.b2]}

    def draw(ax):
        seen = network_diagram(
            [2, 2, 2], weights=[tiny.W1, tiny.W2],
            values=[tiny.X[n], found["A"][n], found["scores"][n]], notes=[None, notes, None],
            off=[(1, unit) for unit in (0, 1) if z[unit] < 0], **more,
            names=["input", "hidden", "scores"], ax=ax,
            title=f"Sample {n}, right class {tiny.y[n]}")
        slant_numbers_aside(ax)
        middle = circle_places(ax)[1][0]
        for text in ax.texts:
            if text.get_text().startswith("dA"):
                text.set_color(GRADIENT)
            elif text.get_text().startswith("←") and abs(text.get_position()[0] - middle) < 1e-3:
                text.set_text(f"dZ1 {text.get_text()}")
        return seen

    return draw


def wiggling_beside_backprop(tiny, **gradients):
    """Show every slope of the 2-2-2 network twice: as wiggling measures it, and as given.

    `gradients` are the arrays dW1, db1, dW2, db2.
    """
    rows = [("", "by wiggling", "by backpropagation")]
    for name in ("W1", "b1", "W2", "b2"):
        for index in np.ndindex(getattr(tiny, name).shape):
            place = ", ".join(map(str, index))
            rows.append((f"{name}[{place}]", _fixed(_wiggled(tiny, name, index)),
                         _fixed(gradients["d" + name][index])))
    rows.append(("price", "24 forward passes", "1 forward, 1 backward"))

    def draw(ax):
        ax.set_axis_off()
        ax.set_xlim(0, 1)
        ax.set_ylim(len(rows) - 0.4, -0.6)
        for row, texts in enumerate(rows):
            outer = row in (0, len(rows) - 1)
            for x, text, color in zip((0.02, 0.52, 0.97), texts, (INK, REFERENCE, GRADIENT)):
                ax.text(x, row, text, ha="left" if x < 0.1 else "right", va="center",
                        color=INK if outer else color)
        for line in (0.5, len(rows) - 1.5):
            ax.plot([0, 1], [line, line], color=INK, linewidth=0.8)
        return " ".join(f"{name}: {left}, {right}." if name else f"Columns: {left}, {right}."
                        for name, left, right in rows)

    picture(draw, size=(5.6, 4.2), title="The twelve slopes of the 2-2-2 network, found two ways")


def _wiggled(tiny, name, index, h=1e-5):
    """Return the slope of the loss for one number of the network, by a centred difference."""
    def loss_at(change):
        arrays = {key: getattr(tiny, key).copy() for key in ("W1", "b1", "W2", "b2")}
        arrays[name][index] += change
        A = np.maximum(tiny.X @ arrays["W1"].T + arrays["b1"], 0)
        P = softmax(A @ arrays["W2"].T + arrays["b2"])
        return -np.log(P[np.arange(2), tiny.y]).mean()

    return (loss_at(h) - loss_at(-h)) / (2 * h)


def _fixed(value):
    return f"{value:.4f}".replace("-", "−")


def two_paths_back(W2, a, dscores):
    """Show the two paths on which a change of hidden unit 1 reaches the loss."""
    network_diagram([2, 2, 2], values=[None, a, None], gradients=[None, None, dscores],
                    weights=[None, W2], paths=[[(2, 0), (1, 1)], [(2, 1), (1, 1)]],
                    highlight=[(1, 1)], title="Sample 0: one value, two ways to the loss")


def two_hidden_layers(x, weights, biases):
    """Show a network of two hidden layers with all its values on the way forward."""
    values, notes, off = [x], [None], []
    for column, (W, b) in enumerate(zip(weights, biases), start=1):
        z = W @ values[-1] + b
        last = column == len(weights)
        values.append(z if last else np.maximum(z, 0))
        notes.append(None if last else [f"z = {number(value)}" for value in z])
        off += [] if last else [(column, unit) for unit in range(len(z)) if z[unit] < 0]
    network_diagram([len(value) for value in values], values=values, weights=weights,
                    biases=biases, notes=notes, off=off,
                    title="Two hidden layers, one sample: the way forward is done")


# The loss, step by step -------------------------------------------------------------------------

def loss_chain(scores, label):
    """Show ℓ = log(e^s₀ + e^s₁) − s_y as a chain of steps, values above, slopes below."""
    picture(_draw_loss_chain, scores, label, size=(8.4, 3.4),
            title="The loss ℓ, step by step: each value, and after ← the slope of ℓ for it")


def _draw_loss_chain(ax, scores, label):
    e, total = np.exp(scores), np.exp(scores).sum()
    loss = np.log(total) - scores[label]
    ax.set_axis_off()
    ax.set_xlim(0, 8.2)
    ax.set_ylim(0.25 if label == 0 else 0, 3.0)
    places = {"s₀": (0.55, 2.2), "s₁": (0.55, 0.75), "e^s₀": (2.35, 2.2), "e^s₁": (2.35, 0.75),
              "sum": (4.2, 1.48), "log": (5.95, 1.48), "ℓ": (7.6, 1.48)}
    arrows = [("s₀", "e^s₀"), ("s₁", "e^s₁"), ("e^s₀", "sum"), ("e^s₁", "sum"), ("sum", "log"),
              ("log", "ℓ")]
    for start, end in arrows:
        _arrow(ax, places[start], places[end])
    own = places[f"s{'₀₁'[label]}"]                       # the second way of the right class
    high = 2.78 if label == 0 else 0.1
    ax.plot([own[0], own[0], 7.6], [own[1], high, high], color=FORWARD, linewidth=1.2, zorder=1)
    rim = 1.48 + np.copysign(0.44, high - 1.48)
    ax.annotate("", (7.6, rim), (7.6, high), zorder=1, arrowprops={
        "arrowstyle": "-|>", "color": FORWARD, "linewidth": 1.2, "shrinkA": 0, "shrinkB": 0})
    ax.text(4.2, high + 0.04, f"minus s{'₀₁'[label]}: slope −1", ha="center", va="bottom")
    slopes = e / total
    through = slopes - (np.arange(2) == label)
    boxes = [("s₀", scores[0], through[0]), ("s₁", scores[1], through[1]),
             ("e^s₀", e[0], 1 / total), ("e^s₁", e[1], 1 / total), ("sum", total, 1 / total),
             ("log", np.log(total), 1), ("ℓ", loss, 1)]
    for name, value, slope in boxes:
        _box(ax, places[name], name, value, slope)
    return (f"Forward: the scores {number(scores[0])} and {number(scores[1])} become "
            f"e^s {e[0]:.4f} and {e[1]:.4f}, their sum {total:.4f}, its log {np.log(total):.4f}; "
            f"less s{label} that is the loss {loss:.4f}. Back: slope 1 at the loss and at the log, "
            f"{1 / total:.4f} at the sum and at both e^s, {through[0]:.4f} at s0 and "
            f"{through[1]:.4f} at s1. The score of the right class has a second way to the loss, "
            f"with slope −1.")


def _arrow(ax, start, end):
    ax.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": FORWARD, "linewidth": 1.2,
                                            "shrinkA": 0, "shrinkB": 36}, zorder=1)


def _box(ax, place, name, value, slope):
    """Draw a step: its name, under it the value in grey-blue and the slope in vermilion."""
    x, y = place
    ax.add_patch(FancyBboxPatch((x - 0.46, y - 0.42), 0.92, 0.84, facecolor=PAPER, linewidth=1.4,
                                edgecolor=FORWARD, zorder=2,
                                boxstyle="round,pad=0.02,rounding_size=0.08"))
    name = {"e^s₀": "$e^{s_0}$", "e^s₁": "$e^{s_1}$"}.get(name, name)
    ax.text(x, y + 0.26, name, ha="center", va="center", zorder=3)
    ax.text(x, y, _fixed(value), ha="center", va="center", zorder=3, color=FORWARD)
    ax.text(x, y - 0.27, f"← {slope:.4f}".replace("-", "−"), ha="center", va="center", zorder=3,
            color=GRADIENT)


# One layer --------------------------------------------------------------------------------------

def contributions(dZ, X, names=("dscores", "A", "dW2")):
    """Show dW as the sum of one table per sample: gradient of each neuron times what came in."""
    tables = [np.outer(dZ[n], X[n]) + 0.0 for n in range(len(dZ))]    # each (out, in); no −0
    panels, widths = [], []
    for n, table in enumerate(tables):
        panels += [panel(matrix, table, f"sample {n}", decimals=4), _sign("+")]
        widths += [2.2, 0.3]
    panels[-1] = _sign("=")
    panels.append(panel(matrix, sum(tables), names[2], decimals=4))
    side_by_side(panels, widths=[*widths, 2.2], size=(8.0, 1.85),
                 title=f"Each sample fills a table of its own; {names[2]} is their sum",
                 alt=f"{names[2]} as a sum of {len(tables)} tables, each {names[0]} of one sample "
                     f"times {names[1]} of that sample. "
                     + "; ".join(f"sample {n}: {_rows_in_words(table)}"
                                 for n, table in enumerate(tables))
                     + f"; the sum: {_rows_in_words(sum(tables))}.")


def last_layer_product(dscores, A):
    """Show the product that gives dW2, with the sum behind one of its numbers."""
    matrix_product(dscores.T, A, names=("dscores.T", "A", "dW2"), highlight=(0, 1), decimals=4)


def _sign(sign):
    """Return a panel with nothing but + or =, at the height of the middle of a table beside it."""
    def draw(ax):
        ax.set_axis_off()
        ax.text(0.5, 0.46, sign, ha="center", va="center", fontsize=14, transform=ax.transAxes)
    return draw


def _rows_in_words(table):
    return ", then ".join(" and ".join(map(_fixed, row))
                          for row in table)


def three_products(N=5, n_in=3, n_out=2):
    """Show the shapes of the three products of a linear layer's way back as blocks."""
    picture(_draw_three_products, N, n_in, n_out, size=(7.4, 5.7),
            title=f"The way back through a layer: N = {N} samples, {n_in} inputs, {n_out} neurons")


_SIDE = 0.24    # of one number in a block, in inches


def _draw_three_products(ax, N, n_in, n_out):
    ax.set_axis_off()
    ax.set_aspect("equal")
    ax.set_xlim(0, 7.2)
    ax.set_ylim(5.1, 0)
    rows = [
        (0.95, "dW: the samples are added up",
         [("dZᵀ", n_out, N, GRADIENT), "@", ("X", N, n_in, FORWARD), "=",
          ("dW", n_out, n_in, GRADIENT)]),
        (2.68, "db: the samples are added up",
         [("dZ", N, n_out, GRADIENT), "column sums", "=", ("db", 1, n_out, GRADIENT)]),
        (4.41, "dX: the neurons are added up",
         [("dZ", N, n_out, GRADIENT), "@", ("W", n_out, n_in, LEARNER), "=",
          ("dX", N, n_in, GRADIENT)]),
    ]
    for middle, meaning, parts in rows:
        x = 2.55
        ax.text(0, middle, meaning.replace(": ", ":\n"), va="center")
        for part in parts:
            if isinstance(part, str):
                long = len(part) > 1
                ax.text(x + (0.62 if long else 0.2), middle, part, ha="center", va="center",
                        fontsize=11 if long else 14)
                x += 1.24 if long else 0.4
            else:
                x = _draw_shape(ax, x, middle, *part)
    return (f"dZᵀ of shape ({n_out}, {N}) times X of shape ({N}, {n_in}) gives dW of shape "
            f"({n_out}, {n_in}). The column sums of dZ, shape ({N}, {n_out}), give db of shape "
            f"({n_out},). dZ of shape ({N}, {n_out}) times W of shape ({n_out}, {n_in}) gives dX "
            f"of shape ({N}, {n_in}).")


def _draw_shape(ax, x, middle, name, rows, columns, color):
    """Draw an empty block of so many rows and columns; return where the next thing begins."""
    width, height = columns * _SIDE, rows * _SIDE
    room = max(width, 0.78)
    left, top = x + (room - width) / 2, middle - height / 2
    ax.add_patch(Rectangle((left, top), width, height, edgecolor=color,
                           linewidth=1.4,
                           facecolor=tint(color, 0.12 if color == LEARNER else 0.28)))
    for k in range(1, columns):
        ax.plot([left + k * _SIDE] * 2, [top, top + height], color=color, linewidth=0.6)
    for k in range(1, rows):
        ax.plot([left, left + width], [top + k * _SIDE] * 2, color=color, linewidth=0.6)
    shape = f"({columns},)" if name == "db" else f"({rows}, {columns})"
    ax.text(x + room / 2, top - 0.12, f"{name} {shape}", ha="center", va="center")
    return x + room + 0.12


# The gradient check -----------------------------------------------------------------------------

def error_against_h(tiny):
    """Show how wrong the wiggled slope of W2[0, 1] is: centred, one-sided, centred in float32."""
    steps = 10.0 ** np.arange(-12, 0.01, 0.25)
    slope = _gradients(tiny)["dW2"][0, 1]

    def loss_at(change, dtype):
        W2 = tiny.W2.astype(dtype)
        W2[0, 1] += dtype(change)
        A = np.maximum(tiny.X @ tiny.W1.T + tiny.b1, 0).astype(dtype)     # whole numbers: exact
        s = A @ W2.T + tiny.b2.astype(dtype)                              # (N, K)
        s = s - s.max(axis=1, keepdims=True)
        losses = np.log(np.exp(s).sum(axis=1)) - s[np.arange(2), tiny.y]
        return float(losses.mean())

    def errors(measure):
        found = np.array([abs(measure(h) - slope) / abs(slope) for h in steps])
        return np.maximum(found, 3e-12)    # so that a lucky hit can be drawn

    def centred(dtype):
        return lambda h: (loss_at(h, dtype) - loss_at(-h, dtype)) / (2 * h)

    def one_sided(h):
        return (loss_at(h, np.float64) - loss_at(0, np.float64)) / h

    coarse = steps > 9e-8                  # below, float32 hardly tells W2[0, 1] ± h from W2[0, 1]
    lines = {"centred": (steps, errors(centred(np.float64))),
             "one-sided": (steps, errors(one_sided)),
             "centred, float32": (steps[coarse], errors(centred(np.float32))[coarse])}

    def draw(ax):
        draw_curves(ax, lines, x_label="h", y_label="relative error", x_log=True, y_log=True,
                    limits=(None, None, 1e-12, 30))
        for axis, every in ((ax.xaxis, 2), (ax.yaxis, 3)):
            axis.set_major_locator(LogLocator(10.0**every))
            axis.set_major_formatter(FuncFormatter(
                lambda value, _: f"1e{round(np.log10(value))}".replace("1e0", "1")))
        ax.axvline(1e-5, color=REFERENCE, linestyle=DASHED, linewidth=1.2, zorder=1)
        ax.annotate("h = 1e-5", (1e-5, 1), xycoords=("data", "axes fraction"), xytext=(-5, -2),
                    textcoords="offset points", va="top", ha="right", color=REFERENCE)
        return ("Three curves, each like a V. On the right the error grows with h, on the left "
                "as h shrinks. The centred curve is lowest near h = 1e-5. The one-sided curve "
                "lies far above it from there on. The float32 curve turns up earlier, never "
                "falls as low as the others, and ends at h = 1e-7 with an error above 1.")

    picture(draw, size=(7.0, 4.2), title="How wrong is the wiggled slope of W2[0, 1], for which h?")


def kink(kink_at=0.0, w=-0.25, h=0.6):
    """Show why a kink between w − h and w + h spoils a slope that was measured there."""
    def loss(w):
        return 0.5 + 0.9 * np.maximum(w - kink_at, 0)

    def draw(ax):
        line = np.linspace(-1.6, 1.2, 300)
        ax.plot(line, loss(line), color=FORWARD, linewidth=2.4)
        ends = np.array([w - h, w + h])
        ax.plot(ends, loss(ends), color=REFERENCE, linestyle=DASHED, linewidth=2, marker="s",
                markersize=6)
        ax.plot([w - 0.42, w + 0.2], [loss(w)] * 2, color=GRADIENT, linewidth=3)
        ax.plot(w, loss(w), "o", color=GRADIENT, markersize=8)
        measured = (loss(w + h) - loss(w - h)) / (2 * h)
        ax.annotate(f"measured from w − h to w + h: {measured:.2f}", (w + h, loss(w + h)),
                    xytext=(-12, 12), textcoords="offset points", ha="right", color=REFERENCE)
        ax.annotate("the slope at w: 0", (w, loss(w)), xytext=(0, -22), ha="center",
                    textcoords="offset points", color=GRADIENT)
        ax.set_xticks([w - h, w, kink_at, w + h], ["w − h", "w", "\nkink", "w + h"])
        ax.set_ylim(0.2, 1.5)
        ax.set_yticks([])
        ax.set(xlabel="a weight before a ReLU", ylabel="loss")
        ax.axvline(kink_at, color=FAINT, linewidth=1, zorder=0)
        return (f"The loss is flat up to the kink and rises after it. w lies on the flat side, "
                f"w + h on the rising one. At w the slope is 0, measured from w − h to w + h it is "
                f"{measured:.2f}.")

    picture(draw, size=(6.2, 3.4), title="Between w − h and w + h a unit switches on")
