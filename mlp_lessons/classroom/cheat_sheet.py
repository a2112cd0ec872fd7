"""The cheat sheet: notation, shapes, every gradient, the loop and the symptoms on one page A4.

Each formula stands beside a line of NumPy that says the same; the tests run these lines against the
package. `python figures/make_figures.py` draws the sheet into figures/, as PDF and as SVG.
"""

import io
from dataclasses import dataclass

import matplotlib
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle

from ..plots.lesson_09 import SYMPTOMS
from ..plots.style import FAINT, FORWARD, GRADIENT, INK, PAPER, REFERENCE, course_style
from .errors import ClassroomError
from .one_file import add_out_file, free_path, write_whole

WIDTH, HEIGHT, MARGIN = 210, 297, 11    # millimetres
BODY, SMALL, CODE = 7.4, 6.6, 6.5       # points
GROUND = "#F2F5F8"


@dataclass(frozen=True)
class Row:
    """A part of a network: what it computes, the way back, and both once more in NumPy."""

    name: str
    forward: str            # as formulas
    backward: str
    numpy: tuple[str, ...]  # the way back, printed; the tests run it
    kept: str = ""          # the way forward, run before it
    curve: object = None


LINEAR = Row("Linear", r"$Z = X\,W^{\mathsf{T}} + b$",
             r"$dW = dZ^{\mathsf{T}} X \quad db = \sum_{n}\, dZ_{n} \quad dX = dZ\;W$",
             ("dW = dZ.T @ X", "db = dZ.sum(axis=0)", "dX = dZ @ W"), "Z = X @ W.T + b")
