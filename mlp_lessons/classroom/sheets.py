"""The command `sheets`: the 2-2-2 network on paper, a sheet for each student with its own numbers.

Front: forward, and what the loss sends back. Back: the way back and one update. A table takes the
place of a pocket calculator's exponential, so that pencil and paper are enough.
"""

import argparse
from dataclasses import dataclass
from html import escape

import numpy as np

from .writing import add_out, whole_number, write_files

LEARNING_RATE = 0.1
_LEADS = np.arange(-2.5, 3.0, 0.5)    # all that tiny_example can give
_PURPOSE = """Print sheets for calculating the 2-2-2 network by hand, and their solutions.

Each student gets one sheet of A4, two pages, with numbers of its own: the network of
tiny_example(seed), with seeds from SEED on. Open FOLDER/sheets.html in a browser and print it on
both sides; FOLDER/solutions.html holds four to a page. No computer is needed in class."""


def add_parser(subparsers):
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "sheets", help="print sheets for calculating a network by hand", description=_PURPOSE,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=whole_number(0), default=1, metavar="SEED",
                        help="the number of the first sheet (1)")
    parser.add_argument("--count", type=_count, default=30, metavar="N",
                        help="how many sheets (30)")
    add_out(parser, "sheets.html and solutions.html")
    return parser


def _count(text):
    number = whole_number(1)(text)
    if number > 500:
        raise argparse.ArgumentTypeError("must be 500 or less; go on with another --seed")
    return number


def run(options):
    """Write both files and say where they are."""
    worked = [work_out(seed) for seed in range(options.seed, options.seed + options.count)]
    paths = write_files(options.out, {"sheets.html": sheets_page(worked),
                                      "solutions.html": solutions_page(worked)},
                        force=options.force)
    print(f"{paths[0]}  {len(worked)} sheets, two pages each: print on both sides of A4\n"
          f"{paths[1]}  their solutions, for you")
    return 0


# The numbers ------------------------------------------------------------------------------------

@dataclass
class Worked:
    """One sheet: what is given, and all that is to be found, computed by the package."""

    seed: int
    given: object             # the TinyExample
    Z1: np.ndarray            # (N, hidden)
    A: np.ndarray
    scores: np.ndarray        # (N, out)
    lead: np.ndarray          # (N,) the right class's score minus the other one
    p: np.ndarray             # (N,) probability of the right class
    prices: np.ndarray        # (N,)
    loss: float
    dscores: np.ndarray
    dA: np.ndarray
    dZ1: np.ndarray
    gradients: dict           # W1, b1, W2, b2
    updated: dict             # the same four after one step
    loss_after: float


def work_out(seed):
    """Return the `Worked` sheet of `tiny_example(seed)`."""
    from .. import MLP, SGD, Linear, ReLU, SoftmaxCrossEntropy
    from ..datasets import tiny_example

    tiny = tiny_example(seed)
    hidden, relu, last = Linear(2, 2, seed=0), ReLU(), Linear(2, 2, seed=0)
    hidden.W[:], hidden.b[:], last.W[:], last.b[:] = tiny.W1, tiny.b1, tiny.W2, tiny.b2
    network, loss = MLP.from_layers([hidden, relu, last]), SoftmaxCrossEntropy()
    Z1 = hidden.forward(tiny.X)
    A = relu.forward(Z1)
    scores = last.forward(A)
    value = loss.forward(scores, tiny.y)
    rows = np.arange(2)
    p = loss.probabilities(scores)[rows, tiny.y]
    dscores = loss.backward()
    dA = last.backward(dscores)
    dZ1 = relu.backward(dA)
    hidden.backward(dZ1)
    gradients = {"W1": hidden.dW.copy(), "b1": hidden.db.copy(),
                 "W2": last.dW.copy(), "b2": last.db.copy()}
    SGD(network, learning_rate=LEARNING_RATE).step()
    updated = {"W1": hidden.W.copy(), "b1": hidden.b.copy(),
               "W2": last.W.copy(), "b2": last.b.copy()}
    return Worked(seed, tiny, Z1, A, scores, scores[rows, tiny.y] - scores[rows, 1 - tiny.y], p,
                  -np.log(p), value, dscores, dA, dZ1, gradients, updated,
                  loss.forward(network.forward(tiny.X), tiny.y))


