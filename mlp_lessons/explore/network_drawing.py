"""A network, blocks of numbers and small axes as SVG: what several diagrams have in common.

`Anatomy` says which units a network has and what its arrays are called, `draw_network` draws them
as circles and lines, `draw_row` a formula of blocks, each with its name and shape, and `Axes` is a
plane with two scales.
"""

import math

import numpy as np
from matplotlib.colors import to_hex

from ..plots.style import (
    FAINT,
    FORWARD,
    GRADIENT,
    HIGHLIGHT,
    INK,
    LEARNER,
    NEGATIVE,
    PAPER,
    REFERENCE,
    class_color,
    class_edge,
    class_marker,
    number,
    tint,
)
from .svg import FONT_SIZE

SMALL = 13              # the size of numbers in circles and on lines
CELL = 28               # the height of a row of a block
LETTER = 0.62           # the width of a digit, as a part of its size
RADIUS = 23             # of a unit's circle
MOST_UNITS = 6          # of one layer that can be drawn
MOST_COLUMNS = 5        # of units: the input, and what each linear layer makes


def decimals(value):
    """Write a number with at most four decimals, as the lessons do: −0.4404, 0.25, 2."""
    value = float(value)
    if not math.isfinite(value) or 0 < abs(value) < 5e-5 or abs(value) >= 1e6:
        return number(value)
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace("-", "−")


def factor(value):
    """Write a number as a factor of a product: a negative one in brackets."""
    text = decimals(value)
    return f"({text})" if text.startswith("−") else text


def sum_of_products(pairs, more=None):
    """Write 1 · 2 + (−2) · 3 + 1: the products of all pairs, and one more term at the end."""
    terms = [f"{decimals(a) if k == 0 else factor(a)} · {factor(b)}"
             for k, (a, b) in enumerate(pairs)]
    if more is not None:
        terms.append(factor(more))
    return " + ".join(terms)


def color_of(color, share):
    """Return `color` mixed with white, as SVG has it."""
    return to_hex(tint(color, share))


# The network ------------------------------------------------------------------------------------


class Anatomy:
    """Which columns of units a network has, and what its arrays are called.

    A stage is a place between two layers: stage 0 is the input, stage k what layer k − 1 returned.
    A layer with a matrix W makes a new column of units; one that keeps the number of units, such
    as an activation, belongs to the column before it.

    Args:
        layers: objects with the layer protocol.
        values: the arrays of the stages, the input first; fewer if a layer could not be run.
    """

    def __init__(self, layers, values):
        self.layers = list(layers)
        self.widths = [values[0].shape[1]]
        self.kinds, self.columns = [], [[0]]
        for index, layer in enumerate(self.layers):
            W = getattr(layer, "W", None)
            known = index + 1 < len(values)
            width = values[index + 1].shape[1] if known else None
            if isinstance(W, np.ndarray) and W.ndim == 2 and width in (None, len(W)):
                kind, width = "linear", len(W)
            elif width in (None, self.widths[-1]):
                kind, width = "bend", self.widths[-1]
            else:
                kind = "other"
            self.kinds.append(kind)
            self.widths.append(width)
            if kind == "bend":
                self.columns[-1].append(index + 1)
            else:
                self.columns.append([index + 1])
        self.numbers = {}       # of the layers that learn, as in W1: {index of the layer: 1}
        for index, layer in enumerate(self.layers):
            if isinstance(getattr(layer, "W", None), np.ndarray):
                self.numbers[index] = len(self.numbers) + 1
        self.names = self._names()
        self.parameters = [
            (f"{attribute}{self.numbers[index]}[{', '.join(map(str, place))}]", index, attribute,
             place)
            for index in self.numbers for attribute in ("W", "b")
            if isinstance(array := getattr(self.layers[index], attribute, None), np.ndarray)
            for place in np.ndindex(array.shape)]

    def _names(self):
        """Return what the arrays of the stages are called: X, Z1, A, …, scores."""
        bends, made, names = self.kinds[:-1].count("bend"), 0, ["X"]
        for index, kind in enumerate(self.kinds):
            if index == len(self.kinds) - 1:
                names.append("scores")
            elif kind != "bend":
                made += 1
                names.append(f"Z{made}")
            else:
                name = "A" if bends == 1 else f"A{made}"
                names.append(name if name not in names else f"H{index}")
        return names

    def column_of(self, stage):
        """Return the number of the column that a stage belongs to."""
        return next(k for k, stages in enumerate(self.columns) if stage in stages)

    def width_of(self, column):
        return self.widths[self.columns[column][0]]

    def must_be_drawable(self):
        """Raise ValueError if the network is too large to be drawn."""
        if max(self.widths) > MOST_UNITS or len(self.columns) > MOST_COLUMNS:
            sizes = [self.width_of(column) for column in range(len(self.columns))]
            raise ValueError(f"This can be drawn for networks with at most {MOST_UNITS} units in a "
                             f"layer and {MOST_COLUMNS - 1} layers of weights, but the units of "
                             f"this one are {', '.join(map(str, sizes))}.")

    def ends_of(self, parameter):
        """Return ((column, unit) or None, (column, unit)): where a weight comes from and leads."""
        _, index, attribute, place = parameter
        into = self.column_of(index + 1), place[0]
        start = (self.column_of(index), place[1]) if len(place) == 2 else None
        return start, into


