"""The pictures: their words, their look, and that they leave no trace in the learner's session."""

import html
import io
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.text import Text
from PIL import Image

from mlp_lessons import MLP, MeanSquaredError, confusion_matrix, plots
from mlp_lessons.datasets import make_blobs, make_moons, make_spirals, make_xor
from mlp_lessons.plots import style

COURSE = Path(__file__).parents[1]
X, Y = make_moons(60, seed=0)
W1, B1 = np.array([[1.0, -1.0], [2.0, 1.0]]), np.array([0.0, -1.0])
W2, B2 = np.array([[1.0, 2.0], [-1.0, 0.5]]), np.array([0.5, 0.0])
Z = np.linspace(-4, 4, 50)
HISTORY = {"loss": [3.0, 2.0, 1.5], "accuracy": [0.5, 0.7, 0.8],
           "validation_loss": [3.1, 2.5, 2.75], "validation_accuracy": [0.4, 0.6, 0.55],
           "best_epoch": 1}
PATH = np.array([[3.0, 2.0], [1.5, -1.0], [0.5, 0.25]])
IMAGES = np.arange(4 * 64).reshape(4, 64) / 256


def line(X):
    return X @ [1.0, -2.0]


# Every shared picture, and what its alternative text has to say.
PICTURES = {
    "points": (lambda **o: plots.points(X, Y, **o), ["60 points", "class 0: 30 points"]),
    "few points": (lambda **o: plots.points(*make_xor(4, 0), **o), ["(0, 0) and (1, 1)"]),
    "points without classes": (lambda **o: plots.points(X, **o), ["60 points"]),
    "many classes": (lambda **o: plots.points(*make_blobs(60, 10), **o), ["class 9: 6 points"]),
    "boundary": (lambda **o: plots.boundary(X, Y, line, mark_wrong=True, **o),
                 ["of 60 points lie in the region of their own class", "% of it"]),
    "boundary of a network": (lambda **o: plots.boundary(X, Y, MLP([2, 4, 1]), **o), ["of 60"]),
    "boundary of three": (
        lambda **o: plots.boundary(*make_spirals(60), MLP([2, 8, 3]), **o), ["class 2 has"]),
    "surface": (lambda **o: plots.boundary(X, Y, line, surface=True, **o), ["contour lines"]),
    "curves": (lambda **o: plots.curves({"ReLU": (Z, np.maximum(Z, 0)), "tanh": (Z, np.tanh(Z))},
                                        x_label="z", **o), ["ReLU: from 0 to 4", "−0.999"]),
    "log curves": (lambda **o: plots.curves({"a": [100, 10, 1], "b": [1, 2, 4]}, y_log=True,
                                            reference="b", **o), ["a: from 100 to 1"]),
    "function": (lambda **o: plots.function(np.tanh, tangents=[-3, 0, 3],
                                            reference={"z": lambda z: z}, **o),
                 ["z = 0 has slope 1", "z = −3 has slope 0.01", "dashed: z"]),
    "triangle": (lambda **o: plots.function(np.square, (-2, 2), tangents=[1], triangle=True, **o),
                 ["z = 1 has slope 2"]),
    "network sizes": (lambda **o: plots.network_diagram([64, 16, 8, 10], **o),
                      ["64 inputs, hidden 1 with 16 units", "10 outputs"]),
    "network": (lambda **o: plots.network_diagram(
        [2, 2, 2], values=[[1, 2], [0, 3], None], gradients=[None, [0.25, 1], [0.5, -0.5]],
        weights=[W1, W2], biases=[B1, B2], weight_gradients=[W1 / 3, W2 / 3],
        bias_gradients=[B1, B2], notes=[None, ["z = −1", "z = 3"], None], off=[(1, 0)],
        highlight=[(0, 0)], paths=[[(0, 0), (1, 1), (2, 0)]], **o),
        ["unit 1 2 and 1, bias −1", "hidden 0.25 and 1", "z = −1"]),
    "matrix": (lambda **o: plots.matrix([[1, -2, 0.5], [3, 0, 4]], "X", row_labels="ab",
                                        col_labels="xyz", highlight=[(1, None)], **o),
               ["X, shape (2, 3)", "a: 1.0, −2.0, 0.5", "Highlighted: row 1"]),
    "vector": (lambda **o: plots.matrix([1, 2, 3], "b", **o), ["b, a vector of shape (3,)"]),
    "large matrix": (lambda **o: plots.matrix(np.ones((64, 10)), **o), ["shape (64, 10)"]),
    "product": (lambda **o: plots.matrix_product(
        [[1, 2], [3, -1], [0, 1]], [[1, 0], [2, 1], [-1, 3], [0, 5]], ("X", "W", "Z"),
        transposed=True, plus=([1, 0, -1, 2], "b"), highlight=(1, 2), **o),
        ["X @ W.T + b = Z", "Z[1, 2] = 3·(−1) + (−1)·3 + (−1) = −7"]),
    "digits": (lambda **o: plots.digits(IMAGES, [3, 1, 4, 1], [3, 1, 9, 1], **o),
               ["4 images of 8×8 pixels", "3 of 4 were read rightly", "a 4 read as 9"]),
    "weights": (lambda **o: plots.digits(IMAGES - 0.5, signed=True, **o), ["−0.5 (white)"]),
    "history": (lambda **o: plots.history(HISTORY, **o),
                ["validation: from 3.1 to 2.75, lowest 2.5 at 2", "epoch 2 were kept"]),
    "history of a regression": (lambda **o: plots.history({"loss": [2, 1]}, **o), ["from 2 to 1"]),
    "confusions": (lambda **o: plots.confusion_matrix(
        confusion_matrix(np.array([0, 1, 2, 2]), np.array([0, 1, 2, 1])), **o),
        ["3 of 4 right", "2 taken for 1 (1)"]),
    "named confusions": (lambda **o: plots.confusion_matrix(
        [[50, 3], [7, 40]], names=["upper moon", "lower moon"], **o), ["90 of 100"]),
    "loss surface": (lambda **o: plots.loss_surface(lambda u, v: u**2 + 5 * v**2, (-4, 4), (-3, 3),
                                                    PATH, **o),
                     ["2 steps leads from (3, 2), loss 29, to (0.5, 0.25), loss 0.56"]),
    "bars": (lambda **o: plots.bars("abc", [0.61, 0.386, 0.004], right=1,
                                    reference=(1 / 3, "guessing"), **o),
             ["a 0.61, b 0.39, c <0.01", "The highest is a", "The right one is b"]),
    "side by side": (lambda **o: plots.side_by_side(
        [plots.panel(plots.points, X, Y, title="Before"), plots.panel(plots.matrix, W1, "W")], **o),
        ["Left: Before. 60 points", "Right: W, shape (2, 2)"]),
}
each_picture = pytest.mark.parametrize("name", PICTURES)


