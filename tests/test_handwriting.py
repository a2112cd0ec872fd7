"""Drawings become pictures as MNIST has them: by hand on small ones, and on MNIST itself."""

import numpy as np
import pytest

from mlp_lessons import MLP, SGD, ShapeError, SoftmaxCrossEntropy, fit
from mlp_lessons.datasets import load_mnist
from mlp_lessons.datasets.handwriting import (
    as_mnist,
    centre_of_mass,
    cropped,
    draw_strokes,
    scaled_to_box,
)

# By hand


def test_the_paper_round_the_ink_is_cut_off():
    drawing = np.zeros((6, 7))
    drawing[2, 3], drawing[4, 5] = 0.5, 1
    np.testing.assert_array_equal(cropped(drawing), [[0.5, 0, 0], [0, 0, 0], [0, 0, 1]])


def test_a_smaller_picture_holds_means():
    picture = np.array([[1.0, 0, 0, 1], [1, 0, 1, 1]])
    np.testing.assert_allclose(scaled_to_box(picture, side=2), [[0.5, 0.75]])


def test_a_pixel_that_two_new_ones_share_counts_for_both():
    # Three pixels become two: each new one holds one old pixel and half of the middle one.
    line = np.array([[1.0, 0.5, 0.25]])
    np.testing.assert_allclose(scaled_to_box(line, side=2), [[1.25 / 1.5, 0.5 / 1.5]])


def test_a_larger_picture_repeats_pixels():
    picture = np.array([[1.0, 0.0], [0.0, 0.5]])
    np.testing.assert_allclose(scaled_to_box(picture, side=4), np.kron(picture, np.ones((2, 2))))


def test_proportions_are_kept_and_nothing_vanishes():
    assert scaled_to_box(np.ones((200, 50))).shape == (20, 5)
    assert scaled_to_box(np.ones((300, 450))).shape == (13, 20)
    assert scaled_to_box(np.ones((1, 400))).shape == (1, 20)
    assert scaled_to_box(np.ones((7, 3))).shape == (20, 9)
    rng = np.random.default_rng(0)
    for shape in ((37, 91), (20, 20), (5, 3)):
        picture = rng.random(shape)
        assert scaled_to_box(picture).mean() == pytest.approx(picture.mean())


def test_the_centre_of_mass_is_the_mean_place_of_the_ink():
    assert centre_of_mass(np.array([[0.0, 0, 1], [0, 0, 3]])) == (0.75, 2.0)
    assert centre_of_mass(np.array([[1.0, 1, 2]])) == (0.0, 1.25)


def test_ink_in_a_corner_comes_to_the_middle():
    drawing = np.zeros((300, 200))
    drawing[240:, :60] = 1    # a black square, 60×60, at the lower left
    image = as_mnist(drawing).reshape(28, 28)
    expected = np.zeros((28, 28))
    expected[4:24, 4:24] = 1    # its centre of mass, 9.5, comes to 13.5, the nearest to 14 there is
    np.testing.assert_array_equal(image, expected)


def test_the_heavier_side_is_moved_further_in():
    drawing = np.zeros((20, 20))
    drawing[:, 0] = 0.5     # 10 in column 0
    drawing[:, 15:] = 0.5   # 50 in columns 15 to 19
    # The mean column is (10 · 0 + 50 · 17) / 60 = 14.17, and round(14 − 14.17) is 0.
    image = as_mnist(drawing).reshape(28, 28)
    np.testing.assert_array_equal(np.flatnonzero(image.any(axis=0)), [0, 15, 16, 17, 18, 19])
    assert centre_of_mass(image)[1] == pytest.approx(85 / 6)


def test_a_lopsided_drawing_stays_inside_the_field():
    drawing = np.zeros((400, 400))
    drawing[0, 0] = 1e-3
    drawing[380:, 380:] = 1
    image = as_mnist(drawing).reshape(28, 28)
    assert image[19, 19] == 1 and image.sum() == pytest.approx(1, abs=1e-3)


def test_a_dot_and_a_line_are_pictures_too():
    dot = np.zeros((50, 50))
    dot[10, 40] = 0.2
    image = as_mnist(dot).reshape(28, 28)
    assert image.max() == np.float32(0.2) and np.count_nonzero(image) == 400
    line = np.zeros((50, 50))
    line[:, 3] = 1
    image = as_mnist(line).reshape(28, 28)
    np.testing.assert_array_equal(np.argwhere(image)[[0, -1]], [[4, 14], [23, 14]])


