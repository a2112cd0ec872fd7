"""The network as circles and lines: a circle for each unit, a line for each weight.

Numbers in the circles are values on their way forward; numbers after an arrow ← are gradients on
their way back. A weight's line is as thick as the weight is large, solid if it is positive, dashed
and coloured if it is negative.
"""

import numpy as np
from matplotlib.patches import Circle

from ..errors import ShapeError, as_numbers, describe, require_positive_integer
from .style import (
    DASHED,
    FAINT,
    FORWARD,
    GRADIENT,
    HIGHLIGHT,
    INK,
    LEARNER,
    NEGATIVE,
    PAPER,
    REFERENCE,
    count,
    inches_as_units,
    listing,
    number,
    picture,
    tint,
)

# All lengths are in inches, on the picture as it is shown.
RADIUS = 0.29
LINE_OF_TEXT = 0.19


def network_diagram(network, *, values=None, gradients=None, weights=None, biases=None,
                    weight_gradients=None, bias_gradients=None, numbers=None, notes=None,
                    names=None, highlight=(), off=(), paths=(), most=6, title=None, alt=None,
                    ax=None, size=None):
    """Draw a network, from its sizes, `network_diagram([2, 3, 1])`, or with all its weights.

    Columns are counted from 0, the input; so are the units of a column.

    Args:
        network: a list of sizes, or a network, whose weights and biases are then drawn.
        values: one array for each column, the numbers in the circles; None leaves a column empty.
        gradients: the same for the gradients, written under the circles.
        weights, biases: the arrays W (out, in) and b (out,) of each gap between columns.
        weight_gradients, bias_gradients: the arrays dW (out, in) and db (out,), written beside
            the numbers of weights and biases.
        numbers: True writes each weight's number on its line, and the biases above the circles;
            None does it if there is room.
        notes: one list of texts for each column, written under the circles, such as "z = −1".
        names: what the columns are called, instead of "input", "hidden", "output".
        highlight: pairs (column, unit) that get a coloured ground. off: pairs with a dashed rim.
        paths: each a list of pairs (column, unit), drawn as a thick line from unit to unit.
        most: how many units of a column are drawn; of more, the middle ones are left out.
        title, alt, ax: as for `points`. size: (width, height) in inches.
    """
    net = _Network(network, numbers=numbers, values=values, gradients=gradients, weights=weights,
                   biases=biases, weight_gradients=weight_gradients,
                   bias_gradients=bias_gradients, notes=notes, names=names, most=most)
    return picture(draw_network, net, highlight=highlight, off=off, paths=paths, ax=ax,
                   title=title, alt=alt, size=size or net.size(title))


def draw_network(ax, network, *, highlight=(), off=(), paths=(), **parts):
    """Draw a network on `ax`, and return what is to be seen in words; as `network_diagram`."""
    net = network if isinstance(network, _Network) else _Network(network, **parts)
    width, bottom = net.width(), net.bottom()
    inches_as_units(ax, (-0.7, width + 0.7), (bottom, net.top()))
    for path in paths:
        ax.plot(*np.array([net.place(*unit) for unit in path]).T, color=tint(GRADIENT, 0.45),
                linewidth=11, solid_capstyle="round", solid_joinstyle="round", zorder=0)
    _draw_weights(ax, net)
    for column in range(len(net.sizes)):
        _draw_column(ax, net, column, set(map(tuple, highlight)), set(map(tuple, off)))
    if net.has_gradients:
        ax.text(-0.6, bottom + 0.08, "numbers in circles: forward →", color=FORWARD, va="bottom")
        ax.text(width + 0.6, bottom + 0.08, "← gradients, backward", color=GRADIENT, va="bottom",
                ha="right")
    return net.in_words()