ACTIVATIONS = [
    Row("ReLU", r"$A = \max(Z,\,0)$", r"$dZ = dA \odot [\,Z > 0\,]$",
        ("dZ = dA * (Z > 0)",), "A = np.maximum(Z, 0)", lambda z: np.maximum(z, 0)),
    Row("Leaky ReLU", r"$A = \max(Z,\;0.01\,Z)$",
        r"$dZ = dA \odot (\,1\ \mathrm{where}\ Z > 0,\ \mathrm{else}\ 0.01\,)$",
        ("dZ = dA * np.where(Z > 0, 1, 0.01)",), "A = np.maximum(Z, 0.01 * Z)",
        lambda z: np.maximum(z, 0.08 * z)),
    Row("Sigmoid", r"$A = \sigma(Z) = 1\,/\,(1 + e^{-Z})$", r"$dZ = dA \odot A \odot (1 - A)$",
        ("dZ = dA * A * (1 - A)",), "A = 1 / (1 + np.exp(-Z))", lambda z: 1 / (1 + np.exp(-2 * z))),
    Row("Tanh", r"$A = \tanh(Z)$", r"$dZ = dA \odot (1 - A^{2})$",
        ("dZ = dA * (1 - A**2)",), "A = np.tanh(Z)", lambda z: np.tanh(1.4 * z)),
]
LOSSES = [
    Row("Softmax +\ncross-entropy",
        r"$p_{nk} = e^{s_{nk}} /\, \sum_{j} e^{s_{nj}} \quad "
        r"L = -\dfrac{1}{N}\,\sum_{n}\; \log\, p_{n,\,y_n}$",
        r"$dS = \dfrac{1}{N}\,(\,P - \mathrm{onehot}(y)\,)$",
        ("dS = (P - np.eye(K)[y]) / N",),
        "P = np.exp(S) / np.exp(S).sum(axis=1, keepdims=True)"
        "; L = -np.log(P[np.arange(N), y]).mean()"),
    Row("Sigmoid +\nbinary c.-e.",
        r"$L = \dfrac{1}{N}\,\sum_{n}\,[\;\log(1 + e^{s_n}) - y_n s_n\,]$",
        r"$dS = \dfrac{1}{N}\,(\,\sigma(S) - y\,)$",
        ("dS = (sigmoid(S) - y) / N",), "L = (np.log(1 + np.exp(S)) - y * S).mean()"),
    Row("Squared error", r"$L = \dfrac{1}{N K}\,\sum_{n,k}\,(s_{nk} - y_{nk})^{2}$",
        r"$dS = \dfrac{2}{N K}\,(\,S - Y\,)$",
        ("dS = 2 * (S - Y) / (N * K)",), "L = ((S - Y)**2).mean()"),
]
NOTATION = [    # symbol, shape, meaning
    ("$X$", "(N, D)", "the batch, one sample a row"),
    ("$W,\\;b$", "(out, in), (out,)", "one row of W per neuron"),
    ("$Z,\\;A$", "(N, out)", "before and after the activation"),
    ("$S$", "(N, K)", "scores: the last Z, no activation"),
    ("$P$", "(N, K)", "probabilities, rows add up to 1"),
    ("$y$", "(N,)", "right classes, 0 … K − 1"),
    ("$L$", "a number", "mean loss; 1/N is only here"),
    ("$dW,\\;dZ$ …", "as W, Z …", "the slopes ∂L/∂W, ∂L/∂Z, …"),
    ("$\\eta$", "a number", "learning rate"),
    ("$\\odot$", "", "place by place: * in NumPy"),
]
UPDATES = [    # name, formula, the same in NumPy for one parameter w with gradient g
    ("SGD", r"$w \leftarrow w - \eta\,g$", "w = w - eta * g"),
    ("Momentum", r"$v \leftarrow \mu v + g \quad w \leftarrow w - \eta\,v$",
     "v = mu * v + g; w = w - eta * v"),
    ("Weight decay", r"$\mathrm{first}\ \ g \leftarrow g + \lambda w$", "g = g + decay * w"),
    ("Adam", "t counts the steps, from 1", "t = t + 1"),
    ("", r"$m \leftarrow \beta_1 m + (1 - \beta_1)\,g$", "m = beta1 * m + (1 - beta1) * g"),
    ("", r"$v \leftarrow \beta_2 v + (1 - \beta_2)\,g^{2}$", "v = beta2 * v + (1 - beta2) * g**2"),
    ("", r"$w \leftarrow w - \eta\;\dfrac{m\,/\,(1 - \beta_1^{\,t})}"
         r"{\sqrt{v\,/\,(1 - \beta_2^{\,t})} + \epsilon}$",
     "w = w - eta * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + epsilon)"),
    ("", r"$\beta_1 = 0.9,\;\; \beta_2 = 0.999,\;\; \epsilon = 10^{-8}$",
     "beta1, beta2, epsilon = 0.9, 0.999, 1e-8"),
]
FIRST_WEIGHTS = [    # for, formula, name in the package, standard deviation in NumPy
    ("He: ReLU, leaky ReLU", r"$W \sim \mathcal{N}(0,\; 2/\mathrm{in})$",
     "he", "np.sqrt(2 / n_in)"),
    ("Xavier: tanh, sigmoid", r"$W \sim \mathcal{N}(0,\; 2/(\mathrm{in} + \mathrm{out}))$",
     "xavier", "np.sqrt(2 / (n_in + n_out))"),
]
FIRST_LOSS = [    # loss, what to expect when all scores are 0, the same in NumPy
    ("softmax, K classes", "log K  (10 classes: 2.30)", "np.log(K)"),
    ("two classes, one score", "log 2 = 0.69", "np.log(2)"),
    ("squared error", "the mean of y²", "np.mean(y**2)"),
]
LOOP = """\
for epoch in range(epochs):
    order = rng.permutation(N)    # for X and y
    for start in range(0, N, batch_size):
        rows = order[start:start + batch_size]
        scores = network.forward(X[rows])
        value = loss.forward(scores, y[rows])
        network.backward(loss.backward())
        optimizer.step()
    # now look at the validation data"""
CHECK_FORMULA = r"$\dfrac{\partial L}{\partial w} \approx \dfrac{L(w + h) - L(w - h)}{2h}$"
CHECK = ["h = 1e-5, float64, a few samples", "relative error |a − b| / max(|a|, |b|):",
         "1e-7 right  ·  1e-4 look twice  ·  1e-2 wrong"]
TRAPS = [
    "(N, 1) − (N,) makes (N, N)",
    "softmax belongs to the loss: never twice",
    "paths add: never overwrite one",
    "shuffle X and y with the same order",
    "test data: once, at the very end",
]
LETTERS = 62    # of suspects fit on a line


def add_parser(subparsers):
    parser = subparsers.add_parser(
        "cheat-sheet", help="draw the cheat sheet",
        description="Draw the cheat sheet, one page A4: as PDF, or as SVG if the name says so.")
    add_out_file(parser, "cheat_sheet.pdf")
    return parser


