"""Losses: by hand, at extreme scores without a warning, and against scikit-learn."""

import numpy as np
import pytest

from mlp_lessons import BinaryCrossEntropy, MeanSquaredError, SoftmaxCrossEntropy, sigmoid, softmax

pytestmark = pytest.mark.filterwarnings("error")


def test_squared_error_by_hand():
    loss = MeanSquaredError()
    assert loss.forward([[1.0, 2.0], [3.0, 5.0]], [[0.0, 2.0], [3.0, 1.0]]) == (1 + 16) / 4
    assert (loss.backward() == np.array([[2.0, 0.0], [0.0, 8.0]]) / 4).all()


def test_softmax_by_hand():
    loss = SoftmaxCrossEntropy()
    scores = np.log([[1.0, 2.0, 5.0], [2.0, 2.0, 4.0]])
    assert loss.forward(scores, [2, 0]) == pytest.approx(-(np.log(5 / 8) + np.log(2 / 8)) / 2)
    expected = (np.array([[1, 2, 5], [2, 2, 4]]) / 8 - [[0, 0, 1], [1, 0, 0]]) / 2
    assert loss.backward() == pytest.approx(expected)


def test_binary_by_hand():
    loss = BinaryCrossEntropy()
    scores = np.log([[3.0], [1 / 4]])    # probabilities 3/4 and 1/5
    assert loss.forward(scores, [1, 0]) == pytest.approx(-(np.log(3 / 4) + np.log(4 / 5)) / 2)
    assert loss.backward() == pytest.approx(np.array([[3 / 4 - 1], [1 / 5]]) / 2)
    assert loss.forward(scores, [[1], [0]]) == loss.forward(scores, [True, False])


def test_the_first_loss_is_the_logarithm_of_the_number_of_classes():
    loss = SoftmaxCrossEntropy()
    assert loss.forward(np.zeros((4, 10)), [0, 3, 3, 9]) == pytest.approx(np.log(10))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("size", [1e4, 1e3, 50.0])
def test_extreme_scores(size, dtype):
    loss = SoftmaxCrossEntropy()
    scores = np.array([[size, -size, 0], [-size, size, 0], [size, size, -size]], dtype=dtype)
    value = loss.forward(scores, [0, 0, 2])
    assert value == pytest.approx((0 + 2 * size + 2 * size + np.log(2)) / 3)
    expected = [[0, 0, 0], [-1, 1, 0], [0.5, 0.5, -1]]
    assert loss.backward() == pytest.approx(np.array(expected) / 3, abs=1e-7)

    loss = BinaryCrossEntropy()
    scores = np.array([[size], [size], [-size], [-size]], dtype=dtype)
    assert loss.forward(scores, [1, 0, 1, 0]) == pytest.approx(2 * size / 4)
    assert loss.backward() == pytest.approx(np.array([[0], [1], [-1], [0]]) / 4, abs=1e-7)


def test_tiny_losses_are_not_rounded_to_zero():
    assert BinaryCrossEntropy().forward([[40.0]], [1]) == pytest.approx(np.exp(-40), abs=0)


def test_each_row_is_shifted_by_its_own_maximum():
    loss = SoftmaxCrossEntropy()
    scores = np.array([[1e4, 1e4 - 1], [0, 1], [-1e4, -1e4 - 1]])
    assert loss.forward(scores, [0, 1, 0]) == pytest.approx(np.log(1 + np.exp(-1)))


@pytest.mark.parametrize(("loss", "K"), [(MeanSquaredError(), 3), (BinaryCrossEntropy(), 1),
                                         (SoftmaxCrossEntropy(), 4)], ids=repr)
@pytest.mark.parametrize("scale", [1, 30])
def test_the_gradient_is_what_wiggling_measures(loss, K, scale):
    rng = np.random.default_rng(0)
    scores = scale * rng.normal(size=(6, K))
    y = {1: rng.integers(0, 2, 6), 3: rng.normal(size=(6, 3)), 4: rng.integers(0, 4, 6)}[K]
    loss.forward(scores, y)
    gradient = loss.backward()
    for index in np.ndindex(scores.shape):
        up, down = scores.copy(), scores.copy()
        up[index] += 1e-5
        down[index] -= 1e-5
        slope = (loss.forward(up, y) - loss.forward(down, y)) / 2e-5
        assert gradient[index] == pytest.approx(slope, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(("loss", "K"), [(MeanSquaredError(), 3), (BinaryCrossEntropy(), 1),
                                         (SoftmaxCrossEntropy(), 3)], ids=repr)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_nothing_given_changes_and_the_type_stays(loss, K, dtype):
    rng = np.random.default_rng(0)
    scores = rng.normal(size=(6, K)).astype(dtype)
    y = rng.normal(size=(6, 3)) if loss.classifies is False else rng.integers(0, 2, 6)
    scores_before, y_before = scores.copy(), y.copy()
    assert type(loss.forward(scores, y)) is float
    gradient = loss.backward()
    assert gradient.dtype == dtype    # float64 targets do not make a float32 network slow
    kept = gradient.copy()
    loss.backward()[...] = 0
    assert (loss.backward() == kept).all()
    assert (scores == scores_before).all() and (y == y_before).all()


def test_whole_number_scores_are_not_cut_off():
    loss = MeanSquaredError()
    assert loss.forward([[1], [2]], [[0.5], [2.5]]) == 0.25
    assert (loss.backward() == [[0.5], [-0.5]]).all()


def test_what_scores_mean():
    scores = np.array([[-1.0], [0.0], [2.0]])
    binary, classes, numbers = BinaryCrossEntropy(), SoftmaxCrossEntropy(), MeanSquaredError()
    assert (binary.predict(scores) == [0, 0, 1]).all()
    assert (binary.probabilities(scores) == sigmoid(scores[:, 0])).all()
    scores = np.array([[1.0, 3.0, 2.0], [5.0, 0.0, 0.0]])
    assert (classes.predict(scores) == [1, 0]).all()
    assert (classes.probabilities(scores) == softmax(scores)).all()
    assert (numbers.predict(scores) == scores).all()


def test_against_scikit_learn():
    log_loss = pytest.importorskip("sklearn.metrics", reason="scikit-learn is missing").log_loss
    rng = np.random.default_rng(0)
    scores, y = rng.normal(size=(200, 5)), rng.integers(0, 5, 200)
    loss = SoftmaxCrossEntropy()
    expected = log_loss(y, softmax(scores), labels=range(5))
    assert loss.forward(scores, y) == pytest.approx(expected, rel=1e-12)
    loss, y = BinaryCrossEntropy(), rng.integers(0, 2, 200)
    expected = log_loss(y, sigmoid(scores[:, 0]))
    assert loss.forward(scores[:, :1], y) == pytest.approx(expected, rel=1e-12)