class _Network:
    """What is to be drawn: sizes, and for each column or gap between columns its numbers."""

    def __init__(self, network, *, numbers=None, values=None, gradients=None, weights=None,
                 biases=None, weight_gradients=None, bias_gradients=None, notes=None, names=None,
                 most=6):
        if hasattr(network, "layers"):
            linear = [layer for layer in network.layers if hasattr(layer, "W")]
            if not linear:
                raise ValueError("The network has no layer with weights W, so there is nothing "
                                 "to draw.")
            self.sizes = [linear[0].W.shape[1]] + [len(layer.W) for layer in linear]
            weights = weights or [layer.W for layer in linear]
            biases = biases or [layer.b for layer in linear]
        elif isinstance(network, (list, tuple)) and len(network) >= 2:
            self.sizes = [require_positive_integer(size, f"sizes[{place}]")
                          for place, size in enumerate(network)]
        else:
            raise TypeError(f"network_diagram needs a network, or its sizes such as [2, 3, 1], "
                            f"got {describe(network)}.")
        n, gaps = self.sizes, list(zip(self.sizes[1:], self.sizes[:-1]))    # W is (out, in)
        self.values = _arrays(values, [(size,) for size in n], "values")
        self.gradients = _arrays(gradients, [(size,) for size in n], "gradients")
        self.weights = _arrays(weights, gaps, "weights")
        self.biases = _arrays(biases, [(size,) for size in n[1:]], "biases")
        self.weight_gradients = _arrays(weight_gradients, gaps, "weight_gradients")
        self.bias_gradients = _arrays(bias_gradients, [(size,) for size in n[1:]],
                                      "bias_gradients")
        self.has_gradients = any((gradients, weight_gradients, bias_gradients))
        if numbers is None:
            numbers = all(W is None or W.size <= 6 for W in self.weights or [None])
        self.numbers = bool(numbers)
        self.notes = notes
        if notes is not None and len(notes) != len(n):
            raise ShapeError(f"notes must have one list or None for each of the {len(n)} columns, "
                             f"got {len(notes)}.")
        self.names = names or _column_names(len(n))
        self.shown = [shown_indices(size, most) for size in n]
        self.radius = RADIUS if values or gradients or notes or self.texts_above() else 0.18

    def width(self):
        """Return the distance from the first to the last column."""
        gap = 1.5
        if self.numbers and self.weights:
            gap = 2.4 if self.weight_gradients or max(map(len, self.shown)) > 2 else 1.9
        return gap * (len(self.sizes) - 1)

    def texts_above(self):
        """Return how many lines of text stand over a circle: the bias and its gradient."""
        if not self.numbers:
            return 0
        return (self.biases is not None) + (self.bias_gradients is not None)

    def texts_below(self):
        """Return how many lines of text stand under a circle."""
        return (self.gradients is not None) + (self.notes is not None)

    def pitch(self):
        """Return the distance from one unit to the next below it."""
        pitch = 2 * self.radius + 0.24 + LINE_OF_TEXT * (self.texts_below() + self.texts_above())
        crowded = self.weights and self.numbers
        return max(pitch, 1.6 if self.weight_gradients else 1.15 if crowded else 0)

    def height(self):
        """Return the distance from the highest to the lowest unit."""
        return self.pitch() * (max(map(len, self.shown)) - 1)

    def top(self):
        """Return where the picture ends above."""
        return self.height() / 2 + self.radius + 0.5 + LINE_OF_TEXT * self.texts_above()

    def bottom(self):
        """Return where the picture ends below."""
        key = 0.36 if self.has_gradients else 0
        return -self.height() / 2 - self.radius - 0.12 - LINE_OF_TEXT * self.texts_below() - key

    def size(self, title):
        """Return the size of a figure in which one unit of the axes is one inch."""
        return (max(3.4, self.width() + 1.4 + 0.2),
                self.top() - self.bottom() + 0.2 + (0.3 if title else 0))

    def place(self, column, unit):
        """Return where a unit's circle is; of a unit that is left out, where the dots are."""
        shown = self.shown[column]
        if not -1 < unit < self.sizes[column]:
            raise ValueError(f"There is no unit {unit} in column {column}, which has "
                             f"{count(self.sizes[column], 'unit')}, counted from 0.")
        return np.array([self.width() * column / (len(self.sizes) - 1),
                         self.row_height(column, shown.index(unit if unit in shown else None))])

    def row_height(self, column, row):
        """Return how high a row of a column lies; 0 is the middle of the picture."""
        return ((len(self.shown[column]) - 1) / 2 - row) * self.pitch()

    def units(self, column):
        """Return the numbers of the units of a column that are drawn."""
        return [unit for unit in self.shown[column] if unit is not None]

    def in_words(self):
        """Return the alternative text: the sizes, and all numbers if they are not too many."""
        words = ["A network of " + listing(_layer_in_words(name, size)
                                           for name, size in zip(self.names, self.sizes)) + "."]
        few = sum(self.sizes) <= 16
        for kind, arrays in (("Values", self.values), ("Gradients", self.gradients)):
            if arrays and few:
                words.append(f"{kind}: " + "; ".join(
                    f"{name} {listing(map(number, array))}"
                    for name, array in zip(self.names, arrays) if array is not None) + ".")
        if self.weights and sum(W.size for W in self.weights if W is not None) <= 24:
            words += [self._weights_in_words(gap) for gap, W in enumerate(self.weights)
                      if W is not None]
        elif self.weights:
            words.append("Lines are as thick as the weights are large, dashed where negative.")
        if self.notes and few:
            words.append("Notes: " + "; ".join(
                f"{name} {listing(notes)}" for name, notes in zip(self.names, self.notes)
                if notes is not None) + ".")
        return " ".join(words)

    def _weights_in_words(self, gap):
        rows = []
        for unit, row in enumerate(self.weights[gap]):
            text = f"unit {unit} {listing(map(number, row))}"
            if self.biases and self.biases[gap] is not None:
                text += f", bias {number(self.biases[gap][unit])}"
            if self.weight_gradients and self.weight_gradients[gap] is not None:
                text += f", gradients {listing(map(number, self.weight_gradients[gap][unit]))}"
            if self.bias_gradients and self.bias_gradients[gap] is not None:
                text += f", of the bias {number(self.bias_gradients[gap][unit])}"
            rows.append(text)
        return f"Weights into {self.names[gap + 1]}: " + "; ".join(rows) + "."