def run(options):
    name = options.out or "cheat_sheet.pdf"
    kind = "svg" if name.lower().endswith(".svg") else "pdf"
    path = free_path(name, "." + kind, options.force)
    try:
        content = draw(kind)
    except OSError as error:    # a font cannot be read
        raise ClassroomError(f"The sheet cannot be drawn: {error}.") from None
    write_whole(path, content)
    print(f"{path}: written. Print it at 100 %, on A4.")
    return 0


def draw(kind):
    """Return the sheet as the bytes of a "pdf" or "svg": the same ones, any day."""
    settings = {"mathtext.fontset": "stix", "svg.hashsalt": "cheat sheet", "pdf.fonttype": 42,
                "font.size": BODY}
    metadata = {"svg": {"Date": None, "Creator": None},
                "pdf": {"CreationDate": None, "Creator": None, "Producer": None,
                        "Title": "The multilayer perceptron on one page"}}
    with course_style(), matplotlib.rc_context(settings):
        sheet = Sheet()
        draw_page(sheet)
        content = io.BytesIO()
        sheet.figure.savefig(content, format=kind, metadata=metadata[kind])
    return content.getvalue()


def draw_page(sheet):
    sheet.text(MARGIN, 13, "The multilayer perceptron on one page", size=16, weight="bold",
               color=FORWARD)
    sheet.text(WIDTH - MARGIN, 13.6, "one sample a row,\none row of W per neuron", size=SMALL,
               color=REFERENCE, ha="right", linespacing=1.3)
    draw_notation(sheet, MARGIN, 23, 91)
    draw_trip(sheet, 98, 23, WIDTH - MARGIN)
    draw_gradients(sheet, 76.5)
    draw_updates(sheet, MARGIN, 159.5, 68)
    draw_first(sheet, 74, 159.5, 131)
    draw_loop(sheet, 137, 159.5, WIDTH - MARGIN)
    draw_symptoms(sheet, 229)
    sheet.text(MARGIN, 290, "dW stands for ∂L/∂W: a gradient has the shape of what it belongs to. "
               "Backpropagation computes the slopes; the update moves the weights.",
               size=SMALL, color=REFERENCE)
    sheet.text(WIDTH - MARGIN, 290, "CC BY 4.0", size=SMALL, color=REFERENCE, ha="right")


def draw_notation(sheet, left, top, right):
    y = sheet.head(left, top, right, "Notation and shapes")
    for number, (symbol, shape, meaning) in enumerate(NOTATION):
        middle = y + 4.55 * number + 1
        sheet.text(left + 1, middle, symbol, size=9)
        sheet.text(left + 16.5, middle, shape, size=CODE, family="DejaVu Sans Mono")
        sheet.text(left + 41.5, middle, meaning, size=SMALL)


def draw_trip(sheet, left, top, right):
    """A network of two layers: what goes forward above, what comes back below."""
    y = sheet.head(left, top, right, "There and back")
    boxes = [("Linear", "W₁  b₁", "dW₁  db₁"), ("ReLU", "keeps Z₁", ""),
             ("Linear", "W₂  b₂", "dW₂  db₂"), ("loss", "keeps P, y", "")]
    step, wide = (right - left - 12) / 4, 15.5
    high, box_top = 17, y + 8
    forward = [("X", "(N, D)"), ("Z₁", "(N, H)"), ("A", "(N, H)"), ("S", "(N, K)"), ("L", "")]
    backward = [("", ""), ("dZ₁", "(N, H)"), ("dA", "(N, H)"), ("dS", "(N, K)"), ("1", "")]
    for number in range(5):
        begin = left + (number - 1) * step + 10.5 + wide if number else left
        end = left + number * step + 10.5 if number < 4 else right
        middle = (begin + end) / 2
        sheet.arrow(begin + .4, box_top + 4.5, end - .4, box_top + 4.5, FORWARD)
        sheet.text(middle, box_top + 1.6, forward[number][0], size=8.4, color=FORWARD,
                   weight="bold", ha="center")
        sheet.text(middle, box_top - 2.1, forward[number][1], size=5.6, color=FORWARD, ha="center")
        if number:
            sheet.arrow(end - .4, box_top + 12.5, begin + .4, box_top + 12.5, GRADIENT)
            sheet.text(middle, box_top + 15.6, backward[number][0], size=8.4, color=GRADIENT,
                       weight="bold", ha="center")
            sheet.text(middle, box_top + 19.2, backward[number][1], size=5.6, color=GRADIENT,
                       ha="center")
    for number, (name, above, below) in enumerate(boxes):
        x = left + number * step + 10.5
        sheet.box(x, box_top, wide, high)
        sheet.text(x + wide / 2, box_top + high / 2 + (0 if below else -1.6), name, size=8.4,
                   weight="bold", ha="center")
        sheet.text(x + wide / 2, box_top + (3.6 if below else 11), above, size=SMALL, ha="center",
                   color=FORWARD if below else REFERENCE)
        sheet.text(x + wide / 2, box_top + 13.6, below, size=SMALL, ha="center", color=GRADIENT)
    y = box_top + high + 8.5
    for number, (label, color, words) in enumerate([
            ("Forward keeps", FORWARD, "what the way back will need: X, Z or A, P."),
            ("Backward multiplies and adds:", GRADIENT, "along a path, and where paths meet.")]):
        sheet.text(left, y + 4.4 * number, label, size=BODY, weight="bold", color=color)
        sheet.text(left + (25 if number == 0 else 50), y + 4.4 * number, words, size=BODY)