def short(number):
    """Return a whole or half number as it is written by hand."""
    return f"{number + 0.0:g}".replace("-", "−")


def four(number):
    """Return a number with four decimals, and no minus before zero."""
    return f"{round(float(number), 4) + 0.0:.4f}".replace("-", "−")


# The pages --------------------------------------------------------------------------------------

_STYLE = """
@page { size: A4; margin: 11mm 14mm 9mm; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 182mm; color: #111; background: #fff;
  font: 9.8pt/1.34 "DejaVu Sans", Verdana, Arial, sans-serif;
  -webkit-print-color-adjust: exact; print-color-adjust: exact; }
.page { break-after: page; min-height: 274mm; position: relative; padding-bottom: 7mm; }
.page:last-child { break-after: auto; }
@media screen { .page { border-bottom: 1px dashed #999; margin: 10mm 0; } }
header { display: flex; justify-content: space-between; align-items: baseline;
  border-bottom: .6mm solid #111; padding-bottom: 1.5mm; margin-bottom: 3mm; }
h1 { font-size: 14pt; margin: 0; } h1 small { font-weight: normal; font-size: 10.5pt; color: #444; }
.name { font-size: 10pt; color: #444; }
header > * { white-space: nowrap; }
.name i { display: inline-block; width: 44mm; border-bottom: .3mm solid #777; }
h2 { font-size: 11.2pt; margin: 3.6mm 0 .8mm; }
h2 b { display: inline-block; width: 6mm; height: 6mm; line-height: 6mm; margin-right: 2mm;
  border-radius: 3mm; background: #111; color: #fff; text-align: center; font-size: 10pt; }
p { margin: 0 0 1.2mm; } .soft { color: #444; font-size: 9.2pt; }
.row { display: flex; gap: 7mm; align-items: center; } .row.top { align-items: flex-start; }
.grow { flex: 1; }
table { border-collapse: collapse; } th { font-weight: normal; color: #333; font-size: 9.5pt; }
table.fill { width: 100%; margin: .6mm 0; table-layout: fixed; }
table.fill th:first-child { width: 22mm; } table.fill.wide th:first-child { width: 62mm; }
table.fill th { padding: .6mm 2mm; text-align: center; }
table.fill th:first-child { text-align: left; }
table.fill td { border: .3mm solid #555; height: 10mm; text-align: center; }
table.fill .gap { border: 0; width: 4mm; } table.fill td.none { border: 0; }
table.fill td.big { border-width: .7mm; }
table.fill tbody th { white-space: nowrap; }
table.lead { margin: 1mm 0; width: 100%; font-variant-numeric: tabular-nums; font-size: 9pt; }
table.lead td, table.lead th { border: .2mm solid #aaa; padding: .5mm 0; text-align: center;
  font-size: 9pt; }
table.lead th { background: #efefef; padding: .5mm 1.5mm; text-align: left; white-space: nowrap; }
.matrix { display: inline-table; border-left: .35mm solid #111; border-right: .35mm solid #111;
  border-radius: 1.6mm; vertical-align: middle; font-variant-numeric: tabular-nums; }
.matrix td { padding: .3mm 2mm; text-align: right; }
.given { display: inline-block; margin: 0 5mm 2.5mm 0; white-space: nowrap; }
.sums { display: grid; grid-template-columns: auto 1fr 4mm 1fr 4mm 1fr; gap: 1.6mm 1.5mm;
  align-items: center; margin: 1mm 0; }
.sums .box, .news .box { border: .3mm solid #555; height: 9mm; }
.sums .big, .news .box { border-width: .7mm; }
.sums .sign { text-align: center; }
.sums .head { font-size: 9.2pt; color: #333; text-align: center; }
.news { display: grid; grid-template-columns: auto 1fr auto 1fr auto 1fr; gap: 1.8mm 2mm;
  align-items: center; }
.back { border-left: 1.2mm solid #d55e00; padding-left: 4mm; margin-left: -5.2mm; }
footer { position: absolute; bottom: 0; left: 0; right: 0; font-size: 8.6pt; color: #555; }
.solution { break-inside: avoid; border-top: .5mm solid #111; padding: 1.4mm 0 2.6mm;
  font-size: 8.6pt; }
.solution h2 { margin: 0 0 1.4mm; }
.solution .given { margin: 0 3.4mm 1.2mm 0; }
.solution .matrix td { padding: 0 1.3mm; }
.solution h2 { font-size: 10.5pt; }
"""


