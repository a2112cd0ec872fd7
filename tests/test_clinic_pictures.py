"""The pictures of lesson 09: complete in words, large enough, nothing touching its neighbour."""

import io

import numpy as np
import pytest
from matplotlib.text import Text
from PIL import Image

import mlp_lessons
from mlp_lessons import MLP, SoftmaxCrossEntropy, instruments, plots
from mlp_lessons.instruments import layer_statistics
from mlp_lessons.plots import lesson_09, style

X, Y = np.random.default_rng(0).normal(size=(60, 4)), np.arange(60) % 3


def statistics(sizes=(4, 8, 8, 3), **options):
    return layer_statistics(MLP(list(sizes), **options), SoftmaxCrossEntropy(), X, Y)


PICTURES = {
    "waiting room": plots.waiting_room,
    "chart": plots.symptom_chart,
    "bars": lambda: plots.layer_bars(statistics()),
    "compared": lambda: plots.layer_bars(statistics([4] + 6 * [8] + [3], activation="sigmoid"),
                                         statistics([4] + 6 * [8] + [3]), title="Vanishing"),
    "zeros": lambda: plots.layer_bars(statistics(initialization="zeros"), title="All zero"),
    "not finite": lambda: plots.layer_bars(layer_statistics(
        MLP([4, 3]), SoftmaxCrossEntropy(), np.full((3, 4), np.nan), Y[:3])),
}
each_picture = pytest.mark.parametrize("name", PICTURES)


@pytest.fixture
def shown(monkeypatch):
    """What was shown: pairs of figure and words."""
    seen = []
    monkeypatch.setattr(lesson_09, "show", lambda figure, words: seen.append((figure, words)))
    return seen


@each_picture
def test_every_text_has_eleven_points_and_nothing_is_cut_off(name, shown):
    PICTURES[name]()
    [(figure, words)] = shown
    assert figure.get_size_inches()[0] <= style.WIDEST and words.endswith(".")
    for text in figure.findobj(Text):
        if text.get_visible() and text.get_text().strip():
            assert text.get_fontsize() >= 11, text
    edge = np.array(Image.open(io.BytesIO(style.png(figure))).convert("L"))
    for side in (edge[0], edge[-1], edge[:, 0], edge[:, -1]):
        assert (side == 255).all()


def test_no_text_of_the_chart_touches_another(shown):
    plots.symptom_chart()
    [(figure, _)] = shown
    figure.draw_without_rendering()
    boxes = [Text.get_window_extent(text) for text in figure.axes[0].texts]
    gap = 0.08 * figure.dpi
    for k, box in enumerate(boxes):
        for other in boxes[k + 1:]:
            beside = box.x1 + gap <= other.x0 or other.x1 + gap <= box.x0
            assert beside or box.y1 <= other.y0 + 1 or other.y1 <= box.y0 + 1


def test_the_chart_says_all_that_it_shows(shown):
    plots.symptom_chart()
    [(figure, words)] = shown
    assert len(lesson_09.SYMPTOMS) >= 8
    for text in figure.axes[0].texts[3:]:
        for part in text.get_text().split(" · "):
            assert part in words, part


def test_the_chart_sends_nobody_to_what_does_not_exist():
    for _, _, asked in lesson_09.SYMPTOMS:
        for name in asked:
            house, _, function = name.rpartition(".")
            homes = [plots] if house else [instruments, mlp_lessons]
            assert any(callable(getattr(home, function, None)) for home in homes), name


def test_the_bars_are_as_long_as_the_numbers(shown):
    found = statistics()
    plots.layer_bars(found)
    [(figure, words)] = shown
    for ax, values in zip(figure.axes, (found.std, found.gradient_std)):
        ends = [line.get_xdata()[-1] for line in ax.lines if len(line.get_xdata()) == 1]
        assert ends == pytest.approx(values) and ax.get_xscale() == "log"
        assert ax.get_xlim()[0] < values.min() and ax.get_xlim()[1] > values.max()
        for value in values:
            assert style.number(value, 2) in words


def test_what_has_no_place_on_a_scale_of_powers_is_written(shown):
    PICTURES["zeros"]()
    assert [text.get_text().strip() for text in shown[0][0].axes[0].texts] == 5 * ["0"]
    assert "layers[0] Linear 0," in shown[0][1]


def test_wrong_calls_get_one_sentence():
    with pytest.raises(TypeError, match="what layer_statistics returns"):
        plots.layer_bars([1, 2])
    with pytest.raises(ValueError, match="got 5 and 3 layers"):
        plots.layer_bars(statistics(), statistics([4, 8, 3]))