@pytest.fixture
def notebook(monkeypatch):
    """A stand-in for a notebook: what is displayed, and the figures that were shown."""
    seen = SimpleNamespace(html=[], figures=[])
    monkeypatch.setattr(style, "_in_notebook", lambda: True)
    monkeypatch.setattr("IPython.display.display", lambda shown: seen.html.append(shown.data))
    monkeypatch.setattr(style, "_close", seen.figures.append)
    return seen


def alt_of(tag):
    return html.unescape(re.search(r'alt="([^"]*)"', tag)[1])


@each_picture
def test_every_picture_says_what_is_to_be_seen_and_returns_none(name, notebook):
    draw, facts = PICTURES[name]
    assert draw(title="What is seen") is None
    [tag] = notebook.html
    words = alt_of(tag)
    assert words.startswith("What is seen. ")
    assert [fact for fact in facts if fact not in words] == []
    assert re.search(r'<img alt="[^"]+" style="max-width:100%" width="\d+" '
                     r'src="data:image/png;base64,[^"]+">$', tag)
    assert words not in tag.splitlines()[0]    # all that a collapsed output shows


@each_picture
def test_words_can_be_replaced(name, notebook):
    PICTURES[name][0](alt="My own words.")
    assert alt_of(notebook.html[0]) == "My own words."