def _page(title, body):
    return (f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
            f"{body}\n</body>\n</html>\n")


def sheets_page(worked):
    """Return the page with the sheets of all students, blank."""
    return _page("A network on paper", "\n".join(_front(one) + _back(one) for one in worked))


def solutions_page(worked):
    """Return the page with the solutions of all sheets, close together."""
    head = (f"<header><h1>A network on paper: solutions</h1></header>\n"
            f'<p class="soft">For you. One sample a row; row i of W, b and their gradients belongs '
            f"to unit or score i. η = {LEARNING_RATE}. Who rounds on the way may differ by "
            f"up to 0.001. On a computer <code>plots.tiny_backward("
            f"tiny_example(N))</code> draws sheet N.</p>")
    return _page("A network on paper: solutions", head + "\n".join(map(_solution, worked)))


def _header(one, side):
    return (f'<header><h1>A network on paper <small>· sheet {one.seed} · {side}</small></h1>'
            f'<span class="name">name <i></i></span></header>')


def _matrix(rows, write=short):
    rows = np.atleast_2d(rows)
    cells = "".join("<tr>" + "".join(f"<td>{write(number)}</td>" for number in row) + "</tr>"
                    for row in rows)
    return f'<table class="matrix">{cells}</table>'


def _given(name, rows, write=short):
    return f'<span class="given">{name} = {_matrix(rows, write)}</span>'


def _front(one):
    tiny = one.given
    right = [f"s<sub>{label}</sub>" for label in tiny.y]
    other = [f"s<sub>{1 - label}</sub>" for label in tiny.y]
    leads = "".join(f"<td>{short(lead)}</td>" for lead in _LEADS)
    chances = 1 / (1 + np.exp(-_LEADS))
    rows = "".join(f"<tr><th>sample {n}</th>" + "<td></td><td></td>"
                   + '<td class="gap"></td><td></td><td></td>'
                   + '<td class="gap"></td><td></td><td></td></tr>' for n in (0, 1))
    prices = "".join(
        f"<tr><th>sample {n}: lead = {right[n]} − {other[n]}</th><td></td><td></td><td></td></tr>"
        for n in (0, 1))
    slopes = "".join(f"<tr><th>sample {n}</th><td></td><td></td>"
                     '<td class="gap"></td><td></td><td></td></tr>' for n in (0, 1))
    return f"""<section class="page">
{_header(one, "front: forward")}
<div class="row"><div>{_drawing(tiny)}</div><div class="grow">
<div>{_given("X", tiny.X)}{_given("y", np.array([tiny.y]).T)}</div>
<div>{_given("W<sub>1</sub>", tiny.W1)}{_given("b<sub>1</sub>", tiny.b1)}</div>
<div>{_given("W<sub>2</sub>", tiny.W2)}{_given("b<sub>2</sub>", tiny.b2)}</div>
<p class="soft">X: one sample a row, counted from 0. y: the right class of each sample.
W: one row for each neuron, with its weights. The number beside a circle is its bias.</p>
</div></div>
<h2><b>1</b>Forward</h2>
<p>Each z is a weighted sum plus the bias. h is ReLU(z): z if it is above 0, else 0.
Each score s is a weighted sum of the two h, plus its bias.</p>
<table class="fill"><thead><tr><th></th>
<th>z<sub>0</sub></th><th>z<sub>1</sub></th><th class="gap"></th>
<th>h<sub>0</sub></th><th>h<sub>1</sub></th><th class="gap"></th>
<th>s<sub>0</sub></th><th>s<sub>1</sub></th></tr>
</thead><tbody>{rows}</tbody></table>
<h2><b>2</b>The loss</h2>
<p>By how much does the score of the right class lead? Below zero it is behind. The table turns the
lead into p, the softmax probability of the right class, and into the price −log p.</p>
<table class="lead"><tr><th>lead</th>{leads}</tr>
<tr><th>p</th>{"".join(f"<td>{four(p)}</td>" for p in chances)}</tr>
<tr><th>−log p</th>{"".join(f"<td>{four(-np.log(p))}</td>" for p in chances)}</tr></table>
<table class="fill wide"><thead><tr>
<th></th><th>lead</th><th>p</th><th>price −log p</th></tr></thead>
<tbody>{prices}<tr><th>the loss L, the mean price</th><td class="none"></td><td class="none"></td>
<td class="big"></td></tr></tbody></table>
<h2><b>3</b>Slopes</h2>
<p>How much would L change if one number grew by 1, at the rate of this moment? For the score of the
right class it is (p − 1) / 2, for the other score (1 − p) / 2: the 2 is the number of samples.
ReLU has slope 1 where z is above 0, and slope 0 below.</p>
<table class="fill"><thead><tr>
<th></th><th>∂L/∂s<sub>0</sub></th><th>∂L/∂s<sub>1</sub></th><th class="gap"></th>
<th>ReLU, unit 0</th><th>ReLU, unit 1</th></tr></thead><tbody>{slopes}</tbody></table>
<footer>Test yourself: the two slopes of each sample add up to 0. Which sign has the one of
the right class, and why?</footer>
</section>
"""


