"""Arrays as tables of numbers: one matrix, a product of two, a confusion matrix.

The axes are measured in inches, from the upper left corner downwards.
"""

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from ..errors import ShapeError, as_numbers, describe
from .checks import checked_matrix
from .diagrams import shown_indices
from .style import (
    FORWARD,
    HIGHLIGHT,
    INK,
    PAPER,
    REFERENCE,
    count,
    inches_as_units,
    listing,
    picture,
    tint,
)

CELL_HEIGHT = 0.36
LETTER = 0.095      # the width of a figure of 11 points
MOST = 8            # rows or columns that are drawn; of more, the middle ones are left out


def matrix(A, name=None, *, row_labels=None, col_labels=None, highlight=(), decimals=None,
           title=None, alt=None, ax=None):
    """Show a matrix A (rows, columns) or a vector (n,) as a table, with its name and its shape.

    Args:
        name: what it is called in the code.
        row_labels, col_labels: texts beside the rows and above the columns.
        highlight: places that are talked about, (i, j); (i, None) is row i, (None, j) column j.
        decimals: how many digits after the point; as many as are needed, up to 2, if not given.
        title, alt, ax: as for `points`.
    """
    block = Block(A, name or "A", row_labels, col_labels, highlight, decimals, named=bool(name))
    return picture(draw_matrix, block, ax=ax, title=title, alt=alt,
                   size=_figure_size(block.width, block.height, title))


def matrix_product(A, B, names=("A", "B", "C"), *, transposed=False, plus=None, highlight=(0, 0),
                   decimals=None, title=None, alt=None, ax=None):
    """Show A @ B = C, or A @ B.T = C with `transposed`: blocks with their shapes and numbers.

    Args:
        A: (n, m). B: (m, k), or (k, m) with `transposed`.
        names: what the three are called in the code.
        plus: a pair (b, "b"): a vector (k,) that is added to every row of the product.
        highlight: (i, j): row i of the left and column j of the right make this number; or None.
        decimals, title, alt, ax: as for `matrix`.
    """
    product = _Product(A, B, names, transposed, plus, highlight, decimals)
    return picture(draw_matrix_product, product, ax=ax, title=title, alt=alt,
                   size=_figure_size(product.width, product.height, title))


def confusion_matrix(C, *, names=None, title=None, alt=None, ax=None):
    """Show how often class i (row) was taken for class j (column); C is (K, K).

    Right ones lie on the diagonal. A cell is the darker, the larger its share of its row.
    """
    C, names = _checked_confusions(C, names)
    K, longest = len(C), max(map(len, names)) * LETTER
    cell = _confusion_cell(C, names)
    width = K * cell[0] + longest + 0.9
    height = K * cell[1] + (0.3 if longest < cell[0] else longest + 0.2) + 0.6
    return picture(draw_confusion_matrix, C, names=names, ax=ax, title=title, alt=alt,
                   size=(max(3.4, width), height + (0.35 if title else 0)))


def draw_matrix(ax, A, name=None, *, row_labels=None, col_labels=None, highlight=(),
                decimals=None):
    """Draw a matrix on `ax`, and return what is to be seen in words."""
    block = A if isinstance(A, Block) else Block(
        A, name or "A", row_labels, col_labels, highlight, decimals, named=bool(name))
    inches_as_units(ax, (0, block.width), (block.height, 0))
    block.draw(ax, 0, 0)
    return block.in_words()


def draw_matrix_product(ax, A, B=None, names=("A", "B", "C"), *, transposed=False, plus=None,
                        highlight=(0, 0), decimals=None):
    """Draw a matrix product on `ax`, and return what is to be seen in words."""
    product = A if isinstance(A, _Product) else _Product(
        A, B, names, transposed, plus, highlight, decimals)
    inches_as_units(ax, (0, product.width), (product.height, 0))
    product.draw(ax)
    return product.in_words()