def draw_gradients(sheet, top):
    """The table of all parts: the formula forward, the formula back, the same in NumPy."""
    columns = {"forward": 46.5, "backward": 99, "backward, in NumPy": 151.5}
    y = sheet.head(MARGIN, top, WIDTH - MARGIN, "Every gradient") - 0.4
    for (column, x), color in zip(columns.items(), (FORWARD, GRADIENT, GRADIENT)):
        sheet.text(x, top - 0.2, column, size=BODY, color=color, weight="bold")
    rows = [(LINEAR, 11.2)] + [(row, 7.6) for row in ACTIVATIONS] + [(row, 10.4) for row in LOSSES]
    for number, (row, high) in enumerate(rows):
        if number % 2 == 0:
            sheet.stripe(y, high)
        middle = y + high / 2
        sheet.text(MARGIN + 1.5, middle, row.name, size=BODY, weight="bold", linespacing=1.25)
        if row.curve:
            sheet.curve(34.5, y + 1, 9, high - 2, row.curve)
        sheet.text(columns["forward"], middle, row.forward, size=9)
        sheet.text(columns["backward"], middle, row.backward, size=9)
        for place, line in enumerate(row.numpy):
            at = middle + 3.3 * (place - (len(row.numpy) - 1) / 2)
            sheet.text(columns["backward, in NumPy"], at, line, size=CODE,
                       family="DejaVu Sans Mono")
        y += high


def draw_updates(sheet, left, top, right):
    y = sheet.head(left, top, right, "Updates, for each W and b") + 1
    for name, formula, _ in UPDATES:
        y += 2.6 if "frac" in formula else 0
        sheet.text(left + 1, y, name, size=BODY, weight="bold")
        if "$" in formula:
            sheet.text(left + (23 if name else 8), y, formula, size=9)
        else:
            sheet.text(left + 23, y, formula, size=SMALL, color=REFERENCE)
        y += 8.2 if "frac" in formula else 5.5
    sheet.text(left + 1, y, "g is the gradient of w: dW for W, db for b.", size=SMALL,
               color=REFERENCE)


def draw_first(sheet, left, top, right):
    y = sheet.head(left, top, right, "First weights") + 0.6
    for name, formula, _, _ in FIRST_WEIGHTS:
        sheet.text(left + 1, y, name, size=SMALL, weight="bold")
        sheet.text(right, y, formula, size=8, ha="right")
        y += 4.7
    sheet.text(left + 1, y, "b = 0. With equal weights, units stay twins.", size=SMALL,
               color=REFERENCE)
    y = sheet.head(left, y + 6.6, right, "First loss, all scores near 0") + 0.6
    for name, expected, _ in FIRST_LOSS:
        sheet.text(left + 1, y, name, size=SMALL, weight="bold")
        sheet.text(right, y, expected, size=SMALL, ha="right")
        y += 4.2
    y = sheet.head(left, y + 2.4, right, "Traps") + 0.4
    for trap in TRAPS:
        sheet.text(left + 1, y, "·", size=BODY, weight="bold")
        sheet.text(left + 3, y, trap, size=SMALL)
        y += 3.7


