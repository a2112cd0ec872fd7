"""The cheat sheet: its lines run and give what the package gives, and it fits on its page."""

import re
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

import mlp_lessons
from mlp_lessons import MLP, SGD, Adam, Linear, SoftmaxCrossEntropy
from mlp_lessons.classroom import cheat_sheet
from mlp_lessons.classroom.__main__ import main
from mlp_lessons.initialization import INITIALIZATIONS

FIGURES = Path(__file__).parents[2] / "figures"
N, D, H, K = 5, 3, 4, 6
LAYERS = {"ReLU": mlp_lessons.ReLU, "Leaky ReLU": mlp_lessons.LeakyReLU,
          "Sigmoid": mlp_lessons.Sigmoid, "Tanh": mlp_lessons.Tanh}
LOSSES = {"Softmax +\ncross-entropy": mlp_lessons.SoftmaxCrossEntropy,
          "Sigmoid +\nbinary c.-e.": mlp_lessons.BinaryCrossEntropy,
          "Squared error": mlp_lessons.MeanSquaredError}


def run(*lines, **names):
    """Run lines of the sheet and return all names."""
    names |= {"np": np, "sigmoid": mlp_lessons.sigmoid, "N": N, "K": K}
    for line in lines:
        exec(line, names)
    return names


def random(*shape):
    return np.random.default_rng(shape).normal(size=shape)


def words_of(svg):
    """All texts of the sheet, formulas as they were written."""
    return re.findall(r"<!-- (.*?) -->", svg.decode("utf-8"), re.DOTALL)


def texts_with_boxes():
    """[(text, its box in millimetres from the lower left corner)] of everything on the sheet."""
    sheet = None

    class Kept(cheat_sheet.Sheet):
        def __init__(self):
            nonlocal sheet
            super().__init__()
            sheet = self

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cheat_sheet, "Sheet", Kept)
        cheat_sheet.draw("svg")
    renderer = FigureCanvasAgg(sheet.figure).get_renderer()
    with cheat_sheet.course_style(), matplotlib.rc_context({"mathtext.fontset": "stix"}):
        boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in sheet.ax.texts]
    scale = 25.4 / sheet.figure.dpi
    return [(text, [side * scale for side in box.extents]) for text, box in boxes]


def test_the_linear_layer():
    layer, X, dZ = Linear(D, H, seed=0), random(N, D), random(N, H)
    layer.b[:] = random(H)
    Z = layer.forward(X)
    dX = layer.backward(dZ)
    row = cheat_sheet.LINEAR
    ours = run(row.kept, *row.numpy, X=X, W=layer.W, b=layer.b, dZ=dZ)
    for name, expected in {"Z": Z, "dW": layer.dW, "db": layer.db, "dX": dX}.items():
        np.testing.assert_allclose(ours[name], expected)
        assert ours[name].shape == expected.shape


@pytest.mark.parametrize("row", cheat_sheet.ACTIVATIONS, ids=lambda row: row.name)
def test_an_activation(row):
    Z, dA = random(N, H), random(H, N).T
    layer = LAYERS[row.name]()
    ours = run(row.kept, *row.numpy, Z=Z, dA=dA)
    np.testing.assert_allclose(ours["A"], layer.forward(Z))
    np.testing.assert_allclose(ours["dZ"], layer.backward(dA))


@pytest.mark.parametrize("row", cheat_sheet.LOSSES, ids=lambda row: row.name.split("\n")[0])
def test_a_loss(row):
    loss = LOSSES[row.name]()
    S, y = random(N, K), np.array([0, 5, 2, 2, 1])
    names = {"S": S, "y": y, "Y": random(K, N).T}
    target = y
    if "binary" in row.name:
        names |= {"S": random(N, 1), "y": (y > 1).astype(float)[:, None]}
        target = names["y"]
    if "Squared" in row.name:
        names["y"] = target = names["Y"]
    ours = run(row.kept, *row.numpy, **names)
    assert ours["L"] == pytest.approx(loss.forward(names["S"], target))
    np.testing.assert_allclose(ours["dS"], loss.backward())


def updated(make_optimizer, steps=3):
    """The weights of a layer after some steps with known gradients, and these gradients."""
    network = MLP([D, K], seed=0)
    layer, gradients = network.layers[0], [random(K, D, step)[:, :, 0] for step in (1, 2, 3)]
    start = layer.W.copy()
    optimizer = make_optimizer(network)
    for gradient in gradients[:steps]:
        layer.dW, layer.db = gradient, np.zeros(K)
        optimizer.step()
    return start, gradients[:steps], layer.W