def shown_indices(n, most):
    """Return the indices that are drawn of n, at most `most` places; None stands for a gap."""
    if n <= most:
        return list(range(n))
    return [*range(most - 2), None, n - 1]


def _draw_column(ax, net, column, highlight, off):
    x, _ = net.place(column, 0)
    label = net.names[column]
    if None in net.shown[column]:
        label += f" ({net.sizes[column]})"
        ax.text(x, net.row_height(column, net.shown[column].index(None)), "⋮", fontsize=16,
                ha="center", va="center")
    ax.text(x, net.top() - 0.16, label, ha="center", va="center")
    for unit in net.units(column):
        is_off = (column, unit) in off
        _, y = net.place(column, unit)
        ax.add_patch(Circle((x, y), net.radius, zorder=3, linewidth=1.6,
                            facecolor=HIGHLIGHT if (column, unit) in highlight else PAPER,
                            edgecolor=REFERENCE if is_off else FORWARD,
                            linestyle=DASHED if is_off else "solid"))
        value = _entry(net.values, column, unit)
        if value is not None:
            ax.text(x, y, number(value), ha="center", va="center", zorder=4,
                    color=REFERENCE if is_off else FORWARD)
        _write_around(ax, net, column, unit, x, y)


def _write_around(ax, net, column, unit, x, y):
    """Write the bias and its gradient over a circle; the note and the gradient under it."""
    above, below = [], []
    if column and net.numbers:
        b, db = _entry(net.biases, column - 1, unit), _entry(net.bias_gradients, column - 1, unit)
        above += [] if db is None else [(f"← {number(db)}", GRADIENT)]
        above += [] if b is None else [(f"b = {number(b)}", _weight_color(b))]
    note, gradient = _entry(net.notes, column, unit), _entry(net.gradients, column, unit)
    below += [] if note is None else [(note, INK)]
    below += [] if gradient is None else [(f"← {number(gradient)}", GRADIENT)]
    for texts, way in ((above, 1), (below, -1)):
        for line, (text, color) in enumerate(texts):
            ax.text(x, y + way * (net.radius + 0.14 + line * LINE_OF_TEXT), text, color=color,
                    ha="center", va="center", zorder=4, bbox=_ground())