def draw_confusion_matrix(ax, C, *, names=None):
    """Draw a confusion matrix on `ax`, and return what is to be seen in words."""
    C, names = _checked_confusions(C, names)
    K, (cell_width, cell_height) = len(C), _confusion_cell(C, names)
    shares = C / np.maximum(C.sum(axis=1, keepdims=True), 1)
    grounds = np.array([[tint(FORWARD if i == j else INK, 0.9 * shares[i, j] ** 0.6)
                         for j in range(K)] for i in range(K)])
    ax.imshow(grounds, aspect=cell_height / cell_width)
    for i, j in np.argwhere(C > 0):
        if K <= 12:
            ax.text(j, i, f"{C[i, j]:,}", ha="center", va="center", color=_readable(grounds[i, j]))
    ax.set_xticks(range(K), names, rotation=90 if max(map(len, names)) * LETTER > cell_width else 0)
    ax.set_yticks(range(K), names)
    ax.set_xlabel("predicted class")
    ax.set_ylabel("true class")
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    for edge in np.arange(K + 1) - 0.5:
        ax.plot([-0.5, K - 0.5], [edge, edge], [edge, edge], [-0.5, K - 0.5], color="#E0E0E0",
                linewidth=0.8, clip_on=False)
    return _confusions_in_words(C, names)


class Block:
    """One matrix as a table: its texts, its `width` and `height` in inches, and how it is drawn.

    On axes measured in inches (`inches_as_units`), a lesson can put several beside each other.
    """

    def __init__(self, A, name, row_labels=None, col_labels=None, highlight=(), decimals=None,
                 named=True):
        self.A, self.shape = checked_matrix(A, name)
        self.name, self.named = name, named
        self.rows = shown_indices(self.A.shape[0], MOST)
        self.columns = shown_indices(self.A.shape[1], MOST)
        self.texts = cell_texts(self.A, decimals)                      # (rows, columns)
        self.row_labels = _checked_labels(row_labels, len(self.A), "row_labels", "row")
        self.col_labels = _checked_labels(col_labels, self.A.shape[1], "col_labels", "column")
        self.highlight = [_checked_place(place, self.A.shape) for place in highlight]
        letters = max(len(self.texts[i, j]) for i in self.rows for j in self.columns
                      if i is not None and j is not None)
        if self.col_labels:
            letters = max(letters, *map(len, self.col_labels))
        self.cell = max(0.46, LETTER * letters + 0.2)
        self.left = LETTER * max(map(len, self.row_labels)) + 0.15 if self.row_labels else 0
        self.heading = f"{name}  {self.shape}" if named else f"{self.shape}"
        self.top = 0.34 + (0.3 if self.col_labels else 0)
        self.table_width = self.cell * len(self.columns)
        self.inner_width = max(self.table_width, LETTER * len(self.heading)) + 0.2
        self.width = self.left + self.inner_width
        self.height = self.top + CELL_HEIGHT * len(self.rows) + 0.06

    def draw(self, ax, x, y):
        """Draw the block with its upper left corner at (x, y)."""
        middle, table_top = x + self.left + self.inner_width / 2, y + self.top
        ax.text(middle, y + 0.15, self.heading, ha="center", va="center")
        x = middle - self.table_width / 2
        for column, j in enumerate(self.columns):
            if self.col_labels and j is not None:
                ax.text(x + (column + 0.5) * self.cell, y + 0.47, self.col_labels[j],
                        ha="center", va="center", color=REFERENCE)
            for row, i in enumerate(self.rows):
                self._draw_cell(ax, x + column * self.cell, table_top + row * CELL_HEIGHT, i, j)
        for row, i in enumerate(self.rows):
            if self.row_labels and i is not None:
                ax.text(x - 0.15, table_top + (row + 0.5) * CELL_HEIGHT, self.row_labels[i],
                        ha="right", va="center", color=REFERENCE)
        self._draw_brackets(ax, x, table_top)

    def middle(self, y=0):
        """Return the height of the middle row, for signs between blocks."""
        return y + self.top + CELL_HEIGHT * len(self.rows) / 2

    def in_words(self):
        """Return the alternative text: name, shape and, if they are not too many, the numbers."""
        name = self.name if self.named else "A matrix"
        if len(self.shape) == 1:
            words = f"{name}, a vector of shape {self.shape}"
        else:
            rows, columns = (count(n, thing) for n, thing in zip(self.shape, ("row", "column")))
            words = f"{name}, shape {self.shape}: {rows}, {columns}"
        if self.A.size <= 36:
            words += ". " + "; ".join(
                (f"{self.row_labels[i]}: " if self.row_labels else f"row {i}: ")
                * (len(self.A) > 1 or bool(self.row_labels)) + ", ".join(row)
                for i, row in enumerate(self.texts))
        if self.col_labels:
            words += f". Columns: {listing(self.col_labels)}"
        if self.highlight:
            words += ". Highlighted: " + listing(map(_place_in_words, self.highlight))
        return words + "."

    def _draw_cell(self, ax, x, y, i, j):
        if i is None or j is None:
            sign = "⋱" if i is None and j is None else "⋮" if i is None else "⋯"
            ax.text(x + self.cell / 2, y + CELL_HEIGHT / 2, sign, ha="center", va="center")
            return
        if any(a in (i, None) and b in (j, None) for a, b in self.highlight):
            ax.add_patch(Rectangle((x + 0.015, y + 0.015), self.cell - 0.03, CELL_HEIGHT - 0.03,
                                   facecolor=HIGHLIGHT, edgecolor="#8A7A3A", linewidth=0.8))
        ax.text(x + self.cell / 2, y + CELL_HEIGHT / 2, self.texts[i, j], ha="center", va="center")

    def _draw_brackets(self, ax, x, y):
        low, foot = y + CELL_HEIGHT * len(self.rows), 0.07
        for edge, inwards in ((x - 0.08, foot), (x + self.table_width + 0.08, -foot)):
            ax.plot([edge + inwards, edge, edge, edge + inwards], [y, y, low, low], color=INK,
                    linewidth=1.3, solid_joinstyle="miter")