def must_be_a_network(network):
    """Raise TypeError unless `network` has a list of layers."""
    layers = getattr(network, "layers", None)
    if not isinstance(layers, (list, tuple)) or not layers:
        raise TypeError(f"network must be a network with a list `layers`, such as "
                        f"MLP([2, 2, 2]), got {type(network).__name__}.")


class NetworkPlaces:
    """Where the units of a network stand within an area (x, y, width, height)."""

    def __init__(self, anatomy, area):
        self.anatomy = anatomy
        self.x, self.y, self.width, self.height = area
        self.head = 24
        most = max(anatomy.width_of(column) for column in range(len(anatomy.columns)))
        self.spacing = min(124.0, (self.height - self.head) / most)
        self.radius = min(RADIUS, 0.46 * self.spacing)
        self.lines = int((self.spacing - 2 * self.radius - 2) / 15.5)    # of text between circles

    def unit(self, column, unit):
        """Return the middle of a circle."""
        columns = len(self.anatomy.columns)
        margin = self.radius + 14
        x = self.x + margin + column * (self.width - 2 * margin) / max(1, columns - 1)
        n = self.anatomy.width_of(column)
        # Below a circle stand more lines of text than above it.
        y = (self.y + self.head + (self.height - self.head) / 2
             + (unit - (n - 1) / 2) * self.spacing - (8 if self.lines >= 3 else 0))
        return x, y


def draw_network(svg, anatomy, layers, area, *, values, notes=None, gradients=None, active=None,
                 chosen=None, paths=(), off=(), headings=True):
    """Draw the units as circles and the weights as lines.

    Args:
        area: (x, y, width, height) of the drawing.
        values: for each column the numbers in its circles, or None: not computed yet.
        notes: for each column the texts under its circles, or None.
        gradients: for each column the lists of texts under its circles, in vermilion, or None.
        active: the layer whose weights are at work; the others are drawn lighter. None: all are.
        chosen: one of `anatomy.parameters`, whose number gets a coloured ground.
        paths: pairs of units ((column, unit), (column, unit)) with a broad line behind them.
        off: units (column, unit) with a dashed rim.
    """
    places = NetworkPlaces(anatomy, area)
    for start, end in paths:
        svg.line(*places.unit(*start), *places.unit(*end), color=color_of(GRADIENT, 0.35),
                 width=13)
    for index, kind in enumerate(anatomy.kinds):
        if kind != "bend":
            _draw_weights(svg, anatomy, places, layers[index], index, active, chosen)
    for column, stages in enumerate(anatomy.columns):
        if headings:
            x, _ = places.unit(column, 0)
            svg.text(x, places.y + 12, ", ".join(anatomy.names[stage] for stage in stages),
                     anchor="middle", bold=True)
        for unit in range(anatomy.width_of(column)):
            _draw_unit(svg, places, column, unit, values, notes, gradients, (column, unit) in off)
        _draw_biases(svg, anatomy, places, layers, column, active, chosen)