def _sums(title, names):
    lines = "".join(
        f'<span>{name}</span><span class="box"></span><span class="sign">+</span>'
        f'<span class="box"></span><span class="sign">=</span><span class="box big"></span>'
        for name in names)
    return (f'<div class="grow"><div class="sums"><span class="head">{title}</span>'
            f'<span class="head">sample 0</span><span></span><span class="head">sample 1</span>'
            f'<span></span><span class="head">sum</span>{lines}</div></div>')


def _names(letter, layer):
    return [f"{letter}W<sub>{layer}</sub>[{i}, {j}]" for i in (0, 1) for j in (0, 1)], \
           [f"{letter}b<sub>{layer}</sub>[{i}]" for i in (0, 1)]


def _back(one):
    weights_2, biases_2 = _names("d", 2)
    weights_1, biases_1 = _names("d", 1)
    hidden = "".join(f"<tr><th>sample {n}</th><td></td><td></td>"
                     '<td class="gap"></td><td></td><td></td></tr>' for n in (0, 1))
    news = "".join(f'<span>{name}</span><span class="box"></span>' for name in [
        "W<sub>1</sub>[0, 0]", "W<sub>1</sub>[0, 1]", "b<sub>1</sub>[0]",
        "W<sub>1</sub>[1, 0]", "W<sub>1</sub>[1, 1]", "b<sub>1</sub>[1]",
        "W<sub>2</sub>[0, 0]", "W<sub>2</sub>[0, 1]", "b<sub>2</sub>[0]",
        "W<sub>2</sub>[1, 0]", "W<sub>2</sub>[1, 1]", "b<sub>2</sub>[1]"])
    return f"""<section class="page">
{_header(one, "back: backward, update")}
<div class="back">
<p>dW stands for ∂L/∂W, the slope of the loss. <b>Along a path slopes multiply, where paths meet
they add.</b> Four decimals are enough.</p>
<h2><b>4</b>The last layer</h2>
<p>W<sub>2</sub>[i, j] leads from h<sub>j</sub> to s<sub>i</sub>, and both samples use it.
Each brings (∂L/∂s<sub>i</sub>) · h<sub>j</sub>; for the bias, what comes in is 1.</p>
<div class="row top">{_sums("weights", weights_2)}{_sums("biases", biases_2)}</div>
<h2><b>5</b>Through the weights, and through ReLU</h2>
<p>h<sub>j</sub> reaches L on two paths:
∂L/∂h<sub>j</sub> = ∂L/∂s<sub>0</sub> · W<sub>2</sub>[0, j] +
∂L/∂s<sub>1</sub> · W<sub>2</sub>[1, j]. Then times the slope of ReLU.</p>
<table class="fill"><thead><tr>
<th></th><th>∂L/∂h<sub>0</sub></th><th>∂L/∂h<sub>1</sub></th><th class="gap"></th>
<th>∂L/∂z<sub>0</sub></th><th>∂L/∂z<sub>1</sub></th></tr></thead><tbody>{hidden}</tbody></table>
<h2><b>6</b>The first layer</h2>
<p>W<sub>1</sub>[i, j] leads from x<sub>j</sub> to z<sub>i</sub>: each sample brings
(∂L/∂z<sub>i</sub>) · x<sub>j</sub>.</p>
<div class="row top">{_sums("weights", weights_1)}{_sums("biases", biases_1)}</div>
</div>
<h2><b>7</b>One update</h2>
<p>Every number takes a step against its slope: new = old − η · slope, with η = {LEARNING_RATE}.</p>
<div class="news">{news}</div>
<footer>If there is time: send both samples forward through the new weights. Has the loss become
smaller?</footer>
</section>
"""