class _Product:
    """A product of two matrices: three or four blocks in a row, and the sum behind one number."""

    def __init__(self, A, B, names=("A", "B", "C"), transposed=False, plus=None, highlight=(0, 0),
                 decimals=None):
        if len(names) != 3:
            raise ValueError(f"names must be three texts, left, right and result, got {names!r}.")
        left, A_shape = checked_matrix(A, names[0])
        right, B_shape = checked_matrix(B, names[1])
        right = right.T if transposed else right
        self.sign = f"{names[0]} @ {names[1]}{'.T' if transposed else ''}"
        if left.shape[1] != right.shape[0]:
            raise ShapeError(f"{self.sign} cannot be: {names[0]} is {A_shape}, {names[1]} "
                             f"{B_shape}, so {left.shape[1]} columns meet {right.shape[0]} rows.")
        self.left, self.right, self.b = left, right, None
        result = left @ right
        if plus is not None:
            self.b = as_numbers(plus[0], plus[1])
            if self.b.shape != (right.shape[1],):
                raise ShapeError(f"{plus[1]} must have shape ({right.shape[1]},), one number for "
                                 f"each column of {self.sign}, got {self.b.shape}.")
            result = result + self.b
            self.sign += f" + {plus[1]}"
        self.result = result
        self.place = None if highlight is None else _checked_place(highlight, result.shape)
        i, j = self.place or (None, None)
        marked = self.place is not None
        right_name = names[1] + (".T" if transposed else "")
        row, column = ([(i, None)], [(None, j)]) if marked else ((), ())
        number, bias = ([(i, j)], [(0, j)]) if marked else ((), ())
        self.blocks = [("", Block(left, names[0], highlight=row, decimals=decimals)),
                       ("@", Block(right, right_name, highlight=column, decimals=decimals))]
        if plus is not None:
            self.blocks.append(("+", Block(self.b, plus[1], highlight=bias, decimals=decimals)))
        self.blocks.append(("=", Block(result, names[2], highlight=number, decimals=decimals)))
        self.decimals = decimals
        self.gap = 0.32
        self.width = (sum(block.width for _, block in self.blocks)
                      + self.gap * (len(self.blocks) - 1))
        self.table_height = max(block.height for _, block in self.blocks)
        self.height = self.table_height + (0.4 if marked and left.shape[1] <= 6 else 0)
        self.width = max(self.width, LETTER * len(self.sum()) * 0.95 if marked else 0)

    def draw(self, ax):
        """Draw all blocks, middles at one height, the signs between them, and the sum below."""
        x, middle = 0, self.table_height / 2 + 0.17
        for sign, block in self.blocks:
            if sign:
                ax.text(x + self.gap / 2, middle, sign, ha="center", va="center", fontsize=14)
                x += self.gap
            block.draw(ax, x, middle - block.middle())
            x += block.width
        if self.sum():
            ax.text(0.05, self.height - 0.16, self.sum(), ha="left", va="center")

    def sum(self):
        """Return how the highlighted number comes about, such as "C[0, 1] = 2·3 + 1·(−1) = 5"."""
        if self.place is None or self.left.shape[1] > 6:
            return ""
        i, j = self.place
        terms = [f"{_bracketed(text_a)}·{_bracketed(text_b)}" for text_a, text_b in zip(
            cell_texts(self.left, self.decimals)[i], cell_texts(self.right, self.decimals)[:, j])]
        if self.b is not None:
            terms.append(_bracketed(cell_texts(self.b[None], self.decimals)[0, j]))
        result = cell_texts(self.result, self.decimals)[i, j]
        return f"{self.blocks[-1][1].name}[{i}, {j}] = {' + '.join(terms)} = {result}"

    def in_words(self):
        """Return the alternative text: which product, all blocks, and the highlighted sum."""
        words = [f"{self.sign} = {self.blocks[-1][1].name}."]
        words += [block.in_words() for _, block in self.blocks]
        if self.sum():
            words.append(f"{self.sum()}.")
        return " ".join(words)