def _draw_weights(svg, anatomy, places, layer, index, active, chosen):
    column = anatomy.column_of(index + 1)
    W = getattr(layer, "W", None)
    if anatomy.kinds[index] != "linear":
        W = np.full((anatomy.width_of(column), anatomy.width_of(column - 1)), np.nan)
    share = 1.0 if active in (None, index) else 0.35
    largest = max(np.abs(W).max(initial=0), 1e-9)
    labels = []
    for (out, into), w in np.ndenumerate(W):
        (x1, y1), (x2, y2) = places.unit(column - 1, into), places.unit(column, out)
        color = color_of(NEGATIVE if w < 0 else LEARNER, share)
        if np.isnan(w):
            svg.line(x1, y1, x2, y2, color=FAINT)
            continue
        svg.line(x1, y1, x2, y2, color=color, width=0.8 + 3.2 * abs(w) / largest, dashed=w < 0)
        picked = chosen is not None and chosen[1:] == (index, "W", (out, into))
        length = math.hypot(x2 - x1, y2 - y1)
        if (W.size <= 6 and x2 - x1 >= 115) or picked:
            at = max(0.31, (places.radius + 22) / length)
            labels.append((x1 + at * (x2 - x1), y1 + at * (y2 - y1), number(w),
                           NEGATIVE if w < 0 else LEARNER, picked))
    for label in sorted(labels, key=lambda label: label[-1]):
        _draw_label(svg, *label)


def _draw_label(svg, x, y, text, color, picked):
    """Write a weight's number on its line: white behind it, or the colour of what is chosen."""
    width = LETTER * SMALL * len(text) + 6
    svg.box(x - width / 2, y - 8.5, width, 17, fill=HIGHLIGHT if picked else PAPER,
            edge=INK if picked else PAPER, line=1.2 if picked else 0, radius=3)
    svg.text(x, y + 4.5, text, size=SMALL, color=color, anchor="middle", bold=picked)


def _draw_biases(svg, anatomy, places, layers, column, active, chosen):
    """Write b above the circles of a column, if there is room."""
    index = anatomy.columns[column][0] - 1
    b = getattr(layers[index], "b", None) if index >= 0 else None
    if not isinstance(b, np.ndarray) or b.shape != (anatomy.width_of(column),):
        return
    for unit, bias in enumerate(b):
        x, y = places.unit(column, unit)
        picked = chosen is not None and chosen[1:] == (index, "b", (unit,))
        if places.lines >= 2 or picked:
            _draw_label(svg, x, y - places.radius - 10, f"b = {number(bias)}",
                        color_of(NEGATIVE if bias < 0 else LEARNER,
                                 1 if active in (None, index) else 0.55), picked)


def _draw_unit(svg, places, column, unit, values, notes, gradients, off):
    x, y = places.unit(column, unit)
    array = values[column]
    color = FAINT if array is None else REFERENCE if off else FORWARD
    svg.circle(x, y, places.radius, edge=color, line=1.8, dashed=off)
    if array is not None:
        text = array[unit] if isinstance(array[unit], str) else number(array[unit])
        svg.text(x, y + 4.5, text, anchor="middle", color=REFERENCE if off else FORWARD,
                 size=SMALL if len(text) * LETTER * SMALL < 2 * places.radius - 4 else 11)
    lines = []
    if notes is not None and notes[column] is not None:
        lines.append((notes[column][unit], INK))
    if gradients is not None and gradients[column] is not None:
        lines += [(text, GRADIENT) for text in gradients[column][unit]]
    room = places.lines - (1 if places.lines >= 2 and column else 0)
    for k, (text, color) in enumerate(lines[-room:] if room > 0 else []):
        low, wide = y + places.radius + 14 + 15 * k, LETTER * SMALL * len(text)
        svg.box(x - wide / 2 - 1, low - 11, wide + 2, 14, edge=PAPER, line=0, radius=0)
        svg.text(x, low, text, size=SMALL, color=color, anchor="middle")


# Blocks of numbers ------------------------------------------------------------------------------