@each_picture
def test_every_text_has_eleven_points_and_nothing_is_cut_off(name, notebook):
    PICTURES[name][0](title="What is seen")
    [figure] = notebook.figures
    width, height = figure.get_size_inches()
    assert width <= style.WIDEST
    assert f'width="{round(96 * width)}"' in notebook.html[0]    # so that points are points
    for text in figure.findobj(Text):
        if text.get_visible() and text.get_text().strip():
            assert text.get_fontsize() >= 11, text
            box = Text.get_window_extent(text)
            if text.axes is None or text.axes.axison or not box.width:
                continue    # ticks outside the limits have places too; what is drawn is below
            assert box.x0 >= 0 and box.x1 <= figure.bbox.width, text
            assert box.y0 >= 0 and box.y1 <= figure.bbox.height, text
    edge = np.array(Image.open(io.BytesIO(style.png(figure))).convert("L"))
    for side in (edge[0], edge[-1], edge[:, 0], edge[:, -1]):
        assert (side == 255).all()    # nothing runs over the edge of the paper


@each_picture
def test_the_same_picture_has_the_same_bytes_and_not_too_many(name, notebook):
    draw, _ = PICTURES[name]
    draw()
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "black"}):
        draw()    # whatever a learner has set
    first, second = notebook.html
    assert first == second
    assert len(first) < 120_000


@each_picture
def test_nothing_is_left_behind(name, notebook):
    before, open_figures = dict(matplotlib.rcParams), plt.get_fignums()
    PICTURES[name][0]()
    assert dict(matplotlib.rcParams) == before
    assert plt.get_fignums() == open_figures


@pytest.mark.parametrize("name", [name for name in PICTURES if name != "side by side"])
def test_every_picture_can_stand_beside_another(name):
    _, axes = style.new_figure(8, 3, columns=2)
    words = PICTURES[name][0](ax=axes[1], title="On the right")
    assert words.startswith("On the right. ")
    assert axes[1].has_data() or axes[1].patches or axes[1].texts
    assert not axes[0].has_data()


def test_the_words_are_escaped(notebook):
    plots.points(X, Y, title='a < b & "c"', names=["<script>", 'say "no"'])
    assert "<script>" not in notebook.html[0]
    assert alt_of(notebook.html[0]).startswith('a < b & "c". ')
    assert '<script>: 30 points' in alt_of(notebook.html[0])


def test_a_picture_without_words_is_refused():
    for alt in ("", "   ", None):
        figure, _ = plots.new_figure()
        with pytest.raises(ValueError, match="needs alt, the picture in words"):
            plots.show(figure, alt)


def test_the_png_tells_neither_date_nor_version_and_is_sharp(notebook):
    plots.points(X, Y)
    image = Image.open(io.BytesIO(style.png(notebook.figures[0])))
    assert set(image.info) <= {"dpi"}
    assert image.width == 2 * int(re.search(r'width="(\d+)"', notebook.html[0])[1])
    assert image.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


def test_a_figure_of_pyplot_is_closed():
    figure, ax = plt.subplots()
    ax.plot([0, 1])
    assert plots.show(figure, "A line.") is None
    assert not plt.fignum_exists(figure.number)


def test_outside_a_notebook_nothing_happens_without_a_screen():
    code = ("from mlp_lessons import plots; import sys; plots.matrix([[1, 2]]); "
            "assert 'IPython' not in sys.modules")
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                         env={**os.environ, "MPLBACKEND": "agg"}, cwd=COURSE)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_outside_a_notebook_a_window_opens_where_there_is_a_screen(monkeypatch):
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    shown = []
    monkeypatch.setattr(FigureCanvasAgg, "required_interactive_framework", "some", raising=False)
    monkeypatch.setattr(plt, "show", lambda: shown.append(plt.get_fignums()))
    before = plt.get_fignums()
    assert plots.points(X, Y) is None
    assert len(shown) == 1 and len(shown[0]) == len(before) + 1
    plt.close("all")


def test_classes_can_be_told_apart_without_colour():
    kinds = [(style.class_color(k), style.class_marker(k)) for k in range(10)]
    assert len(set(kinds)) == 10
    assert len({marker for _, marker in kinds}) == 10
    tints = [lightness(style.class_tint(k)) for k in range(3)]
    assert np.diff(sorted(tints)).min() > 4