def cell_texts(A, decimals=None):
    """Return the numbers of A (rows, columns) as texts, all with as many decimals."""
    if decimals is None:
        finite = A[np.isfinite(A)]
        decimals = next((d for d in (0, 1) if np.allclose(finite, np.round(finite, d))), 2)
    texts = [[f"{value + 0.0:.{decimals}f}" if np.isfinite(value) else str(value) for value in row]
             for row in np.round(A.astype(float), decimals) + 0.0]
    return np.array([[text.replace("-", "−") for text in row] for row in texts], dtype=object)


def _bracketed(text):
    return f"({text})" if text.startswith("−") else text


def _figure_size(width, height, title):
    """Return a figure size in which one unit of the axes is one inch, and the title has room."""
    room_for_title = 0.2 + 0.098 * len(title or "")
    return max(1.4, width + 0.2, min(5.0, room_for_title)), height + 0.2 + (0.3 if title else 0)


def _checked_labels(labels, n, name, thing):
    if labels is None:
        return None
    labels = list(map(str, labels))
    if len(labels) != n:
        raise ShapeError(f"{name} must have one text for each {thing}, {n}, got {len(labels)}.")
    return labels


def _checked_place(place, shape):
    """Return the pair (i, j), or raise if it lies outside; None in it stands for all."""
    if not isinstance(place, (tuple, list)) or len(place) != 2:
        raise ValueError(f"highlight takes places (i, j), with None for a whole row or column, "
                         f"got {describe(place)}.")
    checked = []
    for index, n, thing in zip(place, shape, ("row", "column")):
        if index is not None and not -n <= index < n:
            raise ValueError(f"highlight: there is no {thing} {index}, the last one is {n - 1}.")
        checked.append(None if index is None else int(index) % n)
    return tuple(checked)


def _place_in_words(place):
    i, j = place
    if j is None:
        return f"row {i}"
    return f"column {j}" if i is None else f"[{i}, {j}]"


def _checked_confusions(C, names):
    C = as_numbers(C, "C")
    if C.ndim != 2 or C.shape[0] != C.shape[1] or C.size == 0:
        raise ShapeError(f"A confusion matrix has as many rows as columns, got shape {C.shape}.")
    if (C < 0).any() or (C != np.floor(C)).any():
        raise ValueError("A confusion matrix counts: its numbers must be whole and 0 or more.")
    names = range(len(C)) if names is None else names
    return C.astype(int), _checked_labels(names, len(C), "names", "class")


def _confusion_cell(C, names):
    """Return (width, height) in inches that a cell needs for its number, and for its name."""
    if len(C) > 12:
        return 3.6 / len(C), 3.6 / len(C)
    width = max(0.42, LETTER * len(f"{C.max():,}") + 0.14)
    with_name = max(width, LETTER * max(map(len, names)) + 0.14)
    return (with_name if len(C) * with_name < 5 else width), 0.42


def _readable(ground):
    """Return white or ink, whatever can be read on this ground."""
    return PAPER if np.dot(to_rgb(ground), [0.2126, 0.7152, 0.0722]) < 0.55 else INK


def _confusions_in_words(C, names):
    total, right = C.sum(), np.trace(C)
    words = [f"Confusion matrix of {count(len(C), 'class')}".replace("classs", "classes")
             + f", rows true, columns predicted: {right:,} of {total:,} right."]
    errors = C - np.diag(np.diag(C))
    worst = np.argsort(-errors, axis=None, kind="stable")[:3]
    confused = [(i, j) for i, j in zip(*np.unravel_index(worst, C.shape)) if errors[i, j]]
    if confused:
        words.append("Most often confused: " + listing(
            f"{names[i]} taken for {names[j]} ({errors[i, j]:,})" for i, j in confused) + ".")
    return " ".join(words)