class Block:
    """An array as a block of numbers, under its name and shape.

    Args:
        name: what stands above it, before the shape.
        array: (rows, columns), or (columns,) for a single row; texts are written as they are.
        color: of its frame: FORWARD, GRADIENT or LEARNER.
        role: what it is in this formula, written under it.
        cells: places (row, column) with a coloured ground.
        row: the row that must be seen if there is no room for all, and that gets a frame.
        ringed: places (row, column) with a thick dashed frame: something is wrong there.
    """

    def __init__(self, name, array, color=FORWARD, role="", cells=(), row=None, ringed=()):
        array = np.asarray(array)
        self.shape = f"({', '.join(map(str, array.shape))}{',' if array.ndim == 1 else ''})"
        self.array = np.atleast_2d(array)
        self.heading = f"{name} {self.shape}"
        self.color, self.role = color, role
        self.cells, self.row, self.ringed = set(cells), row, set(ringed)

    def lay_out(self, most_rows, most_columns, digits):
        """Decide which rows and columns are shown, how numbers are written, and how wide it is."""
        focus = next(iter(sorted(self.cells)), (0, 0))
        self.rows = shown_places(self.array.shape[0], self.row if self.row is not None
                                 else focus[0], most_rows)
        self.columns = shown_places(self.array.shape[1], focus[1], most_columns)
        write = decimals if digits is None else lambda value: number(value, digits)
        self.texts = {(i, j): self._text(self.array[i, j], write)
                      for i in self.rows for j in self.columns if None not in (i, j)}
        longest = max(len(text) for text in self.texts.values())
        self.cell_width = max(34.0, LETTER * FONT_SIZE * longest + 11)
        self.table_width = sum(18 if j is None else self.cell_width for j in self.columns)
        self.height = sum(14 if i is None else CELL for i in self.rows)
        self.width = max(self.table_width, 0.6 * FONT_SIZE * len(self.heading),
                         0.56 * SMALL * len(self.role))

    @staticmethod
    def _text(value, write):
        return value if isinstance(value, str) else write(value)

    def draw(self, svg, x, middle):
        left, top = x + (self.width - self.table_width) / 2, middle - self.height / 2
        svg.text(x + self.width / 2, top - 8, self.heading, anchor="middle", color=self.color)
        svg.box(left, top, self.table_width, self.height, fill=color_of(self.color, 0.1),
                edge=self.color, line=1.4, radius=2)
        y = top
        for i in self.rows:
            high, at = 14 if i is None else CELL, left
            for j in self.columns:
                wide = 18 if j is None else self.cell_width
                if i is None or j is None:
                    svg.text(at + wide / 2, y + high / 2 + 4, "⋮" if j is not None else "⋯",
                             size=SMALL, anchor="middle", color=REFERENCE)
                else:
                    picked = (i, j) in self.cells
                    if picked:
                        svg.box(at + 1.5, y + 1.5, wide - 3, high - 3, fill=HIGHLIGHT, edge=INK,
                                line=1.2, radius=2)
                    if (i, j) in self.ringed:
                        svg.box(at + 1, y + 1, wide - 2, high - 2, fill="none", edge=GRADIENT,
                                line=2.2, dashed=True, radius=2)
                    svg.text(at + wide / 2, y + high / 2 + 5, self.texts[i, j],
                             anchor="middle", bold=picked)
                at += wide
            if i is not None and i == self.row and self.array.shape[0] > 1:
                svg.box(left, y, self.table_width, high, fill="none", edge=INK, line=1.8, radius=2)
            y += high
        if self.role:
            svg.text(x + self.width / 2, top + self.height + 17, self.role, size=SMALL,
                     anchor="middle", italic=True, color=INK)