def test_lines_can_be_told_apart_without_colour():
    assert len({str(dashes) for _, dashes in style.SERIES}) == len(style.SERIES)
    assert style.DASHED not in [dashes for _, dashes in style.SERIES]    # it means: reference


def test_forward_and_backward_differ_in_lightness_and_stand_out_from_paper():
    assert lightness(style.GRADIENT) - lightness(style.FORWARD) > 8
    for color in (style.FORWARD, style.GRADIENT, style.LEARNER, style.REFERENCE, style.NEGATIVE):
        assert contrast_with_white(color) > 3.5


def test_weights_on_a_grey_scale_grow_darker_all_the_way():
    from mlp_lessons.plots.images import SIGNED
    shades = [lightness(SIGNED(value)[:3]) for value in np.linspace(0, 1, 50)]
    assert (np.diff(shades) < 0).all()


def luminance(color):
    parts = np.array(to_rgb(color))
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def lightness(color):
    return 116 * np.cbrt(luminance(color)) - 16


def contrast_with_white(color):
    return 1.05 / (luminance(color) + 0.05)


def test_names_at_the_ends_of_lines_do_not_touch(notebook):
    x = np.arange(20)
    plots.curves({f"η = {k}": 3 * np.exp(-k * x) for k in range(1, 7)})
    [figure] = notebook.figures
    boxes = [Text.get_window_extent(text) for text in figure.axes[0].texts]    # no leaders
    heights = sorted((box.y0, box.y1) for box in boxes)
    assert all(low[1] <= high[0] + 1 for low, high in zip(heights, heights[1:]))


def test_a_boundary_leaves_the_network_as_it_was(notebook):
    network, loss = MLP([2, 4, 1]), MeanSquaredError()
    scores = network.forward(X[:5])
    kept = network.layers[0].X
    plots.boundary(X, Y, network)
    assert network.layers[0].X is kept
    loss.forward(scores, np.zeros((5, 1)))
    network.backward(loss.backward())    # of five points still


def test_a_boundary_takes_scores_probabilities_and_classes(notebook):
    def probability(X):
        return 1 / (1 + np.exp(-line(X)))
    for predict, level in [(line, 0), (lambda X: line(X)[:, None], 0), (probability, 0.5),
                           (lambda X: (line(X) > 0).astype(int), 0), (lambda X: line(X) > 0, 0),
                           (lambda X: np.stack([-line(X), line(X)], axis=1), 0)]:
        plots.boundary(X, Y, predict, level=level)
    assert len({re.search(r"\d+ of 60", alt_of(tag))[0] for tag in notebook.html}) == 1


def test_the_legend_says_what_the_boundary_is(notebook):
    def two(X):
        return np.stack([-line(X), line(X)], axis=1)

    def three(X):
        return np.stack([-line(X), line(X), 0 * line(X)], axis=1)

    for predict, name in [(line, "score 0"), (two, "scores equal"), (three, "boundary"),
                          (lambda X: (line(X) > 0).astype(int), "boundary")]:
        plots.boundary(X, Y, predict)
        legend = notebook.figures[-1].axes[0].get_legend()
        assert legend.get_texts()[-1].get_text() == name


def test_the_numbers_on_a_diagram_belong_to_their_weights(notebook):
    network = MLP([2, 2, 1], seed=3)
    plots.network_diagram(network)
    texts = {text.get_text() for text in notebook.figures[0].axes[0].texts}
    weights = [w for layer in network.layers[::2] for w in layer.W.ravel()]
    assert {style.number(w) for w in weights} <= texts


@pytest.mark.parametrize("value, text", [
    (0, "0"), (-0.0, "0"), (1, "1"), (-1.5, "−1.5"), (0.25, "0.25"), (1 / 3, "0.333"),
    (12345, "12,345"), (0.0001234, "0.00012"), (1e-8, "1e-8"), (2.5e9, "2.5e9"), (np.nan, "nan"),
    (-np.inf, "−inf"), (99.96, "100"), (0.05, "0.05")])
def test_numbers_are_written_for_people(value, text):
    assert style.number(value) == text.replace("e-", "e−")