def test_the_result_is_a_row_of_mnist():
    image = as_mnist(draw_strokes([[(0.3, 0.2), (0.7, 0.2), (0.4, 0.9)]]))
    assert image.shape == (784,) and image.dtype == np.float32
    assert image.min() == 0 and 0.9 < image.max() <= 1
    assert as_mnist(np.eye(5, dtype=bool)).max() == 1    # True for ink
    drawing = np.eye(7)
    as_mnist(drawing)
    np.testing.assert_array_equal(drawing, np.eye(7))


# Strokes


def test_a_pen_leaves_a_line_of_its_width():
    drawing = draw_strokes([[(0.2, 0.5), (0.8, 0.5)]], size=100, pen=10)
    assert drawing[:, 50].sum() == pytest.approx(10)
    assert drawing[50].sum() == pytest.approx(70, abs=1)    # round ends: 60 and half a pen twice
    assert drawing.min() == 0 and drawing.max() == 1


def test_a_single_point_is_a_round_dot():
    drawing = draw_strokes([[(0.5, 0.5)]], size=100, pen=20)
    assert drawing.sum() == pytest.approx(np.pi * 100, rel=0.02)
    assert draw_strokes([]).sum() == 0


# Wrong use


@pytest.mark.parametrize("drawing, error, words", [
    (np.zeros((280, 280)), ValueError, "no ink on it"),
    (np.zeros(784), ShapeError, r"shape \(H, W\), got \(784,\)"),
    (np.zeros((28, 28, 3)), ShapeError, r"drawing.mean\(axis=2\)"),
    (np.zeros((0, 5)), ShapeError, "shape"),
    (np.full((5, 5), 255), ValueError, "from 0 .paper. to 1 .ink., got 255 to 255"),
    (np.array([[0, -0.1]]), ValueError, "got -0.1 to 0"),
    (np.array([[np.nan, 1]]), ValueError, r"drawing\[0, 0\] is nan"),
    ("a 3", TypeError, "drawing must be an array of numbers"),
])
def test_what_is_no_drawing_is_refused_in_a_sentence(drawing, error, words):
    with pytest.raises(error, match=words):
        as_mnist(drawing)


# MNIST


@pytest.fixture(scope="module")
def mnist():
    return load_mnist()


@pytest.fixture(scope="module")
def network(mnist):
    (X, y), _ = mnist
    network = MLP([784, 64, 10], dtype=np.float32)
    fit(network, X[:20_000], y[:20_000], loss=SoftmaxCrossEntropy(), optimizer=SGD(network, 0.3),
        epochs=4, batch_size=64, progress=False)
    return network


def on_a_large_sheet(image, top, left, factor=8):
    sheet = np.zeros((300, 320))
    sheet[top:top + 28 * factor, left:left + 28 * factor] = np.kron(
        image.reshape(28, 28), np.ones((factor, factor)))
    return sheet


def test_mnist_itself_comes_back_as_it_was(mnist):
    _, (X, _) = mnist
    rng = np.random.default_rng(1)
    for image in X[:300]:
        top, left = rng.integers(0, 76), rng.integers(0, 96)
        np.testing.assert_allclose(as_mnist(on_a_large_sheet(image, top, left)), image, atol=1e-6)


def softened(drawing):
    """Return the drawing with soft edges: the mean of each pixel's 7×7 neighbours."""
    for axis in (0, 1):
        drawing = sum(np.roll(drawing, step, axis) for step in range(-3, 4)) / 7
    return drawing


def test_large_smooth_digits_are_read_as_the_small_ones_were(mnist, network):
    _, (X, _) = mnist
    rng = np.random.default_rng(2)
    again = np.array([as_mnist(softened(on_a_large_sheet(image, rng.integers(4, 70),
                                                         rng.integers(4, 90), factor=7)))
                      for image in X[:1000]])
    assert np.abs(again - X[:1000]).mean() < 0.05
    before, after = (network.forward(images).argmax(axis=1) for images in (X[:1000], again))
    assert np.mean(before == after) >= 0.97