def draw_loop(sheet, left, top, right):
    y = sheet.head(left, top, right, "The training loop")
    lines = LOOP.split("\n")
    size, line_height = 5.8, 3.4
    letter = 0.602 * size * 25.4 / 72    # the width of one in DejaVu Sans Mono
    sheet.ground(left, y - 1.2, right - left, line_height * len(lines) + 2)
    for number, line in enumerate(lines):
        code, mark, comment = line.partition("#")
        look = {"size": size, "family": "DejaVu Sans Mono"}
        at = y + line_height * number + 1.4
        indent = len(code) - len(code.lstrip())
        sheet.text(left + 1.5 + letter * indent, at, code.strip(), **look)
        sheet.text(left + 1.5 + letter * len(code), at, mark + comment, color=REFERENCE, **look)
    y = sheet.head(left, y + line_height * len(lines) + 5, right, "Gradient check") + 2.6
    sheet.text(left + 1, y, CHECK_FORMULA, size=8.4)
    for number, line in enumerate(CHECK):
        sheet.text(left + 1, y + 6.4 + 3.9 * number, line, size=SMALL)


def draw_symptoms(sheet, top):
    y = sheet.head(MARGIN, top, WIDTH - MARGIN, "It does not learn") - 0.4
    for x, words in ((77, "suspects"), (158, "what to ask")):
        sheet.text(x, top - 0.2, words, size=BODY, weight="bold", color=REFERENCE)
    high = 4.7
    for number, (symptom, suspects, asked) in enumerate(SYMPTOMS):
        if number % 2 == 0:
            sheet.stripe(y, high)
        middle = y + high / 2
        sheet.text(MARGIN + 1.5, middle, symptom, size=SMALL, weight="bold")
        sheet.text(77, middle, that_fit(suspects), size=SMALL)
        sheet.text(158, middle, ", ".join(asked[:2]), size=5.6, family="DejaVu Sans Mono")
        y += high


def that_fit(suspects):
    """Return the first suspects, as many as a line holds; the likeliest come first."""
    line = suspects[0]
    for suspect in suspects[1:]:
        if len(line + suspect) > LETTERS:
            break
        line += "  ·  " + suspect
    return line


class Sheet:
    """A page on which lengths are millimetres from the upper left corner."""

    def __init__(self):
        self.figure = Figure(figsize=(WIDTH / 25.4, HEIGHT / 25.4))
        self.ax = self.figure.add_axes([0, 0, 1, 1])
        self.ax.set_axis_off()
        self.ax.set_xlim(0, WIDTH)
        self.ax.set_ylim(HEIGHT, 0)

    def text(self, x, y, words, *, size=BODY, **look):
        if words:
            self.ax.text(x, y, words, size=size, **{"va": "center", "color": INK, **look})

    def head(self, left, top, right, words):
        """Write a headline over its part and return where the part begins."""
        self.text(left, top, words, size=9, weight="bold", color=FORWARD)
        self.ax.plot([left, right], [top + 2.7] * 2, color=FORWARD, linewidth=0.9,
                     solid_capstyle="butt")
        return top + 5.4

    def stripe(self, y, high):
        self.ground(MARGIN, y, WIDTH - 2 * MARGIN, high)

    def ground(self, x, y, wide, high):
        self.ax.add_patch(Rectangle((x, y), wide, high, facecolor=GROUND, edgecolor="none",
                                    zorder=0))

    def box(self, x, y, wide, high):
        self.ax.add_patch(FancyBboxPatch((x, y), wide, high, facecolor=PAPER, edgecolor=INK,
                                         linewidth=0.8, boxstyle="round,pad=0,rounding_size=1.2"))

    def arrow(self, x1, y1, x2, y2, color):
        self.ax.add_patch(FancyArrowPatch((x1, y1), (x2, y2), arrowstyle="-|>", mutation_scale=6,
                                          color=color, linewidth=1, shrinkA=0, shrinkB=0))

    def curve(self, x, y, wide, high, function):
        """A small picture of an activation from −2 to 2."""
        z = np.linspace(-2, 2, 81)
        a = np.where(np.abs(function(z)) < 1.6, function(z), np.nan)
        across, up = x + (z + 2) / 4 * wide, y + high * (1.7 - a) / 2.9
        zero = y + high * 1.7 / 2.9
        self.ax.plot([x, x + wide], [zero, zero], color=FAINT, linewidth=0.6)
        self.ax.plot([x + wide / 2] * 2, [y, y + high], color=FAINT, linewidth=0.6)
        self.ax.plot(across, up, color=FORWARD, linewidth=1.3)