WRONG = {
    "X three columns": (lambda: plots.points(np.ones((5, 3))), r"\(N, 2\).*got \(5, 3\)"),
    "X transposed": (lambda: plots.points(X.T), r"X\.T has shape \(60, 2\)"),
    "X empty": (lambda: plots.points(np.ones((0, 2))), "X is empty"),
    "X NaN": (lambda: plots.points([[0, 1], [np.nan, 2]]), r"X\[1, 0\] is nan"),
    "X text": (lambda: plots.points("moons"), "X must be an array of numbers"),
    "y too short": (lambda: plots.points(X, Y[:5]), r"shape \(60,\), got \(5,\)"),
    "y not whole": (lambda: plots.points(X, Y + 0.5), "y must hold classes"),
    "names too few": (lambda: plots.points(X, Y, names=["one"]), "it needs 2"),
    "limits": (lambda: plots.points(X, limits=(0, 1, 2, 1)), "the smaller one first"),
    "predict a number": (lambda: plots.boundary(X, Y, 3), "must be a network or a function"),
    "predict shape": (lambda: plots.boundary(X, Y, lambda X: X.T), "one row for each"),
    "surface of classes": (lambda: plots.boundary(X, Y, lambda X: X[:, 0] > 0, surface=True),
                           "needs scores"),
    "curves lengths": (lambda: plots.curves({"a": ([1, 2], [1, 2, 3])}), "as many x as y"),
    "curves list": (lambda: plots.curves([1, 2]), "dict of lines"),
    "function": (lambda: plots.function(3), "f must be a function"),
    "function range": (lambda: plots.function(np.tanh, (4, -4)), "the smaller one first"),
    "sizes": (lambda: plots.network_diagram(3), "sizes such as"),
    "values": (lambda: plots.network_diagram([2, 1], values=[[1, 2, 3]]), r"shape \(2,\)"),
    "weights turned": (lambda: plots.network_diagram([2, 3], weights=[np.ones((2, 3))]),
                       r"shape \(3, 2\), got \(2, 3\)"),
    "no such unit": (lambda: plots.network_diagram([2, 1], paths=[[(0, 2), (1, 0)]]), "no unit 2"),
    "matrix 3-d": (lambda: plots.matrix(np.ones((2, 2, 2))), "a matrix or a vector"),
    "highlight": (lambda: plots.matrix(W1, highlight=[(5, 0)]), "no row 5"),
    "highlight pair": (lambda: plots.matrix(W1, highlight=[1]), "takes places"),
    "product": (lambda: plots.matrix_product(np.ones((2, 3)), np.ones((2, 3))), "3 columns meet 2"),
    "plus": (lambda: plots.matrix_product(W1, W2, plus=([1, 2, 3], "b")), r"shape \(2,\)"),
    "pixels": (lambda: plots.digits(np.ones((2, 63))), "63 pixels"),
    "labels": (lambda: plots.digits(IMAGES, [1, 2]), "one class for each of 4 images"),
    "predicted alone": (lambda: plots.digits(IMAGES, predicted=[1, 2, 3, 4]), "only with labels"),
    "history": (lambda: plots.history({"loss": []}), "at least one epoch"),
    "no accuracy": (lambda: plots.draw_history(style.new_figure()[1], {"loss": [1]}, "accuracy"),
                    "has no accuracy"),
    "confusions": (lambda: plots.confusion_matrix(np.ones((2, 3))), "as many rows as columns"),
    "shares": (lambda: plots.confusion_matrix([[0.5, 1], [1, 0]]), "counts"),
    "path": (lambda: plots.loss_surface(lambda u, v: u, (0, 1), (0, 1), [1, 2]), r"\(T, 2\)"),
    "bars": (lambda: plots.bars("ab", [1, 2, 3]), "as many labels as values"),
    "right bar": (lambda: plots.bars("ab", [1, 2], right=2), "0 to 1"),
    "no panels": (lambda: plots.side_by_side([]), "at least one panel"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_call_gets_one_sentence(name):
    call, message = WRONG[name]
    with pytest.raises((ValueError, TypeError), match=message) as caught:
        call()
    assert len(str(caught.value)) < 220