def _solution(one):
    g, new = one.gradients, one.updated
    gone = "falls" if one.loss_after < one.loss else "rises (the step was too long),"
    return f"""<div class="solution"><h2>Sheet {one.seed}</h2>
{_given("z", one.Z1)}{_given("h", one.A)}{_given("s", one.scores)}\
{_given("lead", one.lead[:, None])}{_given("p", one.p[:, None], four)}\
{_given("−log p", one.prices[:, None], four)}\
<span class="given"><b>L = {four(one.loss)}</b></span><br>
{_given("∂L/∂s", one.dscores, four)}{_given("∂L/∂h", one.dA, four)}\
{_given("∂L/∂z", one.dZ1, four)}<br>
{_given("dW<sub>2</sub>", g["W2"], four)}{_given("db<sub>2</sub>", g["b2"], four)}\
{_given("dW<sub>1</sub>", g["W1"], four)}{_given("db<sub>1</sub>", g["b1"], four)}<br>
{_given("new W<sub>1</sub>", new["W1"], four)}{_given("b<sub>1</sub>", new["b1"], four)}\
{_given("W<sub>2</sub>", new["W2"], four)}{_given("b<sub>2</sub>", new["b2"], four)}<br>
<span>With them the loss {gone} to {four(one.loss_after)}.</span></div>"""


# The drawing ------------------------------------------------------------------------------------

_PLACES = {"x": 34, "h": 160, "s": 286}
_HEIGHTS = (52, 162)


def _drawing(tiny):
    """Return the network as SVG: weights on the lines, biases over the circles."""
    pieces = []
    for left, right, W in (("x", "h", tiny.W1), ("h", "s", tiny.W2)):
        for i in (0, 1):
            for j in (0, 1):
                pieces.append(_line(_PLACES[left], _HEIGHTS[j], _PLACES[right], _HEIGHTS[i],
                                    W[i, j], part=0.5 if i == j else 0.27))
    for letter, biases in (("x", None), ("h", tiny.b1), ("s", tiny.b2)):
        for i in (0, 1):
            x, y = _PLACES[letter], _HEIGHTS[i]
            pieces.append(f'<circle cx="{x}" cy="{y}" r="19" fill="#fff" stroke="#111" '
                          f'stroke-width="1.6"/>' + _text(x - 3, y + 5, letter, 15)
                          + _text(x + 6, y + 9, i, 10))
            if biases is not None:
                pieces.append(_text(x, y + (-25, 35)[i], f"b = {short(biases[i])}", 12))
    return (f'<svg role="img" aria-label="Two inputs, two hidden units, two scores; the weights '
            f'stand in the matrices" viewBox="0 0 320 210" width="80mm">{"".join(pieces)}</svg>')


def _line(x1, y1, x2, y2, weight, part):
    x, y = x1 + (x2 - x1) * part, y1 + (y2 - y1) * part
    text = short(weight)
    width = 8 * len(text) + 6
    dash = ' stroke-dasharray="6 4"' if weight < 0 else ""
    return (f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="#555"{dash}/>'
            f'<rect x="{x - width / 2:.1f}" y="{y - 9:.1f}" width="{width}" height="18" '
            f'fill="#fff"/>'
            + _text(f"{x:.1f}", f"{y + 4.5:.1f}", text, 13))


def _text(x, y, text, size):
    return (f'<text x="{x}" y="{y}" font-size="{size}" text-anchor="middle" '
            f'font-family="DejaVu Sans, Verdana, sans-serif">{escape(str(text))}</text>')