def shown_places(total, focus, most):
    """Return the places that are shown, `focus` among them; None stands for left-out ones."""
    if total <= most:
        return list(range(total))
    start = min(max(focus - most // 2, 0), total - most)
    inner = list(range(start, start + most))
    return ([None] if start else []) + inner + ([None] if start + most < total else [])


def draw_row(svg, x, middle, width, parts, most_rows=4):
    """Draw a formula: blocks, and texts such as "@", "+", "=" between them.

    If it is too wide for `width`, numbers get fewer digits, then the middle columns go.
    """
    blocks = [part for part in parts if isinstance(part, Block)]
    gap = 9
    signs = {k: max(12.0, LETTER * FONT_SIZE * len(part)) for k, part in enumerate(parts)
             if isinstance(part, str)}
    for most_columns, digits in [(6, None), (6, 3), (6, 2), (4, 2), (3, 2), (2, 2), (1, 2)]:
        for block in blocks:
            block.lay_out(most_rows, most_columns, digits)
        total = (sum(block.width for block in blocks) + sum(signs.values())
                 + gap * (len(parts) - 1))
        if total <= width:
            break
    for k, part in enumerate(parts):
        if isinstance(part, Block):
            part.draw(svg, x, middle)
            x += part.width + gap
        else:
            svg.text(x + signs[k] / 2, middle + 5, part, anchor="middle",
                     size=17 if len(part) == 1 else FONT_SIZE)
            x += signs[k] + gap


# Axes -------------------------------------------------------------------------------------------


def nice_limits(low, high, parts=4):
    """Return (low, high, step): round numbers that enclose a range, and the step between ticks."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return -1.0, 1.0, 1.0
    room = max(high - low, 1e-3 * max(abs(low), abs(high)), 1e-6)
    power = 10.0 ** math.floor(math.log10(room / parts))
    step = next(step for step in (power, 2 * power, 5 * power, 10 * power)
                if room / step <= parts + 1e-9)
    low, high = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    return (low, high, step) if high > low else (low - step, high + step, step)


class Axes:
    """A plane with two scales, in the box (x, y, width, height) of an SVG."""

    def __init__(self, svg, box, x_range, y_range):
        self.svg, self.box = svg, box
        self.left, self.right, self.x_step = nice_limits(*x_range)
        self.bottom, self.top, self.y_step = nice_limits(*y_range)

    def place(self, x, y):
        """Return where the point (x, y) lies on the drawing; also for arrays."""
        left, top, width, height = self.box
        return (left + (np.asarray(x) - self.left) / (self.right - self.left) * width,
                top + (self.top - np.asarray(y)) / (self.top - self.bottom) * height)

    def frame(self, x_label, y_label):
        """Draw the frame, the scales and their names."""
        left, top, width, height = self.box
        self.svg.box(left, top, width, height, edge="#999999", radius=0)
        for x in ticks(self.left, self.right, self.x_step):
            at, _ = self.place(x, 0)
            self.svg.line(at, top + height, at, top + height + 4, color="#999999", width=1)
            self.svg.text(at, top + height + 17, number(x), size=SMALL, anchor="middle")
        if y_label is not None:
            for y in ticks(self.bottom, self.top, self.y_step):
                _, at = self.place(0, y)
                self.svg.line(left - 4, at, left, at, color="#999999", width=1)
                self.svg.text(left - 7, at + 4.5, number(y), size=SMALL, anchor="end")
            self.svg.text(left, top - 7, f"↑ {y_label}", size=SMALL)
        self.svg.text(left + width, top + height + 33, f"{x_label} →", size=SMALL, anchor="end")

    def curve(self, x, y, **look):
        """Draw a line through points; look as for `Svg.polyline`."""
        x, y = self.place(x, y)
        inside = np.isfinite(x) & np.isfinite(y)
        self.svg.polyline(list(zip(x[inside].tolist(), y[inside].tolist())), **look)

    def point(self, x, y, k=None, size=4.5, ring=False):
        """Draw the marker of class k, or a black point; `ring` draws a ring round it."""
        x, y = (float(value) for value in self.place(x, y))
        draw_marker(self.svg, x, y, k, size)
        if ring:
            self.svg.circle(x, y, size + 5, fill="none", edge=INK, line=2)


def ticks(low, high, step):
    return [k * step for k in range(round(low / step), round(high / step) + 1)]


def draw_marker(svg, x, y, k, size):
    """Draw the marker of class k at (x, y); without a class a black point."""
    fill, edge = (INK, PAPER) if k is None else (class_color(k), class_edge(k))
    shape = "o" if k is None else class_marker(k)
    if shape == "s":
        svg.box(x - 0.9 * size, y - 0.9 * size, 1.8 * size, 1.8 * size, fill=fill, edge=edge,
                line=0.8, radius=0)
    elif shape in "^vD":
        up = -1 if shape == "v" else 1
        corners = [(x, y - 1.2 * size * up), (x + 1.1 * size, y + (0 if shape == "D" else
                                                                  0.9 * size * up))]
        corners += [(x, y + 1.2 * size)] if shape == "D" else []
        corners += [(x - 1.1 * size, corners[1][1]), corners[0]]
        svg.polyline(corners, color=edge, width=0.8, fill=fill)
    else:
        svg.circle(x, y, size, fill=fill, edge=edge, line=0.8)