def _entry(arrays, place, unit):
    """Return arrays[place][unit], or None where there is nothing."""
    return None if arrays is None or arrays[place] is None else arrays[place][unit]


def _draw_weights(ax, net):
    """Draw the lines of every gap, and their numbers where they hide each other least."""
    for gap in range(len(net.sizes) - 1):
        W = net.weights[gap] if net.weights else None
        largest = np.abs(W).max() if W is not None else 1
        lines = {(i, j): (net.place(gap, j), net.place(gap + 1, i))
                 for i in net.units(gap + 1) for j in net.units(gap)}
        for place, ends in lines.items():
            plain = {"color": "#9A9A9A", "linewidth": 0.9}
            style = plain if W is None else _weight_style(W[place], largest)
            ax.plot(*np.array(ends).T, zorder=1, **style)
        if W is not None and net.numbers:
            _write_weights(ax, net, gap, lines)


def _weight_style(w, largest):
    thickness = 0.8 + 3.2 * abs(w) / (largest or 1)
    if w == 0:
        return {"color": FAINT, "linewidth": 0.8}
    return {"color": _weight_color(w), "linewidth": thickness,
            "linestyle": "solid" if w > 0 else (0, (2.4, 1.6))}


def _weight_color(w):
    return NEGATIVE if w < 0 else LEARNER


def _write_weights(ax, net, gap, lines):
    """Write each weight on its line, at the place farthest from other numbers and other lines."""
    W, dW = net.weights[gap], net.weight_gradients and net.weight_gradients[gap]
    written = [net.place(column, unit) + [0, way * (net.radius + 0.14)] for column in (gap, gap + 1)
               for unit in net.units(column) for way in (1, -1)]    # where texts stand already
    box = np.array([0.62, 0.24 if dW is None else 0.42])    # width and height of a number
    for place, (start, end) in lines.items():
        others = [line for other, line in lines.items() if other != place]

        def room(t, start=start, end=end, others=others):
            """Tell how good it is to write at part t of the line."""
            here = start + t * (end - start)
            to_numbers = [np.abs((here - there) / box).max() for there in written]
            to_lines = [abs((a + t * (b - a) - here)[1]) / box[1] for a, b in others]
            return min([1.6, *to_numbers]) + 0.7 * min([1.2, *to_lines]) - 0.3 * abs(t - 0.5)

        t = max(np.linspace(0.27, 0.73, 24), key=room)
        x, y = start + t * (end - start)
        written.append(np.array([x, y]))
        texts = [(number(W[place]), _weight_color(W[place]))]
        if dW is not None:
            texts.append((f"← {number(dW[place])}", GRADIENT))
        for line, (text, color) in enumerate(texts):
            ax.text(x, y + (len(texts) - 1 - 2 * line) / 2 * LINE_OF_TEXT, text, color=color,
                    ha="center", va="center", zorder=5, bbox=_ground())


def _ground():
    """Return a white ground for a number, so that lines do not cross it."""
    return {"facecolor": PAPER, "edgecolor": "none", "pad": 1.2}


def _arrays(arrays, shapes, name):
    """Return the arrays with a check of every shape; None stays None. (1, n) will do for (n,)."""
    if arrays is None:
        return None
    if len(arrays) > len(shapes):
        raise ShapeError(f"{name} has {len(arrays)} arrays, but the network has room for "
                         f"{len(shapes)}.")
    checked = []
    for place, (array, shape) in enumerate(zip(arrays, shapes)):
        if array is not None:
            array = as_numbers(array, f"{name}[{place}]")
            if len(shape) == 1 and array.shape == (1, *shape):
                array = array[0]
            if array.shape != shape:
                raise ShapeError(f"{name}[{place}] must have shape {shape}, got {array.shape}.")
        checked.append(array)
    return checked + [None] * (len(shapes) - len(checked))


def _column_names(n):
    if n <= 3:
        return ["input", "hidden", "output"] if n == 3 else ["input", "output"]
    return ["input", *(f"hidden {k}" for k in range(1, n - 1)), "output"]


def _layer_in_words(name, size):
    if name in ("input", "output"):
        return count(size, name)
    return f"{name} with {count(size, 'unit')}"