def test_the_updates():
    lines = {}
    name = None
    for heading, _, line in cheat_sheet.UPDATES:
        name = heading or name
        lines.setdefault(name, []).append(line)
    settings = {"eta": 0.1, "mu": 0.9, "decay": 0.05, "v": 0.0, "m": 0.0, "t": 0}
    adam = sorted(lines["Adam"], key=lambda line: not line.startswith("beta1, "))
    cases = [
        (lines["SGD"], lambda network: SGD(network, 0.1)),
        (lines["Momentum"], lambda network: SGD(network, 0.1, momentum=0.9)),
        (lines["Weight decay"] + lines["SGD"],
         lambda network: SGD(network, 0.1, weight_decay=0.05)),
        (adam, lambda network: Adam(network, 0.1)),
    ]
    for program, make_optimizer in cases:
        w, gradients, expected = updated(make_optimizer)
        names = settings | {"w": w}
        for gradient in gradients:
            names = run(*program, **names | {"g": gradient})
        np.testing.assert_allclose(names["w"], expected, rtol=1e-6)


@pytest.mark.parametrize("name, spread", [row[2:] for row in cheat_sheet.FIRST_WEIGHTS])
def test_the_first_weights(name, spread):
    expected = INITIALIZATIONS[name](7, 4, np.random.default_rng(0))
    size = eval(spread, {"np": np, "n_in": 7, "n_out": 4})
    np.testing.assert_allclose(np.random.default_rng(0).normal(0, size, (4, 7)), expected)


def test_the_first_loss():
    expected = [mlp_lessons.SoftmaxCrossEntropy().forward(np.zeros((N, K)), np.arange(N)),
                mlp_lessons.BinaryCrossEntropy().forward(np.zeros((2, 1)), np.array([0, 1])),
                mlp_lessons.MeanSquaredError().forward(np.zeros((N, 1)), random(N, 1))]
    for (_, words, line), value in zip(cheat_sheet.FIRST_LOSS, expected):
        assert eval(line, {"np": np, "K": K, "y": random(N, 1)}) == pytest.approx(value)
        for number in re.findall(r"\d\.\d\d", words):
            assert float(number) in (round(np.log(10), 2), round(np.log(2), 2))


def test_the_loop_trains():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(50, 2))
    y = (X[:, 0] > 0).astype(int)
    network = MLP([2, 8, 2], seed=0)
    names = {"network": network, "loss": SoftmaxCrossEntropy(), "rng": rng, "X": X, "y": y, "N": 50,
             "optimizer": SGD(network, 0.3), "epochs": 20, "batch_size": 8}
    before = names["loss"].forward(network.forward(X), y)
    exec(cheat_sheet.LOOP, names)
    assert names["loss"].forward(network.forward(X), y) < before / 3


def test_what_to_ask_is_there():
    from mlp_lessons import instruments

    for _, _, asked in cheat_sheet.SYMPTOMS:
        for name in asked:
            assert name == "plots.history" or hasattr(instruments, name) or hasattr(
                mlp_lessons, name), name


def test_nothing_leaves_the_page_and_no_two_texts_touch():
    texts = texts_with_boxes()
    assert len(texts) > 150
    for text, (left, low, right, high) in texts:
        assert 8 < left and right < 202 and 5 < low and high < 292, text
    for number, (text, (left, low, right, high)) in enumerate(texts):
        for other, (left_2, low_2, right_2, high_2) in texts[:number]:
            across = min(right, right_2) - max(left, left_2)
            up = min(high, high_2) - max(low, low_2)
            assert across <= 0 or up <= 0.8, (text, other)    # line boxes may touch, letters not


def test_the_stored_sheets_are_what_the_script_draws():
    stored = (FIGURES / "cheat_sheet.svg").read_bytes()
    drawn = cheat_sheet.draw("svg")
    assert words_of(stored) == words_of(drawn), "run python figures/make_figures.py"
    assert drawn == cheat_sheet.draw("svg")
    assert re.search(rb'<svg [^>]*width="595\.\d+pt" height="841\.\d+pt"|'
                     rb'<svg [^>]*height="841\.\d+pt"[^>]*width="595\.\d+pt"|'
                     rb'viewBox="0 0 595\.\d+ 841\.\d+"', stored)


def test_the_pdf_is_one_page_a4_and_the_same_any_day():
    stored = (FIGURES / "cheat_sheet.pdf").read_bytes()
    for content in (stored, cheat_sheet.draw("pdf")):
        assert len(re.findall(rb"/Type /Page\b", content)) == 1
        width, height = re.search(rb"/MediaBox \[ ?0 0 ([\d.]+) ([\d.]+) ?\]", content).groups()
        assert (round(float(width)), round(float(height))) == (595, 842)
        assert b"CreationDate" not in content
    assert cheat_sheet.draw("pdf") == cheat_sheet.draw("pdf")


def test_the_command(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["cheat-sheet"]) == 0
    assert (tmp_path / "cheat_sheet.pdf").read_bytes().startswith(b"%PDF")
    assert main(["cheat-sheet"]) == 1
    assert "--force" in capsys.readouterr().err
    assert main(["cheat-sheet", "--out", "sheet.png"]) == 1
    assert "does not end in .pdf" in capsys.readouterr().err
