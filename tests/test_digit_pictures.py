"""The pictures of lesson 10 say what is to be seen, and read the logs of the long trainings."""

import numpy as np
import pytest

from mlp_lessons import plots
from mlp_lessons.datasets.handwriting import draw_strokes
from mlp_lessons.errors import ShapeError
from mlp_lessons.plots import lesson_10

LOG = """MNIST, the recipe 'short' with seed 0
epochs: 2

epoch  seconds  of CPU  learning rate  training loss  validation accuracy
    1      6.0     5.9       1.50e-03        0.74664              96.48 %
    2     12.1    11.7       8.41e-11        0.40165              97.25 %

training and validation took 12 seconds (12 of CPU), load average 2.03 at the end
validation: 97.25 % right, 275 of 10,000 wrong
test set, read once, now: 97.50 % right, 250 of 10,000 wrong
"""


@pytest.fixture
def seen(monkeypatch):
    """The words of the pictures that are shown; each is drawn to its bytes."""
    words = []
    monkeypatch.setattr(lesson_10, "show",
                        lambda figure, alt: words.append((alt, len(plots.style.png(figure)))))
    return words


def test_a_log_is_read():
    seconds, accuracy = lesson_10.read_log(LOG)
    assert seconds.tolist() == [6.0, 12.1] and accuracy.tolist() == [96.48, 97.25]
    with pytest.raises(ValueError, match="no lines of epochs"):
        lesson_10.read_log("validation: 97.25 % right")


def test_trainings_are_told(seen):
    plots.trainings({"short": LOG, "plain": LOG.replace("6.0 ", "1.3 ")})
    assert "short: 3.52 after 6 s, 2.75 after 12 s." in seen[0][0]
    assert "plain: 3.52 after 1 s" in seen[0][0]


def test_published_results_come_with_ours(seen):
    plots.published_results()
    plots.published_results({"mine": 1.0})
    assert "mine" not in seen[0][0]
    assert "Simard (2003) 1.6; mine 1; Simard, with distortions 0.7" in seen[1][0]


def test_the_surest_mistakes_are_shown(monkeypatch):
    shown = []
    monkeypatch.setattr(lesson_10, "digits", lambda *arguments: shown.append(arguments))
    X = np.arange(5)[:, None] * np.ones(784)
    P = np.array([[0.9, 0.1], [0.3, 0.7], [0.95, 0.05], [0.4, 0.6], [0.2, 0.8]])
    plots.sure_and_wrong(X, P, np.array([0, 0, 1, 0, 0]), 3)
    images, captions = shown[0]
    assert images[:, 0].tolist() == [2, 4, 1]
    assert captions == ["1 → 0\n95.0%", "0 → 1\n80.0%", "0 → 1\n70.0%"]
    with pytest.raises(ValueError, match="read rightly"):
        plots.sure_and_wrong(X, P, P.argmax(axis=1), 3)


def test_the_most_frequent_confusion_is_shown(monkeypatch):
    shown = []
    monkeypatch.setattr(lesson_10, "digits", lambda *arguments: shown.append(arguments))
    X = np.arange(6)[:, None] * np.ones(784)
    plots.most_confused(X, [4, 4, 9, 4, 5, 5], [9, 4, 4, 9, 3, 5])
    images, y, predicted = shown[0]
    assert images[:, 0].tolist() == [0, 3]
    assert y.tolist() == [4, 4] and predicted.tolist() == [9, 9]
    with pytest.raises(ValueError, match="read rightly"):
        plots.most_confused(X, [1] * 6, [1] * 6)


def test_how_sure_and_how_right(seen):
    plots.sure_against_right([0.4, 0.9], [0.5, 0.8], [20, 1000])
    assert "0.40, 0.50, 20; 0.90, 0.80, 1,000" in seen[0][0]
    with pytest.raises(ShapeError, match="got 2, 2 and 1"):
        plots.sure_against_right([0.4, 0.9], [0.5, 0.8], [20])


def test_a_drawing_is_followed_to_its_place(seen):
    plots.drawing_steps(draw_strokes([[(0.1, 0.1), (0.1, 0.5)]], size=100, pen=10))
    assert "scaled to 4 by 20" in seen[0][0] and "28 by 28" in seen[0][0]


def test_the_rubber_sheet_leaves_the_digit_as_it_was(seen):
    x = np.zeros(784, dtype=np.float32)
    x[300:320] = 1
    before = x.copy()
    plots.rubber_sheet(x)
    np.testing.assert_array_equal(x, before)
    assert "arrows" in seen[0][0]
